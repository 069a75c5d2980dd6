"""When messages cannot leave: what waited too long is decided anew, and nobody is woken by an old reminder."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox import Fault
from tests.stories.props import heard
from tests.stories.stage import staged

R17 = "R17-2025-Q1"


async def test_a_provider_back_at_night_wakes_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:59") as stage:  # Monday; the communes' report is due
        await stage.until("17/3/2025 09:59")
        stage.all_read()
        stage.sandbox.faults.set(
            Fault.TOKEN_DIES, times=None
        )  # the account rests, renewals are in vain
        stage.sandbox.faults.set(Fault.BAD_GATEWAY, times=None, path="/v4/oa/access_token")
        await stage.until("17/3/2025 18:00")
        stage.silent("duc")
        stage.sandbox.faults.clear()
        await stage.until("17/3/2025 23:00")
        stage.silent("duc", "nam")
        await stage.until("18/3/2025 07:00")
        assert heard(stage, "duc", R17) == ["18/3 07:00"]  # silence and lateness in one message
        assert heard(stage, "nam", R17) == ["17/3 08:00", "18/3 07:00"]


async def test_a_morning_in_the_outbox_comes_as_it_is_now(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:59") as stage:
        stage.sandbox.faults.set(Fault.TOKEN_DIES, times=None)
        stage.sandbox.faults.set(Fault.BAD_GATEWAY, times=None, path="/v4/oa/access_token")
        await stage.until("17/3/2025 11:00")
        stage.silent("nam", "duc")
        stage.sandbox.faults.clear()
        await stage.until("17/3/2025 11:15")
        told = stage.hears("nam", R17)
        assert "còn lại: 4 giờ" in told.text  # not the seven hours of eight o'clock
        stage.silent("nam")
