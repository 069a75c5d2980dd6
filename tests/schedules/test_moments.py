"""When people say that a thing will be done, written out with weekdays."""

from __future__ import annotations

from datetime import date

import pytest

from schedules.calendar import WorkCalendar, official_days
from schedules.civil import parse_civil, to_instant
from schedules.hours import DEFAULT_HOURS
from schedules.moments import read_moment

CALENDAR = WorkCalendar(DEFAULT_HOURS, list(official_days()), 1)


def instant(text: str) -> int:
    return to_instant(parse_civil(text))


NOW = instant("20/11/2026 09:00")  # a Friday; Tuesday 24/11 is a holiday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mai", "21/11/2026 17:00"),  # a Saturday: the usual closing time
        ("thứ 2", "23/11/2026 17:00"),
        ("thu hai", "23/11/2026 17:00"),
        ("T6", "20/11/2026 17:00"),  # today is Friday
        ("thứ 5", "26/11/2026 17:00"),
        ("thứ Năm tuần sau", "26/11/2026 17:00"),
        ("chiều thứ 4", "25/11/2026 17:00"),
        ("sáng thứ 4", "25/11/2026 11:30"),
        ("16h mai", "21/11/2026 16:00"),
        ("trước 16h30 ngày mai", "21/11/2026 16:30"),
        ("16 giờ thứ tư", "25/11/2026 16:00"),
        ("9h sáng thứ 4", "25/11/2026 09:00"),
        ("3h chiều thứ 4", "25/11/2026 15:00"),
        ("25/11", "25/11/2026 17:00"),
        ("ngày 25-11", "25/11/2026 17:00"),
        ("ngay 25 thang 11", "25/11/2026 17:00"),
        ("25/11/2026", "25/11/2026 17:00"),
        ("5/1", "05/01/2027 17:00"),
        ("hôm nay", "20/11/2026 17:00"),
        ("chiều nay", "20/11/2026 17:00"),
        ("cuối ngày", "20/11/2026 17:00"),
        ("15:30", "20/11/2026 15:30"),
        ("cuối tuần", "20/11/2026 17:00"),
        ("tuần sau", "27/11/2026 17:00"),
        ("3 ngày nữa", "23/11/2026 17:00"),
        ("thêm 2 ngày", "25/11/2026 17:00"),  # working days: Monday, Wednesday
        ("2 ngày làm việc", "25/11/2026 17:00"),
        ("16h 25/11", "25/11/2026 16:00"),
        ("trước ngày 26/11", "25/11/2026 17:00"),
        ("hạn thêm 2 ngày", "25/11/2026 17:00"),
        ("16h 2 ngày làm việc", "25/11/2026 16:00"),
        ("trước cuối ngày mai", "21/11/2026 17:00"),
        ("vào thứ 4", "25/11/2026 17:00"),
    ],
)
def test_what_is_meant(said: str, meant: str) -> None:
    assert read_moment(said, NOW, CALENDAR) == instant(meant)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "sớm thôi",
        "8h",
        "8h hôm nay",
        "thứ 8",
        "31/2",
        "25/13",
        "hôm qua",
        "thứ 5 tuần này",
        "mai hoặc mốt",
        "25h mai",
        "25/11/9999",
        "xong",
    ],
)
def test_what_is_not_understood_or_gone(said: str) -> None:
    assert read_moment(said, NOW, CALENDAR) is None


def test_weekdays_are_right() -> None:
    assert date(2026, 11, 20).isoweekday() == 5
