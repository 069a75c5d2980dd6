"""What a handler is given, and what it gives back: messages to write. It performs its own changes in the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from db.records import Person
from db.snapshot import Snapshot
from db.store import Tx
from handlers.buttons import Buttons
from handlers.payload import Signer
from messages_vi.language import speaking
from messages_vi.render import render, reply_for


class Say(NamedTuple):
    """A message to one person, rendered. `item_id` is what one to somebody else than the speaker is about."""

    person_id: int
    template: str
    text: str
    buttons: Buttons
    item_id: int | None = None


class Context(NamedTuple):
    """One event's surroundings: who speaks, when, and the transaction everything happens in."""

    tx: Tx
    snapshot: Snapshot
    signer: Signer
    speaker: Person
    now: int
    event_id: int | None

    def say(self, reply: str, context: Mapping[str, Any], buttons: Buttons | None = None) -> Say:
        """An answer to the speaker."""
        return say(self.speaker, reply, context, buttons)


def say(
    person: Person,
    reply: str,
    context: Mapping[str, Any],
    buttons: Buttons | None = None,
    item_id: int | None = None,
) -> Say:
    """A message to anyone."""
    template = reply_for(reply)
    with speaking(person.language):
        return Say(person.id, template, render(template, context), buttons or [], item_id)
