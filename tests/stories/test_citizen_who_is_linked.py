"""An account that hears of a dossier and of work: what was agreed to before it was linked is taken back after, by word or tap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.citizens_talk import (
    NUMBER,
    SETTINGS,
    SLIP,
    agrees,
    asks,
    dossier,
    ledger,
    proves,
    stranger,
    taps,
    titles,
)
from tests.stories.linking import codes, linked, newcomers, rows_of
from tests.stories.props import CODE, process
from tests.stories.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Monday 10/2/2025: a dossier, and people of the directory whom no account is tied to."""
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as running:
        await process(running)
        await dossier(running)
        await newcomers(running)
        running.all_read()
        yield running


async def _links(stage: Stage, who: str = "moi") -> None:
    await stage.types(who, (await codes(stage, who))[who])
    assert await linked(stage, who) == who


async def test_what_was_agreed_before_linking_is_withdrawn_by_typing_after(stage: Stage) -> None:
    await agrees(stage, "moi")
    await _links(stage)
    [data] = await asks(stage, "moi", "dữ liệu của tôi")
    assert f"Hồ sơ {CODE}: đã đồng ý" in data.text
    assert titles(data) == ["Đính chính dữ liệu", "Xóa dữ liệu"]
    [known] = await asks(stage, "moi", f"tra cứu {CODE}")  # who agreed is not asked for a proof
    assert "28/02/2025" in known.text
    [asked] = await asks(stage, "moi", "hủy")
    assert titles(asked) == ["Ngừng nhận tin", "Giữ nguyên"]
    [gone] = await taps(stage, "moi", "Ngừng nhận tin")
    assert "Đã ngừng gửi tin" in gone.text
    assert [row[1] for row in await ledger(stage)] == [1, 0, 0]  # the account, and its number
    heard = len(stage.phone("moi").received)
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("10/2/2025 17:00")
    assert len(stage.phone("moi").received) == heard
    assert await linked(stage, "moi") == "moi"


async def test_one_dossier_is_withdrawn_by_its_serial(stage: Stage) -> None:
    await agrees(stage, "moi")
    await _links(stage)
    [gone] = await asks(stage, "moi", f"hủy {CODE}")
    assert CODE in gone.text
    assert [row[1] for row in await ledger(stage)][:2] == [1, 0]


async def test_a_button_of_before_works_and_the_question_after_it_is_answered(stage: Stage) -> None:
    await asks(stage, "moi", "xin chào")
    await _links(stage)
    [asked] = await taps(stage, "moi", "Tra cứu hồ sơ")
    assert "mã hồ sơ" in asked.text
    [state] = await asks(stage, "moi", CODE)
    assert "đang giải quyết" in state.text
    [details] = await asks(stage, "moi", SLIP)
    assert "28/02/2025" in details.text
    await taps(stage, "moi", "Nhận tin về hồ sơ này")
    await taps(stage, "moi", "Đồng ý")
    rows = await rows_of(
        stage, "SELECT p.roles FROM citizen_dossier t JOIN person p ON p.id = t.person_id"
    )
    assert rows == [("citizen",)]


async def test_what_an_official_agreed_to_goes_on_when_the_tie_ends(stage: Stage) -> None:
    # Imported with an account that nobody ever met as nobody's.
    await asks(stage, "hoa", f"tra cứu {CODE} {NUMBER}")
    await taps(stage, "hoa", "Nhận tin về hồ sơ này")
    await taps(stage, "hoa", "Đồng ý")
    await asks(stage, "hoa", "hủy liên kết")
    await taps(stage, "hoa", "Ngừng nhận tin tại đây")
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("10/2/2025 11:00")
    assert "bổ sung hồ sơ" in stage.phone("hoa").last.text
    [gone] = await asks(stage, "hoa", "hủy")
    assert "Đã ngừng gửi tin" in gone.text


async def test_linking_gives_no_further_guesses(stage: Stage) -> None:
    await asks(stage, "moi", CODE)
    for n in range(2):
        await asks(stage, "moi", f"091111111{n}")
    await _links(stage)
    [paused] = await asks(stage, "moi", f"tra cứu {CODE} {NUMBER}")
    assert "tạm dừng" in paused.text


