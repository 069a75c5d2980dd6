"""One event to whoever it concerns: receipts, the account, or the person who did something; and what is said back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.account_events import on_account
from bot.config import ZaloSettings
from bot.delivery.resolving import on_echo
from bot.engine import Engine
from bot.interactions import interacted, is_interaction, number_of, shared, unfollowed
from bot.quick_replies import addressee, on_tap
from bot.rated import on_rated
from bot.receipts import message_by_provider, on_received, on_seen
from bot.speakers import meet, speakers_of, who_answers
from bot.zalo.details import (
    Detail,
    Followed,
    Rated,
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
from db.outbox import put
from db.records import Event, Person
from db.snapshot import Snapshot
from db.store import Tx
from db.words import Role
from handlers.admin import Instruments
from handlers.context import Say, context_of
from handlers.dossier_desk import DossierDesk
from handlers.payload import Signer
from handlers.router import hear as hear_said
from handlers.routing import Came, Heard, Ignored
from handlers.views import person_view
from messages_vi.language import speaking
from messages_vi.sharing import addressed


class Room(NamedTuple):
    """What every event is handled with."""

    engine: Engine
    signer: Signer
    zalo: ZaloSettings
    instruments: Instruments | None = None
    desk: DossierDesk | None = None


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
        case Rated():
            return await on_rated(tx, detail, now)
        case Unknown():
            raise Ignored("unknown_kind")
    note = await on_account(tx, room.zalo, told, detail, now)
    return note or await _on_person(tx, room, event, told, detail, at, now)


async def _on_person(
    tx: Tx, room: Room, event: Event, told: ZaloEvent, detail: Detail, at: int, now: int
) -> str:
    people = await speakers_of(tx, room.engine, told.user_id)
    if isinstance(detail, Said) and detail.speaker == Speaker.ACCOUNT:
        return await _on_own_words(tx, people, detail, now)
    if not people and is_interaction(detail) and not _in_group(detail):
        people = await meet(tx, room.engine, told.user_id)
    if not people:
        raise Ignored("unknown_person")
    if isinstance(detail, Followed) and not detail.on:
        return " ".join([await unfollowed(tx, person, at) for person in people])
    note = told.name
    for person in people:
        if is_interaction(detail):
            await interacted(tx, person, at)
        if isinstance(detail, SharedInfo) and not person.has_role(Role.CITIZEN):
            note = await shared(tx, room.engine, person, detail)
    heard = await _heard(tx, detail)
    if heard is not None:
        return await _answer(tx, room, event, people, heard, now) or note[:60]
    if not is_interaction(detail):
        raise Ignored("not_of_interest")
    return note[:60]


async def _answer(
    tx: Tx, room: Room, event: Event, people: Sequence[Person], heard: Heard, now: int
) -> str:
    """Let the rooms hear it and write down what they say; a note of who took it, empty when nobody did."""
    people = await who_answers(tx, people, heard.quoted)
    ctx = context_of(
        tx,
        room.engine.snapshot,
        room.signer,
        people,
        now,
        event.id,
        room.engine.sealer,
        asks_phone=bool(room.zalo.contact_image_url) and room.engine.snapshot.by_phone,
    )
    ctx = ctx._replace(instruments=room.instruments, desk=room.desk)
    says = await hear_said(ctx, heard)
    await write_says(tx, room.engine.snapshot, people, says, now)
    return f"{'.'.join(ctx.route)}: {len(says)} messages"[:60] if ctx.route else ""


async def _on_own_words(tx: Tx, people: Sequence[Person], said: Said, now: int) -> str:
    """The account's own words come back as an echo: of us, or of somebody who wrote by hand."""
    for person in people:
        if said.message_id and await on_echo(
            tx, person.id, said.text, said.message_id, now, template=said.kind == "template"
        ):
            return "echo_settled"
    return "echo"


def _in_group(detail: Detail) -> bool:
    return isinstance(detail, Said) and bool(detail.group_id)


async def _heard(tx: Tx, detail: Detail) -> Heard | None:
    """What handlers are given of an event; None when it says nothing to them."""
    match detail:
        case Said(group_id="", kind="text"):
            quoted = await message_by_provider(tx, [detail.quoted_id] if detail.quoted_id else [])
            return Heard(Came.TEXT, detail.text, quoted=quoted)
        case Said(group_id="", speaker=Speaker.PERSON):
            return Heard(Came.MEDIA)
        case Followed(on=True):
            return Heard(Came.FOLLOW)
        case SharedInfo():
            return Heard(Came.PHONE, phone=number_of(detail))
    return None


async def _on_tap(tx: Tx, room: Room, event: Event, told: ResponseTapped, now: int) -> str:
    person, message_id, item_id = await addressee(tx, told)
    context = context_of(tx, room.engine.snapshot, room.signer, [person], now, event.id)
    with speaking(person.language):
        says = await on_tap(context, told, message_id, item_id)
    await write_says(tx, room.engine.snapshot, [person], says, now)
    return f"{len(says)} messages"


def instant_of(told: ZaloEvent, event: Event) -> int:
    """When it happened. The provider's own time may be ahead of a moved clock; then the time of arrival counts."""
    stated_ms = number(told.timestamp)
    return event.received_at if stated_ms is None else min(stated_ms // 1000, event.received_at)


async def write_says(
    tx: Tx, snapshot: Snapshot, speakers: Sequence[Person], says: list[Say], now: int
) -> None:
    """Put what handlers say into the outbox; answers go before everything else.

    Who asked is answered at once, whatever the hour; others who must hear of it are left alone until their unit opens.
    """
    asking = {person.id for person in speakers}
    staff = {person.id: person for person in speakers if not person.has_role(Role.CITIZEN)}
    for say in says:
        text = say.text
        if len(staff) > 1 and (one := staff.get(say.person_id)) is not None:  # a shared account
            text = addressed(text, one.name, person_view(one)["form_of_address"])
        at_once = say.person_id in asking or say.at_once
        await put(
            tx,
            say.person_id,
            say.template,
            text,
            now=now,
            not_before=now if at_once else _opening(snapshot, say, now),
            deadline_at=now - 1_000_000_000,  # someone is looking at the screen and waits
            buttons=say.buttons,
            item_id=None if at_once else say.item_id,
        )


def _opening(snapshot: Snapshot, say: Say, now: int) -> int:
    person = snapshot.directory.people.get(say.person_id)
    return snapshot.calendar(person.unit_id if person else None).next_opening(now)
