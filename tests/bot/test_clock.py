"""The clock: driven by hand, never backwards; and the setting that asks for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock, DrivenClock, clock_from
from schedules.errors import RejectedInput
from tests.db.making import moment


class Steady:
    """A steady clock in the hands of the test."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


START = moment("17/03/2025", "07:25")


def test_it_runs_as_many_times_as_fast_as_told() -> None:
    source = Steady()
    clock = DrivenClock(START, 120, source)
    source.seconds += 1.5

    assert (clock.now(), clock.now_ms()) == (START + 180, (START + 180) * 1000)


def test_paused_it_stands_and_goes_on_from_there() -> None:
    source = Steady()
    clock = DrivenClock(START, 60, source)
    source.seconds += 1
    clock.pause()
    source.seconds += 100
    standing = clock.now()
    clock.resume()
    source.seconds += 1

    assert (standing, clock.now()) == (START + 60, START + 120)


def test_a_new_speed_changes_nothing_that_has_passed() -> None:
    source = Steady()
    clock = DrivenClock(START, 60, source)
    source.seconds += 1
    clock.set_speed(1)
    source.seconds += 1

    assert clock.now() == START + 61


@pytest.mark.parametrize("speed", [0, -1, 1_000_001])
def test_a_speed_out_of_bounds_is_refused(speed: float) -> None:
    with pytest.raises(RejectedInput, match="speed"):
        DrivenClock(START, source=Steady()).set_speed(speed)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 1000)),
        st.tuples(st.just("jump"), st.integers(-5000, 5000)),
        st.tuples(st.just("speed"), st.integers(1, 500)),
        st.tuples(st.just("pause"), st.just(0)),
        st.tuples(st.just("resume"), st.just(0)),
    )
)


@given(steps)
def test_it_never_goes_back(moves: list[tuple[str, int]]) -> None:
    source = Steady()
    clock = DrivenClock(START, 1, source)
    last = clock.now_ms()
    for move, value in moves:
        match move:
            case "wait":
                source.seconds += value
            case "jump":
                clock.jump_to(START + value)
                assert clock.now() >= START + value
            case "speed":
                clock.set_speed(value)
            case "pause":
                clock.pause()
            case "resume":
                clock.resume()
        assert clock.now_ms() >= last
        last = clock.now_ms()


def test_the_setting_names_start_and_speed() -> None:
    clock = clock_from(" 2025-03-17T07:25:00+07:00  x120 ")
    assert isinstance(clock, DrivenClock)
    clock.pause()

    assert clock.speed == 120
    assert START <= clock.now() < START + 120


def test_without_a_speed_it_runs_as_time_does() -> None:
    assert clock_from("2025-03-17T07:25:00+07:00").speed == 1


@pytest.mark.parametrize("setting", ["", "  "])
def test_empty_is_real_time(setting: str) -> None:
    assert type(clock_from(setting)) is Clock


@pytest.mark.parametrize(
    "setting",
    [
        "hôm nay",
        "x120",
        "2025-13-17T07:25:00+07:00",
        "2025-03-17T07:25:00+07:00 120",
        "2025-03-17T07:25:00+07:00 x0",
        "2025-03-17T07:25:00+07:00 x9999999",
        "2025-03-17T07:25:00+07:00 x-1",
    ],
)
def test_a_setting_that_makes_no_clock_is_refused(setting: str) -> None:
    with pytest.raises(RejectedInput):
        clock_from(setting)
