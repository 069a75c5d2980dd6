"""Leaders hear of all their units in a few lines: on the mornings they want, and on any working day when it is bad.

Each morning how every unit stands is kept (`unit_day`), so that a week later a trend can be told. A leader is written to once a
day at most, whatever restarts; nothing is written when nothing is overdue.
"""

from __future__ import annotations

from typing import Final

import structlog

from bot.config import LeaderSettings
from bot.engine import Engine
from db.directory import Directory
from db.outbox import put
from db.records import Person
from db.store import Tx
from db.words import Role
from handlers.overview import Counts, counts_of, summed, units_below
from handlers.picture import days_before, summary_context
from messages_vi.render import render
from schedules.civil import DAY, at, civil_date

log = structlog.get_logger()
TEMPLATE: Final = "leader/summary"
KEPT: Final = 60 * DAY  # seconds that mornings are kept
WORSE: Final = 2  # so many times what was told last makes it worth telling again


class LeaderSummaries:
    """Looks once after each morning's hour."""

    def __init__(self, engine: Engine, settings: LeaderSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._looked_for = 0

    async def round(self, now: int) -> int:
        """Keep how the units stand, and write to whom it concerns; the number of messages."""
        slot = at(civil_date(now), self._settings.minute)
        if now < slot or self._looked_for == slot:
            return 0
        async with self._engine.store.tx() as tx:
            written = await self._write(tx, slot, now)
        self._looked_for = slot
        return written

    async def _write(self, tx: Tx, slot: int, now: int) -> int:
        directory = self._engine.snapshot.directory
        every = await counts_of(tx, [*directory.units], now)
        day = civil_date(slot).isoformat()
        await tx.many(
            "keep_unit_day",
            [
                {"day": day, "unit_id": c.unit_id, "open": c.open, "overdue": c.overdue}
                for c in every
            ],
        )
        await tx.run("forget_unit_days", before=civil_date(slot - KEPT).isoformat())
        before = await days_before(tx, slot)
        written = 0
        for person in leaders(directory):
            try:
                written += await self._tell(tx, person, every, before, slot, now)
            except ValueError:  # one text that cannot be made must not keep the others waiting
                log.exception("summary.failed", action="summary.failed", person_id=person.id)
        return written

    async def _tell(
        self,
        tx: Tx,
        person: Person,
        every: list[Counts],
        before: dict[int, int] | None,
        slot: int,
        now: int,
    ) -> bool:
        snapshot = self._engine.snapshot
        below = set(units_below(snapshot.directory, person.unit_id))
        mine = [one for one in every if one.unit_id in below]
        overdue = summed(mine).overdue
        calendar = snapshot.calendar(person.unit_id)
        if not overdue or not calendar.is_working_day(civil_date(slot)):
            return False
        last = await tx.value("last_summary_overdue", person_id=person.id)
        if not wanted(self._settings, slot, overdue, last or 0):
            return False
        told = {"person_id": person.id, "day": civil_date(slot).isoformat(), "overdue": overdue}
        if not await tx.run("add_leader_summary", **told):
            return False
        then = {i: n for i, n in before.items() if i in below} if before is not None else None
        context = summary_context(snapshot, person, person.unit_id, mine, then)
        opening = calendar.next_opening(now)
        await put(
            tx,
            person.id,
            TEMPLATE,
            render(TEMPLATE, context),
            now=now,
            not_before=opening,
            deadline_at=calendar.closing(civil_date(opening)),
        )
        return True


def wanted(settings: LeaderSettings, slot: int, overdue: int, last: int) -> bool:
    """Whether a leader is told this morning: on the days of the settings, or when much is overdue and much more than was told."""
    if civil_date(slot).isoweekday() in settings.days:
        return True
    return overdue >= settings.bad_overdue and overdue >= WORSE * last


def leaders(directory: Directory) -> list[Person]:
    """Who is told: leaders that can be written to in the chat, of units that exist."""
    return [
        person
        for person in directory.people.values()
        if person.has_role(Role.LEADER)
        and person.zalo_sealed is not None
        and (unit := directory.units.get(person.unit_id)) is not None
        and directory.exists(unit)
    ]
