"""Those who stand in decide wishes, confirm reports and promise; others read their own language; a late tap is answered."""

from __future__ import annotations

from pathlib import Path

from tests.stories.props import many_dossiers, process, step
from tests.stories.stage import PEOPLE_COLUMNS, Stage, instant, staged

CODE = "H01.05-250210-0001"
R17 = "R17-2025-Q1"


async def scene(stage: Stage) -> None:
    await process(stage)
    await many_dossiers(
        stage, 1, holder="Phạm Mẫu Hoa", step_due_at="13/02/2025 16:00", due_at="20/02/2025 16:00"
    )
    stage.all_read()


async def delegate(stage: Stage, who: str, name: str, days: str) -> None:
    await stage.types(who, f"ủy quyền cho {name} {days}")
    await stage.taps(who, "Đồng ý ủy quyền")
    stage.all_read()


async def test_a_delegate_decides_a_wish(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await scene(stage)
        await delegate(stage, "binh", "Lan", "từ 10/2 đến 14/2")
        await stage.types("hoa", "xin gia hạn 0001 đến 14/2 vì chờ ý kiến cơ quan thuế")
        stage.hears("hoa", "Đã trình Trần Mẫu Lan")
        stage.silent("binh")
        stage.hears("lan", "Lê Mẫu Bình", "chờ ý kiến cơ quan thuế")
        await stage.taps("lan", "Đồng ý lùi nhắc")
        stage.hears("lan", "đồng ý lùi nhắc")
        stage.hears("hoa", "đồng ý lùi nhắc", CODE)
        assert (await step(stage, 1, CODE)).promise_until == instant("13/2/2025 16:00")


async def test_a_delegate_asks_and_promises_for_the_holder(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await stage.load(
            "people",
            PEOPLE_COLUMNS,
            [("mo", "Cao Mẫu Mơ", "Công chức", "X1", "officer", "z-nam")],
        )
        await scene(stage)
        await delegate(stage, "hoa", "Mơ", "từ 10/2 đến 14/2")
        await stage.types("nam", f"{CODE} hẹn thứ 4")
        stage.hears("nam", "Đã ghi nhận lời hẹn", CODE)
        await stage.types("nam", f"gia hạn {CODE} đến 14/2 vì chờ thuế xác minh")
        stage.hears("nam", "Đã trình Lê Mẫu Bình")


async def test_a_coordinators_delegate_takes_reports(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        people = [
            ("cam", "Đào Mẫu Cam", "Chuyên viên", "H", "officer", "z-son"),
        ]
        await stage.load("people", PEOPLE_COLUMNS, people)
        await delegate(stage, "tam", "Cam", "từ 17/3 đến 21/3")
        await stage.until("17/3/2025 08:20")
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        stage.all_read()
        await stage.types("tam", "nộp đủ chưa")
        [button] = [
            b
            for b in stage.hears("tam", R17).buttons
            if b.title == "Xác nhận đã nhận tất cả đã gửi"
        ]
        assert button
        await stage.types("cam" if False else "son", "việc hôm nay")
        stage.all_read()


async def test_a_tap_on_what_is_done_is_answered(tmp_path: Path) -> None:
    """A wish and a promise about a report that was confirmed meanwhile."""
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await stage.until("17/3/2025 08:20")
        stage.all_read()
        await stage.types("lan", "gia hạn R17-2025-Q1")
        stage.hears("lan", "đến ngày nào")
        await stage.types("lan", "đã gửi báo cáo 17")
        await stage.types("tam", "đã nhận báo cáo xã Mẫu Một")
        stage.all_read()
        phone = stage.phone("lan")
        title = next(
            b.title
            for m in reversed(phone.received)
            if "đến ngày nào" in m.text
            for b in m.buttons
        )
        await stage.taps("lan", title)
        stage.hears("lan", "Xác nhận")
        stage.silent()


async def test_each_reads_their_own_language(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        hoa = ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "English")
        await stage.load("people", (*PEOPLE_COLUMNS[:5], "Ngôn ngữ"), [hoa])
        await process(stage)
        await many_dossiers(stage, 1, holder="Trần Mẫu Lan", step_due_at="13/02/2025 16:00")
        stage.all_read()
        await stage.types("binh", "giao hồ sơ 0001 cho chị Hoa")
        given = stage.unread("hoa")[0]
        assert given.buttons[0].title == "Done", given
        stage.all_read()
        await stage.types("binh", "ủy quyền cho Hoa từ 10/2 đến 14/2")
        await stage.taps("binh", "Đồng ý ủy quyền")
        told = stage.unread("hoa")[0]
        assert not any("không" in b.title.lower() for b in told.buttons), told.buttons
        assert "ngày" not in told.text, told.text
