"""What the receiving side writes about units and reports: a table of sentences; whatever is uncertain records nothing."""

from __future__ import annotations

import pytest

from db.records import Unit
from db.words import Answer
from handlers.ad_hoc_words import read_cancel, read_move, read_request_for_report, read_units
from handlers.desk_words import own_report_sent, read_marks, which_report
from schedules.calendar import official_calendar
from schedules.civil import parse_civil, to_instant, to_iso

YES, NO = Answer.CONFIRM, Answer.REJECT
MONDAY = to_instant(parse_civil("17/11/2025 08:00"))


def _unit(number: int, code: str, name: str, level: str = "xa") -> Unit:
    return Unit(number, code, name, level, "H", None, None, None, None)


UNITS = [
    _unit(1, "X1", "UBND xã Mẫu Một"),
    _unit(2, "X2", "UBND xã Mẫu Hai"),
    _unit(3, "X3", "UBND phường Mẫu Ba"),
    _unit(4, "S", "Sở Mẫu", "so"),
    _unit(5, "X10", "UBND xã Mẫu Một Hai"),
]
MARKED = {
    "đã nhận báo cáo xã Mẫu Một": {1: YES},
    "DA NHAN BAO CAO CUA X1 NHE": {1: YES},
    "nhận báo cáo của X1": {1: YES},
    "đã nhận được báo cáo của UBND xã Mẫu Một và X2": {1: YES, 2: YES},
    "xã Mẫu Hai chưa gửi": {2: NO},
    "xa mau hai chua nop bao cao": {2: NO},
    "chưa nhận được báo cáo của phường Mẫu Ba": {3: NO},
    "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi": {1: YES, 2: NO},
    "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai": {1: YES, 2: YES},
    "xã Mẫu Một, phường Mẫu Ba chưa gửi": {1: NO, 3: NO},
    "xã Mẫu Một đã gửi, còn X2 chưa thấy": {1: YES, 2: NO},
    "xác nhận báo cáo xã Mẫu Một Hai": {5: YES},  # the longest name that fits
}


@pytest.mark.parametrize("text", MARKED)
def test_units_are_marked(text: str) -> None:
    found = read_marks(text, UNITS)

    assert found is not None
    assert dict(found.marks) == MARKED[text]
    assert (found.unclear, found.asks) == ("", False)


@pytest.mark.parametrize(
    "text",
    [
        "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai, xã Mẫu Một Hai chưa gửi, X3 đã nộp nhưng chưa nhận được",
        "xã Mẫu Một đã gửi nhưng chưa nhận được",
        "đã nhận báo cáo xã Mẫu Chín",
        "đã nhận báo cáo xã Mẫu Một, xã Rất Lạ",
        "chắc là đã nhận báo cáo xã Mẫu Một",
        "mai đã nhận báo cáo xã Mẫu Một",
    ],
)
def test_what_is_unclear_is_asked_back_and_marks_nobody(text: str) -> None:
    found = read_marks(text, UNITS)

    assert found is not None
    assert found.marks == ()
    assert found.unclear


@pytest.mark.parametrize(
    "text", ["xã Mẫu Một đã gửi chưa?", "xã Mẫu Hai chưa gửi à?", "đã nhận báo cáo xã Mẫu Một chưa"]
)
def test_a_question_is_a_question(text: str) -> None:
    found = read_marks(text, UNITS)

    assert found is not None
    assert found.asks


@pytest.mark.parametrize(
    "text",
    [
        "đã nhận báo cáo",
        "đã nhận",
        "xong 1, 3",
        "đang làm",
        "xã Mẫu Một vướng",
        "ok đã nhận tất cả",
        "xã Mẫu Một mai gửi",
        "đã nhận đang làm",
    ],
)
def test_other_words_are_left_to_others(text: str) -> None:
    assert read_marks(text, UNITS) is None


@pytest.mark.parametrize(
    "text",
    [
        "gửi báo cáo 17 chưa",
        "chưa gửi báo cáo 17",
        "sẽ gửi báo cáo 17",
        "mai nộp báo cáo 17",
        "đã gửi báo cáo 17?",
    ],
)
def test_a_report_not_sent_is_not_sent(text: str) -> None:
    assert own_report_sent(text) is None


def test_which_report_is_meant() -> None:
    told = [
        "báo cáo R17",
        "bao cao 17",
        "BC 17 nộp đủ chưa?",
        "xem tình hình báo cáo DX12",
        "báo cáo r17-2025-q1",
    ]
    assert [which_report(text) for text in told] == ["r17", "17", "17", "dx12", "r17-2025-q1"]
    sent = ["đã gửi báo cáo 17", "em nộp xong bc R17 rồi ạ", "báo cáo 17 đã nộp"]
    assert [own_report_sent(text) for text in sent] == ["17", "r17", "17"]


ASKED = {
    "giao báo cáo: Kết quả số hóa hạn 16h 25/11 cho các xã": ("Kết quả số hóa", "2025-11-25T16:00", (1, 2, 3, 5)),
    "yêu cầu báo cáo tình hình trước Tết, trước ngày 25/11, đơn vị: tất cả các xã, sở ngành": (
        "Báo cáo tình hình trước Tết", "2025-11-24T17:00", (1, 2, 3, 5, 4),
    ),
    "YEU CAU BAO CAO nhanh dat dai truoc 16h ngay 20/11 cho X1, X2 va So Mau": (
        "Báo cáo nhanh dat dai", "2025-11-20T16:00", (1, 2, 4),
    ),
    "giao báo cáo: Chuyển đổi số cho người dân": ("Chuyển đổi số cho người dân", None, ()),
    "giao báo cáo": ("", None, ()),
}  # fmt: skip


@pytest.mark.parametrize("text", ASKED)
def test_a_request_for_a_report_is_taken_apart(text: str) -> None:
    found = read_request_for_report(text, UNITS, MONDAY, official_calendar())

    due = to_iso(found.due.at)[:16] if found.due else None
    assert (found.name, due, found.units) == ASKED[text]


def test_window_source_and_an_unknown_unit_stand_apart() -> None:
    text = (
        "giao báo cáo: Hồ sơ quá hạn, số liệu từ 01/11 đến 20/11/2025, theo công văn số 12/UBND ngày 17/11/2025, "
        "hạn 25/11 cho xã Mẫu Một, xã Lạ"
    )
    found = read_request_for_report(text, UNITS, MONDAY, official_calendar())

    assert found.name == "Hồ sơ quá hạn"
    assert (found.window, found.source) == (
        "số liệu từ 01/11 đến 20/11/2025",
        "theo công văn số 12/UBND ngày 17/11/2025",
    )
    assert (found.units, found.unknown) == ((1,), ("xa la",))


def test_lists_of_units() -> None:
    assert read_units("tất cả các xã, phường", UNITS) == ((1, 2, 3, 5), ())
    assert read_units("sở, ban, ngành; X1", UNITS) == ((4, 1), ())
    assert read_units("tất cả đơn vị trực thuộc", UNITS) == ((1, 2, 3, 4, 5), ())


def test_calling_off_and_moving() -> None:
    assert [read_cancel(t) for t in ("hủy báo cáo DX12", "thu hồi bc dx 3", "hủy báo cáo", "hủy", "hủy hồ sơ 3")] == [
        "DX12", "DX3", "", None, None,
    ]  # fmt: skip
    assert [read_move(t) for t in ("dời hạn DX1 đến trước ngày 26/11", "gia hạn", "gia hạn 0003 đến 26/11")] == [
        ("DX1", "truoc ngay 26/11"), None, None,
    ]  # fmt: skip
