"""One day, and the hour beside it, as people type them: tables with the weekdays written out, as seen from several days.

November 2026: Thursday 19, Friday 20, Saturday 21, Sunday 22, Monday 23, Wednesday 25.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import days_said
from schedules.days_said import RECENT, date_said, day_about, day_said, minute_said, said
from schedules.text import fold

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (16, 19, 20, 21))


def shown(day: date | None) -> str | None:
    return day and f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("hôm nay", FRIDAY, "Fri 20/11/2026"),
        ("cuối ngày", FRIDAY, "Fri 20/11/2026"),
        ("mai", FRIDAY, "Sat 21/11/2026"),
        ("cuối ngày mai", FRIDAY, "Sat 21/11/2026"),
        ("ngày kia", FRIDAY, "Sun 22/11/2026"),
        ("mốt", FRIDAY, "Sun 22/11/2026"),
        ("ngày mốt", FRIDAY, "Sun 22/11/2026"),
        ("3 ngày nữa", FRIDAY, "Mon 23/11/2026"),
        ("2 tuần nữa", FRIDAY, "Fri 04/12/2026"),
        # A weekday is the next to come, today included; "tới" excludes today, "tuần này" may have gone.
        ("thứ 5", THURSDAY, "Thu 19/11/2026"),
        ("thứ năm", FRIDAY, "Thu 26/11/2026"),
        ("T5", MONDAY, "Thu 19/11/2026"),
        ("thứ 5 tới", MONDAY, "Thu 19/11/2026"),
        ("thứ 5 tới", THURSDAY, "Thu 26/11/2026"),
        ("thứ 5 này", MONDAY, "Thu 19/11/2026"),
        ("thứ 5 tuần này", FRIDAY, "Thu 19/11/2026"),
        ("thứ 5 sau", MONDAY, "Thu 26/11/2026"),
        ("thứ 5 tuần sau", MONDAY, "Thu 26/11/2026"),
        ("thứ 5 tuần tới", MONDAY, "Thu 26/11/2026"),
        ("thứ 2", SATURDAY, "Mon 23/11/2026"),
        ("thứ sáu", FRIDAY, "Fri 20/11/2026"),
        ("thứ tư", FRIDAY, "Wed 25/11/2026"),
        ("chủ nhật", FRIDAY, "Sun 22/11/2026"),
        ("cn tuần sau", FRIDAY, "Sun 29/11/2026"),
        # Weeks, as a day by which something is done.
        ("cuối tuần", MONDAY, "Fri 20/11/2026"),
        ("cuối tuần", FRIDAY, "Fri 20/11/2026"),
        ("cuối tuần", SATURDAY, "Fri 20/11/2026"),  # has gone: for the callers to refuse
        ("trong tuần này", MONDAY, "Fri 20/11/2026"),
        ("đầu tuần", MONDAY, "Mon 23/11/2026"),
        ("đầu tuần sau", FRIDAY, "Mon 23/11/2026"),
        ("tuần sau", FRIDAY, "Fri 27/11/2026"),
        ("cuối tuần tới", SATURDAY, "Fri 27/11/2026"),
        # Dates.
        ("25/11", FRIDAY, "Wed 25/11/2026"),
        ("ngày 25 tháng 11", FRIDAY, "Wed 25/11/2026"),
        ("cuối ngày 25/11", FRIDAY, "Wed 25/11/2026"),
        ("mùng 5/12", FRIDAY, "Sat 05/12/2026"),
        ("20/11", FRIDAY, "Fri 20/11/2026"),
        ("19/11", FRIDAY, "Fri 19/11/2027"),
        ("19/11/2026", FRIDAY, "Thu 19/11/2026"),
        ("5-1-27", FRIDAY, "Tue 05/01/2027"),
        ("thứ tư, ngày 25/11", FRIDAY, "Wed 25/11/2026"),
        ("thứ 3 ngày 25/11", FRIDAY, None),  # a Wednesday
        ("29/2", date(2027, 3, 5), "Tue 29/02/2028"),
        ("29/2", date(2027, 1, 15), None),  # more than a year ahead
        ("31/2", FRIDAY, None),
        ("1, 3", FRIDAY, None),
        ("thứ 8", FRIDAY, None),
        ("hôm qua", FRIDAY, None),
        ("đầu tuần này", FRIDAY, None),
        ("mai hoặc mốt", FRIDAY, None),
        ("ngày", FRIDAY, None),
        ("", FRIDAY, None),
        ("31/12/9999", FRIDAY, None),
        ("1/1/0001", FRIDAY, None),
    ],
)
def test_a_day(typed: str, today: date, meant: str | None) -> None:
    assert shown(day_said(typed, today)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25/3", "Tue 25/03/2025"),
        ("25/3/2025", "Tue 25/03/2025"),
        ("ngày 25-3-2025", "Tue 25/03/2025"),
        ("Ngày 05 tháng 4 năm 2025.", "Sat 05/04/2025"),
        ("ngay 5 thang 4", "Sat 05/04/2025"),
        ("2/1", "Fri 02/01/2026"),  # next year's: more than RECENT ago
        ("31/2", None),
        ("1, 3", None),  # lines of a digest
        ("xong 1", None),
        ("mai", None),
        ("", None),
    ],
)
def test_a_date_that_may_lie_behind(typed: str, meant: str | None) -> None:
    assert shown(date_said(typed, date(2025, 4, 10) - RECENT)) == meant


def test_of_what_may_lie_behind_december_is_last_year_s_in_january() -> None:
    assert shown(day_about("29/12", date(2026, 1, 2))) == "Mon 29/12/2025"
    assert shown(day_about("thứ 6", date(2026, 1, 2))) == "Fri 02/01/2026"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("16h", "16:00"), ("16h30", "16:30"), ("16 giờ 30", "16:30"), ("16 giờ 30 phút", "16:30"), ("16:30", "16:30"), ("16g15", "16:15"),
        ("4h chiều", "16:00"), ("4 giờ rưỡi chiều", "16:30"), ("16h chiều", "16:00"), ("8h tối", "20:00"), ("9h sáng", "09:00"),
        ("12h trưa", "12:00"), ("11h trưa", "11:00"), ("1h trưa", "13:00"), ("25h", None), ("16:75", None), ("16", None),
    ],
)  # fmt: skip
def test_an_hour(typed: str, meant: str | None) -> None:
    minute = minute_said(typed)

    assert (None if minute is None else f"{minute // 60:02}:{minute % 60:02}") == meant
    assert minute is None or re.fullmatch(days_said.HOUR, fold(typed))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("16h mai", "Sat 21/11/2026 16:00"),
        ("16h 25/11", "Wed 25/11/2026 16:00"),  # not 16:25
        ("16h 25 tháng 11", "Wed 25/11/2026 16:00"),
        ("25/11 lúc 14h", "Wed 25/11/2026 14:00"),
        ("25/11/2026 16:00", "Wed 25/11/2026 16:00"),
        ("9h sáng mai", "Sat 21/11/2026 09:00"),
        ("chiều mai 3h", "Sat 21/11/2026 15:00"),
        ("16h", "Fri 20/11/2026 16:00"),
        ("4h chiều nay", "Fri 20/11/2026 16:00"),
        ("sáng thứ 4", "Wed 25/11/2026 11:30"),
        ("chiều thứ 4", "Wed 25/11/2026"),
        ("đầu giờ chiều mai", "Sat 21/11/2026"),
        ("sáng ngày 25/11", "Wed 25/11/2026 11:30"),
        ("cuối ngày 16h", "Fri 20/11/2026 16:00"),
        ("chiều ngày kia lúc 3h", "Sun 22/11/2026 15:00"),
        ("sáng ngày mai", "Sat 21/11/2026 11:30"),
        ("25h mai", None),
        ("16h xong", None),
        ("", None),
    ],
)
def test_a_day_and_an_hour(typed: str, meant: str | None) -> None:
    assert _shown(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25/11", "Tue 24/11/2026"),
        ("thứ 4", "Tue 24/11/2026"),
        ("thứ 6", "Thu 26/11/2026"),  # today is Friday: this one's last good day has gone
        ("20/11", "Thu 19/11/2026"),
        ("mai", "Fri 20/11/2026"),
        ("16h 25/11", "Wed 25/11/2026 16:00"),
        ("16h thứ 6", "Fri 20/11/2026 16:00"),
        ("chiều mai", "Sat 21/11/2026 11:30"),
        ("cuối ngày mai", "Sat 21/11/2026"),  # by its end
        ("cuối tuần", "Fri 20/11/2026"),
        ("tuần sau", None),
    ],
)
def test_before_a_bare_day_the_day_before_is_the_last(typed: str, meant: str | None) -> None:
    assert _shown(typed, before=True) == meant


def _shown(typed: str, *, before: bool = False) -> str | None:
    found = said(typed, FRIDAY, before=before)
    if found is None:
        return None
    hour = "" if found.minute is None else f" {found.minute // 60:02}:{found.minute % 60:02}"
    return f"{shown(found.day)}{hour}"


@given(
    st.text(alphabet="trước ngày/0123456789-.:hmai thứ hai sáu chiều tuần sau tới cn", max_size=40)
)
def test_whatever_is_typed_it_is_a_day_or_none(typed: str) -> None:
    found = said(typed, FRIDAY)

    assert found is None or found.minute is None or 0 <= found.minute < 24 * 60


def test_the_weekdays_of_this_table_are_right() -> None:
    assert [day.isoweekday() for day in (MONDAY, THURSDAY, FRIDAY, SATURDAY)] == [1, 4, 5, 6]
