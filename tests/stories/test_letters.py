"""The letter of apology: reason, new date and signature in the chat; a date moves once, and a second slip goes up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.ingest import letters
from bot.ingest.dossiers import derive_items
from db.store import Tx
from tests.stories.promised import PROMISED, hears, letter, news, question, sign, silent
from tests.stories.props import CODE, dossiers, heard, keep_in_touch, many_dossiers, whole
from tests.stories.stage import instant, staged

OTHER = "H01.05-250210-0002"


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
        told = hears(stage, "binh", "Dự thảo", "thứ Tư, ngày 26 tháng 3 năm 2025", "Mẫu số 04")
        assert "nhacviec" not in told.text  # commands are no words for a head
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
        await stage.types("hoa", "xin lỗi anh")  # out of courtesy
        hears(stage, "hoa", "chưa hiểu")
        assert (await letter(stage)) == draft
        stage.all_read()
        await stage.types("binh", "đã ký")  # "ok" was answered since: the draft is shown again
        hears(stage, "binh", "Dự thảo", "thứ Tư, ngày 26 tháng 3 năm 2025")
        await stage.types("binh", "đã ký")
        hears(stage, "binh", "Đã ghi nhận", "thứ Tư, ngày 26 tháng 3 năm 2025")
        assert (await news(stage))[0][1]["reason"] == "Cơ quan phối hợp chưa gửi kết quả"


async def test_dates_that_cannot_be_are_refused_kindly(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.types("binh", f"xin lỗi {CODE}")
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
        await stage.types("chi", "ok")  # heard; decided is what the head said
        await stage.taps("binh", "Không kịp hẹn")
        hears(stage, "binh", "đã ghi nhận trước đó", "Không kịp hẹn")
        silent(stage, "lan")
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


async def test_a_reason_by_its_number_and_ok_to_many_questions(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        codes = await many_dossiers(stage, 7, **PROMISED)
        await stage.until("20/3/2025 13:30")
        stage.all_read()
        await stage.types("binh", "ok tất cả")
        hears(stage, "binh", "chỉ trả lời có quyết định", codes[0])
        assert await stage.answers(await question(stage, codes[0])) == []
        stage.all_read()
        await stage.types("binh", "xin lỗi 1")
        stage.all_read()
        await stage.types("binh", "lý do 9")
        hears(stage, "binh", "cho biết lý do", codes[0])
        await stage.types("binh", "lý do: 2")
        hears(stage, "binh", "Cần xác minh, thẩm tra thêm")


async def test_signing_a_result_signs_no_letter(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED)
        await stage.taps("binh", "Ký thư xin lỗi")
        await stage.taps("binh", "Chờ cơ quan phối hợp")
        await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
        await stage.taps("binh", "Giữ đúng hẹn")  # on second thoughts
        await stage.taps("hoa", "Vướng mắc")
        await stage.taps("hoa", "Xem thêm lý do")
        await stage.taps("hoa", "Chờ ký")
        stage.all_read()
        for said in ("đã ký", "đã ký rồi", f"ok đã ký {CODE}"):
            await keep_in_touch(stage)
            await stage.types("hoa", "ok")
            await stage.types("binh", "ok")
            stage.all_read()
            await stage.types("binh", said)
            hears(stage, "binh", "Dự thảo")
        assert (await letter(stage)).signed_at is None  # type: ignore[union-attr]
        assert await news(stage) == []
        await stage.taps("binh", "Đã ký")
        hears(stage, "binh", "Đã ghi nhận", "ký văn bản xin lỗi")


async def test_where_nobody_was_asked_the_letter_begins_at_the_ladder_of_the_dossier(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "18/3/2025 08:00") as stage:  # a Tuesday
        next_day = {"received_at": "18/03/2025 07:30", "due_at": "19/03/2025 07:30"}
        await dossiers(stage, next_day | {"holder": "hoa"})
        hears(stage, "binh", "sau một ngày làm việc", "ký văn bản xin lỗi", CODE)
        await stage.until("19/3/2025 07:30")
        hears(stage, "binh", "đã quá hạn trả kết quả", CODE)
        await stage.types("binh", "giữ hẹn")
        hears(stage, "binh", "Đã ghi nhận")
        await stage.taps("binh", "Ký thư xin lỗi")
        await stage.taps("binh", "Cần xác minh, thẩm tra thêm")
        await stage.taps("binh", "20/3/2025 (01 ngày làm việc)")
        await stage.taps("binh", "Đã ký")
        assert (await whole(stage)).due_at == instant("20/3/2025 07:30")
        assert len(await news(stage)) == 1
        stage.all_read()
        await stage.taps("binh", "Ký thư xin lỗi")  # the old message; the date has moved
        hears(stage, "binh", "Hạn của", "20/3/2025")
        await stage.types("binh", "hoàn tác")
        hears(stage, "binh", "đã ghi nhận trước đó", "Đã ký")


async def test_a_letter_that_cannot_be_applied_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path, "20/3/2025 07:30") as stage:  # a Thursday
        await dossiers(stage, PROMISED, PROMISED | {"code": OTHER})

        async def broken(tx: Tx, engine: Engine, codes: list[str], now: int) -> None:
            if CODE in codes:
                raise LookupError(CODE)
            await derive_items(tx, engine, codes, now)

        monkeypatch.setattr(letters, "derive_items", broken)
        async with stage.service.store.tx() as tx:
            for code in (CODE, OTHER):
                dossier = (await whole(stage, code)).dossier_id
                tx._conn.execute(  # type: ignore[attr-defined]
                    "INSERT INTO letter (dossier_id, due_at, reason, told_reason, new_due_at, person_id, touched_at, signed_at)"
                    " VALUES (?, ?, 'other', '', ?, 2, ?, ?)",
                    (dossier, instant("24/3/2025 16:00"), instant("26/3/2025 16:00"), 1, 1),
                )
        await stage.settle()
        assert (await whole(stage, OTHER)).due_at == instant("26/3/2025 16:00")
        assert (await whole(stage)).due_at == instant("24/3/2025 16:00")
        assert await letters.apply_letters(stage.service.engine, stage.clock.now()) == 0
