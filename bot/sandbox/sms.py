"""The SMS gateway of the stand-in, in the shape of eSMS: what it takes, refuses, charges and remembers. No HTTP here.

Written from the provider's documentation (the SMS reference, sections 1.2–1.4) and not from our own gateway. Stricter than
the original where it is silent: unknown fields are refused, and what `IsUnicode` says must fit the text. Scheduled sending is not
played.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Protocol

import msgspec

from bot.clock import Clock
from bot.sandbox.model import DAY, Message, Person

if TYPE_CHECKING:
    from bot.sandbox.world import World

Json = dict[str, object]

REMEMBERED = DAY
"""Seconds for which a request id is known; a repeat gives 124."""
ASKABLE = 7 * DAY
"""Seconds for which a message can be asked about."""
CARE, WAITING, FINISHED, SENT = "2", 2, 5, 7
_NEEDED = {"ApiKey", "SecretKey", "Phone", "Content", "Brandname"}
_KNOWN = _NEEDED | {"SmsType", "IsUnicode", "Sandbox", "RequestId", "campaignid", "CallbackUrl"}
_SWITCHES = {"0", "1"}
_GSM = frozenset(map(chr, range(32, 127))) - {"`"} | frozenset(
    "\n\r\f£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€"
)
_DOUBLE = frozenset("\f^{}\\[~]|€")
_WORDS = {
    "99": "Phone number is blocked",
    "101": "Authorize Failed",
    "103": "Balance not enough to send sms",
    "104": "Brandname is not exist or cancel",
    "105": "SMSID is not exist",
    "108": "Phone number is invalid",
    "118": "Sms type is invalid",
    "143": "Account is not active or locked",
    "146": "Sms content does not match the registered template",
    "177": "Network of the phone number is not registered",
    "201": "Sms content has a blocked keyword",
    "300": "Sms type is required",
}


class SmsAccount(msgspec.Struct):
    """A customer of the gateway. `purse` in đồng, None pays by invoice."""

    api_key: str
    secret_key: str
    brands: frozenset[str]
    active: bool = True
    purse: int | None = None


class Taken(msgspec.Struct, eq=False):
    """A message that the gateway accepted. `message` is what lies on a phone, None when nobody has this number."""

    sms_id: str
    request_id: str
    phone: str
    callback_url: str
    at_ms: int
    price: int
    message: Message | None = None

    @property
    def arrived(self) -> bool:
        """Whether a phone has it."""
        return self.message is not None and self.message.delivered_ms is not None

    def counts(self) -> dict[str, int]:
        """The counters of a report; without a sign of the phone it waits for one (status 7)."""
        return {
            "SendStatus": FINISHED if self.arrived else SENT,
            "SendSuccess": int(self.arrived),
            "SendFailed": 0,
            "TotalPrice": self.price,
            "TotalReceiver": 1,
            "TotalSent": 1,
        }


class Reporter(Protocol):
    """Whoever carries delivery reports; `bot.sandbox.sms_reports` over HTTP."""

    def hand_over(self, taken: Taken) -> None:
        """Take one report; never waits."""


class SmsDesk:
    """Accounts, what was taken, and request ids. `refused` gives the code met by a number (99, 177), written 0…"""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.accounts: dict[str, SmsAccount] = {}
        self.part_vnd = 350
        self.refused: dict[str, str] = {}
        self.banned: set[str] = set()
        self.taken: dict[str, Taken] = {}
        self.reporter: Reporter | None = None
        self._requests: dict[tuple[str, str], int] = {}
        self._by_message: dict[str, Taken] = {}
        self._ids = count(clock.now_ms() + 1)

    def open(self, api_key: str, secret_key: str, *brands: str) -> SmsAccount:
        """Make a customer with the names it may send under."""
        account = SmsAccount(api_key, secret_key, frozenset(brands))
        self.accounts[api_key] = account
        return account

    def knows(self, api_key: str, request_id: str) -> bool:
        """Whether this request id came within the last 24 hours."""
        at = self._requests.get((api_key, request_id))
        return at is not None and self._clock.now() - at < REMEMBERED

    def remember(self, api_key: str, request_id: str) -> None:
        """Keep a request id."""
        self._requests[api_key, request_id] = self._clock.now()

    def new_id(self) -> str:
        """An id for a message."""
        return f"sms-{next(self._ids)}"

    def keep(self, taken: Taken) -> None:
        """Remember what was taken; one that lies on a phone already is reported."""
        self.taken[taken.sms_id] = taken
        if taken.message is not None:
            self._by_message[taken.message.message_id] = taken
            if taken.arrived:
                self.arrived(taken.message)

    def arrived(self, message: Message) -> None:
        """A phone got this message: report it if somebody asked for that."""
        taken = self._by_message.get(message.message_id)
        if taken is not None and taken.callback_url and self.reporter is not None:
            self.reporter.hand_over(taken)


def send(world: World, given: Mapping[str, object]) -> Json:
    """SendMultipleMessage_V4_post_json: one care message to one number. 100 says that it was taken, no more."""
    if problem := _malformed(given):
        return {"error": problem}
    fields = {name: str(value) for name, value in given.items()}
    desk = world.sms
    code = _refusal(desk, fields)
    if code:
        extra = {"SMSID": desk.new_id()} if code == "146" else {}
        return {"CodeResult": code, "CountRegenerate": 0, "ErrorMessage": _WORDS[code], **extra}
    request_id, api_key = fields.get("RequestId", ""), fields["ApiKey"]
    if request_id and desk.knows(api_key, request_id):
        said = {"ErrorMessage": "Request exist 1", "SendStatus": WAITING}
        return {"CodeResult": "124", "CountRegenerate": 0, **said}
    sms_id = desk.new_id()
    if fields.get("Sandbox", "0") == "0":
        _take(world, desk.accounts[api_key], fields, sms_id)
    return {"CodeResult": "100", "CountRegenerate": 0, "SMSID": sms_id}


def status(world: World, query: Mapping[str, str]) -> Json:
    """GetSendStatus: what became of a message of the last seven days."""
    if set(query) != {"RefId", "ApiKey", "SecretKey"}:
        return {"error": "Invalid request"}
    desk = world.sms
    if code := _stranger(desk, query["ApiKey"], query["SecretKey"]):
        return {"CodeResponse": code, "ErrorMessage": _WORDS[code]}
    taken = desk.taken.get(query["RefId"])
    if taken is None or world.clock.now_ms() - taken.at_ms > ASKABLE * 1000:
        return {"CodeResponse": "105", "ErrorMessage": _WORDS["105"]}
    return {"CodeResponse": "100", "SMSID": taken.sms_id, **taken.counts()}


def owner_of(world: World, phone: str) -> Person | None:
    """Whose number this is (0…)."""
    number = f"84{phone[1:]}"
    return next((p for p in world.persons.values() if p.phone_number == number), None)


def parts_of(text: str) -> int:
    """How many parts a text is charged as: 160 or 70 signs alone, 153 or 67 in each of many.

    >>> parts_of("a" * 161), parts_of("ạ" * 70), parts_of("ạ" * 71)
    (2, 1, 2)
    """
    plain = _is_plain(text)
    alone, room = (160, 153) if plain else (70, 67)
    costs = [2 if (sign in _DOUBLE if plain else ord(sign) > 0xFFFF) else 1 for sign in text]
    if sum(costs) <= alone:
        return 1
    parts, left = 0, 0
    for cost in costs:
        if cost > left:
            parts, left = parts + 1, room
        left -= cost
    return parts


def _is_plain(text: str) -> bool:
    return all(sign in _GSM for sign in text)


def _malformed(given: Mapping[str, object]) -> str | None:
    """A call that they could not read has no code at all."""
    fits = _NEEDED <= set(given) <= _KNOWN and all(
        isinstance(value, str | int) and not isinstance(value, bool) for value in given.values()
    )
    if not fits or len(str(given.get("RequestId", ""))) > 50:
        return "Invalid request"
    address = str(given.get("CallbackUrl", "http://"))
    switches = {str(given.get(name, "0")) for name in ("IsUnicode", "Sandbox")}
    fits = address.startswith(("http://", "https://")) and switches <= _SWITCHES
    return None if fits else "Invalid request"


def _stranger(desk: SmsDesk, api_key: str, secret_key: str) -> str | None:
    account = desk.accounts.get(api_key)
    if account is None or account.secret_key != secret_key:
        return "101"
    return None if account.active else "143"


def _refusal(desk: SmsDesk, fields: Mapping[str, str]) -> str | None:
    """The code of the first thing that is wrong, or None."""
    if code := _stranger(desk, fields["ApiKey"], fields["SecretKey"]):
        return code
    account, text, phone = desk.accounts[fields["ApiKey"]], fields["Content"], fields["Phone"]
    told_plain = fields.get("IsUnicode", "0") == "0"
    composed = unicodedata.is_normalized("NFC", text)
    price = desk.part_vnd * parts_of(text)
    problems = (
        (fields["Brandname"] not in account.brands, "104"),
        ("SmsType" not in fields, "300"),
        (fields.get("SmsType") != CARE, "118"),
        (not re.fullmatch(r"0[35789][0-9]{8}", phone), "108"),
        (not text.strip() or not composed or _is_plain(text) != told_plain, "146"),
        (any(word in text.casefold() for word in desk.banned), "201"),
        (phone in desk.refused, desk.refused.get(phone, "")),
        (account.purse is not None and account.purse < price, "103"),
    )
    return next((code for wrong, code in problems if wrong), None)


def _take(world: World, account: SmsAccount, fields: Mapping[str, str], sms_id: str) -> None:
    desk, text, phone = world.sms, fields["Content"], fields["Phone"]
    price = desk.part_vnd * parts_of(text)
    if account.purse is not None:
        account.purse -= price
    request_id = fields.get("RequestId", "")
    if request_id:
        desk.remember(account.api_key, request_id)
    person = owner_of(world, phone)
    message = None if person is None else world.texts(person, text, fields["Brandname"])
    callback, at_ms = fields.get("CallbackUrl", ""), world.clock.now_ms()
    desk.keep(Taken(sms_id, request_id, phone, callback, at_ms, price, message))
