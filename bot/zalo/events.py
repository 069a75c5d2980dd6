"""Webhook bytes → one typed event. What is unknown is kept as unknown, never an error.

`read_event` reads the envelope, quickly, at the door; `read_detail` reads what the event says, when it is handled.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from bot.zalo.details import Detail
from bot.zalo.kinds import detail_of
from bot.zalo.reading import record, text
from schedules.errors import NhacViecError


class NotAnEvent(NhacViecError):
    """The body is no JSON object with the envelope's fields."""


class ZaloEvent(msgspec.Struct, frozen=True):
    """The part of an event we act on. `user_id` is the person's side, whoever sent it."""

    name: str
    app_id: str
    timestamp: str
    key: str
    user_id: str = ""
    text: str = ""
    message_ids: tuple[str, ...] = ()
    quoted_id: str = ""
    oa_id: str = ""


def read_event(body: bytes) -> ZaloEvent:
    """Parse the envelope; raises `NotAnEvent`. The key makes repeated deliveries one event.

    Messages and receipts are known by their message id, answers to templates by message and instant, which are the
    same when they are fetched instead of told. Everything else by its bytes, which a repeat does not change: the same
    message can be reacted to more than once.
    """
    raw = _decoded(body)
    name, app_id, timestamp = (str(raw[k]) for k in ("event_name", "app_id", "timestamp"))
    message = record(raw.get("message"))
    ids = tuple(str(i) for i in _ids(message))
    once = len(ids) == 1 and _happens_once(name)
    identity = f"{name}:{ids[0]}" if once else _answer_to_template(name, raw, message)
    identity = identity or hashlib.sha256(body).hexdigest()
    return ZaloEvent(
        name=name,
        app_id=app_id,
        timestamp=timestamp,
        key=f"zalo:{identity}"[:200],
        user_id=_side(name, raw, person=True),
        text=str(message.get("text") or ""),
        message_ids=ids,
        quoted_id=str(message.get("quote_msg_id") or ""),
        oa_id=text(raw.get("oa_id") or raw.get("oaId")) or _side(name, raw, person=False),
    )


def read_detail(body: bytes) -> Detail:
    """What the event says beyond its envelope, by its name; raises `NotAnEvent`.

    >>> read_detail(b'{"event_name":"follow","app_id":"1","timestamp":"2","source":"oa_profile"}')
    Followed(on=True, source='oa_profile')
    """
    raw = _decoded(body)
    return detail_of(str(raw["event_name"]), raw)


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise NotAnEvent("body is no Zalo event") from None
    if not isinstance(raw, dict) or not {"event_name", "app_id", "timestamp"} <= raw.keys():
        raise NotAnEvent("body is no Zalo event")
    return raw


def _happens_once(name: str) -> bool:
    spoken = ("user_send_", "oa_send_", "anonymous_send_")
    return name.startswith(spoken) or name in ("user_received_message", "user_seen_message")


def _answer_to_template(name: str, raw: dict[str, Any], message: dict[str, Any]) -> str:
    if name not in ("user_click_response_button", "user_feedback"):
        return ""
    at, about = text(message.get("submit_time")), text(raw.get("msg_id") or message.get("msg_id"))
    return f"{name}:{at}:{about}" if at and about else ""


def _ids(message: dict[str, Any]) -> list[Any]:
    many = message.get("msg_ids")
    if isinstance(many, list):
        return many
    return [message["msg_id"]] if message.get("msg_id") else []


def _side(name: str, raw: dict[str, Any], *, person: bool) -> str:
    """The id of the person's or the account's side: on events of the account and on receipts the account sends."""
    from_account = name.startswith("oa_") or name in ("user_received_message", "user_seen_message")
    side = raw.get("recipient" if from_account == person else "sender")
    if person:
        side = raw.get("follower") or side or raw.get("data")
    found = record(side)
    return str(found.get("id") or (found.get("user_id") if person else "") or "")
