"""A busy counter: thirty births in a day. Officer and head hear of every step, in a handful of messages."""

from __future__ import annotations

from pathlib import Path

from bot.proving import proof
from schedules.civil import at, civil_date
from tests.stories.props import PROCEDURE, dossiers, keep_in_touch, progress
from tests.stories.stage import Stage, instant, staged

# “Đăng ký khai sinh” of `domain.md` §3, example 1: answered within the day.
BIRTHS = (
    ("1", "Tiếp nhận, kiểm tra", "Công chức tư pháp - hộ tịch", "0,5"),
    ("2", "Thẩm định, nhập dữ liệu", "Công chức tư pháp - hộ tịch", "2,5"),
    ("3", "Ký duyệt", "Chủ tịch UBND xã", "1"),
)
NAME = "Đăng ký khai sinh"
DAY = "10/02/2025"  # a Monday


async def births(stage: Stage) -> None:
    """The process of the counter."""
    columns = ("code", "name", "seq", "step", "role", "hours", "total_hours")
    await stage.load("procedures", columns, [(PROCEDURE, NAME, *row, "4") for row in BIRTHS])


def _code(number: int) -> str:
    return f"H01.05-250210-{number:04}"


async def _day_at_the_counter(stage: Stage, count: int, *, finished: bool) -> None:
    """A dossier every quarter of an hour from 07:20 on; taken in at once, worked on within the hour."""
    minutes = [*range(7 * 60 + 20, 11 * 60 + 30, 15), *range(13 * 60 + 35, 17 * 60, 15)]
    for number, minute in enumerate(minutes[:count], start=1):
        clock = f"{minute // 60:02}:{minute % 60:02}"
        await stage.until(f"{DAY} {clock}")
        row = {"code": _code(number), "received_at": f"{DAY} {clock}", "due_at": f"{DAY} 17:00"}
        await dossiers(stage, row)
        if finished:
            await progress(stage, (_code(number), "hoa", f"{DAY} {clock}"))
        if finished and number > 4:  # an hour later it is signed and handed out
            await progress(stage, (_code(number - 4), "hoa", f"{DAY} {clock}"))
            earlier = f"{DAY} {minutes[number - 5] // 60:02}:{minutes[number - 5] % 60:02}"
            over = {"code": _code(number - 4), "received_at": earlier, "status": "9"}
            await dossiers(stage, row | over)


def _on(stage: Stage, name: str, day: str) -> list[str]:
    """What a phone received on a day."""
    begin = at(civil_date(instant(f"{day} 08:00")), 0)
    return [
        m.text for m in stage.phone(name).received if begin <= m.at_ms // 1000 < begin + 24 * 3600
    ]


async def test_thirty_births_are_a_handful_of_messages(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 07:10") as stage:
        await births(stage)
        await keep_in_touch(stage)
        stage.all_read()
        await _day_at_the_counter(stage, 30, finished=True)
        await stage.until("10/2/2025 18:00")
        officer, head = _on(stage, "hoa", DAY), _on(stage, "binh", DAY)
        assert (len(officer), len(head)) == (6, 9)  # the head signs, so he hears as an officer too
        await keep_in_touch(stage)
        await stage.until("11/2/2025 18:00")
        start = instant("10/2/2025 00:00")
        told = await proof(stage.service.store, start, instant("11/2/2025 00:00"), None)
        assert told["steps"] > 80
        assert told["both"]["share"] == 100.0, told["missing"]


async def test_a_counter_that_stands_still_is_no_storm(tmp_path: Path) -> None:
    """Nobody works on anything: what is overdue is told to officer and head, digest by digest."""
    async with staged(tmp_path, "10/2/2025 07:10") as stage:
        await births(stage)
        await _day_at_the_counter(stage, 30, finished=False)
        await stage.until("10/2/2025 18:00")
        officer, head = _on(stage, "hoa", DAY), _on(stage, "binh", DAY)
        assert (len(officer), len(head)) == (6, 8)
        for number in range(1, 25):  # due by 15:50
            for told in (officer, head):
                assert any(_code(number) in text for text in told), number
        assert any("quá hạn" in text for text in officer)
        assert any("quá hạn" in text for text in head)
