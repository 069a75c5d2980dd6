"""A name that fits nobody or two people: who is told meanwhile, deciding whom it means, taking that back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ingest.naming import decide, forget, unclear_names
from handlers.views import detail_of
from messages_vi.explaining import why
from schedules.errors import RejectedInput
from tests.stories.props import CODE, dossiers, get, many_dossiers, process, step, whole
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

DUE = {"step_due_at": "12/02/2025 16:00"}
UNKNOWN = DUE | {"holder": "Chuyên viên"}
TWIN = ("hoa2", "Phạm Mẫu Hoa", "Công chức địa chính", "X1", "officer", "")


async def _desk(
    stage: Stage, unit: str | None = None
) -> list[tuple[str, str, str, int, list[str]]]:
    engine = stage.service.engine
    await engine.refresh(stage.clock.now())
    return [
        (one.name, one.unit.code, one.why, len(one.codes), [p.code for p in one.candidates])
        for one in await unclear_names(engine.store, engine.snapshot.directory, unit)
    ]


async def _decide(stage: Stage, name: str, unit: str, person: str) -> int:
    count = await decide(stage.service.engine, name, unit, person, stage.clock.now())
    await stage.settle()
    return count


async def _forget(stage: Stage, name: str, unit: str) -> int:
    count = await forget(stage.service.engine, name, unit, stage.clock.now())
    await stage.settle()
    return count


async def test_the_coordinator_stands_in_until_somebody_decides(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, UNKNOWN)
        stage.hears("lan", "chưa xác định được người đang xử lý", "“Chuyên viên”", CODE)
        stage.silent()
        item = await step(stage, 1)
        assert item.assignee_id is None
        told = " ".join(why(json.loads(item.derivation)))
        assert "“Chuyên viên”" in told
        assert "tạm báo cán bộ đầu mối" in told
        assert await _desk(stage) == [("Chuyên viên", "X1", "unknown", 1, [])]
        assert "Hồ sơ chưa xác định được người đang xử lý: 1;" in (await get(stage, "/")).text
        assert await _decide(stage, "chuyên  VIÊN", "X1", "hoa") == 1
        stage.hears("hoa", "vừa được giao cho đồng chí", CODE)
        assert "Chuyên viên" not in stage.phone("hoa").last.text
        stage.silent()
        item = await step(stage, 1)
        assert stage.who(item.assignee_id) == "hoa"
        assert "holder" not in json.loads(item.derivation)
        assert await _desk(stage) == []
        other = "H01.05-250210-0009"
        await dossiers(stage, UNKNOWN | {"code": other})  # and from then on
        stage.hears("hoa", other)
        await stage.until("10/2/2025 08:05")  # the page counts once a minute
        assert "chưa xác định" not in (await get(stage, "/")).text


async def test_what_was_decided_can_be_taken_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, UNKNOWN)
        await _decide(stage, "Chuyên viên", "X1", "hoa")
        await _decide(stage, "Chuyên viên", "X1", "binh")  # somebody else after all
        assert stage.who((await step(stage, 1)).assignee_id) == "binh"
        assert await _forget(stage, "Chuyên viên", "X1") == 1
        assert (await step(stage, 1)).assignee_id is None
        assert [one[0] for one in await _desk(stage)] == ["Chuyên viên"]
        rows = await stage.service.store.all("list_holder_names", unit="X1")
        assert [(row[0], row[3], row[6] is None) for row in rows] == [
            ("Chuyên viên", "hoa", False),
            ("Chuyên viên", "binh", False),
        ]
        with pytest.raises(RejectedInput):
            await _forget(stage, "Chuyên viên", "X1")


async def test_one_of_two_who_are_called_the_same(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await stage.load("people", PEOPLE_COLUMNS, [TWIN])
        await dossiers(stage, DUE | {"holder": "Phạm Mẫu Hoa"})
        stage.hears("lan", "“Phạm Mẫu Hoa” (trùng tên trong đơn vị, chưa rõ là ai)")
        assert await _desk(stage) == [("Phạm Mẫu Hoa", "X1", "several", 1, ["hoa", "hoa2"])]
        await _decide(stage, "Phạm Mẫu Hoa", "X1", "hoa2")
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa2"


async def test_a_name_is_decided_for_its_unit_only(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await many_dossiers(stage, 3, **UNKNOWN)
        await dossiers(stage, UNKNOWN | {"code": "H01.06-250210-0001", "unit": "X2"})
        found = await _desk(stage)
        assert [(one[1], one[3]) for one in found] == [("X1", 3), ("X2", 1)]
        assert [one[1] for one in await _desk(stage, "X2")] == ["X2"]
        await _decide(stage, "Chuyên viên", "X1", "hoa")
        assert [one[1] for one in await _desk(stage)] == ["X2"]


async def test_an_unclear_name_takes_a_step_from_the_one_before_and_a_transfer_stays(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {"due_at": "14/02/2025 08:00"})  # by the role of the step: lan
        await dossiers(stage, {"due_at": "14/02/2025 08:00", "holder": "Ai Đó Mẫu"})
        assert (await step(stage, 1)).assignee_id is (await whole(stage)).assignee_id is None
        assert detail_of(await step(stage, 1)).unclear == "Ai Đó Mẫu"
        stage.all_read()
        await stage.taps("lan", "Chuyển người khác")
        await stage.taps("lan", "Phạm Mẫu Hoa")
        handed = [i for i in (await step(stage, 1), await whole(stage)) if i.assignee_id]
        assert [stage.who(i.assignee_id) for i in handed] == ["hoa"]
        await dossiers(stage, {"due_at": "14/02/2025 09:00", "holder": "Ai Đó Mẫu"})
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa"
        # Another name and another date at once.
        await dossiers(stage, {"due_at": "17/02/2025 09:00", "holder": "Ai Khác Mẫu"})
        moved = await whole(stage)
        assert (moved.assignee_id, detail_of(moved).unclear) == (None, "Ai Khác Mẫu")


async def test_what_was_held_back_for_the_one_before_is_not_said_any_more(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 18:00") as stage:
        await process(stage)
        await dossiers(stage, DUE | {"holder": "Phạm Mẫu Hoa"})
        await dossiers(stage, UNKNOWN)
        await stage.until("11/2/2025 08:00")
        stage.silent("hoa")
        stage.hears("lan", "“Chuyên viên”", CODE)


async def test_a_later_directory_makes_a_name_clear_beside_one_who_is_known(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, DUE | {"holder": "Phạm Mẫu Hoa; Đinh Mẫu Châu"})
        stage.hears("hoa", CODE)
        assert [one[0] for one in await _desk(stage)] == ["Đinh Mẫu Châu"]
        row = ("chau", "Đinh Mẫu Châu", "Công chức", "X1", "officer", "")
        await stage.load("people", PEOPLE_COLUMNS, [row])
        await stage.settle()
        assert [stage.who(i) for i in (await step(stage, 1)).holder_ids()] == ["hoa", "chau"]
        assert await _desk(stage) == []
        stage.silent("hoa")
        await stage.until("10/2/2025 16:00")
        stage.hears("binh", CODE, "Phạm Mẫu Hoa, Đinh Mẫu Châu")  # the head reads who has it


async def test_without_a_coordinator_the_units_head_stands_in(tmp_path: Path) -> None:
    officer = ("nam", "Võ Mẫu Nam", "Công chức văn phòng", "X2", "officer", "z-nam")
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await stage.load("people", PEOPLE_COLUMNS, [officer])
        await dossiers(stage, UNKNOWN | {"unit": "X2"})
        stage.hears("duc", "chưa xác định được người đang xử lý", CODE)
        stage.silent("tam")  # the coordinator of the unit above
        await stage.until("10/2/2025 16:00")
        stage.silent("duc")  # the same is not told to him as the head


@pytest.mark.parametrize(
    ("name", "unit", "person", "field"),
    [
        pytest.param("Chuyên viên", "X9", "hoa", "--unit", id="no such unit"),
        pytest.param("Chuyên viên", "X1", "ai", "--person", id="no such person"),
        pytest.param("lan", "X1", "hoa", "NAME", id="somebody's code is clear"),
        pytest.param("  ", "X1", "hoa", "NAME", id="no name"),
    ],
)
async def test_what_cannot_be_decided_says_so(
    tmp_path: Path, name: str, unit: str, person: str, field: str
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await stage.settle()
        with pytest.raises(RejectedInput, match=field):
            await _decide(stage, name, unit, person)


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        pytest.param("Hoa", ["hoa"], id="the given name"),
        pytest.param("Pham Mau Hoa (VP)", ["hoa"], id="with a remark"),
        pytest.param("Phạm Thị Mẫu Hoà", ["hoa"], id="spelled otherwise"),
        pytest.param("Công chức văn phòng", ["lan"], id="a title"),
        pytest.param("Võ Mẫu Nam", ["nam"], id="somebody of another unit"),
        pytest.param("Chuyên viên", [], id="nobody"),
    ],
)
async def test_who_may_be_meant(tmp_path: Path, name: str, candidates: list[str]) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, DUE | {"holder": name})
        ((told, _, _, _, found),) = await _desk(stage)
        assert (told, found[:1]) == (name, candidates)
