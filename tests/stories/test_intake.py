"""Handed in online: the desk hears of it, two hours before the limit again, then it climbs; a receipt or refusal ends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.recalculating import moves
from db.items import items_by_code
from db.records import CalendarDay, WorkItem
from db.snapshot import take_snapshot
from tests.stories.props import CODE, fates, heard, process
from tests.stories.stage import PEOPLE_COLUMNS, Stage, instant, staged

_ROW = {
    "code": CODE,
    "procedure": "1.000001",
    "procedure_name": "Đăng ký khai sinh",
    "unit": "X1",
    "received_at": "",
    "submitted_at": "10/02/2025 08:30",
    "intake_due_at": "",
    "due_at": "",
    "status": "1",
    "holder": "",
}
RECEIVED = {"status": "2", "received_at": "10/02/2025 10:00"}


async def _told(stage: Stage, **more: str) -> dict[str, Any]:
    """The source tells of the dossier, and everybody reacts."""
    answer = await stage.load("dossiers", tuple(_ROW), [tuple((_ROW | more).values())])
    await stage.settle()
    return answer


async def _desk(stage: Stage, *names: str) -> None:
    """These people of the first commune sit at the desk."""
    known = {"hoa": ("Phạm Mẫu Hoa", "officer"), "lan": ("Trần Mẫu Lan", "officer;coordinator")}
    rows = [
        (name, known[name][0], "Công chức Bộ phận Một cửa", "X1", known[name][1], f"z-{name}")
        for name in names
    ]
    await stage.load("people", PEOPLE_COLUMNS, rows)
    await stage.settle()


async def _intake(stage: Stage) -> WorkItem:
    (item,) = [i for i in await items_by_code(stage.service.store, CODE) if i.kind == "intake"]
    return item


async def test_the_ladder_of_an_intake(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:  # a Monday
        await _desk(stage, "hoa")
        await _told(stage)
        assert (await _intake(stage)).due_at == instant("11/2/2025 08:30")
        await stage.until("10/2/2025 15:59")
        stage.silent()
        await stage.until("10/2/2025 16:00")
        stage.hears("hoa", "nộp trực tuyến đang chờ đồng chí tiếp nhận", CODE, "08 giờ 30 phút")
        await stage.until("10/2/2025 16:29")
        stage.silent()
        await stage.until("10/2/2025 16:30")  # two working hours before
        stage.hears("hoa", "Việc tiếp nhận hồ sơ", "sắp đến hạn", CODE)
        await stage.until("11/2/2025 08:29")
        stage.silent()
        await stage.until("11/2/2025 08:30")
        stage.hears("hoa", "đã hết hạn", CODE)
        stage.hears("binh", "việc tiếp nhận hồ sơ đã hết hạn", CODE, "Phạm Mẫu Hoa")
        stage.silent()
        await stage.until("12/2/2025 07:30")
        stage.hears("lan", "việc tiếp nhận hồ sơ của UBND xã Mẫu Một đã quá hạn", CODE)
        stage.hears("hoa", "vẫn chưa", CODE)
        stage.hears("binh", "vẫn chưa", CODE)
        stage.silent()


async def test_the_receipt_ends_it_and_the_steps_begin(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await _desk(stage, "hoa")
        await _told(stage)
        await stage.until("10/2/2025 10:00")
        await _told(stage, **RECEIVED)
        assert (await _intake(stage)).state == "done"
        await stage.until("12/2/2025 07:30")
        assert heard(stage, "hoa", "tiếp nhận:") == heard(stage, "hoa", "trực tuyến") == []
        kinds = {i.kind: i.state for i in await items_by_code(stage.service.store, CODE)}
        assert kinds == {"intake": "done", "step": "open"}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        pytest.param("3", "done", id="refused: answered within its time"),
        pytest.param("5", "done", id="sent back for a supplement"),
        pytest.param("7", "cancelled", id="withdrawn"),
        pytest.param("8", "cancelled", id="stopped"),
        pytest.param("9", "done", id="finished before anybody told of its receipt"),
    ],
)
async def test_how_an_intake_ends(tmp_path: Path, status: str, state: str) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await _told(stage)
        received = "10/02/2025 10:00" if status == "9" else ""  # the others were never received
        await _told(stage, status=status, received_at=received)
        assert (await _intake(stage)).state == state
        await _told(stage, status=status, received_at=received)
        assert (await _intake(stage)).state == state


async def test_a_claim_is_asked_about_until_the_source_agrees(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await _desk(stage, "hoa")
        await _told(stage)
        await stage.until("10/2/2025 16:00")
        stage.hears("hoa", CODE)
        await stage.taps("hoa", "Đã xong")
        stage.hears("hoa", "Đã ghi nhận")
        await stage.until("11/2/2025 09:59")  # its limit passes: it was claimed
        stage.silent("hoa", "binh")
        await stage.until("11/2/2025 10:00")  # four working hours later
        stage.hears("hoa", "chưa ghi nhận hoàn thành", CODE)


async def test_without_a_desk_the_coordinator_hears_and_a_later_directory_tells_whose_it_is(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await _told(stage)
        await stage.until("10/2/2025 16:00")
        stage.hears("lan", "đang chờ đồng chí tiếp nhận", CODE)
        stage.silent()
        await _desk(stage, "hoa")
        await stage.until("10/2/2025 16:30")  # what came late goes with the next rung
        stage.hears("hoa", "sắp đến hạn", CODE)
        stage.silent("lan")
        assert stage.who((await _intake(stage)).assignee_id) == "hoa"


async def test_all_of_a_desk_hear_and_one_answers_for_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await _desk(stage, "hoa", "lan")
        await _told(stage)
        await stage.until("10/2/2025 16:00")
        stage.hears("hoa", CODE)
        stage.hears("lan", CODE)
        stage.silent()
        await stage.taps("lan", "Đã nhận, đang làm")
        stage.hears("lan", "đang xử lý")
        await stage.until("11/2/2025 08:29")
        stage.silent("hoa", "lan")
        told = await fates(stage, await _intake(stage))
        assert told["due_soon", "hoa"] == told["due_soon", "lan"] == ("suppressed", "promised")


async def test_dossiers_nobody_can_date_are_kept_and_owe_nothing_until_they_are_received(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        answer = await _told(stage, submitted_at="")
        assert (answer["created"], answer["rejected"]) == (1, [])
        assert await items_by_code(stage.service.store, CODE) == []
        assert (await _told(stage, submitted_at=""))["unchanged"] == 1
        await stage.until("12/2/2025 07:30")
        stage.silent()
        await _told(stage, submitted_at="", status="2", received_at="12/02/2025 07:30")
        assert {i.kind for i in await items_by_code(stage.service.store, CODE)} == {"step"}


async def test_the_limit_of_the_source_stays_when_the_calendar_moves(tmp_path: Path) -> None:
    off = CalendarDay("2025-02-11", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 01", 0)
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        store, now = stage.service.store, stage.clock.now()
        await _told(stage)
        snapshot = await take_snapshot(store, proposed=[off])
        (move,) = [
            m async for page in moves(store, snapshot, now) for m in page if m.item.code == CODE
        ]
        assert move.due_at == instant("12/2/2025 08:30")
        await _told(stage, intake_due_at="11/02/2025 08:30")
        assert not [
            m async for page in moves(store, snapshot, now) for m in page if m.item.code == CODE
        ]
