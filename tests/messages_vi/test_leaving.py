"""What is said of people who stand in for others: periods, lines below a greeting, scopes."""

from __future__ import annotations

from datetime import date

import pytest

from messages_vi.leaving import document, instead_of, period, scope, under_greeting
from schedules.civil import at

MONDAY, TUESDAY, SATURDAY = (date(2025, 11, day) for day in (24, 25, 29))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (at(MONDAY, 0), at(SATURDAY, 0), "từ ngày 24/11/2025 đến hết ngày 28/11/2025"),
        (at(MONDAY, 0), at(TUESDAY, 0), "ngày 24/11/2025"),
        (at(MONDAY, 0), at(MONDAY, "12:00"), "sáng ngày 24/11/2025"),
        (at(MONDAY, "12:00"), at(TUESDAY, 0), "chiều ngày 24/11/2025"),
        (at(MONDAY, "12:00"), at(TUESDAY, "12:00"), "từ 12:00 ngày 24/11/2025 đến 12:00 ngày 25/11/2025"),
        (at(date(2026, 2, 2), 0), at(date(2026, 2, 5), 0), "từ ngày 02/02/2026 đến hết ngày 04/02/2026"),
    ],
)  # fmt: skip
def test_a_period(first: int, last: int, words: str) -> None:
    assert period(first, last) == words


def test_in_whose_place() -> None:
    assert instead_of("đồng chí", "Lê Mẫu Bình", "12/UQ") == (
        "(Gửi thay đồng chí Lê Mẫu Bình, theo ủy quyền số 12/UQ.)"
    )
    assert instead_of("đồng chí", "Lê Mẫu Bình", "", (1, 3)) == (
        "(Dòng 1, 3 gửi thay đồng chí Lê Mẫu Bình, theo ủy quyền.)"
    )
    assert instead_of("anh/chị", "Lê Mẫu Bình", None) == (
        "(Gửi thay anh/chị Lê Mẫu Bình, đang vắng mặt và chưa ủy quyền.)"
    )


def test_a_line_stands_under_the_greeting_as_long_as_it_fits() -> None:
    assert (
        under_greeting("Kính gửi,\nviệc", ["(thay)", "(và)"], 99) == "Kính gửi,\n(thay)\n(và)\nviệc"
    )
    assert under_greeting("Kính gửi,\nviệc", ["(thay)", "(và)"], 22) == "Kính gửi,\n(thay)\nviệc"
    assert under_greeting("Kính gửi,\nviệc", ["(thay)"], 14) == "Kính gửi,\nviệc"


def test_documents_and_scopes() -> None:
    assert document("12/UQ", "2025-11-19") == "văn bản số 12/UQ ngày 19/11/2025"
    assert (document("12/UQ", ""), document("", "2025-11-19")) == ("văn bản số 12/UQ", "")
    assert scope((), (), signs=False) == "toàn bộ công việc; không gồm việc ký"
    assert scope(("X1",), ("đất đai",), signs=True) == (
        "đơn vị X1; thủ tục, lĩnh vực đất đai; gồm cả việc ký văn bản xin lỗi, gia hạn"
    )
