"""The 17th: the communes' quarterly report falls due, one confirms, one stays silent, and the day is closed."""

from __future__ import annotations

from tests.stories.stage import staged

R17 = "R17-2025-Q1"


async def test_the_reminder_comes_at_eight_and_a_claim_waits_for_the_receiving_side(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        await stage.until("17/3/2025 07:59")
        stage.silent("lan", "binh")
        await stage.until("17/3/2025 08:00")
        told = stage.hears(
            "lan", "Báo cáo định kỳ quý", R17, "17/3/2025", "Số liệu từ 15/12/2024 đến 14/3/2025"
        )
        assert [b.title for b in told.buttons] == [
            "Đã xong",
            "Đã nhận, đang làm",
            "Vướng mắc",
            "Chuyển người khác",
        ]
        await stage.until("17/3/2025 08:20")
        await stage.taps("lan", "Đã xong")
        stage.hears("lan", "Đã ghi nhận", "Đã xong", "Trần Mẫu Lan", "08 giờ 20 phút")
        assert (await stage.item(R17, "X1")).state == "claimed"
        await stage.until("17/3/2025 15:59")
        stage.silent("lan", "binh")  # a claim rests: nobody is escalated to
        stage.hears(
            "tam", "UBND xã Mẫu Hai", "chưa có phản hồi"
        )  # of the other commune's silence only
        stage.silent("tam")
        await stage.until("17/3/2025 16:00")  # the district's digest
        stage.hears("tam", R17, "UBND xã Mẫu Một")
        await stage.taps("tam", "Xác nhận")
        stage.hears("tam", "Xác nhận", "UBND xã Mẫu Một")
        stage.hears("lan", "xác nhận", R17)
        assert (await stage.item(R17, "X1")).state == "done"
        await stage.until("21/3/2025 16:30")
        assert R17 not in "".join(m.text for m in stage.unread("lan"))


async def test_silence_climbs_to_the_head_who_urges_and_then_further(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await stage.until("17/3/2025 09:59")
        stage.hears("nam", R17)
        stage.silent("duc")
        await stage.until("17/3/2025 10:00")  # two working hours after the question
        stage.hears("duc", R17, "Võ Mẫu Nam")
        await stage.taps("duc", "Đôn đốc")
        stage.hears("duc", "đôn đốc", "Võ Mẫu Nam")
        stage.hears("nam", "Đỗ Mẫu Đức", R17)
        stage.silent("nam", "duc")
        await stage.taps("duc", "Đôn đốc")  # again: what is recorded, by whom and when
        stage.hears("duc", "Đôn đốc", "Đỗ Mẫu Đức", "10 giờ 00 phút")
        stage.silent("nam")
        await stage.until("17/3/2025 13:59")
        stage.silent("duc", "tam")
        await stage.until(
            "17/3/2025 14:00"
        )  # four working hours: the coordinator above hears of both communes
        assert [R17 in m.text for m in stage.unread("tam")] == [True, True]
        stage.all_read("tam")
        await stage.until("18/3/2025 07:00")  # due at 17:00; told when the office opens
        stage.hears("duc", R17)
        stage.hears("nam", R17)
        await stage.until("18/3/2025 07:30")
        stage.hears("tam", R17)  # the receiving side's digest
        await stage.until("19/3/2025 07:30")
        assert any(R17 in m.text for m in stage.unread("chi"))  # the leader


async def test_a_second_tap_answers_with_what_is_recorded(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("lan", R17)
        await stage.taps("lan", "Đã xong")
        first = stage.hears("lan", "Đã ghi nhận")
        stage.clock.jump_to(stage.clock.now() + 120)
        await stage.taps("lan", "Đã xong")
        stage.hears("lan", "đã ghi nhận trước đó", "Đã xong", "Trần Mẫu Lan", "08 giờ 00 phút")
        assert first.buttons[0].title == "Hoàn tác"
        assert len(await stage.answers(await stage.item(R17, "X1"))) == 1


async def test_an_answer_can_be_taken_back_for_a_quarter_of_an_hour(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        await stage.until("17/3/2025 08:14")
        await stage.taps("lan", "Hoàn tác")
        assert (await stage.item(R17, "X1")).state == "open"
        stage.all_read("lan", "binh")
        await stage.until("17/3/2025 10:00")
        stage.hears("binh", R17, "Trần Mẫu Lan")  # the silence counts again
        await stage.taps("lan", "Đã xong")
        stage.all_read("lan")
        await stage.until("17/3/2025 10:16")
        await stage.taps("lan", "Hoàn tác")
        stage.hears("lan", "đã quá thời gian")
        assert (await stage.item(R17, "X1")).state == "claimed"


async def test_working_on_it_is_a_promise_that_lapses_back_into_the_ladder(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("nam", R17)
        await stage.taps("nam", "Đã nhận, đang làm")
        stage.hears("nam", "14 giờ 00 phút")  # four working hours, the lunch break between
        await stage.until("17/3/2025 13:59")
        stage.silent("nam", "duc")  # neither reminder nor escalation while it runs
        await stage.until("17/3/2025 14:00")
        stage.hears("nam", R17)
        await stage.until("17/3/2025 16:00")
        assert any(R17 in m.text for m in stage.unread("duc"))  # silence after the lapse


async def test_being_stuck_asks_for_the_reason_and_tells_the_head(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("nam", R17)
        await stage.taps("nam", "Vướng mắc")
        asked = stage.hears("nam")
        assert [b.title for b in asked.buttons] == [
            "Chờ công dân",
            "Chờ cơ quan thuế",
            "Chờ cơ quan phối hợp",
            "Lỗi đồng bộ",
            "Xem thêm lý do",
        ]
        stage.silent("duc")
        await stage.taps("nam", "Xem thêm lý do")
        assert [b.title for b in stage.hears("nam").buttons] == ["Chờ ký", "Lý do khác"]
        await stage.taps("nam", "Chờ ký")
        stage.hears("nam", "Chờ ký")
        stage.hears("duc", "Võ Mẫu Nam", "Chờ ký", R17)
        await stage.taps("nam", "Chờ ký")
        stage.hears("nam", "đã ghi nhận trước đó")
        stage.silent("duc")


async def test_handing_on_tells_both_and_the_old_buttons_no_longer_count(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        stage.hears("lan", R17)
        await stage.taps("lan", "Chuyển người khác")
        stage.hears("lan", "Phạm Mẫu Hoa")
        await stage.taps("lan", "Phạm Mẫu Hoa")
        stage.hears("lan", "đã chuyển", "Phạm Mẫu Hoa")
        stage.hears("hoa", "Trần Mẫu Lan", R17)
        assert stage.who((await stage.item(R17, "X1")).assignee_id) == "hoa"
        await stage.taps("lan", "Đã xong")
        stage.hears("lan", "Phạm Mẫu Hoa")
        assert (await stage.item(R17, "X1")).state == "open"
        await stage.taps("hoa", "Đã xong")
        assert (await stage.item(R17, "X1")).state == "claimed"


async def test_the_receiving_side_may_say_that_nothing_came(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        stage.all_read()
        await stage.until("17/3/2025 16:00")
        stage.all_read("tam")
        await stage.taps("tam", "Chưa nhận được")
        stage.hears("tam", "Chưa nhận được")
        stage.hears("lan", R17)
        assert (await stage.item(R17, "X1")).state == "open"


async def test_who_starts_on_the_day_itself_is_told_what_is_due_today(tmp_path):
    async with staged(tmp_path, "17/3/2025 09:20") as stage:
        await stage.settle()
        stage.hears("nam", R17, "trong hôm nay")
        stage.silent("duc")  # nobody has been silent yet
