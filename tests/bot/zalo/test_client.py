"""The client: limits before the call, and every way an answer can come – or not come – back."""

from __future__ import annotations

import json
import unicodedata

import httpx
import pytest

from bot.sandbox import Fault
from bot.zalo.client import Answered, BadMessage, ZaloClient, read_answer, text_body
from db.words import Outcome
from tests.bot.stage import OFFICER, Stage

BUTTONS = [("Đã xong", "#nv.a"), ("Vướng mắc", "#nv.b")]


# --- limits, before the call ---


def test_a_text_with_buttons_becomes_the_documented_body() -> None:
    assert json.loads(text_body("8001", "Đến hạn", BUTTONS)) == {
        "recipient": {"user_id": "8001"},
        "message": {
            "text": "Đến hạn",
            "attachment": {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": "Đã xong", "type": "oa.query.hide", "payload": "#nv.a"},
                        {"title": "Vướng mắc", "type": "oa.query.hide", "payload": "#nv.b"},
                    ]
                },
            },
        },
    }


def test_a_text_alone_carries_no_attachment() -> None:
    assert "attachment" not in json.loads(text_body("8001", "Đến hạn"))["message"]


def test_letters_are_composed_before_they_are_counted() -> None:
    """2,000 letters `ệ` are 6,000 signs when decomposed."""
    decomposed = unicodedata.normalize("NFD", "ệ" * 2000)
    sent = json.loads(
        text_body("8001", decomposed, [(unicodedata.normalize("NFD", "Đã nhận"), "#a")])
    )

    assert sent["message"]["text"] == "ệ" * 2000
    assert sent["message"]["attachment"]["payload"]["buttons"][0]["title"] == "Đã nhận"


@pytest.mark.parametrize(
    ("text", "buttons", "told"),
    [
        pytest.param("", [], "text has 0", id="no text"),
        pytest.param(" \n ", [], "between 1 and 2000", id="blank text"),
        pytest.param("ệ" * 2001, [], "text has 2001", id="text too long"),
        pytest.param("a", [("b", "c")] * 6, "6 buttons", id="six buttons"),
        pytest.param("a", [("", "c")], "title ''", id="no title"),
        pytest.param("a", [("b" * 36, "c")], "1 to 35", id="title too long"),
        pytest.param("a", [("b", "c" * 1001)], "exceeds 1000", id="payload too long"),
    ],
)
def test_what_zalo_would_refuse_is_refused_before_the_call(
    text: str, buttons: list[tuple[str, str]], told: str
) -> None:
    with pytest.raises(BadMessage, match=told):
        text_body("8001", text, buttons)


def test_the_limits_themselves_are_allowed() -> None:
    assert text_body("8001", "ệ" * 2000, [("b" * 35, "c" * 1000)] * 5)


# --- answers ---


def answered(raw: bytes, status: int = 200, left: str = "") -> Answered:
    headers = {"X-RateLimit-Remain": left}
    return read_answer(httpx.Response(status, content=raw, headers=headers))


@pytest.mark.parametrize(
    ("status", "raw", "outcome", "code"),
    [
        pytest.param(200, b'{"error":0,"data":{"message_id":"m1"}}', "accepted", "0", id="taken"),
        pytest.param(200, b'{"error":"0","data":{}}', "accepted", "0", id="number as text"),
        pytest.param(200, b'{"error":-230,"message":"x"}', "other_road", "-230", id="window"),
        pytest.param(200, b'{"error":-32}', "later", "-32", id="rate"),
        pytest.param(200, b'{"error":-99999}', "unknown", "-99999", id="code nobody described"),
        pytest.param(500, b'{"error":0,"data":{}}', "unknown", "0", id="taken, says a 500"),
        pytest.param(429, b'{"error":-32}', "later", "-32", id="rate with a status"),
        pytest.param(502, b"<html>502</html>", "unknown", "http:502", id="a gateway's page"),
        pytest.param(200, b"", "unknown", "http:200", id="empty"),
        pytest.param(200, b"[]", "unknown", "http:200", id="a list"),
        pytest.param(200, b"null", "unknown", "http:200", id="null"),
        pytest.param(200, b'"0"', "unknown", "http:200", id="a text"),
        pytest.param(200, b'{"message":"x"}', "unknown", "http:200", id="no code"),
        pytest.param(200, b'{"error":null}', "unknown", "http:200", id="code null"),
        pytest.param(200, b'{"error":"x"}', "unknown", "http:200", id="code no number"),
        pytest.param(200, b"\xff\xfe", "unknown", "http:200", id="no text at all"),
        pytest.param(302, b"", "unknown", "http:302", id="a redirect"),
    ],
)
def test_the_body_decides(status: int, raw: bytes, outcome: str, code: str) -> None:
    found = answered(raw, status)

    assert (found.outcome, found.code) == (outcome, code)


