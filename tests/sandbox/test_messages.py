"""A message at the stand-in host: what it takes, what it refuses, and when it costs."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox import Limits
from bot.sandbox.rules import button_refusal, message_refusal
from tests.sandbox.stage import OFFICER, Stage, body, staged

HOUR, DAY = 3600, 86400
LINK = {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://example.vn/viec"}}
QUERY = {"title": "Đã xong", "type": "oa.query.hide", "payload": "#A.1"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


def with_buttons(*buttons: dict[str, Any], **payload: Any) -> dict[str, Any]:
    rows = {"buttons": list(buttons)} | payload
    return {"text": "Đến hạn", "attachment": {"type": "template", "payload": rows}}


# --- a message and its refusals ---


async def test_an_accepted_message_is_on_the_phone_and_answers_with_its_ids(stage: Stage) -> None:
    answer = await stage.client.send(body("Hồ sơ đến hạn lúc 11:30", OFFICER, "Đã xong"))

    on_phone = stage.world.phone(OFFICER).last
    data = answer["data"]
    assert (answer["error"], answer["message"]) == (0, "Success")
    assert data["message_id"] == on_phone.message_id
    assert data["user_id"] == OFFICER
    assert data["sent_time"] == str(stage.clock.now_ms())
    assert data["quota"]["quota_type"] == "reply"
    assert on_phone.text == "Hồ sơ đến hạn lúc 11:30"
    assert [button.title for button in on_phone.buttons] == ["Đã xong"]


@pytest.mark.parametrize(
    ("message", "code", "named"),
    [
        pytest.param({"text": "a" * 2000}, None, "", id="2000 characters pass"),
        pytest.param({"text": "a" * 2001}, -210, "message.text", id="2001 do not"),
        pytest.param({"text": ""}, -201, "message.text", id="empty text"),
        pytest.param({"text": " \n "}, -201, "message.text", id="blank text"),
        pytest.param({}, -201, "message.text", id="no text"),
        pytest.param({"text": 7}, -201, "message.text", id="text is a number"),
        pytest.param({"text": "\ud800"}, -201, "Unicode", id="half a surrogate"),
        pytest.param({"text": unicodedata.normalize("NFD", "Đã xong")}, -201, "NFC", id="NFD"),
        pytest.param(
            {"text": unicodedata.normalize("NFD", "ậ" * 1000)},
            -210,
            "message.text",
            id="NFD counts",
        ),
        pytest.param({"text": "a", "colour": "red"}, -201, "message.colour", id="unknown field"),
        pytest.param({"text": "a", "quote_message_id": 5}, -201, "quote_message_id", id="quote"),
        pytest.param("text", -201, "message", id="message is text"),
        pytest.param({"text": "a", "attachment": "x"}, -201, "attachment", id="attachment is text"),
        pytest.param(with_buttons(QUERY, LINK), None, "", id="two buttons pass"),
        pytest.param(with_buttons(*[QUERY] * 5), None, "", id="five buttons pass"),
        pytest.param(with_buttons(*[QUERY] * 6), -210, "buttons", id="six do not"),
        pytest.param(with_buttons(), -201, "buttons", id="an empty list"),
        pytest.param(with_buttons(QUERY, template_type="button"), -233, "type", id="template_type"),
        pytest.param(
            {"text": "a", "attachment": {"type": "file", "payload": {"token": "t"}}},
            -233,
            "type",
            id="another kind of attachment",
        ),
    ],
)
def test_rules_of_a_message(message: object, code: int | None, named: str) -> None:
    refusal = message_refusal(message)

    assert (refusal.code if refusal else None) == code
    assert named in (refusal.message if refusal else "")


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        pytest.param({}, None, "", id="as it should be"),
        pytest.param({"title": "a" * 35}, None, "", id="title of 35"),
        pytest.param({"title": "a" * 36}, -210, "title", id="title of 36"),
        pytest.param({"title": None}, -201, "title", id="no title"),
        pytest.param({"payload": "#" + "a" * 999}, None, "", id="payload of 1000"),
        pytest.param({"payload": "#" + "a" * 1000}, -210, "payload", id="payload of 1001"),
        pytest.param({"payload": {"id": "1"}}, -201, "payload", id="query payload is an object"),
        pytest.param({"type": "oa.query"}, -201, "type", id="unknown type"),
        pytest.param({"type": None}, -201, "type", id="no type"),
        pytest.param({"callback": "x"}, -201, "callback", id="unknown field"),
        pytest.param(LINK, None, "", id="link"),
        pytest.param(LINK | {"payload": "https://example.vn"}, -201, "payload", id="bare link"),
        pytest.param(LINK | {"payload": {"url": "ftp://a.vn"}}, -201, "payload.url", id="not web"),
        pytest.param(
            {"type": "oa.open.phone", "payload": {"phone_code": "0901000000"}}, None, "", id="call"
        ),
        pytest.param(
            {"type": "oa.open.phone", "payload": {"phone_code": "0901-abc"}},
            -201,
            "phone_code",
            id="call to no number",
        ),
        pytest.param(
            {"type": "oa.open.sms", "payload": {"content": "TIN", "phone_code": "8088"}},
            None,
            "",
            id="sms",
        ),
        pytest.param(
            {"type": "oa.open.sms", "payload": {"phone_code": "8088"}},
            -201,
            "content",
            id="sms half",
        ),
    ],
)
def test_rules_of_a_button(change: dict[str, Any], code: int | None, named: str) -> None:
    refusal = button_refusal("buttons[0]", QUERY | change)

    assert (refusal.code if refusal else None) == code
    assert named in (refusal.message if refusal else "")


async def test_a_refused_message_leaves_no_trace(stage: Stage) -> None:
    answer = await stage.client.send(body("a" * 2001))

    assert answer["error"] == -210
    assert "data" not in answer
    assert stage.world.phone(OFFICER).messages == []


@pytest.mark.parametrize(
    ("recipient", "named"),
    [
        pytest.param({"user_id": "404"}, "user_id", id="nobody"),
        pytest.param({"user_id": 8001}, "user_id", id="a number"),
        pytest.param({}, "user_id", id="left out"),
        pytest.param({"user_id": OFFICER, "phone": "0901"}, "recipient.phone", id="more"),
    ],
)
async def test_recipients_that_cannot_be(
    stage: Stage, recipient: dict[str, Any], named: str
) -> None:
    answer = await stage.client.send(body() | {"recipient": recipient})

    assert answer["error"] == -201
    assert named in answer["message"]


async def test_a_person_of_another_account_is_unknown_here(stage: Stage) -> None:
    stage.world.add_account("52", "OA khác", "other")
    stage.world.add_person("9001", "Lê Văn Giả", oa_id="52")

    assert (await stage.client.send(body("Chào", "9001")))["error"] == -201


async def test_a_body_that_is_not_json_is_refused(stage: Stage) -> None:
    headers = {"access_token": stage.client.pair.access_token}
    address = stage.client.url + "/v3.0/oa/message/cs"
    session = stage.client.session
    answers = []
    for kind, data in [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("text/plain", b"{}"),
    ]:
        sent = headers | {"Content-Type": kind}
        async with session.post(address, data=data, headers=sent) as answer:
            answers.append((await answer.json())["error"])

    assert answers == [-201, -201, -201]


# --- windows ---


@pytest.mark.parametrize(
    ("age", "code", "quota"),
    [
        pytest.param(0, 0, "reply", id="at once"),
        pytest.param(48 * HOUR, 0, "reply", id="48 hours: free"),
        pytest.param(48 * HOUR + 1, 0, "sub_quota", id="a second later: paid"),
        pytest.param(7 * DAY, 0, "sub_quota", id="7 days: paid"),
        pytest.param(7 * DAY + 1, -230, "", id="a second later: refused"),
    ],
)
async def test_windows_after_the_last_interaction(
    stage: Stage, age: int, code: int, quota: str
) -> None:
    stage.long_after(age)

    answer = await stage.client.send(body())

    assert answer["error"] == code
    assert answer.get("data", {}).get("quota", {}).get("quota_type", "") == quota


async def test_following_typing_and_tapping_open_the_window_again_and_reading_does_not(
    stage: Stage,
) -> None:
    phone = stage.world.phone(OFFICER)
    await stage.client.send(body("Đến hạn", OFFICER, "Đã xong"))

    async def after_a_week(act: Any) -> int:
        stage.long_after(7 * DAY + 1)
        assert (await stage.client.send(body()))["error"] == -230
        await act
        return int((await stage.client.send(body()))["error"])

    assert await after_a_week(phone.types("chào")) == 0
    assert await after_a_week(phone.taps("Đã xong")) == 0
    assert await after_a_week(phone.follows()) == 0
    assert await after_a_week(phone.reads()) == -230


@pytest.mark.parametrize("code", [-244, -217, -227])
async def test_who_blocks_gets_nothing_until_it_is_lifted(stage: Stage, code: int) -> None:
    phone = stage.world.phone(OFFICER)
    phone.blocks(code)
    refused = await stage.client.send(body())
    phone.unblocks()

    assert refused["error"] == code
    assert (await stage.client.send(body()))["error"] == 0
    assert len(phone.received) == 1


async def test_who_left_gets_nothing_until_they_speak_again(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await phone.unfollows()
    refused = await stage.client.send(body())
    await phone.types("Xin hỏi")

    assert refused["error"] == -213
    assert (await stage.client.send(body()))["error"] == 0


async def test_paid_messages_come_from_the_package_then_from_what_was_bought() -> None:
    limits = Limits(package_messages=1, purchased_messages=1)
    async with staged(limits) as stage:
        stage.long_after(3 * DAY)
        answers = [await stage.client.send(body()) for _ in range(3)]

        kinds = [a.get("data", {}).get("quota", {}).get("quota_type") for a in answers]
        assert kinds == ["sub_quota", "purchase_quota", None]
        assert answers[2]["error"] == -211
        assert len(stage.world.phone(OFFICER).received) == 2
