"""Many signs at once: the attempts they name are read in one statement, and what they move is written in a few.

A day's messages bring three or four signs each within seconds, all while the door needs the same database. Here only
signs of attempts that are known by the provider's id; the rest goes one by one through `bot.receipts`. Which of the two
comes first does not matter, because the order of signs does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from bot.receipts import Traced, changes
from bot.zalo.details import Detail, Reacted, Received, Said, Seen, Speaker
from db.store import Tx
from db.words import MessageState


class Sign(NamedTuple):
    """One event, read: its number, what it says, and when it happened."""

    event_id: int
    told: Detail
    at: int


async def move_known(tx: Tx, signs: Iterable[Sign], now: int) -> dict[int, str]:
    """Move everything that these signs say of known attempts; the note of each event that is done with by it."""
    named = [(sign, ids) for sign in signs if (ids := _ids(sign.told))]
    if not named:
        return {}
    asked = msgspec.json.encode(sorted({one for _, ids in named for one in ids})).decode()
    known = {row[0]: Traced(*row[1:]) for row in await tx.all("carried_of", ids=asked)}
    states = {traced.message_id: traced.state for traced in known.values()}
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    notes: dict[int, str] = {}
    for sign, ids in named:
        if not all(one in known for one in ids):
            continue
        kind, at = _kind(sign)
        notes[sign.event_id] = "echo" if kind is None else str(kind)
        if kind is not None:
            for one in ids:
                traced = known[one]._replace(state=states[known[one].message_id])
                for statement, row in changes(traced, kind, one, at, now):
                    rows[statement].append(row)
                    if statement == "mark_arrived":
                        states[traced.message_id] = row["state"]
    for statement, parameters in rows.items():
        await tx.many(statement, parameters)
    return notes


def _ids(told: Detail) -> tuple[str, ...]:
    match told:
        case Seen(message_ids=ids):
            return ids
        case Received(message_id=one) | Reacted(message_id=one, speaker=Speaker.PERSON):
            return (one,) if one else ()
        case Said(speaker=Speaker.ACCOUNT, message_id=one):
            return (one,) if one else ()
    return ()


def _kind(sign: Sign) -> tuple[MessageState | None, int]:
    """What a sign says and since when it is so; an echo of what is known moves nothing."""
    if isinstance(sign.told, Said):
        return None, sign.at
    if not isinstance(sign.told, Received):
        return MessageState.SEEN, sign.at
    stated = sign.told.delivered_ms
    return MessageState.DELIVERED, sign.at if stated is None else min(sign.at, stated // 1000)
