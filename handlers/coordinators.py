"""Which coordinator looks after the faults of which unit."""

from __future__ import annotations

from collections.abc import Iterator

from db.directory import Directory
from db.records import Person, Unit
from db.words import Role
from schedules.standins import Matter


def coordinator_of(directory: Directory, unit_id: int, at: int | None = None) -> Person | None:
    """The coordinator of a unit who can be written to in the chat, else of the nearest unit above; 0 is the province.

    At an instant, who stands in for one by delegation is meant instead, and who is away without anybody is passed over.
    """
    for unit in _upwards(directory, unit_id):
        for person in directory.of_unit(unit.id, Role.COORDINATOR):
            found: Person | None = person
            if at is not None:
                standing = directory.standins.of(person.id, Matter(frozenset({unit.code})), at)
                found = directory.people.get(standing.person_id or 0)
            if found is not None and found.zalo_sealed is not None:
                return found
    return None


def _upwards(directory: Directory, unit_id: int) -> Iterator[Unit]:
    units = [unit for unit in directory.units.values() if directory.exists(unit)]
    if unit_id:
        yield from (
            u for u in directory.up_from(directory.units.get(unit_id)) if directory.exists(u)
        )
    else:
        yield from (unit for unit in units if unit.parent_code not in directory.units_by_code)


def units_of(directory: Directory, person: Person) -> list[int]:
    """The units whose faults a coordinator looks after: those whose nearest coordinator sits in the same office; 0 is the
    province."""
    found = [0, *(unit.id for unit in directory.units.values() if directory.exists(unit))]
    return [
        unit_id
        for unit_id in found
        if (one := coordinator_of(directory, unit_id)) is not None and one.unit_id == person.unit_id
    ]
