"""Webhook bytes → one typed event. What is unknown is kept as unknown, never an error."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

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


def read_event(body: bytes) -> ZaloEvent:
    """Parse the envelope; raises `NotAnEvent`. The key makes repeated deliveries one event."""
    try:
        raw = msgspec.json.decode(body)
        name, app_id, timestamp = (str(raw[k]) for k in ("event_name", "app_id", "timestamp"))
    except (msgspec.DecodeError, UnicodeError, KeyError, TypeError):
        raise NotAnEvent("body is no Zalo event") from None
    message = raw.get("message")
    message = message if isinstance(message, dict) else {}
    ids = tuple(str(i) for i in _ids(message))
    identity = f"{name}:{ids[0]}" if len(ids) == 1 else hashlib.sha256(body).hexdigest()
    return ZaloEvent(
        name=name,
        app_id=app_id,
        timestamp=timestamp,
        key=f"zalo:{identity}"[:200],
        user_id=_person(name, raw),
        text=str(message.get("text") or ""),
        message_ids=ids,
        quoted_id=str(message.get("quote_msg_id") or ""),
    )


def _ids(message: dict[str, Any]) -> list[Any]:
    many = message.get("msg_ids")
    if isinstance(many, list):
        return many
    return [message["msg_id"]] if message.get("msg_id") else []


def _person(name: str, raw: dict[str, Any]) -> str:
    from_account = name.startswith("oa_") or name in ("user_received_message", "user_seen_message")
    side = raw.get("follower") or raw.get("recipient" if from_account else "sender")
    return str(side.get("id") or "") if isinstance(side, dict) else ""
