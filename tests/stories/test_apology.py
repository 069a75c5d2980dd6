"""A promised date in doubt: the head is asked, keeps it, is silent; what moves, rests or ends the question."""

from __future__ import annotations

from pathlib import Path

from tests.stories.promised import DONE, PROMISED, hears, letter, question, silent
from tests.stories.props import CODE, dossiers, fates, heard, keep_in_touch, many_dossiers, whole
from tests.stories.stage import instant, staged


async def test_a_silent_head_is_asked_again_and_then_others_hear_of_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:  # a Monday
        await dossiers(stage, PROMISED)
        await stage.until("20/3/2025 12:00")
        hears(stage, "binh", "có giữ được", CODE)
        await keep_in_touch(stage)
        stage.all_read()
        await stage.until("21/3/2025 07:59")
        silent(stage, "binh", "lan", "chi")
        await stage.until("21/3/2025 08:00")
        hears(stage, "binh", "ngày làm việc tới", "trước 17 giờ 00 phút ngày 21/3/2025")
        silent(stage, "binh")
        await stage.until("21/3/2025 10:00")  # two working hours
        hears(stage, "lan", "UBND xã Mẫu Một", "chưa trả lời", CODE, "Lê Mẫu Bình")
        await stage.until("21/3/2025 14:00")  # four, the break between
        hears(stage, "chi", "chưa trả lời", CODE)
        await stage.types("chi", "ok")
        hears(stage, "chi", "Đã ghi nhận", "Đã nhận")
        await stage.until("21/3/2025 15:00")
        hears(stage, "binh", "trước 17 giờ 00 phút")
        await stage.until("21/3/2025 23:00")
        silent(stage, "binh")  # 17:00 is closing: left in peace until Monday
        await stage.until("24/3/2025 07:00")
        hears(stage, "binh", "Đã hết thời gian ký văn bản xin lỗi", CODE)
        await stage.until("24/3/2025 07:30")
        assert heard(stage, "chi", "hết thời gian ký") == ["24/3 07:30"]
        assert heard(stage, "lan", "hết thời gian ký") == ["24/3 07:30"]


async def test_a_coordinator_urges_the_head(tmp_path: Path) -> None:
    async with staged(tmp_path, "21/3/2025 07:30") as stage:  # a Friday
        await dossiers(stage, PROMISED)
        await stage.until("21/3/2025 10:00")
        stage.all_read()
        await stage.taps("lan", "Đôn đốc")
        hears(stage, "lan", "Đã chuyển ý kiến", "Lê Mẫu Bình")
        urged = hears(stage, "binh", "Trần Mẫu Lan", "quyết định về ngày hẹn trả", CODE)
        assert [b.title for b in urged.buttons] == ["Giữ đúng hẹn", "Ký thư xin lỗi"]
        await stage.taps("binh", "Giữ đúng hẹn")
        hears(stage, "binh", "giữ đúng ngày hẹn")


