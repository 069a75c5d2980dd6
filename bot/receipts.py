"""What echoes and receipts move: the attempt they speak of, its message, and the message's notices.

Signs come repeated, in any order and late. The state only goes forward, the earliest instant of a sign counts, and a
sign of an earlier road moves nothing once another one has the message: so any order ends in the same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.delivery.tracking import INSTALL_KEY, message_of
from bot.zalo.details import Reacted, Received, Seen
from db.store import Tx
from db.words import Fate, MessageState, Reason


class TooEarlyError(Exception):
    """A receipt that is faster than our own record of the message; it is looked at again at the next tick."""


class Traced(NamedTuple):
    """An attempt, its message as it stands, and how many attempts were made since."""

    attempt_id: int
    message_id: int
    road: str
    state: str
    later: int


def moved(state: str, sign: MessageState, *, overtaken: bool) -> MessageState | None:
    """State of a message + a sign of one of its attempts → the new state, or None when it stays.

    `sign` is `delivered` or `seen`. `overtaken`: another attempt was made since. While the message waits or is
    uncertain the sign settles it nevertheless – it has arrived, and nothing more is to be sent.

    >>> moved("unknown", MessageState.DELIVERED, overtaken=True)
    <MessageState.DELIVERED: 'delivered'>
    >>> moved("sending", MessageState.DELIVERED, overtaken=True)
    """
    if state in (MessageState.WAITING, MessageState.UNKNOWN):
        return sign
    if overtaken:
        return None
    if state in (MessageState.SENDING, MessageState.SENT):
        return sign
    if state == MessageState.DELIVERED and sign == MessageState.SEEN:
        return sign
    return None


def changes(
    traced: Traced, sign: MessageState, provider_id: str, at: int, now: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """An attempt, a sign of it and when that happened → the named statements that write it, in order."""
    yield (
        "mark_attempt_delivered",
        {"id": traced.attempt_id, "provider_id": provider_id, "at": at},
    )
    state = moved(traced.state, sign, overtaken=traced.later > 0)
    if state is None:
        return
    arrived = {"id": traced.message_id, "state": state, "road": traced.road}
    yield "mark_arrived", arrived | {"provider_id": provider_id, "at": at}
    if traced.state in (MessageState.SENT, MessageState.DELIVERED):
        return
    # It was not settled yet, or was about to take another road: its notices are told now.
    fate = {"message_id": traced.message_id, "fate": Fate.SENT, "reason": Reason.ACCEPTED}
    yield "journal_message_notices", fate | {"at": now}
    yield "end_message_notices", fate


async def on_received(tx: Tx, told: Received, at: int, now: int) -> str:
    """A message reached the phone, at the instant the receipt states; raises `TooEarlyError` before any change."""
    if told.delivered_ms is not None:
        at = min(at, told.delivered_ms // 1000)
    traced = await _carried(tx, told.message_id)
    if traced is None and told.tracking_id:
        traced = await _tracked(tx, told.tracking_id)
    if traced is None:
        raise TooEarlyError
    await _move(tx, traced, MessageState.DELIVERED, told.message_id, at, now)
    return str(MessageState.DELIVERED)


async def on_seen(tx: Tx, told: Seen | Reacted, at: int, now: int) -> str:
    """The person looked at messages, or put an icon on one; raises `TooEarlyError` before any change."""
    ids = told.message_ids if isinstance(told, Seen) else (told.message_id,)
    known = [(one, await _carried(tx, one)) for one in ids]
    found = [(one, traced) for one, traced in known if traced is not None]
    if not found:
        raise TooEarlyError
    for provider_id, traced in found:
        await _move(tx, traced, MessageState.SEEN, provider_id, at, now)
    return str(MessageState.SEEN)


async def _carried(tx: Tx, provider_id: str) -> Traced | None:
    if not provider_id:
        return None
    row = await tx.one("carried_as", provider_id=provider_id)
    row = row or await tx.one("carried_message", provider_id=provider_id)
    return Traced(*row) if row else None


async def _tracked(tx: Tx, tracking_id: str) -> Traced | None:
    message_id = await tracked_message(tx, tracking_id)
    if message_id is None:
        return None
    row = await tx.one("carried_by_phone", message_id=message_id)
    return Traced(*row) if row else None


async def tracked_message(tx: Tx, tracking_id: str) -> int | None:
    """The message of this database that a tracking id names."""
    return message_of(tracking_id, await tx.value("meta", key=INSTALL_KEY) or "")


async def message_by_provider(tx: Tx, ids: Iterable[str]) -> int | None:
    """The message that any of these provider's ids stands for."""
    for provider_id in ids:
        found = await tx.value("message_by_provider", provider_id=provider_id)
        if found is not None:
            return int(found)
    return None


async def _move(
    tx: Tx, traced: Traced, sign: MessageState, provider_id: str, at: int, now: int
) -> None:
    for statement, row in changes(traced, sign, provider_id, at, now):
        await tx.run(statement, **row)
