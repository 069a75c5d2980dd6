"""Warnings to the coordinator: opened by what is told, worded with their mend, closed when no longer true."""

from __future__ import annotations

import json
from pathlib import Path

from bot.ingest import doubts
from messages_vi.doubts import DOUBTS, doubt_words
from tests.stories.props import CODE, PROCEDURE, dossiers, process
from tests.stories.stage import Stage, staged

KINDS = (*doubts.OF_DOSSIERS, *doubts.OF_PROCEDURES, *doubts.OF_RATINGS)


async def told(stage: Stage, unit: str | None = None) -> list[tuple[str, str | None, str]]:
    """Open warnings as kind, unit and code."""
    rows = await stage.service.store.all("list_warnings", unit=unit, after_id=0, limit=99)
    return [(row[1], row[2], row[4]) for row in rows]


def test_every_kind_has_its_words() -> None:
    assert set(DOUBTS) == set(KINDS)


async def test_a_promise_a_day_off_is_told_until_it_is_right(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)  # 32 hours: four working days, due Friday 14/2 08:00
        await dossiers(stage, {"due_at": "14/02/2025 16:00"})
        assert await told(stage) == []
        await dossiers(stage, {"due_at": "17/02/2025 08:00"})
        assert await told(stage) == [("promise_differs", "X1", CODE)]
        assert await told(stage, "X2") == []
        (row,) = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=9)
        what, mend = doubt_words(row[1], json.loads(row[5]))
        assert "lệch 1 ngày làm việc" in what
        assert "17/02/2025" in what
        assert mend
        await dossiers(stage, {"due_at": "14/02/2025 08:00"})
        assert await told(stage) == []


async def test_a_pause_that_the_source_did_not_add_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        promised = {"due_at": "14/02/2025 08:00"}
        await dossiers(stage, promised)
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, {"status": "5"} | promised)
        await stage.until("12/2/2025 10:00")
        await dossiers(stage, promised)
        assert await told(stage) == [("promise_differs", "X1", CODE)]
        await dossiers(stage, {"status": "9"} | promised)
        assert await told(stage) == []


async def test_dossiers_received_before_their_process_are_counted_by_unit(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:
        columns = ("code", "name", "seq", "step", "role", "hours", "valid_from")
        step = ("Đăng ký khai sinh", "1", "Tiếp nhận hồ sơ", "Công chức văn phòng", "8")
        await stage.load("procedures", columns, [(PROCEDURE, *step, "2025-03-01")])
        await dossiers(
            stage,
            {"received_at": "26/02/2025 08:00"},  # before there was a process
            {"received_at": "27/02/2025 08:00", "code": "H01.05-250227-0001"},
            {"received_at": "03/03/2025 08:00", "code": "H01.05-250303-0001"},
            {"received_at": "28/02/2025 08:00", "code": "H01.05-250228-0001", "unit": "X2"},
            {
                "received_at": "03/03/2025 08:00",
                "code": "H01.05-250303-0002",
                "procedure": "9.900000",
            },
        )
        await doubts.refresh_procedure_doubts(stage.service.engine, stage.clock.now())
        rows = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=99)
        missing = [
            (row[2], row[4], json.loads(row[5])["dossiers"])
            for row in rows
            if row[1] == doubts.PROCEDURE_UNKNOWN
        ]
        assert sorted(missing) == [
            ("X1", PROCEDURE, 2),
            ("X1", "9.900000", 1),
            ("X2", PROCEDURE, 1),
        ]


async def test_holders_and_procedures_nobody_knows(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, {"holder": "Cán bộ một cửa"})
        assert sorted(await told(stage)) == [
            ("holder_unknown", "X1", CODE),
            ("procedure_unknown", "X1", PROCEDURE),
        ]
        await process(stage)
        await dossiers(stage, {"holder": "lan"})
        assert await told(stage) == []
        columns = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        twin = ("hoa2", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "")
        await stage.load("people", columns, [twin])
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa"})
        assert await told(stage) == [("holder_several", "X1", CODE)]
