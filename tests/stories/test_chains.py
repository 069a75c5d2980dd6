"""One decision starts the chain of publication; feedback is answered within ten days; both climb the usual ladder."""

from __future__ import annotations

import json
from pathlib import Path

from db.records import WorkItem
from messages_vi.explaining import why
from schedules.civil import to_civil
from tests.stories.props import heard
from tests.stories.stage import Stage, instant, staged

REF = "12/QĐ-BTP"
EVENT = ("event", "ref", "date", "unit", "title")
STARTED = ("Quyết định công bố của Bộ", REF, "03/03/2025", "S", "Công bố thủ tục mẫu")


async def chain(stage: Stage) -> dict[str, WorkItem]:
    """The links there are: those of one unit by code, those of many by code and unit."""
    items = [WorkItem(*row) for row in await stage.service.store.all("chain_items")]
    return {i.key.removeprefix("publication:").replace(f":{REF}", ""): i for i in items}


def day(item: WorkItem) -> str:
    when = to_civil(item.due_at)
    return f"{when.day}/{when.month}"


async def test_one_event_starts_the_whole_chain_for_the_right_units(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:  # a Monday
        answer = await stage.load("events", EVENT, [STARTED])
        assert (answer["created"], answer["rejected"]) == (1, [])
        found = await chain(stage)
        assert {key: day(item) for key, item in found.items()} == {
            "CB-2.1:S": "4/3",
            "CB-2.2:S": "6/3",
            "CB-2.3:T": "7/3",
            "CB-2.4:S": "10/3",  # one day after Friday: a Saturday makes way for Monday
            "CB-2.5:S": "11/3",
            "CB-2.5:H": "11/3",
            "CB-2.5:X1": "11/3",
            "CB-2.5:X2": "11/3",
            "CB-3.1:S": "17/3",  # ten days after Thursday: a Sunday
            "CB-3.2:S": "24/3",
        }
        told = " ".join(why(json.loads(found["CB-2.3:T"].derivation)))
        assert REF in told
        assert "CB-2.2" in told
        assert (await stage.load("events", EVENT, [STARTED]))["unchanged"] == 1
        assert await chain(stage) == found


async def test_a_consultation_grants_fifteen_days(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        title = "Công bố thủ tục mẫu, có lấy ý kiến cấp xã"
        await stage.load("events", EVENT, [(*STARTED[:4], title)])
        found = await chain(stage)
        assert "CB-3.1:S" not in found
        assert day(found["CB-3.1b:S"]) == "21/3"
        assert day(found["CB-3.2:S"]) == "26/3"


async def _answer(stage: Stage, item: WorkItem, *, state: str, claimed_at: int) -> None:
    """Where answers leave an item."""
    async with stage.service.store.tx() as tx:
        await tx.run(
            "answer_item",
            id=item.id,
            state=state,
            answered_at=stage.clock.now(),
            promise_until=None,
            claimed_at=claimed_at,
            assignee_id=item.assignee_id,
            reply_id=None,
        )


async def test_a_link_done_early_moves_those_counted_from_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await stage.load("events", EVENT, [STARTED])
        link = (await chain(stage))["CB-2.2:S"]
        await _answer(stage, link, claimed_at=instant("4/3/2025 09:00"), state="claimed")
        await stage.until("4/3/2025 09:30")
        assert day((await chain(stage))["CB-2.3:T"]) == "7/3"  # a claim alone moves nothing
        await _answer(stage, link, claimed_at=instant("4/3/2025 09:00"), state="done")
        await stage.until("4/3/2025 11:00")
        found = await chain(stage)
        assert (day(found["CB-2.3:T"]), found["CB-2.3:T"].version) == ("5/3", 2)
        assert day(found["CB-2.4:S"]) == "6/3"
        assert day(found["CB-2.1:S"]) == "4/3"


async def test_the_chairmans_signature_dates_its_part_of_the_chain(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        signed = ("Chủ tịch ký công bố", "77/QĐ-UBND", "05/03/2025", "S", f"Công bố theo {REF}")
        for rows in ([STARTED, signed], [signed, STARTED]):  # in any order
            await stage.load("events", EVENT, rows)
        found = await chain(stage)
        assert day(found["CB-2.3:T"]) == "6/3"
        assert day(found["CB-3.1:S"]) == "17/3"
        assert len(found) == 10


async def test_events_nobody_knows_are_named(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        wrong = [("Khai trương", "1", "03/03/2025", "S", ""), (*STARTED[:3], "Không có", "")]
        answer = await stage.load("events", EVENT, wrong)
        assert [r["row"] for r in answer["rejected"]] == [2, 3]
        assert "Khai trương" in answer["rejected"][0]["error"]


async def test_feedback_is_due_in_ten_days_and_rests_once_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        columns = ("code", "received_at", "unit", "title", "answered_at")
        rows = [
            ("PA-1", "03/03/2025 08:00", "X2", "Chậm trả kết quả (mẫu)", ""),
            ("PA-2", "03/03/2025 08:00", "X2", "Thiếu ghế chờ (mẫu)", "03/03/2025 09:00"),
        ]
        answer = await stage.load("feedback", columns, rows)
        assert (answer["created"], answer["rejected"]) == (2, [])
        item = await stage.item("PA-1")
        assert item.due_at == instant("13/3/2025 17:00")
        await stage.settle()
        assert stage.who(item.assignee_id) == "nam"
        assert "PAKN PA-1" in " ".join(why(json.loads(item.derivation)))
        await stage.until("3/3/2025 16:00")
        assert heard(stage, "nam", "PA-1") == ["3/3 16:00"]
        assert heard(stage, "nam", "PA-2") == []
        await stage.until("4/3/2025 08:00")
        await stage.load("feedback", columns, [(*rows[0][:4], "04/03/2025 08:00")])
        assert (await stage.item("PA-1")).state == "done"
        await stage.until("10/3/2025 16:00")
        assert heard(stage, "nam", "PA-1") == ["3/3 16:00"]


async def test_the_province_confirms_what_a_department_has_done(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await stage.load("events", EVENT, [STARTED])
        await stage.until("4/3/2025 08:00")  # CB-2.1 is due today
        await stage.taps("son", "Đã xong")
        assert (await chain(stage))["CB-2.1:S"].state == "claimed"
        stage.all_read("an")
        await stage.until("4/3/2025 16:00")
        stage.hears("an", "CB-2.1")
        await stage.taps("an", "Xác nhận")
        assert (await chain(stage))["CB-2.1:S"].state == "done"
