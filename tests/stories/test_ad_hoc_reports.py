"""A report asked for once: typed at the district, shown as a draft, given to the communes, sent, moved, called off."""

from __future__ import annotations

import msgspec

from tests.stories.stage import Stage, staged

START = "17/11/2025 08:00"  # a Monday
ASK = "giao báo cáo: Tình hình hồ sơ đất đai hạn 16h 18/11 cho các xã"


async def _given(stage: Stage, words: str = ASK) -> None:
    await stage.settle()
    stage.all_read()
    await stage.types("tam", words)
    stage.hears("tam", "Dự thảo giao báo cáo", "chưa gửi đến đơn vị nào")
    await stage.taps("tam", "Giao báo cáo")
    stage.hears("tam", "Đã giao báo cáo mã DX1")


async def test_a_whole_sentence_becomes_a_draft_and_one_tap_gives_it_to_every_commune(tmp_path):
    async with staged(tmp_path, START) as stage:
        await stage.settle()
        stage.all_read()
        await stage.types("tam", ASK)
        draft = stage.hears(
            "tam",
            "Tình hình hồ sơ đất đai",
            "16 giờ 00 phút ngày 18/11/2025",
            "02 (UBND xã Mẫu Một, UBND xã Mẫu Hai)",
            "UBND huyện Mẫu",
        )
        assert [b.title for b in draft.buttons] == ["Giao báo cáo", "Bỏ qua"]
        stage.silent("lan", "nam")  # nothing was given yet
        await stage.taps("tam", "Giao báo cáo")
        stage.hears("tam", "Đã giao báo cáo mã DX1 của đồng chí cho 02 đơn vị")
        for name in ("lan", "nam"):
            stage.hears(
                name,
                "DX1",
                "Tình hình hồ sơ đất đai",
                "16 giờ 00 phút ngày 18/11/2025",
                "UBND huyện Mẫu",
            )
        await stage.taps("tam", "Giao báo cáo")  # again: what is recorded
        stage.hears("tam", "Đã giao báo cáo mã DX1 của đồng chí cho 02 đơn vị")
        stage.silent("lan", "nam")
        told = msgspec.json.decode((await stage.item("DX1", "X1")).derivation)
        assert (told["op"], told["given_by"], told["given_at"]) == (
            "ad_hoc",
            "tam",
            "2025-11-17T08:00:00+07:00",
        )


async def test_what_is_missing_is_asked_for_step_by_step_and_survives_a_restart(tmp_path):
    async with staged(tmp_path, START) as stage:
        await stage.settle()
        stage.all_read()
        await stage.types("tam", "YEU CAU BAO CAO")
        stage.hears("tam", "gõ tên báo cáo")
        await stage.types("tam", "Báo cáo nhanh về hồ sơ quá hạn")
        stage.hears("tam", "Báo cáo nhanh về hồ sơ quá hạn", "gõ hạn gửi")
        await stage.restart()
        await stage.types("tam", "hôm nào đó")
        stage.hears("tam", "chưa hiểu hạn gửi")
        await stage.types("tam", "hôm qua 16h 14/11/2025")
        stage.hears("tam", "chưa hiểu hạn gửi")
        await stage.types("tam", "việc hôm nay")  # what is asked meanwhile is answered
        assert "Dự thảo" not in stage.hears("tam").text
        await stage.types("tam", "tình hình báo cáo")
        assert "Dự thảo" not in stage.hears("tam").text
        await stage.types("tam", "16h 14/11/2025")
        stage.hears("tam", "phải sau thời điểm hiện tại")
        await stage.types("tam", "trước ngày 20/11")
        asked = stage.hears("tam", "ngày 19/11/2025", "tính đến 17 giờ 00 phút ngày 19/11/2025")
        assert "Tất cả các xã, phường" in [b.title for b in asked.buttons]
        await stage.types("tam", "xã Mẫu Một, xã Mẫu Chín")
        stage.hears("tam", "chưa rõ đơn vị: xa mau chin")
        await stage.taps("tam", "Tất cả các xã, phường")
        stage.hears("tam", "02 (UBND xã Mẫu Một, UBND xã Mẫu Hai)")
        await stage.types("tam", "X2")  # corrected before it is given
        stage.hears("tam", "01 (UBND xã Mẫu Hai)")
        await stage.types("tam", "đồng ý")
        stage.hears("tam", "Đã giao báo cáo mã DX1 của đồng chí cho 01 đơn vị")
        stage.silent("lan")
        stage.hears("nam", "DX1", "ngày 19/11/2025")


async def test_it_is_put_aside_and_an_officer_cannot_give_one(tmp_path):
    async with staged(tmp_path, START) as stage:
        await stage.settle()
        stage.all_read()
        await stage.types("tam", ASK)
        await stage.taps("tam", "Bỏ qua")
        stage.hears("tam")
        stage.hears("tam", "không giao báo cáo nào")
        await stage.taps("tam", "Giao báo cáo")
        stage.hears("tam", "không giao báo cáo nào")
        await stage.types("lan", ASK)  # a commune has nobody below it
        stage.hears("lan", "chưa hiểu")
        stage.silent("nam")


