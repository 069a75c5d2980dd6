"""A citizen looks up a dossier, proves it is theirs, agrees, hears, and takes it back; nobody else learns anything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from messages_vi.citizens import STATEMENTS
from tests.stories.citizens_talk import (
    CONTACT,
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
from tests.stories.props import CODE, process
from tests.stories.stage import Stage, staged

UNKNOWN = "H01.05-250210-0999"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Monday 10/2/2025: a dossier was handed in, and somebody has its slip."""
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as running:
        await process(running)
        await dossier(running)
        stranger(running)
        running.all_read()
        yield running


async def test_from_the_slip_to_the_result_and_out_again(stage: Stage) -> None:
    [asked] = await asks(stage, "dan", "Tra cứu")
    assert "Giấy tiếp nhận" in asked.text
    [state] = await asks(stage, "dan", CODE.lower())
    assert "đang giải quyết" in state.text
    assert "28/02" not in state.text
    [details] = await asks(stage, "dan", SLIP.lower())
    assert "28/02/2025" in details.text
    assert "Đăng ký khai sinh" in details.text
    assert titles(details) == ["Nhận tin về hồ sơ này", "Tham gia đánh giá"]

    [question] = await taps(stage, "dan", "Nhận tin về hồ sơ này")
    assert titles(question) == ["Đồng ý", "Không đồng ý"]
    said, survey = await taps(stage, "dan", "Đồng ý")
    assert "Đã ghi nhận sự đồng ý" in said.text
    assert "mức độ hài lòng" in survey.text
    [declined] = await taps(stage, "dan", "Không đồng ý")
    assert "không đăng ký đánh giá" in declined.text
    [row] = await ledger(stage)
    assert row[:3] == ("dossier_news", 1, "chat")
    proof = json.loads(row[3])
    assert proof["text"] == STATEMENTS["dossier_news"].text % {"code": CODE}
    assert proof["text"] in question.text
    assert (proof["version"], proof["proved_by"]) == (1, "code")
    assert proof["event"] > 0

    await stage.until("11/2/2025 09:00")
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("11/2/2025 10:00")
    assert "bổ sung hồ sơ" in stage.phone("dan").last.text
    assert "HỦY" in stage.phone("dan").last.text

    [gone] = await asks(stage, "dan", "hủy")
    assert "Đã ngừng gửi tin" in gone.text
    assert await asks(stage, "dan", "HUY") == []
    await dossier(stage, status="9", finished_at="12/02/2025 09:00")
    await stage.until("12/2/2025 12:00")
    assert stage.phone("dan").last.text == gone.text
    assert [row[:3] for row in await ledger(stage)] == [
        ("dossier_news", 1, "chat"), ("dossier_news", 0, "chat"),
    ]  # fmt: skip


async def test_nothing_differs_between_a_wrong_code_and_a_wrong_proof(stage: Stage) -> None:
    stranger(stage, "khach")
    await asks(stage, "dan", f"tra cứu {CODE}")
    [wrong] = await asks(stage, "dan", "0911111111")
    await asks(stage, "khach", f"tra cứu {UNKNOWN}")
    [unknown] = await asks(stage, "khach", "0911111111")
    assert wrong.text == unknown.text
    assert wrong.buttons == unknown.buttons
    assert CODE not in wrong.text
    [beside] = await asks(stage, "khach", f"tra cứu {UNKNOWN} {NUMBER}")
    assert beside.text == wrong.text


async def test_a_code_nobody_knows_is_answered_in_the_same_shape(stage: Stage) -> None:
    [known] = await asks(stage, "dan", CODE)
    [unknown] = await asks(stage, "dan", UNKNOWN)
    same = unknown.text.replace(UNKNOWN, CODE).replace("chưa có thông tin", "đang giải quyết")
    assert same == known.text


