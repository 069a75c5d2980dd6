"""Warnings to the coordinator: opened by what is told, worded with their mend, closed when no longer true."""

from __future__ import annotations

import json
from pathlib import Path

from bot.ingest import doubts
from messages_vi.doubts import DOUBTS, doubt_words
from tests.stories.props import CODE, PROCEDURE, dossiers, process
from tests.stories.stage import Stage, staged

KINDS = (*doubts.OF_DOSSIERS, *doubts.OF_PROCEDURES)


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