def test_the_id_of_a_message_is_text_and_only_there_when_given() -> None:
    assert answered(b'{"error":0,"data":{"message_id":12}}').message_id == "12"
    assert answered(b'{"error":0,"data":{}}').message_id is None
    assert answered(b'{"error":0,"data":[]}').message_id is None


@pytest.mark.parametrize(("header", "left"), [("57", 57), ("0", 0), ("many", None), ("-1", None)])
def test_what_is_left_of_the_minute_is_read(header: str, left: int | None) -> None:
    assert answered(b'{"error":0}', left=header).remaining == left


# --- against the stand-in ---


async def send(stage: Stage, text: str = "Đến hạn") -> Answered:
    token = await stage.tokens.token()
    return await stage.client.send(token, text_body(OFFICER, text, BUTTONS))


async def test_an_accepted_message_has_an_id_and_is_on_the_phone(stage: Stage) -> None:
    found = await send(stage)

    assert (found.outcome, found.code) == (Outcome.ACCEPTED, "0")
    assert [m.message_id for m in stage.world.phone(OFFICER).received] == [found.message_id]
    assert found.remaining == 999_999


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        pytest.param(Fault.BAD_GATEWAY, 0, id="502 page"),
        pytest.param(Fault.CUT, 0, id="connection cut"),
        pytest.param(Fault.ANSWER_LOST, 1, id="answer lost after acceptance"),
    ],
)
async def test_without_a_trustworthy_answer_the_outcome_is_unknown(
    stage: Stage, fault: Fault, arrives: int
) -> None:
    stage.faults.set(fault)
    found = await send(stage)

    assert found.outcome == Outcome.UNKNOWN
    assert len(stage.received()) == arrives


async def test_a_dead_token_asks_for_a_new_one(stage: Stage) -> None:
    stage.faults.set(Fault.TOKEN_DIES)
    found = await send(stage)

    assert (found.outcome, found.code) == (Outcome.AFTER_REFRESH, "-216")


async def test_a_host_nobody_listens_at_may_be_tried_again(stage: Stage) -> None:
    nobody = ZaloClient(stage.wire, "http://127.0.0.1:9")
    found = await nobody.send("t", text_body(OFFICER, "Đến hạn"))

    assert (found.outcome, found.code) == (Outcome.AGAIN, "connect")


async def test_a_conversation_comes_newest_first_in_pages_of_ten(stage: Stage) -> None:
    for n in range(12):
        await send(stage, f"Tin {n}")
    token = await stage.tokens.token()
    first = await stage.client.conversation(token, OFFICER, 0)
    second = await stage.client.conversation(token, OFFICER, 10)

    assert [entry["message"] for entry in first.data] == [f"Tin {n}" for n in range(11, 1, -1)]
    assert [entry["message"] for entry in second.data] == ["Tin 1", "Tin 0"]


async def test_the_account_tells_its_name(stage: Stage) -> None:
    found = await stage.client.account_info(await stage.tokens.token())

    assert found.data["name"] == "Nhắc Việc – tỉnh Mẫu Sơn"