async def test_a_head_who_keeps_the_date_is_asked_again_the_day_before_and_no_more(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        hears(stage, "binh", "có giữ được")
        await stage.taps("binh", "Giữ đúng hẹn")
        hears(stage, "binh", "Đã ghi nhận", "hỏi lại lúc 08 giờ 00 phút ngày 21/3/2025")
        await stage.taps("binh", "Giữ đúng hẹn")
        hears(stage, "binh", "đã ghi nhận trước đó", "Giữ đúng hẹn")
        await stage.until("21/3/2025 08:00")
        hears(stage, "binh", "ngày làm việc tới", "Phản hồi: Giữ đúng hẹn")
        await stage.taps("binh", "Giữ đúng hẹn")
        hears(stage, "binh", "Đã ghi nhận")
        assert (await question(stage)).state == "claimed"
        assert await stage.answers(await question(stage)) == ["keep", "keep"]
        stage.all_read()
        await stage.until("24/3/2025 07:59")
        assert not heard(stage, "chi", CODE)
        assert not heard(stage, "binh", "hết thời gian ký")
        await keep_in_touch(stage)
        await stage.until("24/3/2025 16:00")  # not kept: the ladder of the dossier says so
        told = [m for m in stage.phone("binh").received if "đã quá hạn trả kết quả" in m.text]
        assert "Ký thư xin lỗi" in [b.title for b in told[-1].buttons]
        await stage.taps("binh", "Ký thư xin lỗi")  # late is better than never
        await stage.taps("binh", "Cần xác minh, thẩm tra thêm")
        await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
        await stage.taps("binh", "Đã ký")
        assert (await whole(stage)).due_at == instant("26/3/2025 16:00")


async def test_a_dossier_that_is_finished_is_not_asked_about(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        hears(stage, "binh", "có giữ được")
        await stage.until("20/3/2025 10:00")
        await dossiers(stage, DONE)
        assert (await question(stage)).state == "done"
        stage.all_read()
        for title in ("Giữ đúng hẹn", "Ký thư xin lỗi"):  # stale buttons
            await stage.taps("binh", title)
            hears(stage, "binh", "đã kết thúc", CODE)
        assert await letter(stage) is None
        await stage.until("24/3/2025 17:00")
        silent(stage, "binh", "chi", "lan")


async def test_a_claim_of_the_officer_rests_the_question_and_its_end_wakes_it(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.until("21/3/2025 07:45")
        stage.all_read()
        await stage.until("21/3/2025 08:00")
        await stage.taps("hoa", "Đã xong")
        assert (await question(stage)).state == "claimed"
        stage.all_read()
        await stage.until("21/3/2025 10:00")
        silent(stage, "lan", "chi")
        await stage.types("hoa", "hoàn tác")
        assert (await question(stage)).state == "claimed"  # too late: it stays a claim
        await stage.until("21/3/2025 14:59")
        silent(stage, "chi", "binh")


async def test_a_question_that_a_claim_held_back_is_asked_when_the_claim_ends(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.until("21/3/2025 07:55")
        await stage.types("hoa", "xong")
        assert (await question(stage)).state == "claimed"
        stage.all_read()
        await stage.until("21/3/2025 08:05")
        silent(stage, "binh")
        await stage.types("hoa", "hoàn tác")
        hears(stage, "binh", "ngày làm việc tới", CODE)


async def test_a_claim_taken_back_wakes_the_question(tmp_path: Path) -> None:
    async with staged(tmp_path, "21/3/2025 08:00") as stage:  # a Friday
        await dossiers(stage, PROMISED)
        await stage.taps("hoa", "Đã xong")
        assert (await question(stage)).state == "claimed"
        await stage.types("hoa", "hoàn tác")
        assert (await question(stage)).state == "open"
        await stage.taps("hoa", "Đã xong")
        await dossiers(stage, PROMISED | {"holder": "lan"})  # the claim ends with its holder
        assert (await question(stage)).state == "open"


async def test_many_dossiers_make_one_digest_whose_lines_can_be_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:  # a Monday
        codes = await many_dossiers(stage, 7, **PROMISED)
        await stage.until("20/3/2025 07:29")
        stage.all_read()
        await stage.until("20/3/2025 07:30")
        told = hears(stage, "binh", "07 hồ sơ cần trả lời về ngày hẹn", *codes)
        silent(stage, "binh")
        assert told.text.count("hẹn trả 16:00 ngày 24/3/2025") == 7
        await stage.types("binh", "giữ hẹn 1, 2, 3")
        hears(stage, "binh", "Đã ghi nhận", "03 việc")
        await stage.types("binh", "xin lỗi 4")
        hears(stage, "binh", "lý do không giữ được", codes[3])
        await stage.taps("binh", "Số lượng hồ sơ tăng cao")
        await stage.types("binh", "27/3")
        await stage.taps("binh", "Đã ký")
        assert (await whole(stage, codes[3])).due_at == instant("27/3/2025 16:00")
        assert [len(await stage.answers(await question(stage, c))) for c in codes] == [
            1, 1, 1, 2, 0, 0, 0,
        ]  # fmt: skip
        stage.all_read()
        await stage.until("21/3/2025 08:00")  # those that are left, in one message again
        again = hears(stage, "binh", "06 hồ sơ cần trả lời về ngày hẹn")
        assert codes[3] not in again.text
        await stage.taps("binh", "Trả lời từng việc")
        singles = stage.unread("binh")[:4]
        assert all(b.title != "Đôn đốc" for m in singles for b in m.buttons[:2])


async def test_many_unanswered_questions_are_urged_with_one_tap(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        codes = await many_dossiers(stage, 7, **PROMISED)
        await keep_in_touch(stage)
        await stage.until("21/3/2025 09:59")
        stage.all_read()
        await stage.until("21/3/2025 10:00")
        told = hears(stage, "lan", "07 hồ sơ cần trả lời về ngày hẹn", *codes)
        assert told.text.count("thủ trưởng chưa trả lời") == 7
        await stage.taps("lan", "Đôn đốc")
        hears(stage, "lan", "Đã ghi nhận", "07 việc")
        hears(stage, "binh", "07 hồ sơ cần trả lời về ngày hẹn", *codes)
        await stage.types("binh", "giữ hẹn tất cả")
        hears(stage, "binh", "07 việc")
        await stage.until("21/3/2025 14:00")
        silent(stage, "chi")


async def test_same_day_and_next_day_procedures_flood_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:  # a Monday
        await many_dossiers(
            stage, 9, received_at="17/03/2025 08:00", due_at="18/03/2025 08:00", holder="hoa"
        )
        rows = await stage.service.store.all("items_counts")
        assert not [row for row in rows if row[0] == "apology"]
        stage.all_read()
        await stage.until("17/3/2025 17:00")
        assert not [m for m in stage.unread("binh") if "ngày hẹn" in m.text]


async def test_a_dossier_that_rested_over_the_question_is_asked_about_when_it_goes_on(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:  # a Monday
        await dossiers(stage, PROMISED)
        await stage.until("19/3/2025 10:00")
        await dossiers(stage, PROMISED | {"status": "5"})
        assert (await question(stage)).state == "suspended"
        stage.all_read()
        await stage.until("21/3/2025 09:30")
        silent(stage, "binh")
        await dossiers(stage, PROMISED)  # it goes on, and its date is the same
        hears(stage, "binh", "ngày làm việc tới", CODE)
        await stage.until("21/3/2025 11:00")


async def test_a_date_that_its_source_moves_asks_anew(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        hears(stage, "binh", "có giữ được")
        await stage.taps("binh", "Ký thư xin lỗi")
        await stage.taps("binh", "Chờ cơ quan phối hợp")
        await stage.until("20/3/2025 09:00")
        await dossiers(stage, PROMISED | {"due_at": "28/03/2025 16:00"})
        stage.all_read()
        await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
        hears(stage, "binh", "Hạn của")  # about a date that is no more
        await stage.types("binh", "31/3")  # the draft was about it too
        hears(stage, "binh", "chưa hiểu")
        await stage.until("26/3/2025 07:30")
        hears(stage, "binh", "có giữ được", "28/3/2025")


async def test_one_that_is_late_when_it_is_first_heard_of_asks_for_no_letter(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "26/3/2025 09:00") as stage:  # a Wednesday
        await dossiers(stage, PROMISED)
        assert not heard(stage, "binh", "hết thời gian ký")
        assert not await fates(stage, await question(stage))


async def test_a_unit_without_a_head_is_warned_about_and_the_one_above_is_asked(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        gone = ("binh", "Lê Mẫu Bình", "Chuyên viên", "X1", "officer", "z-binh")
        columns = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        await stage.load("people", columns, [gone])
        await dossiers(stage, PROMISED)
        warned = await stage.service.store.all("list_warnings", unit="X1", after_id=0, limit=50)
        assert "head_missing" in [w[1] for w in warned]
        hears(stage, "chi", "hẹn trả 16:00 ngày 24/3/2025", CODE)  # head of the district above
        silent(stage, "binh")
        await stage.load("people", columns, [("binh", "Lê Mẫu Bình", "Chủ tịch UBND xã", "X1", "head", "z-binh")])  # fmt: skip
        await stage.until("21/3/2025 08:00")
        hears(stage, "binh", "ngày làm việc tới", CODE)
        warned = await stage.service.store.all("list_warnings", unit="X1", after_id=0, limit=50)
        assert "head_missing" not in [w[1] for w in warned]
