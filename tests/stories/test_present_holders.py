"""Several present holders: each hears, any answers for the work, one may hand on their part; the proof wants all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.ingest.holding import Handover, takes_over
from bot.ingest.shapes import Wish
from bot.proving import proof
from db.words import ItemState, Kind
from tests.db.making import NOW, an_item
from tests.stories.props import CODE, dossiers, fates, heard, process, progress, step, whole
from tests.stories.stage import PEOPLE_COLUMNS, Stage, instant, staged

BOTH = {"holder": "Phạm Mẫu Hoa; Trần Mẫu Lan", "step_due_at": "11/02/2025 16:00"}
HOA, LAN = {"holder": "Phạm Mẫu Hoa"}, {"holder": "Trần Mẫu Lan"}


async def _codes(stage: Stage) -> list[str]:
    return [stage.who(i) for i in (await step(stage, 1)).holder_ids()]


async def test_all_who_are_known_hear_and_one_answer_counts_for_all(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, BOTH)
        stage.hears("hoa", "vừa được giao cho đồng chí", CODE)
        stage.hears("lan", "vừa được giao cho đồng chí", CODE)
        stage.silent()
        await stage.taps("lan", "Đã xong")
        stage.hears("lan", "Đã ghi nhận")
        await stage.taps("hoa", "Đã xong")
        stage.hears("hoa", "Trần Mẫu Lan")  # it is recorded, and by whom
        assert (await step(stage, 1)).state == "claimed"
        await stage.until("10/2/2025 17:00")
        stage.all_read("binh")
        stage.silent()
        await stage.until("11/2/2025 08:00")  # the source has not agreed within a working day
        stage.hears("hoa", "chưa ghi nhận hoàn thành")
        stage.hears("lan", "chưa ghi nhận hoàn thành")


async def test_who_comes_later_hears_and_nobody_twice(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, BOTH | HOA)
        stage.hears("hoa", CODE)
        await stage.taps("hoa", "Đã nhận, đang làm")
        stage.hears("hoa", "đang xử lý")
        await dossiers(stage, BOTH)
        stage.hears("lan", "vừa được giao cho đồng chí", CODE)
        stage.silent("hoa")
        assert (await step(stage, 1)).promise_until is not None  # hers still stands
        await dossiers(stage, BOTH | {"holder": "Trần Mẫu Lan, Phạm Mẫu Hoa"})
        assert await _codes(stage) == ["lan", "hoa"]
        stage.silent("hoa", "lan")
        await dossiers(stage, BOTH | LAN)
        assert await _codes(stage) == ["lan"]
        await stage.until("11/2/2025 14:00")
        assert heard(stage, "lan", "tạm ngừng nhắc theo trả lời đã ghi nhận") == ["10/2 14:00"]
        assert heard(stage, "lan", "sắp đến hạn") == ["11/2 14:00"]
        stage.silent("hoa")


async def test_one_of_several_hands_on_their_part_and_takes_it_back(tmp_path: Path) -> None:
    chau = ("chau", "Đinh Mẫu Châu", "Công chức", "X1", "officer", "")
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await stage.load("people", PEOPLE_COLUMNS, [chau])
        await dossiers(stage, BOTH)
        await stage.taps("lan", "Chuyển người khác")
        titles = [b.title for b in stage.phone("lan").last.buttons]
        assert titles == ["Đinh Mẫu Châu"]  # who has it already is not offered
        await stage.taps("lan", "Đinh Mẫu Châu")
        assert await _codes(stage) == ["hoa", "chau"]
        await stage.taps("lan", "Hoàn tác")
        assert await _codes(stage) == ["hoa", "lan"]
        await stage.taps("hoa", "Chuyển người khác")
        await stage.taps("hoa", "Đinh Mẫu Châu")
        assert await _codes(stage) == ["chau", "lan"]


@pytest.mark.parametrize("name", ["hoa", "lan"])
async def test_each_of_them_finds_it_in_their_list_and_by_its_number(
    tmp_path: Path, name: str
) -> None:
    async with staged(tmp_path, "11/2/2025 08:00") as stage:
        await dossiers(stage, BOTH)
        stage.all_read()
        await stage.types(name, "việc hôm nay")
        stage.hears(name, CODE)
        await stage.types(name, "0001 đang làm")
        stage.hears(name, "đang xử lý", CODE)


async def test_a_head_urges_all_of_them(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, BOTH)
        await stage.until("10/2/2025 16:00")
        stage.all_read()
        await stage.taps("binh", "Đôn đốc")
        stage.hears("hoa", "Lê Mẫu Bình", "sớm hoàn thành")
        stage.hears("lan", "Lê Mẫu Bình", "sớm hoàn thành")


async def test_a_hand_over_ends_what_was_still_to_be_said_to_those_before(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 18:00") as stage:  # nobody is disturbed at night
        await process(stage)
        await dossiers(stage, BOTH)
        stage.silent()
        await dossiers(stage, BOTH | {"holder": "Lê Mẫu Bình; Trần Mẫu Lan"})
        await stage.until("11/2/2025 07:30")
        told = await fates(stage, await step(stage, 1))
        hers = [fate for (_, name), fate in told.items() if name == "hoa"]
        assert ("suppressed", "superseded") in hers
        assert "sent" not in [fate for fate, _ in hers]
        stage.hears("lan", CODE)
        stage.hears("binh", CODE)
        stage.silent()


async def test_the_whole_and_its_step_have_the_same_holders(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, BOTH | {"due_at": "14/02/2025 08:00"})
        assert (await whole(stage)).holder_ids() == (await step(stage, 1)).holder_ids()
        await progress(stage, (CODE, "lan", "10/02/2025 08:00"))
        assert (await step(stage, 2)).holder_ids() == (await whole(stage)).holder_ids()


async def _share(stage: Stage) -> dict[str, Any]:
    return await proof(stage.service.store, instant("1/2/2025"), instant("1/3/2025"), None)


async def test_the_proof_wants_each_of_them(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        unlinked = ("chau", "Đinh Mẫu Châu", "Công chức", "X1", "officer", "")
        await stage.load("people", PEOPLE_COLUMNS, [unlinked])
        await dossiers(stage, BOTH)
        found = await _share(stage)
        assert (found["officer"]["told"], found["told_in_place"]) == (1, 0)
        await dossiers(stage, BOTH | {"holder": "Phạm Mẫu Hoa; Đinh Mẫu Châu"})
        found = await _share(stage)
        assert found["officer"]["told"] == 0
        assert [m["reason"] for m in found["missing"] if m["who"] == "officer"] == ["not_linked"]


async def test_who_stands_in_is_counted_apart(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, BOTH | {"holder": "Ai Đó Mẫu"})
        found = await _share(stage)
        assert (found["officer"]["told"], found["told_in_place"]) == (1, 1)
        assert found["by_unit"][0]["told_in_place"] == 1


def _wish(ids: list[int], derivation: str = "{}") -> Wish:
    first, *others = ids or [None]
    co_holders = ";".join(map(str, others))
    return Wish("k", Kind.STEP, "c", "t", 1, first, co_holders, NOW, NOW, ItemState.OPEN, derivation, "")  # fmt: skip


_X = '{"holder":{"names":["X"],"why":"unknown"}}'
_Y = '{"holder":{"names":["Y"],"why":"unknown"}}'


@pytest.mark.parametrize(
    ("present", "wanted", "found"),
    [
        pytest.param([1], [1], Handover.NONE, id="as before"),
        pytest.param([1, 2], [2, 1], Handover.ORDER, id="another order"),
        pytest.param([1, 2], [1], Handover.ORDER, id="one left"),
        pytest.param([1], [1, 2], Handover.JOINED, id="one came"),
        pytest.param([1], [2, 1], Handover.JOINED, id="one came and is named first"),
        pytest.param([1, 2], [1, 3], Handover.JOINED, id="one for another"),
        pytest.param([1, 2], [2], Handover.WHOLE, id="the assignee left"),
        pytest.param([1], [2], Handover.WHOLE, id="another"),
        pytest.param([], [1], Handover.WHOLE, id="somebody at last"),
        pytest.param([1], [], Handover.NONE, id="nobody is named any more"),
    ],
)
def test_whose_it_becomes(present: list[int], wanted: list[int], found: Handover) -> None:
    first, *others = present or [None]
    item = an_item(assignee_id=first, co_holders=";".join(map(str, others)))
    assert takes_over(item, _wish(wanted)) is found


@pytest.mark.parametrize(
    ("present", "before", "now", "found"),
    [
        pytest.param([1], "{}", _X, Handover.WHOLE, id="taken from the one before"),
        pytest.param([], "{}", _X, Handover.NONE, id="nobody had it"),
        pytest.param([2], _X, _X, Handover.NONE, id="given to somebody since"),
        pytest.param([2], _X, _Y, Handover.WHOLE, id="and now another unclear one"),
        pytest.param([2], _X, "{}", Handover.NONE, id="nobody is named any more"),
    ],
)
def test_an_unclear_name_takes_work_away_once(
    present: list[int], before: str, now: str, found: Handover
) -> None:
    item = an_item(assignee_id=present[0] if present else None, derivation=before)
    assert takes_over(item, _wish([], now)) is found
