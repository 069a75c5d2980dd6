"""When the question is asked that keeps a window open: weekdays of 2025 written out, and laws for every instant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.window_nudges import DAY, EARLY, HOUR, WINDOWS, nudge_due
from schedules.calendar import official_calendar
from schedules.civil import to_civil
from tests.stories.stage import instant

CALENDAR = official_calendar()  # 07:00-11:30, 13:30-17:00
HALF_HOUR = 1800
SOON, LATER = DAY, 10 * DAY  # until the next work


def asked(interacted: str, ahead: int) -> list[str]:
    """The first and the last half hour of each stretch in which the question would be asked."""
    start = instant(interacted)
    times = [
        at
        for at in range(start, start + 8 * DAY, HALF_HOUR)
        if nudge_due(start, None, at + ahead, at, CALENDAR)
    ]
    edges = [at for at in times if at - HALF_HOUR not in times or at + HALF_HOUR not in times]
    return [_shown(at) for at in edges]


def _shown(at: int) -> str:
    moment = to_civil(at)
    return f"{moment.day}/{moment.month} {moment:%H:%M}"


# The interaction, and the stretches in which one is asked. 17/3/2025 is a Monday.
FREE = [
    pytest.param(
        "17/3/2025 10:00", ["19/3 07:00", "19/3 09:30"], id="48 h end on Wednesday at 10:00"
    ),
    pytest.param(
        "17/3/2025 16:00",
        ["19/3 08:00", "19/3 11:00", "19/3 13:30", "19/3 15:30"],
        id="at 16:00: from 40 h to 47 h 30, not in the lunch break",
    ),
    pytest.param(
        "17/3/2025 20:00", ["19/3 13:30", "19/3 16:30"], id="at 20:00: before the office closes"
    ),
    pytest.param(
        "17/3/2025 07:30",
        ["18/3 11:00", "18/3 11:00", "18/3 13:30", "18/3 16:30", "19/3 07:00", "19/3 07:00"],
        id="at 07:30: the last four working hours before 07:00",
    ),
    pytest.param(
        "17/3/2025 02:00",
        ["18/3 11:00", "18/3 11:00", "18/3 13:30", "18/3 16:30"],
        id="in the night: on the afternoon before",
    ),
]


@pytest.mark.parametrize(("interacted", "stretches"), FREE)
def test_the_end_of_the_free_window(interacted: str, stretches: list[str]) -> None:
    start = instant(interacted)
    free_only = [s for s in asked(interacted, SOON) if instant_of(s) < start + 3 * DAY]
    assert _doubled(free_only) == _doubled(stretches)


def instant_of(shown: str) -> int:
    day, clock = shown.split()
    return instant(f"{day}/2025 {clock}")


def _doubled(stretches: list[str]) -> list[str]:
    """A stretch of one half hour has one edge only."""
    return list(dict.fromkeys(stretches))


LAST = [
    pytest.param(
        "19/3/2025 16:00",
        ["25/3 16:00", "26/3 11:00", "26/3 13:30", "26/3 13:30"],
        id="7 days end on Wednesday at 16:00",
    ),
    pytest.param(
        "17/3/2025 10:00",
        ["21/3 14:00", "21/3 16:30", "24/3 07:00", "24/3 08:00"],
        id="on Monday morning: already on Friday, an hour is too short",
    ),
    pytest.param(
        "22/3/2025 10:00",
        ["28/3 10:00", "28/3 11:00", "28/3 13:30", "28/3 16:30"],
        id="on a Saturday: on Friday",
    ),
    pytest.param(
        "23/3/2025 10:00",
        ["28/3 11:00", "28/3 13:30", "28/3 16:30"],
        id="on a Sunday: on Friday",
    ),
    pytest.param(
        "23/4/2025 10:00",
        ["29/4 10:00", "29/4 11:00", "29/4 13:30", "29/4 16:30"],
        id="on 30/4, five days off: on the day before",
    ),
    pytest.param("20/1/2025 10:00", [], id="in Tết, when a tap before would not last until after"),
]


@pytest.mark.parametrize(("interacted", "stretches"), LAST)
def test_the_end_of_the_seven_days(interacted: str, stretches: list[str]) -> None:
    found = asked(interacted, LATER)
    assert [s for s in found if s in stretches] == _doubled(stretches)
    assert {s.split()[0] for s in found} == {s.split()[0] for s in stretches}


@pytest.mark.parametrize("interacted", ["20/3/2025 10:00", "20/3/2025 16:00", "21/3/2025 09:00"])
def test_before_a_weekend_the_free_window_is_let_go(interacted: str) -> None:
    """A tap on Friday would not last until Monday; the question is kept for the end of the seven days."""
    start = instant(interacted)
    assert all(instant_of(s) > start + 3 * DAY for s in asked(interacted, SOON))


def test_nothing_is_asked_without_work_or_twice_in_a_window() -> None:
    start, now = instant("17/3/2025 16:00"), instant("19/3/2025 09:00")
    assert nudge_due(start, None, now + 5 * DAY, now, CALENDAR) == "free_ends"
    assert nudge_due(start, start - HOUR, now, now, CALENDAR) == "free_ends"
    assert nudge_due(start, None, now + 5 * DAY + 1, now, CALENDAR) is None
    assert nudge_due(start, None, None, now, CALENDAR) is None
    assert nudge_due(start, start, now, now, CALENDAR) is None
    assert nudge_due(start, now - HOUR, now, now, CALENDAR) is None
    assert nudge_due(None, None, now, now, CALENDAR) is None


BEGIN = instant("1/1/2025 00:00")


@given(
    start=st.integers(BEGIN, BEGIN + 365 * DAY),
    after=st.integers(0, 8 * DAY),
    ahead=st.integers(-30 * DAY, 30 * DAY),
)
def test_laws(start: int, after: int, ahead: int) -> None:
    now = start + after
    reason = nudge_due(start, None, now + ahead, now, CALENDAR)
    if reason is None:
        return
    (window,) = (w for w in WINDOWS if w.reason == reason)
    assert CALENDAR.is_open(now)
    assert ahead <= window.ahead
    assert EARLY <= after <= window.length - window.closes
    # A tap now leaves the window open at an hour at which something can be said.
    assert now + window.length > CALENDAR.next_opening(start + window.length)


@given(start=st.integers(BEGIN, BEGIN + 330 * DAY))
def test_the_seven_days_do_not_end_unasked_but_over_long_holidays(start: int) -> None:
    """A look each hour finds the time to ask, whenever the person was last heard of."""
    end = start + 7 * DAY
    around = (end - 2 * HOUR, end)
    if any(CALENDAR.next_opening(t) - CALENDAR.subtract_minutes(t, 0) > 6 * DAY for t in around):
        return  # Tết: seven days do not reach over it
    looks = range(start, end, HOUR)
    assert any(nudge_due(start, None, at + LATER, at, CALENDAR) for at in looks)
