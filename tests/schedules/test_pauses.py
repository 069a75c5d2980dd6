"""Pauses of a dossier's clock: the same intervals from any order of sightings, and the working time they give back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import StatusSeen
from schedules.calendar import official_calendar
from schedules.civil import parse_civil, to_instant
from schedules.pauses import Pause, carry_over, pauses

CALENDAR = official_calendar()


def at(text: str) -> int:
    return to_instant(parse_civil(text))


def saw(*sights: tuple[str, int]) -> list[StatusSeen]:
    return [StatusSeen("A", at(when), status, "test") for when, status in sights]


DAY = saw(
    ("10/2/2025 08:00", 4),
    ("10/2/2025 10:00", 5),
    ("10/2/2025 18:00", 5),
    ("11/2/2025 09:00", 4),
    ("12/2/2025 09:00", 6),
    ("13/2/2025 09:00", 2),
)
STRAIGHT = [
    Pause(at("10/2/2025 10:00"), at("11/2/2025 09:00"), 5, "test"),
    Pause(at("12/2/2025 09:00"), at("13/2/2025 09:00"), 6, "test"),
]


def test_any_order_and_repetition_tell_the_same_intervals() -> None:
    for order in itertools.permutations(DAY):
        assert pauses([*order, order[0]], resting=False) == STRAIGHT


def test_a_pause_lasts_while_the_dossier_rests_and_is_dropped_when_it_runs() -> None:
    seen = saw(("10/2/2025 10:00", 5))
    assert pauses(seen, resting=True) == [Pause(at("10/2/2025 10:00"), None, 5, "test")]
    assert pauses(seen, resting=False) == []


def test_a_dossier_that_rests_is_believed_before_a_row_that_ran_on() -> None:
    seen = saw(("10/2/2025 10:00", 5), ("10/2/2025 10:00", 4))
    assert [p.end for p in pauses(seen, resting=True)] == [None]


def test_from_supplement_to_financial_duty_without_a_day_between() -> None:
    found = pauses(saw(("10/2/2025 10:00", 5), ("11/2/2025 10:00", 6)), resting=True)
    assert [(p.status, p.end) for p in found] == [(5, at("11/2/2025 10:00")), (6, None)]


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        pytest.param(("11/2/2025 10:00", "12/2/2025 16:30"), "14/2/2025 16:00", id="inside"),
        pytest.param(("8/2/2025 08:00", "10/2/2025 07:00"), "13/2/2025 09:30", id="before"),
        pytest.param(("13/2/2025 10:00", "14/2/2025 10:00"), "13/2/2025 09:30", id="too late"),
        pytest.param(("11/2/2025 17:00", "12/2/2025 07:00"), "13/2/2025 09:30", id="a night"),
        pytest.param(("11/2/2025 11:30", "11/2/2025 13:30"), "13/2/2025 09:30", id="a lunch"),
        pytest.param(("10/2/2025 08:30", "10/2/2025 10:30"), "13/2/2025 10:30", id="begun before"),
        pytest.param(("14/2/2025 09:00", ""), "13/2/2025 09:30", id="lasts"),
    ],
)
def test_what_was_left_is_left_again(pause: tuple[str, str], due: str) -> None:
    start, end = at("10/2/2025 09:30"), at("13/2/2025 09:30")
    interval = Pause(at(pause[0]), at(pause[1]) if pause[1] else None, 5, "test")
    assert carry_over(start, end, [interval], CALENDAR).due_at == at(due)


def test_anew_from_the_end_of_the_pause() -> None:
    start, end = at("10/2/2025 09:30"), at("13/2/2025 09:30")
    pause = Pause(at("11/2/2025 10:00"), at("12/2/2025 10:00"), 5, "test")
    found = carry_over(start, end, [pause], CALENDAR, lambda t: CALENDAR.add_minutes(t, 24 * 60))
    assert found.due_at == at("17/2/2025 10:00")
    assert found.told[0]["mode"] == "restart"


_minutes = st.integers(0, 20 * 24 * 60)


@given(start=_minutes, length=st.integers(1, 60 * 40), begin=_minutes, rest=_minutes)
def test_the_working_time_outside_pauses_is_the_time_granted(
    start: int, length: int, begin: int, rest: int
) -> None:
    monday = at("10/2/2025 07:00")
    starts = monday + start * 60
    due = CALENDAR.add_minutes(starts, length)
    pause = Pause(monday + begin * 60, monday + (begin + rest) * 60, 5, "test")
    found = carry_over(starts, due, [pause], CALENDAR).due_at
    inside = CALENDAR.minutes_between(
        min(max(pause.start, starts), found), min(max(pause.end or 0, starts), found)
    )
    counted = inside if pause.start < due else 0
    assert CALENDAR.minutes_between(starts, found) - counted == length
