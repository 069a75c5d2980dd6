"""The OA OpenAPI as far as we need it. Every answer becomes an `Answered` with an outcome class; nothing raises.

A business error comes with HTTP 200 and `error` ≠ 0, so the body decides. Ids and times are decimal strings.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from bot.http import Wire
from bot.zalo.errors import classify
from db.records import Outcome
from schedules.errors import ChannelProblem

TEXT_LIMIT = 2000
BUTTONS_LIMIT = 5
TITLE_LIMIT = 35
PAYLOAD_LIMIT = 1000

Button = tuple[str, str]  # title, payload of a hidden query


class BadMessage(ChannelProblem):
    """A message that Zalo would refuse; found before the call."""


@dataclass(frozen=True)
class Answered:
    """One answer: its class, Zalo's code (or `http:502`, `timeout`), the data, and what it said about the rate."""

    outcome: Outcome
    code: str
    data: Any = field(default_factory=dict)
    remaining: int | None = None

    @property
    def message_id(self) -> str | None:
        """The provider's id of an accepted message."""
        found = self.data.get("message_id") if isinstance(self.data, dict) else None
        return str(found) if found else None


def text_body(user_id: str, text: str, buttons: Sequence[Button] = ()) -> bytes:
    """The request body of a consultation message; raises `BadMessage` naming the limit that is broken.

    Limits: 2,000 characters after NFC, 5 buttons, titles of 35 characters, payloads of 1,000.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.strip() or len(text) > TEXT_LIMIT:
        raise BadMessage(f"text has {len(text)} characters; between 1 and {TEXT_LIMIT} are allowed")
    if len(buttons) > BUTTONS_LIMIT:
        raise BadMessage(f"{len(buttons)} buttons; at most {BUTTONS_LIMIT} are allowed")
    message: dict[str, Any] = {"text": text}
    if buttons:
        payload = {"buttons": [_button(title, query) for title, query in buttons]}
        message["attachment"] = {"type": "template", "payload": payload}
    return msgspec.json.encode({"recipient": {"user_id": user_id}, "message": message})


def _button(title: str, query: str) -> dict[str, str]:
    title = unicodedata.normalize("NFC", title)
    if not title or len(title) > TITLE_LIMIT:
        raise BadMessage(f"button title {title!r} must have 1 to {TITLE_LIMIT} characters")
    if len(query) > PAYLOAD_LIMIT:
        raise BadMessage(f"payload of button {title!r} exceeds {PAYLOAD_LIMIT} characters")
    return {"title": title, "type": "oa.query.hide", "payload": query}


class ZaloClient:
    """Calls of one app. The access token is handed in with each call; `bot.zalo.tokens` keeps it."""

    def __init__(self, wire: Wire, openapi_url: str) -> None:
        self._wire = wire
        self._url = openapi_url.rstrip("/")
        self._send_url = httpx.URL(f"{self._url}/v3.0/oa/message/cs")

    async def send(self, token: str, body: bytes) -> Answered:
        """Send a consultation message made by `text_body`."""
        headers = {"access_token": token, "content-type": "application/json"}
        return await self._call("POST", self._send_url, headers, body)

    async def conversation(
        self, token: str, user_id: str, offset: int, count: int = 10
    ) -> Answered:
        """The newest messages of a conversation, `count` ≤ 10; `data` is a bare array."""
        query = json.dumps({"user_id": user_id, "offset": offset, "count": count})
        return await self._get(token, "/v2.0/oa/conversation", {"data": query})

    async def account_info(self, token: str) -> Answered:
        """Name, kind and package of the account."""
        return await self._get(token, "/v2.0/oa/getoa", {})

    async def _get(self, token: str, path: str, params: dict[str, str]) -> Answered:
        url = httpx.URL(self._url + path, params=params)
        return await self._call("GET", url, {"access_token": token})

    async def _call(
        self, method: str, url: httpx.URL, headers: dict[str, str], body: bytes = b""
    ) -> Answered:
        try:
            response = await self._wire.call(method, url, headers, body)
        except httpx.ConnectError:
            return Answered(Outcome.AGAIN, "connect")  # nothing was handed over
        except httpx.TransportError as error:
            # Time-out, cut connection: it may have been taken. The text of the error could name the URL; its kind not.
            return Answered(Outcome.UNKNOWN, type(error).__name__)
        return read_answer(response)


def read_answer(response: httpx.Response) -> Answered:
    """Class of an HTTP answer. A gateway's page (5xx) or a body that is no envelope leaves the outcome unknown."""
    remaining = _number(response.headers.get("x-ratelimit-remain"))
    try:
        envelope = msgspec.json.decode(response.content)
        code = int(envelope["error"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        return Answered(Outcome.UNKNOWN, f"http:{response.status_code}", {}, remaining)
    data = envelope.get("data") or {}
    outcome = classify("oa", code)
    if outcome == Outcome.ACCEPTED and response.status_code != httpx.codes.OK:
        outcome = Outcome.UNKNOWN
    return Answered(outcome, str(code), data, remaining)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
