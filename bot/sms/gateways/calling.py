"""One call to a gateway: either an HTTP answer to be read, or the class of why there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import httpx
import msgspec

from bot.http import Wire
from bot.sms.gateway import SmsAnswer
from db.words import Outcome

MAX_ANSWER: Final = 64 * 1024  # bytes; real answers have a few hundred
_JSON: Final = {"content-type": "application/json; charset=utf-8", "accept": "application/json"}
_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,60}")

# The server says that it did not take the request: nothing can have been sent.
_TURNED_AWAY: Final = {
    401: Outcome.STOP,
    403: Outcome.STOP,
    404: Outcome.STOP,
    405: Outcome.STOP,
    429: Outcome.LATER,
}


async def post(
    wire: Wire, url: str, content: bytes, headers: Mapping[str, str] = _JSON
) -> httpx.Response | SmsAnswer:
    """Post a body; a failed call becomes an answer whose code names only its kind, as its text could name the URL."""
    return await _call(wire, "POST", httpx.URL(url), headers, content)


async def get(wire: Wire, url: str, query: Mapping[str, str]) -> httpx.Response | SmsAnswer:
    """Ask with a query."""
    return await _call(wire, "GET", httpx.URL(url, params=query), {"accept": "application/json"})


async def _call(
    wire: Wire, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes = b""
) -> httpx.Response | SmsAnswer:
    try:
        return await wire.call(method, url, headers, content)
    except httpx.ConnectError:
        return SmsAnswer(Outcome.AGAIN, "connect")  # nothing was handed over
    except httpx.TransportError as error:
        return SmsAnswer(Outcome.UNKNOWN, type(error).__name__)  # it may have been taken


def to_json(body: Mapping[str, Any]) -> bytes:
    """A request body in ASCII."""
    return json.dumps(body).encode("ascii")


def from_json(response: httpx.Response) -> dict[str, Any] | None:
    """The object that an answer is, or None for anything else: pages, lists, half an answer, too much of it."""
    if len(response.content) > MAX_ANSWER:
        return None
    try:
        found = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def code_of(value: object) -> str | None:
    """A code of an answer, given as text or number; None when it is no code, so that no stranger's text is kept."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if _CODE.fullmatch(text) else None


def unreadable(response: httpx.Response) -> SmsAnswer:
    """The answer to an answer that says nothing: unknown, unless the status says that it was turned away."""
    status = response.status_code
    return SmsAnswer(_TURNED_AWAY.get(status, Outcome.UNKNOWN), f"http:{status}")


def settled(response: httpx.Response, outcome: Outcome) -> Outcome:
    """An outcome, doubted when the body says taken and the status does not."""
    taken = outcome == Outcome.ACCEPTED
    return Outcome.UNKNOWN if taken and not response.is_success else outcome


def text_id(value: object) -> str | None:
    """A provider's id as text, when there is one."""
    return (
        str(value)
        if isinstance(value, str | int) and not isinstance(value, bool) and value
        else None
    )
