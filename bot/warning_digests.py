"""What is newly wrong with the data reaches a unit's coordinator once a day, with the morning digests; never twice.

A warning counts as told by the message that carries it; one whose message failed or was withdrawn is new the next morning.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import structlog

from bot.engine import Engine
from db.directory import Directory
from db.outbox import put
from db.records import Person
from db.snapshot import Snapshot
from db.store import Reader, Tx
from handlers.coordinators import coordinator_of
from handlers.views import person_view
from messages_vi.context import DoubtView
from messages_vi.doubts import coordinator_words
from messages_vi.language import speaking
from messages_vi.render import render
from schedules.civil import at, civil_date
from schedules.quiet import send_time

log = structlog.get_logger()
TEMPLATE: Final = "coordinator/warnings"
LINES: Final = 5  # kinds in one message; the others are counted
CODES: Final = 2  # of each kind


class Standing(NamedTuple):
    """The warnings of one unit (0: the province) by kind: all that are open, and those nobody was told of."""

    unit_id: int
    open: Counter[str]
    new: Counter[str]


class WarningDigests:
    """Looks once after each morning's digest slot."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._looked_for = 0  # the slot of the latest look

    async def round(self, now: int) -> int:
        """Write what is new to each coordinator at work; the number of messages. What opens after the slot waits a day."""
        slot = at(civil_date(now), self._engine.snapshot.policy.digest_slots[0])
        if now < slot or self._looked_for == slot:
            return 0
        written = await tell_warnings(self._engine, slot, now)
        self._looked_for = slot
        return written


async def tell_warnings(engine: Engine, slot: int, now: int) -> int:
    """Write one message to each coordinator about warnings opened before `slot`; how many were written."""
    snapshot = engine.snapshot
    found = await standings(engine.store, slot)
    if not any(unit.new for unit in found):
        return 0
    written = 0
    for person, units in by_coordinator(snapshot.directory, found):
        working = snapshot.calendar(person.unit_id).is_working_day(civil_date(slot))
        if working and any(unit.new for unit in units):
            written += await _told(engine, person, units, slot, now)
    return written


async def _told(
    engine: Engine, person: Person, units: Sequence[Standing], slot: int, now: int
) -> bool:
    """Whether a coordinator was written to; one text that cannot be made must not keep the others waiting."""
    try:
        async with engine.store.tx() as tx:
            await _write(tx, engine.snapshot, person, units, slot, now)
    except Exception:
        log.exception("warnings.failed", action="warnings.failed", person_id=person.id)
        return False
    return True


async def standings(reader: Reader, until: int) -> list[Standing]:
    """The open warnings by unit; new are those that no message tells of and that were opened before an instant."""
    units: dict[int, Standing] = {}
    for unit_id, kind, count, new in await reader.all("warnings_by_unit", until=until):
        unit = units.setdefault(unit_id or 0, Standing(unit_id or 0, Counter(), Counter()))
        unit.open[kind] = count
        if new:
            unit.new[kind] = new
    return list(units.values())


def by_coordinator(
    directory: Directory, units: Sequence[Standing]
) -> list[tuple[Person, list[Standing]]]:
    """Whom the warnings of each unit go to; those of a unit without anybody to be reached upwards go to nobody yet."""
    found: dict[int, list[Standing]] = defaultdict(list)
    for unit in units:
        if (person := coordinator_of(directory, unit.unit_id)) is not None:
            found[person.id].append(unit)
    return [(directory.people[i], mine) for i, mine in found.items()]


async def _write(
    tx: Tx, snapshot: Snapshot, person: Person, units: Sequence[Standing], slot: int, now: int
) -> None:
    calendar = snapshot.calendar(person.unit_id)
    slots = snapshot.policy.digest_slots
    send_at, _ = send_time(slot, now, in_digest=True, slots=slots, calendar=calendar)
    with speaking(person.language):
        text = render(TEMPLATE, await _context(tx, person, units, slot))
    message_id = await put(
        tx,
        person.id,
        TEMPLATE,
        text,
        now=now,
        not_before=send_at,
        deadline_at=calendar.closing(civil_date(send_at)),
    )
    told = [{"message_id": message_id, "unit_id": u.unit_id, "until": slot} for u in units if u.new]
    await tx.many("tell_warnings", told)


async def _context(
    reader: Reader, person: Person, units: Sequence[Standing], slot: int
) -> dict[str, Any]:
    new: Counter[str] = sum((unit.new for unit in units), Counter())
    kinds = new.most_common(LINES)
    listed = [await _line(reader, kind, count, units, slot) for kind, count in kinds]
    return {
        "person": person_view(person),
        "doubts": listed,
        "n": new.total(),
        "total": sum(unit.open.total() for unit in units),
        "overflow": new.total() - sum(count for _, count in kinds),
    }


async def _line(
    reader: Reader, kind: str, count: int, units: Sequence[Standing], slot: int
) -> DoubtView:
    codes: list[str] = []
    for unit in units:
        if unit.new[kind] and len(codes) < CODES:
            room = CODES - len(codes)
            asked = {"kind": kind, "unit_id": unit.unit_id, "until": slot, "limit": room}
            codes += [row[0] for row in await reader.all("untold_codes", **asked)]
    what, mend = coordinator_words(kind, count)
    return DoubtView(what=what, mend=mend, codes=codes, more=count - len(codes))
