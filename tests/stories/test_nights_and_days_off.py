"""What falls due when nobody is there is held, with the reason, and told when the office opens; dates never move by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.props import dossiers, fates, heard, keep_in_touch, process, progress, step
from tests.stories.stage import Stage, instant, staged

HOA = {"holder": "Phạm Mẫu Hoa"}
# When a step falls due, and when that is told: weekdays of 2025 written out.
HELD = [
    pytest.param("12/2/2025 17:00", "13/2 07:00", id="Wednesday at closing time → Thursday"),
    pytest.param("12/2/2025 22:30", "13/2 07:00", id="Wednesday night → Thursday"),
    pytest.param("13/2/2025 04:00", "13/2 07:00", id="Thursday before dawn → the same morning"),
    pytest.param("13/2/2025 11:30", "13/2 13:30", id="Thursday as the break begins → its end"),
    pytest.param("13/2/2025 12:15", "13/2 13:30", id="Thursday in the lunch break → its end"),
    pytest.param("14/2/2025 17:00", "17/2 07:00", id="Friday at closing time → Monday"),
    pytest.param("15/2/2025 09:00", "17/2 07:00", id="Saturday morning → Monday"),
    pytest.param("16/2/2025 23:59", "17/2 07:00", id="Sunday night → Monday"),
]


@pytest.mark.parametrize(("due", "told"), HELD)
async def test_it_is_held_with_its_reason_and_told_at_the_next_opening(
    tmp_path: Path, due: str, told: str
) -> None:
    async with staged(tmp_path, "12/2/2025 07:00") as stage:
        await dossiers(stage, {"received_at": "12/02/2025 07:00", "step_due_at": due} | HOA)
        await stage.until(due)
        item = await step(stage, 1)
        found = await fates(stage, item)
        for person in ("hoa", "binh"):
            assert found["overdue", person] == ("held", "quiet_hours")
            assert heard(stage, person, "đã hết hạn") == []
        await keep_in_touch(stage)
        await stage.until(f"{told.split(maxsplit=1)[0]}/2025 {told.split()[1]}")
        for person in ("hoa", "binh"):
            assert heard(stage, person, "đã hết hạn") == [told]
        assert (await step(stage, 1)).due_at == instant(due) == item.due_at


async def test_nothing_is_heard_over_tet(tmp_path: Path) -> None:
    async with staged(tmp_path, "24/1/2025 16:30") as stage:  # Friday, half an hour before Tết
        await process(stage)
        now = {"received_at": "24/01/2025 16:30"}
        due = {"step_due_at": "24/1/2025 17:00"}
        await dossiers(stage, {"code": "A-1"} | now | due | HOA)
        await dossiers(stage, {"code": "A-2"} | now | HOA)
        await dossiers(stage, {"code": "A-3", "due_at": "30/01/2025 17:00"} | now | HOA)
        # Half an hour of working time is short: the first and the third wait for the digest.
        assert heard(stage, "hoa", "vừa được giao") == ["24/1 16:30"]
        stage.all_read()
        for day in ("24/1", "25/1", "28/1", "31/1", "2/2"):
            await stage.until(f"{day}/2025 23:00")
            stage.silent()
        await keep_in_touch(stage)  # Sunday night; still nobody is disturbed
        await stage.until("3/2/2025 06:59")
        stage.silent()
        await stage.until("3/2/2025 07:00")
        # The date stays, in Tết: the dossier is told at the opening.
        assert heard(stage, "hoa", "30/01/2025") == ["3/2 07:00"]
        assert "ngày 30/01/2025" in stage.phone("binh").last.text
        await stage.until("3/2/2025 07:30")
        assert heard(stage, "hoa", "A-1") == ["3/2 07:30"]  # due at 17:00 on 24/1
        await stage.until("3/2/2025 08:30")
        # Four working hours given at 16:30: half an hour before Tết, the rest after it, due 10:30.
        assert heard(stage, "hoa", "sắp đến hạn") == ["3/2 08:30"]
        assert heard(stage, "binh", "A-2") == ["3/2 07:30"]  # the digest of the hand-over


async def test_the_worked_saturday_counts_and_the_days_around_the_first_of_may_do_not(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "25/4/2025 16:00") as stage:  # a Friday
        await process(stage)
        lan = ("A-1", "lan", "25/04/2025 16:00")
        await dossiers(stage, {"code": "A-1", "received_at": "25/04/2025 15:00"})
        await progress(stage, lan)  # three days for Hoa: Saturday 26/4 is one of them
        assert (await step(stage, 2, "A-1")).due_at == instant("29/4/2025 16:00")  # a Tuesday
        late = {"code": "A-2", "received_at": "25/04/2025 15:00", "step_due_at": "29/4/2025 17:00"}
        early = {"code": "A-3", "received_at": "25/04/2025 15:00", "step_due_at": "26/4/2025 10:00"}
        await dossiers(stage, late | HOA, early | HOA)
        await stage.until("30/4/2025 23:00")
        assert heard(stage, "hoa", "A-3")[1:3] == ["26/4 08:00", "26/4 10:00"]  # a Saturday
        assert heard(stage, "binh", "A-3")[2:4] == ["26/4 10:00", "28/4 07:30"]  # then Monday
        assert heard(stage, "hoa", "A-1")[-1] == "29/4 16:00"
        told = heard(stage, "hoa", "A-")
        await keep_in_touch(stage)
        await stage.until("5/5/2025 06:59")
        assert heard(stage, "hoa", "A-") == told  # 30/4, 1/5, the swapped Friday, a weekend
        await stage.until("5/5/2025 07:00")
        assert heard(stage, "hoa", "A-2")[-1] == "5/5 07:00"


# Reports whose date is a day off: before the 22nd means the 21st.
ON_DAYS_OFF = [
    pytest.param(
        "R22-2025-06",
        "21/6/2025",
        ["13/6 07:30", "17/6 08:00", "19/6 08:00", "20/6 08:00"],
        "23/6 07:00",
        id="Saturday 21/6: Friday, Tuesday, Thursday, Friday before it, overdue on Monday",
    ),
    pytest.param(
        "R22-2025-09",
        "21/9/2025",
        ["12/9 07:30", "16/9 08:00", "18/9 08:00", "19/9 08:00"],
        "22/9 07:00",
        id="Sunday 21/9: Friday, Tuesday, Thursday, Friday before it, overdue on Monday",
    ),
]


@pytest.mark.parametrize(("code", "due", "before", "after"), ON_DAYS_OFF)
async def test_a_report_due_on_a_day_off_keeps_its_date(
    tmp_path: Path, code: str, due: str, before: list[str], after: str
) -> None:
    first, month = before[0].split()[0].split("/")
    async with staged(tmp_path, f"{int(first) - 1}/{month}/2025 12:00") as stage:
        await stage.until(f"{int(first) + 5}/{month}/2025 06:00")
        await keep_in_touch(stage)
        await stage.until(f"{due} 23:59")
        assert heard(stage, "son", code) == before
        item = await stage.item(code, "S")
        assert item.due_at == instant(f"{due} 17:00")
        assert (await fates(stage, item))["overdue", "son"] == ("held", "quiet_hours")
        assert all(due in m.text for m in stage.phone("son").received if f"Mã: {code}" in m.text)
        await keep_in_touch(stage)
        await stage.until(f"{after.split(maxsplit=1)[0]}/2025 07:00")
        assert heard(stage, "son", code) == [*before, after]


async def _decide(stage: Stage, *days: tuple[str, str]) -> None:
    """A decision about days is loaded, as the command does it, while the service runs."""
    async with stage.service.store.tx() as tx:
        version = await tx.value("calendar_version") + 1
        told = {"name": "Hoán đổi thử", "source": "CV thử", "version": version}
        rows = [{"date": d, "kind": k, "loaded_at": stage.clock.now()} | told for d, k in days]
        await tx.many("insert_calendar_day", rows)
    await stage.settle()


async def test_a_decision_loaded_meanwhile_moves_what_is_still_to_come_and_nothing_else(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "13/3/2025 12:00") as stage:
        await stage.until("18/3/2025 12:00")  # Tuesday; R22 is due on Friday 21/3
        before = heard(stage, "son", "R22-2025-03")
        assert before == ["14/3 07:30", "18/3 08:00"]
        dates = {i.id: i.due_at for i in [await stage.item("R22-2025-03", "S")]}
        await _decide(stage, ("2025-03-21", "swap_off"), ("2025-03-22", "swap_work"))
        assert heard(stage, "son", "R22-2025-03") == before  # no reminder is repeated
        await keep_in_touch(stage)
        await stage.until("22/3/2025 07:30")
        assert heard(stage, "son", "R22-2025-03")[2:] == [
            "19/3 08:00",  # the working day before Thursday, which is the last one before the date
            "20/3 08:00",
            "22/3 07:00",  # overdue since Friday 17:00, told on the worked Saturday
        ]
        # The silence of the district and of the department, then the first working day after.
        assert heard(stage, "an", "R22-2025-03") == ["20/3 14:00", "20/3 14:00", "22/3 07:30"]
        assert {i.id: i.due_at for i in [await stage.item("R22-2025-03", "S")]} == dates
        assert heard(stage, "son", "R19-2025-Q1")[:4] == [
            "14/3 08:00", "18/3 08:00", "19/3 08:00", "20/3 07:00",
        ]  # fmt: skip
