"""The pace of an account: never more in a minute than allowed, no wait for a single message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import DrivenClock
from bot.delivery.pacing import Pace
from tests.db.making import NOW


def still() -> DrivenClock:
    return DrivenClock(NOW, source=lambda: 0.0)


def test_a_burst_takes_a_tenth_of_the_minute_and_the_rest_comes_evenly() -> None:
    clock = still()
    pace = Pace(clock, per_minute=100)
    first = pace.available()
    pace.take(first)
    after = []
    for _ in range(3):
        clock.jump_to(clock.now() + 3)
        after.append(pace.available())
        pace.take(after[-1])

    assert first == 10
    assert after == [5, 5, 5]


def test_a_single_message_never_waits() -> None:
    assert Pace(still(), per_minute=1).available() == 1


def test_standing_still_gives_nothing() -> None:
    pace = Pace(still(), per_minute=100)
    pace.take(pace.available())

    assert pace.available() == 0


def test_emptied_by_the_provider_it_starts_from_nothing() -> None:
    clock = still()
    pace = Pace(clock, per_minute=60)
    pace.empty()
    at_once = pace.available()
    clock.jump_to(clock.now() + 4)

    assert (at_once, pace.available()) == (0, 4)


@given(st.integers(1, 5000), st.lists(st.integers(0, 120), min_size=1, max_size=30))
def test_no_minute_ever_gets_more_than_its_allowance_and_a_tenth(
    per_minute: int, waits: list[int]
) -> None:
    clock = still()
    pace = Pace(clock, per_minute)
    calls: list[tuple[int, int]] = []
    for wait in waits:
        clock.jump_to(clock.now() + wait)
        n = pace.available()
        pace.take(n)
        calls.append((clock.now(), n))

    for start, _ in calls:
        in_minute = sum(n for at, n in calls if start <= at < start + 60)
        assert in_minute <= per_minute + max(1, per_minute / 10)


@pytest.mark.parametrize("back", [1, 60, 86_400])
def test_a_clock_that_steps_back_gives_nothing_extra(
    back: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = still()
    pace = Pace(clock, per_minute=100)
    pace.take(pace.available())
    monkeypatch.setattr(clock, "now_ms", lambda: (NOW - back) * 1000)
    during = pace.available()
    monkeypatch.undo()

    assert during == 0
