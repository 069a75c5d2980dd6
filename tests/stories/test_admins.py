"""Administrators: health and limits in the chat; sending is stopped with a reason and goes on, and loses and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.health import read_sums
from db.halts import halts_in_force
from tests.stories.props import get, many_dossiers, process
from tests.stories.stage import PEOPLE, PEOPLE_COLUMNS, Stage, number, staged

ADMINS = {"quy": "leader;admin", "son": "coordinator;admin"}


async def appoint(stage: Stage) -> None:
    """Quý and Sơn are administrators beside what they are."""
    rows = [
        (*row[:4], ADMINS.get(row[0], row[4]), row[5], f"0{number(row[-1])[2:]}") for row in PEOPLE
    ]
    await stage.load("people", (*PEOPLE_COLUMNS, "phone"), rows)
    await stage.settle()
    stage.all_read()


async def stopped(stage: Stage, reason: str = "dữ liệu nguồn sai ngày hẹn") -> None:
    await stage.types("quy", f"dừng gửi: {reason}")
    await stage.taps("quy", "Xác nhận dừng gửi")


async def test_stopped_with_a_reason_and_a_button(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await appoint(stage)
        await stage.types("quy", "Dừng gửi")
        stage.hears("quy", "gõ lý do", "toàn bộ tin nhắn")
        await stage.types("quy", "dữ liệu nguồn sai ngày hẹn")
        stage.hears("quy", "xác nhận dừng gửi", "dữ liệu nguồn sai ngày hẹn")
        assert await halts_in_force(stage.service.store) == []
        await stage.taps("quy", "Xác nhận dừng gửi")
        stage.hears("quy", "Đã dừng gửi toàn bộ tin nhắn")
        stage.hears("son", "đã được Lý Mẫu Quý dừng", "dữ liệu nguồn sai ngày hẹn")
        [halt] = await halts_in_force(stage.service.store)
        assert (halt.scope, stage.who(halt.asked_by)) == ("all", "quy")
        assert "sending:all" in (await get(stage, "/readyz")).text
        await process(stage)
        await many_dossiers(stage, 3, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        await stage.until("10/2/2025 11:00")
        stage.silent()


async def test_what_waited_is_composed_anew_and_sums_agree(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await process(stage)
        await stopped(stage)
        stage.all_read()
        await many_dossiers(stage, 7, holder="Phạm Mẫu Hoa", step_due_at="10/02/2025 16:00")
        await stage.until("10/2/2025 15:00")
        stage.silent("hoa", "binh")
        await stage.types("son", "tiep tuc gui")
        stage.hears("son", "Đã gửi trở lại toàn bộ tin nhắn")
        stage.hears("quy", "Bùi Mẫu Sơn cho tiếp tục")
        told = stage.unread("hoa")
        assert len(told) == 1, [m.text for m in told]  # one digest, not one after another
        assert "0007" in told[0].text
        sums = await read_sums(stage.service.store)
        assert sums.agree
        assert (await get(stage, "/readyz")).status_code == 200


async def test_what_lay_in_the_outbox_does_not_go_out_as_it_was(tmp_path: Path) -> None:
    """Written before the stop, answered during it: nobody is reminded of what is done."""
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await process(stage)
        [code] = await many_dossiers(
            stage, 1, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00"
        )
        stage.all_read()
        await stopped(stage)
        stage.all_read()
        await stage.types("hoa", f"xong {code}")  # heard and recorded; the answer waits
        await stage.until("10/2/2025 16:00")
        stage.silent("hoa")
        await stage.types("quy", "tiếp tục gửi")
        stage.hears("hoa", "Đã xong", code)
        stage.silent("hoa")


async def test_what_is_said_about_work_is_no_reason(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await stage.types("quy", "dừng gửi")
        stage.all_read()
        await stage.types("quy", "việc hôm nay")
        stage.hears("quy", "không có việc nào")
        await stage.types("quy", "xong 0003")
        assert "xác nhận dừng gửi" not in stage.unread("quy")[-1].text
        stage.all_read()
        await stage.types("quy", "lỗi đồng bộ")
        stage.hears("quy", "xác nhận dừng gửi", "lỗi đồng bộ")
        await stage.types("quy", "dừng gửi")
        await stage.types("quy", "thôi")
        assert "Không có gì thay đổi" in stage.unread("quy")[-1].text


async def test_a_stop_outlives_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await process(stage)
        await stopped(stage)
        stage.all_read()
        await stage.restart()
        await many_dossiers(stage, 2, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        stage.silent()
        await stage.types("son", "sức khỏe")
        stage.hears("son", "ĐANG DỪNG GỬI toàn bộ tin nhắn", "dữ liệu nguồn sai ngày hẹn")


async def test_two_administrators_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        for who in ("quy", "son"):
            await stage.types(who, "dừng gửi: lỗi dữ liệu")
        await stage.phone("quy").taps("Xác nhận dừng gửi")
        await stage.phone("son").taps("Xác nhận dừng gửi")
        await stage.settle()
        assert len(await halts_in_force(stage.service.store)) == 1
        both = [m.text for who in ("quy", "son") for m in stage.unread(who)]
        assert sum("Đã dừng gửi toàn bộ" in text for text in both) == 1
        assert sum("đã dừng từ" in text for text in both) == 1
        for who in ("quy", "son"):
            await stage.phone(who).types("tiếp tục gửi")
        await stage.settle()
        both = [m.text for who in ("quy", "son") for m in stage.unread(who)]
        assert sum("không có việc gửi tin nào đang bị dừng" in text for text in both) == 1
        assert await halts_in_force(stage.service.store) == []


async def test_only_for_citizens_officers_go_on(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await process(stage)
        await stage.types("quy", "dung gui nguoi dan: mẫu tin sai")
        stage.hears("quy", "tin cho người dân")
        await stage.taps("quy", "Xác nhận dừng gửi")
        await many_dossiers(stage, 2, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        assert stage.unread("hoa")


async def test_a_proposal_grows_old_and_others_may_not(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await stage.types("quy", "dừng gửi: thử máy")
        stage.hears("quy", "xác nhận dừng gửi")
        await stage.until("10/2/2025 08:45")
        await stage.taps("quy", "Xác nhận dừng gửi")
        stage.hears("quy", "không còn hiệu lực")
        await stage.types("hoa", "dừng gửi: nhiều tin quá")
        assert await halts_in_force(stage.service.store) == []


@pytest.mark.parametrize(
    "said", ["sức khỏe", "SUC KHOE?", "hệ thống thế nào", "cho tôi xem hệ thống nhé"]
)
async def test_health_at_any_time(tmp_path: Path, said: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await appoint(stage)
        await stage.types("quy", said)
        stage.hears("quy", "Hệ thống hoạt động bình thường", "Tin chờ gửi: 0")


@pytest.mark.parametrize("said", ["hạn mức", "chi phi gui tin", "cho xem hạn mức"])
async def test_money_at_any_time(tmp_path: Path, said: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00", budget={"sms_day": 50_000}) as stage:
        await appoint(stage)
        await stage.types("quy", said)
        stage.hears("quy", "Chi phí gửi tin: hôm nay 0 đồng", "còn được dùng 50.000 đồng")
