"""One event to whoever it concerns: receipts, the account, or the person who did something; and what is said back."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from bot.account_events import on_account
from bot.config import ZaloSettings
from bot.delivery.resolving import on_echo
from bot.engine import Engine
from bot.interactions import interacted, is_interaction, shared, unfollowed
from bot.quick_replies import addressee, on_tap
from bot.receipts import message_by_provider, on_received, on_seen
from bot.zalo.details import (
    Detail,
    Followed,
    Reacted,
    Received,
    ResponseTapped,
    Said,
    Seen,
    SharedInfo,
    Speaker,
    Unknown,
)
from bot.zalo.events import ZaloEvent, read_detail
from bot.zalo.reading import number
from db.records import Event, Person
from db.snapshot import Snapshot
from db.store import Tx
from db.words import MessageState
from handlers.context import Context, Say
from handlers.payload import Signer
from handlers.router import Ignored, on_text
from messages_vi.language import speaking


class Room(NamedTuple):
    """What every event is handled with."""

    engine: Engine
    signer: Signer
    zalo: ZaloSettings


async def hear(tx: Tx, room: Room, event: Event, told: ZaloEvent, now: int) -> str:
    """Handle one event in the caller's transaction; the note kept with it.

    Raises `Ignored` for what asks for nothing, `TooEarlyError` before any change.
    """
    detail = read_detail(event.body)
    at = instant_of(told, event)
    match detail:
        case Received():
            return await on_received(tx, detail, at, now)
        case Seen() | Reacted(speaker=Speaker.PERSON):
            return await on_seen(tx, detail, at, now)
        case ResponseTapped():
            return await _on_tap(tx, room, event, detail, now)
        case Unknown():
            raise Ignored("unknown_kind")
    note = await on_account(tx, room.zalo, told, detail, now)
    return note or await _on_person(tx, room, event, told, detail, at, now)


async def _on_person(
    tx: Tx, room: Room, event: Event, told: ZaloEvent, detail: Detail, at: int, now: int
) -> str:
    row = await tx.one("person_by_zalo_key", zalo_key=room.engine.sealer.lookup(told.user_id))
    if row is None:
        raise Ignored("unknown_person")
    person = Person(*row)
    if is_interaction(detail):
        await interacted(tx, person, at)
    match detail:
        case Followed(on=False):
            return await unfollowed(tx, person, at)
        case SharedInfo():
            return await shared(tx, room.engine, person, detail)
        case Said(group_id=""):
            return await _on_said(tx, room, event, person, detail, now)
    if not is_interaction(detail):
        raise Ignored("not_of_interest")
    return told.name[:60]


async def _on_said(tx: Tx, room: Room, event: Event, person: Person, said: Said, now: int) -> str:
    if said.speaker == Speaker.ACCOUNT:
        settled = bool(said.message_id) and await on_echo(
            tx, person.id, said.text, said.message_id, now, template=said.kind == "template"
        )
        return "echo_settled" if settled else "echo"
    if said.kind != "text":
        return f"said_{said.kind}"[:60]
    quoted = await message_by_provider(tx, [said.quoted_id] if said.quoted_id else [])
    context = Context(tx, room.engine.snapshot, room.signer, person, now, event.id)
    with speaking(person.language):
        says = await on_text(context, said.text, quoted)
    await write_says(tx, room.engine.snapshot, person, says, now)
    return f"{len(says)} messages"


async def _on_tap(tx: Tx, room: Room, event: Event, told: ResponseTapped, now: int) -> str:
    person, message_id, item_id = await addressee(tx, told)
    context = Context(tx, room.engine.snapshot, room.signer, person, now, event.id)
    with speaking(person.language):
        says = await on_tap(context, told, message_id, item_id)
    await write_says(tx, room.engine.snapshot, person, says, now)
    return f"{len(says)} messages"


def instant_of(told: ZaloEvent, event: Event) -> int:
    """When it happened. The provider's own time may be ahead of a moved clock; then the time of arrival counts."""
    stated_ms = number(told.timestamp)
    return event.received_at if stated_ms is None else min(stated_ms // 1000, event.received_at)


async def write_says(
    tx: Tx, snapshot: Snapshot, speaker: Person, says: list[Say], now: int
) -> None:
    """Put what handlers say into the outbox; answers go before everything else.

    Who asked is answered at once, whatever the hour; others who must hear of it are left alone until their unit opens.
    """
    for say in says:
        await tx.insert(
            "insert_message",
            person_id=say.person_id,
            channel="zalo",
            template=say.template,
            text=say.text,
            buttons=msgspec.json.encode(say.buttons).decode(),
            state=MessageState.WAITING,
            reason="",
            deadline_at=now - 1_000_000_000,  # someone is looking at the screen and waits
            not_before=now if say.person_id == speaker.id else _opening(snapshot, say, now),
            created_at=now,
            item_id=None if say.person_id == speaker.id else say.item_id,
        )


def _opening(snapshot: Snapshot, say: Say, now: int) -> int:
    person = snapshot.directory.people.get(say.person_id)
    return snapshot.calendar(person.unit_id if person else None).next_opening(now)
