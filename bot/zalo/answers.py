"""Answers of Zalo, read: an outcome class first, then what they say, in small records. Nothing raises.

A business error comes with HTTP 200 and `error` ≠ 0, so the body decides. Ids and times are decimal strings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx
import msgspec

from bot.zalo.errors import OA, Api, classify, explain
from bot.zalo.reading import items, number, record, text, texts
from db.words import Outcome

T = TypeVar("T")


@dataclass(frozen=True)
class Answered:
    """One answer: its class, Zalo's code (or `http:502`, `timeout`), the data, and what it said about the rate.

    `message` is Zalo's own text: two codes have two meanings each, which only it tells apart.
    """

    outcome: Outcome
    code: str
    data: Any = field(default_factory=dict)
    remaining: int | None = None
    limit: int | None = None
    message: str = ""

    @property
    def message_id(self) -> str | None:
        """The provider's id of an accepted message (`message_id`, by telephone number `msg_id`)."""
        data = record(self.data)
        return text(data.get("message_id") or data.get("msg_id")) or None


@dataclass(frozen=True)
class Found(Answered, Generic[T]):
    """An answer with what was read from it. `value` is None unless the answer was accepted and readable."""

    value: T | None = None


def read_answer(response: httpx.Response, apis: tuple[Api, ...] = OA) -> Answered:
    """Class of an HTTP answer. A gateway's page (5xx) or a body that is no envelope leaves the outcome unknown."""
    headers = response.headers
    remaining = _count(headers.get("x-ratelimit-remain"))
    limit = _count(headers.get("x-ratelimit-limit"))
    try:
        envelope = msgspec.json.decode(response.content)
        code = int(envelope["error"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, RecursionError):
        told = classify("transport", "http_5xx")
        return Answered(told, f"http:{response.status_code}", {}, remaining, limit)
    data = envelope.get("data") or {}
    outcome = explain(apis, code).outcome
    if outcome == Outcome.ACCEPTED and response.status_code != httpx.codes.OK:
        outcome = Outcome.UNKNOWN
    return Answered(outcome, str(code), data, remaining, limit, text(envelope.get("message"))[:300])


def read_as(answer: Answered, reader: Callable[[Any], T | None]) -> Found[T]:
    """The answer with its data read. What was accepted but cannot be read is `unknown`."""
    value = reader(answer.data) if answer.outcome == Outcome.ACCEPTED else None
    outcome = answer.outcome
    if outcome == Outcome.ACCEPTED and value is None:
        outcome = Outcome.UNKNOWN
    return Found(
        outcome, answer.code, answer.data, answer.remaining, answer.limit, answer.message, value
    )


def _count(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isascii() and digits.isdigit() else None


# --- what was sent ---


class Quota(msgspec.Struct, frozen=True):
    """From what a message was taken: `reply` is free, `sub_quota` and `purchase_quota` are not."""

    kind: str
    remain: int | None
    total: int | None


class Sent(msgspec.Struct, frozen=True):
    """An accepted message; `at_ms` in epoch milliseconds."""

    message_id: str
    user_id: str
    at_ms: int | None
    quota: Quota


def read_sent(data: Any) -> Sent:
    """What an accepted send says. By telephone number the quota is the day's, of kind `daily`."""
    raw = record(data)
    told = record(raw.get("quota"))
    daily = "dailyQuota" in told
    quota = Quota(
        "daily" if daily else text(told.get("quota_type")),
        number(told.get("remainingQuota" if daily else "remain")),
        number(told.get("dailyQuota" if daily else "total")),
    )
    sent_id = text(raw.get("message_id") or raw.get("msg_id"))
    return Sent(sent_id, text(raw.get("user_id")), number(raw.get("sent_time")), quota)


def read_asset(data: Any) -> str | None:
    """The id of an uploaded image (`attachment_id`) or the token of a file; both die after seven days."""
    raw = record(data)
    return text(raw.get("attachment_id") or raw.get("token")) or None


# --- people ---


class UserDetail(msgspec.Struct, frozen=True):
    """What the account may know about a person. `phone` and `name` only where they were shared."""

    user_id: str
    user_id_by_app: str
    display_name: str
    follows: bool
    last_interaction_day: str
    phone: str
    name: str
    tags: tuple[str, ...]


def read_user(data: Any) -> UserDetail | None:
    """The answer of `user/detail`. `last_interaction_day` stays as Zalo writes it, DD/MM/YYYY."""
    raw = record(data)
    shared, notes = record(raw.get("shared_info")), record(raw.get("tags_and_notes_info"))
    user_id = text(raw.get("user_id"))
    if not user_id:
        return None
    return UserDetail(
        user_id=user_id,
        user_id_by_app=text(raw.get("user_id_by_app")),
        display_name=text(raw.get("display_name")),
        follows=raw.get("user_is_follower") is True,
        last_interaction_day=text(raw.get("user_last_interaction_date")),
        phone=text(shared.get("phone")),
        name=text(shared.get("name")),
        tags=texts(notes.get("tag_names")),
    )


class PersonQuota(msgspec.Struct, frozen=True):
    """The window of a person, as Zalo itself sees it. `last_interaction_ms` is None for somebody who never did."""

    last_interaction_ms: int | None
    remain: int | None
    total: int | None


def read_person_quota(data: Any) -> PersonQuota | None:
    """The answer of `quota/message` for a user id."""
    raw = record(data)
    if "last_interaction" not in raw:
        return None
    reply = record(raw.get("cs_reply"))
    at_ms = number(raw["last_interaction"]) or None
    return PersonQuota(at_ms, number(reply.get("remain")), number(reply.get("total")))


# --- the account ---


class Asset(msgspec.Struct, frozen=True):
    """One lot of messages of the account."""

    asset_id: str
    product: str
    kind: str
    valid_through: str
    total: int | None
    remain: int | None


def read_assets(data: Any) -> tuple[Asset, ...] | None:
    """The answer of `quota/message` for the account."""
    rows = [record(row) for row in items(data)]
    if data and not isinstance(data, list):
        return None
    return tuple(
        Asset(
            text(row.get("asset_id")),
            text(row.get("product_type")),
            text(row.get("quota_type")),
            text(row.get("valid_through")),
            number(row.get("total")),
            number(row.get("remain")),
        )
        for row in rows
    )


class AccountInfo(msgspec.Struct, frozen=True):
    """The account. `kind` 2 is a business, 4 a government body."""

    oa_id: str
    name: str
    verified: bool
    kind: int | None
    followers: int | None
    package: str
    package_until: str


def read_account(data: Any) -> AccountInfo | None:
    """The answer of `getoa`."""
    raw = record(data)
    oa_id, name = text(raw.get("oaid") or raw.get("oa_id")), text(raw.get("name"))
    if not (oa_id or name):
        return None
    return AccountInfo(
        oa_id=oa_id,
        name=name,
        verified=raw.get("is_verified") is True,
        kind=number(raw.get("oa_type")),
        followers=number(raw.get("num_follower")),
        package=text(raw.get("package_name")),
        package_until=text(raw.get("package_valid_through_date")),
    )


# --- history ---


class ChatLine(msgspec.Struct, frozen=True):
    """One message of a conversation, of the account or of the person (`user_id` is the person either way)."""

    message_id: str
    from_person: bool
    user_id: str
    at_ms: int | None
    kind: str
    text: str


def read_chat(data: Any) -> tuple[ChatLine, ...] | None:
    """The bare array of `conversation` and `listrecentchat`, newest first; `src` 1 is the person."""
    if data and not isinstance(data, list):
        return None
    return tuple(_line(record(row)) for row in items(data))


def _line(row: dict[str, Any]) -> ChatLine:
    from_person = text(row.get("src")) == "1"
    said = row.get("message")
    return ChatLine(
        message_id=text(row.get("message_id")),
        from_person=from_person,
        user_id=text(row.get("from_id" if from_person else "to_id")),
        at_ms=number(row.get("time")),
        kind=text(row.get("type")),
        text=text(record(said).get("text") if isinstance(said, dict) else said),
    )