async def test_without_general_states_a_code_alone_tells_nothing(tmp_path: Path) -> None:
    closed = SETTINGS.model_copy(update={"state_openly": False})
    async with staged(tmp_path, "10/2/2025 09:00", citizens=closed) as stage:
        await dossier(stage)
        stranger(stage)
        [known] = await asks(stage, "dan", CODE)
        [unknown] = await asks(stage, "dan", UNKNOWN)
        assert known.text == unknown.text.replace(UNKNOWN, CODE)


@pytest.mark.parametrize(
    "spelled",
    [
        "000.00.05.H01-250210-0001",
        "h01.05 250210 0001",
        "H01.05–250210–0001",
        "  h01 . 05 - 250210 - 0001 ",
        "H01.05/250210/0001",
        "tra cứu hồ sơ H01.05-250210-0001 ạ",
        "hồ sơ của tôi H01.05-2502100001",
    ],
)
async def test_a_code_is_known_in_every_spelling(stage: Stage, spelled: str) -> None:
    [state] = await asks(stage, "dan", spelled)
    assert "đang giải quyết" in state.text
    [details] = await asks(stage, "dan", "+84 987 654 321")
    assert "28/02/2025" in details.text


@pytest.mark.parametrize("proof", [SLIP, f"mã {SLIP}", NUMBER, "0987.654.321", "84987654321"])
async def test_code_and_proof_in_one_message(stage: Stage, proof: str) -> None:
    [details] = await asks(stage, "dan", f"tracuu {CODE} {proof}")
    assert "28/02/2025" in details.text


async def test_guessing_is_slowed_and_stopped_for_the_day(stage: Stage) -> None:
    await asks(stage, "dan", CODE)
    first = [(await asks(stage, "dan", f"091111111{n}"))[0].text for n in range(2)]
    assert all("chưa khớp" in text for text in first)
    [paused] = await asks(stage, "dan", NUMBER)
    assert "tạm dừng" in paused.text
    assert CONTACT in paused.text
    for minute in ("10", "20", "40"):
        await stage.until(f"10/2/2025 09:{minute}")
        await asks(stage, "dan", "0911111119")
    await stage.until("10/2/2025 17:00")
    [stopped] = await asks(stage, "dan", f"{CODE} {NUMBER}")
    assert "11 tháng 02" in stopped.text or "11/02/2025" in stopped.text
    await stage.until("11/2/2025 07:00")
    [details] = await asks(stage, "dan", f"{CODE} {NUMBER}")
    assert "28/02/2025" in details.text


async def test_many_accounts_do_not_get_further_than_one_dossier_allows(stage: Stage) -> None:
    evaluated = 0
    for n in range(8):
        name = stranger(stage, f"khach{n}")
        for _ in range(2):
            [said] = await asks(stage, name, f"{CODE} 091111111{n}")
            evaluated += "chưa khớp" in said.text
        stage.clock.jump_to(stage.clock.now() + 3600)
    assert evaluated <= SETTINGS.tries_of_dossier
    [other_code] = await asks(stage, "khach0", f"000.00.05.H01-250210-0001 {NUMBER}")
    assert "tạm dừng" in other_code.text


async def test_who_looks_at_many_codes_is_slowed(stage: Stage) -> None:
    said = [(await asks(stage, "dan", f"H01.05-250210-{n:04}"))[0].text for n in range(2, 10)]
    assert ["tạm dừng" in text for text in said] == [False] * 7 + [True]


async def test_what_is_proven_is_not_asked_for_again_that_day(stage: Stage) -> None:
    await proves(stage)
    [details] = await asks(stage, "dan", CODE)
    assert "28/02/2025" in details.text
    stranger(stage, "khach")
    [state] = await asks(stage, "khach", CODE)
    assert "28/02" not in state.text
    await stage.until("12/2/2025 09:00")
    [state] = await asks(stage, "dan", CODE)
    assert "28/02" not in state.text


