"""Tying accounts to people: codes typed in any way, guesses, second thoughts, shared desks, the end of a tie."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.retiring import retire
from db.words import TieBy
from handlers.conversation import Talk, keep_talk
from handlers.ties import untie
from tests.stories.linking import codes, events, linked, newcomers, rows_of, stored_bytes, titles
from tests.stories.props import dossiers, process
from tests.stories.stage import staged

MONDAY = "10/2/2025 08:00"


async def test_a_stranger_is_greeted_and_told_how_to_link(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.phone("moi").follows()
        await stage.settle()
        greeting = stage.hears("moi", "mã liên kết", "tra cứu", "Ông/Bà")
        assert not greeting.buttons  # no form without a picture for it
        await stage.types("moi", "xin chào")
        stage.hears("moi", "mã liên kết")
        await stage.phone("hoa").follows()
        await stage.settle()
        stage.silent("hoa")


@pytest.mark.parametrize("said", ["{}", "mã liên kết {}", "MA LIEN KET: {}", "lower", "bare", "spaced"])  # fmt: skip
async def test_a_typed_code_links_however_it_is_typed(tmp_path: Path, said: str) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"]
        forms = {
            "lower": code.lower(),
            "bare": code.replace("-", ""),
            "spaced": " ".join(code.replace("-", "")) + " .",
        }
        await stage.types("moi", forms.get(said, said.format(code)))
        welcome = stage.hears("moi", "Đặng Mẫu Mới", "UBND xã Mẫu Một", "đồng chí", "Từ nay")
        assert titles(welcome) == ["Không phải tôi"]
        assert await linked(stage, "moi") == "moi"
        assert await events(stage, "moi") == [("linked", "code")]


async def test_who_is_linked_hears_of_work_and_answers(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await process(stage)
        await stage.types("moi", f"{(await codes(stage, 'moi'))['moi']}")
        stage.hears("moi", "Từ nay")
        await dossiers(stage, {"holder": "Đặng Mẫu Mới", "step_due_at": "11/02/2025 16:00"})
        stage.hears("moi", "Đặng Mẫu Mới", "H01.05-250210-0001")
        await stage.types("moi", "đang làm")
        stage.hears("moi", "H01.05-250210-0001")


async def test_a_code_is_used_once_and_replayed_codes_tell_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"]
        await stage.types("moi", code)
        stage.hears("moi", "Từ nay")
        await stage.types("moi", code)
        stage.hears("moi", "đã được liên kết", "không cần gửi lại")
        await stage.types("thu", code)
        refused = stage.hears("thu", "đã được sử dụng")
        assert "Mới" not in refused.text
        assert await linked(stage, "moi") == "moi"
        assert await events(stage, "moi") == [("linked", "code")]


async def test_a_new_code_ends_the_old_one_and_an_old_one_ends_by_itself(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        first = (await codes(stage, "moi"))["moi"]
        second = (await codes(stage, "moi", days=2))["moi"]
        await stage.types("moi", first)
        stage.hears("moi", "thay bằng mã mới")
        await stage.until("12/2/2025 08:00")
        await stage.types("moi", second)
        stage.hears("moi", "hết hiệu lực")
        assert await linked(stage, "moi") is None


async def test_nothing_in_the_store_tells_a_code(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"].replace("-", "")
        raw = stored_bytes(stage)
        assert code.encode() not in raw
        assert code[:4].encode() + b"-" + code[4:].encode() not in raw


async def test_guessing_is_slowed_and_stopped_and_the_pause_grows(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"]
        for _ in range(4):
            await stage.types("thu", "CFHK-2222")
            stage.hears("thu", "chưa đúng")
        await stage.types("thu", "CFHK-2222")
        stage.hears("thu", "nhiều lần", "08 giờ 15 phút")
        await stage.types("thu", code)  # even the right one, while the pause lasts
        stage.hears("thu", "nhiều lần", "08 giờ 15 phút")
        await stage.restart()
        await stage.types("thu", code)
        stage.hears("thu", "nhiều lần")
        assert await linked(stage, "moi") is None
        await stage.until("10/2/2025 08:16")
        await stage.types("thu", "CFHK-2222")
        stage.hears("thu", "nhiều lần", "09 giờ 16 phút")
        await stage.types("moi", code)  # nobody else has to wait
        stage.hears("moi", "Từ nay")


async def test_a_malformed_code_is_explained_and_is_no_guess(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        for _ in range(6):
            await stage.types("moi", "mã liên kết 12345")
            stage.hears("moi", "gồm 8 chữ và số")


async def test_a_bare_code_may_answer_another_question_and_still_counts_as_a_guess(
    tmp_path: Path,
) -> None:
    """A secret of a slip looks like a code: whoever asked for it gets it; nobody guesses unseen that way."""
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"]
        await stage.types("moi", "xin chào")
        stage.all_read("moi")
        async with stage.service.store.tx() as tx:
            stranger = (await rows_of(stage, "SELECT id FROM person WHERE roles = 'citizen'"))[0][0]
            await keep_talk(tx, stranger, Talk("lookup", {}), stage.clock.now())
        for _ in range(5):
            await stage.types("moi", "CFHK-2222")
        stage.hears("moi", "tra cứu")  # of another room, which does not say it again and again
        stage.all_read("moi")
        await stage.types("moi", f"mã liên kết {code}")
        stage.hears("moi", "nhiều lần")
        await stage.until("10/2/2025 08:16")
        await stage.types("moi", code)
        stage.hears("moi", "Từ nay")


async def test_two_accounts_with_the_same_code_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        code = (await codes(stage, "moi"))["moi"]
        await asyncio.gather(stage.phone("moi").types(code), stage.phone("thu").types(code))
        await stage.settle()
        heard = [stage.unread(who)[0].text for who in ("moi", "thu")]
        assert sorted("Từ nay" in text for text in heard) == [False, True]
        assert sorted("đã được sử dụng" in text for text in heard) == [False, True]
        assert await events(stage, "moi") == [("linked", "code")]


async def test_it_was_somebody_else(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("thu", (await codes(stage, "moi"))["moi"])
        stage.hears("thu", "Từ nay")
        await stage.taps("thu", "Không phải tôi")
        stage.hears("thu", "Đã hủy liên kết", "Đặng Mẫu Mới")
        stage.hears("lan", "Đặng Mẫu Mới", "báo không phải là người đó")
        assert await linked(stage, "moi") is None
        await stage.taps("thu", "Không phải tôi")
        stage.hears("thu", "Đã hủy liên kết")
        stage.silent("lan")
        assert await events(stage, "moi") == [("linked", "code"), ("unlinked", "not_me")]
        await stage.types("thu", "xin chào")
        stage.hears("thu", "tra cứu")


async def test_a_new_phone_the_old_link_is_shown_and_both_sides_are_told(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("moi", (await codes(stage, "moi"))["moi"])
        stage.all_read()
        stage.all_read("moi", "thu")
        await stage.until("12/2/2025 09:00")
        stage.all_read("moi")
        code = (await codes(stage, "moi"))["moi"]
        await stage.types("thu", code)
        asked = stage.hears("thu", "Đặng Mẫu Mới", "tài khoản Zalo khác từ 08 giờ", "10/02/2025")
        assert titles(asked) == ["Chuyển sang tài khoản này", "Giữ nguyên"]
        assert await linked(stage, "moi") == "moi"
        await stage.taps("thu", "Giữ nguyên")
        stage.hears("thu", "giữ nguyên")
        assert await linked(stage, "moi") == "moi"
        await stage.taps("thu", "Chuyển sang tài khoản này")
        stage.hears("thu", "Từ nay")
        told = stage.hears("moi", "đã được chuyển sang một tài khoản Zalo khác", "Đặng Mẫu Mới")
        assert titles(told) == ["Tôi không thực hiện"]
        assert await linked(stage, "moi") == "thu"
        await stage.taps("thu", "Chuyển sang tài khoản này")
        stage.hears("thu", "không cần gửi lại")
        stage.silent("moi")


async def test_the_old_account_objects_and_a_coordinator_looks_after_it(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("thu", (await codes(stage, "hoa"))["hoa"])
        await stage.taps("thu", "Chuyển sang tài khoản này")
        stage.hears("hoa", "đã được chuyển")
        for _ in range(2):
            await stage.taps("hoa", "Tôi không thực hiện")
            stage.hears("hoa", "Đã ghi nhận ý kiến")
        stage.hears("lan", "Phạm Mẫu Hoa", "không thực hiện việc này")
        stage.silent("lan")
        assert await linked(stage, "hoa") == "thu"


async def test_the_wrong_person_moved_it_and_takes_it_back(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("thu", (await codes(stage, "hoa"))["hoa"])
        await stage.taps("thu", "Chuyển sang tài khoản này")
        stage.hears("hoa", "đã được chuyển")
        stage.all_read("thu")
        await stage.taps("thu", "Không phải tôi")
        stage.hears("hoa", "tiếp tục nhận nhắc việc")
        assert await linked(stage, "hoa") == "hoa"
        await stage.types("hoa", "việc hôm nay")
        stage.hears("hoa", "Phạm Mẫu Hoa")


async def test_a_person_leaves_the_chat_by_their_own_word(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await stage.types("hoa", "Hủy liên kết")
        asked = stage.hears("hoa", "Phạm Mẫu Hoa", "thu hồi")
        assert titles(asked) == ["Ngừng nhận tin tại đây", "Giữ nguyên"]
        await stage.taps("hoa", "Giữ nguyên")
        stage.hears("hoa", "giữ nguyên")
        for _ in range(2):
            await stage.taps("hoa", "Ngừng nhận tin tại đây")
            stage.hears("hoa", "đã ngừng nhận nhắc việc", "Phạm Mẫu Hoa")
        assert await linked(stage, "hoa") is None
        assert await events(stage, "hoa") == [("linked", "import"), ("unlinked", "chat")]
        await process(stage)
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"})
        stage.silent("hoa")
        await stage.types("hoa", (await codes(stage, "hoa"))["hoa"])
        stage.hears("hoa", "Từ nay")


async def test_what_waits_is_taken_back_when_a_tie_ends(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await process(stage)
        mine = {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"}
        await dossiers(stage, mine)
        stage.all_read()
        await rows_of(stage, "UPDATE message SET state = 'waiting', sent_at = NULL, not_before = 4000000000")  # fmt: skip
        await rows_of(stage, "DELETE FROM attempt")
        engine, now = stage.service.engine, stage.clock.now()
        async with stage.service.store.tx() as tx:
            hoa = engine.snapshot.directory.people_by_code["hoa"]
            assert await untie(tx, hoa, TieBy.COMMAND, now) is not None
            assert await untie(tx, hoa, TieBy.COMMAND, now) is None
        states = await rows_of(
            stage, "SELECT DISTINCT m.state, m.reason FROM message m JOIN person p ON p.id = m.person_id "
            "WHERE p.code = 'hoa'",
        )  # fmt: skip
        assert states == [("suppressed", "recalled")]
        await stage.settle()
        stage.silent("hoa")


async def test_one_person_with_two_posts_in_two_units(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await process(stage)
        made = await codes(stage, "moi", "moi2")
        await stage.types("moi", made["moi"])
        stage.hears("moi", "UBND xã Mẫu Một")
        await stage.types("moi", made["moi2"])
        asked = stage.hears("moi", "biệt phái", "kiêm nhiệm", "Công chức địa chính")
        assert titles(asked) == ["Đồng ý dùng chung", "Giữ nguyên"]
        await stage.taps("moi", "Đồng ý dùng chung")
        stage.hears(
            "moi", "UBND xã Mẫu Hai", "còn nhận tin cho: Đặng Mẫu Mới (Công chức địa chính)"
        )
        mine = {"holder": "Đặng Mẫu Mới", "step_due_at": "11/02/2025 16:00"}
        await dossiers(stage, {"code": "H01.05-250210-0001"} | mine)
        stage.hears("moi", "H01.05-250210-0001")
        await dossiers(stage, {"code": "H01.05-250210-0002", "unit": "X2"} | mine)
        stage.hears("moi", "H01.05-250210-0002")
        await stage.types("moi", "đang làm")  # the newest message
        stage.hears("moi", "H01.05-250210-0002")
        await stage.types("moi", "việc tuần này")
        assert "0001" in stage.hears("moi", "Kính gửi").text
        assert "0002" in stage.hears("moi", "Kính gửi").text
        stage.silent("moi")


async def test_a_desk_of_three_officers_on_one_phone(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await process(stage)
        made = await codes(stage, "moi", "thu")
        for who in ("moi", "thu"):
            await stage.types("hoa", made[who])
            await stage.taps("hoa", "Đồng ý dùng chung")
        stage.all_read()
        for number, name in enumerate(("Phạm Mẫu Hoa", "Đặng Mẫu Mới", "Cao Mẫu Thu"), start=1):
            row = {"code": f"H01.05-250210-000{number}", "holder": name}
            await dossiers(stage, row | {"step_due_at": "11/02/2025 16:00"})
            stage.hears("hoa", f"Kính gửi đồng chí {name}", row["code"])
        first = next(m for m in stage.phone("hoa").received if "0001" in m.text)
        await stage.phone("hoa").taps("Đã xong", first)
        await stage.settle()
        stage.hears("hoa", "Phạm Mẫu Hoa", "0001")
        second = next(m for m in stage.phone("hoa").received if "0002" in m.text)
        await stage.phone("hoa").types("đang làm", second)
        await stage.settle()
        stage.hears("hoa", "Gửi đồng chí Đặng Mẫu Mới:", "0002")
        who = await rows_of(
            stage, "SELECT i.code, p.code FROM reply r JOIN person p ON p.id = r.person_id "
            "JOIN work_item i ON i.id = r.item_id ORDER BY r.id",
        )  # fmt: skip
        assert who == [("H01.05-250210-0001", "hoa"), ("H01.05-250210-0002", "moi")]
        await stage.types("hoa", "hủy liên kết")
        asked = stage.hears("hoa", "chọn người", "Cao Mẫu Thu")
        assert titles(asked) == ["Phạm Mẫu Hoa", "Đặng Mẫu Mới", "Cao Mẫu Thu", "Giữ nguyên"]
        await stage.taps("hoa", "Cao Mẫu Thu")
        stage.hears("hoa", "đã ngừng nhận nhắc việc", "Cao Mẫu Thu")
        assert [await linked(stage, who) for who in ("hoa", "moi", "thu")] == ["hoa", "hoa", None]


async def test_a_button_of_another_account_is_worth_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("moi", (await codes(stage, "moi"))["moi"])
        welcome = stage.hears("moi", "Từ nay")
        stolen = str(welcome.buttons[0].payload)
        await stage.types("thu", stolen)
        await stage.types("hoa", stolen)
        await stage.types("moi", stolen.replace("notme", "yes"))
        stage.silent("thu", "hoa", "moi")
        assert await linked(stage, "moi") == "moi"


async def test_a_confirmation_that_comes_late_finds_the_code_ended(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("thu", (await codes(stage, "hoa"))["hoa"])
        await codes(stage, "hoa")
        stage.all_read("thu")
        await stage.taps("thu", "Chuyển sang tài khoản này")
        stage.hears("thu", "thay bằng mã mới")
        assert await linked(stage, "hoa") == "hoa"


async def test_what_an_account_agreed_to_as_a_citizen_holds_after_it_is_linked(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await process(stage)
        await dossiers(stage, {"due_at": "28/02/2025 17:00"})
        await stage.types("moi", "xin chào")
        stage.all_read("moi")
        await rows_of(
            stage, "INSERT INTO citizen_dossier SELECT d.id, p.id, 'zalo', 'desk', 0 FROM dossier d, person p "
            "WHERE p.code LIKE 'ZL-%'",
        )  # fmt: skip
        await stage.types("moi", (await codes(stage, "moi"))["moi"])
        stage.hears("moi", "Từ nay")
        await dossiers(stage, {"due_at": "28/02/2025 17:00", "status": "5"})
        await stage.until("10/2/2025 09:00")
        stage.hears("moi", "Ông/Bà", "H01.05-250210-0001")
        await stage.types("moi", "việc hôm nay")  # whoever types is taken for the official
        stage.hears("moi", "đồng chí Đặng Mẫu Mới")


async def test_a_file_that_names_another_account_moves_the_tie_and_leaves_a_row(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        columns = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        row = ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "z-thu")
        assert (await stage.load("people", columns, [row]))["updated"] == 1
        assert (await stage.load("people", columns, [row]))["unchanged"] == 1
        assert await linked(stage, "hoa") == "thu"
        assert await events(stage, "hoa") == [
            ("linked", "import"), ("unlinked", "import"), ("linked", "import"),
        ]  # fmt: skip


async def test_the_same_file_again_after_a_desk_shares_an_account(tmp_path: Path) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await newcomers(stage)
        await stage.types("hoa", (await codes(stage, "thu"))["thu"])
        await stage.taps("hoa", "Đồng ý dùng chung")
        columns = ("code", "name", "title", "unit", "roles", "zalo_user_id")
        row = ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "z-hoa")
        answer = await stage.load("people", columns, [row])
        assert (answer["unchanged"], answer["rejected"]) == (1, [])


@pytest.mark.parametrize("successor", ["lan", None])
async def test_who_leaves_hears_nothing_more_and_the_work_finds_somebody(
    tmp_path: Path, successor: str | None
) -> None:
    async with staged(tmp_path, MONDAY) as stage:
        await process(stage)
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"})
        stage.hears("hoa", "H01.05-250210-0001")
        stage.all_read()
        engine = stage.service.engine
        person, items = await retire(
            stage.service.store, engine.snapshot, "hoa", successor, stage.clock.now()
        )
        assert person.code == "hoa"
        assert items >= 1
        await stage.until("11/2/2025 16:00")
        assert "đã ngừng nhận nhắc việc" in stage.hears("hoa").text
        stage.silent("hoa")
        heard = [message.text for message in stage.unread("lan")]  # successor, or the coordinator
        assert any("H01.05-250210-0001" in text for text in heard)
