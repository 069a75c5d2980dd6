"""Which coordinator looks after the faults of which unit."""

from __future__ import annotations

from collections.abc import Iterator

from db.directory import Directory
from db.records import Person, Unit
from db.words import Role


def coordinator_of(directory: Directory, unit_id: int) -> Person | None:
    """The coordinator of a unit who can be written to in the chat, else of the nearest unit above; 0 is the province."""
    for unit in _upwards(directory, unit_id):
        for person in directory.of_unit(unit.id, Role.COORDINATOR):
            if person.zalo_sealed is not None:
                return person
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