async def test_a_button_pressed_twice_agrees_once(stage: Stage) -> None:
    await agrees(stage)
    again = await taps(stage, "dan", "Nhận tin về hồ sơ này")
    assert titles(again[0]) == ["Đồng ý", "Không đồng ý"]
    await taps(stage, "dan", "Đồng ý")
    assert len(await ledger(stage)) == 1


async def test_a_number_and_a_chat_of_one_person_are_told_once(tmp_path: Path) -> None:
    from tests.stories.test_citizens import person
    from tests.stories.test_sms_phones import by_sms

    async with staged(tmp_path, "10/2/2025 08:00", citizens=SETTINGS) as stage:
        await by_sms(stage)
        phone = person(stage)
        stranger(stage)
        await dossier(stage, notify_sms="true")
        await stage.until("10/2/2025 09:00")
        assert len(phone.sms) == 1
        await agrees(stage)
        await dossier(stage, status="5", supplement_days="10", notify_sms="true")
        await stage.until("10/2/2025 12:00")
        assert "bổ sung" in stage.phone("dan").last.text
        assert len(phone.sms) == 1
        # One word ends both, whatever the flags say.
        await asks(stage, "dan", "Từ chối nhận tin")
        await dossier(stage, notify_sms="true", updated_at="10/02/2025 13:00")
        await stage.until("12/2/2025 12:00")
        assert len(phone.sms) == 1


async def test_the_word_by_sms_silences_the_chat_too(tmp_path: Path) -> None:
    from tests.stories.test_citizens import withdraws

    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as stage:
        stranger(stage)
        await dossier(stage)
        await agrees(stage)
        await withdraws(stage)
        heard = len(stage.phone("dan").received)
        await dossier(stage, status="5", supplement_days="10")
        await stage.until("12/2/2025 12:00")
        assert len(stage.phone("dan").received) == heard
        assert [row[1:3] for row in await ledger(stage)][-1] == (0, "sms")


async def test_one_of_two_dossiers_is_taken_back(stage: Stage) -> None:
    other = "H01.05-250210-0003"
    await dossier(stage, code=other)
    await agrees(stage)
    await asks(stage, "dan", f"{other} {NUMBER}")
    await taps(stage, "dan", "Nhận tin về hồ sơ này")
    await taps(stage, "dan", "Đồng ý")
    [gone] = await asks(stage, "dan", "hủy 0003")
    assert other in gone.text
    await dossier(stage, status="5", supplement_days="10")
    await dossier(stage, code=other, status="5", supplement_days="10")
    await stage.until("10/2/2025 12:00")
    told = [m.text for m in stage.phone("dan").received if "kính đề nghị Ông/Bà bổ sung" in m.text]
    assert [CODE in text for text in told] == [True]
    [which] = await asks(stage, "dan", "hủy 9999")
    assert titles(which) == [CODE]
    [gone] = await taps(stage, "dan", CODE)
    assert CODE in gone.text


async def test_who_never_agreed_is_answered_once(stage: Stage) -> None:
    assert len(await asks(stage, "dan", "STOP")) == 1
    assert await asks(stage, "dan", "stop") == []


async def test_what_waits_is_silenced_at_once(stage: Stage) -> None:
    await agrees(stage)
    await stage.until("10/2/2025 22:00")
    await dossier(stage, status="9", finished_at="10/02/2025 21:00")
    await asks(stage, "dan", "ngừng nhận tin")
    heard = len(stage.phone("dan").received)
    await stage.until("12/2/2025 12:00")
    assert len(stage.phone("dan").received) == heard


async def test_an_official_keeps_their_work_and_is_asked_back(stage: Stage) -> None:
    [asked] = await asks(stage, "hoa", "hủy")
    assert titles(asked) == ["Ngừng nhận tin", "Giữ nguyên"]
    assert "không ngừng bằng chữ này" in asked.text
    [kept] = await taps(stage, "hoa", "Giữ nguyên")
    assert "Đã giữ nguyên" in kept.text
    [state] = await asks(stage, "hoa", f"tra cứu {CODE}")
    assert "đang giải quyết" in state.text
    [details] = await asks(stage, "hoa", NUMBER)
    assert "28/02/2025" in details.text


