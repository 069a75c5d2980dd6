"""What heads and administrators type, from clean to hurried: the order it is, or none – then it is asked back."""

from __future__ import annotations

import pytest

from db.words import HaltScope
from handlers.admin import _GOES, _HEALTH, _QUOTA, _STOPS, _scope
from handlers.orders import Order, read_order
from handlers.politeness import asks, plain_words
from handlers.wish_words import Wanted, read_wish


def order(verb: str, name: str = "", to_name: str = "", codes: str = "", when: str = "") -> Order:
    return Order(verb=verb, name=name, to_name=to_name, codes=tuple(codes.split()), when=when)


PICTURE, BELOW, LATE = order("picture"), order("below"), order("urge", "late")
ORDERS = {
    "Tình hình": PICTURE,
    "tinh hinh": PICTURE,
    "TÌNH HÌNH ĐƠN VỊ": PICTURE,
    "cho tôi xem tình hình": PICTURE,
    "Em cho anh xem tình hình đơn vị nhé": PICTURE,
    "tình hình thế nào rồi": PICTURE,
    "đơn vị tôi": PICTURE,
    "don vi minh": PICTURE,
    "hồ sơ quá hạn": PICTURE,
    "hs qua han": PICTURE,
    "việc trễ?": PICTURE,
    "ai đang trễ": PICTURE,
    "ai dang tre han?": PICTURE,
    "ai còn trễ": PICTURE,
    "có bao nhiêu hồ sơ trễ": PICTURE,
    "con bao nhieu ho so qua han?": PICTURE,
    "báo cáo tình hình": PICTURE,
    "tình hình tỉnh": BELOW,
    "các xã": BELOW,
    "tinh hinh cac xa": BELOW,
    "xã nào trễ nhiều nhất": BELOW,
    "tình hình xã Mẫu Hai": order("situation", "xa mau hai"),
    "tinh hinh ubnd xa mau mot": order("situation", "ubnd xa mau mot"),
    "việc của Lan": order("of", "lan"),
    "viec cua chi Lan": order("of", "chi lan"),
    "hồ sơ của đồng chí Trần Mẫu Lan": order("of", "dong chi tran mau lan"),
    "cho xem việc của anh Nam": order("of", "anh nam"),
    "đôn đốc hết": order("urge"),
    "don doc tat ca": order("urge"),
    "đôn đốc tất cả 05 việc trễ": LATE,
    "đôn đốc hết việc trễ": LATE,
    "nhắc tất cả hồ sơ trễ": LATE,
    "nhac het ho so qua han giup toi": LATE,
    "nhắc mọi người đi": LATE,
    "giục anh em nhé": LATE,
    "đôn đốc các việc quá hạn": LATE,
    "đôn đốc Lan": order("urge_one", "lan"),
    "nhắc chị Lan giúp anh": order("urge_one", "chi lan"),
    "don doc tran mau lan": order("urge_one", "tran mau lan"),
    "nhắc Lan và Hoa": order("urge_one", "lan va hoa"),
    "đôn đốc việc của Lan": order("urge_one", "lan"),
    "chuyển hết việc của Lan cho Hoa": order("handover", "lan", "hoa"),
    "chuyen het viec cua lan cho hoa": order("handover", "lan", "hoa"),
    "giao toàn bộ hồ sơ của chị Lan sang chị Hoa": order("handover", "chi lan", "chi hoa"),
    "bàn giao tất cả công việc của Lan cho Hoa": order("handover", "lan", "hoa"),
    "điều chuyển hết hồ sơ đang làm của Lan cho Hoa": order("handover", "lan", "hoa"),
    "chuyển 0003 cho Hoa": order("give", to_name="hoa", codes="0003"),
    "giao hồ sơ 0003 cho chị Hoa": order("give", to_name="chi hoa", codes="0003"),
    "giao hs 0003, 0004 cho Hoa": order("give", to_name="hoa", codes="0003 0004"),
    "phân công 0003 và 0004 cho anh Nam": order("give", to_name="anh nam", codes="0003 0004"),
    "0003 giao cho Hoa": order("give", to_name="hoa", codes="0003"),
    "giao H01.05-250210-0003 cho Hoa": order("give", to_name="hoa", codes="h01.05-250210-0003"),
    "0003 hẹn thứ 5": order("promise", codes="0003", when="thu 5"),
    "0003 hen t5": order("promise", codes="0003", when="t5"),
    "hs 0003 xong trước 16h mai": order("promise", codes="0003", when="truoc 16h mai"),
    "0003 em hẹn chiều mai": order("promise", codes="0003", when="chieu mai"),
    "hẹn 0003 ngày 25/11": order("promise", codes="0003", when="25/11"),
    "hẹn hồ sơ 0003 đến 25-11": order("promise", codes="0003", when="25-11"),
    "0003 mai xong": order("promise", codes="0003", when="mai"),
    "0003 thứ 6 hoàn thành": order("promise", codes="0003", when="thu 6"),
    "em hẹn xong trước thứ 5": order("promise", when="truoc thu 5"),
    "R22-2025-02 nộp trước 20/3": order("promise", codes="r22-2025-02", when="truoc 20/3"),
}  # fmt: skip
NO_ORDERS = (
    "xong 0003", "đã xong", "0003 xong", "ok", "👍", "vướng: chờ thuế", "đôn đốc 1, 3", "đôn đốc 0003", "đôn đốc", "việc của tôi",
    "việc hôm nay", "chuyển cho Lan", "xin lỗi", "đã ký", "giữ hẹn", "không kịp", "xác nhận 2", "chưa nhận được", "0001 xong, 0003 chờ thuế",
    "trợ giúp", "đang làm", "cảm ơn em", "mai họp lúc 8h nhé", "tình hình\ncủa ngày",
)  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), ORDERS.items())
def test_an_order(said: str, meant: Order) -> None:
    assert read_order(said) == meant


