"""Proof and claims: who was told of the steps of a period, who was not and why; what the source has not borne out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.proving import claims, proof
from db.items import items_by_code
from tests.stories.props import CODE, dossiers, process, progress, step
from tests.stories.stage import Stage, instant, staged

OTHER_GENERATION = "000.00.05.H01-250210-0001"
FIRST, END = instant("1/2/2025"), instant("1/3/2025")


async def _proof(stage: Stage, unit: str | None = None) -> dict[str, Any]:
    return await proof(stage.service.store, FIRST, END, unit)


async def _claims(stage: Stage) -> dict[str, Any]:
    engine = stage.service.engine
    return await claims(engine.store, engine.snapshot, FIRST, END, None, stage.clock.now())


async def test_officer_and_head_are_told_and_what_is_missing_has_its_reason(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        found = await _proof(stage)  # the head hears of it at four
        assert (found["officer"]["told"], found["head"]["told"]) == (1, 0)
        assert [(m["who"], m["reason"]) for m in found["missing"]] == [("head", "digest_slot")]
        await stage.until("10/2/2025 16:00")
        found = await _proof(stage)
        assert (found["steps"], found["both"]["share"], found["missing"]) == (1, 100.0, [])
        assert found["by_unit"][0]["unit"] == "X1"
        assert found["by_month"][0]["month"] == "2025-02"
        assert (await _proof(stage, "X2"))["steps"] == 0


async def test_a_head_who_signs_himself_is_told_as_the_holder(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        done = [(CODE, "lan", "10/02/2025 08:00"), (CODE, "hoa", "10/02/2025 08:00")]
        await progress(stage, *done)
        await stage.until("11/2/2025 07:30")
        found = await _proof(stage)
        binh = [m for m in found["missing"] if m["step"] == "Ký duyệt"]
        assert binh == []


async def test_claims_wait_then_count_by_reason_and_a_sync_fault_is_no_officers(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        await stage.taps("lan", "Đã xong")
        assert (await step(stage, 1)).state == "claimed"
        found = await _claims(stage)
        claimed = found["claims"]
        assert claimed == 1
        assert (found["within_grace"], found["not_borne_out"]) == (claimed, 0)
        await stage.until("11/2/2025 09:00")
        found = await _claims(stage)
        assert found["not_borne_out"] == claimed
        assert {d["reason"] for d in found["done_not_synced"]} == {"none"}
        await stage.taps("lan", "Vướng mắc")
        await stage.taps("lan", "Lỗi đồng bộ")
        found = await _claims(stage)
        assert {r["reason"]: r["claims"] for r in found["by_unit"][0]["reasons"]}["sync"] == 1
        assert len(found["done_not_synced"]) == claimed
        codes = [d["code"] for d in found["done_not_synced"]]
        await progress(stage, *((code, "lan", "11/02/2025 08:59") for code in codes))
        found = await _claims(stage)
        assert (found["borne_out"], found["not_borne_out"]) == (claimed, 0)


async def test_a_step_watched_twice_is_one_step_once_its_two_codes_are_one_dossier(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        assert (await _proof(stage))["steps"] == 1
        await dossiers(stage, {"code": OTHER_GENERATION})
        await stage.until("10/2/2025 16:00")
        states = [
            i.state
            for code in (CODE, OTHER_GENERATION)
            for i in await items_by_code(stage.service.store, code)
        ]
        assert sorted(states) == ["cancelled", "open"]
        found = await _proof(stage)
        assert (found["steps"], found["both"]["told"], found["missing"]) == (1, 1, [])


async def test_told_and_missing_add_up_by_unit_and_month(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {}, {"code": "H01.05-250210-0002", "unit": "X2"})
        await stage.until("10/2/2025 17:00")
        await dossiers(stage, {"code": "H01.05-250210-0003", "received_at": "10/02/2025 15:00"})
        await dossiers(stage, {"code": "H01.05-250210-0003", "status": "7"})
        await stage.until("11/2/2025 17:00")
        found = await _proof(stage)
        for share in (found, *found["by_unit"], *found["by_month"]):
            missing = sum(one["steps"] for one in share["not_told"])
            assert share["steps"] == share["both"]["told"] + missing
        assert found["steps"] == 3
        assert [one["label"] for one in found["not_told"]]
        assert found["missing_count"] == len(found["missing"])
        assert all(m["reason"] and m["reason_label"] for m in found["missing"])


async def test_who_was_told_in_anothers_place_counts(tmp_path: Path) -> None:
    """The officer is away, the head has delegated: coordinator and delegate are told, and the step counts as told to both."""
    async with staged(tmp_path, "7/2/2025 09:00") as stage:  # a Friday
        await process(stage)
        await stage.types("hoa", "tôi nghỉ phép từ 10/2 đến 14/2")
        await stage.taps("hoa", "Đúng, ghi nhận")
        await stage.types("binh", "ủy quyền cho Lan từ 10/2 đến 14/2, số 3/UQ-UBND")
        await stage.taps("binh", "Đồng ý ủy quyền")
        await stage.until("10/2/2025 08:00")
        await dossiers(stage, {})
        await progress(stage, (CODE, "lan", "10/02/2025 08:00"))
        await stage.until("11/2/2025 07:30")
        found = await _proof(stage)
        held = [m for m in found["missing"] if m["step"] == "Thẩm định"]
        assert held == []
        rows = await stage.service.store.all("notices_of_item", item_id=(await step(stage, 2)).id)
        told = {(row[1], row[2], row[12]) for row in rows if row[4] == "sent"}
        assert ("assignee", "lan", "hoa") in told
