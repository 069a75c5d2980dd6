"""A dossier waits for its citizen: steps go on with the time left or anew, the promise stays, a supplement has its limit."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from bot.ingest.dossiers import derive_in_hand
from messages_vi.explaining import why
from tests.stories.props import (
    CODE,
    _by_key,
    dossiers,
    heard,
    keep_in_touch,
    process,
    progress,
    step,
    whole,
)
from tests.stories.stage import Stage, instant, staged

DUE = {"due_at": "13/02/2025 17:00"}


async def _set(stage: Stage, after_pause: str | None = None, days: int | None = None) -> None:
    """What `nhacviec procedure *` sets."""
    async with stage.service.store.tx() as tx:
        await tx.run(
            "set_procedure",
            procedure_code="*",
            after_pause=after_pause,
            supplement_days=days,
        )
    await derive_in_hand(stage.service.engine, None, stage.clock.now())
    await stage.settle()


async def test_a_step_goes_on_past_a_promise_that_the_source_did_not_move(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {"received_at": "10/02/2025 08:00"} | DUE)
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, {"status": "5"} | DUE)
        await stage.until("14/2/2025 08:00")  # behind the promised date
        await dossiers(stage, DUE)
        assert (await step(stage, 1)).due_at == instant("14/2/2025 10:00")  # two of four hours left
        assert (await whole(stage)).due_at == instant("13/2/2025 17:00")
        for item in (await step(stage, 1), await whole(stage)):
            (pause,) = json.loads(item.derivation)["pauses"]
            assert (pause["from"][:16], pause["to"][:16]) == (
                "2025-02-10T10:00",
                "2025-02-14T08:00",
            )
            told = " ".join(why(json.loads(item.derivation)))
            assert "chờ bổ sung hồ sơ" in told
            assert "10/02/2025" in told


async def test_where_the_procedure_says_so_the_step_starts_anew(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, {"status": "6"})
        await stage.until("11/2/2025 08:00")
        await dossiers(stage, {})
        assert (await step(stage, 1)).due_at == instant("11/2/2025 10:00")
        await _set(stage, "restart")
        assert (await step(stage, 1)).due_at == instant("11/2/2025 14:00")


async def test_the_progress_tells_the_very_minute_of_a_pause(tmp_path: Path) -> None:
    columns = ("code", "actor", "at", "status", "text")
    rows = [
        (CODE, "lan", "10/02/2025 09:00", "5", "Yêu cầu bổ sung"),
        (CODE, "lan", "12/02/2025 09:00", "4", "Tiếp nhận hồ sơ bổ sung"),
    ]
    for number, order in enumerate(itertools.permutations(range(3))):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with staged(folder, "12/2/2025 17:30") as stage:
            await process(stage)
            for which in order:
                if which == 2:
                    await dossiers(stage, {})
                else:
                    await stage.load("progress", columns, [rows[which]])
            await stage.settle()
            found = await step(stage, 1)
            assert (found.due_at, found.starts_at) == (
                instant("12/2/2025 14:00"),  # 08:00 to 09:00, then three hours
                instant("10/2/2025 08:00"),
            )


async def test_the_coordinator_is_reminded_of_a_supplement_that_does_not_come(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await _set(stage, days=10)
        promised = {"unit": "X2", "due_at": "14/02/2025 08:00"}  # as the process gives
        await dossiers(stage, {"status": "5"} | promised)
        item = await _by_key(stage, f"supplement:{CODE}")
        assert (stage.who(item.assignee_id), item.state) == ("nam", "open")
        assert item.due_at == instant("20/2/2025 08:00")  # calendar days
        stage.silent()
        await stage.until("17/2/2025 12:00")
        await keep_in_touch(stage)
        await stage.until("18/2/2025 07:30")
        assert heard(stage, "nam", CODE) == ["18/2 07:30"]
        await dossiers(stage, promised)  # handed in
        assert (await _by_key(stage, f"supplement:{CODE}")).state == "done"
        stage.all_read()
        await progress(stage, (CODE, "nam", "18/02/2025 07:30"))
        await stage.until("20/2/2025 16:00")
        assert not any("bổ sung" in m.text for m in stage.unread("nam"))