@pytest.mark.parametrize("said", NO_ORDERS)
def test_no_order(said: str) -> None:
    assert read_order(said) is None


WISHES = {
    "gia hạn": Wanted(),
    "xin gia hạn": Wanted(),
    "Em xin gia hạn ạ": Wanted(),
    "gia han 0003": Wanted("0003"),
    "xin gia hạn hồ sơ 0003": Wanted("0003"),
    "xin gia hạn 0003 đến 25/11": Wanted("0003", "25/11"),
    "xin gia han 0003 den thu 5": Wanted("0003", "thu 5"),
    "gia hạn 0003 thêm 3 ngày": Wanted("0003", "3 ngay"),
    "gia hạn đến 25/11": Wanted("", "25/11"),
    "Em xin gia hạn 0003 đến 25/11 vì chờ ý kiến sở": Wanted("0003", "25/11", "chờ ý kiến sở"),
    "lùi hạn 0003 sang thứ 6, lý do: chờ công dân bổ sung": Wanted("0003", "thu 6", "chờ công dân bổ sung"),
    "xin lui han bao cao R22-2025-02 den 25/3 do thieu so lieu": Wanted("r22-2025-02", "25/3", "thieu so lieu"),
    "0003 xin gia hạn đến 25/11": Wanted("0003", "25/11"),
    "đề nghị gia hạn 0003": Wanted("0003"),
    "cho em gia hạn hs 0003 đến thứ 5 được không": Wanted("0003", "thu 5"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), WISHES.items())
def test_a_wish_for_a_later_date(said: str, meant: Wanted) -> None:
    assert read_wish(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "xong 0003",
        "không gia hạn",
        "quá hạn",
        "hồ sơ quá hạn",
        "hạn mức",
        "đúng hạn",
        "chưa gia hạn",
        "đã gia hạn rồi",
        "0003 quá hạn rồi",
    ],
)
def test_no_wish(said: str) -> None:
    assert read_wish(said) is None


STOPS = {
    "dừng gửi": HaltScope.EVERYTHING,
    "Dừng gửi tin": HaltScope.EVERYTHING,
    "ngung gui tat ca": HaltScope.EVERYTHING,
    "tạm dừng gửi tin": HaltScope.EVERYTHING,
    "dừng gửi ngay": HaltScope.EVERYTHING,
    "em dừng gửi giúp anh": HaltScope.EVERYTHING,
    "dừng gửi người dân": HaltScope.CITIZENS,
    "tam ngung gui tin cho nguoi dan": HaltScope.CITIZENS,
    "dừng gửi xã Mẫu Một": None,  # no such scope: it is asked back
    "đừng gửi nữa": None,
    "dung": None,
}


@pytest.mark.parametrize(("said", "scope"), STOPS.items())
def test_stop_sending(said: str, scope: HaltScope | None) -> None:
    assert _scope(plain_words(said), _STOPS) == scope


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("tiếp tục gửi", HaltScope.EVERYTHING),
        ("tiep tuc gui tin", HaltScope.EVERYTHING),
        ("gửi tiếp đi", HaltScope.EVERYTHING),
        ("mở lại gửi tin", HaltScope.EVERYTHING),
        ("tiếp tục gửi người dân", HaltScope.CITIZENS),
        ("tiếp tục", None),
    ],
)
def test_go_on_sending(said: str, scope: HaltScope | None) -> None:
    assert _scope(plain_words(said), _GOES) == scope


@pytest.mark.parametrize(
    "said", ["sức khỏe", "Hệ thống?", "he thong the nao", "kiểm tra hệ thống giúp em"]
)
def test_health_is_asked(said: str) -> None:
    assert asks(said, _HEALTH)


@pytest.mark.parametrize(
    "said", ["hạn mức", "HAN MUC", "chi phí", "cho anh xem chi phí gửi tin", "còn bao nhiêu tiền"]
)
def test_money_is_asked(said: str) -> None:
    assert asks(said, _QUOTA)
