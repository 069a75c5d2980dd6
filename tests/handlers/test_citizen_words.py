"""What citizens type, clean and hurried, with and without marks: each phrase with what it wishes for, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.citizen_words import Wish, code_in, proof_in, read_citizen, withdraws

CODE = "H01.1-250310-0003"
WISHES: dict[Wish, tuple[str, ...]] = {
    Wish.STOP: (
        "HỦY", "hủy", "huy", "Huỷ", "HUY.", "dừng", "DUNG", "dung", "đừng", "stop", "STOP!", "TC", "tc", "tuchoi", "TỪ CHỐI",
        "từ chối", "ngừng", "NGUNG", "không nhận", "khong nhan", "từ chối nhận tin", "tu choi nhan tin", "hủy đăng ký",
        "Hủy nhận tin", "ngừng nhận tin", "dừng nhận tin ạ", "không nhận tin nữa", "Khong nhan tin nua", "đừng gửi tin nữa",
        "Tôi không muốn nhận tin nữa", "xin hủy nhận tin giúp tôi", "đề nghị ngừng gửi tin", "rút lại sự đồng ý", "hủy thông báo",
        "bỏ theo dõi", "vui lòng ngừng nhận tin", "dừng lại", "cho tôi hủy đăng ký nhận tin với ạ", "từ chối nhận thông báo",
    ),
    Wish.LOOKUP: (
        "tra cứu", "Tra cuu", "TRA CỨU HỒ SƠ", "tracuu", "kiểm tra hồ sơ", "xem hồ sơ", "tình trạng hồ sơ", "tôi muốn tra cứu hồ sơ",
        "xin tra cứu hồ sơ ạ", "hồ sơ của tôi", "đăng ký nhận tin", "tra cứu mã hồ sơ",
    ),
    Wish.ACCESS: ("dữ liệu của tôi", "du lieu cua toi", "xem dữ liệu", "Xem du lieu ca nhan", "cho tôi xem dữ liệu", "thông tin của tôi"),
    Wish.CORRECT: ("sửa dữ liệu", "sua du lieu", "đính chính", "Đính chính dữ liệu", "chỉnh sửa thông tin", "tôi muốn sửa dữ liệu cá nhân"),
    Wish.DELETE: ("xóa dữ liệu", "xoá dữ liệu", "xoa du lieu", "Xóa dữ liệu của tôi giúp tôi với", "yêu cầu xóa dữ liệu", "xóa thông tin của tôi"),
    Wish.MENU: ("trợ giúp", "huong dan", "?", "menu", "Bắt đầu"),
    Wish.GREETING: ("xin chào", "Chào", "hello", "alo", "xin chào ạ"),
    Wish.THANKS: ("cảm ơn", "Cam on nhieu", "ok", "vâng ạ", "đúng rồi", "dung roi"),
    Wish.COMPLAINT: ("tôi muốn khiếu nại", "Phản ánh cán bộ xã", "to cao viec nhung nhieu", "hồ sơ chậm quá, tôi bức xúc"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wish"), [(text, wish) for wish, texts in WISHES.items() for text in texts]
)
def test_a_phrase_wishes_for(text: str, wish: Wish) -> None:
    said = read_citizen(text)
    assert said is not None
    assert (said.wish, said.code) == (wish, "")


@pytest.mark.parametrize(
    "text",
    [
        "đúng", "ĐÚNG", "đúng ạ", "dung a", "dùng", "xong", "đã xong", "xong 0003", "", " ", "trời đẹp quá", "hủy trả lời", "hủy hoại",
        "tôi không nhận được tin nào", "dừng xe ở đâu", "đừng quên hồ sơ của tôi", "ngừng hoạt động", "12", "0912345678", "tin này của ai",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_nothing(text: str) -> None:
    assert read_citizen(text) is None
    assert not withdraws(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HỦY 0003", "0003"), ("huy 0003", "0003"), ("hủy hồ sơ 0003", "0003"), (f"hủy {CODE}", CODE),
        ("ngừng nhận tin 0003", "0003"), (f"Từ chối nhận tin {CODE.lower()}", CODE),
    ],
)  # fmt: skip
def test_one_dossier_is_taken_back(text: str, code: str) -> None:
    said = read_citizen(text)
    assert said is not None
    assert (said.wish, said.code) == (Wish.STOP, code)


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        (CODE, ""), (f"tra cứu {CODE}", ""), (f"Tra cuu ho so {CODE.lower()}", ""), ("h01.1 250310 0003", ""),
        ("H01.1–250310–0003", ""), ("H01.1 - 250310 - 0003", ""), ("H01.1-2503100003", ""), ("H01.1/250310/0003", ""),
        (f"hồ sơ {CODE} của tôi đến đâu rồi ạ", ""), (f"{CODE} 0912345678", "0912345678"), (f"tracuu {CODE} KQ7XM2PA", "KQ7XM2PA"),
        (f"{CODE} sđt 0912 345 678", "0912 345 678"), (f"mã {CODE}, mã tra cứu KQ7XM2PA", "KQ7XM2PA"),
        (f"{CODE}?", ""), (f"  {CODE}  ", ""), (f"hs {CODE}", ""),
    ],
)  # fmt: skip
def test_a_dossier_is_asked_for(text: str, proof: str) -> None:
    said = read_citizen(text)
    assert said is not None
    assert (said.wish, said.code, said.proof.strip()) == (Wish.LOOKUP, CODE, proof)


@pytest.mark.parametrize(
    ("text", "proof"),
    [("0912345678", "0912345678"), ("sđt 0912 345 678 ạ", "0912 345 678"), ("+84 912345678", "+84 912345678"), (" KQ7XM2PA ", "KQ7XM2PA"),
     ("mã là KQ7XM2PA nhé", "KQ7XM2PA"), ("ABCDEFGH", "ABCDEFGH"), ("123456", "123456")],
)  # fmt: skip
def test_a_proof_is_found_among_words(text: str, proof: str) -> None:
    assert proof_in(text) == proof


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    said = read_citizen(text)
    proof_in(text)
    assert said is None or len(said.code) <= 60


@given(
    st.integers(0, 999999), st.integers(0, 999999), st.sampled_from(["-", " ", " - ", "–", "", "/"])
)
def test_a_code_is_read_in_any_spelling(day: int, serial: int, between: str) -> None:
    written = f"h01.05{between or ' '}{day:06}{between}{serial:04}"
    assert code_in(written)[0] == f"H01.05-{day:06}-{serial:04}"