async def test_nobody_is_answered_small_talk_without_end(stage: Stage) -> None:
    said = [len(await asks(stage, "dan", f"trời đẹp quá {n}")) for n in range(6)]
    assert said == [1, 1, 1, 0, 0, 0]
    [state] = await asks(stage, "dan", CODE)
    assert "đang giải quyết" in state.text


async def test_pictures_complaints_and_greetings_are_answered_kindly(stage: Stage) -> None:
    [greeting] = await asks(stage, "dan", "Xin chào")
    assert titles(greeting) == ["Tra cứu hồ sơ", "Dữ liệu của tôi"]
    assert CONTACT in greeting.text
    [complaint] = await asks(stage, "dan", "Tôi muốn phản ánh cán bộ")
    assert "Cổng Dịch vụ công quốc gia" in complaint.text
    [asked] = await taps(stage, "dan", "Tra cứu hồ sơ")
    assert "mã hồ sơ" in asked.text


SECRETS = (
    "28/02",
    "17 giờ",
    "Đăng ký khai sinh",
    NUMBER,
    "84987654321",
    SLIP,
    "Phạm",
    "Hoa",
    "Mẫu Một,",
)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"tra cứu {CODE}",
        f"{CODE} 0911111111",
        f"{CODE} ABCDEFGH",
        "0001",
        "xong 0001",
        f"hủy {CODE}",
        "dữ liệu của tôi",
        f"{CODE} {CODE}",
        "việc hôm nay",
        NUMBER,
        SLIP,
        "1",
        f"chi tiết {CODE}",
    ],
)
async def test_no_reply_to_an_unproven_account_tells_more_than_the_state(
    stage: Stage, text: str
) -> None:
    said = [message.text for message in await asks(stage, "dan", text)]
    plain = [one.replace(CONTACT, "") for one in said]
    assert not [secret for secret in SECRETS for one in plain if secret in one]


async def test_a_conversation_survives_a_restart(stage: Stage) -> None:
    await asks(stage, "dan", CODE)
    await stage.restart()
    [details] = await asks(stage, "dan", NUMBER)
    assert "28/02/2025" in details.text


async def test_what_was_typed_is_not_kept_and_the_withdrawal_is(stage: Stage) -> None:
    await proves(stage)
    await asks(stage, "dan", f"{CODE} {NUMBER}")
    await asks(stage, "hoa", f"tra cứu {CODE} {NUMBER}")
    await asks(stage, "dan", "hủy")
    rows = stage.service.store._connections[0].execute(
        "SELECT body FROM event WHERE name = 'user_send_text'"
    )
    bodies = [row[0].decode() for row in rows]
    assert not [body for body in bodies if NUMBER in body]
    assert len([body for body in bodies if "hủy" in body or "h\\u1ee7y" in body]) == 1


async def test_a_number_without_its_dossier_is_asked_for_the_code(stage: Stage) -> None:
    [asked] = await asks(stage, "dan", f"số của tôi là {NUMBER}")
    assert "mã hồ sơ" in asked.text
    assert NUMBER not in asked.text


