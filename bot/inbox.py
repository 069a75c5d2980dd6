"""The inbox: stores events before they are answered, many in one commit, and hands them to the handlers afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import msgspec
import structlog

from bot.clock import Clock
from bot.delivery.resolving import on_echo
from bot.engine import Engine
from bot.zalo.events import NotAnEvent, ZaloEvent, read_event
from db.records import Event, EventState, MessageState, Person
from db.snapshot import Snapshot
from db.store import Store, Tx
from handlers.context import Context, Say
from handlers.payload import Signer
from handlers.router import Ignored, on_text

log = structlog.get_logger()
GROUP = 512  # events a commit
BATCH = 200
MAX_ATTEMPTS = 3
INTERACTIONS = {"follow", "user_send_text"}
RECEIPTS = {"user_received_message": "mark_delivered", "user_seen_message": "mark_seen"}


class Arrived(NamedTuple):
    """An event at the door."""

    key: str
    source: str
    name: str
    body: bytes
    received_at: int


class Doorkeeper:
    """Group commit: everyone who arrives while a commit runs shares the next one. `store` returns once it is durable."""

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        self._store = store
        self._wake = wake
        self._waiting: list[tuple[Arrived, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def store(self, event: Arrived) -> None:
        """Keep an event; raises what the database raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            error: BaseException | None = None
            try:
                async with self._store.tx() as tx:
                    await tx.many("insert_event", (event._asdict() for event, _ in group))
            except Exception as caught:  # told to every one who waits, not swallowed
                error = caught
            for _, done in group:
                if done.done():
                    continue  # the caller went away
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)
            self._wake()


class TooEarlyError(Exception):
    """A receipt that is faster than our own record of the message; it is looked at again at the next tick."""


async def handle_new(engine: Engine, signer: Signer, clock: Clock, batch: int = BATCH) -> int:
    """Hand one batch of stored events to the handlers, each in a transaction of its own; how many are done with."""
    events = [Event(*row) for row in await engine.store.all("new_events", limit=batch)]
    done = 0
    for event in events:
        try:
            await _handle(engine, signer, event, clock.now())
            done += 1
        except TooEarlyError:
            done += await _count_failure(
                engine.store, event, clock.now(), "nothing known by this id"
            )
        except Exception:
            log.exception("event.failed", action="event.failed", event_id=event.id)
            done += await _count_failure(engine.store, event, clock.now(), "failed")
    return done


async def _handle(engine: Engine, signer: Signer, event: Event, now: int) -> None:
    async with engine.store.tx() as tx:
        state, note = EventState.HANDLED, ""
        try:
            told = read_event(event.body)
            note = await _on_zalo(tx, engine, signer, event, told, now)
        except NotAnEvent:
            state, note = EventState.IGNORED, "not_an_event"
        except Ignored as reason:
            state, note = EventState.IGNORED, str(reason)
        await tx.run("end_event", id=event.id, state=state, at=now, note=note)


async def _on_zalo(
    tx: Tx, engine: Engine, signer: Signer, event: Event, told: ZaloEvent, now: int
) -> str:
    if (statement := RECEIPTS.get(told.name)) is not None:
        return await _on_receipt(tx, statement, told)
    row = await tx.one("person_by_zalo_key", zalo_key=engine.sealer.lookup(told.user_id))
    if row is None:
        raise Ignored("unknown_person")
    person = Person(*row)
    if told.name.startswith("oa_send"):
        settled = (
            await on_echo(tx, person.id, told.text, told.message_ids[0], now)
            if told.message_ids
            else False
        )
        return "echo_settled" if settled else "echo"
    if told.name not in INTERACTIONS:
        raise Ignored("not_of_interest")
    await tx.run("set_last_interaction", person_id=person.id, at=min(now, _instant(told, event)))
    if told.name != "user_send_text":
        return told.name
    context = Context(tx, engine.snapshot, signer, person, now, event.id)
    quoted = (
        await tx.value("message_by_provider", provider_id=told.quoted_id)
        if told.quoted_id
        else None
    )
    says = await on_text(context, told.text, quoted)
    await write_says(tx, engine.snapshot, person, says, now)
    return f"{len(says)} messages"


def _instant(told: ZaloEvent, event: Event) -> int:
    """When it happened. The provider's own time may be ahead of a moved clock; then the time of arrival counts."""
    stated = int(told.timestamp) // 1000 if told.timestamp.isdigit() else event.received_at
    return min(stated, event.received_at)


async def _on_receipt(tx: Tx, statement: str, told: ZaloEvent) -> str:
    marked = await tx.many(statement, ({"provider_id": i} for i in told.message_ids))
    if not marked and not [
        i for i in told.message_ids if await tx.value("message_by_provider", provider_id=i)
    ]:
        raise TooEarlyError
    return "receipt"


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


async def _count_failure(store: Store, event: Event, now: int, note: str) -> bool:
    """An event that fails again and again is set aside with its note, so that it never blocks the others."""
    ended = event.attempts + 1 >= MAX_ATTEMPTS
    state = EventState.POISON if note == "failed" else EventState.IGNORED
    async with store.tx() as tx:
        await tx.run("count_event_attempt", id=event.id)
        if ended:
            await tx.run("end_event", id=event.id, state=state, at=now, note=note)
    return ended
