"""The source system is right about dossiers: pauses, ends, moved dates, other holders, and rows that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.props import (
    CODE,
    dossiers,
    heard,
    keep_in_touch,
    many_dossiers,
    process,
    progress,
    step,
    whole,
)
from tests.stories.stage import PEOPLE_COLUMNS, instant, staged

BY_LAN = (CODE, "lan", "10/02/2025 09:30")
DUE = {"due_at": "17/02/2025 17:00"}  # a Monday
PAUSES = {"5": "supplement wanted", "6": "financial duty"}
ENDS = {"9": "done", "10": "done", "7": "cancelled", "8": "cancelled", "3": "cancelled"}


@pytest.mark.parametrize("promised", [DUE, {}], ids=["promised date", "no promised date"])
@pytest.mark.parametrize("status", PAUSES, ids=PAUSES.get)
async def test_a_pause_silences_everything_until_the_source_goes_on(
    tmp_path: Path, status: str, promised: dict[str, str]
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, promised)
        await progress(stage, BY_LAN)
        await stage.until("11/2/2025 10:00")
        stage.all_read()
        await dossiers(stage, {"status": status} | promised)
        assert (await step(stage, 2)).state == "suspended"
        await stage.until("12/2/2025 16:30")  # halfway passed, and two digests
        stage.silent()
        await dossiers(stage, promised)  # status 4 again
        assert (await step(stage, 2)).state == "open"
        # 15.5 of its 24 working hours were left at the pause, half an hour of them on this Wednesday.
        assert (await step(stage, 2)).due_at == instant("14/2/2025 16:00")
        await stage.until("14/2/2025 13:59")
        stage.all_read("binh")
        assert heard(stage, "hoa", "sắp đến hạn") == []
        await stage.until("14/2/2025 14:00")
        assert heard(stage, "hoa", "sắp đến hạn") == ["14/2 14:00"]


async def test_after_a_pause_another_holder_goes_on_and_hears_of_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa"})
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "status": "5"})
        await stage.until("10/2/2025 10:30")
        stage.all_read()
        await dossiers(stage, {"holder": "Trần Mẫu Lan"})
        stage.hears("lan", CODE)
        await stage.until("10/2/2025 14:30")  # half an hour later than without the pause
        assert heard(stage, "lan", "đã hết hạn") == ["10/2 14:30"]


@pytest.mark.parametrize("status", ENDS)
@pytest.mark.parametrize("promised", [DUE, {}], ids=["promised date", "no promised date"])
async def test_an_ended_dossier_is_never_mentioned_again(
    tmp_path: Path, status: str, promised: dict[str, str]
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, promised)
        await progress(stage, BY_LAN)
        stage.all_read()
        await dossiers(stage, {"status": status} | promised)
        assert (await step(stage, 2)).state == ENDS[status]
        if promised:
            assert (await whole(stage)).state == ENDS[status]
        assert (await step(stage, 1)).state == "done"
        await keep_in_touch(stage)
        await stage.until("14/2/2025 12:00")
        stage.silent()  # not even the digest of the hand-over


async def test_a_moved_promise_is_a_new_version_and_old_buttons_say_the_new_date(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        hoa = {"holder": "Phạm Mẫu Hoa"}
        await dossiers(stage, {"due_at": "13/02/2025 17:00"} | hoa)  # a Thursday
        await stage.until("12/2/2025 08:00")
        assert heard(stage, "hoa", "sau một ngày làm việc") == ["12/2 08:00"]
        await stage.until("12/2/2025 10:00")
        await dossiers(stage, {"due_at": "18/02/2025 17:00"} | hoa)
        assert ((await whole(stage)).version, (await whole(stage)).state) == (2, "open")
        stage.all_read()
        await stage.taps("hoa", "Đã xong")
        stage.hears("hoa", "đã được điều chỉnh", "18/02/2025", "hạn cũ nên chưa được ghi nhận")
        assert (await whole(stage)).state == "open"
        await keep_in_touch(stage)
        await stage.until("14/2/2025 07:29")
        await stage.until("17/2/2025 07:59")  # nothing is said of the old date
        assert heard(stage, "hoa", "đã hết hạn") == []
        await stage.until("17/2/2025 08:00")
        assert heard(stage, "hoa", "sau một ngày làm việc")[1:] == ["17/2 08:00"]
        await stage.taps("hoa", "Đã xong")
        assert (await whole(stage)).state == "claimed"


async def test_the_source_names_another_holder_who_is_told_while_the_first_ones_buttons_tell_whose_it_is(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {"holder": "Trần Mẫu Lan"})
        stage.hears("lan", "vừa được giao", CODE)
        await stage.until("10/2/2025 09:00")
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa"})
        stage.hears("hoa", "vừa được giao", CODE)
        stage.silent()
        await stage.taps("lan", "Đã xong")
        stage.hears("lan", "Phạm Mẫu Hoa", "chưa được ghi nhận")
        assert (await step(stage, 1)).state == "open"
        await stage.until("10/2/2025 14:00")
        stage.silent("lan")
        assert heard(stage, "hoa", CODE) == ["10/2 09:00", "10/2 10:00", "10/2 14:00"]


async def test_a_claim_ends_with_its_holder(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, {"holder": "Trần Mẫu Lan", "due_at": "11/02/2025 17:00"})
        await stage.until("10/2/2025 08:05")
        await stage.taps("lan", "Đã xong")  # her part of it
        assert (await whole(stage)).state == "claimed"
        stage.all_read()
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "due_at": "11/02/2025 17:00"})
        assert (await whole(stage)).state == "open"
        stage.hears("hoa", "sau một ngày làm việc", CODE)
        stage.silent("lan")
        await stage.until("11/2/2025 08:00")
        stage.hears("hoa", "trong hôm nay", CODE)


@pytest.mark.parametrize("holder", ["", "Ai Đó Không Rõ"], ids=["none", "unknown"])
async def test_without_a_clear_holder_the_coordinator_hears_instead(
    tmp_path: Path, holder: str
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        told = {"holder": holder, "unit": "X2", "step_due_at": "10/02/2025 16:00"}
        await dossiers(stage, told)
        stage.hears("nam", "vừa được giao", CODE)
        stage.silent()
        await stage.until("10/2/2025 10:00")
        await dossiers(stage, told | {"holder": "nam"})  # now it is clear, by code: nobody new
        stage.silent()
        assert stage.who((await step(stage, 1)).assignee_id) == "nam"


async def test_two_people_of_one_name_are_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        columns = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        twin = ("hoa2", "Phạm Mẫu Hoa", "Công chức địa chính", "X1", "officer", "")
        await stage.load("people", columns, [twin])
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "step_due_at": "10/02/2025 16:00"})
        stage.hears("lan", CODE)
        stage.silent("hoa")


async def test_bad_rows_are_named_and_the_good_ones_go_in(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        answer = await dossiers(
            stage,
            {"code": "A-1"},
            {"code": "A-2", "unit": "UBND xã Không Có"},
            {"code": "A-3", "received_at": "31/02/2025 08:00"},
            {"code": "A-4", "status": "11"},
            {"code": "A-5"},
        )
        assert answer["created"] == 2
        assert [row["row"] for row in answer["rejected"]] == [3, 4, 5]
        named = [row["error"] for row in answer["rejected"]]
        assert "UBND xã Không Có" in named[0]
        assert "31/02/2025" in named[1]
        assert "11" in named[2]
        assert heard(stage, "lan", "A-1") == heard(stage, "lan", "A-5") == ["10/2 08:00"]
        stage.silent("hoa", "nam", "tam")


async def test_rows_of_a_vendor_that_writes_every_end_as_finished_are_seen_through(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        (code,) = await many_dossiers(stage, 1)
        stage.all_read()
        columns = ("code", "actor", "at", "status", "text")
        row = (code, "lan", "10/02/2025 09:00", "9", "Cán bộ trả hồ sơ bổ sung")
        await stage.load("progress", columns, [row])
        await dossiers(stage, {"code": code, "status": "9"})
        assert (await step(stage, 1, code)).state == "suspended"
        await stage.until("11/2/2025 16:00")
        stage.silent()


async def test_a_process_told_after_the_dossier_still_starts_its_step(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await dossiers(stage, {})
        stage.silent()
        await process(stage)
        await stage.settle()
        assert (await step(stage, 1)).state == "open"
        stage.hears("lan", CODE, "vừa được giao")
        await process(stage)  # once more changes nothing
        await stage.settle()
        stage.silent("lan", "hoa")


async def test_a_holder_imported_after_the_dossier_is_told(tmp_path: Path) -> None:
    newcomer = ("moi", "Trịnh Mẫu Mới", "Công chức địa chính", "X1", "officer", "z-moi")
    held = {"holder": "Trịnh Mẫu Mới", "step_due_at": "11/02/2025 16:00"}
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await dossiers(stage, held)
        stage.hears("lan", CODE)  # the coordinator, while nobody knows the holder
        stage.world.add_person("z-moi", newcomer[1], "X1", last_interaction=stage.clock.now())
        await stage.load("people", PEOPLE_COLUMNS, [newcomer])
        await stage.settle()
        stage.hears("moi", CODE, "vừa được giao")
        assert stage.who((await step(stage, 1)).assignee_id) == "moi"
