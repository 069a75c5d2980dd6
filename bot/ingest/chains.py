"""Events and feedback into the store, and the items that follow: each link due some days after an event or another link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from bot.engine import Engine
from bot.ingest.outcome import Outcome
from bot.ingest.rows import EventRow, FeedbackRow
from db.items import schedule_items
from db.records import ChainEvent, Duty, Feedback, Unit, WorkItem
from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import ItemState, Kind, Role
from handlers.views import Detail
from schedules import due
from schedules.agreements import postponed
from schedules.chains import (
    FEEDBACK,
    PUBLICATION,
    duty_rules,
    family,
    links_in_force,
    receiver,
    reporters,
)
from schedules.civil import at, civil_date, to_iso
from schedules.errors import BadRule
from schedules.rules import AfterEvent
from schedules.spans import Span, SpanUnit
from schedules.text import fold

STARTED: Final = "quyết định công bố"  # the ministry's decision is known
SIGNED: Final = "chủ tịch ký công bố"  # the chairman has signed the province's own
EVENT_UNIT: Final = "event"  # in a link's units: the one the event names
_WATCHED: Final = (ItemState.OPEN, ItemState.CLAIMED)


async def upsert_feedback(
    tx: Tx, engine: Engine, rows: list[tuple[int, FeedbackRow]], outcome: Outcome, now: int
) -> None:
    """Store feedback; an unknown unit rejects its row."""
    known = {row[0]: Feedback(*row) for row in await tx.all("feedbacks")}
    changed: dict[str, dict[str, Any]] = {}
    for number, row in rows:
        unit = engine.snapshot.directory.unit(row.unit)
        if unit is None:
            outcome.reject(number, _unknown_unit("Đơn vị xử lý", row.unit))
            continue
        before = known.get(row.code)
        answered = row.answered_at or (before.answered_at if before else None)
        found = Feedback(row.code, unit.id, row.title, row.received_at, answered)
        if outcome.count(before, found):
            changed[row.code] = msgspec.structs.asdict(found)
        known[row.code] = found
    await tx.many("upsert_feedback", changed.values())


async def upsert_events(
    tx: Tx, engine: Engine, rows: list[tuple[int, EventRow]], outcome: Outcome, now: int
) -> None:
    """Store events; one that starts no chain we know, or names an unknown unit, rejects its row."""
    known = {row[:2]: ChainEvent(*row) for row in await tx.all("chain_events")}
    changed = []
    for number, row in rows:
        unit = engine.snapshot.directory.unit(row.unit)
        if unit is None:
            outcome.reject(number, _unknown_unit("Đơn vị", row.unit))
            continue
        if "cong bo" not in fold(row.event):
            outcome.reject(
                number,
                f'cột "Sự kiện" (event): "{row.event}" không phải sự kiện đã biết; '
                f'ghi "{STARTED.capitalize()} …" hoặc "{SIGNED.capitalize()} …"',
            )
            continue
        event = ChainEvent(row.ref, row.event, row.date, unit.id, row.title)
        if outcome.count(known.get((row.ref, row.event)), event):
            changed.append(msgspec.structs.asdict(event))
        known[row.ref, row.event] = event
    await tx.many("upsert_chain_event", changed)


def _unknown_unit(label: str, name: str) -> str:
    return (
        f'cột "{label}" (unit): "{name}" không có trong danh mục đơn vị hoặc trùng tên; '
        "nhập đơn vị trước, hoặc ghi mã đơn vị"
    )


class Wanted(NamedTuple):
    """An item as it should be, as a row of the store, and whether the source says it is over."""

    row: dict[str, Any]
    over: bool = False


def wanted_items(
    snapshot: Snapshot,
    duties: Sequence[Duty],
    events: Iterable[ChainEvent],
    feedback: Iterable[Feedback],
    items: Mapping[str, WorkItem],
) -> Iterator[Wanted]:
    """What events and feedback ask for under the calendar of `snapshot`; `items` are those there are, by key. Pure."""
    every = list(events)
    for event in every:
        if not _belongs(event, every):
            yield from _of_event(snapshot, duties, event, _signed(event, every), items)
    for one in feedback:
        day = civil_date(one.received_at)
        for link in links_in_force(duties, day):
            if family(link) == FEEDBACK:
                unit = snapshot.directory.units[one.unit_id]
                anchor = _Anchor(one.received_at, "event", f"PAKN {one.code}")
                key = f"feedback:{one.code}"
                row = _row(snapshot, link, unit, anchor, key, Kind.FEEDBACK)
                row |= {"code": one.code, "title": one.title or link.name}
                yield Wanted(row, one.answered_at is not None)


def _is_signing(event: ChainEvent) -> bool:
    said = fold(event.event)
    return "chu tich" in said or "ubnd tinh" in said or "ky cong bo" in said


def _belongs(event: ChainEvent, every: Iterable[ChainEvent]) -> bool:
    """Whether an event only dates a part of another one's chain: a signature that names the ministry's decision."""
    return _is_signing(event) and any(
        not _is_signing(other) and other.ref in event.title for other in every
    )


def _signed(event: ChainEvent, every: Iterable[ChainEvent]) -> date | None:
    """The day the chairman signed, if that is known."""
    if _is_signing(event):
        return date.fromisoformat(event.date)
    days = [e.date for e in every if _is_signing(e) and event.ref in e.title]
    return date.fromisoformat(min(days)) if days else None


class _Anchor(NamedTuple):
    at: int
    name: str
    ref: str


def _of_event(
    snapshot: Snapshot,
    duties: Sequence[Duty],
    event: ChainEvent,
    signed: date | None,
    items: Mapping[str, WorkItem],
) -> Iterator[Wanted]:
    day = date.fromisoformat(event.date)
    units = list(snapshot.directory.units.values())
    consulted = "lay y kien" in fold(f"{event.event} {event.title}")
    reached: dict[str, int] = {}  # link → when it was done, or is due
    for link, rule in _links(duties, day, consulted):
        anchor = _anchor(rule, event, signed, reached)
        if anchor is None:
            continue
        owing = (
            [snapshot.directory.units[event.unit_id]]
            if link.from_units == EVENT_UNIT
            else reporters(link, units, civil_date(anchor.at))
        )
        for unit in owing:
            key = f"publication:{link.code}:{event.ref}:{unit.code}"
            row = _row(snapshot, link, unit, anchor, key, Kind.PUBLICATION, rule)
            row |= {"code": f"{link.code}-{event.ref}", "title": f"{link.name} ({event.ref})"}
            reached[link.code] = max(reached.get(link.code, 0), _done_at(items.get(key), row))
            yield Wanted(row)


def _links(duties: Sequence[Duty], day: date, consulted: bool) -> Iterator[tuple[Duty, AfterEvent]]:
    """The links in force, in order of code; of those that depend on a consultation the one that applies."""
    found = [d for d in links_in_force(duties, day) if family(d) == PUBLICATION]
    for link in sorted(found, key=lambda d: d.code):
        rule = duty_rules(link)[0]
        if not isinstance(rule, AfterEvent):
            continue
        condition = fold(rule.condition or "")
        if "lay y kien" in condition and condition.startswith("khong") == consulted:
            continue
        yield link, rule


def _anchor(
    rule: AfterEvent, event: ChainEvent, signed: date | None, reached: Mapping[str, int]
) -> _Anchor | None:
    """What a link is counted from: the first of its named events that is known; None when there is none."""
    for name in (part.strip() for part in rule.event.split(";")):
        if name == STARTED and not _is_signing(event):
            return _Anchor(at(date.fromisoformat(event.date), 0), "event", event.ref)
        if name == SIGNED and signed is not None:
            return _Anchor(at(signed, 0), "event", event.ref)
        if name in reached:
            return _Anchor(reached[name], name, event.ref)
    return None


def _done_at(item: WorkItem | None, row: Mapping[str, Any]) -> int:
    """When a link was done, as its officer said and the receiving side, where there is one, agreed; else when it is due."""
    if item is not None:
        alone = item.state == ItemState.CLAIMED and item.to_unit_id is None
        if item.state == ItemState.DONE or alone:
            return item.claimed_at or item.answered_at or item.due_at
    return int(row["due_at"])


def _row(
    snapshot: Snapshot,
    link: Duty,
    unit: Unit,
    anchor: _Anchor,
    key: str,
    kind: Kind,
    rule: AfterEvent | None = None,
) -> dict[str, Any]:
    directory, calendar = snapshot.directory, snapshot.calendar(unit.id)
    limit = rule or duty_rules(link)[0]
    if not isinstance(limit, AfterEvent) or limit.days is None:
        raise BadRule("rule", link.rule, "a link counts days after an event")
    counts = SpanUnit.WORKING_DAYS if limit.unit == "working" else SpanUnit.CALENDAR_DAYS
    day = at(civil_date(anchor.at), 0)  # days are counted from a day, whatever its hour
    found = due.add(day, Span(limit.days, counts), calendar)
    due_at = calendar.closing(civil_date(found.due_at))
    to_unit = receiver(link, unit, directory.units_by_code)
    people = [*directory.of_unit(unit.id, Role.COORDINATOR), *directory.of_unit(unit.id, Role.HEAD)]
    derivation = found.derivation | {
        "op": "chain",
        "link": link.code,
        "ref": anchor.ref,
        "anchor": anchor.name,
        "basis": link.source,
        "due_at": to_iso(due_at),
    }
    return {
        "key": key,
        "kind": kind,
        "unit_id": unit.id,
        "to_unit_id": to_unit.id if to_unit else None,
        "assignee_id": people[0].id if people else None,
        "dossier_id": None,
        "starts_at": anchor.at,
        "due_at": due_at,
        "due_precision": "date",
        "state": ItemState.OPEN,
        "policy_id": snapshot.policy.id,
        "derivation": msgspec.json.encode(derivation).decode(),
        "detail": msgspec.json.encode(Detail(source=link.source.partition(";")[0])).decode(),
    }


async def read_chains(
    reader: Reader, snapshot: Snapshot
) -> tuple[dict[str, WorkItem], list[Wanted]]:
    """The items there are of events and feedback, by key, and those there should be."""
    items = {i.key: i for i in (WorkItem(*row) for row in await reader.all("chain_items"))}
    duties = [Duty(*row) for row in await reader.all("all_duties")]
    events = [ChainEvent(*row) for row in await reader.all("chain_events")]
    feedback = [Feedback(*row) for row in await reader.all("feedbacks")]
    return items, list(wanted_items(snapshot, duties, events, feedback, items))


async def derive_chains(engine: Engine, now: int) -> int:
    """Make the items of events and feedback what they should be; how many were made.

    A link done early or late moves those that are counted from it; one whose date moves keeps what was answered.
    """
    async with engine.store.tx() as tx:
        items, wanted = await read_chains(tx, engine.snapshot)
        new, shifted, ended, hands = [], [], [], list[tuple[WorkItem, int]]()
        for want in wanted:
            item = items.get(want.row["key"])
            if item is None:
                if not want.over:
                    new.append(want.row)
            elif want.over and item.state in _WATCHED:
                ended.append({"id": item.id, "state": ItemState.DONE})
                hands.append((msgspec.structs.replace(item, state=ItemState.DONE), now - 1))
            elif postponed(item.derivation):
                continue  # a date that was agreed to stays
            elif item.state in _WATCHED and item.due_at != want.row["due_at"]:
                shifted.append(_shift(item, want.row))
                hands.append(_shifted(item, want.row, now))
        before = await tx.value("last_item_id")
        await tx.many("insert_item_quietly", new)
        made = [WorkItem(*row) for row in await tx.all("items_since", after=before)]
        await tx.many("shift_item", shifted)
        await tx.many("set_item_state", ended)
        fresh = [(item, item.starts_at - 1) for item in made]
        await schedule_items(tx, engine.snapshot, [*fresh, *hands])
    return len(made)


def _shift(item: WorkItem, row: Mapping[str, Any]) -> dict[str, Any]:
    moved = {name: row[name] for name in ("due_at", "starts_at", "derivation")}
    return moved | {"id": item.id, "version": item.version}


def _shifted(item: WorkItem, row: Mapping[str, Any], now: int) -> tuple[WorkItem, int]:
    moved = msgspec.structs.replace(
        item, due_at=row["due_at"], starts_at=row["starts_at"], version=item.version + 1
    )
    # A hand-over that lay ahead and is now behind still has to be told.
    until = item.planned_until if item.next_at is not None else now - 1
    return moved, min(until, row["starts_at"] - 1) if item.starts_at > now else until