async def test_stop_at_a_shared_desk_concerns_the_account_and_nobody_s_work(stage: Stage) -> None:
    await agrees(stage, "moi")
    await _links(stage)
    await stage.types("moi", (await codes(stage, "thu"))["thu"])
    await stage.taps("moi", "Đồng ý dùng chung")
    for word in ("STOP", "HỦY", "từ chối nhận tin"):
        [asked] = await asks(stage, "moi", word)
        assert titles(asked) == ["Ngừng nhận tin", "Giữ nguyên"]
    await taps(stage, "moi", "Ngừng nhận tin")
    assert [row[1] for row in await ledger(stage)][:2] == [1, 0]
    assert [await linked(stage, who) for who in ("moi", "thu")] == ["moi", "moi"]


async def test_a_no_after_a_yes_is_a_withdrawal(stage: Stage) -> None:
    await proves(stage, "moi")
    [question] = await taps(stage, "moi", "Nhận tin về hồ sơ này")
    yes, no = (str(button.payload) for button in question.buttons)
    await asks(stage, "moi", yes)
    [gone] = await asks(stage, "moi", no)
    assert "Đã ngừng gửi tin" in gone.text
    assert [row[1] for row in await ledger(stage)][:2] == [1, 0]
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("10/2/2025 17:00")
    assert stage.phone("moi").last.text == gone.text


async def test_a_link_code_typed_for_a_proof_is_not_kept(stage: Stage) -> None:
    await agrees(stage, "moi")
    await asks(stage, "moi", f"tra cứu {CODE[:-1]}2")
    code = (await codes(stage, "hoa"))["hoa"]  # tied elsewhere: it is asked first
    [asked] = await asks(stage, "moi", code)
    assert titles(asked) == ["Chuyển sang tài khoản này", "Giữ nguyên"]
    kept = await rows_of(stage, "SELECT CAST(body AS TEXT) FROM event")
    assert not [body for (body,) in kept if code in body or code.replace("-", "") in body]


async def test_an_old_second_thought_moves_nobody_to_an_old_account(stage: Stage) -> None:
    await stage.types("thu", (await codes(stage, "hoa"))["hoa"])
    await stage.taps("thu", "Chuyển sang tài khoản này")
    [old] = [str(b.payload) for b in stage.phone("thu").last.buttons if b.title == "Không phải tôi"]
    await stage.types("thu", "hủy liên kết")
    await stage.taps("thu", "Ngừng nhận tin tại đây")
    await stage.types("thu", (await codes(stage, "hoa"))["hoa"])
    assert await linked(stage, "hoa") == "thu"
    await stage.types("thu", old)
    assert await linked(stage, "hoa") is None  # and not the account it was moved from long before


async def test_two_machines_do_not_talk_for_ever(stage: Stage) -> None:
    stranger(stage)
    for text in ("Xin lỗi, chúng tôi bận, gọi 0909 123 456", f"{CODE} 0909123456", "English"):
        answered = 0
        for _ in range(20):
            answered += len(await asks(stage, "dan", text))
            stage.clock.jump_to(stage.clock.now() + 60)
        assert answered < 20, text
        assert await asks(stage, "dan", text) == []


async def test_deletion_leaves_no_id_in_what_came_before(stage: Stage) -> None:
    await agrees(stage, "moi")
    await asks(stage, "moi", "xóa dữ liệu")
    await taps(stage, "moi", "Gửi yêu cầu")
    named = "SELECT count(*) FROM event WHERE name LIKE 'user_send%' AND instr(body, 'z-moi') > 0"
    [(before,)] = await rows_of(stage, named)
    assert before > 0
    await stage.until("11/2/2025 09:00")
    await stage.types("an", "xong DL-000001")
    await stage.until("11/2/2025 10:00")
    assert "được xóa ngay sau tin này" in stage.phone("moi").last.text
    assert await rows_of(stage, named) == [(0,)]
    renamed = "SELECT count(*) FROM event WHERE instr(CAST(body AS TEXT), 'ZL-') > 0"
    assert (await rows_of(stage, renamed))[0][0] > 0


async def test_one_code_at_two_accounts_that_are_both_asked_ties_one(stage: Stage) -> None:
    code = (await codes(stage, "hoa"))["hoa"]
    for who in ("moi", "thu"):
        await stage.types(who, code)
    buttons = [str(stage.phone(who).last.buttons[0].payload) for who in ("moi", "thu")]
    await stage.types("thu", buttons[0])  # of the other account
    assert await linked(stage, "hoa") == "hoa"
    await asyncio.gather(stage.phone("moi").types(buttons[0]), stage.phone("thu").types(buttons[1]))
    await stage.settle()
    assert await linked(stage, "hoa") in ("moi", "thu")
    said = [stage.phone(who).last.text for who in ("moi", "thu")]
    assert sum("đã được sử dụng" in text for text in said) == 1
