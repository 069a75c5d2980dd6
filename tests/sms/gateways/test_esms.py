"""eSMS: repeats, questions about delivery, callbacks."""

from __future__ import annotations

import pytest

from bot.sms.gateway import Asked, Delivery, Scope, TellsDelivery
from bot.sms.gateways.esms import read_report
from db.words import Outcome
from schedules.errors import RejectedInput
from tests.sms.gateways.providers import standing
from tests.sms.gateways.stand import BRAND, PASSWORD, TEXT, request


async def test_the_body_is_the_documented_one() -> None:
    callback = "https://mau.example/webhook/sms/esms/t0ken"
    async with standing("esms", callback_url=callback) as (sms, rules, _):
        found = await sms.send(request())

    assert rules.kept == [
        {
            "ApiKey": PASSWORD,
            "SecretKey": PASSWORD,
            "Phone": "0912345678",
            "Content": TEXT,
            "Brandname": BRAND,
            "SmsType": "2",
            "IsUnicode": "0",
            "Sandbox": "0",
            "RequestId": "nv-message-1",
            "CallbackUrl": callback,
        }
    ]
    assert found.provider_id == "s1"


async def test_diacritics_are_announced() -> None:
    async with standing("esms") as (sms, rules, _):
        await sms.send(request(text="Hồ sơ đến hạn."))

    assert (rules.kept[0]["IsUnicode"], rules.kept[0]["Content"]) == ("1", "Hồ sơ đến hạn.")


async def test_a_repeat_counts_as_taken_and_reaches_the_phone_once() -> None:
    async with standing("esms") as (sms, rules, _):
        first, second = await sms.send(request()), await sms.send(request())

    assert (first.code, second.code) == ("100", "124")
    assert second.outcome == Outcome.ACCEPTED
    assert (second.provider_id, second.parts) == (None, 1)
    assert len(rules.kept) == 1


async def test_an_answer_lost_after_acceptance_is_repeated_without_harm() -> None:
    async with standing("esms") as (sms, rules, running):
        rules.ids.add("nv-message-1")  # they took it, and the answer was lost on the way
        running.tell("<html>502</html>", 502)
        lost, again = await sms.send(request()), await sms.send(request())

    assert (lost.outcome, again.outcome) == (Outcome.UNKNOWN, Outcome.ACCEPTED)
    assert rules.kept == []


@pytest.mark.parametrize("status", [200, 400])
async def test_a_call_they_could_not_read_was_not_taken(status: int) -> None:
    async with standing("esms") as (sms, _, running):
        running.tell('{"error":"Invalid request"}', status)
        found = await sms.send(request())

    assert (found.outcome, found.code, found.scope) == (Outcome.REFUSED, "malformed", Scope.MESSAGE)


async def test_the_same_words_with_a_server_error_leave_it_open() -> None:
    async with standing("esms") as (sms, _, running):
        running.tell('{"error":"Invalid request"}', 500)

        assert (await sms.send(request())).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("body", "outcome", "code"),
    [
        pytest.param('{"CodeResult":100,"SMSID":"s"}', Outcome.ACCEPTED, "100", id="as a number"),
        pytest.param('{"CodeResult":" 100 "}', Outcome.ACCEPTED, "100", id="with spaces"),
        pytest.param('{"CodeResult":true}', Outcome.UNKNOWN, "http:200", id="a truth"),
        pytest.param('{"CodeResult":null}', Outcome.UNKNOWN, "http:200", id="null"),
        pytest.param('{"CodeResult":["100"]}', Outcome.UNKNOWN, "http:200", id="a list"),
        pytest.param('{"CodeResult":"gửi 0912345678"}', Outcome.UNKNOWN, "http:200", id="a text"),
    ],
)
async def test_codes_as_they_may_come(body: str, outcome: Outcome, code: str) -> None:
    async with standing("esms") as (sms, _, running):
        running.tell(body)
        found = await sms.send(request())

    assert (found.outcome, found.code) == (outcome, code)


# --- questions about delivery ---


async def asked(body: str | None = None, status: int = 200, **state: int) -> Asked:
    """The answer to a question, with what the provider knows or says."""
    async with standing("esms") as (sms, rules, running):
        assert isinstance(sms, TellsDelivery)
        if body is not None:
            running.tell(body, status)
        rules.state.update(state)
        return await sms.status("s1")


