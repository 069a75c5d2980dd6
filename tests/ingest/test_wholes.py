"""The whole time of a procedure, and the afternoon rule of those answered within the day; weekdays written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ingest.wholes import NO_ANSWER_UNTIL, answered_at, clock_from, same_day, whole_of
from db.records import ProcedureSetting
from schedules.calendar import official_calendar
from schedules.civil import to_civil
from schedules.spans import Span, SpanUnit
from tests.db.making import moment
from tests.ingest.test_processes import a_step
from tests.stories.props import CODE, PROCEDURE, _by_key, dossiers
from tests.stories.stage import Stage, instant, staged

CALENDAR = official_calendar()
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
THREE = 15 * 60


def hours(n: float) -> Span:
    return Span(round(n * 60), SpanUnit.WORKING_MINUTES)


def spelled(at: int) -> str:
    civil = to_civil(at)
    return f"{WEEKDAYS[civil.weekday()]} {civil:%d/%m %H:%M}"


@pytest.mark.parametrize(
    ("received", "span", "answer"),
    [
        # Cấp bản sao từ sổ gốc, eight hours (domain reference, §3 example 2)
        pytest.param("10/03/2025 07:30", 8, "T2 10/03 17:00", id="in the morning: by closing"),
        pytest.param("10/03/2025 15:00", 8, "T2 10/03 17:00", id="at three o'clock still today"),
        pytest.param("10/03/2025 15:01", 8, "T3 11/03 17:00", id="after it: tomorrow"),
        pytest.param("10/03/2025 15:30", 2, "T3 11/03 09:00", id="two hours from the opening"),
        pytest.param("10/03/2025 09:00", 2, "T2 10/03 11:00", id="two hours at once"),
        pytest.param("10/03/2025 11:00", 2, "T2 10/03 15:00", id="over lunch"),
        pytest.param("14/03/2025 15:30", 2, "T2 17/03 09:00", id="Friday afternoon: Monday"),
        pytest.param("15/03/2025 09:00", 2, "T2 17/03 09:00", id="Saturday counts as Monday"),
        pytest.param("24/01/2025 15:30", 4, "T2 03/02 11:00", id="before Tết: after it"),
        pytest.param("10/03/2025 15:30", 9, "T3 11/03 16:30", id="longer than a day: plainly"),
    ],
)
def test_same_day_procedures_are_answered_before_closing(
    received: str, span: float, answer: str
) -> None:
    at = answered_at(moment(*received.split()), hours(span), THREE, CALENDAR)
    assert spelled(at) == answer


def test_the_rule_can_be_off_and_is_for_hours_only() -> None:
    late = moment("10/03/2025", "16:00")  # a Monday
    assert spelled(answered_at(late, hours(2), NO_ANSWER_UNTIL, CALENDAR)) == "T3 11/03 08:00"
    a_day = Span(1, SpanUnit.WORKING_DAYS)
    assert spelled(answered_at(late, a_day, THREE, CALENDAR)) == "T3 11/03 16:00"
    assert clock_from(late, a_day, THREE, CALENDAR) == late


@pytest.mark.parametrize(
    ("received", "promised", "found"),
    [
        pytest.param("08:00", "10/03/2025 17:00", True, id="promised for today"),
        pytest.param("08:00", "11/03/2025 08:00", False, id="promised for tomorrow"),
        pytest.param("16:00", "11/03/2025 16:00", True, id="late: promised for tomorrow"),
        pytest.param("16:00", "12/03/2025 16:00", False, id="late: promised for the day after"),
        pytest.param("08:00", None, True, id="not promised"),
    ],
)
def test_what_is_answered_within_the_day(received: str, promised: str | None, found: bool) -> None:
    due = moment(*promised.split()) if promised else None
    start = moment("10/03/2025", received)
    assert same_day(start, due, hours(8), ProcedureSetting(), CALENDAR) is found
    assert not same_day(start, due, hours(9), ProcedureSetting(), CALENDAR)
    assert not same_day(start, due, None, ProcedureSetting(), CALENDAR)


@pytest.mark.parametrize(
    ("steps", "online", "whole"),
    [
        pytest.param([a_step(1, 60), a_step(2, 120)], False, hours(3), id="the sum"),
        pytest.param([a_step(1, 60, total_minutes=240)], False, hours(4), id="as stated"),
        pytest.param([a_step(1, 60, minutes_online=30)], True, hours(0.5), id="online"),
        pytest.param([a_step(1, 60, minutes_online=30)], False, hours(1), id="in person"),
        pytest.param([a_step(1, 60, total_minutes=240)], True, hours(4), id="online as in person"),
        pytest.param(
            [a_step(1, 60, total_minutes=240, total_online=120)], True, hours(2), id="online stated"
        ),
        pytest.param(
            [a_step(1, 60, total_minutes=240), a_step(1, 120, phase=2)],
            False,
            hours(6),
            id="phases: each as stated or summed",
        ),
        pytest.param(
            [a_step(1, 960, counts="ngay_lam_viec")],
            False,
            Span(2, SpanUnit.WORKING_DAYS),
            id="whole days",
        ),
        pytest.param([], False, None, id="nothing known"),
    ],
)
def test_the_whole_of_a_procedure(steps: list[object], online: bool, whole: Span | None) -> None:
    assert whole_of(steps, online) == whole  # type: ignore[arg-type]


# --- the rule at work

COLUMNS = ("code", "name", "seq", "step", "role", "hours", "hours_online")


async def _same_day(stage: Stage) -> None:
    row = (PROCEDURE, "Cấp bản sao", "1", "Thẩm định", "Công chức tư pháp - hộ tịch", "2", "1")
    await stage.load("procedures", COLUMNS, [row])


async def _warned(stage: Stage) -> list[str]:
    rows = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=9)
    return [row[1] for row in rows]


async def test_what_comes_after_three_counts_from_the_next_morning(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 15:30") as stage:  # a Monday
        await _same_day(stage)
        late = {"received_at": "10/02/2025 15:30"}
        await dossiers(stage, late | {"due_at": "11/02/2025 17:00"})
        step = await _by_key(stage, f"step:{CODE}:1")
        assert (step.starts_at, step.due_at) == (
            instant("10/2/2025 15:30"),
            instant("11/2/2025 09:00"),
        )
        assert '"answer_until":900' in step.derivation
        assert await _warned(stage) == []
        # Promised for today all the same: the step is never due after the promise.
        await dossiers(stage, late | {"due_at": "10/02/2025 17:00"})
        assert (await _by_key(stage, f"step:{CODE}:1")).due_at == instant("10/2/2025 17:00")
        assert await _warned(stage) == ["promise_differs"]  # two hours from 15:30 end tomorrow


async def test_an_hour_that_was_set_is_taken_at_its_word(tmp_path: Path) -> None:
    """One hour from 15:30 ends at 16:30; with the rule set, only tomorrow is right."""
    async with staged(tmp_path, "10/2/2025 15:30") as stage:
        await _same_day(stage)
        row = {"received_at": "10/02/2025 15:30", "due_at": "10/02/2025 17:00"}
        await stage.load(
            "dossiers",
            ("code", "procedure", "procedure_name", "unit", "status", "channel", *row),
            [(CODE, PROCEDURE, "Cấp bản sao", "X1", "4", "Trực tuyến", *row.values())],
        )
        assert (await _by_key(stage, f"step:{CODE}:1")).due_at == instant("10/2/2025 17:00")
        assert (
            await _warned(stage) == []
        )  # online it has one hour: today is right by plain counting
        await _set_hour(stage, 15 * 60)
        assert await _warned(stage) == ["promise_differs"]
        await _set_hour(stage, NO_ANSWER_UNTIL)
        assert await _warned(stage) == []
        assert (await _by_key(stage, f"step:{CODE}:1")).due_at == instant("10/2/2025 16:30")


async def _set_hour(stage: Stage, until: int) -> None:
    from bot.ingest.dossiers import derive_in_hand

    async with stage.service.store.tx() as tx:
        await tx.run("set_answer_until", procedure_code=PROCEDURE, answer_until=until)
    await derive_in_hand(stage.service.engine, PROCEDURE, stage.clock.now())
