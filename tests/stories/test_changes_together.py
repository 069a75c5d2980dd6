"""One word of the source that changes two things at once: the officer's claim, the date, the holder, the clock."""

from __future__ import annotations

from pathlib import Path

from db.items import items_by_code
from tests.stories.promised import PROMISED, question
from tests.stories.props import (
    CODE,
    PROCEDURE,
    _by_key,
    dossiers,
    fates,
    heard,
    keep_in_touch,
    progress,
    whole,
)
from tests.stories.stage import Stage, staged
from tests.stories.test_phases import FIRST_DUE, land


async def _claimed(stage: Stage) -> None:
    """On Friday morning the officer says that it is done: the head's question rests."""
    await dossiers(stage, PROMISED)
    await stage.until("21/3/2025 07:55")
    await stage.types("hoa", "xong")
    assert (await question(stage)).state == "claimed"


async def test_another_hour_of_the_same_day_ends_the_claim_and_wakes_the_question(
    tmp_path: Path,
) -> None:
    """The letter is due on the Friday before, at whichever hour of Monday the result was promised."""
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await _claimed(stage)
        before = await question(stage)
        await dossiers(stage, PROMISED | {"due_at": "24/03/2025 17:00"})
        woken = await question(stage)
        assert (woken.state, woken.due_at) == ("open", before.due_at)
        assert woken.next_at is not None


async def test_a_question_does_not_wake_while_its_dossier_rests(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await _claimed(stage)
        await dossiers(stage, PROMISED | {"holder": "lan", "status": "5"})
        resting = await question(stage)
        assert (resting.state, resting.next_at) == ("suspended", None)


async def test_another_holder_and_another_date_ask_about_the_new_date(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await _claimed(stage)
        await stage.until("21/3/2025 17:30")
        await dossiers(stage, PROMISED | {"holder": "lan", "due_at": "28/03/2025 16:00"})
        assert (await question(stage)).state == "open"
        await stage.until("26/3/2025 07:30")  # the working day before the letter is due
        rungs = await fates(stage, await question(stage))
        assert ("keep_date:1", "binh") in rungs


async def _told(stage: Stage, code: str, at: str) -> None:
    """The source says that the dossier went on at an instant."""
    row = {"code": code, "procedure": PROCEDURE, "unit": "X1", "status": "4", "updated_at": at}
    row |= FIRST_DUE | {"due_at": ""}
    await stage.load("dossiers", tuple(row), [tuple(row.values())])
    await stage.settle()


async def test_the_second_phase_is_handed_over_anew_after_its_rest(tmp_path: Path) -> None:
    """Its first step was in hand already when the source told that the clock is off."""
    async with staged(tmp_path, "6/3/2025 17:00") as stage:  # a Thursday
        await land(stage)
        await dossiers(stage, FIRST_DUE | {"due_at": ""})
        rows = [("lan", "04/03/2025 08:00"), ("hoa", "05/03/2025 09:00")]
        rows += [("hoa", "06/03/2025 09:00"), ("lan", "06/03/2025 11:00")]
        await progress(stage, *((CODE, who, at) for who, at in rows))
        await dossiers(stage, FIRST_DUE | {"due_at": "", "status": "6"})
        await stage.until("17/3/2025 09:00")
        await keep_in_touch(stage)
        await _told(stage, CODE, "17/03/2025 08:00")  # an hour late
        step = await _by_key(stage, f"step:{CODE}:2.1")
        assert (step.state, step.version) == ("open", 2)
        assert heard(stage, "lan", "Tiếp nhận chứng từ") == ["17/3 09:00"]


async def test_a_question_that_comes_up_while_the_officer_says_done_rests_too(
    tmp_path: Path,
) -> None:
    """Received on Thursday for Friday nobody is asked; promised anew for Monday, the head would be – but for the claim."""
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        same_week = PROMISED | {"received_at": "20/03/2025 07:10", "due_at": "21/03/2025 16:00"}
        await dossiers(stage, same_week)
        assert [i.kind for i in await items_by_code(stage.service.store, CODE)].count(
            "apology"
        ) == 0
        await stage.until("21/3/2025 08:05")
        await stage.types("hoa", "xong")
        claimed = await whole(stage)
        assert claimed.state == "claimed"
        await dossiers(stage, same_week | {"received_at": "19/03/2025 07:10"})
        assert (await whole(stage)).state == "claimed"
        assert (await question(stage)).state == "claimed"
