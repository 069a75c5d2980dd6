"""VNPT: a template id and ordered values."""

from __future__ import annotations

import pytest

from bot.sms.gateway import Scope, SmsAnswer
from db.words import Outcome
from tests.sms.gateways.providers import standing
from tests.sms.gateways.stand import PASSWORD, TEXT, request


async def test_the_body_is_the_one_of_public_implementations() -> None:
    async with standing("vnpt") as (sms, rules, _):
        found = await sms.send(request())

    assert rules.kept == [
        {
            "name": "send_sms_list",
            "REQID": "nv-message-1",
            "LABELID": "77",
            "CONTRACTTYPEID": "1",
            "CONTRACTID": "88",
            "TEMPLATEID": "1234",
            "PARAMS": [
                {"NUM": "1", "CONTENT": "H01-0001"},
                {"NUM": "2", "CONTENT": "16 gio 30 phut ngay 17/3/2025"},
            ],
            "SCHEDULETIME": "",
            "MOBILELIST": "84912345678",
            "ISTELCOSUB": "0",
            "AGENTID": "99",
            "APIUSER": "mau",
            "APIPASS": PASSWORD,
            "USERNAME": "ubnd_mau",
            "DATACODING": "0",
        }
    ]
    assert TEXT not in str(rules.kept)
    assert found.provider_id is None


async def test_values_keep_their_diacritics_when_the_text_does() -> None:
    async with standing("vnpt") as (sms, rules, _):
        await sms.send(request(text="Hạn xử lý: 16 giờ.", params=("16 giờ\n30",)))

    assert rules.kept[0]["PARAMS"] == [{"NUM": "1", "CONTENT": "16 giờ 30"}]
    assert rules.kept[0]["DATACODING"] == "1"


async def test_a_template_without_their_id_stops_that_template_only() -> None:
    async with standing("vnpt") as (sms, _, running):
        found = await sms.send(request(template="head/overdue"))

    assert found == SmsAnswer(Outcome.STOP, "no_template", scope=Scope.TEMPLATE)
    assert running.heard == []


@pytest.mark.parametrize(
    "body",
    ['{"RPLY":null}', '{"RPLY":[]}', '{"RPLY":{"ERROR":null}}', '{"RPLY":{}}', '{"ERROR":"0"}'],
)
async def test_answers_of_another_shape_leave_it_open(body: str) -> None:
    async with standing("vnpt") as (sms, _, running):
        running.tell(body)

        assert (await sms.send(request())).outcome == Outcome.UNKNOWN


async def test_a_code_may_be_a_number() -> None:
    async with standing("vnpt") as (sms, _, running):
        running.tell('{"RPLY":{"ERROR":0}}')

        assert (await sms.send(request())).outcome == Outcome.ACCEPTED
