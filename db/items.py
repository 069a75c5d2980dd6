"""Work items in the store: reading them, and setting the hand of their ladders."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from db.records import WorkItem
from db.snapshot import Snapshot
from db.store import Reader, Tx
from schedules.errors import NhacViecError
from schedules.planner import first_instant


async def item_by_id(reader: Reader, item_id: int) -> WorkItem | None:
    """One item, or None."""
    row = await reader.one("item_by_id", id=item_id)
    return WorkItem(*row) if row else None


async def items_by_code(reader: Reader, code: str) -> list[WorkItem]:
    """All items that carry a code: a dossier and its steps, a report of each unit and period."""
    return [WorkItem(*row) for row in await reader.all("items_by_code", code=code)]


async def schedule_items(tx: Tx, snapshot: Snapshot, items: Iterable[tuple[WorkItem, int]]) -> None:
    """Set the hands of items' ladders after they were made or changed; nothing at or before `planned_until` speaks.

    Items that have nothing more to say leave the schedule.

    One whose ladder cannot be computed (it reaches beyond the calendar, say) is left to the planner, which tells it and
    looks again later: it must not stop the others.
    """
    put, drop = [], []
    for item, planned_until in items:
        fresh = msgspec.structs.replace(item, planned_until=planned_until)
        try:
            first = first_instant(fresh, snapshot.ladder(item), snapshot.calendar(item.unit_id))
        except NhacViecError:
            first = planned_until + 1
        if first is None:
            drop.append({"item_id": item.id})
        else:
            put.append({"item_id": item.id, "next_at": first, "planned_until": planned_until})
    await tx.many("put_schedule", put)
    await tx.many("drop_schedule", drop)
