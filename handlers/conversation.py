"""The state of a conversation: one open question a person, kept in the store until it is answered, put aside or too old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from db.store import Reader, Tx

PATIENCE_S: Final = 30 * 60  # an answer half an hour later is about something else
_MAX_FACTS: Final = 8_000


class Talk(NamedTuple):
    """What a person is being asked about, and what they have said so far."""

    topic: str
    facts: Mapping[str, Any]


async def load_talk(reader: Reader, person_id: int, now: int) -> Talk | None:
    """The open conversation with a person, or None."""
    row = await reader.one("conversation", person_id=person_id, now=now)
    return Talk(row[0], msgspec.json.decode(row[1])) if row else None


async def keep_talk(
    tx: Tx, person_id: int, talk: Talk, now: int, patience_s: int = PATIENCE_S
) -> None:
    """Open a conversation, or carry it on; a person has one at a time, the newest."""
    facts = msgspec.json.encode(talk.facts).decode()
    assert len(facts) <= _MAX_FACTS, "a conversation keeps ids and choices, no texts"  # noqa: S101
    await tx.run(
        "keep_conversation",
        person_id=person_id,
        topic=talk.topic,
        facts=facts,
        until=now + patience_s,
    )


async def end_talk(tx: Tx, person_id: int) -> None:
    """Close the conversation with a person, if there is one."""
    await tx.run("end_conversation", person_id=person_id)
