"""Whether a person may answer about an item now: facts → a refusal to be told, or None."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from db.directory import Directory
from db.records import Person, WorkItem
from db.told import acts_for, told
from db.words import DECISIONS, Answer, Audience, ItemState, Kind, Role


class Refusal(StrEnum):
    """Why an answer does not count; the value is the reply that tells it."""

    NOT_YOURS = "not_yours"
    CLOSED = "item_closed"
    SUSPENDED = "item_suspended"
    STALE = "stale_version"
    ALREADY = "already_recorded"


def is_doer(directory: Directory, person: Person, item: WorkItem) -> bool:
    """Whether the item is the person's to do: its assignee, or, without one, who stands in for it."""
    return person.id in {p.id for p in directory.recipients("assignee", item)}


def is_overseer(directory: Directory, person: Person, item: WorkItem) -> bool:
    """Whether the person oversees the item: head, coordinator or leader of its unit or of one above it."""
    up = directory.up_from(directory.units.get(item.unit_id))
    above = {unit.id for unit in up if directory.exists(unit)}
    oversees = any(person.has_role(r) for r in (Role.HEAD, Role.COORDINATOR, Role.LEADER))
    return person.unit_id in above and oversees


def is_receiver(person: Person, item: WorkItem) -> bool:
    """Whether the person belongs to the receiving side."""
    in_unit = item.to_unit_id is not None and person.unit_id == item.to_unit_id
    return in_unit and any(
        person.has_role(role) for role in (Role.COORDINATOR, Role.HEAD, Role.LEADER)
    )


_OVER: dict[str, Refusal] = {
    ItemState.DONE: Refusal.ALREADY,
    ItemState.CANCELLED: Refusal.CLOSED,
    ItemState.SUSPENDED: Refusal.SUSPENDED,
}


def refusal(
    directory: Directory,
    person: Person,
    item: WorkItem,
    answer: Answer,
    version: int,
    at: int | None = None,
) -> Refusal | None:
    """Why `answer` by `person` to `item` as of `version` does not count, or None when it does.

    The holder answers for the work; a head may answer for it, hand it on and urge; the receiving side confirms. At an instant
    those who stand in for them answer as they do, and they themselves as before.
    """
    people = (person, *represented(directory, person, item, at))
    overseer = any(is_overseer(directory, one, item) for one in people)
    receiver = any(is_receiver(one, item) for one in people)
    doer = any(is_doer(directory, one, item) for one in people)
    allowed = {
        Answer.NUDGE: overseer or receiver,
        Answer.CONFIRM: overseer or receiver,
        Answer.REJECT: receiver or overseer,
        Answer.SEEN: doer or overseer or receiver,
        Answer.TRANSFER: doer or overseer,
        **dict.fromkeys(DECISIONS, overseer),  # `handlers.apology` looks closer
    }.get(answer, doer)
    if not allowed:
        return Refusal.NOT_YOURS
    if (over := _OVER.get(item.state)) is not None:
        return over
    if version and version != item.version:
        return Refusal.STALE
    return None


def represented(
    directory: Directory, person: Person, item: WorkItem, at: int | None
) -> Sequence[Person]:
    """In whose place a person may answer about an item at an instant: by delegation, or in place of a holder who is away."""
    if at is None or not directory.standins:
        return ()
    found = {one.id: one for one in acts_for(directory, person, item, at)}
    for one in told(directory, Audience.ASSIGNEE, item, at):
        if one.person.id == person.id and one.behalf is not None:
            found.setdefault(one.behalf.id, one.behalf)
    return list(found.values())


def behalf(directory: Directory, person: Person, item: WorkItem, at: int) -> Person | None:
    """In whose place a person answers about an item; None when it is their own to answer."""
    if _concerned(directory, person, item):
        return None
    others = represented(directory, person, item, at)
    return next((one for one in others if _concerned(directory, one, item)), None)


def oversees(directory: Directory, person: Person, item: WorkItem, at: int) -> bool:
    """Whether a person oversees an item, or stands in for somebody who does."""
    people = (person, *represented(directory, person, item, at))
    return any(is_overseer(directory, one, item) for one in people)


def receives(directory: Directory, person: Person, item: WorkItem, at: int) -> bool:
    """Whether a person belongs to the receiving side of an item, or stands in for somebody who does."""
    people = (person, *represented(directory, person, item, at))
    return any(is_receiver(one, item) for one in people)


def _concerned(directory: Directory, person: Person, item: WorkItem) -> bool:
    return (
        is_doer(directory, person, item)
        or is_overseer(directory, person, item)
        or is_receiver(person, item)
    )


def confirms_for_good(
    directory: Directory, person: Person, item: WorkItem, at: int | None = None
) -> bool:
    """Whether this person's confirmation closes the item: the receiving side of a report, the head for a task.

    Dossiers, their steps and supplements, and feedback are closed by their source system only (design decision 5).
    """
    if item.kind in (Kind.STEP, Kind.DOSSIER, Kind.INTAKE, Kind.SUPPLEMENT, Kind.FEEDBACK):
        return False
    people = (person, *represented(directory, person, item, at))
    if item.to_unit_id is not None:
        return any(is_receiver(one, item) for one in people)
    return any(is_overseer(directory, one, item) for one in people)
