"""Who is told of an item in whose place, and who may act for whom: the directory + delegations + an instant → people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from db.directory import Directory
from db.records import Person, WorkItem
from db.standins import procedure_of
from db.words import HEADS_OWN, Audience, Role
from schedules.standins import Delegation, Matter, StandIns, Why

# Who is in place of somebody away whom nobody stands in for; the first that has anybody there, unit by unit upwards.
_IN_PLACE: Final = {
    Audience.ASSIGNEE: (Role.COORDINATOR, Role.HEAD),
    Audience.HEAD: (Role.HEAD, Role.COORDINATOR),
    Audience.COORDINATOR: (Role.COORDINATOR, Role.HEAD),
    Audience.LEADER: (Role.LEADER, Role.COORDINATOR),
    Audience.RECEIVER: (Role.COORDINATOR, Role.HEAD),
}


class Told(NamedTuple):
    """Somebody to tell. `behalf`: in whose place; `delegation`: by which one, none when that person is merely away."""

    person: Person
    behalf: Person | None = None
    delegation: Delegation | None = None


def matter_of(directory: Directory, item: WorkItem, *, to_sign: bool = False) -> Matter:
    """What a delegation has to reach so that it counts for an item."""
    units = frozenset(u.code for u in directory.up_from(directory.units.get(item.unit_id)))
    return Matter(units, procedure_of(item), to_sign)


def told(directory: Directory, audience: str, item: WorkItem, at: int) -> Sequence[Told]:
    """Who is told at an instant of what concerns an audience; nobody twice. Empty when the directory knows nobody."""
    people = directory.recipients(audience, item)
    standins = directory.standins
    if not standins or not any(standins.touches(person.id) for person in people):
        return [Told(person) for person in people]
    found: dict[int, Told] = {}
    for person in people:
        one = instead(directory, person, audience, item, at)
        known = found.get(one.person.id)
        if known is None or known.behalf is not None:  # what is one's own goes before
            found[one.person.id] = one if one.behalf is None or known is None else known
    return list(found.values())


def instead(directory: Directory, person: Person, audience: str, item: WorkItem, at: int) -> Told:
    """Who is told in place of one person: themselves, who stands in, or, of somebody away, who is in place.

    What the head owes himself asks for who may sign: such a delegate, the head while there, another head of the unit; only
    then any delegate. When nobody at all is there, who is away is told all the same.
    """
    standins = directory.standins
    if not standins.touches(person.id):
        return Told(person)
    if audience == Audience.HEAD and item.kind in HEADS_OWN:
        signing = standins.of(person.id, matter_of(directory, item, to_sign=True), at)
        if signing.person_id is not None:
            return _standing_in(directory, person, signing.person_id, signing.by)
        for other in directory.of_unit(person.unit_id, Role.HEAD):
            if other.id != person.id and not standins.away(other.id, at):
                return Told(other, person)
    standing = standins.of(person.id, matter_of(directory, item), at)
    if standing.why != Why.AWAY and standing.person_id is not None:
        return _standing_in(directory, person, standing.person_id, standing.by)
    return next(_in_place(directory, person, audience, item, at), Told(person))


def _standing_in(
    directory: Directory, person: Person, found: int, by: Sequence[Delegation]
) -> Told:
    if found == person.id:
        return Told(person)
    return Told(directory.people[found], person, by[0])


def _in_place(
    directory: Directory, person: Person, audience: str, item: WorkItem, at: int
) -> Iterator[Told]:
    start = item.to_unit_id if audience == Audience.RECEIVER else item.unit_id
    matter = matter_of(directory, item)
    for unit in directory.up_from(directory.units.get(start or 0)):
        if not directory.exists(unit):
            continue
        for role in _IN_PLACE[Audience(audience)]:
            people = directory.of_unit(unit.id, role)
            for other in sorted(people, key=lambda p: p.zalo_sealed is None):
                found = directory.standins.of(other.id, matter, at).person_id
                if found not in (None, person.id):
                    yield Told(directory.people[found], person)


def standing_in(found: Told) -> dict[str, Any]:
    """What a notice says of whoever it is meant for by right; nothing when that is the person told."""
    if found.behalf is None:
        return {}
    by = found.delegation
    return {"behalf_of": found.behalf.id, "delegation_id": by.id if by else None}


def acts_for(directory: Directory, person: Person, item: WorkItem, at: int) -> Sequence[Person]:
    """In whose place a person may act about an item, by delegation."""
    standins: StandIns = directory.standins
    if not standins.held(person.id):
        return ()
    by = standins.acted_for(person.id, matter_of(directory, item), at)
    return [directory.people[one.from_id] for one in by if one.from_id in directory.people]


def signs_for(directory: Directory, person: Person, item: WorkItem, at: int) -> Person | None:
    """For which head of the unit a person may sign by delegation; None for nobody (Nghị định 30/2020/NĐ-CP, article 13)."""
    if not directory.standins.held(person.id):
        return None
    heads = {head.id: head for head in directory.signers(item.unit_id)}
    by = directory.standins.acted_for(person.id, matter_of(directory, item, to_sign=True), at)
    return next((heads[one.from_id] for one in by if one.from_id in heads), None)


def signers(directory: Directory, item: WorkItem, at: int) -> Sequence[Told]:
    """Who may sign for an item now: its heads who are there, and who stands in for those with the right to sign."""
    found = []
    for head in directory.signers(item.unit_id):
        standing = directory.standins.of(head.id, matter_of(directory, item, to_sign=True), at)
        if standing.person_id is not None:
            found.append(_standing_in(directory, head, standing.person_id, standing.by))
    return found
