"""The evening list of holes: who owes something in the coming days and cannot be reached, to each coordinator, once a day."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import structlog

from bot.config import HoleSettings
from bot.engine import Engine
from db.holes import Hole, find_holes, read_facts
from db.outbox import put
from db.records import Person
from handlers.coordinators import coordinator_of
from handlers.holes import TEMPLATE, holes_context
from messages_vi.render import render
from schedules.civil import at, civil_date

log = structlog.get_logger()
LATEST_S: Final = (
    2 * 3600
)  # a service that was away in the evening does not make up for it at night


class HoleLists:
    """Looks once each evening; what was told is remembered in the store, so a restart tells nothing twice."""

    def __init__(self, engine: Engine, settings: HoleSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._looked_for = 0

    async def round(self, now: int) -> int:
        """Write the lists when the hour has come; the number of messages."""
        if not self._settings.evening:
            return 0
        hour = at(civil_date(now), self._settings.evening)
        if not hour <= now < hour + LATEST_S or self._looked_for == hour:
            return 0
        written = await tell_holes(self._engine, now, self._settings.days)
        self._looked_for = hour
        return written


async def tell_holes(engine: Engine, now: int, days: int) -> int:
    """Write one message to each coordinator at work who has holes and no list of today yet; how many were written."""
    snapshot, day = engine.snapshot, civil_date(now)
    facts = await read_facts(engine.store, now, days)
    found = find_holes(snapshot, facts, now)
    if not found:
        return 0
    had = {row[0] for row in await engine.store.all("hole_lists", day=day.isoformat())}
    written = 0
    for person, holes in _by_coordinator(engine, found, now):
        if person.id in had or not snapshot.calendar(person.unit_id).is_working_day(day):
            continue
        try:
            await _tell(engine, person, holes, days, now)
            written += 1
        except Exception:  # one text that cannot be made must not keep the others waiting
            log.exception("holes.failed", action="holes.failed", person_id=person.id)
    return written


def _by_coordinator(engine: Engine, found: list[Hole], now: int) -> list[tuple[Person, list[Hole]]]:
    """Whom the holes of each unit go to: who stands in for a coordinator who is away, too; the worst stays first."""
    directory = engine.snapshot.directory
    mine: dict[int, list[Hole]] = defaultdict(list)
    for hole in found:
        coordinator = coordinator_of(directory, hole.unit_id, now)
        if coordinator is not None:
            mine[coordinator.id].append(hole)
    return [(directory.people[i], holes) for i, holes in mine.items()]


async def _tell(engine: Engine, person: Person, holes: list[Hole], days: int, now: int) -> None:
    text = render(TEMPLATE, holes_context(engine.snapshot, person, holes, days))
    calendar = engine.snapshot.calendar(person.unit_id)
    async with engine.store.tx() as tx:
        message_id = await put(
            tx,
            person.id,
            TEMPLATE,
            text,
            now=now,
            not_before=calendar.next_opening(now),
            deadline_at=calendar.closing(civil_date(now)),
        )
        day = civil_date(now).isoformat()
        await tx.run("keep_hole_list", day=day, person_id=person.id, message_id=message_id)
