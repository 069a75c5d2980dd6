"""FPT: tokens, and texts in base64."""

from __future__ import annotations

import asyncio

import pytest

from bot.sms.gateway import Scope, SmsAnswer
from db.words import Outcome
from tests.sms.gateways.providers import standing
from tests.sms.gateways.stand import BRAND, TEXT, request


async def test_a_message_goes_under_a_token() -> None:
    async with standing("fpt") as (sms, rules, _):
        found = await sms.send(request())

    [kept] = rules.kept
    assert (kept["access_token"], kept["BrandName"], kept["Message"]) == ("token-1", BRAND, TEXT)
    assert (kept["Phone"], kept["RequestId"]) == ("84912345678", "nv-message-1")
    assert found == SmsAnswer(Outcome.ACCEPTED, "taken", "148", 1)


async def test_diacritics_survive_base64() -> None:
    async with standing("fpt") as (sms, rules, _):
        await sms.send(request(text="Hồ sơ đến hạn."))

    assert rules.kept[0]["Message"] == "Hồ sơ đến hạn."


async def test_one_token_serves_many_messages() -> None:
    async with standing("fpt") as (sms, rules, _):
        await asyncio.gather(*(sms.send(request(request_id=f"m{n}")) for n in range(8)))

    assert (rules.tokens, len(rules.kept)) == (1, 8)


async def test_a_dead_token_is_renewed_once_for_all_who_wait() -> None:
    async with standing("fpt") as (sms, rules, _):
        await sms.send(request())
        rules.tokens = 5  # theirs have moved on
        answers = await asyncio.gather(*(sms.send(request(request_id=f"m{n}")) for n in range(8)))

    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert rules.tokens == 6
    assert len(rules.kept) == 9


async def test_a_token_dead_twice_is_a_stop() -> None:
    async with standing("fpt") as (sms, rules, running):
        running.tell('{"access_token":"a"}')
        running.tell('{"error":1013}')
        running.tell('{"access_token":"b"}')
        running.tell('{"error":"1011"}')
        found = await sms.send(request())

    assert found == SmsAnswer(Outcome.STOP, "1011", scope=Scope.ACCOUNT)
    assert rules.kept == []


@pytest.mark.parametrize(
    ("body", "status", "outcome", "code"),
    [
        pytest.param("<html>", 502, Outcome.AGAIN, "token:http:502", id="502 page"),
        pytest.param("{}", 200, Outcome.AGAIN, "token:http:200", id="no token"),
        pytest.param('{"access_token":""}', 200, Outcome.AGAIN, "token:http:200", id="empty"),
        pytest.param('{"access_token":7}', 200, Outcome.AGAIN, "token:http:200", id="no text"),
        pytest.param('{"error":1008}', 401, Outcome.STOP, "1008", id="wrong secret"),
        pytest.param('{"error":1011}', 200, Outcome.STOP, "token:1011", id="token about a token"),
        pytest.param('{"error":4711}', 200, Outcome.AGAIN, "token:4711", id="not described"),
        pytest.param("", 429, Outcome.LATER, "http:429", id="429"),
    ],
)
async def test_without_a_token_nothing_was_handed_over(
    body: str, status: int, outcome: Outcome, code: str
) -> None:
    async with standing("fpt") as (sms, rules, running):
        running.tell(body, status)
        found = await sms.send(request())

    assert (found.outcome, found.code) == (outcome, code)
    assert rules.kept == []


async def test_a_wrong_secret_is_a_stop() -> None:
    async with standing("fpt", client_secret="khac") as (sms, _, _running):
        found = await sms.send(request())

    assert (found.outcome, found.code, found.scope) == (Outcome.STOP, "1008", Scope.ACCOUNT)


async def test_a_message_id_beside_an_error_is_not_believed() -> None:
    async with standing("fpt") as (sms, _, running):
        await sms.send(request(request_id="first"))
        running.tell('{"MessageId":1,"error":2519}')

        assert (await sms.send(request())).outcome == Outcome.REFUSED
