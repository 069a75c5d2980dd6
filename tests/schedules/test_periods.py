"""Named periods: their bounds, their parts, their labels, and counting working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.errors import BadRule
from schedules.periods import (
    MONTHS_IN,
    add_working_days,
    bounds,
    day_in_month,
    label,
    month_number,
    part_end,
    week_label,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-06-30", "2025-06-30", "2025-06-30"),
        ("2025-W01", "2024-12-30", "2025-01-05"),  # Monday to Sunday
        ("2026-W53", "2026-12-28", "2027-01-03"),  # 2026 has 53 weeks
        ("2025-03/2025-05", "2025-03-01", "2025-05-31"),
        ("2025-Q1/2025-Q2", "2025-01-01", "2025-06-30"),
        ("2025/2027", "2025-01-01", "2027-12-31"),
        ("2025-03-01/2025-04-15", "2025-03-01", "2025-04-15"),
    ],
)
def test_bounds(period: str, first: str, last: str) -> None:
    assert bounds(period) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "period",
    [
        *("", "25", "2025-13", "2025-00", "2025-Q5", "2025-H3", "2025-02-30", "2025-W54", "0000"),
        *("2025-q1", "2025-3", " 2025", "2025/", "2025/2026/2027", "Quý II", "２０２５"),
    ],
)
def test_text_that_names_no_period_is_refused(period: str) -> None:
    with pytest.raises(BadRule, match="2025-Q2") as refused:
        bounds(period)
    assert refused.value.field == "period"


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(BadRule, match="earlier end"):
        bounds("2025-Q2/2025-Q1")


@pytest.mark.parametrize(
    ("period", "part", "due"),
    [
        ("2025-03", None, "2025-03-31"),
        ("2025-03", "early", "2025-03-10"),
        ("2025-03", "mid", "2025-03-20"),
        ("2025-02", "late", "2025-02-28"),
        ("2025-Q2", "early", "2025-04-30"),
        ("2025-Q2", "mid", "2025-05-31"),
        ("2025-Q2", "late", "2025-06-30"),
        ("2025", "early", "2025-03-31"),
        ("2025", "mid", "2025-06-30"),
        ("2025", "late", "2025-12-31"),
        ("2025-H1", "early", "2025-06-30"),  # halves and days have no customary parts
        ("2025-06-11", "early", "2025-06-11"),
        ("2025-W24", "mid", "2025-06-15"),
        ("2025-02/2025-03", "early", "2025-03-10"),  # the part of the second end
        ("2025-02/2025-03", None, "2025-03-31"),
    ],
)
def test_part_end(period: str, part: str | None, due: str) -> None:
    assert part_end(period, part) == date.fromisoformat(due)


@given(DAYS, st.sampled_from(sorted(MONTHS_IN)))
def test_a_label_names_the_period_that_holds_the_day(day: date, every: str) -> None:
    months = MONTHS_IN[every]
    first, last = bounds(label(month_number(day) // months * months, months))
    assert first <= day <= last
    assert first.day == 1
    assert month_number(last) - month_number(first) == months - 1


@given(DAYS)
def test_a_week_label_names_monday_to_sunday(day: date) -> None:
    first, last = bounds(week_label(day))
    assert first <= day <= last
    assert (first.weekday(), last.weekday()) == (0, 6)


@given(DAYS, st.integers(1, 31))
def test_a_missing_day_is_the_last_of_its_month(day: date, number: int) -> None:
    found = day_in_month(month_number(day), number)
    assert (found.year, found.month) == (day.year, day.month)
    assert found.day == number or (found.day < number and (found + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("start", "count", "step", "end"),
    [
        pytest.param("2025-02-27", 3, 1, "2025-03-04", id="Thu +3 = Tue"),
        pytest.param("2025-02-28", 1, 1, "2025-03-03", id="Fri +1 = Mon"),
        pytest.param("2025-03-01", 1, 1, "2025-03-03", id="Sat +1 = Mon"),
        pytest.param("2025-03-03", 1, -1, "2025-02-28", id="Mon -1 = Fri"),
        pytest.param("2025-03-02", 5, -1, "2025-02-24", id="Sun -5 = Mon"),
        pytest.param("2025-03-01", 0, 1, "2025-03-01", id="Sat +0 stays"),
    ],
)
def test_working_days_skip_the_weekend(start: str, count: int, step: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count, step) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 60))
def test_working_days_come_back_to_where_they_started(day: date, count: int) -> None:
    there = add_working_days(day, count)
    assert there.weekday() < 5
    back = add_working_days(there, count, -1)
    # from a day off one lands on the working day before it
    assert back == (day if day.weekday() < 5 else add_working_days(day, 1, -1))
