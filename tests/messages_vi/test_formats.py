"""Dates, hours, spans and numbers: the timetable a clerk could check."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from messages_vi import formats
from schedules.civil import VIETNAM, to_instant


def _at(year: int, month: int, day: int, hour: int, minute: int) -> int:
    return to_instant(datetime(year, month, day, hour, minute, tzinfo=VIETNAM))


@pytest.mark.parametrize(
    ("value", "short", "long"),
    [
        (date(2025, 3, 17), "17/3/2025", "thứ Hai, ngày 17 tháng 3 năm 2025"),
        (date(2026, 3, 5), "05/3/2026", "thứ Năm, ngày 05 tháng 3 năm 2026"),
        (date(2026, 2, 5), "05/02/2026", "thứ Năm, ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 2), "02/01/2026", "thứ Sáu, ngày 02 tháng 01 năm 2026"),
        (date(2026, 11, 22), "22/11/2026", "Chủ Nhật, ngày 22 tháng 11 năm 2026"),
        (date(2026, 12, 31), "31/12/2026", "thứ Năm, ngày 31 tháng 12 năm 2026"),
    ],
    ids=["plain", "day below 10", "February", "January", "Sunday keeps its capital", "last day"],
)
def test_days_and_months_take_a_leading_zero_where_the_decree_wants_it(
    value: date, short: str, long: str
) -> None:
    assert formats.day(value) == short
    assert formats.long_day(value) == long


@pytest.mark.parametrize(
    ("instant", "words", "figures"),
    [
        (_at(2025, 3, 17, 16, 30), "16 giờ 30 phút ngày 17/3/2025", "16:30 ngày 17/3/2025"),
        (_at(2026, 2, 3, 8, 0), "08 giờ 00 phút ngày 03/02/2026", "08:00 ngày 03/02/2026"),
        (_at(2026, 1, 1, 0, 5), "00 giờ 05 phút ngày 01/01/2026", "00:05 ngày 01/01/2026"),
        (_at(2025, 12, 31, 23, 59), "23 giờ 59 phút ngày 31/12/2025", "23:59 ngày 31/12/2025"),
    ],
    ids=["afternoon", "full hour", "first minutes of the year", "last minute of the year"],
)
def test_instants_are_shown_in_vietnamese_time(instant: int, words: str, figures: str) -> None:
    assert formats.moment(instant) == words
    assert formats.short_moment(instant) == figures
    assert words.startswith(formats.clock(instant))
    assert figures.startswith(formats.short_clock(instant))


def test_a_due_date_without_an_hour_shows_none() -> None:
    instant = _at(2025, 3, 19, 17, 0)
    assert formats.due(instant, "date") == formats.short_due(instant, "date") == "ngày 19/3/2025"
    assert formats.due(instant, "time") == "17 giờ 00 phút ngày 19/3/2025"
    assert formats.short_due(instant, "time") == "17:00 ngày 19/3/2025"


@pytest.mark.parametrize(
    ("minutes", "day_minutes", "words"),
    [
        (0, 480, "dưới 1 phút làm việc"),
        (45, 480, "45 phút làm việc"),
        (120, 480, "2 giờ làm việc"),
        (90, 480, "1 giờ 30 phút làm việc"),
        (480, 480, "1 ngày làm việc"),
        (720, 480, "1 ngày 4 giờ làm việc"),
        (737, 480, "1 ngày 4 giờ làm việc"),
        (490, 480, "1 ngày làm việc"),
        (-90, 480, "1 giờ 30 phút làm việc"),
        (420, 420, "1 ngày làm việc"),
        (480_000, 480, "1.000 ngày làm việc"),
    ],
)
def test_spans_of_working_time(minutes: int, day_minutes: int, words: str) -> None:
    assert formats.span_minutes(minutes, day_minutes) == words


@pytest.mark.parametrize(
    ("number", "count", "tally"),
    [
        (0, "0", "00"),
        (7, "7", "07"),
        (10, "10", "10"),
        (1250, "1.250", "1.250"),
        (1234567, "1.234.567", "1.234.567"),
    ],
)
def test_numbers_have_dots_between_thousands(number: int, count: str, tally: str) -> None:
    assert formats.count(number) == count
    assert formats.tally(number) == tally
