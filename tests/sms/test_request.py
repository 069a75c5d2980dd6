"""A message that a provider would refuse is refused before the call, and shows no person."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sms.text import fitted
from schedules.errors import RejectedInput
from tests.sms.gateways.stand import PHONE, TEXT, request


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"phone": "0912345678"}, "phone", id="not in one form"),
        pytest.param({"phone": "+84912345678"}, "phone", id="with a plus"),
        pytest.param({"phone": "842438123456"}, "phone", id="landline"),
        pytest.param({"text": ""}, "text", id="nothing"),
        pytest.param({"text": " \n "}, "text", id="spaces"),
        pytest.param({"text": "a" * 460}, "text", id="four parts"),
        pytest.param({"text": "ạ" * 202}, "text", id="four parts with diacritics"),
        pytest.param({"text": "A & B"}, "text", id="ampersand"),
        pytest.param({"text": "漢"}, "text", id="another script"),
        pytest.param({"text": "\ud800"}, "text", id="half of a pair"),
        pytest.param({"request_id": ""}, "request_id", id="no id"),
        pytest.param({"request_id": "a" * 51}, "request_id", id="long id"),
        pytest.param({"request_id": "mã 1"}, "request_id", id="id with a space"),
        pytest.param({"brandname": "12345"}, "brandname", id="brandname"),
    ],
)
def test_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        request(**changes)

    assert caught.value.field == field
    assert "912345678" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"text": "a" * 459}, id="three parts"),
        pytest.param({"text": "ạ" * 201}, id="three parts with diacritics"),
        pytest.param({"text": fitted("Việc [1] & việc {2}: 95% " * 50).text}, id="fitted"),
        pytest.param({"request_id": "a" * 50}, id="longest id"),
        pytest.param({"params": ()}, id="no values"),
    ],
)
def test_taken(changes: dict[str, Any]) -> None:
    made = request(**changes)

    assert {name: getattr(made, name) for name in changes} == changes


def test_a_shown_message_shows_no_person() -> None:
    shown = repr(request())

    assert PHONE not in shown
    assert TEXT not in shown
    assert "H01-0001" not in shown
    assert "nv-message-1" in shown
