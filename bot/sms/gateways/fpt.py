"""FPT SMS Brandname: an OAuth2 token, then JSON with the text in base64.

Source: the SMS reference, section 1.8 (manual 1.2 and agreeing implementations; the pull of reports is not described).
"""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from typing import Any, ClassVar, Final

import httpx
from pydantic import model_validator

from bot.http import Wire
from bot.sms.gateway import Scope, SmsAnswer, SmsRequest
from bot.sms.gateways.calling import (
    code_of,
    from_json,
    post,
    settled,
    text_id,
    to_json,
    unreadable,
)
from bot.sms.gateways.codes import explain
from bot.sms.gateways.settings import Filled, GatewaySettings, Secret
from bot.sms.text import length
from db.words import Outcome

REAL: Final = "https://app.sms.fpt.net"
SANDBOX: Final = "https://sandbox.sms.fpt.net"
SCOPE: Final = "send_brandname_otp"  # also carries service messages


class FptSettings(GatewaySettings):
    """Keys of FPT; without `url` the sandbox switch chooses the host."""

    client_id: Filled
    client_secret: Secret

    @model_validator(mode="before")
    @classmethod
    def _host(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.get("url"):
            on = str(given.get("sandbox", "")).strip().lower() in (
                "1",
                "true",
                "yes",
                "on",
                "t",
                "y",
            )
            return {**given, "url": SANDBOX if on else REAL}
        return given


class FptGateway:
    """Sends one message a call. Whether a repeated RequestId is held back is not documented: never repeat.

    The access token lives in memory until they call it dead: no clock is needed and no second token.
    """

    name: ClassVar[str] = "fpt"
    repeat_for_s: ClassVar[int] = 0

    def __init__(self, settings: FptSettings, wire: Wire) -> None:
        self._settings = settings
        self._wire = wire
        self._base = settings.url.rstrip("/")
        self._session = secrets.token_hex(16)
        self._token = ""
        self._lock = asyncio.Lock()

    async def send(self, request: SmsRequest) -> SmsAnswer:
        """Hand over one message; a dead token is renewed once, as an answer about it says that nothing was taken."""
        dead = ""
        for _ in range(2):
            token = await self._fresh_token(dead)
            if isinstance(token, SmsAnswer):
                return token
            answer = await self._push(token, request)
            if answer.outcome != Outcome.AFTER_REFRESH:
                return answer
            dead = token
        return SmsAnswer(Outcome.STOP, answer.code, scope=Scope.ACCOUNT)

    async def _fresh_token(self, dead: str) -> str | SmsAnswer:
        """A token other than `dead`; of many who wait, one asks for it."""
        async with self._lock:
            if self._token and self._token != dead:
                return self._token
            self._token = ""
            body = {
                "grant_type": "client_credentials",
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret.get_secret_value(),
                "scope": SCOPE,
                "session_id": self._session,
            }
            response = await post(self._wire, f"{self._base}/oauth2/token", to_json(body))
            if isinstance(response, SmsAnswer):
                return _not_handed_over(response)
            found = from_json(response) or {}
            token = found.get("access_token")
            if response.is_success and isinstance(token, str) and token:
                self._token = token
                return token
            return _not_handed_over(self._refusal(response, found))

    async def _push(self, token: str, request: SmsRequest) -> SmsAnswer:
        body = {
            "access_token": token,
            "session_id": self._session,
            "BrandName": request.brandname,
            "Phone": request.phone,
            "Message": b64encode(request.text.encode("utf-8")).decode("ascii"),
            "RequestId": request.request_id,
        }
        response = await post(self._wire, f"{self._base}/api/push-brandname-otp", to_json(body))
        if isinstance(response, SmsAnswer):
            return response
        found = from_json(response) or {}
        message_id = text_id(found.get("MessageId"))
        if message_id is None or "error" in found or not response.is_success:
            return self._refusal(response, found)
        return SmsAnswer(Outcome.ACCEPTED, "taken", message_id, length(request.text).parts)

    def _refusal(self, response: httpx.Response, found: dict[str, Any]) -> SmsAnswer:
        code = code_of(found.get("error"))
        if code is None:
            return unreadable(response)
        row = explain(self.name, code, self._settings.codes, Outcome.UNKNOWN)
        return SmsAnswer(settled(response, row.outcome), code, scope=row.scope)


def _not_handed_over(answer: SmsAnswer) -> SmsAnswer:
    """An answer about the token only: what is unclear about it may be tried again, as no message was on the way."""
    if answer.outcome in (Outcome.STOP, Outcome.LATER):
        return answer
    refused = answer.outcome == Outcome.AFTER_REFRESH
    outcome = Outcome.STOP if refused else Outcome.AGAIN
    return SmsAnswer(outcome, f"token:{answer.code}", scope=Scope.ACCOUNT)
