"""The service was away while people answered: what they said is caught up with, and nothing counts twice."""

from __future__ import annotations

from pathlib import Path

from tests.stories.stage import Stage, staged

R17 = "R17-2025-Q1"
DONE = "Đã xong"


async def _events(stage: Stage) -> int:
    rows = await stage.service.store.all("event_counts")
    return sum(int(row[1]) for row in rows)


async def test_a_tap_during_an_outage_is_found_and_its_late_delivery_changes_nothing(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("lan", R17)
        await stage.until("17/3/2025 08:30")
        stage.all_read()
        await stage.service.stop()
        await stage.phone("lan").taps(DONE)
        assert stage.sandbox.courier.waiting == 2  # that it was seen, and the tap

        await stage.start_service()
        await stage.settle()
        stage.hears("lan", "Đã ghi nhận")
        assert (await stage.item(R17, "X1")).state == "claimed"
        before = await _events(stage)

        stage.clock.jump_to(stage.clock.now() + 60)
        await stage.settle()
        assert stage.sandbox.courier.waiting == 0  # delivered, late
        assert await _events(stage) == before + 1  # the history had not told that it was seen
        assert await stage.answers(await stage.item(R17, "X1")) == ["done"]
        stage.silent("lan")


async def test_what_zalo_never_delivers_is_found_all_the_same(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("nam", R17)
        await stage.until("17/3/2025 09:00")
        stage.all_read()
        stage.sandbox.courier.enabled = False  # switched off after too many failures
        await stage.phone("nam").taps(DONE)
        await stage.until("17/3/2025 09:05")
        await stage.until("17/3/2025 09:25")  # a quarter of an hour without any event
        stage.hears("nam", "Đã ghi nhận")
        assert await stage.answers(await stage.item(R17, "X2")) == ["done"]

        # The answer was handed over, and no echo of it came: within the working day somebody is called.
        await stage.until("17/3/2025 17:00")
        alarms = await stage.service.store.all("open_alarms")
        assert [row[0] for row in alarms] == ["webhook"]
        stage.sandbox.courier.enable()
        await stage.phone("nam").follows()
        await stage.until("17/3/2025 17:10")
        assert await stage.service.store.all("open_alarms") == []
