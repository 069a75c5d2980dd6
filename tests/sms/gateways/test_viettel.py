"""Viettel: SOAP written and read with care."""

from __future__ import annotations

import pytest

from bot.sms.gateway import Scope
from db.words import Outcome
from tests.sms.gateways.providers import soap_body, standing
from tests.sms.gateways.stand import BRAND, PASSWORD, TEXT, request


async def test_the_fields_of_the_operation() -> None:
    async with standing("viettel") as (sms, rules, _):
        await sms.send(request())

    assert rules.kept == [
        {
            "User": "mau",
            "Password": PASSWORD,
            "CPCode": "UBND_MAU",
            "RequestID": "1",
            "UserID": "84912345678",
            "ReceiverID": "84912345678",
            "ServiceID": BRAND,
            "CommandCode": "bulksms",
            "Content": TEXT,
            "ContentType": "0",
        }
    ]


async def test_diacritics_are_announced() -> None:
    async with standing("viettel") as (sms, rules, _):
        await sms.send(request(text="Hồ sơ đến hạn."))

    assert (rules.kept[0]["Content"], rules.kept[0]["ContentType"]) == ("Hồ sơ đến hạn.", "1")


async def test_signs_of_xml_in_a_key_arrive_as_they_are() -> None:
    async with standing("viettel", user="a<b>&\"'c", cp_code="</User>") as (sms, rules, _):
        await sms.send(request())

    assert (rules.kept[0]["User"], rules.kept[0]["CPCode"]) == ("a<b>&\"'c", "</User>")


async def test_braces_in_a_key_are_no_placeholders() -> None:
    async with standing("viettel", user="{fields}") as (sms, rules, _):
        await sms.send(request())

    assert rules.kept[0]["User"] == "{fields}"


async def test_a_wrong_password_is_a_stop_that_says_why() -> None:
    async with standing("viettel", password="khac") as (sms, rules, _):
        found = await sms.send(request())

    assert (found.outcome, found.scope) == (Outcome.STOP, Scope.ACCOUNT)
    assert found.code == "0:Authenticate:USER_PASS_INVALID"
    assert rules.kept == []


@pytest.mark.parametrize(
    ("body", "outcome", "code"),
    [
        pytest.param(soap_body("0", "x"), Outcome.REFUSED, "0", id="failed"),
        pytest.param(soap_body("-1", "x"), Outcome.REFUSED, "-1", id="another number"),
        pytest.param(soap_body(" 1 ", "x"), Outcome.ACCEPTED, "1", id="spaces"),
        pytest.param(soap_body("", "x"), Outcome.UNKNOWN, "http:200", id="no number"),
        pytest.param(soap_body("OK", "x"), Outcome.UNKNOWN, "http:200", id="a word"),
        pytest.param(
            soap_body("0", "Gui 84912345678: LOI"),
            Outcome.REFUSED,
            "0",
            id="their text is not kept",
        ),
        pytest.param("<html><body>x</body></html>", Outcome.UNKNOWN, "http:200", id="a page"),
    ],
)
async def test_answers(body: str, outcome: Outcome, code: str) -> None:
    async with standing("viettel") as (sms, _, running):
        running.tell(body)
        found = await sms.send(request())

    assert (found.outcome, found.code) == (outcome, code)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("S:Client", Outcome.STOP), ("soap:Server", Outcome.UNKNOWN), ("Client", Outcome.STOP)],
)
async def test_faults(kind: str, outcome: Outcome) -> None:
    fault = f"<S:Fault><faultcode>{kind}</faultcode><faultstring>x</faultstring></S:Fault>"
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    async with standing("viettel") as (sms, _, running):
        running.tell(f'<S:Envelope xmlns:S="{soap}"><S:Body>{fault}</S:Body></S:Envelope>', 500)
        found = await sms.send(request())

    assert (found.outcome, found.code) == (outcome, "fault")


BOMB = '<!DOCTYPE r [<!ENTITY a "1">]><r><result>&a;</result></r>'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BOMB.encode(), id="an entity"),
        pytest.param(BOMB.lower().encode(), id="in small letters"),
        pytest.param(BOMB.encode("utf-16"), id="hidden in UTF-16"),
        pytest.param(b'<!DOCTYPE r SYSTEM "file:///x"><r><result>1</result></r>', id="a file"),
        pytest.param(b"<r><result>1</result>" + b" " * 70_000 + b"</r>", id="too long"),
    ],
)
async def test_xml_that_means_harm_is_not_read(body: bytes) -> None:
    async with standing("viettel") as (sms, _, running):
        running.tell(body)
        found = await sms.send(request())

    assert (found.outcome, found.code) == (Outcome.UNKNOWN, "http:200")
