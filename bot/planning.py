"""The planner's pass: reads items whose instant has come, decides, writes notices, journal and the next instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import structlog

from bot.engine import Engine
from db.items import schedule_items
from db.notices import Planned, write_notices
from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.store import Tx
from db.told import Told, instead, standing_in, told
from db.words import Audience, Fate, ItemState, Reason
from schedules.errors import NhacViecError
from schedules.planner import Decision, plan
from schedules.quiet import send_time

log = structlog.get_logger()
POISON_REST_S = 3600
WRITTEN_AT_ONCE = (
    5_000  # notices: those of a backlog are many, and need not be held in memory together
)
BATCH = 5_000  # items a transaction: the writer is free again within a fraction of a second


async def plan_due(engine: Engine, now: int, batch: int = BATCH) -> int:
    """Plan one batch of due items; the number of items looked at (0: nothing is due)."""
    if not await engine.store.all("due_items", now=now, limit=1):
        return 0
    async with engine.store.tx() as tx:
        # Read inside: what was answered or imported a moment before must not be overwritten by an older view of it.
        due = [WorkItem(*row) for row in await tx.all("due_items", now=now, limit=batch)]
        due.sort(key=attrgetter("id"))  # written in the order of their index, and so quicker
        await plan_items(tx, engine.snapshot, due, now)
    return len(due)


async def plan_items(tx: Tx, snapshot: Snapshot, items: list[WorkItem], now: int) -> None:
    """Decide about `items` as of `now` and write everything that follows, in the caller's transaction."""
    notices: list[Planned] = []
    advanced: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    for item in items:
        try:
            found = plan(item, snapshot.ladder(item), snapshot.calendar(item.unit_id), now)
            told = list(notices_of(snapshot, item, found.decisions, now))
        except (
            NhacViecError
        ) as error:  # a date outside the calendar, say: it must not stop the others
            log.error(
                "item.not_planned", action="item.not_planned", item_id=item.id, problem=str(error)
            )
            later = now + POISON_REST_S
            advanced.append(
                {"item_id": item.id, "next_at": later, "planned_until": item.planned_until}
            )
            continue
        notices.extend(told)
        if len(notices) >= WRITTEN_AT_ONCE:
            await write_notices(tx, notices, now)
            notices.clear()
        if found.next_at is None:
            ended.append({"item_id": item.id})
        else:
            advanced.append({"item_id": item.id, "next_at": found.next_at, "planned_until": now})
    await write_notices(tx, notices, now)
    await tx.many("advance_schedule", advanced)
    await tx.many("drop_schedule", ended)


async def replan_after_change(engine: Engine, due_from: int, batch: int = BATCH) -> int:
    """Set every open item's hand anew after a calendar or policy decision; the number of items looked at.

    What was decided stays decided; only what is still to come moves.
    """
    after, count = 0, 0
    while True:
        async with engine.store.tx() as tx:
            rows = await tx.all("open_items_after", after=after, due_from=due_from, limit=batch)
            items = [WorkItem(*row) for row in rows]
            if not items:
                return count
            waiting = [(i, i.planned_until) for i in items if i.next_at is not None]
            await schedule_items(tx, engine.snapshot, waiting)
        after, count = items[-1].id, count + len(items)


def notices_of(
    snapshot: Snapshot, item: WorkItem, decisions: Iterable[Decision], now: int
) -> Iterator[Planned]:
    """What decisions mean for the persons they speak to, as rows to be written."""
    meant = _Listeners(snapshot, item, now)
    for decision in decisions:
        people = meant[decision.rung.audience]
        if not people:
            yield _notice(item, decision, None, Fate.SUPPRESSED, Reason.NO_RECIPIENT, now, now)
        for person in people:
            if decision.fate == Fate.WAITING:
                yield from _instead_of(snapshot, item, decision, person, meant, now)
            else:
                yield _notice(item, decision, person, decision.fate, decision.reason, now, now)


