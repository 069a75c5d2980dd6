"""What holds for every gateway: the ways a call can break, what never leaks, what the sandbox does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.http import CalledInTransaction, Wire, make_wire
from bot.sms.gateway import Scope, SmsAnswer
from bot.sms.text import fitted
from db.sqlite import SqliteStore
from db.words import Outcome
from tests.sms.gateways.providers import NAMES, gateway, standing
from tests.sms.gateways.stand import PASSWORD, TEXT, hanging_up, request

every = pytest.mark.parametrize("name", NAMES)
TWICE = {"fpt": 1}  # calls before the message itself


@every
async def test_a_message_is_taken_and_its_parts_are_told(name: str) -> None:
    async with standing(name) as (sms, rules, _):
        short = await sms.send(request())
        long = await sms.send(request(text=fitted("mot hai ba " * 30).text, request_id="b"))

    assert (short.outcome, short.parts) == (Outcome.ACCEPTED, 1)
    assert (long.outcome, long.parts) == (Outcome.ACCEPTED, 3)
    assert len(rules.kept) == 2


@every
async def test_secrets_travel_in_the_body_only(name: str) -> None:
    async with standing(name) as (sms, _, running):
        await sms.send(request())

    assert running.heard
    assert all(PASSWORD not in line for line in running.heard)


@every
async def test_nothing_private_shows_in_what_could_be_logged(name: str) -> None:
    async with standing(name) as (sms, _, running):
        running.tell(f"<html>{PASSWORD} {TEXT}</html>", 502)
        running.tell(f"<html>{PASSWORD} {TEXT}</html>", 502)
        shown = f"{await sms.send(request())!r} {request()!r} {vars(sms)['_settings']!r}"

    assert PASSWORD not in shown
    assert "84912345678" not in shown
    assert TEXT not in shown


BROKEN = [
    pytest.param(502, b"<html>502 Bad Gateway</html>", Outcome.UNKNOWN, "http:502", id="502 page"),
    pytest.param(504, b"", Outcome.UNKNOWN, "http:504", id="504"),
    pytest.param(200, b"", Outcome.UNKNOWN, "http:200", id="empty"),
    pytest.param(200, b"[]", Outcome.UNKNOWN, "http:200", id="a list"),
    pytest.param(200, b"null", Outcome.UNKNOWN, "http:200", id="null"),
    pytest.param(200, b"\xff\xfe\x00", Outcome.UNKNOWN, "http:200", id="no text at all"),
    pytest.param(200, b"{}", Outcome.UNKNOWN, "http:200", id="empty object"),
    pytest.param(200, b'{"a":' * 5000, Outcome.UNKNOWN, "http:200", id="half and deep"),
    pytest.param(200, b"[" * 60_000 + b"]" * 60_000, Outcome.UNKNOWN, "http:200", id="too long"),
    pytest.param(200, b"<a>" * 9000, Outcome.UNKNOWN, "http:200", id="half of XML"),
    pytest.param(302, b"", Outcome.UNKNOWN, "http:302", id="a redirect is not followed"),
    pytest.param(401, b"", Outcome.STOP, "http:401", id="401"),
    pytest.param(403, b"forbidden", Outcome.STOP, "http:403", id="403: address not on their list"),
    pytest.param(404, b"<html></html>", Outcome.STOP, "http:404", id="404: wrong address"),
    pytest.param(405, b"", Outcome.STOP, "http:405", id="405"),
    pytest.param(429, b"slow down", Outcome.LATER, "http:429", id="429"),
    pytest.param(400, b"?", Outcome.UNKNOWN, "http:400", id="400 without a word"),
]


async def _primed(name: str, sms: Any) -> None:
    """Get a token first, where there is one, so that the break happens to the message."""
    if name in TWICE:
        await sms.send(request(request_id="first"))


@every
@pytest.mark.parametrize(("status", "body", "outcome", "code"), BROKEN)
async def test_answers_that_say_nothing(
    name: str, status: int, body: bytes, outcome: Outcome, code: str
) -> None:
    async with standing(name) as (sms, _, running):
        await _primed(name, sms)
        running.tell(body, status)
        found = await sms.send(request())

    assert (found.outcome, found.code, found.provider_id, found.parts) == (
        outcome,
        code,
        None,
        None,
    )


@every
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", id="half an answer"),
        pytest.param(b"no HTTP at all\r\n\r\n", id="no HTTP"),
    ],
)
async def test_a_connection_lost_after_reading_leaves_it_open(name: str, answer: bytes) -> None:
    async with standing(name) as (sms, _, _running), hanging_up(answer) as url:
        await _primed(name, sms)
        sms._base = url  # type: ignore[attr-defined]  # what was up is down now
        moved = vars(sms)["_settings"].model_copy(update={"url": url})
        sms._settings = moved  # type: ignore[attr-defined]
        found = await sms.send(request())

    assert found.outcome == Outcome.UNKNOWN
    assert url not in found.code


@every
async def test_a_host_that_is_away_was_handed_nothing(name: str) -> None:
    wire = make_wire()
    try:
        found = await gateway(name, "http://127.0.0.1:9", wire).send(request())
    finally:
        await wire.aclose()

    assert found.outcome == Outcome.AGAIN
    assert found.code.endswith("connect")


class TimesOut(httpx.AsyncBaseTransport):
    """Takes every request and never answers in time."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout(f"timed out at {request.url}", request=request)


@every
async def test_a_time_out_leaves_it_open(name: str) -> None:
    """Without a token nothing of the message was on the way; with one it may have been taken."""
    found = await gateway(name, "http://127.0.0.1:9", Wire(TimesOut())).send(request())

    expected = {
        "fpt": SmsAnswer(Outcome.AGAIN, "token:ReadTimeout", scope=Scope.ACCOUNT),
    }.get(name, SmsAnswer(Outcome.UNKNOWN, "ReadTimeout"))
    assert found == expected


@every
async def test_a_call_inside_a_transaction_is_a_mistake_of_ours(
    name: str, store: SqliteStore
) -> None:
    async with standing(name) as (sms, rules, _):
        async with store.tx():
            with pytest.raises(CalledInTransaction):
                await sms.send(request())

        assert rules.kept == []


@pytest.mark.parametrize("name", ["esms", "vnpt", "viettel"])  # that of FPT is a host of its own
async def test_the_sandbox_sends_nothing_to_a_phone(name: str) -> None:
    async with standing(name, sandbox=True) as (sms, rules, running):
        found = await sms.send(request())

    assert (found.outcome, found.parts) == (Outcome.ACCEPTED, 1)
    assert rules.kept == []
    assert len(running.heard) == (1 if name == "esms" else 0)


@every
async def test_a_contract_may_say_what_a_code_means(name: str) -> None:
    bodies = {
        "esms": '{"CodeResult":"777"}',
        "vnpt": '{"RPLY":{"ERROR":"777"}}',
        "viettel": "<r><return><result>777</result></return></r>",
        "fpt": '{"error":777}',
    }
    async with standing(name, codes="777=later, 778=stop") as (sms, _, running):
        await _primed(name, sms)
        running.tell(bodies[name])
        found = await sms.send(request())

    assert (found.outcome, found.code) == (Outcome.LATER, "777")


@every
async def test_how_long_a_request_id_is_remembered(name: str) -> None:
    async with standing(name) as (sms, _, _running):
        assert sms.name == name
        assert sms.repeat_for_s == (86_400 if name == "esms" else 0)
