"""A letter makes a day off: first it is seen what would move, then due dates move, and promised ones stay."""

from __future__ import annotations

from pathlib import Path

from bot.recalculating import follow_calendar, preview
from db.records import CalendarDay
from db.snapshot import take_snapshot
from tests.stories.promised import PROMISED, question
from tests.stories.props import CODE, dossiers, fates, heard, process, progress, step, whole
from tests.stories.stage import Stage, instant, staged

OFF = CalendarDay("2025-02-12", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 01", 0)
BY_LAN = (CODE, "lan", "10/02/2025 09:30")
DUE = {"due_at": "17/02/2025 17:00"}


async def _decide(stage: Stage, day: CalendarDay) -> None:
    async with stage.service.store.tx() as tx:
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


async def test_a_day_off_is_previewed_and_moves_the_step_but_not_the_promise(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, DUE)
        await progress(stage, BY_LAN)  # three days for the second step: due Thursday 09:30
        await stage.until("11/2/2025 16:30")
        stage.all_read()
        store = stage.service.store
        told = await preview(store, await take_snapshot(store, proposed=[OFF]), stage.clock.now())
        assert (told["items"], told["later"]) == (1, 1)
        assert told["farthest"]["code"] == CODE
        assert told["farthest"]["days"] == 1
        assert [(u["unit"], u["items"]) for u in told["by_unit"]] == [("X1", 1)]
        assert (await step(stage, 2)).due_at == instant("13/2/2025 09:30")  # nothing has moved

        await _decide(stage, OFF)
        moved = await step(stage, 2)
        assert (moved.due_at, moved.version) == (instant("14/2/2025 09:30"), 2)
        assert '"calendar_version":2' in moved.derivation
        assert ((await whole(stage)).due_at, (await whole(stage)).version) == (
            instant("17/2/2025 17:00"),
            1,
        )
        assert await follow_calendar(stage.service.engine, stage.clock.now()) == 0
        await stage.until("14/2/2025 09:30")
        assert heard(stage, "hoa", "sắp đến hạn") == ["14/2 07:30"]
        assert heard(stage, "hoa", "đã hết hạn") == ["14/2 09:30"]


async def test_what_was_to_be_said_of_the_old_date_is_superseded_and_a_claim_stays(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 16:10") as stage:
        await process(stage)
        await dossiers(stage, {"received_at": "10/02/2025 16:05"})
        await stage.taps("lan", "Đã xong")
        assert (await step(stage, 1)).state == "claimed"
        off = CalendarDay("2025-02-11", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 01", 0)
        await _decide(stage, off)  # the head's hand-over is held for the digest of Tuesday
        moved = await step(stage, 1)
        assert (moved.state, moved.version) == ("claimed", 2)
        await stage.until("12/2/2025 07:30")
        found = await fates(stage, moved)
        assert found["handover", "binh"][0] == "suppressed"
        assert {reason for _, reason in found.values()} & {"superseded", "item_closed"}


async def test_a_report_due_on_a_half_day_is_due_at_noon_of_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await stage.settle()
        before = await stage.item("R17-2025-Q1", "X1")
        day = CalendarDay("2025-03-17", "half", "Nửa ngày (mẫu)", "Công văn mẫu 02", 0)
        await _decide(stage, day)
        after = await stage.item("R17-2025-Q1", "X1")
        assert before.due_at == instant("17/3/2025 17:00")
        assert (after.due_at, after.version) == (instant("17/3/2025 11:30"), 2)


async def test_a_head_whose_last_day_to_sign_becomes_today_is_asked_at_once(
    tmp_path: Path,
) -> None:
    """Promised for Monday 24/3: the letter is due on Friday, which is made a day off on Thursday afternoon."""
    async with staged(tmp_path, "19/3/2025 10:00") as stage:  # a Wednesday
        await dossiers(stage, PROMISED)
        await stage.until("20/3/2025 15:30")
        stage.all_read()
        off = CalendarDay("2025-03-21", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 01", 0)
        await _decide(stage, off)
        moved = await question(stage)
        assert (moved.due_at, moved.version) == (instant("20/3/2025 17:00"), 2)
        assert heard(stage, "binh", "trước 17 giờ 00 phút ngày 20/3/2025") == ["20/3 15:30"]
        assert await follow_calendar(stage.service.engine, stage.clock.now()) == 0
