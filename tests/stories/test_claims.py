"""What a claim is worth when the source does not show it: asked again with a reason, never called late for a sync fault."""

from __future__ import annotations

from pathlib import Path

from bot.proving import claims
from tests.stories.props import (
    CODE,
    dossiers,
    keep_in_touch,
    many_dossiers,
    process,
    progress,
    step,
)
from tests.stories.stage import instant, staged

BY_LAN = (CODE, "lan", "10/02/2025 09:30")  # the first step is done
BY_HOA = (CODE, "hoa", "12/02/2025 09:50")  # the second, before she claimed it


async def test_whoever_is_stuck_after_a_claim_is_late_with_the_reason(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Đã xong")
        await stage.until("13/2/2025 10:00")
        stage.all_read()
        await stage.taps("hoa", "Vướng mắc")
        await stage.taps("hoa", "Chờ cơ quan phối hợp")
        stage.hears("binh", "Chờ cơ quan phối hợp", CODE)
        assert (await step(stage, 2)).state == "open"
        # The claim no longer hides that it is late: a date that has passed is a fact.
        stage.hears("binh", "đã hết hạn", "Vướng mắc (Chờ cơ quan phối hợp)")


async def test_what_is_done_and_not_synchronised_has_its_own_alert(tmp_path: Path) -> None:
    """Claimed on Wednesday at ten; the coordinator hears of it after a working day, the head after three."""
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Đã xong")
        await stage.until("13/2/2025 10:00")
        await stage.taps("hoa", "Vướng mắc")
        await stage.taps("hoa", "Lỗi đồng bộ")
        stage.all_read()
        await stage.until("13/2/2025 15:59")
        stage.silent()
        await stage.until("13/2/2025 16:00")
        told = stage.hears("lan", "đã được báo xong", "chưa ghi nhận", CODE, "Lỗi đồng bộ")
        assert "quá hạn" not in told.text
        assert told.buttons == ()  # nobody is to be urged
        await stage.until("17/2/2025 15:59")
        stage.silent()
        await keep_in_touch(stage)
        stage.all_read()
        await stage.until("17/2/2025 16:00")
        told = stage.hears("binh", "đã được báo xong", CODE, "Lỗi đồng bộ")
        assert "quá hạn" not in told.text
        await progress(stage, BY_HOA)  # the source agrees at last: she was done in time
        assert (await step(stage, 2)).state == "done"
        stage.all_read()
        await stage.until("18/2/2025 12:00")
        stage.silent("hoa", "lan")


async def test_who_names_the_fault_without_having_claimed_claims_by_that(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Vướng mắc")
        await stage.taps("hoa", "Lỗi đồng bộ")
        claimed = await step(stage, 2)
        assert (claimed.state, claimed.claimed_at) == ("claimed", instant("12/2/2025 10:00"))
        stage.all_read()
        await stage.until("13/2/2025 09:59")
        stage.silent("hoa", "binh")
        found = await claims(
            stage.service.store,
            stage.service.engine.snapshot,
            instant("1/2/2025"),
            instant("1/3/2025"),
            None,
            instant("14/2/2025 10:00"),
        )
        assert [r["reason"] for r in found["reasons"]] == ["sync"]


async def test_a_claim_in_the_digest_of_the_coordinator_is_no_delay(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        codes = await many_dossiers(stage, 3)
        await stage.until("10/2/2025 10:00")
        for code in codes:
            await progress(stage, (code, "lan", "10/02/2025 10:00"))
        for code in codes:
            quoted = next(m for m in reversed(stage.phone("hoa").received) if code in m.text)
            await stage.phone("hoa").taps("Đã xong", quoted)
            await stage.settle()
        stage.all_read()
        await stage.until("11/2/2025 16:00")
        told = [m for m in stage.unread("lan") if "chưa ghi nhận" in m.text]
        assert len(told) == 1
        assert "03 việc đã xong nhưng chưa đồng bộ" in told[0].text
        assert "quá hạn" not in told[0].text


async def test_a_sync_fault_tapped_twice_is_told_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Vướng mắc")
        stage.all_read()
        await stage.taps("hoa", "Lỗi đồng bộ")
        stage.hears("hoa", "Đã ghi nhận", "Lỗi đồng bộ")
        stage.hears("lan", "lỗi đồng bộ", CODE)
        await stage.taps("hoa", "Lỗi đồng bộ")
        stage.hears("hoa", "đã ghi nhận trước đó", "Lỗi đồng bộ")
        stage.silent("lan")
        assert await stage.answers(await step(stage, 2)) == ["blocked"]
