"""A new calendar decision: which due dates that we computed would move, how far, and moving them in the open.

Promised dates and what a source told stay: only intakes, steps, supplements, reports and chains that were counted by a calendar
follow it. A moved date is a new version of its item, so notices of the old one end as superseded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
import structlog
from msgspec.structs import replace

from bot.duties import AHEAD_DAYS, wanted_reports
from bot.engine import Engine
from bot.ingest.aliases import gather
from bot.ingest.chains import read_chains
from bot.ingest.intake import clock_unit
from bot.ingest.knowing import known_of
from bot.ingest.steps import wishes
from db.items import schedule_items
from db.records import Duty, WorkItem
from db.snapshot import Snapshot
from db.store import Reader
from db.words import ItemState, Kind
from schedules.agreements import postponed
from schedules.civil import at, civil_date, to_iso

log = structlog.get_logger()
AT_A_TIME = 500
WATCHED = (ItemState.OPEN, ItemState.CLAIMED, ItemState.SUSPENDED)


class Move(NamedTuple):
    """An item whose date another calendar puts elsewhere; instants in seconds."""

    item: WorkItem
    due_at: int
    starts_at: int
    derivation: str


async def moves(reader: Reader, snapshot: Snapshot, now: int) -> AsyncIterator[list[Move]]:
    """What the calendar of `snapshot` moves, page by page; nothing is written."""
    after = ""
    told: set[int] = set()  # the codes of one dossier may lie on two pages
    while rows := await reader.all(
        "dossiers_in_hand", procedure=None, after=after, limit=AT_A_TIME
    ):
        after = rows[-1][0]
        page = await _of_dossiers(reader, snapshot, [row[0] for row in rows])
        yield [move for move in page if move.item.id not in told]
        told |= {move.item.id for move in page}
    yield await _of_reports(reader, snapshot, now)
    items, wanted = await read_chains(reader, snapshot)
    yield list(_moved(items, (_dates(want.row) for want in wanted)))


def _dates(row: Mapping[str, Any]) -> tuple[str, int, int, str]:
    return row["key"], row["due_at"], row["starts_at"], row["derivation"]


async def _of_dossiers(reader: Reader, snapshot: Snapshot, codes: list[str]) -> list[Move]:
    told = await gather(reader, codes)
    wanted = msgspec.json.encode([dossier.code for dossier in told.dossiers]).decode()
    items = {
        item.key: item
        for item in (WorkItem(*row) for row in await reader.all("items_of_dossiers", codes=wanted))
    }
    directory = snapshot.directory
    found = (
        (wish.key, wish.due_at, wish.starts_at, wish.derivation)
        for known in await known_of(reader, told)
        for wish in wishes(
            known, directory, snapshot.calendar(clock_unit(known.dossier, directory))
        )
        if wish.kind != Kind.DOSSIER
    )
    return list(_moved(items, found))


async def _of_reports(reader: Reader, snapshot: Snapshot, now: int) -> list[Move]:
    today = civil_date(now)
    duties = [Duty(*row) for row in await reader.all("all_duties")]
    rows = await reader.all("open_reports", due_from=at(today, 0))
    items = {item.key: item for item in (WorkItem(*row) for row in rows)}
    wanted = wanted_reports(snapshot, duties, today, today + timedelta(days=AHEAD_DAYS))
    return list(_moved(items, map(_dates, wanted)))


def _moved(
    items: Mapping[str, WorkItem], found: Iterable[tuple[str, int, int, str]]
) -> Iterable[Move]:
    for key, due_at, starts_at, derivation in found:
        item = items.get(key)
        if item is None or postponed(item.derivation):
            continue  # a date that was agreed to stays
        if item.state in WATCHED and item.due_at != due_at:
            yield Move(item, due_at, starts_at, derivation)


async def follow_calendar(engine: Engine, now: int) -> int:
    """Move every due date that the calendar in force puts elsewhere; how many moved.

    What was answered about an item stays: the officer did nothing wrong. Run again it moves nothing.
    """
    count = 0
    async for page in moves(engine.store, engine.snapshot, now):
        async with engine.store.tx() as tx:
            await tx.many(
                "shift_item",
                (
                    {
                        "id": m.item.id,
                        "version": m.item.version,
                        "due_at": m.due_at,
                        "starts_at": m.starts_at,
                        "derivation": m.derivation,
                    }
                    for m in page
                ),
            )
            await schedule_items(tx, engine.snapshot, [_hand(m, now) for m in page])
        count += len(page)
    if count:
        log.info("calendar.moved", action="calendar.moved", items=count)
    return count


def _hand(move: Move, now: int) -> tuple[WorkItem, int]:
    """A ladder that had said all it had to say begins with what is still to come."""
    item = replace(
        move.item, due_at=move.due_at, starts_at=move.starts_at, version=move.item.version + 1
    )
    return item, item.planned_until if item.next_at is not None else now - 1


async def preview(reader: Reader, snapshot: Snapshot, now: int) -> dict[str, Any]:
    """What a decision would move: how many items, how far at most, by unit."""
    units: dict[int, list[Move]] = defaultdict(list)
    async for page in moves(reader, snapshot, now):
        for move in page:
            units[move.item.unit_id].append(move)
    every = [move for found in units.values() for move in found]
    directory = snapshot.directory
    by_unit = [
        {"unit": directory.units[unit].code, "name": directory.units[unit].name} | _summary(found)
        for unit, found in units.items()
    ]
    return _summary(every) | {"by_unit": sorted(by_unit, key=lambda u: str(u["unit"]))}


def _summary(found: list[Move]) -> dict[str, Any]:
    if not found:
        return {"items": 0, "later": 0, "earlier": 0, "farthest": None}
    farthest = max(found, key=lambda m: (abs(m.due_at - m.item.due_at), -m.item.id))
    later = sum(m.due_at > m.item.due_at for m in found)
    before, after = civil_date(farthest.item.due_at), civil_date(farthest.due_at)
    return {
        "items": len(found),
        "later": later,
        "earlier": len(found) - later,
        "farthest": {
            "code": farthest.item.code,
            "kind": farthest.item.kind,
            "from": to_iso(farthest.item.due_at),
            "to": to_iso(farthest.due_at),
            "days": (after - before).days,
        },
    }
