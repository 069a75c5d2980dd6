"""A letter of Thursday 19/11/2026 makes Monday 23/11 a day off for Saturday 28/11, beside the holiday of Tuesday 24/11.

First it is seen which running steps would move and how far, then they move; what citizens hold stays. The dates are worked
out by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.recalculating import follow_calendar, preview
from db.records import CalendarDay
from db.snapshot import take_snapshot
from schedules.civil import to_civil
from tests.stories.props import dossiers, progress, step, whole
from tests.stories.stage import Stage, instant, staged

LETTER = (
    CalendarDay("2026-11-23", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 03", 0),
    CalendarDay("2026-11-28", "swap_work", "Làm bù (mẫu)", "Công văn mẫu 03", 0),
)
PROMISED = "10/12/2026 17:00"  # a Thursday


class Case(NamedTuple):
    """A second step: begun, so many working hours, due before and after the letter."""

    begun: str
    hours: int
    before: str
    after: str


CASES = (
    Case("17/11/2026 14:00", 24, "20/11/2026 14:00", "20/11/2026 14:00"),  # T3 → T6: over by then
    Case("18/11/2026 09:00", 24, "23/11/2026 09:00", "25/11/2026 09:00"),  # T4: T5, T6, T2 → T4
    Case("19/11/2026 10:00", 24, "25/11/2026 10:00", "26/11/2026 10:00"),  # T5: T6, T2, T4 → T5
    Case(
        "19/11/2026 15:00", 4, "20/11/2026 09:00", "20/11/2026 09:00"
    ),  # T5 → T6: two and two hours
    Case("19/11/2026 08:00", 32, "26/11/2026 08:00", "27/11/2026 08:00"),  # T5: fourth day T5 → T6
    Case("19/11/2026 08:00", 40, "27/11/2026 08:00", "28/11/2026 08:00"),  # T5: fifth day T6 → T7
    Case("19/11/2026 08:00", 48, "30/11/2026 08:00", "30/11/2026 08:00"),  # T5: a day off, a day on
    Case("19/11/2026 08:00", 56, "01/12/2026 08:00", "01/12/2026 08:00"),  # T5: likewise, T3
    Case("19/11/2026 16:00", 16, "23/11/2026 16:00", "25/11/2026 16:00"),  # T5: T6, T2 → T4
)
CODES = [f"H01.05-261116-{n:04}" for n in range(1, len(CASES) + 1)]


async def _open(stage: Stage) -> None:
    columns = ("code", "name", "seq", "step", "role", "hours")
    rows = []
    for hours in {case.hours for case in CASES}:
        rows.append(
            (f"1.0001{hours:02}", "Thủ tục mẫu", "1", "Tiếp nhận", "Công chức văn phòng", "4")
        )
        rows.append(
            (f"1.0001{hours:02}", "Thủ tục mẫu", "2", "Thẩm định", "Chủ tịch UBND xã", str(hours))
        )
    await stage.load("procedures", columns, rows)
    told = [
        {
            "code": code,
            "procedure": f"1.0001{case.hours:02}",
            "received_at": "16/11/2026 08:00",
            "due_at": PROMISED,
        }
        for code, case in zip(CODES, CASES, strict=True)
    ]
    await dossiers(stage, *told)
    done = [(code, "lan", case.begun) for code, case in zip(CODES, CASES, strict=True)]
    await progress(stage, *done)


async def _dates(stage: Stage) -> list[str]:
    found = [await step(stage, 2, code) for code in CODES]
    return [f"{to_civil(item.due_at):%d/%m/%Y %H:%M}" for item in found]


async def test_a_bridge_decided_late_is_shown_and_then_moves_what_runs(tmp_path: Path) -> None:
    async with staged(tmp_path, "19/11/2026 16:10") as stage:
        await _open(stage)
        before = [case.before for case in CASES]
        assert await _dates(stage) == before

        store = stage.service.store
        told = await preview(store, await take_snapshot(store, proposed=LETTER), stage.clock.now())
        moving = [case for case in CASES if case.before != case.after]
        [commune] = [unit for unit in told["by_unit"] if unit["unit"] == "X1"]
        assert (commune["items"], commune["later"]) == (len(moving), len(moving))
        assert await _dates(stage) == before  # it was only looked at

        async with store.tx() as tx:
            for day in LETTER:
                await tx.run(
                    "insert_calendar_day",
                    date=day.date,
                    kind=day.kind,
                    name=day.name,
                    source=day.source,
                    version=2,
                    loaded_at=stage.clock.now(),
                )
        await stage.settle()
        assert await _dates(stage) == [case.after for case in CASES]
        for code, case in zip(CODES, CASES, strict=True):
            moved = case.before != case.after
            assert (await step(stage, 2, code)).version == 1 + moved, code
            kept = await whole(stage, code)
            assert (kept.due_at, kept.version) == (instant(PROMISED), 1)
        assert await follow_calendar(stage.service.engine, stage.clock.now()) == 0
