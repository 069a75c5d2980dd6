"""What a handler is given, and what it gives back: messages to write. It performs its own changes in the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from db.records import Person
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Tx
from db.told import Told
from db.words import Role
from handlers.buttons import Buttons
from handlers.conversation import PATIENCE_S, Talk, end_talk, keep_talk
from handlers.dossier_desk import DossierDesk
from handlers.payload import Signer
from handlers.views import person_view
from messages_vi.language import speaking
from messages_vi.leaving import instead_of, under_greeting
from messages_vi.render import MAX_TEXT, render, reply_for

if TYPE_CHECKING:
    from handlers.admin import Instruments


class Say(NamedTuple):
    """A message to one person, rendered. `item_id` is what one to somebody else than the speaker is about."""

    person_id: int
    template: str
    text: str
    buttons: Buttons
    item_id: int | None = None
    at_once: bool = False  # whatever the hour, as to somebody who has just written


class Context(NamedTuple):
    """One event's surroundings: who speaks, when, and the transaction everything happens in. Made by `context_of`."""

    tx: Tx
    snapshot: Snapshot
    signer: Signer
    speaker: Person
    now: int
    event_id: int | None
    speakers: tuple[Person, ...]  # everybody the account speaks for, the speaker among them
    route: list[str]  # which handlers took it, filled in on the way
    talk: Talk | None = None  # what the speaker is being asked
    sealer: Sealer | None = None
    asks_phone: bool = (
        False  # whether there is a form that asks for a telephone number, and a road to it
    )
    instruments: Instruments | None = None  # what the service can tell administrators of itself
    desk: DossierDesk | None = None  # where citizens ask for their dossiers

    def say(self, reply: str, context: Mapping[str, Any], buttons: Buttons | None = None) -> Say:
        """An answer to the speaker."""
        return say(self.speaker, reply, context, buttons)

    @property
    def typist(self) -> Person:
        """Whose open questions are: typed words at a linked account are an official's before they are the account's own."""
        if not self.speaker.has_role(Role.CITIZEN):
            return self.speaker
        return next((p for p in self.speakers if not p.has_role(Role.CITIZEN)), self.speaker)

    async def ask(self, topic: str, facts: Mapping[str, Any], patience_s: int = PATIENCE_S) -> None:
        """Keep what the speaker is being asked until they answer, for a while."""
        await keep_talk(self.tx, self.typist.id, Talk(topic, facts), self.now, patience_s)

    async def asked_enough(self) -> None:
        """The open question is answered or put aside."""
        await end_talk(self.tx, self.typist.id)

    async def blank_event(self) -> None:
        """What somebody sent is not kept once it is read: a code, a number, a proof, a picture."""
        if self.event_id is not None:
            await self.tx.run("blank_event", id=self.event_id, body=b"")


def context_of(
    tx: Tx,
    snapshot: Snapshot,
    signer: Signer,
    speakers: Sequence[Person],
    now: int,
    event_id: int | None = None,
    sealer: Sealer | None = None,
    *,
    asks_phone: bool = False,
) -> Context:
    """The surroundings of one event; of several people at one account the first is taken for who speaks."""
    return Context(
        tx,
        snapshot,
        signer,
        speakers[0],
        now,
        event_id,
        tuple(speakers),
        [],
        sealer=sealer,
        asks_phone=asks_phone,
    )


def say(
    person: Person,
    reply: str,
    context: Mapping[str, Any],
    buttons: Buttons | None = None,
    item_id: int | None = None,
    *,
    at_once: bool = False,
    told: Told | None = None,
) -> Say:
    """A message to anyone. `told`: in whose place they are told, which the message says."""
    template = reply_for(reply)
    with speaking(person.language):
        text = render(template, context)
        if told is not None and told.behalf is not None:
            number = told.delegation.number if told.delegation else None
            line = instead_of(person_view(person)["form_of_address"], told.behalf.name, number)
            text = under_greeting(text, [line], MAX_TEXT)
    return Say(person.id, template, text, buttons or [], item_id, at_once)
