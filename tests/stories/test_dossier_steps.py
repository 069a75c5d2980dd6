"""A dossier walks through its steps: who is told when, what silence does, what a claim is worth, who comes next."""

from __future__ import annotations

from pathlib import Path

from tests.stories.props import CODE, dossiers, fates, heard, keep_in_touch, process, progress, step
from tests.stories.stage import staged

BY_LAN = (CODE, "lan", "10/02/2025 09:30")  # the first step is done
BY_HOA = (CODE, "hoa", "12/02/2025 10:00")  # the second


async def test_a_step_is_handed_over_at_once_and_the_head_hears_of_it_in_the_digest(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await process(stage)
        await dossiers(stage, {})
        told = stage.hears("lan", "vừa được giao", CODE, "Tiếp nhận", "14 giờ 00 phút")
        assert [b.title for b in told.buttons] == [
            "Đã xong",
            "Đã nhận, đang làm",
            "Vướng mắc",
            "Chuyển người khác",
        ]
        stage.silent()
        await stage.taps("lan", "Đã nhận, đang làm")  # four working hours, the break between
        stage.hears("lan", "đang xử lý", "14 giờ 00 phút")
        await stage.until("10/2/2025 09:30")
        await progress(stage, BY_LAN)
        stage.hears("hoa", "vừa được giao", CODE, "Thẩm định", "13/02/2025")
        await stage.until("10/2/2025 15:59")
        stage.silent()
        await stage.until("10/2/2025 16:00")  # the digest: the second step only, the first is over
        stage.hears("binh", "mới được giao", "Phạm Mẫu Hoa", CODE)
        stage.silent()


async def test_a_hand_over_after_the_digest_waits_for_the_next_morning(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 16:10") as stage:
        await process(stage)
        await dossiers(stage, {"received_at": "10/02/2025 16:05"})
        stage.hears("lan", CODE)
        await stage.until("11/2/2025 07:29")
        stage.silent("binh")
        await stage.until("11/2/2025 07:30")
        stage.hears("binh", "mới được giao", CODE)


async def test_halfway_then_two_hours_before_then_the_silence_climbs(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)  # three days for the second step: due Thursday 09:30
        stage.all_read()
        await stage.until("11/2/2025 15:29")
        stage.all_read("binh")  # the hand-over, 16:00 on Monday
        stage.silent()
        await stage.until("11/2/2025 15:30")  # twelve of twenty-four working hours
        stage.hears("hoa", "một nửa thời gian", CODE)
        stage.silent()
        await stage.until("13/2/2025 07:29")
        stage.silent()
        await stage.until("13/2/2025 07:30")
        stage.hears("hoa", "sắp đến hạn", "2 giờ")
        await stage.until("13/2/2025 08:29")
        stage.silent()
        await stage.until("13/2/2025 08:30")  # one working hour of silence
        stage.hears("binh", "chưa có phản hồi", CODE, "Phạm Mẫu Hoa")
        await stage.until("13/2/2025 09:30")
        stage.hears("hoa", "đã hết hạn", CODE)
        stage.hears("binh", "đã hết hạn", CODE)
        await stage.until("14/2/2025 07:29")
        stage.silent()
        await stage.until("14/2/2025 07:30")
        stage.hears("hoa", "vẫn chưa", CODE)
        stage.hears("binh", "vẫn chưa", CODE)
        stage.hears("lan", "quá hạn", CODE, "UBND xã Mẫu Một")  # the coordinator
        stage.silent()
        await keep_in_touch(stage)
        await stage.until("18/2/2025 07:30")  # the third working day: Friday, Monday, Tuesday
        assert heard(stage, "chi", CODE) == ["18/2 07:30"]
        assert heard(stage, "hoa", CODE)[-3:] == ["14/2 07:30", "17/2 07:30", "18/2 07:30"]


async def test_an_answer_to_the_reminder_keeps_the_head_in_peace(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("13/2/2025 07:45")
        stage.all_read()
        await stage.types("hoa", "vâng")  # heard, nothing more
        await stage.until("13/2/2025 09:29")
        stage.silent("binh")
        await stage.until("13/2/2025 09:30")  # a date is a fact
        stage.hears("binh", "đã hết hạn", "Phản hồi: Đã nhận")


async def test_a_claim_rests_for_a_working_day_and_is_then_asked_about(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        stage.all_read()
        await stage.taps("hoa", "Đã xong")
        stage.hears("hoa", "Đã ghi nhận", "Thẩm định")
        await stage.until("13/2/2025 09:59")  # two hours before, due, an hour of silence: nothing
        stage.silent()
        await stage.until("13/2/2025 10:00")
        stage.hears("hoa", "chưa ghi nhận hoàn thành", CODE, "Vướng mắc")
        await stage.taps("hoa", "Vướng mắc")
        stage.hears("hoa", "vướng mắc")
        await stage.taps("hoa", "Lỗi đồng bộ")
        stage.hears("hoa", "Lỗi đồng bộ")
        stage.hears("lan", "Phạm Mẫu Hoa", "lỗi đồng bộ", CODE)  # she can have it synchronised
        assert (await step(stage, 2)).state == "claimed"
        stage.silent()  # nobody is called late for a fault of the synchronisation


async def test_silence_about_a_claim_climbs_to_the_head(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Đã xong")
        await stage.until("13/2/2025 10:00")  # a working day later the source has not agreed
        stage.all_read()
        await stage.until("13/2/2025 13:59")
        stage.silent("hoa", "binh")
        await stage.until("13/2/2025 14:00")  # two working hours, the lunch break between
        stage.hears("binh", "chưa có phản hồi", CODE)
        stage.silent("hoa", "binh")


async def test_a_claim_that_the_source_agrees_with_is_never_asked_about(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 09:00")
        stage.all_read()
        await stage.taps("hoa", "Đã xong")
        stage.hears("hoa", "Đã ghi nhận")
        await stage.until("12/2/2025 10:00")
        await progress(stage, BY_HOA)
        assert (await step(stage, 2)).state == "done"
        await stage.until("14/2/2025 12:00")
        stage.silent("hoa")


async def test_a_claim_can_be_renewed_when_the_source_still_disagrees(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await stage.taps("hoa", "Đã xong")
        await stage.until("13/2/2025 10:00")
        stage.all_read()
        await stage.taps("hoa", "Đã xong")  # as the question invites her to
        stage.hears("hoa", "Đã ghi nhận trả lời", "10 giờ 00 phút")
        await stage.until("14/2/2025 09:59")
        stage.silent("hoa")
        await stage.until("14/2/2025 10:00")  # and once more, a working day later
        stage.hears("hoa", "chưa ghi nhận hoàn thành", CODE)


async def test_each_progress_row_ends_a_step_and_the_next_holder_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await process(stage)
        await dossiers(stage, {})
        await progress(stage, BY_LAN)
        await stage.until("12/2/2025 10:00")
        await progress(stage, BY_HOA)
        first, second, third = [await step(stage, n) for n in (1, 2, 3)]
        assert [item.state for item in (first, second, third)] == ["done", "done", "open"]
        assert [stage.who(i.assignee_id) for i in (first, second, third)] == ["lan", "hoa", "binh"]
        assert heard(stage, "binh", "vừa được giao") == ["12/2 10:00"]  # the chairman signs
        await stage.until("13/2/2025 07:30")
        # He is his own head: what he was told as the holder is not told to him a second time.
        assert heard(stage, "binh", "Ký duyệt") == [
            "12/2 10:00",
            "12/2 14:00",
            "12/2 16:00",
            "13/2 07:30",
        ]
        assert [
            fate for (rung, person), fate in (await fates(stage, third)).items() if "silent" in rung
        ] == [("merged", "same_person")]


async def test_the_same_rows_again_late_and_turned_round_change_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "12/2/2025 10:05") as stage:
        await process(stage)
        await progress(stage, BY_HOA)  # its dossier is not known yet: the row waits for it
        stage.silent()
        assert (await dossiers(stage, {}))["created"] == 1
        await progress(stage, BY_LAN, BY_HOA)
        before = [await step(stage, n) for n in (3,)]
        stage.all_read()
        await stage.until("12/2/2025 11:00")
        assert (await progress(stage, BY_HOA, BY_LAN, BY_HOA))["unchanged"] == 3
        assert (await dossiers(stage, {}))["unchanged"] == 1
        assert [await step(stage, n) for n in (3,)] == before
        stage.silent()
