"""Due dates as people type them for a report asked for once: table, from a Monday, 17/11/2025 at 08:00."""

from __future__ import annotations

from datetime import date

import pytest

from schedules.calendar import official_calendar
from schedules.civil import at, to_iso
from schedules.due_words import read_due

MONDAY = at(date(2025, 11, 17), "08:00")
TABLE = {
    "16h 25/11": ("2025-11-25T16:00", "time"),  # a Tuesday
    "hạn 16h30 ngày 25/11": ("2025-11-25T16:30", "time"),
    "16 giờ 30 phút ngày 25/11/2025": ("2025-11-25T16:30", "time"),
    "25/11 lúc 14h": ("2025-11-25T14:00", "time"),
    "25/11/2025 16:00": ("2025-11-25T16:00", "time"),
    "11h30": ("2025-11-17T11:30", "time"),
    "4h chiều nay": ("2025-11-17T16:00", "time"),
    "ngày 25/11": ("2025-11-25T17:00", "date"),
    "đến hết ngày 25/11": ("2025-11-25T17:00", "date"),
    "chậm nhất ngày 25/11": ("2025-11-25T17:00", "date"),
    "trước ngày 25/11": ("2025-11-24T17:00", "date"),  # the last good day: Monday
    "TRUOC NGAY 25-11": ("2025-11-24T17:00", "date"),
    "trước 16h ngày 25/11": ("2025-11-25T16:00", "time"),  # an hour makes the day itself usable
    "trước ngày 01/12": (
        "2025-11-30T17:00",
        "date",
    ),  # a Sunday: the date stays, at the usual closing time
    "chiều mai": ("2025-11-18T17:00", "date"),
    "thứ sáu": ("2025-11-21T17:00", "date"),
    "thứ 6 tuần sau": ("2025-11-28T17:00", "date"),
    "05/01": ("2026-01-05T17:00", "date"),  # no year: the next one that is not past
    "25/11/25": ("2025-11-25T17:00", "date"),
    "sáng mai": ("2025-11-18T11:30", "time"),
    "chiều mai 3h": ("2025-11-18T15:00", "time"),
    "thứ ba ngày 25/11 lúc 9h": ("2025-11-25T09:00", "time"),
    "hạn trước 9h sáng thứ 6 tuần sau": ("2025-11-28T09:00", "time"),
    "trước thứ 2": ("2025-11-23T17:00", "date"),  # today is Monday: the next one
    "cuối ngày thứ 5": ("2025-11-20T17:00", "date"),
    "hạn cuối tuần": ("2025-11-21T17:00", "date"),
    "ngày mốt": ("2025-11-19T17:00", "date"),
    "3 ngày nữa": ("2025-11-20T17:00", "date"),
    "3 ngày nữa lúc 9h": ("2025-11-20T09:00", "time"),
    "trong ngày 16h": ("2025-11-17T16:00", "time"),
}


@pytest.mark.parametrize("words", TABLE)
def test_a_due_date_is_read(words: str) -> None:
    found = read_due(words, MONDAY, official_calendar())

    assert found is not None
    assert (to_iso(found.at)[:16], found.precision) == TABLE[words]


@pytest.mark.parametrize(
    "words",
    [
        "báo cáo 17",
        "ngày 31/2",
        "tháng 11",
        "99h",
        "R17-2025-Q1",
        "hôm nào đó",
        "",
        "kế hoạch tuần này",
        "v1.2.3",
        "trước tuần sau",
        "25/11/2099",
        "trước ngày 1/1/0001",
    ],
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert read_due(words, MONDAY, official_calendar()) is None
