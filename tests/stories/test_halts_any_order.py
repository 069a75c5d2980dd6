"""Stopped and started again in any order, with restarts and new work between: nothing is lost, nothing is told twice."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.health import read_sums
from db.halts import begin_halt, end_halt, halt_by_id, halts_in_force, propose_halt
from schedules.civil import to_civil
from tests.stories.props import dossiers, process
from tests.stories.stage import Stage, staged

STEPS = ("stop", "stop_citizens", "go", "work", "hour", "hour", "restart")


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=9))
def test_stop_and_go_lose_and_double_nothing(steps: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), steps))


async def _play(folder: Path, steps: Sequence[str]) -> None:
    async with staged(folder, "10/2/2025 08:00") as stage:  # a Monday
        await process(stage)
        stage.all_read()
        for number, step in enumerate(steps):
            await _one(stage, step, number)
            assert (await read_sums(stage.service.store)).agree, steps[: number + 1]
        await _go(stage)
        await stage.until("12/2/2025 09:00")
        store = stage.service.store
        assert await halts_in_force(store) == []
        sums = await read_sums(store)
        assert sums.agree
        assert sums.failed == 0
        told = Counter((m.text, to_civil(m.at_ms // 1000)) for m in stage.phone("hoa").received)
        assert [text for text, times in told.items() if times > 1] == []
        if "work" in steps:
            assert any("H01.05-250210" in m.text for m in stage.phone("hoa").received)


async def _one(stage: Stage, step: str, number: int) -> None:
    match step:
        case "stop" | "stop_citizens":
            await _stop(stage, "all" if step == "stop" else "citizens")
        case "go":
            await _go(stage)
        case "work":
            row = {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 10:00"}
            await dossiers(stage, row | {"code": f"H01.05-250210-{number:04}"})
        case "hour":
            at = to_civil(stage.clock.now() + 3600)
            heard = len(stage.phone("hoa").received)
            halted = [h for h in await halts_in_force(stage.service.store) if h.scope == "all"]
            await stage.until(f"{at.day}/{at.month}/{at.year} {at:%H:%M}")
            if halted:
                assert len(stage.phone("hoa").received) == heard
        case "restart":
            await stage.restart()
    await stage.settle()


async def _stop(stage: Stage, scope: str) -> None:
    async with stage.service.store.tx() as tx:
        halt = await halt_by_id(tx, await propose_halt(tx, scope, "thử", None, stage.clock.now()))
        assert halt is not None
        await begin_halt(tx, halt, stage.clock.now(), told=False)


async def _go(stage: Stage) -> None:
    async with stage.service.store.tx() as tx:
        for scope in ("all", "citizens"):
            await end_halt(tx, scope, None, stage.clock.now())
    await stage.settle()
