"""Each evening coordinators get the list of who has something to hear and cannot; nothing missing, no message; once a day."""

from __future__ import annotations

from pathlib import Path

from bot.config import HoleSettings
from tests.stories.props import dossiers, heard
from tests.stories.stage import PEOPLE_COLUMNS, staged

LIST = "chưa báo được, hoặc chưa có người nhận"
SOON = {"received_at": "17/11/2025 08:00", "due_at": "27/11/2025 10:00", "holder": "moi"}


async def test_the_evening_list_names_who_is_missing_once_a_day(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00", holes=HoleSettings()) as stage:  # a Thursday
        new = ("moi", "Vũ Mẫu Mới", "Công chức địa chính", "X1", "officer", "")
        await stage.load("people", PEOPLE_COLUMNS, [new])
        await dossiers(stage, SOON)
        await stage.until("20/11/2025 16:29")
        assert not heard(stage, "lan", LIST)
        await stage.until("20/11/2025 16:31")
        await stage.restart()
        await stage.until("20/11/2025 17:30")
        assert [at[:5] for at in heard(stage, "lan", LIST)] == ["20/11"]
        text = next(m.text for m in stage.phone("lan").received if LIST in m.text)
        assert "Vũ Mẫu Mới (UBND xã Mẫu Một) – chưa liên kết Zalo, chưa có số điện thoại" in text
        assert "10:00 ngày 27/11/2025" in text
        assert len(text) <= 2000
        for day in ("21", "22", "23"):  # Friday, and the weekend
            await stage.until(f"{day}/11/2025 16:30")
        assert [at[:5] for at in heard(stage, "lan", LIST)] == ["20/11", "21/11"]
        assert not heard(stage, "nam", "Vũ Mẫu Mới")


async def test_asked_at_once_by_a_coordinator_and_not_by_an_officer(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00", holes=HoleSettings()) as stage:
        new = ("moi", "Vũ Mẫu Mới", "Công chức địa chính", "X1", "officer", "")
        await stage.load("people", PEOPLE_COLUMNS, [new])
        await dossiers(stage, SOON)
        await stage.types("lan", "lo hong")
        assert "Vũ Mẫu Mới" in stage.phone("lan").received[-1].text
        await stage.types("tam", "Ai chưa liên kết?")
        assert "Vũ Mẫu Mới" in stage.phone("tam").received[-1].text
        await stage.types("hoa", "lỗ hổng")
        assert "Vũ Mẫu Mới" not in stage.phone("hoa").received[-1].text


async def test_who_is_on_leave_when_it_falls_due_stands_in_the_list_until_somebody_stands_in(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/11/2025 09:00", holes=HoleSettings()) as stage:
        await dossiers(stage, SOON | {"holder": "hoa"})
        await stage.types("hoa", "tôi nghỉ phép từ 26/11 đến 28/11")
        await stage.taps("hoa", "Đúng, ghi nhận")
        await stage.types("lan", "lỗ hổng")
        assert "Phạm Mẫu Hoa (UBND xã Mẫu Một) – vắng mặt, chưa ủy quyền" in (
            stage.phone("lan").received[-1].text
        )
        await stage.types("hoa", "ủy quyền cho Lan từ 26/11 đến 28/11")
        await stage.taps("hoa", "Đồng ý ủy quyền")
        await stage.types("lan", "lỗ hổng")
        assert "Phạm Mẫu Hoa" not in stage.phone("lan").received[-1].text
