"""Each row of each code table, sent by the provider and read by the gateway."""

from __future__ import annotations

import json

import pytest

from bot.sms.gateway import Scope
from bot.sms.gateways.codes import explain, table
from db.words import Outcome
from tests.sms.gateways.providers import NAMES, soap_body, standing
from tests.sms.gateways.stand import request

ROWS = [
    pytest.param(name, code, row.outcome, row.scope, id=f"{name} {code}")
    for name in NAMES
    for code, row in table(name).items()
]
FINAL = {Outcome.AFTER_REFRESH: Outcome.STOP}  # a dead token is renewed; dead again, it is a stop


def said(name: str, code: str) -> str:
    """The provider's answer with a code."""
    if name == "esms":
        return json.dumps({"CodeResult": code, "CountRegenerate": 0, "ErrorMessage": "x"})
    if name == "vnpt":
        return json.dumps({"RPLY": {"name": "send_sms_list", "ERROR": code, "ERROR_DESC": "x"}})
    if name == "viettel":
        result, _, reason = code.partition(":")
        return soap_body(result, f"{reason}: IP_INVALID" if reason else "anything")
    return json.dumps({"error": int(code), "error_description": "x"})


@pytest.mark.parametrize(("name", "code", "outcome", "scope"), ROWS)
async def test_every_row(name: str, code: str, outcome: Outcome, scope: Scope) -> None:
    async with standing(name) as (sms, _, running):
        if name == "fpt":
            await sms.send(request(request_id="first"))
        running.tell(said(name, code))
        if outcome == Outcome.AFTER_REFRESH:
            running.tell('{"access_token":"new"}')
            running.tell(said(name, code))
        found = await sms.send(request())

    assert found.outcome == FINAL.get(outcome, outcome)
    assert found.code.startswith(code)
    assert found.scope == scope
    assert found.parts == (1 if outcome == Outcome.ACCEPTED else None)


@pytest.mark.parametrize(
    ("name", "code", "outcome"),
    [
        pytest.param("esms", "99", Outcome.OTHER_ROAD, id="blocked number"),
        pytest.param("esms", "101", Outcome.STOP, id="keys"),
        pytest.param("esms", "103", Outcome.STOP, id="balance"),
        pytest.param("esms", "108", Outcome.OTHER_ROAD, id="number"),
        pytest.param("esms", "124", Outcome.ACCEPTED, id="repeated"),
        pytest.param("esms", "146", Outcome.STOP, id="template"),
        pytest.param("esms", "160", Outcome.LATER, id="rate"),
        pytest.param("esms", "177", Outcome.OTHER_ROAD, id="network"),
        pytest.param("esms", "201", Outcome.REFUSED, id="keyword"),
        pytest.param("esms", "788", Outcome.UNKNOWN, id="a code of old, described no more"),
        pytest.param("vnpt", "0", Outcome.ACCEPTED, id="taken"),
        pytest.param("vnpt", "31", Outcome.REFUSED, id="any other is a failure"),
        pytest.param("viettel", "2", Outcome.REFUSED, id="any other is a failure too"),
        pytest.param("viettel", "0:Authenticate", Outcome.STOP, id="address"),
        pytest.param("fpt", "2501", Outcome.UNKNOWN, id="same words within five minutes"),
        pytest.param("fpt", "4711", Outcome.UNKNOWN, id="not described"),
    ],
)
async def test_the_codes_that_matter_most(name: str, code: str, outcome: Outcome) -> None:
    """Held apart from the tables, so that a slip in a table is seen."""
    async with standing(name) as (sms, _, running):
        if name == "fpt":
            await sms.send(request(request_id="first"))
        running.tell(said(name, code))
        found = await sms.send(request())

    assert found.outcome == outcome


@pytest.mark.parametrize("name", NAMES)
async def test_taken_with_a_bad_status_is_doubted(name: str) -> None:
    body = {"esms": said("esms", "100"), "vnpt": said("vnpt", "0"), "viettel": said("viettel", "1")}
    async with standing(name) as (sms, _, running):
        if name == "fpt":
            await sms.send(request(request_id="first"))
        running.tell(body.get(name, '{"MessageId":1}'), 500)
        found = await sms.send(request())

    assert (found.outcome, found.provider_id, found.parts) == (Outcome.UNKNOWN, None, None)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_written_well(name: str) -> None:
    for code, row in table(name).items():
        assert code == code.strip() != ""
        assert row.meaning
        assert (row.scope == Scope.NOTHING) == (row.outcome == Outcome.ACCEPTED)


def test_the_whole_table_of_esms_is_there() -> None:
    told = "99 100 101 102 103 104 105 106 107 108 110 115 118 120 124 140 143 146 160 163 171 177 "
    told += "199 201 204 210 300 301 687 789 790 791 799 801 802 851 854"

    assert set(table("esms")) == set(told.split())


def test_a_contract_wins_over_a_table() -> None:
    found = explain("esms", "146", {"146": Outcome.REFUSED}, Outcome.UNKNOWN)

    assert (found.outcome, found.scope) == (Outcome.REFUSED, Scope.TEMPLATE)
    assert explain("esms", "5", {}, Outcome.UNKNOWN).outcome == Outcome.UNKNOWN
