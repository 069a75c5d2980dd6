"""A unit, or several, at one look: how much is in hand, what is late, why it is stuck. Reads and words; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

import msgspec

from db.directory import Directory
from db.records import Person, Unit, WorkItem
from db.store import Reader
from db.words import BlockReason, Role
from messages_vi import labels
from schedules.civil import at, civil_date

LINES: Final = 5
_OVERSEES: Final = (Role.HEAD, Role.LEADER, Role.COORDINATOR)


class Counts(NamedTuple):
    """What a unit has in hand; a dossier and its steps count once."""

    unit_id: int
    open: int
    today: int
    week: int
    overdue: int
    claimed: int
    asked: int


NOTHING: Final = Counts(0, 0, 0, 0, 0, 0, 0)


def oversees(person: Person) -> bool:
    """Whether somebody looks after a unit."""
    return any(person.has_role(role) for role in _OVERSEES)


def units_below(directory: Directory, unit_id: int) -> list[int]:
    """The unit and every one below it, abolished ones too: what they left behind is still owed."""
    return [
        unit.id
        for unit in directory.units.values()
        if any(above.id == unit_id for above in directory.up_from(unit))
    ]


def people_below(directory: Directory, unit_id: int) -> list[Person]:
    """Everybody of the unit and of those below it."""
    return [p for unit in units_below(directory, unit_id) for p in directory.of_unit(unit)]


def named_units(directory: Directory, unit_id: int, name: str) -> list[Unit]:
    """Units below one whose folded name ends with what was typed; the unit itself among them."""
    below = [directory.units[i] for i in units_below(directory, unit_id)]
    words = name.split()
    return [
        unit
        for unit in below
        if directory.exists(unit) and words and _folded_words(unit.name)[-len(words) :] == words
    ]


def _folded_words(name: str) -> list[str]:
    from schedules.text import fold

    return fold(name).split()


async def counts_of(
    reader: Reader, units: Sequence[int], now: int, person_id: int | None = None
) -> list[Counts]:
    """What each of these units has in hand; those with nothing are left out."""
    today = civil_date(now)
    rows = await reader.all(
        "picture_counts",
        units=as_list(units),
        now=now,
        tomorrow=at(today + timedelta(days=1), 0),
        monday=at(today + timedelta(days=7 - today.weekday()), 0),
        person=person_id,
    )
    return [Counts(*row) for row in rows]


def summed(counts: Sequence[Counts]) -> Counts:
    """All together."""
    return (
        Counts(0, *(sum(column) for column in list(zip(*counts, strict=True))[1:]))
        if counts
        else NOTHING
    )


async def blocked_of(
    reader: Reader, units: Sequence[int], now: int, person_id: int | None = None
) -> list[dict[str, Any]]:
    """Why work is stuck: the reason's words, how many."""
    rows = await reader.all("picture_blocked", units=as_list(units), now=now, person=person_id)
    known = set(BlockReason)
    return [
        {"what": labels.text(labels.BLOCK_REASONS[BlockReason(reason)]), "n": count}
        for reason, count in rows
        if reason in known
    ]


async def late_lines(
    reader: Reader,
    units: Sequence[int],
    before: int,
    *,
    person_id: int | None = None,
    limit: int = LINES,
    offset: int = 0,
) -> list[WorkItem]:
    """What was due before an instant, the oldest first; one a dossier."""
    rows = await reader.all(
        "picture_lines",
        units=as_list(units),
        before=before,
        person=person_id,
        limit=limit,
        offset=offset,
    )
    return [WorkItem(*row) for row in rows]


def as_list(ids: Sequence[int]) -> str:
    """Ids as statements take a list."""
    return msgspec.json.encode(list(ids)).decode()