async def test_a_question_carries_the_keys_where_the_provider_wants_them() -> None:
    async with standing("esms") as (sms, rules, _):
        assert isinstance(sms, TellsDelivery)
        await sms.status("s1")

    assert rules.asked == [{"RefId": "s1", "ApiKey": PASSWORD, "SecretKey": PASSWORD}]


async def test_a_delivered_message_says_its_price() -> None:
    found = await asked()

    assert found.outcome == Outcome.ACCEPTED
    assert found.report is not None
    assert (found.report.state, found.report.provider_id) == (Delivery.DELIVERED, "s1")
    assert found.report.price_vnd == 850


async def test_finished_is_not_delivered() -> None:
    found = await asked(SendSuccess=0, SendFailed=1)

    assert found.report is not None
    assert found.report.state == Delivery.FAILED


@pytest.mark.parametrize(
    ("body", "status", "outcome", "code"),
    [
        pytest.param('{"CodeResponse":"105"}', 200, Outcome.AGAIN, "105", id="not known yet"),
        pytest.param('{"CodeResponse":"101"}', 200, Outcome.STOP, "101", id="keys"),
        pytest.param('{"CodeResult":"105"}', 200, Outcome.AGAIN, "105", id="other spelling"),
        pytest.param('{"CodeResponse":"100"}', 200, Outcome.UNKNOWN, "100", id="no status"),
        pytest.param("<html>", 502, Outcome.UNKNOWN, "http:502", id="502 page"),
        pytest.param("", 403, Outcome.STOP, "http:403", id="403"),
    ],
)
async def test_questions_without_a_report(
    body: str, status: int, outcome: Outcome, code: str
) -> None:
    assert await asked(body, status) == Asked(outcome, code, None)


# --- callbacks ---

CALLBACK = {
    "SMSID": "s1",
    "SendFailed": "0",
    "SendStatus": "5",
    "SendSuccess": "1",
    "TotalPrice": "850.0",
    "TotalReceiver": "1",
    "TotalSent": "1",
    "RequestId": "nv-message-1",
    "TypeId": "2",
    "telcoid": "1",
    "phonenumber": "84912345678",
    "switchsmsid": "",
    "partnerids": "",
    "error_info": "%22%257B%2522error%2522%253A-118%257D%22____17/03/2025",
}


@pytest.mark.parametrize(
    ("status", "sent", "failed", "state"),
    [
        ("1", "0", "0", Delivery.UNDERWAY),
        ("2", "0", "0", Delivery.UNDERWAY),
        ("4", "0", "0", Delivery.FAILED),
        ("4", "0", "1", Delivery.FAILED),
        ("5", "1", "0", Delivery.DELIVERED),
        ("5", "0", "1", Delivery.FAILED),
        ("5", "1", "1", Delivery.FAILED),
        ("5", "0", "0", Delivery.UNDERWAY),
        ("5", "", "x", Delivery.UNDERWAY),
        ("7", "0", "0", Delivery.UNDERWAY),
        ("99", "1", "0", Delivery.UNDERWAY),
    ],
)
def test_what_a_callback_says(status: str, sent: str, failed: str, state: Delivery) -> None:
    counters = {"SendStatus": status, "SendSuccess": sent, "SendFailed": failed}

    assert read_report({**CALLBACK, **counters}).state == state


def test_a_callback_carries_our_own_id_and_the_price() -> None:
    found = read_report(CALLBACK)

    assert (found.request_id, found.price_vnd) == ("nv-message-1", 850)
    assert "84912345678" not in repr(found)


def test_the_same_callback_has_the_same_key_and_a_later_one_another() -> None:
    earlier = {**CALLBACK, "SendStatus": "7", "SendSuccess": "0"}

    assert read_report(CALLBACK).key == read_report(dict(CALLBACK)).key
    assert read_report(CALLBACK).key != read_report(earlier).key


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"SMSID": ""}, "SMSID", id="no id"),
        pytest.param({"SMSID": "s" * 101}, "SMSID", id="endless id"),
        pytest.param({"SendStatus": ""}, "SendStatus", id="no status"),
        pytest.param({"SendStatus": "xong"}, "SendStatus", id="status no number"),
        pytest.param({"SendStatus": "-1"}, "SendStatus", id="status below zero"),
        pytest.param({"SendStatus": "5.5"}, "SendStatus", id="status broken"),
    ],
)
def test_a_callback_that_cannot_be_read(changes: dict[str, str], field: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        read_report({**CALLBACK, **changes})

    assert caught.value.field == field
