"""The token address: trades a refresh token or a code of consent for a pair of tokens.

Its errors come in several shapes: words without a number, numbers as texts, with HTTP 200 or not. Only two non-empty
tokens are a success (zalo.md §4). What only the network or a gateway did is told apart: then nothing was refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

import httpx
from pydantic import SecretStr

from bot.http import Wire
from schedules.errors import ChannelProblem

LIFE_S: Final = 25 * 3600
"""Seconds an access token lives when the answer does not say."""
_LONGEST = 200  # characters of a provider's words that are kept


class Fault(StrEnum):
    """Why there is no pair; each has its mend in `MENDS`, and for readers of Vietnamese in `messages_vi.consenting`."""

    APP = "app"
    CALLBACK = "callback"
    APPROVAL = "approval"
    UNCLEAR = "unclear"
    SECRET = "secret"  # noqa: S105 - a name, not a secret
    CODE = "code"
    VERIFIER = "verifier"
    REFRESH = "refresh"
    STATE = "state"
    DECLINED = "declined"
    OTHER_ACCOUNT = "other_account"
    UNREACHED = "unreached"
    NOT_STORED = "not_stored"
    OTHER = "other"


MENDS: Final[Mapping[Fault, str]] = {
    Fault.APP: "activate the application in the console, check its id, or let one of its administrators consent",
    Fault.CALLBACK: "NHACVIEC_ZALO__CALLBACK_URL must equal the callback saved in the console, character by character",
    Fault.APPROVAL: "let Zalo approve the application first",
    Fault.UNCLEAR: "check that the account belongs to the application and that an administrator of it consents",
    Fault.SECRET: "set the secret of this very application and try again",
    Fault.CODE: "a code works once and for ten minutes: open a new link",
    Fault.VERIFIER: "the code belongs to another link, or NHACVIEC_ZALO__CODE_VERIFIER is not the one of the console",
    Fault.REFRESH: "an administrator of the account must consent again",
    Fault.STATE: "the link was used already, is too old or is not ours: ask for a new one",
    Fault.DECLINED: "nothing was granted: open the link again and agree",
    Fault.OTHER_ACCOUNT: "choose the account that the link was made for",
    Fault.UNREACHED: "Zalo could not be reached: look at the network and try again with a new link",
    Fault.NOT_STORED: "the database did not take the new pair: mend it and consent again",
    Fault.OTHER: "look up the words of Zalo; if this lasts, an administrator must consent again",
}
_BY_CODE: Final = {
    "-14002": Fault.APP,
    "-14003": Fault.CALLBACK,
    "-14012": Fault.UNCLEAR,
    "-14024": Fault.UNCLEAR,
    "-14029": Fault.APPROVAL,
}
# Words of the error's name, most telling first; there is no published list.
_BY_WORD: Final = (
    ("verifier", Fault.VERIFIER),
    ("redirect", Fault.CALLBACK),
    ("callback", Fault.CALLBACK),
    ("secret", Fault.SECRET),
    ("refresh", Fault.REFRESH),
    ("appid", Fault.APP),
    ("app_id", Fault.APP),
    ("code", Fault.CODE),
)


class NoGrant(ChannelProblem):
    """There is no usable token pair: an administrator of the account must consent again."""


class NoGrantNow(NoGrant):
    """There is none for the moment; nobody needs to do anything."""


@dataclass(frozen=True)
class App:
    """The application by which an account speaks."""

    id: str
    secret: SecretStr


@dataclass(frozen=True)
class Pair:
    """Two tokens, and how many seconds the first one lives. Neither is ever shown."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    life_s: int = LIFE_S


class Refusal(NamedTuple):
    """The token address said no. `words` are the provider's, cut and without what we sent."""

    fault: Fault
    words: str


class Unreached(NamedTuple):
    """Nobody knows whether the request was dealt with: the network or a gateway failed."""

    kind: str


