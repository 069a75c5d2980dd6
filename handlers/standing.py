"""Whether a person may answer about an item now: facts → a refusal to be told, or None."""

from __future__ import annotations

from enum import StrEnum

from db.directory import Directory
from db.records import Person, WorkItem
from db.words import DECISIONS, Answer, ItemState, Kind, Role


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
    directory: Directory, person: Person, item: WorkItem, answer: Answer, version: int
) -> Refusal | None:
    """Why `answer` by `person` to `item` as of `version` does not count, or None when it does.

    The holder answers for the work; a head may answer for it, hand it on and urge; the receiving side confirms.
    """
    overseer = is_overseer(directory, person, item)
    receiver = is_receiver(person, item)
    doer = is_doer(directory, person, item)
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


def confirms_for_good(directory: Directory, person: Person, item: WorkItem) -> bool:
    """Whether this person's confirmation closes the item: the receiving side of a report, the head for a task.

    Dossiers, their steps and supplements, and feedback are closed by their source system only (design decision 5).
    """
    if item.kind in (Kind.STEP, Kind.DOSSIER, Kind.INTAKE, Kind.SUPPLEMENT, Kind.FEEDBACK):
        return False
    if item.to_unit_id is not None:
        return is_receiver(person, item)
    return is_overseer(directory, person, item)
