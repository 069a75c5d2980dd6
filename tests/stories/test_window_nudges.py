"""The seven days of silence that Zalo allows do not end unnoticed: one question before, one tap, and messages go on."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.model import Message
from bot.window_nudges import nudge_windows
from schedules.civil import to_civil
from tests.stories.props import clock, dossiers, fates, heard, step
from tests.stories.stage import PEOPLE, Stage, instant, staged

HOA = {"holder": "Phạm Mẫu Hoa"}
# A step of a month: the hand-over on Monday 3/3, half of the time on 18/3, and nothing in between.
MONTH = {"received_at": "03/03/2025 08:00", "step_due_at": "01/04/2025 17:00"} | HOA
QUESTION, BUTTON = "kể từ lần tương tác gần nhất", "Tôi vẫn nhận tin"


async def _hourly(stage: Stage, end: str) -> None:
    """Let time run until `end`: the slow round looks every hour, and the others when something is due."""
    service = stage.service
    await stage.settle()
    for at in range(stage.clock.now() + 3600, instant(end) + 1, 3600):
        before = await service.store.value("next_due_instant", now=stage.clock.now())
        stage.clock.jump_to(at)
        asked = await nudge_windows(service.engine, service.signer, at)
        if asked or (before is not None and before <= at):
            await stage.settle()


def _questions(stage: Stage, name: str) -> list[str]:
    return [clock(m) for m in _asked(stage, name)]


def _asked(stage: Stage, name: str) -> list[Message]:
    return [m for m in stage.phone(name).received if QUESTION in m.text]


async def _quiet_month(stage: Stage) -> None:
    await dossiers(stage, MONTH)
    await stage.until("5/3/2025 10:00")  # a Wednesday
    await stage.phone("hoa").follows()
    await stage.settle()


async def test_one_tap_keeps_the_window_open_over_two_quiet_weeks(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await _quiet_month(stage)
        await _hourly(stage, "11/3/2025 11:00")
        assert _questions(stage, "hoa") == ["11/3 10:00"]
        question = stage.phone("hoa").last
        assert "10 giờ 00 phút ngày 12/3/2025" in question.text
        await stage.taps("hoa", BUTTON)
        assert "Hệ thống tiếp tục gửi tin nhắc việc" in stage.phone("hoa").last.text
        assert await stage.answers(await step(stage, 1)) == []  # it says nothing about the work
        await _hourly(stage, "18/3/2025 10:00")
        assert heard(stage, "hoa", "nửa thời gian") != []  # on the thirteenth day


async def test_who_does_not_tap_is_asked_once_and_then_left_alone(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await _quiet_month(stage)
        await _hourly(stage, "18/3/2025 10:00")
        assert _questions(stage, "hoa") == ["11/3 10:00"]
        assert heard(stage, "hoa", "nửa thời gian") == []  # the window has closed: refused
        halfway = (await fates(stage, await step(stage, 1)))["halfway", "hoa"]
        assert halfway[0] == "failed"


async def test_typed_words_do_as_well_and_the_next_window_has_its_own_question(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await _quiet_month(stage)
        for until, words in (
            ("11/3/2025 11:00", "tôi vẫn nhận tin"),
            ("13/3/2025 09:00", "Đã nhận ạ"),
            ("19/3/2025 11:00", "vâng, tôi đây"),
        ):
            await _hourly(stage, until)
            await stage.types("hoa", words)
            assert "tiếp tục gửi tin nhắc việc" in stage.phone("hoa").last.text
        # The second one is free: half of the month's work is told on Tuesday 18/3, within five days.
        assert _questions(stage, "hoa") == ["11/3 10:00", "13/3 08:00", "19/3 09:00"]
        assert await stage.answers(await step(stage, 1)) == []


async def test_nobody_is_asked_at_night_on_days_off_or_without_work(tmp_path: Path) -> None:
    async with staged(tmp_path, "13/1/2025 10:00") as stage:  # Tết is from 25/1 to 2/2
        for name, *_ in PEOPLE:
            await stage.phone(name).follows()
        late = {"received_at": "13/01/2025 08:00", "step_due_at": "10/02/2025 17:00"}
        await dossiers(stage, late | HOA)
        await _hourly(stage, "4/2/2025 12:00")
        calendar = stage.service.engine.snapshot.calendar()
        asked = [m.at_ms // 1000 for name, *_ in PEOPLE for m in _asked(stage, name)]
        # Who holds it, and coordinator, head and leader over it; on Friday, since seven days end on a Monday morning.
        found = {name: _questions(stage, name) for name, *_ in PEOPLE if _asked(stage, name)}
        assert found == {name: ["17/1 14:00"] for name in ("lan", "binh", "hoa", "chi")}
        assert [to_civil(at).isoformat() for at in asked if not calendar.is_open(at)] == []


async def test_reports_count_for_those_who_owe_and_those_who_get_them(tmp_path: Path) -> None:
    async with staged(tmp_path, "5/3/2025 10:00") as stage:  # a Wednesday, and no dossier anywhere
        for name in ("son", "lan", "an", "hoa"):
            await stage.phone(name).follows()
        await _hourly(stage, "12/3/2025 12:00")
        # The department and the commune owe reports, the province's office gets them, the officer has nothing to do.
        asked = {name: _questions(stage, name) for name in ("son", "lan", "an", "hoa")}
        friday = ["7/3 07:00"]
        assert asked == {"son": friday, "lan": friday, "an": friday, "hoa": []}


async def test_a_stopped_line_is_not_asked(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await _quiet_month(stage)
        hoa = stage.service.engine.snapshot.directory.people_by_code["hoa"]
        async with stage.service.store.tx() as tx:
            how = {"road": "all", "code": "harm_bound", "at": stage.clock.now(), "until": None}
            await tx.run("close_road", person_id=hoa.id, **how)
        await _hourly(stage, "12/3/2025 12:00")
        assert _asked(stage, "hoa") == []
