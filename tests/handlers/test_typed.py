"""Typed answers: what officials write, with and without diacritics – and what must never close anything."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import Answer, BlockReason
from handlers.requests import read_request
from handlers.typed import Intent, read_typed
from handlers.vocabulary import Part, vocabulary
from messages_vi.labels import ALL_BUTTONS, BUTTONS, TYPED, Request
from schedules.text import fold

DONE, SEEN, WORKING = Answer.DONE, Answer.SEEN, Answer.WORKING
DOUBTFUL = {Part.NOT, Part.LATER, Part.IF, Part.ASKS, Part.UNCLEAR}
TAX, CITIZEN, SIGNATURE, SYNC = (
    BlockReason.TAX,
    BlockReason.CITIZEN,
    BlockReason.SIGNATURE,
    BlockReason.SYNC,
)


def one(answer: Answer, *lines: int) -> list[Intent]:
    return [Intent(answer, lines)]


def coded(answer: Answer, *codes: str) -> list[Intent]:
    return [Intent(answer, codes=codes)]


def stuck(reason: str, *lines: int, codes: tuple[str, ...] = ()) -> Intent:
    return Intent(Answer.BLOCKED, lines, codes=codes, argument=str(reason))


def everything(answer: Answer) -> list[Intent]:
    return [Intent(answer, all_lines=True)]


UNDERSTOOD = [
    ("xong", one(DONE)),
    ("Xong", one(DONE)),
    ("XONG.", one(DONE)),
    ("xong!", one(DONE)),
    ("  xong  ", one(DONE)),
    ("đã xong", one(DONE)),
    ("da xong", one(DONE)),
    ("Đã  xong.", one(DONE)),
    ("hoàn thành", one(DONE)),
    ("đã hoàn thành", one(DONE)),
    ("da lam xong", one(DONE)),
    ("đã nhận", one(SEEN)),
    ("da nhan", one(SEEN)),
    ("ok", one(SEEN)),
    ("OK.", one(SEEN)),
    ("vâng", one(SEEN)),
    ("dạ", one(SEEN)),
    ("Dạ vâng", one(SEEN)),
    ("đã rõ", one(SEEN)),
    ("👍", one(SEEN)),
    ("đang làm", one(WORKING)),
    ("dang lam", one(WORKING)),
    ("Đã nhận, đang làm", one(WORKING)),
    ("vướng mắc", one(Answer.BLOCKED)),
    ("vuong mac", one(Answer.BLOCKED)),
    ("chuyển", one(Answer.TRANSFER)),
    ("Chuyển người khác", one(Answer.TRANSFER)),
    ("hoàn tác", one(Answer.UNDO)),
    ("đôn đốc", one(Answer.NUDGE)),
    ("xác nhận", one(Answer.CONFIRM)),
    ("chưa nhận được", one(Answer.REJECT)),
    ("chua nhan duoc", one(Answer.REJECT)),
    ("chi tiết", one(Answer.DETAILS)),
    ("xong 1", one(DONE, 1)),
    ("1 xong", one(DONE, 1)),
    ("Xong 1, 3", one(DONE, 1, 3)),
    ("xong 1 3", one(DONE, 1, 3)),
    ("xong: 2", one(DONE, 2)),
    ("xong - 2", one(DONE, 2)),
    ("xong 1+2", one(DONE, 1, 2)),
    ("1,2 đang làm", one(WORKING, 1, 2)),
    ("đôn đốc 4", one(Answer.NUDGE, 4)),
    ("chi tiết 9", one(Answer.DETAILS, 9)),
    ("chuyển 2", one(Answer.TRANSFER, 2)),
    ("xong 1; vướng mắc 2", [*one(DONE, 1), *one(Answer.BLOCKED, 2)]),
    ("xong 1\nđang làm 2", [*one(DONE, 1), *one(WORKING, 2)]),
    ("xong 1\n\nđang làm 2\n", [*one(DONE, 1), *one(WORKING, 2)]),
    ("xong hết", everything(DONE)),
    ("xong tất cả", everything(DONE)),
    ("Đã xong tất cả", everything(DONE)),
    ("da nhan tat ca", everything(SEEN)),
    ("đôn đốc tất cả", everything(Answer.NUDGE)),
    ("xong;", one(DONE)),
    ("Xong\nTrân trọng", one(DONE)),
    ("xong 1;3", one(DONE, 1, 3)),
    ("1", one(Answer.DETAILS, 1)),
    ("1, 2, 3", one(Answer.DETAILS, 1, 2, 3)),
]

# As people really type: with an address, with a dossier's number, several things at once, hurried.
HURRIED = [
    ("em xong rồi ạ", one(DONE)),
    ("dạ em làm xong rồi anh", one(DONE)),
    ("da em xong roi a", one(DONE)),
    ("xg", one(DONE)),
    ("xog r", one(DONE)),
    ("đã xử lý xong", one(DONE)),
    ("đã giải quyết xong rồi ạ", one(DONE)),
    ("song rồi", one(DONE)),
    ("Báo cáo sếp, em đã xong", one(DONE)),
    ("đã nộp báo cáo", one(DONE)),
    ("da nop", one(DONE)),
    ("gửi báo cáo rồi", one(DONE)),
    ("done", one(DONE)),
    ("ok xong", one(DONE)),
    ("ok, xong 2", one(DONE, 2)),
    ("dạ xong 1 và 3 ạ", one(DONE, 1, 3)),
    ("xong 1 với 3", one(DONE, 1, 3)),
    ("xong việc 1, 2", one(DONE, 1, 2)),
    ("việc 1 xong rồi", one(DONE, 1)),
    ("hồ sơ số 2 xong", one(DONE, 2)),
    ("1 xong 2 vướng", [*one(DONE, 1), *one(Answer.BLOCKED, 2)]),
    ("xong 1 vướng 2", [*one(DONE, 1), *one(Answer.BLOCKED, 2)]),
    ("1 xong, 2, 3 đang làm", [*one(DONE, 1), *one(WORKING, 2, 3)]),
    ("1,2 xong còn 3 đang làm", [*one(DONE, 1, 2), *one(WORKING, 3)]),
    ("xong 1, 2; vướng 3: chờ thuế", [*one(DONE, 1, 2), stuck(TAX, 3)]),
    ("xong hs 0003", coded(DONE, "0003")),
    ("xong hồ sơ 0003", coded(DONE, "0003")),
    ("hs 0003 xong", coded(DONE, "0003")),
    ("0003 xong", coded(DONE, "0003")),
    ("Xong H01.12-260305-0003", coded(DONE, "H01.12-260305-0003")),
    ("000.00.12.H01-260305-0003 đã xong", coded(DONE, "000.00.12.H01-260305-0003")),
    ("xong R17", coded(DONE, "R17")),
    ("xong 0003, 0004", coded(DONE, "0003", "0004")),
    ("0000 xong, 0003 chờ thuế", [*coded(DONE, "0000"), stuck(TAX, codes=("0003",))]),
    ("xong 1000", coded(DONE, "1000")),
    ("vướng: chờ thuế", [stuck(TAX)]),
    ("vuong: cho thue", [stuck(TAX)]),
    ("vướng thuế", [stuck(TAX)]),
    ("chờ thuế", [stuck(TAX)]),
    ("đợi công dân bổ sung", [stuck(CITIZEN)]),
    ("chờ dân nộp", [stuck(CITIZEN)]),
    ("vướng, công dân chưa bổ sung giấy tờ", [stuck(CITIZEN)]),
    ("vướng do công dân chưa bổ sung", [stuck(CITIZEN)]),
    ("chờ ký", [stuck(SIGNATURE)]),
    ("đang trình ký", [stuck(SIGNATURE)]),
    ("lãnh đạo chưa ký", [stuck(SIGNATURE)]),
    ("lỗi đồng bộ", [stuck(SYNC)]),
    ("phần mềm lỗi", [stuck(SYNC)]),
    ("vướng 2 lỗi phần mềm", [stuck(SYNC, 2)]),
    ("bị kẹt", [stuck("")]),
    ("vướng ở khâu xác minh thực địa", [stuck(BlockReason.OTHER)]),
    ("chưa làm được", [stuck("")]),
    ("chuyển cho chị Hoa", [Intent(Answer.TRANSFER, argument="chị Hoa")]),
    ("chuyen cho Pham Mau Hoa", [Intent(Answer.TRANSFER, argument="Pham Mau Hoa")]),
    ("chuyển 2 cho Hoa", [Intent(Answer.TRANSFER, (2,), argument="Hoa")]),
    ("giao cho Phạm Mẫu Hoa", [Intent(Answer.TRANSFER, argument="Phạm Mẫu Hoa")]),
    ("chuyển cho chị Mai", [Intent(Answer.TRANSFER, argument="chị Mai")]),
    ("chuyển cho anh Hà ạ", [Intent(Answer.TRANSFER, argument="anh Hà ạ")]),
    ("bấm nhầm", one(Answer.UNDO)),
    ("em bấm nhầm ạ", one(Answer.UNDO)),
    ("rút lại", one(Answer.UNDO)),
    ("nhắc giúp anh", one(Answer.NUDGE)),
    ("đôn đốc ngay 1, 2", one(Answer.NUDGE, 1, 2)),
    ("ok em", one(SEEN)),
    ("dạ em nhận rồi", one(SEEN)),
    ("vâng ạ, cảm ơn anh", one(SEEN)),
    ("👌", one(SEEN)),
    ("ok 👍", one(SEEN)),
    ("/-strong", one(SEEN)),
    ("đã nhận 1, 2", one(SEEN, 1, 2)),
    ("sẽ làm ngay", one(WORKING)),
    ("em đang làm ạ", one(WORKING)),
    ("đang xử lý", one(WORKING)),
    ("đang thẩm định 3", one(WORKING, 3)),
    ("đang làm, mai xong", one(WORKING)),
    ("dạ em đang làm, chiều nay xong ạ", one(WORKING)),
    ("ok, mai xong", one(SEEN)),
    ("đã nhận đủ rồi", None),
    ("nhận đủ rồi", one(Answer.CONFIRM)),
    ("chưa thấy", one(Answer.REJECT)),
    ("chưa nhận được báo cáo", one(Answer.REJECT)),
]

# Negated, coming, asked, doubtful, about something else: asked back, never guessed.
NOT_UNDERSTOOD = [
    "chị Lan xong rồi",
    "xong của chị Lan",
    "anh xong chưa ạ",
    "xong cả hai",
    "xong hết trừ 3",
    "gần như xong",
    "xong một nửa",
    "coi như xong",
    "chắc xong rồi",
    "hình như xong",
    "nếu thuế trả thì xong",
    "khi nào thuế trả sẽ xong",
    "để em làm xong",
    "cố gắng xong trong hôm nay",
    "phải xong trước 17h",
    "xong đâu mà xong",
    "không vướng gì",
    "vướng gì đâu",
    "hết vướng",
    "không phải em",
    "xong 1 hoặc 2",
    "ok xong chưa",
    "đừng xác nhận",
    "khoan hãy xác nhận",
    "xác nhận hay chưa",
    "xong 1, chưa xong 2",
    "0003 xong chưa?",
    "chuyển cho Hoa hay Lan?",
    "mai chuyển cho Hoa",
    "xong lỗi đồng bộ",
    "ký xong mới gửi",
    "xong thì báo em",
    "xong rồi tính",
    "20%",
    "xong 1 phần",
    "xong 1 nửa",
    "xong 2 hồ sơ",
    "2 việc xong",
    "xong 3 cái rồi",
    "0003?",
    "chưa xong",
    "chua xong",
    "chưa xong đâu",
    "chưa hoàn thành",
    "không xong",
    "ko xong",
    "chưa làm",
    "sắp xong",
    "sap xong",
    "gần xong",
    "mai xong",
    "chiều xong",
    "sẽ xong",
    "thứ sáu xong",
    "xong chưa?",
    "xong chua",
    "xong?",
    "đã xong?",
    "đã xong chưa",
    "ok chưa",
    "bao giờ xong",
    "xong rồi nhưng thiếu chữ ký",
    "xong 1 nhưng chưa ký",
    "chưa xong 1",
    "1 chưa xong",
    "đã 2 xong",
    "chưa xong hết",
    "chưa xong tất cả",
    "xong 1; chưa xong 2",
    "xong 1\nchưa xong 2",
    "chưa\nxong",
    "3 ngày nữa xong",
    "xong sau 3 ngày",
    "xong trong 2 ngày",
    "xong 17/3",
    "xong ngày 20",
    "mai 8h xong",
    "xong lúc 5 giờ",
    "xong 1-3",
    "xong 1.5",
    "xong 50%",
    "đừng chuyển",
    "chưa nhận",
    "nhận được chưa",
    "không xác nhận",
    "không hoàn tác",
    "hết",
    "tất cả",
    "alo",
    "anh ơi cho em hỏi",
    "",
    "   ",
    "...",
    "?",
    ";",
]


# What may mean two things, of which one would close, sign or take back what it must not.
TWO_MEANINGS = [
    "xong 1 còn 2",
    "xong 1, còn 2",
    "xong 3 còn 2",
    "xong 1, riêng 2",
    "xong 1 nhưng 2",
    "xong thứ 2",
    "thứ 6 xong",
    "tối xong",
    "cố xong",
    "xong chứ",
    "xong 15:30",
    "xong 1 - 3",
    "xong 1–3",
    "xong 1..3",
    "xong 1->3",
    "xong 1 tới 3",
    "xong 2 / 3",
    "xác nhận đã nhận",
    "hệ thống báo nhầm rồi",
    "bot nhầm",
    "sợ không kịp",
    "so khong kip",
    "em xin lỗi ạ",
    "xin lỗi anh",
    "thuế trả rồi",
    "công dân đến rồi",
    "chưa kịp ký",
    "đã ký chưa",
    "không ký thư xin lỗi",
    "không giữ hẹn",
    "giữ hẹn được không",
    "chắc không kịp",
    "đừng xin lỗi",
    "đã ký nhưng chưa gửi",
    "việc 1 đã ký việc 2 chưa",
]

DECIDED = [
    ("đã ký", one(Answer.SIGN)),
    ("việc 1 đã ký", one(Answer.SIGN, 1)),
    ("không kịp, xin lỗi", one(Answer.SLIP)),
    ("giữ hẹn 1 còn 2 không kịp", [*one(Answer.KEEP, 1), *one(Answer.SLIP, 2)]),
    ("xin lỗi, em bấm nhầm", one(Answer.UNDO)),
    ("Xin lỗi, xong rồi ạ", one(DONE)),
    ("xin lỗi", one(Answer.APOLOGIZE)),
    ("chưa ký", [stuck(SIGNATURE)]),
    ("xong cái 2", one(DONE, 2)),
    ("tôi xong 1", one(DONE, 1)),
    ("thuế", [stuck(TAX)]),
]


@pytest.mark.parametrize("text", TWO_MEANINGS)
def test_what_may_mean_two_things_is_asked_back(text: str) -> None:
    assert read_typed(text) is None


@pytest.mark.parametrize(("text", "intents"), DECIDED)
def test_what_heads_say_about_a_date_and_what_is_only_courtesy(
    text: str, intents: list[Intent]
) -> None:
    assert read_typed(text) == intents


@pytest.mark.parametrize(("text", "intents"), UNDERSTOOD + HURRIED)
def test_what_is_understood(text: str, intents: list[Intent] | None) -> None:
    assert read_typed(text) == intents


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_asked_back(text: str) -> None:
    assert read_typed(text) is None


@pytest.mark.parametrize("text", [text for text, _ in UNDERSTOOD] + NOT_UNDERSTOOD)
def test_diacritics_their_form_and_capitals_make_no_difference(text: str) -> None:
    bare = "\n".join(fold(line) for line in text.split("\n"))
    spelled = [bare, text.upper(), unicodedata.normalize("NFD", text)]

    assert [read_typed(form) for form in spelled] == [read_typed(text)] * 3


@pytest.mark.parametrize("answer", list(TYPED))
def test_every_word_and_title_the_messages_invite_is_understood(answer: Answer) -> None:
    assert read_typed(TYPED[answer]) == one(answer)
    assert read_typed(BUTTONS[answer]) == one(answer)
    assert read_typed(f"{TYPED[answer]} 2") == one(answer, 2)


@pytest.mark.parametrize("answer", list(ALL_BUTTONS))
def test_the_titles_for_all_lines_are_understood(answer: Answer) -> None:
    assert read_typed(ALL_BUTTONS[answer]) == everything(answer)


REQUESTS = [
    ("trợ giúp", Request.HELP),
    ("Hướng dẫn", Request.HELP),
    ("?", Request.HELP),
    ("việc hôm nay", Request.TODAY),
    ("viec hom nay?", Request.TODAY),
    ("Hôm nay có việc gì", Request.TODAY),
    ("tuần này", Request.WEEK),
    ("VIỆC TUẦN NÀY", Request.WEEK),
    ("xong", None),
    ("việc 1 xong", None),
]


@pytest.mark.parametrize(("text", "request_"), REQUESTS)
def test_requests_are_no_answers(text: str, request_: Request | None) -> None:
    assert read_request(text) == request_
    assert request_ is None or read_typed(text) is None


NEGATIONS = sorted(
    {" ".join(words) for words, meaning in vocabulary().items() if meaning in DOUBTFUL}
    | {"chưa", "không", "sắp", "gần", "sẽ", "chắc", "hình như", "đừng"}
)
CLOSING = ("xong", "đã xong", "hoàn thành", "đã hoàn thành", "đã làm xong")


@given(
    st.sampled_from(NEGATIONS),
    st.sampled_from(CLOSING),
    st.sampled_from(["", " 1", " 1, 2", " hết"]),
)
def test_nothing_negated_or_still_to_come_ever_closes(before: str, word: str, after: str) -> None:
    assert read_typed(f"{before} {word}{after}") is None
    assert read_typed(f"{word}{after} {before}") is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_typed(text)

    assert found is None or found


@pytest.mark.parametrize(
    "text", ["xong rồi", "Xong rồi ạ", "đã xong ạ", "làm xong rồi nhé", "DA XONG ROI A"]
)
def test_done_said_kindly_is_done(text: str) -> None:
    assert read_typed(text) == [Intent(Answer.DONE)]