Answer = Pair | Refusal | Unreached


class TokenAddress:
    """`POST /v4/oa/access_token` of one host."""

    def __init__(self, wire: Wire, oauth_url: str) -> None:
        self._wire = wire
        self._url = httpx.URL(f"{oauth_url.rstrip('/')}/v4/oa/access_token")

    async def refresh(self, app: App, refresh_token: str) -> Answer:
        """Trade a refresh token; it is used up however the answer reads."""
        form = {"refresh_token": refresh_token, "grant_type": "refresh_token"}
        return await self._trade(app, form, refresh_token)

    async def exchange(self, app: App, code: str, verifier: str) -> Answer:
        """Trade a code of consent with its PKCE verifier."""
        form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        return await self._trade(app, form, code, verifier)

    async def _trade(self, app: App, form: Mapping[str, str], *secrets: str) -> Answer:
        secret = app.secret.get_secret_value()
        if not (secret and secret.isascii() and secret.isprintable()):  # it travels as a header
            return Refusal(Fault.SECRET, "the secret of the application is missing or unreadable")
        try:
            response = await self._wire.post_form(
                self._url, {"secret_key": secret}, {**form, "app_id": app.id}
            )
            body = response.json()
        except (httpx.TransportError, ValueError) as error:
            return Unreached(type(error).__name__)
        return read_answer(response.status_code, body, (secret, *secrets))


def read_answer(status: int, body: object, sent: tuple[str, ...] = ()) -> Answer:
    """What an answer means; `sent` are the secrets of the request, which must not come back in the words.

    >>> read_answer(200, {"error_name": "Invalid refresh token"}).fault
    <Fault.REFRESH: 'refresh'>
    >>> read_answer(200, {"error": "-14003", "error_reason": ""})
    Refusal(fault=<Fault.CALLBACK: 'callback'>, words='-14003')
    """
    answer: dict[str, Any] = body if isinstance(body, dict) else {}
    access, refresh = (_text(answer.get(name)) for name in ("access_token", "refresh_token"))
    if access and refresh:
        return Pair(access, refresh, _life(answer.get("expires_in")))
    if status >= 500 or status == 429:
        return Unreached(f"HTTP {status}")
    if not isinstance(body, dict):
        return Refusal(Fault.OTHER, "the answer is no object")
    return read_refusal(answer, sent)


def read_refusal(fields: Mapping[str, Any], sent: tuple[str, ...] = ()) -> Refusal:
    """Why nothing was granted, from the fields of an answer or of a returned address."""
    code = _number(fields.get("error")) or _number(fields.get("error_code"))
    names = ("error_name", "error_reason", "error_description", "message", "error")
    told = [text for text in (_words(fields.get(name), sent) for name in names) if text]
    fault = _BY_CODE.get(code) or _fault_in(told)
    words = " – ".join(dict.fromkeys([code, *told] if code else told))
    return Refusal(fault, words[:_LONGEST] or "no tokens in the answer")


def _fault_in(told: list[str]) -> Fault:
    for text in told:  # the name first: the description may speak of many things
        bare = text.lower().replace(" ", "").replace("-", "")
        for word, fault in _BY_WORD:
            if word in bare:
                return fault
    return Fault.OTHER


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> str:
    """A code other than 0, which some send as a text."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    digits = text.removeprefix("-")
    return text if digits.isascii() and digits.isdigit() and int(digits[:9]) else ""


def _words(value: object, sent: tuple[str, ...]) -> str:
    """A provider's words on one line, without what we sent; a bare number is told elsewhere."""
    if not isinstance(value, str) or _number(value):
        return ""
    for secret in filter(None, sent):
        value = value.replace(secret, "***")
    printable = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(printable.split())[:_LONGEST]


def _life(stated: object) -> int:
    """Seconds a new token lives, as the answer states them. A strange statement must not lose the pair."""
    text = str(stated)
    sane = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if sane else LIFE_S
