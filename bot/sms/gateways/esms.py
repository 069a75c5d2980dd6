"""eSMS: JSON, remembers request ids for a day, reports delivery by a callback and when asked.

Source: the SMS reference, sections 1.2–1.4 (the provider's own documentation of 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import httpx
from pydantic import SecretStr

from bot.http import Wire
from bot.sms.gateway import Asked, Delivery, Report, Scope, SmsAnswer, SmsRequest
from bot.sms.gateways.calling import (
    code_of,
    from_json,
    get,
    post,
    settled,
    text_id,
    to_json,
    unreadable,
)
from bot.sms.gateways.codes import explain
from bot.sms.gateways.settings import GatewaySettings, Secret
from bot.sms.numbers import local
from bot.sms.text import length
from db.words import Outcome
from schedules.errors import RejectedInput

REMEMBERED_S: Final = 24 * 3600  # a repeated RequestId is blocked, answer 124
_REFUSED, _FINISHED = 4, 5
CARE: Final = (
    "2"  # SmsType of service messages; advertising is another endpoint, which we never call
)


class EsmsSettings(GatewaySettings):
    """Keys of eSMS. `callback_url` carries a token in its path, as reports are not signed; without one it is made from
    the service's public address. `inbound_key` is the private key that signs messages from people.
    """

    url: str = "https://rest.esms.vn/MainService.svc/json"
    api_key: Secret
    secret_key: Secret
    callback_url: SecretStr = SecretStr("")
    inbound_key: SecretStr = SecretStr("")


class EsmsGateway:
    """Sends one message a call; the sandbox checks it and neither stores, charges nor sends it."""

    name: ClassVar[str] = "esms"
    repeat_for_s: ClassVar[int] = REMEMBERED_S

    def __init__(self, settings: EsmsSettings, wire: Wire) -> None:
        self._settings = settings
        self._wire = wire
        self._base = settings.url.rstrip("/")

    async def send(self, request: SmsRequest) -> SmsAnswer:
        """Hand over one message; a repeat within 24 hours counts as taken (124), without an id."""
        url = f"{self._base}/SendMultipleMessage_V4_post_json/"
        response = await post(self._wire, url, to_json(self._body(request)))
        if isinstance(response, SmsAnswer):
            return response
        return self._read(response, length(request.text).parts)

    async def status(self, provider_id: str) -> Asked:
        """What became of a message of the last seven days. The provider wants its keys in the query: keep it unlogged."""
        query = {"RefId": provider_id, **self._keys()}
        response = await get(self._wire, f"{self._base}/GetSendStatus", query)
        if isinstance(response, SmsAnswer):
            return Asked(response.outcome, response.code)
        found = from_json(response) or {}
        code = code_of(found.get("CodeResponse", found.get("CodeResult")))
        if code is None:
            nothing = unreadable(response)
            return Asked(nothing.outcome, nothing.code)
        outcome = explain(self.name, code, self._settings.codes, Outcome.UNKNOWN).outcome
        if outcome != Outcome.ACCEPTED:
            return Asked(outcome, code)
        try:
            return Asked(outcome, code, read_report({**_texts(found), "SMSID": provider_id}))
        except RejectedInput:
            return Asked(Outcome.UNKNOWN, code)

    def _keys(self) -> dict[str, str]:
        return {
            "ApiKey": self._settings.api_key.get_secret_value(),
            "SecretKey": self._settings.secret_key.get_secret_value(),
        }

    def _body(self, request: SmsRequest) -> dict[str, Any]:
        body = {
            **self._keys(),
            "Phone": local(request.phone),
            "Content": request.text,
            "Brandname": request.brandname,
            "SmsType": CARE,
            "IsUnicode": "1" if request.accented else "0",
            "Sandbox": "1" if self._settings.sandbox else "0",
            "RequestId": request.request_id,
        }
        if callback := self._settings.callback_url.get_secret_value():
            body["CallbackUrl"] = callback
        return body

    def _read(self, response: httpx.Response, parts: int) -> SmsAnswer:
        found = from_json(response)
        if found is None:
            return unreadable(response)
        code = code_of(found.get("CodeResult"))
        if code is None:
            # A call that they could not read has no code at all, only this.
            if "error" in found and not response.is_server_error:
                return SmsAnswer(Outcome.REFUSED, "malformed", scope=Scope.MESSAGE)
            return unreadable(response)
        row = explain(self.name, code, self._settings.codes, Outcome.UNKNOWN)
        outcome = settled(response, row.outcome)
        if outcome != Outcome.ACCEPTED:
            return SmsAnswer(outcome, code, scope=row.scope)
        return SmsAnswer(outcome, code, text_id(found.get("SMSID")), parts)


def _texts(found: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value) for name, value in found.items() if isinstance(value, str | int | float)
    }


def read_report(query: Mapping[str, str]) -> Report:
    """A delivery report from the query of a callback; raises `RejectedInput` naming the field that cannot be used.

    Status 5 only says that they are finished: the counters say how. Reports are unsigned and come more than once, in any
    order: let the token in the path prove them, and `key` sort out repeats.
    Source: the SMS reference, section 1.4.

    >>> read_report({"SMSID": "a1", "SendStatus": "5", "SendSuccess": "1", "SendFailed": "0"}).state
    <Delivery.DELIVERED: 'delivered'>
    """
    provider_id = query.get("SMSID", "").strip()
    if not provider_id or len(provider_id) > 100:
        raise RejectedInput("SMSID", provider_id[:100], "the id given when the message was taken")
    status = _count(query, "SendStatus")
    if status is None:
        raise RejectedInput("SendStatus", query.get("SendStatus", "")[:20], "a whole number")
    sent, failed = _count(query, "SendSuccess") or 0, _count(query, "SendFailed") or 0
    return Report(
        key=f"{provider_id}:{status}:{sent}:{failed}",
        state=_state(status, sent, failed),
        provider_id=provider_id,
        request_id=query.get("RequestId") or None,
        price_vnd=_count(query, "TotalPrice"),
    )


def _state(status: int, sent: int, failed: int) -> Delivery:
    if status == _REFUSED or (status == _FINISHED and failed > 0):
        return Delivery.FAILED
    if status == _FINISHED and sent > 0:
        return Delivery.DELIVERED
    return (
        Delivery.UNDERWAY
    )  # waiting (1, 2), sent (7), finished without a count, or a number nobody described


def _count(query: Mapping[str, str], name: str) -> int | None:
    """A count that may be written `850`, `850.0` or not at all."""
    whole, _, rest = query.get(name, "").strip().partition(".")
    plain_number = whole.isascii() and whole.isdigit() and len(whole) <= 12 and not rest.strip("0")
    return int(whole) if plain_number else None
