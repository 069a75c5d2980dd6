"""What happens in between: an answer while planning waits its turn, a source faster than an undo, a database that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.composing import compose_ready
from bot.planning import plan_due
from db.records import WorkItem
from db.sqlite import SqliteStore
from db.store import Tx
from db.words import Answer, ItemState, MessageState
from handlers.payload import Payload
from schedules.errors import StoreProblem
from tests.stories.props import CODE, dossiers, fates, many_dossiers, process, progress, step, whole
from tests.stories.stage import Stage, instant, staged

MONDAY = "10/2/2025 07:30"
REPORT = ("code", "name", "rule", "from_units", "to_unit", "source")


async def _states(stage: Stage) -> set[str]:
    return {row[0] for row in await stage.service.store.all("message_counts")}


def _meanwhile(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, change: Callable[[Tx], Awaitable[None]]
) -> None:
    """Let `change` be committed just before the next transaction begins."""
    real = store.tx

    @asynccontextmanager
    async def tx() -> AsyncIterator[Tx]:
        monkeypatch.undo()
        async with real() as earlier:
            await change(earlier)
        async with real() as asked:
            yield asked

    monkeypatch.setattr(store, "tx", tx)


def _closes(item: WorkItem) -> Callable[[Tx], Awaitable[None]]:
    async def change(tx: Tx) -> None:
        await tx.run("set_item_state", id=item.id, state=ItemState.DONE)
        await tx.run("drop_schedule", item_id=item.id)

    return change


async def _monthly_rule(stage: Stage) -> str:
    rule: str = (await stage.service.store.all("all_duties"))[0][3]
    return rule


async def test_what_closes_while_planning_waits_is_not_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await dossiers(stage, {"due_at": "11/02/2025 17:00", "holder": "Trần Mẫu Lan"})
        await stage.until("10/2/2025 08:30")
        item, told = await whole(stage), len(await fates(stage, await whole(stage)))
        stage.clock.jump_to(instant("11/2/2025 08:00"))
        service = stage.service

        _meanwhile(service.store, monkeypatch, _closes(item))
        await plan_due(service.engine, stage.clock.now())

        assert (await whole(stage)).next_at is None
        assert len(await fates(stage, item)) == told


async def test_what_closes_while_composing_waits_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await dossiers(stage, {"due_at": "11/02/2025 17:00", "holder": "Trần Mẫu Lan"})
        await stage.until("10/2/2025 08:30")
        stage.all_read()
        stage.clock.jump_to(instant("11/2/2025 08:00"))
        service, item = stage.service, await whole(stage)
        await plan_due(service.engine, stage.clock.now())

        _meanwhile(service.store, monkeypatch, _closes(item))
        await compose_ready(service.engine, service.signer, stage.clock.now())
        await stage.settle()

        assert [m.text for n in ("lan", "binh") for m in stage.unread(n) if CODE in m.text] == []


async def test_an_undo_does_not_reopen_what_the_source_has_closed(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await process(stage)
        await dossiers(stage, {"due_at": "14/02/2025 17:00", "holder": "Trần Mẫu Lan"})
        await stage.until("10/2/2025 09:00")
        await stage.taps("lan", "Đã xong")
        await progress(stage, (CODE, "Trần Mẫu Lan", "10/02/2025 09:00"))
        assert (await step(stage, 1)).state == ItemState.DONE

        await stage.taps("lan", "Hoàn tác")

        assert (await step(stage, 1)).state == ItemState.DONE
        assert await stage.answers(await step(stage, 1)) == ["done"]


async def test_who_answers_at_night_wakes_nobody_else(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await dossiers(stage, {"due_at": "14/02/2025 17:00", "holder": "Trần Mẫu Lan"})
        await stage.until("13/2/2025 21:30")
        stage.all_read()

        await stage.taps("lan", "Vướng mắc")
        await stage.taps("lan", "Xem thêm lý do")
        await stage.taps("lan", "Chờ ký")

        stage.hears("lan", "cho biết vướng mắc")
        stage.hears("lan", "cho biết vướng mắc")  # the further reasons
        stage.hears("lan", "Đã ghi nhận")
        stage.silent("binh")
        await stage.until("14/2/2025 07:05")
        stage.hears("binh", "Chờ ký")


async def test_outcomes_that_could_not_be_written_are_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(*_: Any) -> None:
        raise StoreProblem("the database did not answer: database is locked")

    async with staged(tmp_path, MONDAY) as stage:
        await dossiers(stage, {"due_at": "11/02/2025 17:00", "holder": "Trần Mẫu Lan"})
        stage.clock.jump_to(instant("10/2/2025 08:00"))
        await stage.service.plan_pass()
        with monkeypatch.context() as patched:
            patched.setattr("bot.delivery.sender.settle_all", locked)
            with pytest.raises(StoreProblem):
                await stage.service.deliver_pass()
        await stage.service.deliver_pass()
        assert await _states(stage) == {MessageState.UNKNOWN}

        await stage.until("10/2/2025 08:10")

        assert MessageState.UNKNOWN not in await _states(stage)
        assert len([m for m in stage.phone("lan").received if CODE in m.text]) == 1


async def test_a_duty_without_a_first_day_is_one_duty(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        rule = await _monthly_rule(stage)
        for name in ("Báo cáo mẫu", "Báo cáo mẫu (sửa)"):
            await stage.load("reports", REPORT, [("ZZ", name, rule, "xa", "T", "Công văn mẫu")])

        duties = await stage.service.store.all("all_duties")
        assert [row[2] for row in duties if row[1] == "ZZ"] == ["Báo cáo mẫu (sửa)"]


async def test_a_parent_that_two_units_are_called_is_not_guessed(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        rows = [
            ("P1", "Phòng Tư pháp", "phong", "H"),
            ("P2", "Phòng Tư pháp", "phong", "S"),
            ("C1", "Tổ Một cửa", "trungtam", "Phòng Tư pháp"),
        ]
        answer = await stage.load("units", ("code", "name", "level", "parent"), rows)

        assert answer["created"] == 2
        assert [(r["row"], "trùng tên" in r["error"]) for r in answer["rejected"]] == [(4, True)]


async def test_one_ladder_that_cannot_be_computed_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        codes = await many_dossiers(stage, 2, due_at="14/02/2025 17:00", holder="Trần Mẫu Lan")
        bad = await whole(stage, codes[0])
        service = stage.service
        async with service.store.tx() as tx:
            beyond = instant("31/12/2150 17:00")
            await tx.run(
                "move_item",
                id=bad.id,
                due_at=beyond,
                starts_at=beyond,
                derivation="{}",
                detail="{}",
            )
            day = {"date": "2025-02-13", "kind": "holiday", "name": "Nghỉ", "source": "QĐ mẫu"}
            await tx.run("insert_calendar_day", **day, version=2, loaded_at=stage.clock.now())
        stage.all_read()

        await stage.until("12/2/2025 10:00")  # the 14th is the next working day now

        good = await whole(stage, codes[1])
        assert ("due_tomorrow:1", "lan") in await fates(stage, good)


async def test_a_row_that_comes_late_does_not_reopen_a_dossier(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 10:30") as stage:
        columns = (
            "code",
            "procedure_name",
            "unit",
            "received_at",
            "due_at",
            "status",
            "updated_at",
        )
        told = (CODE, "Đăng ký khai sinh", "X1", "10/02/2025 08:00", "14/02/2025 17:00")
        now, before = ("9", "10/02/2025 10:00"), ("4", "10/02/2025 08:05")
        await stage.load("dossiers", columns, [(*told, *now)])

        answer = await stage.load("dossiers", columns, [(*told, *before)])

        assert (answer["updated"], answer["unchanged"]) == (0, 1)
        assert await stage.service.store.value("dossier_status", code=CODE) == 9


async def test_a_claim_taken_back_after_its_ladder_ended_does_not_begin_from_the_start(
    tmp_path: Path,
) -> None:
    """The step had moved by a pause; its hand-over and half time lie behind it and were told of the old date."""
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, (CODE, "lan", "10/02/2025 08:00"))  # three days for the second step
        await stage.until("10/2/2025 16:00")
        await dossiers(stage, {"status": "5"})
        await stage.until("12/2/2025 10:00")
        await dossiers(stage, {"status": "4"})  # due on Friday at 11:00 now
        await _says(stage, "hoa", Answer.DONE)
        await stage.until(
            "13/2/2025 14:20"
        )  # asked about after a day, and the head after two hours
        stage.all_read()
        await _says(stage, "hoa", Answer.WORKING)
        stage.hears("hoa", "đang xử lý")
        stage.silent()  # no hand-over once more
        await stage.until("14/2/2025 08:30")
        assert not [m.text for m in stage.unread("binh") if "mới được giao" in m.text]


async def _says(stage: Stage, name: str, answer: Answer, reason: str = "") -> None:
    item = await step(stage, 2)
    person = stage.service.engine.snapshot.directory.people_by_code[name]
    button = Payload(answer, item.id, item.version, person.id, reason)
    await stage.types(name, stage.service.signer.write(button))


async def test_the_same_obstacle_told_again_after_its_rest_counts(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, (CODE, "lan", "10/02/2025 08:00"))
        for _ in range(2):  # a repeated tap changes nothing
            await _says(stage, "hoa", Answer.BLOCKED, "tax")
        assert (await step(stage, 2)).promise_until == instant("11/2/2025 08:00")
        assert await stage.answers(await step(stage, 2)) == ["blocked"]
        await stage.until("11/2/2025 08:10")  # its rest is over, and she was asked
        stage.all_read("hoa")
        await _says(stage, "hoa", Answer.BLOCKED, "tax")
        stage.hears("hoa", "Đã ghi nhận trả lời", "Chờ cơ quan thuế")
        assert (await step(stage, 2)).promise_until == instant("12/2/2025 08:10")
        assert await stage.answers(await step(stage, 2)) == ["blocked", "blocked"]