async def test_the_desk_sees_it_and_the_giver_hears_when_all_have_sent_it(tmp_path):
    async with staged(tmp_path, START) as stage:
        await _given(stage)
        await stage.until("17/11/2025 09:00")
        stage.all_read()
        await stage.types("lan", "đã gửi báo cáo DX1")
        stage.hears("lan", "Đã ghi nhận", "DX1")
        await stage.types("tam", "báo cáo DX1")
        stage.hears("tam", "Đã nộp 01/02 đơn vị", "UBND xã Mẫu Hai")
        await stage.types("nam", "đã nộp báo cáo 1")
        stage.hears("nam", "Đã ghi nhận", "DX1")
        stage.hears("tam", "Các đơn vị đã nộp đủ báo cáo", "02/02", "DX1")
        await stage.types("nam", "hoàn tác")
        await stage.types("nam", "đã gửi báo cáo DX1")
        stage.silent("tam")  # the closing words are said once


async def test_within_hours_the_ladder_is_short_and_the_late_ones_are_told_of_at_the_hour(tmp_path):
    async with staged(tmp_path, START) as stage:
        await _given(stage, "giao báo cáo: Sự cố mạng hạn 11h hôm nay cho các xã")
        stage.hears("lan", "DX1")
        stage.hears("binh", "DX1")  # the head at once
        await stage.until("17/11/2025 09:29")
        stage.silent("lan", "binh")
        await stage.until("17/11/2025 09:30")
        stage.hears("lan", "DX1")
        await stage.until("17/11/2025 10:00")
        stage.hears("binh", "DX1", "chưa có phản hồi")
        await stage.types("lan", "đã gửi báo cáo DX1")
        stage.all_read()
        await stage.until("17/11/2025 10:30")
        stage.hears("nam", "DX1")
        await stage.until("17/11/2025 11:00")
        stage.hears("nam", "DX1", "hết hạn")
        stage.hears("tam", "DX1", "Đã nộp 01/02 đơn vị", "01 quá hạn", "UBND xã Mẫu Hai")


async def test_its_date_is_moved_in_the_open(tmp_path):
    async with staged(tmp_path, START) as stage:
        await _given(stage)
        await stage.types("lan", "đã gửi báo cáo DX1")
        stage.all_read()
        await stage.types("tam", "dời hạn DX1 đến trước ngày 21/11")
        stage.hears(
            "tam",
            "từ 16 giờ 00 phút ngày 18/11/2025 đến 17 giờ 00 phút ngày 20/11/2025",
            "01 đơn vị",
        )
        assert (await stage.item("DX1", "X2")).version == 1
        await stage.taps("tam", "Đồng ý dời hạn")
        stage.hears("tam", "Đã dời hạn", "ngày 20/11/2025")
        stage.hears(
            "nam",
            "Ngô Mẫu Tâm đã dời hạn",
            "ngày 20/11/2025",
            "hạn trước: 16 giờ 00 phút ngày 18/11/2025",
        )
        stage.silent("lan")  # has sent it
        item = await stage.item("DX1", "X2")
        assert (item.version, item.due_precision) == (2, "date")
        await stage.taps("tam", "Đồng ý dời hạn")
        stage.hears("tam", "Đã dời hạn")
        assert (await stage.item("DX1", "X2")).version == 2
        await stage.types("an", "dời hạn DX1 đến 25/11")  # somebody else's
        stage.hears("an", "chưa tìm thấy")


async def test_it_is_called_off_and_whoever_owed_it_hears_so(tmp_path):
    async with staged(tmp_path, START) as stage:
        await _given(stage)
        stage.all_read()
        await stage.types("tam", "hủy báo cáo DX1")
        stage.hears("tam", "Nếu hủy, 02 đơn vị")
        await stage.taps("tam", "Đồng ý hủy")
        stage.hears("tam", "Đã hủy báo cáo mã DX1", "02 đơn vị")
        for name in ("lan", "nam"):
            stage.hears(name, "đã hủy yêu cầu báo cáo", "DX1")
        await stage.taps("tam", "Đồng ý hủy")
        stage.hears("tam", "Đã hủy báo cáo mã DX1", "02 đơn vị")
        await stage.until("19/11/2025 17:00")
        assert not any(
            "DX1" in m.text for name in ("lan", "nam", "tam") for m in stage.unread(name)
        )
        assert {(await stage.item("DX1", unit)).state for unit in ("X1", "X2")} == {"cancelled"}


async def test_hundreds_of_units_at_once(tmp_path):
    async with staged(tmp_path, START) as stage:
        units = [(f"Y{n}", f"UBND xã Thêm {n:03}", "xa", "H") for n in range(300)]
        await stage.load("units", ("code", "name", "level", "parent"), units)
        await _given(stage)
        items = await stage.service.store.all("items_by_code", code="DX1")
        assert len(items) == 302
