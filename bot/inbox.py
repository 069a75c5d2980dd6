"""The inbox: stores events before they are answered, many in one commit, and hands them to the handlers afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import structlog

from bot.clock import Clock
from bot.config import CitizenSettings, ZaloSettings
from bot.dossier_desk import CitizenDesk
from bot.engine import Engine
from bot.hearing import Room, hear, instant_of
from bot.receipt_batches import Sign, move_known
from bot.receipts import TooEarlyError
from bot.sms.arrivals import on_sms
from bot.zalo.events import NotAnEvent, read_detail, read_event
from db.records import Event
from db.store import Store, Tx
from db.words import EventState
from handlers.admin import Instruments
from handlers.payload import Signer
from handlers.routing import Ignored

log = structlog.get_logger()
GROUP = 512  # events a commit
BATCH = 200
MAX_ATTEMPTS = 3
PATIENCE_S = 60  # with a receipt that no message is known for
LIGHT = 100  # receipts a transaction: the door waits for it, so it is short
RECEIPTS = {"user_received_message", "user_seen_message", "user_reacted_message"}


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


async def handle_new(
    engine: Engine,
    signer: Signer,
    clock: Clock,
    batch: int = BATCH,
    zalo: ZaloSettings | None = None,
    instruments: Instruments | None = None,
    citizens: CitizenSettings | None = None,
) -> int:
    """Hand the stored events to the handlers, each looked at once; how many are done with.

    Receipts and echoes share transactions, everything else has one of its own.
    """
    desk = CitizenDesk(engine.sealer, citizens or CitizenSettings())
    room = Room(engine, signer, zalo or ZaloSettings(), instruments, desk)
    done = 0
    left: set[int] = set()  # looked at, and to be looked at again at the next tick
    while True:
        rows = await engine.store.all("new_events", limit=batch + len(left))
        events = [event for event in (Event(*row) for row in rows) if event.id not in left]
        if not events:
            return done
        ended = await _handle_batch(room, events, clock)
        left |= {event.id for event in events} - ended
        done += len(ended)


async def _handle_batch(room: Room, events: list[Event], clock: Clock) -> set[int]:
    light = [event for event in events if _is_light(event.name)]
    ended: set[int] = set()
    for first in range(0, len(light), LIGHT):
        ended |= await _handle_together(room, light[first : first + LIGHT], clock)
    for event in events:
        if not _is_light(event.name):
            ended |= await _handle_alone(room, event, clock)
    return ended


def _is_light(name: str) -> bool:
    return name in RECEIPTS or name.startswith("oa_send_")


async def _handle_together(room: Room, events: list[Event], clock: Clock) -> set[int]:
    """Many in one transaction; when one of them breaks, nothing of it stays and each has a transaction of its own."""
    now = clock.now()
    try:
        async with room.engine.store.tx() as tx:
            ended = await _move_known(tx, events, now)
            rest = [event for event in events if event.id not in ended]
            return ended | {event.id for event in rest if await _handle(tx, room, event, now)}
    except Exception as error:
        log.warning("events.one_by_one", action="events.one_by_one", problem=type(error).__name__)
    ended = set()
    for event in events:
        ended |= await _handle_alone(room, event, clock)
    return ended


async def _move_known(tx: Tx, events: list[Event], now: int) -> set[int]:
    signs = []
    for event in events:
        try:
            told = read_event(event.body)
        except NotAnEvent:
            continue
        signs.append(Sign(event.id, read_detail(event.body), instant_of(told, event)))
    notes = await move_known(tx, signs, now)
    done = {"state": EventState.HANDLED, "at": now}
    await tx.many("end_event", ({"id": i, "note": note} | done for i, note in notes.items()))
    return set(notes)


async def _handle_alone(room: Room, event: Event, clock: Clock) -> set[int]:
    now = clock.now()
    try:
        async with room.engine.store.tx() as tx:
            ended = await _handle(tx, room, event, now)
    except Exception:
        log.exception("event.failed", action="event.failed", event_id=event.id)
        async with room.engine.store.tx() as tx:
            ended = await _count_failure(tx, event, now)
    return {event.id} if ended else set()


async def _handle(tx: Tx, room: Room, event: Event, now: int) -> bool:
    """Handle one event in the caller's transaction; whether it is done with."""
    state, note = EventState.HANDLED, ""
    try:
        if event.source.startswith("sms:"):
            note = await on_sms(tx, event, now)
        else:
            note = await hear(tx, room, event, read_event(event.body), now)
    except NotAnEvent:
        state, note = EventState.IGNORED, "not_an_event"
    except Ignored as reason:
        state, note = EventState.IGNORED, str(reason)
    except TooEarlyError:  # nothing was changed yet
        return await _count_too_early(tx, event, now)
    await tx.run("end_event", id=event.id, state=state, at=now, note=note)
    return True


async def _count_failure(tx: Tx, event: Event, now: int) -> bool:
    """An event that fails again and again is set aside with its note, so that it never blocks the others."""
    await tx.run("count_event_attempt", id=event.id)
    if event.attempts + 1 < MAX_ATTEMPTS:
        return False
    await tx.run("end_event", id=event.id, state=EventState.POISON, at=now, note="failed")
    return True


async def _count_too_early(tx: Tx, event: Event, now: int) -> bool:
    """A receipt of what somebody wrote by hand never finds its message: it is given up after some looks.

    Not before a while: under load many looks pass before our own record of the message is written.
    """
    if event.attempts + 1 < MAX_ATTEMPTS:
        await tx.run("count_event_attempt", id=event.id)
        return False
    if now - event.received_at < PATIENCE_S:
        return False
    note = "nothing known by this id"
    await tx.run("end_event", id=event.id, state=EventState.IGNORED, at=now, note=note)
    return True
