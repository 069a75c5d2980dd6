"""A promised date in doubt: the head is asked, keeps it or signs a letter; silence climbs; a date moves once.

The dossier was received on Monday 10/3/2025 and is promised for Monday 24/3/2025, 16:00. So the letter is due on Friday
21/3 at 17:00; the head is asked on Thursday in the digest and on Friday at 08:00.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from bot.sandbox.model import Message
from db.records import Letter, WorkItem
from tests.stories.props import CODE, dossiers, fates, heard, keep_in_touch, many_dossiers, whole
from tests.stories.props import _by_key as by_key
from tests.stories.stage import PEOPLE, Stage, instant, staged

PROMISED = {"received_at": "10/03/2025 08:00", "due_at": "24/03/2025 16:00", "holder": "hoa"}
DONE = PROMISED | {"status": "9"}


def _past_reports(stage: Stage, name: str) -> None:
    """Reports fall due in these weeks too; these stories are not about them."""
    while (unread := stage.unread(name)) and CODE[:10] not in unread[0].text:
        if not re.search(r"\b[A-Z]{1,2}\d{0,2}-\S*2025|Phụ lục", unread[0].text):
            return
        stage._read[name] = stage._read.get(name, 0) + 1


def hears(stage: Stage, name: str, *words: str) -> Message:
    """The next unread message that is not about reports."""
    _past_reports(stage, name)
    return stage.hears(name, *words)


def silent(stage: Stage, *names: str) -> None:
    """Nothing unread but about reports."""
    for name in names or [row[0] for row in PEOPLE]:
        _past_reports(stage, name)
        stage.silent(name)


async def question(stage: Stage, code: str = CODE) -> WorkItem:
    return await by_key(stage, f"apology:{code}")


async def letter(stage: Stage, code: str = CODE) -> Letter | None:
    found = await whole(stage, code)
    row = await stage.service.store.one("letter_of_dossier", dossier_id=found.dossier_id)
    return Letter(*row) if row else None


async def news(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """What was noted for citizens."""
    async with stage.service.store.tx() as tx:
        rows = tx._conn.execute("SELECT occasion, facts FROM citizen_news ORDER BY id").fetchall()
    return [(row[0], json.loads(row[1])) for row in rows]


async def sign(stage: Stage, reason: str = "Chờ cơ quan phối hợp") -> None:
    """The head goes the whole way to the 26th, a Wednesday."""
    await stage.taps("binh", "Ký thư xin lỗi")
    await stage.taps("binh", reason)
    await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
    await stage.taps("binh", "Đã ký")


async def test_the_head_is_asked_two_working_days_before_and_the_letter_moves_the_date(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:  # a Monday
        await dossiers(stage, PROMISED)
        await keep_in_touch(stage)
        await stage.until("20/3/2025 07:29")  # a Thursday
        assert heard(stage, "binh", CODE) == []
        await keep_in_touch(stage)
        stage.all_read()
        await stage.until("20/3/2025 07:30")
        asked = hears(stage, "binh", CODE, "16 giờ 00 phút ngày 24/3/2025", "có giữ được")
        assert [b.title for b in asked.buttons] == ["Giữ đúng hẹn", "Ký thư xin lỗi"]
        await stage.taps("binh", "Ký thư xin lỗi")
        why = hears(stage, "binh", "lý do không giữ được", CODE)
        assert len(why.buttons) == 5
        await stage.taps("binh", "Chờ cơ quan phối hợp")
        when = hears(stage, "binh", "Lý do: Chờ cơ quan phối hợp", "chọn ngày hẹn mới")
        assert [b.title for b in when.buttons][:2] == [
            "25/3/2025 (01 ngày làm việc)",
            "26/3/2025 (02 ngày làm việc)",
        ]
        await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
        hears(
            stage, "binh", "Dự thảo", "thứ Tư, ngày 26 tháng 3 năm 2025", f"nhacviec apology {CODE}"
        )
        assert await news(stage) == []  # a draft moves nothing
        assert (await whole(stage)).due_at == instant("24/3/2025 16:00")
        await stage.taps("binh", "Đã ký")
        hears(stage, "binh", "Đã ghi nhận", "ký văn bản xin lỗi", "thứ Tư, ngày 26 tháng 3")
        moved = await whole(stage)
        assert moved.due_at == instant("26/3/2025 16:00")
        assert json.loads(moved.derivation)["extension"]["stated"].startswith("2025-03-24T16:00")
        stored = await stage.service.store.all("dossiers_of", codes=json.dumps([CODE]))
        assert stored[0][6] == instant("24/3/2025 16:00")  # NgayHenTra stays as its source told it
        assert (await question(stage)).state == "done"
        assert await news(stage) == [
            (
                "date_moved",
                {
                    "old_date": "2025-03-24",
                    "new_date": "2025-03-26",
                    "reason": "Chờ cơ quan phối hợp",
                },
            )
        ]
        stage.all_read()
        await stage.until("21/3/2025 17:00")  # nobody asks about the old date any more
        silent(stage, "binh", "chi", "lan")


async def test_reminders_follow_the_new_date_and_the_source_may_take_it_over(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await sign(stage)
        before = await whole(stage)
        await dossiers(stage, PROMISED | {"due_at": "26/03/2025 16:00"})
        after = await whole(stage)
        assert (after.due_at, after.version) == (before.due_at, before.version)
        warned = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=50)
        assert not [w for w in warned if w[1] in ("promise_differs", "extension_differs")]
        stage.all_read()
        await stage.until("25/3/2025 08:00")
        assert heard(stage, "hoa", "trước hạn") or heard(stage, "hoa", CODE)[-1] == "25/3 08:00"
        await stage.until("26/3/2025 15:59")
        assert not heard(stage, "hoa", "đã hết hạn")
        await dossiers(
            stage, PROMISED | {"due_at": "28/03/2025 16:00"}
        )  # and otherwise it is right
        assert (await whole(stage)).due_at == instant("28/3/2025 16:00")
        warned = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=50)
        assert [w[1] for w in warned if w[4] == CODE] == ["extension_differs"]


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


async def test_only_the_head_is_heard_and_ok_signs_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        stage.all_read()
        payload = next(
            b.payload
            for m in stage.phone("binh").received
            for b in m.buttons
            if b.title == "Ký thư xin lỗi"
        )
        await stage.types("hoa", str(payload))  # somebody else's button
        assert await letter(stage) is None
        silent(stage)
        await stage.types("binh", "ok")
        hears(stage, "binh", "chỉ trả lời có quyết định", "Giữ đúng hẹn")
        assert await stage.answers(await question(stage)) == []
        await stage.taps("binh", "Ký thư xin lỗi")
        await stage.types("binh", "lý do: Cơ quan  phối hợp chưa gửi kết quả")
        await stage.types("binh", "26/3")
        stage.all_read()
        await stage.types("binh", "ok")
        draft = await letter(stage)
        assert draft is not None
        assert draft.signed_at is None
        assert draft.told_reason == "Cơ quan phối hợp chưa gửi kết quả"
        stage.all_read()
        await stage.types("lan", "đã ký")
        await stage.types("hoa", "xin lỗi")
        assert (await letter(stage)) == draft
        stage.all_read()
        await stage.types("binh", "đã ký")
        hears(stage, "binh", "Đã ghi nhận", "thứ Tư, ngày 26 tháng 3 năm 2025")
        assert (await news(stage))[0][1]["reason"] == "Cơ quan phối hợp chưa gửi kết quả"


async def test_dates_that_cannot_be_are_refused_kindly(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.types("binh", "xin lỗi")
        await stage.taps("binh", "Sự cố hệ thống thông tin")
        stage.all_read()
        for text, why in (
            ("24/3/2025", "không sau ngày đã hẹn trả"),
            ("29/3/2025", "ngày nghỉ"),  # a Saturday
            ("1/4/2040", "ngoài lịch làm việc"),
        ):
            await stage.types("binh", text)
            told = hears(stage, "binh", "Chưa thể hẹn lại", why)
            assert len(told.buttons) == 5
        await stage.types("binh", "ngày 27 tháng 3")
        hears(stage, "binh", "Dự thảo", "thứ Năm, ngày 27 tháng 3 năm 2025")


async def test_taps_again_and_old_drafts_change_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.taps("binh", "Ký thư xin lỗi")
        await stage.taps("binh", "Chờ cơ quan phối hợp")
        await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
        first = stage.phone("binh").received[-1]
        old = next(b.payload for b in first.buttons if b.title == "Đã ký")
        await stage.taps("binh", "Sửa ngày hẹn")
        await stage.taps("binh", "31/3/2025 (05 ngày làm việc)")
        stage.all_read()
        await stage.types("binh", str(old))  # the draft he looks at is not the one in force
        hears(stage, "binh", "Dự thảo", "31 tháng 3")
        assert (await letter(stage)).signed_at is None  # type: ignore[union-attr]
        await stage.taps("binh", "Đã ký")
        hears(stage, "binh", "Đã ghi nhận")
        signed = await letter(stage)
        stage.all_read()
        await stage.taps("binh", "Đã ký")
        hears(stage, "binh", "đã ghi nhận trước đó", "Đã ký")
        await stage.taps("binh", "Chờ cơ quan phối hợp")
        await stage.types("binh", "hoàn tác")
        assert await letter(stage) == signed
        assert len(await news(stage)) == 1
        assert (await whole(stage)).due_at == instant("31/3/2025 16:00")


async def test_a_second_slip_has_no_second_letter(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await sign(stage)
        await keep_in_touch(stage)
        await stage.until("24/3/2025 07:29")  # a Monday: two working days before the new date
        stage.all_read()
        await stage.until("24/3/2025 07:30")
        asked = hears(stage, "binh", "đã hẹn lại", CODE, "16 giờ 00 phút ngày 26/3/2025")
        assert [b.title for b in asked.buttons] == ["Giữ đúng hẹn", "Không kịp hẹn"]
        await stage.types("binh", "xin lỗi")
        hears(stage, "binh", "đã được lùi một lần", "26/3/2025")
        silent(stage, "chi", "lan")
        await stage.taps("binh", "Không kịp hẹn")
        hears(stage, "binh", "báo cáo lãnh đạo")
        hears(stage, "chi", "TRỄ LẦN THỨ HAI", "Lê Mẫu Bình", CODE)
        hears(stage, "lan", "TRỄ LẦN THỨ HAI", CODE)
        await stage.taps("binh", "Không kịp hẹn")
        hears(stage, "binh", "đã ghi nhận trước đó")
        silent(stage, "chi", "lan")
        await keep_in_touch(stage)
        await stage.until("27/3/2025 07:30")  # late indeed
        for who in ("chi", "lan"):
            assert heard(stage, who, "tiếp tục quá hẹn") == ["27/3 07:30"]


async def test_late_after_the_new_date_climbs_though_it_was_to_be_kept(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await sign(stage)
        await keep_in_touch(stage)
        for day in ("24/3/2025 07:30", "25/3/2025 08:00"):
            await stage.until(day)
            await stage.taps("binh", "Giữ đúng hẹn")
        await keep_in_touch(stage)
        assert not heard(stage, "chi", CODE)
        await stage.until("26/3/2025 16:00")
        told = heard(stage, "binh", "đã hết hạn theo ngày hẹn mới")
        assert told == ["26/3 16:00"]
        await stage.until("27/3/2025 07:30")
        assert heard(stage, "chi", "TRỄ LẦN THỨ HAI") == ["27/3 07:30"]
        assert heard(stage, "lan", "TRỄ LẦN THỨ HAI") == ["27/3 07:30"]


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


async def test_two_letters_at_once_are_never_signed_by_a_bare_word(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        codes = await many_dossiers(stage, 2, **PROMISED)
        for n in (1, 2):
            await stage.types("binh", f"xin lỗi {n}")
            await stage.taps("binh", "Chờ cơ quan phối hợp")
            await stage.types("binh", f"2{n + 5}/3")
        stage.all_read()
        await stage.types("binh", "đã ký")
        hears(stage, "binh", "Dự thảo", codes[1])
        hears(stage, "binh", "Dự thảo", codes[0])
        drafts = [await letter(stage, c) for c in codes]
        assert [d.signed_at for d in drafts if d] == [None, None]


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
