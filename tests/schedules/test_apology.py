"""The letter of apology: by when it is due, who is asked at all, what the ladders say, which new dates can be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.apology import (
    PROPOSED,
    BadDate,
    bad_date,
    effective_due,
    letter_due,
    new_due,
    proposals,
    worth_asking,
)
from schedules.calendar import WorkCalendar, official_calendar
from schedules.civil import civil_date
from schedules.holidays import OFFICIAL_VERSION, official_days
from schedules.hours import parse_hours
from tests.db.making import moment
from tests.schedules.ladders import CALENDAR, WEEKDAYS, spell, walk, watched

SATURDAYS = WorkCalendar(
    parse_hours("T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00"), official_days(), OFFICIAL_VERSION
)


def day_of(instant: int) -> str:
    """`T6 14/03/2025`."""
    day = civil_date(instant)
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("promised", "due"),
    [
        ("T2 17/03/2025 09:10", "T6 14/03/2025"),  # due Monday: Friday
        ("T3 18/03/2025 07:00", "T2 17/03/2025"),
        ("T4 19/03/2025 16:59", "T3 18/03/2025"),
        ("T7 22/03/2025 10:00", "T6 21/03/2025"),  # a date on a day off: the last working day before it
        ("CN 23/03/2025 10:00", "T6 21/03/2025"),
        ("T2 03/02/2025 09:00", "T6 24/01/2025"),  # Tết Ất Tỵ: 25/01 to 02/02/2025
        ("T3 04/02/2025 09:00", "T2 03/02/2025"),  # the Tuesday after it
        ("T3 24/02/2026 09:00", "T2 23/02/2026"),  # Tết Bính Ngọ: 14/02 to 22/02/2026
        ("T2 23/02/2026 09:00", "T6 13/02/2026"),
        ("T2 05/05/2025 15:00", "T3 29/04/2025"),  # 30/4 to 04/5/2025, the Friday swapped for 26/4
        ("T2 28/04/2025 15:00", "T7 26/04/2025"),  # a worked Saturday counts
        ("T2 04/05/2026 15:00", "T4 29/04/2026"),  # 30/4, 01/5, then a weekend
        ("T3 08/04/2025 08:00", "T6 04/04/2025"),  # Giỗ Tổ on Monday 07/04
        ("T4 25/11/2026 09:00", "T2 23/11/2026"),  # the new 24/11
    ],
)  # fmt: skip
def test_it_is_due_by_closing_of_the_last_working_day_before(promised: str, due: str) -> None:
    weekday, *at = promised.split()
    instant = moment(*at)
    assert day_of(instant).startswith(weekday)

    found = letter_due(instant, CALENDAR)

    assert day_of(found) == due
    assert found == CALENDAR.closing(civil_date(found))
    assert found < instant


def test_the_hours_are_those_of_the_unit() -> None:
    monday = moment("17/03/2025", "09:00")

    assert letter_due(monday, SATURDAYS) == moment("15/03/2025", "11:00")  # open on Saturday


@pytest.mark.parametrize(
    ("received", "promised", "asked"),
    [
        ("T2 17/03/2025 09:00", "T2 17/03/2025 17:00", False),  # the same day
        ("T2 17/03/2025 07:05", "T3 18/03/2025 07:05", False),  # one working day
        ("T6 14/03/2025 09:00", "T2 17/03/2025 09:00", False),  # one working day over a weekend
        ("T3 29/04/2025 09:00", "T2 05/05/2025 09:00", False),  # and over 30/4 to 04/5
        ("T2 17/03/2025 09:00", "T4 19/03/2025 09:00", True),  # two: asked on Tuesday
        ("T5 13/03/2025 16:59", "T2 17/03/2025 16:59", True),
        ("T7 15/03/2025 10:00", "T3 18/03/2025 07:00", True),  # counted as received on Monday 07:00
    ],
)  # fmt: skip
def test_only_who_can_still_be_asked_in_the_morning_is(
    received: str, promised: str, asked: bool
) -> None:
    first, last = moment(*received.split()[1:]), moment(*promised.split()[1:])
    assert (day_of(first)[:2], day_of(last)[:2]) == (received[:2], promised[:2])

    assert worth_asking(first, last, CALENDAR) is asked


# Promised Monday 24/03 16:00: the letter is due on Friday 21/03 at 17:00.
DUE_MONDAY = """
T5 20/03 07:30 head keep_date:1
T6 21/03 08:00 head sign_today:0
T6 21/03 10:00 coordinator silent@sign_today:0
T6 21/03 14:00 leader silent@sign_today:0
T6 21/03 15:00 head due_soon
T6 21/03 17:00 head overdue
T2 24/03 07:30 coordinator overdue:1
T2 24/03 07:30 leader overdue:1
"""

# Promised Tuesday 04/02/2025, the second working day after Tết: asked on the last one before it.
AFTER_TET = """
T6 24/01 07:30 head keep_date:1
T2 03/02 08:00 head sign_today:0
T2 03/02 10:00 coordinator silent@sign_today:0
T2 03/02 14:00 leader silent@sign_today:0
T2 03/02 15:00 head due_soon
T2 03/02 17:00 head overdue
T3 04/02 07:30 coordinator overdue:1
T3 04/02 07:30 leader overdue:1
"""

# Promised Monday 05/05/2025: 30/4 to 04/5 are off, so the letter is due on Tuesday 29/04.
AFTER_MAY = """
T2 28/04 07:30 head keep_date:1
T3 29/04 08:00 head sign_today:0
T3 29/04 10:00 coordinator silent@sign_today:0
T3 29/04 14:00 leader silent@sign_today:0
T3 29/04 15:00 head due_soon
T3 29/04 17:00 head overdue
T2 05/05 07:30 coordinator overdue:1
T2 05/05 07:30 leader overdue:1
"""

# Two working days in all, received on Monday: one question is left.
TWO_DAYS = """
T3 18/03 08:00 head sign_today:0
T3 18/03 10:00 coordinator silent@sign_today:0
T3 18/03 14:00 leader silent@sign_today:0
T3 18/03 15:00 head due_soon
T3 18/03 17:00 head overdue
T4 19/03 07:30 coordinator overdue:1
T4 19/03 07:30 leader overdue:1
"""


@pytest.mark.parametrize(
    ("received", "promised", "story"),
    [
        pytest.param("10/03/2025 09:00", "24/03/2025 16:00", DUE_MONDAY, id="due Monday"),
        pytest.param("13/01/2025 09:00", "04/02/2025 09:00", AFTER_TET, id="due after Tết"),
        pytest.param("14/04/2025 09:00", "05/05/2025 15:00", AFTER_MAY, id="due after 30/4"),
        pytest.param("17/03/2025 09:00", "19/03/2025 09:00", TWO_DAYS, id="two working days"),
    ],
)
def test_the_ladder_of_the_question(received: str, promised: str, story: str) -> None:
    due = letter_due(moment(*promised.split()), CALENDAR)
    day = civil_date(due)
    item = watched("apology", received, f"{day:%d/%m/%Y} 17:00", assignee_id=None)

    assert item.due_at == due
    assert spell(walk(item, due + 10 * 86_400)) == story.split("\n")[1:-1]


# Signed on Thursday 20/03; the new date is Wednesday 26/03 at 16:00.
SECOND_TIME = """
T2 24/03 07:30 head keep_date:2
T3 25/03 08:00 head keep_date:1
T3 25/03 10:00 coordinator silent@keep_date:1
T3 25/03 14:00 leader silent@keep_date:1
T4 26/03 16:00 head overdue
T5 27/03 07:30 coordinator second_slip:1
T5 27/03 07:30 leader second_slip:1
"""


def test_the_ladder_of_a_date_that_was_moved() -> None:
    item = watched("extension", "20/03/2025 15:00", "26/03/2025 16:00", assignee_id=None)

    assert spell(walk(item, moment("10/04/2025"))) == SECOND_TIME.split("\n")[1:-1]


@pytest.mark.parametrize(
    ("day", "now", "why"),
    [
        ("T2 24/03/2025", "T5 20/03/2025 08:00", BadDate.NOT_LATER),  # the promised date itself
        ("T6 21/03/2025", "T5 20/03/2025 08:00", BadDate.NOT_LATER),
        ("T3 25/03/2025", "T5 20/03/2025 08:00", None),
        ("T7 29/03/2025", "T5 20/03/2025 08:00", BadDate.DAY_OFF),
        ("T2 07/04/2025", "T5 20/03/2025 08:00", BadDate.DAY_OFF),  # Giỗ Tổ Hùng Vương
        ("T7 26/04/2025", "T5 20/03/2025 08:00", None),  # a worked Saturday
        ("T4 26/03/2025", "T4 26/03/2025 08:00", BadDate.PAST),  # late already: not today
        ("T5 27/03/2025", "T4 26/03/2025 08:00", None),
        ("T6 01/04/2033", "T5 20/03/2025 08:00", BadDate.TOO_FAR),
    ],
)
def test_which_dates_can_take_its_place(day: str, now: str, why: BadDate | None) -> None:
    promised = moment("24/03/2025", "16:00")
    asked = civil_date(moment(day.split()[1]))
    assert WEEKDAYS[asked.weekday()] == day.split(maxsplit=1)[0]

    assert bad_date(asked, promised, moment(*now.split()[1:]), CALENDAR) == why


@pytest.mark.parametrize(
    ("promised", "now", "days"),
    [
        ("T2 24/03/2025", "T6 21/03/2025", ["T3 25/03", "T4 26/03", "T5 27/03", "T2 31/03", "T3 08/04"]),
        # before 30/4: the days off are stepped over
        ("T3 29/04/2025", "T2 28/04/2025", ["T2 05/05", "T3 06/05", "T4 07/05", "T6 09/05", "T6 16/05"]),
        # late already: counted from today
        ("T2 24/03/2025", "T4 26/03/2025", ["T5 27/03", "T6 28/03", "T2 31/03", "T4 02/04", "T5 10/04"]),
    ],
)  # fmt: skip
def test_the_dates_that_are_proposed(promised: str, now: str, days: list[str]) -> None:
    found = proposals(
        moment(promised.split()[1], "16:00"), moment(now.split()[1], "08:00"), CALENDAR
    )

    assert tuple(n for n, _ in found) == PROPOSED
    assert [f"{WEEKDAYS[d.weekday()]} {d:%d/%m}" for _, d in found] == days


@given(
    promised=st.dates(date(2021, 1, 1), date(2031, 1, 1)),
    ahead=st.integers(-20, 20),
    hour=st.integers(0, 23),
)
def test_what_is_proposed_can_always_be_taken(promised: date, ahead: int, hour: int) -> None:
    due = moment(f"{promised:%d/%m/%Y}", f"{hour:02}:30")
    now = due + ahead * 86_400
    for _, day in proposals(due, now, CALENDAR):
        assert bad_date(day, due, now, CALENDAR) is None
        assert due < new_due(day, due, CALENDAR) <= CALENDAR.closing(day)


@given(promised=st.dates(date(2021, 1, 1), date(2031, 1, 1)))
def test_no_letter_is_due_on_or_after_the_date_it_is_about(promised: date) -> None:
    due = letter_due(moment(f"{promised:%d/%m/%Y}", "09:00"), official_calendar())

    assert civil_date(due) < promised
    assert not CALENDAR.working_days_between(civil_date(due), promised) > 1


def test_the_hour_that_was_promised_stays_as_far_as_the_office_is_open() -> None:
    tuesday = date(2025, 3, 25)
    assert new_due(tuesday, moment("24/03/2025", "09:10"), CALENDAR) == moment(
        "25/03/2025", "09:10"
    )
    assert new_due(tuesday, moment("24/03/2025", "17:00"), CALENDAR) == moment(
        "25/03/2025", "17:00"
    )
    assert new_due(tuesday, moment("24/03/2025", "12:00"), CALENDAR) == moment(
        "25/03/2025", "17:00"
    )
    saturday = date(2025, 3, 29)
    assert new_due(saturday, moment("24/03/2025", "16:00"), SATURDAYS) == moment(
        "29/03/2025", "11:00"
    )


def test_the_source_may_catch_up_or_say_otherwise() -> None:
    old, new, other = 100, 200, 150
    assert effective_due(old, old, new) == new  # the source still has the old date
    assert effective_due(new, old, new) == new  # it has followed
    assert effective_due(other, old, new) == other  # it is right about dossiers
