"""Rows → what templates may be told. Looks things up; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.told import told
from db.words import HEADS_OWN, Answer, Audience, BlockReason, Role
from messages_vi import labels, leaving
from messages_vi.context import AnswerView, ItemView, LineView, NamedView, PersonView, UnitView
from messages_vi.periods import window_spoken
from schedules.civil import civil_date

FORM_OF_ADDRESS = "đồng chí"
CITIZENS_FORM = "Ông/Bà"


class Detail(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What an item carries beside its own columns, as JSON in `work_item.detail`."""

    step: str = ""
    procedure: str = ""
    source: str = ""
    window: str = ""
    period: str = ""
    unclear: str = ""  # the name a source gives for who has it, where nobody was recognised
    namesakes: bool = False  # because several people of the unit bear it
    whole: int = 0  # working minutes the whole procedure has; 0: not known
    same_day: bool = False  # it is answered within the day
    ad_hoc: bool = False  # a report that somebody asked for once
    promised: int = 0  # of what the head owes about a dossier: the date the citizen was promised


_read_detail = msgspec.json.Decoder(Detail).decode


def detail_of(item: WorkItem) -> Detail:
    """The detail of an item; empty when there is none."""
    return _read_detail(item.detail) if item.detail else Detail()


def person_view(person: Person) -> PersonView:
    """Somebody who is spoken to."""
    form = CITIZENS_FORM if person.has_role(Role.CITIZEN) else FORM_OF_ADDRESS
    return {"name": person.name, "title": person.title, "form_of_address": form}


def named_view(person: Person | None) -> NamedView | None:
    """Somebody who is spoken about."""
    return {"name": person.name, "title": person.title} if person else None


def acting(person: Person | None, behalf: Person | None) -> str:
    """Who did something, and in whose place; empty for somebody who is gone."""
    if person is None:
        return ""
    return leaving.acting(person.name, behalf.name) if behalf else person.name


def holders_view(snapshot: Snapshot, item: WorkItem) -> NamedView | None:
    """All who have an item, as one; None when nobody is known to. What the head owes is the head's."""
    if item.kind in HEADS_OWN:
        return named_view(bearer_of(snapshot, item))
    people = snapshot.directory.people
    found = [person for i in item.holder_ids() if (person := people.get(i))]
    if len(found) < 2:
        return named_view(found[0] if found else None)
    return {"name": ", ".join(person.name for person in found), "title": ""}


def bearer_of(snapshot: Snapshot, item: WorkItem) -> Person | None:
    """Who has an item: its assignee; of what the head owes, the head, whoever that is now."""
    if item.kind in HEADS_OWN:
        return next(iter(snapshot.directory.recipients(Audience.HEAD, item)), None)
    return snapshot.directory.people.get(item.assignee_id or 0)


def unit_view(snapshot: Snapshot, unit_id: int | None) -> UnitView:
    """An office; empty when it is unknown."""
    unit = snapshot.directory.units.get(unit_id or 0)
    return {"name": unit.name if unit else ""}


def item_view(snapshot: Snapshot, item: WorkItem, now: int) -> ItemView:
    """A work item as of `now`, with the working time left or the working days it is late."""
    calendar = snapshot.calendar(item.unit_id)
    late_days = 0
    if now > item.due_at:
        left = -calendar.minutes_between(item.due_at, now)
        late_days = calendar.working_days_between(civil_date(item.due_at), civil_date(now))
    else:
        left = calendar.minutes_between(now, item.due_at)
    detail = detail_of(item)
    return {
        "code": item.code,
        "title": item.title,
        "kind": item.kind,
        "kind_label": labels.kind_label(item.kind),
        "step": detail.step,
        "procedure": detail.procedure,
        "due": item.due_at,
        "due_precision": item.due_precision,
        "left_minutes": left,
        "late_days": late_days,
        "source": detail.source,
        "window": window_spoken(detail.window),
        "unclear": detail.unclear,
        "namesakes": detail.namesakes,
        "to_unit": unit_view(snapshot, item.to_unit_id)["name"],
        "promised": detail.promised or item.due_at,
    }


def line_view(
    snapshot: Snapshot, item: WorkItem, number: int, now: int, rung: str = "", over: str = ""
) -> LineView:
    """One line of a list; `rung` and `over` are those of the notice it tells, empty where it tells none."""
    return {
        **item_view(snapshot, item, now),
        "number": number,
        "rung": rung,
        "over": over,
        "assignee": holders_view(snapshot, item),
        "unit": unit_view(snapshot, item.unit_id),
    }


def days_left(snapshot: Snapshot, item: WorkItem, now: int) -> int:
    """Working days from today to the last working day on or before the due day; 0 when it is today or past."""
    calendar = snapshot.calendar(item.unit_id)
    last = calendar.working_day_back(civil_date(item.due_at), 0)
    return max(0, calendar.working_days_between(civil_date(now), last))


def answer_view(
    snapshot: Snapshot,
    answer: str,
    argument: str,
    at: int,
    person_id: int,
    behalf_of: int | None = None,
) -> AnswerView:
    """What somebody said about an item, with the reason if there is one."""
    people = snapshot.directory.people
    return {
        "who": acting(people.get(person_id), people.get(behalf_of or 0)),
        "what": answer_label(answer, argument),
        "when": at,
    }


def answer_label(answer: str, argument: str = "") -> str:
    """The label of an answer, `Vướng mắc (Chờ ký)` with its reason."""
    label = labels.text(labels.BUTTONS[Answer(answer)])
    if answer == Answer.BLOCKED and argument in set(BlockReason):
        return f"{label} ({labels.text(labels.BLOCK_REASONS[BlockReason(argument)])})"
    return label


def notice_context(
    snapshot: Snapshot, person: Person, item: WorkItem, now: int, answers: Sequence[AnswerView]
) -> dict[str, Any]:
    """The context of a single notice."""
    return {
        "person": person_view(person),
        "unit": unit_view(snapshot, item.unit_id),
        "item": item_view(snapshot, item, now),
        "assignee": holders_view(snapshot, item),
        "n": days_left(snapshot, item, now),
        "answers": answers,
        "coordinator_told": _coordinator_told(snapshot, person, item, now),
    }


def _coordinator_told(snapshot: Snapshot, person: Person, item: WorkItem, now: int) -> bool:
    """Whether there is a coordinator, or who stands in for one, who can be told of an item; not who is spoken to."""
    coordinators = told(snapshot.directory, Audience.COORDINATOR, item, now)
    return any(snapshot.reaches(one.person) and one.person.id != person.id for one in coordinators)
