"""Leaders: a few lines on Monday morning, on other days only when it is bad, nothing when all is well; the trend of a week."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import LeaderSettings
from bot.leader_summaries import wanted
from tests.stories.props import dossiers, keep_in_touch, process
from tests.stories.stage import Stage, instant, staged

SUMMARY = "và các đơn vị trực thuộc có"
LATE = {
    "received_at": "03/02/2025 08:00",
    "step_due_at": "05/02/2025 16:00",
    "due_at": "20/02/2025 16:00",
}


async def late(stage: Stage, first: int, last: int, holder: str = "Phạm Mẫu Hoa") -> None:
    rows = [
        {"code": f"H01.05-250203-{n:04}", "holder": holder} | LATE for n in range(first, last + 1)
    ]
    await dossiers(stage, *rows)


def summaries(stage: Stage, name: str) -> list[str]:
    return [m.text for m in stage.unread(name) if SUMMARY in m.text]


async def test_on_monday_morning_once_whatever_restarts(tmp_path: Path) -> None:
    async with staged(tmp_path, "6/2/2025 08:00", leaders=LeaderSettings()) as stage:  # a Thursday
        await process(stage)
        await late(stage, 1, 3)
        await stage.until("7/2/2025 16:00")
        assert summaries(stage, "quy") == []
        await keep_in_touch(stage)
        await stage.until("10/2/2025 07:29")
        stage.all_read()
        await stage.until("10/2/2025 08:00")
        [told] = summaries(stage, "quy")
        assert "03 quá hạn" in told
        assert "UBND xã Mẫu Một: 03 việc quá hạn" in told
        assert len(told.splitlines()) <= 8
        await stage.restart()
        await stage.until("10/2/2025 09:00")
        assert len(summaries(stage, "quy")) == 1
        assert summaries(stage, "binh") == []


async def test_nothing_when_all_is_well(tmp_path: Path) -> None:
    async with staged(tmp_path, "7/2/2025 08:00", leaders=LeaderSettings()) as stage:
        await process(stage)
        await stage.until("10/2/2025 09:00")
        assert summaries(stage, "quy") == summaries(stage, "chi") == []


async def test_the_trend_of_a_week(tmp_path: Path) -> None:
    async with staged(tmp_path, "9/2/2025 08:00", leaders=LeaderSettings()) as stage:  # a Sunday
        await process(stage)
        await late(stage, 1, 3)
        await stage.until("10/2/2025 08:00")
        await late(stage, 4, 5)
        await keep_in_touch(stage)
        await stage.until("14/2/2025 08:00")
        await keep_in_touch(stage)
        await stage.until("17/2/2025 07:00")
        stage.all_read()
        await stage.until("17/2/2025 08:00")
        [told] = summaries(stage, "quy")
        assert "So với tuần trước (03 việc quá hạn): tăng 02 việc" in told


MONDAY, TUESDAY = instant("10/2/2025 07:30"), instant("11/2/2025 07:30")


@pytest.mark.parametrize(
    ("slot", "overdue", "last", "told"),
    [
        (MONDAY, 1, 50, True),
        (TUESDAY, 19, 0, False),
        (TUESDAY, 20, 0, True),
        (TUESDAY, 30, 20, False),  # told already, and not much worse
        (TUESDAY, 40, 20, True),
    ],
)
def test_on_other_days_only_when_it_is_bad(slot: int, overdue: int, last: int, told: bool) -> None:
    assert wanted(LeaderSettings(), slot, overdue, last) is told


def test_the_days_are_those_of_the_week() -> None:
    with pytest.raises(ValueError, match="days of the week"):
        LeaderSettings(days=(0,))
    assert LeaderSettings(at="16:05").minute == 16 * 60 + 5
