"""Heads: the picture of their unit, urging one or all, work handed over, promises – and who else hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.props import dossiers, many_dossiers, process, step
from tests.stories.stage import Stage, staged

LATE = {
    "received_at": "03/02/2025 08:00",
    "step_due_at": "07/02/2025 16:00",
    "due_at": "20/02/2025 16:00",
}
AHEAD = {
    "received_at": "10/02/2025 08:00",
    "step_due_at": "12/02/2025 16:00",
    "due_at": "20/02/2025 16:00",
}


def code(n: int) -> str:
    return f"H01.05-250203-{n:04}"


async def scene(stage: Stage, lan: int = 2, hoa: int = 5, ahead: int = 1) -> None:
    """Late since Friday: some of Lan, some of Hoa; and something of Hoa that is still ahead."""
    await process(stage)
    rows = [{"code": code(n), "holder": "Trần Mẫu Lan"} | LATE for n in range(1, lan + 1)]
    rows += [
        {"code": code(n), "holder": "Phạm Mẫu Hoa"} | LATE for n in range(lan + 1, lan + hoa + 1)
    ]
    rows += [
        {"code": f"H01.05-250210-00{n + 90}", "holder": "Phạm Mẫu Hoa"} | AHEAD
        for n in range(1, ahead + 1)
    ]
    await dossiers(stage, *rows)
    stage.all_read()


async def test_the_picture_counts_first_then_the_worst(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await scene(stage)
        await stage.types("binh", "tình hình đơn vị")
        told = stage.hears(
            "binh",
            "Kính báo cáo đồng chí Chủ tịch UBND xã",
            "08 việc đang mở: 07 quá hạn",
            "Trần Mẫu Lan",
            "Phạm Mẫu Hoa",
        )
        assert told.text.count("\n- ") == 5
        assert [b.title for b in told.buttons] == ["Đôn đốc tất cả 07 việc trễ", "Xem tiếp"]
        await stage.taps("binh", "Xem tiếp")
        rest = stage.hears("binh", code(6), code(7))
        assert rest.text.count("\n- ") == 2
        stage.silent()


async def test_one_officers_work(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("binh", "viec cua chi lan")
        told = stage.hears("binh", "Trần Mẫu Lan", "02 việc đang mở: 02 quá hạn")
        assert "Phạm Mẫu Hoa" not in told.text


async def test_everybody_who_is_late_hears_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("binh", "tình hình")
        stage.all_read()
        await stage.taps("binh", "Đôn đốc tất cả 07 việc trễ")
        stage.hears("binh", "Đã đôn đốc 07 việc quá hạn", "Trần Mẫu Lan, Phạm Mẫu Hoa")
        assert len(stage.unread("lan")) == len(stage.unread("hoa")) == 1
        stage.all_read()
        await stage.until("10/2/2025 08:30")
        await stage.types("binh", "nhắc tất cả hồ sơ trễ")
        stage.hears(
            "binh", "Chưa có ai được đôn đốc thêm", "07 việc vì đã đôn đốc trong vòng một giờ"
        )
        stage.silent("lan", "hoa")


async def test_who_cannot_be_reached_is_named(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        people = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        await stage.load(
            "people", people, [("cuc", "Vũ Mẫu Cúc", "Công chức địa chính", "X1", "officer", "")]
        )
        await process(stage)
        await dossiers(stage, {"code": code(1), "holder": "Vũ Mẫu Cúc"} | LATE)
        stage.all_read()
        await stage.types("binh", "đôn đốc Cúc")
        stage.hears("binh", "Không gửi được cho: Vũ Mẫu Cúc")


async def test_urging_one_by_name(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("binh", "đôn đốc chị Lan giúp anh")
        stage.hears("binh", "Đã đôn đốc 02 việc quá hạn của Trần Mẫu Lan")
        assert stage.unread("lan")
        stage.silent("hoa")


async def test_one_dossier_goes_to_another(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("binh", "giao hồ sơ 0001 cho chị Hoa")
        stage.hears("binh", "đã chuyển", code(1), "Phạm Mẫu Hoa")
        stage.hears("hoa", code(1))
        stage.hears("lan", "đã chuyển", code(1), "Phạm Mẫu Hoa")
        assert stage.who((await step(stage, 1, code(1))).assignee_id) == "hoa"
        await stage.types("binh", "hoàn tác")
        stage.hears("binh", "Đã hoàn tác")
        stage.hears("hoa", "không nhắc đồng chí về việc này nữa")
        stage.hears("lan", "việc này lại do đồng chí xử lý")


async def test_all_work_of_one_goes_to_another_and_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("binh", "chuyển hết việc của Lan cho Hoa")
        asked = stage.hears("binh", "việc của Trần Mẫu Lan", "cho Phạm Mẫu Hoa")
        assert [b.title for b in asked.buttons] == ["Chuyển 08 việc"]
        assert stage.who((await step(stage, 1, code(1))).assignee_id) == "lan"
        await stage.taps("binh", "Chuyển 08 việc")
        stage.hears("binh", "đã chuyển 08 việc của Trần Mẫu Lan")
        stage.hears("lan", "đã chuyển 08 việc")
        stage.hears("hoa", "giao cho đồng chí 08 việc", code(1), code(2))
        assert stage.who((await step(stage, 1, code(2))).assignee_id) == "hoa"
        await stage.taps("binh", "Hoàn tác")
        stage.hears("binh", "Đã ghi nhận trả lời “Hoàn tác”")
        for who in ("lan", "hoa"):
            stage.hears(who, "đã rút lại việc chuyển", "việc")
        assert stage.who((await step(stage, 1, code(2))).assignee_id) == "lan"
        await stage.taps("binh", "Chuyển 08 việc")  # the old button: the question as it is now
        stage.hears("binh", "đã chuyển 08 việc")


async def test_only_within_the_unit(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("duc", "chuyển hết việc của Lan cho Nam")  # the head of another commune
        stage.hears("duc", "chưa hiểu")
        await stage.types("binh", "chuyển hết việc của Lan cho Nam")
        stage.hears("binh", "Chưa tìm thấy người nhận việc")
        await stage.types("hoa", "chuyển hết việc của Lan cho Hoa")
        assert stage.who((await step(stage, 1, code(1))).assignee_id) == "lan"


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("0001 hẹn thứ 5", "17 giờ 00 phút ngày 13/02/2025"),
        ("0001 hen 16h mai", "16 giờ 00 phút ngày 11/02/2025"),
        ("hẹn 0001 ngày 12/2", "17 giờ 00 phút ngày 12/02/2025"),
    ],
)
async def test_a_head_promises_for_somebody(tmp_path: Path, said: str, until: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage, lan=1, hoa=0, ahead=0)
        await stage.types("binh", said)
        stage.hears("binh", "Đã ghi nhận lời hẹn", code(1), until)
        stage.hears("lan", "Lê Mẫu Bình (Chủ tịch UBND xã) đã hẹn thay", until)


async def test_a_promise_rests_until_then_and_is_asked_about_first(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        [only] = await many_dossiers(
            stage,
            1,
            holder="Phạm Mẫu Hoa",
            step_due_at="13/02/2025 16:00",
            due_at="20/02/2025 16:00",
        )
        stage.all_read()
        await stage.types("hoa", "0001 xong trước 15h thứ 5")
        stage.hears("hoa", "Đã ghi nhận lời hẹn", "15 giờ 00 phút ngày 13/02/2025", "ngừng nhắc")
        await stage.until("13/2/2025 14:59")
        assert not [m for m in stage.unread("hoa") if only in m.text]
        await stage.until("13/2/2025 15:05")
        assert [m for m in stage.unread("hoa") if only in m.text]


async def test_a_promise_never_hides_what_is_overdue(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        [only] = await many_dossiers(
            stage,
            1,
            holder="Phạm Mẫu Hoa",
            step_due_at="11/02/2025 16:00",
            due_at="20/02/2025 16:00",
        )
        stage.all_read()
        await stage.types("hoa", "0001 hẹn thứ 6")
        stage.hears("hoa", "Lời hẹn sau hạn", "vẫn báo quá hạn", "gia hạn")
        await stage.until("11/2/2025 16:30")
        for who in ("hoa", "binh"):
            assert [m for m in stage.unread(who) if only in m.text]


async def test_a_leader_sees_all_units_and_may_look_at_one(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("quy", "tình hình các xã")
        told = stage.hears(
            "quy", "UBND tỉnh An Mẫu và các đơn vị trực thuộc", "07 quá hạn", "UBND xã Mẫu Một: 07"
        )
        assert len(told.text.splitlines()) <= 8
        await stage.types("quy", "tình hình xã Mẫu Một")
        stage.hears("quy", "UBND xã Mẫu Một có 08 việc đang mở: 07 quá hạn", "Trần Mẫu Lan")
        await stage.types("quy", "tình hình xã Mẫu")
        assert "chưa hiểu" in stage.unread("quy")[0].text


async def test_officers_have_no_picture_of_others(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("hoa", "việc của Lan")
        stage.hears("hoa", "chưa hiểu")
        await stage.types("hoa", "hồ sơ quá hạn")
        stage.hears("hoa", "Việc đến hạn hôm nay và đã quá hạn: 05 việc")
