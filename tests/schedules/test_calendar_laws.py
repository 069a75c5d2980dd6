"""Laws of working time that hold for any instant, and agreement with a slow oracle that walks minutes and days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from db.records import CalendarDay
from schedules.calendar import WorkCalendar, official_calendar, official_days
from schedules.civil import DAY, OFFSET, at, civil_date
from schedules.hours import DEFAULT_HOURS, parse_hours

OFFICE = official_calendar()
SATURDAYS = official_calendar(parse_hours("T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00"))
HALF_DAYS = WorkCalendar(
    DEFAULT_HOURS,
    [*official_days(), CalendarDay("2026-12-31", "half", "Nghỉ buổi chiều", "kiểm thử", 2)],
    version=2,
)

instants = st.integers(at(date(2025, 1, 1), 0), at(date(2027, 12, 1), 0))
# Instants near the edges of segments, where the mistakes live.
edges = st.builds(
    lambda days, clock, second: at(date(2025, 1, 1) + timedelta(days), clock) + second,
    st.integers(0, 1000),
    st.sampled_from(["07:00", "11:00", "11:30", "13:30", "17:00", "00:00"]),
    st.sampled_from([-1, 0, 0, 1]),
)
moments = instants | edges
calendars = st.sampled_from([OFFICE, SATURDAYS, HALF_DAYS])


@given(calendars, moments, st.integers(0, 40_000))
def test_what_was_added_lies_between(calendar: WorkCalendar, a: int, n: int) -> None:
    due = calendar.add_minutes(a, n)
    assert calendar.minutes_between(a, due) == n
    assert calendar.minutes_between(due, a) == -n
    assert due >= a


@given(calendars, moments, st.integers(1, 40_000))
def test_adding_then_subtracting_leads_back_to_the_receipt(
    calendar: WorkCalendar, a: int, n: int
) -> None:
    assert calendar.subtract_minutes(calendar.add_minutes(a, n), n) == calendar.received(a)


@given(calendars, moments, st.integers(0, 20_000), st.integers(0, 20_000))
def test_adding_in_two_parts_is_adding_at_once(
    calendar: WorkCalendar, a: int, m: int, n: int
) -> None:
    if n:
        assert calendar.add_minutes(calendar.add_minutes(a, m), n) == calendar.add_minutes(a, m + n)
    assert calendar.minutes_between(a, calendar.add_minutes(calendar.add_minutes(a, m), n)) == m + n


@given(calendars, moments, moments, st.integers(0, 300))
def test_who_comes_first_is_due_first(calendar: WorkCalendar, a: int, b: int, n: int) -> None:
    a, b = sorted((a, b))
    assert calendar.received(a) <= calendar.received(b)
    assert calendar.add_minutes(a, n) <= calendar.add_minutes(b, n)
    assert calendar.subtract_minutes(a, n) <= calendar.subtract_minutes(b, n)
    assert calendar.add_working_days(a, n) <= calendar.add_working_days(b, n)
    assert calendar.add_working_days(a, n) <= calendar.add_working_days(a, n + 1)
    assert calendar.add_calendar_days(a, n) <= calendar.add_working_days(a, n)
    assert calendar.minutes_between(a, b) >= 0


@given(calendars, moments, st.integers(0, 300))
def test_due_dates_fall_on_working_days_within_hours(
    calendar: WorkCalendar, a: int, n: int
) -> None:
    for due in (
        calendar.add_working_days(a, n),
        calendar.add_calendar_days(a, n),
        calendar.add_minutes(a, n),
    ):
        day = civil_date(due)
        assert calendar.is_working_day(day)
        assert calendar.opening(day) <= due <= calendar.closing(day)


@given(calendars, moments, st.integers(0, 300))
def test_days_back_undo_days_forward(calendar: WorkCalendar, a: int, n: int) -> None:
    day = civil_date(calendar.received(a))
    assert calendar.working_day_back(calendar.working_day_forward(day, n), n) == day
    assert civil_date(calendar.add_working_days(a, n)) == calendar.working_day_forward(day, n)


# -- the slow oracle: knows only the table, the week and how to take one step ------------------------------------

_ROWS = {day.date: day.kind for day in official_days()}
_MORNING, _AFTERNOON = range(420, 690), range(810, 1020)


def _oracle_works(day: date) -> bool:
    kind = _ROWS.get(day.isoformat())
    return kind == "swap_work" or (kind is None and day.weekday() < 5)


def _oracle_open(instant: int) -> bool:
    minute = (instant + OFFSET) % DAY // 60
    return _oracle_works(civil_date(instant)) and (minute in _MORNING or minute in _AFTERNOON)


def _oracle_add(instant: int, n: int) -> int:
    while n:
        n -= _oracle_open(instant)
        instant += 60
    return instant


whole_minutes = st.integers(at(date(2025, 12, 1), 0) // 60, at(date(2026, 10, 1), 0) // 60).map(
    lambda minute: minute * 60
)


@settings(max_examples=40, deadline=None)
@given(whole_minutes, st.integers(1, 1200))
def test_minutes_agree_with_walking_minute_by_minute(a: int, n: int) -> None:
    assert OFFICE.is_open(a) is _oracle_open(a)
    assert OFFICE.add_minutes(a, n) == _oracle_add(a, n)


@given(instants, st.integers(0, 60))
def test_days_agree_with_walking_day_by_day(a: int, n: int) -> None:
    assume(OFFICE.is_open(a))
    day, last = civil_date(a), civil_date(a) + timedelta(n)
    left = n
    while left:
        day += timedelta(1)
        left -= _oracle_works(day)
    while not _oracle_works(last):
        last += timedelta(1)
    hour = (a + OFFSET) % DAY
    assert OFFICE.add_working_days(a, n) == at(day, 0) + hour
    assert OFFICE.add_calendar_days(a, n) == at(last, 0) + hour


@given(calendars, moments, st.integers(0, 25), st.integers(0, 1439))
def test_hours_of_working_days_lie_where_counting_days_leads(
    calendar: WorkCalendar, t: int, n: int, minute: int
) -> None:
    day = civil_date(t)
    back = at(calendar.working_day_back(day, n), minute)
    tomorrow = day + timedelta(days=1)
    forward = (
        calendar.working_day_forward(tomorrow, n - 1) if n else calendar.working_day_forward(day)
    )

    assert calendar.hour_before(t, n, minute) == back
    assert calendar.hour_after(t, n, minute) == at(forward, minute)


@given(calendars, moments, st.integers(1, 5), st.integers(0, 25), st.integers(0, 40))
def test_hours_in_a_row_end_with_the_first_that_is_still_to_come(
    calendar: WorkCalendar, t: int, first: int, times: int, days: int
) -> None:
    until = t + days * DAY
    every = [calendar.hour_after(t, first + n, 450) for n in range(times)]
    past = sum(hour <= until for hour in every)

    assert calendar.hours_after(t, first, times, 450, until) == every[: past + 1]
