"""Somebody is away without a delegate: who is in place is told and says for whom, the head hears of it once, and they come back."""

from __future__ import annotations

from pathlib import Path

from db.words import Fate, Reason
from tests.stories.props import CODE, dossiers, fates, heard, keep_in_touch, whole
from tests.stories.stage import Stage, staged
from tests.stories.test_delegation import tells, texts

LATE = {"received_at": "10/11/2025 08:00", "due_at": "26/11/2025 10:00", "holder": "hoa"}


async def away(stage: Stage, name: str, said: str) -> None:
    await stage.types(name, said)
    await stage.taps(name, "Đúng, ghi nhận")


async def test_an_officer_on_leave_is_left_alone_and_the_coordinator_is_told(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:  # a Thursday
        await dossiers(stage, LATE)
        await away(stage, "hoa", "Tôi nghỉ phép từ 24/11 đến 28/11")  # Monday to Friday
        assert "chưa ủy quyền cho ai" in stage.phone("hoa").received[-1].text
        await keep_in_touch(stage)
        before = len(texts(stage, "hoa", CODE))
        await stage.until("20/11/2025 16:30")
        assert len(heard(stage, "binh", "vắng mặt (nghỉ phép)")) == 1
        assert "01 việc đến hạn" in texts(stage, "binh", "vắng mặt (nghỉ phép)")[0]
        await stage.until("21/11/2025 18:00")
        before = len(texts(stage, "hoa", CODE))
        await keep_in_touch(stage)
        await stage.until("26/11/2025 12:00")
        assert len(texts(stage, "hoa", CODE)) == before
        told = texts(stage, "lan", "Gửi thay đồng chí Phạm Mẫu Hoa, đang vắng mặt")
        assert any(CODE in text for text in told)
        found = await fates(stage, await whole(stage))
        assert (Fate.SUPPRESSED, Reason.ON_LEAVE) in {
            fate for (_rung, who), fate in found.items() if who == "hoa"
        }
        assert len(heard(stage, "binh", "vắng mặt (nghỉ phép)")) == 1
        await stage.types(
            "lan", f"vướng {CODE[-4:]}: chờ thuế"
        )  # who is in place answers in her place
        await stage.types("hoa", "đã đi làm lại")
        tells(stage, "hoa", "đi làm lại")


async def test_said_and_taken_back_before_it_was_noted(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await stage.types("hoa", "nghỉ phép")
        tells(stage, "hoa", "từ ngày nào đến ngày nào")
        await stage.types("hoa", "chiều mai")
        draft = tells(stage, "hoa", "chiều ngày 21/11/2025")
        assert [b.title for b in draft.buttons] == ["Đúng, ghi nhận", "Bỏ qua"]
        await stage.taps("hoa", "Bỏ qua")
        tells(stage, "hoa", "Chưa ghi nhận")
        await stage.taps("hoa", "Đúng, ghi nhận")  # put aside is put aside
        tells(stage, "hoa", "Chưa ghi nhận")
        assert not await stage.service.store.all("all_absences")
        await stage.types("hoa", "nếu tôi nghỉ mai thì sao?")
        assert not await stage.service.store.all("all_absences")


async def test_twice_the_same_tap_is_one_absence(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await away(stage, "hoa", "em đi công tác từ thứ hai đến thứ năm")
        await stage.taps("hoa", "Đúng, ghi nhận")
        assert len(await stage.service.store.all("all_absences")) == 1
        assert "đi công tác" in stage.phone("hoa").received[-1].text
