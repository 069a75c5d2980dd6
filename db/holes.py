"""Who owes something in the coming days, or has to hear of it, and cannot be reached: facts + an instant → holes. Pure but for `read_facts`.

The facts cost one statement a kind and follow what falls due; who is who comes from the snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.store import Reader
from db.told import Told, instead
from db.words import Audience, HoleKind, ItemState, Kind, Road, Role

DAY_S: Final = 86_400
WINDOW_S: Final = 7 * DAY_S
LATE_S: Final = 30 * DAY_S  # what is late for longer is no news of the coming days
_ALL: Final = "all"
_OF_DOSSIERS: Final = frozenset({Kind.INTAKE, Kind.STEP, Kind.DOSSIER, Kind.SUPPLEMENT})
_ORDER: Final = {kind: place for place, kind in enumerate(HoleKind)}


class Owed(NamedTuple):
    """Work of one unit, kind, holders and day: how much, the first due instant, and a code of it."""

    unit_id: int
    kind: str
    to_unit_id: int | None
    assignee_id: int | None
    co_holders: str
    first_due: int
    pieces: int
    code: str
    last_due: int


class Facts(NamedTuple):
    """What is owed, and which roads are closed to whom, with the reason."""

    owed: Sequence[Owed]
    closed: Mapping[tuple[int, str], str]


class Hole(msgspec.Struct):
    """One hole: in which unit, whom it is about (None: the unit), how much work it concerns, when the first of it is due."""

    kind: HoleKind
    unit_id: int
    person_id: int | None
    count: int
    first_due: int
    code: str


async def read_facts(reader: Reader, now: int, days: int) -> Facts:
    """What falls due within so many days, with what is late since a month at most."""
    until = now + days * DAY_S
    rows = await reader.all("owed_until", due_from=now - LATE_S, until=until)
    closed = await reader.all("roads_closed_now", now=now)
    return Facts([Owed(*row) for row in rows], {(row[0], row[1]): row[2] for row in closed})


def find_holes(snapshot: Snapshot, facts: Facts, now: int) -> list[Hole]:
    """All holes, the worst kind first, then what is due first. One a person (or unit) and kind."""
    found: dict[tuple[HoleKind, int, int | None], Hole] = {}
    for owed in facts.owed:
        seen: set[tuple[HoleKind, int, int | None]] = set()
        for kind, person in _of_row(snapshot, facts, owed, now):
            unit_id = person.unit_id if person else owed.unit_id
            key = (kind, unit_id, person.id if person else None)
            if key in seen:
                continue
            seen.add(key)
            hole = found.setdefault(key, Hole(kind, unit_id, key[2], 0, owed.first_due, owed.code))
            hole.count += owed.pieces
            if owed.first_due < hole.first_due:
                hole.first_due, hole.code = owed.first_due, owed.code
    return sorted(found.values(), key=lambda h: (_ORDER[h.kind], h.first_due, h.unit_id))


def _of_row(
    snapshot: Snapshot, facts: Facts, owed: Owed, now: int
) -> Iterator[tuple[HoleKind, Person | None]]:
    directory, item = snapshot.directory, _item(owed)
    when = max(owed.first_due, now)
    if owed.kind in _OF_DOSSIERS and not item.holder_ids():
        yield HoleKind.ASSIGNEE_UNKNOWN, None
    for role, kind in ((Role.HEAD, HoleKind.NO_HEAD), (Role.COORDINATOR, HoleKind.NO_COORDINATOR)):
        if not directory.of_unit(owed.unit_id, role):
            yield kind, None
    audiences = [Audience.ASSIGNEE, Audience.HEAD, Audience.COORDINATOR, Audience.RECEIVER]
    for audience in audiences:
        for person in directory.recipients(audience, item):
            told = instead(directory, person, audience, item, when)
            if _missing(told, person, snapshot, when):
                yield HoleKind.ON_LEAVE, person
            if (why := unreached(snapshot, facts.closed, told.person, now)) is not None:
                yield why, told.person


def _missing(told: Told, person: Person, snapshot: Snapshot, when: int) -> bool:
    """Whether somebody is away and nobody stands in by delegation; another head of the unit counts as one."""
    if snapshot.directory.standins.away(person.id, when) is None:
        return False
    if told.delegation is not None:
        return False
    deputy = told.person.unit_id == person.unit_id and told.person.has_role(Role.HEAD)
    return not (deputy and person.has_role(Role.HEAD) and told.person.id != person.id)


def unreached(
    snapshot: Snapshot, closed: Mapping[tuple[int, str], str], person: Person, now: int
) -> HoleKind | None:
    """Why no road leads to a person now; None when one does."""
    stopped = (person.id, _ALL) in closed
    by_phone = snapshot.by_phone and person.phone_sealed is not None and not stopped
    if by_phone and not all((person.id, r) in closed for r in (Road.TEMPLATE_PHONE, Road.SMS)):
        return None
    if person.zalo_sealed is None:
        return HoleKind.NO_PHONE if person.phone_sealed is None else HoleKind.NOT_LINKED
    if stopped:
        return HoleKind.BLOCKED
    refused = (person.id, Road.CHAT) in closed
    in_window = (person.last_interaction_at or 0) + WINDOW_S > now
    if in_window and not refused:
        return None
    if snapshot.by_uid and (person.id, Road.TEMPLATE_UID) not in closed:
        return None
    return HoleKind.BLOCKED if refused else HoleKind.OUTSIDE_WINDOW


def _item(owed: Owed) -> WorkItem:
    """A piece of this work as far as is needed to say whom it concerns. Of its procedure nothing is known: a delegation that
    is bound to procedures covers none of it."""
    return WorkItem(
        id=0,
        key="",
        kind=owed.kind,
        code=owed.code,
        title="",
        unit_id=owed.unit_id,
        to_unit_id=owed.to_unit_id,
        assignee_id=owed.assignee_id,
        dossier_id=None,
        starts_at=owed.first_due,
        due_at=owed.first_due,
        due_precision="time",
        version=1,
        state=ItemState.OPEN,
        policy_id=0,
        planned_until=0,
        answered_at=None,
        promise_until=None,
        claimed_at=None,
        next_at=None,
        derivation="",
        detail="",
        co_holders=owed.co_holders,
    )