class _Listeners(dict[Audience, Sequence[Person]]):
    """Whom each audience means for one item, looked up once; `told` are the ids of those who hear of it now."""

    def __init__(self, snapshot: Snapshot, item: WorkItem, now: int) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._item = item
        self._now = now
        self._holders: frozenset[int] | None = None
        self.told: set[int] = set()

    def __missing__(self, audience: Audience) -> Sequence[Person]:
        found = self[audience] = _own_first(self._snapshot, audience, self._item)
        return found

    @property
    def holders(self) -> frozenset[int]:
        """The ids of those who are told as holders now, in another's place too."""
        if self._holders is None:
            found = told(self._snapshot.directory, Audience.ASSIGNEE, self._item, self._now)
            self._holders = frozenset(one.person.id for one in found)
        return self._holders


def _own_first(snapshot: Snapshot, audience: Audience, item: WorkItem) -> Sequence[Person]:
    """Whom an audience means; who hears for themselves before those in whose place another may."""
    people = snapshot.directory.recipients(audience, item)
    standins = snapshot.directory.standins
    if len(people) < 2 or not standins:
        return people
    return sorted(people, key=lambda person: standins.touches(person.id))


def _instead_of(
    snapshot: Snapshot,
    item: WorkItem,
    decision: Decision,
    person: Person,
    meant: _Listeners,
    now: int,
) -> Iterator[Planned]:
    """The notice of who is meant, or of who is told in their place when it will be heard, and why not themselves."""
    if not snapshot.directory.standins.touches(person.id):
        yield _for_person(snapshot, item, decision, person, meant, now)
        return
    when, _ = _when(snapshot, decision, person, now)
    found = instead(snapshot.directory, person, decision.rung.audience, item, when)
    if found.behalf is not None:
        yield _notice(item, decision, person, Fate.SUPPRESSED, not_told(found), now, now)
    notice = _for_person(snapshot, item, decision, found.person, meant, now)
    if found.behalf is not None and notice.fate == Fate.MERGED:
        # told as a holder too: both are kept
        notice = notice._replace(rung=f"{decision.key}~{person.id}")
    yield notice._replace(**standing_in(found))


def not_told(found: Told) -> Reason:
    """Why somebody in whose place another is told is not told themselves."""
    return Reason.ON_LEAVE if found.delegation is None else Reason.DELEGATED


def _for_person(
    snapshot: Snapshot,
    item: WorkItem,
    decision: Decision,
    person: Person,
    meant: _Listeners,
    now: int,
) -> Planned:
    if not snapshot.reaches(person):
        return _notice(item, decision, person, Fate.SUPPRESSED, Reason.NOT_LINKED, now, now)
    if person.id in meant.told or _hears_as_holder(item, decision, person, meant):
        return _notice(item, decision, person, Fate.MERGED, Reason.SAME_PERSON, now, now)
    meant.told.add(person.id)
    send_at, held = _when(snapshot, decision, person, now)
    fate = Fate.WAITING if held is None else Fate.HELD
    return _notice(item, decision, person, fate, held or Reason.DUE, now, send_at)


def _when(
    snapshot: Snapshot, decision: Decision, person: Person, now: int
) -> tuple[int, Reason | None]:
    return send_time(
        decision.at,
        now,
        in_digest=decision.rung.in_digest,
        slots=decision.rung.slots or snapshot.policy.digest_slots,
        calendar=snapshot.calendar(person.unit_id),
    )


def _hears_as_holder(item: WorkItem, decision: Decision, person: Person, meant: _Listeners) -> bool:
    """Whether an open item would be reported to its own holder, who is reminded of it anyway."""
    if decision.rung.audience == Audience.ASSIGNEE or item.state != ItemState.OPEN:
        return False
    return person.id in meant.holders


def _notice(
    item: WorkItem,
    decision: Decision,
    person: Person | None,
    fate: Fate,
    reason: Reason,
    now: int,
    send_at: int,
) -> Planned:
    rung = decision.rung
    return Planned(
        item.id,
        item.version,
        person.id if person else None,
        str(rung.audience),
        decision.key,
        str(fate),
        str(reason),
        decision.at,
        send_at,
        int(rung.in_digest),
        now,
    )