async def test_one_purpose_is_ended_by_its_button(tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"tell_steps": True})
    async with staged(tmp_path, "10/2/2025 09:00", citizens=settings) as stage:
        await dossier(stage)
        stranger(stage)
        await proves(stage)
        await taps(stage, "dan", "Nhận tin về hồ sơ này")
        for _ in range(3):
            await taps(stage, "dan", "Đồng ý")
        [details] = await asks(stage, "dan", CODE)
        assert titles(details) == [
            "Ngừng nhận tin về hồ sơ này", "Ngừng tham gia đánh giá", "Ngừng nhận tin từng bước",
        ]  # fmt: skip
        [gone] = await taps(stage, "dan", "Ngừng tham gia đánh giá")
        assert "đánh giá mức độ hài lòng" in gone.text
        again = await taps(stage, "dan", "Ngừng tham gia đánh giá")
        assert [message.text for message in again] == [gone.text]
        await taps(stage, "dan", "Ngừng nhận tin về hồ sơ này")  # and with it the steps
        assert [row[:2] for row in await ledger(stage)] == [
            ("dossier_news", 1), ("step_news", 1), ("satisfaction", 1),
            ("satisfaction", 0), ("dossier_news", 0), ("step_news", 0),
            ("dossier_news", 0),  # of the number that was proven
        ]  # fmt: skip


async def test_a_button_of_another_person_agrees_to_nothing(stage: Stage) -> None:
    await proves(stage)
    [question] = await taps(stage, "dan", "Nhận tin về hồ sơ này")
    stranger(stage, "khach")
    await asks(stage, "khach", "xin chào")
    assert await asks(stage, "khach", question.buttons[0].payload) == []
    genuine = question.buttons[0].payload
    forged = genuine[:-1] + ("0" if genuine[-1] != "0" else "1")
    assert await asks(stage, "dan", forged) == []
    assert await ledger(stage) == []


async def test_any_code_of_a_dossier_leads_to_it(stage: Stage) -> None:
    alias = "H01-250210-48213"
    async with stage.service.store.tx() as tx:
        await tx.many("insert_alias", [{"alias": alias, "code": CODE, "source": "file"}])
    [details] = await asks(stage, "dan", f"{alias} {SLIP}")
    assert CODE in details.text
    assert "28/02/2025" in details.text


async def test_the_form_of_the_account_may_give_the_number(stage: Stage) -> None:
    await asks(stage, "dan", CODE)
    await stage.phone("dan").shares("Người Mẫu", NUMBER)
    await stage.settle()
    assert "28/02/2025" in stage.phone("dan").last.text


async def test_an_official_hears_of_their_own_dossier_beside_their_work(stage: Stage) -> None:
    await asks(stage, "nam", f"tra cứu {CODE} {NUMBER}")
    await taps(stage, "nam", "Nhận tin về hồ sơ này")
    await taps(stage, "nam", "Đồng ý")
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("10/2/2025 10:00")
    assert any("bổ sung hồ sơ" in m.text for m in stage.phone("nam").received)
    await asks(stage, "nam", "hủy")
    [gone] = await taps(stage, "nam", "Ngừng nhận tin")
    assert "Đã ngừng gửi tin" in gone.text
    [work] = await asks(stage, "nam", "việc hôm nay")
    assert "đồng chí" in work.text.lower()


async def test_words_about_a_proof_are_no_guess(stage: Stage) -> None:
    await asks(stage, "dan", CODE)
    for _ in range(2):
        [lost] = await asks(stage, "dan", "tôi không nhớ mã")
        assert "chưa hiểu" in lost.text
    [details] = await asks(stage, "dan", f"mã của tôi là {SLIP}")
    assert "28/02/2025" in details.text


@pytest.mark.parametrize("answer", ["xong 1", "đã xong 0001", "1", "đang làm 0001", "việc hôm nay"])
async def test_an_open_look_up_takes_no_answer_about_work(stage: Stage, answer: str) -> None:
    [usual] = await asks(stage, "hoa", answer)
    stage.clock.jump_to(stage.clock.now() + 60)
    await asks(stage, "hoa", "tra cứu")
    await asks(stage, "hoa", f"tra cứu {CODE}")
    [said] = await asks(stage, "hoa", answer)
    assert "chưa khớp" not in said.text
    assert "Giấy tiếp nhận" not in said.text
    assert said.text.splitlines()[0] == usual.text.splitlines()[0] or "trước đó" in said.text
