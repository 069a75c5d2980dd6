"""Reports asked for once (báo cáo đột xuất): a draft, given as one item a unit in one transaction, moved, cancelled.

What the chat and the command `nhacviec report` share. Whoever gave it, and when, stays with the row; items carry it in their
derivation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from db.items import items_by_code, schedule_items
from db.records import Person, Unit, WorkItem
from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import ItemState, Kind, Role
from handlers.views import Detail, unit_view
from messages_vi.context import DraftView
from schedules.civil import civil_date, to_iso
from schedules.errors import RejectedInput

PREFIX = "DX"  # báo cáo đột xuất
LONGEST_NAME = 200
NAMES_SHOWN = 8


class AdHoc(NamedTuple):
    """A report asked for once, as it is kept; a draft until `given_at`. `units` is a JSON list of ids."""

    id: int
    name: str
    due_at: int | None
    due_precision: str
    to_unit_id: int
    units: str
    window: str
    source: str
    given_by: int | None
    drafted_at: int
    given_at: int | None
    moved_at: int | None
    cancelled_at: int | None

    @property
    def code(self) -> str:
        """The code that its items carry."""
        return f"{PREFIX}{self.id}"

    @property
    def unit_ids(self) -> list[int]:
        """The units that owe it."""
        return msgspec.json.decode(self.units, type=list[int])

    @property
    def open_draft(self) -> bool:
        """Whether it is still being asked for."""
        return self.given_at is None and self.cancelled_at is None

    @property
    def under_way(self) -> bool:
        """Whether it was given and not called off."""
        return self.given_at is not None and self.cancelled_at is None


class Changed(NamedTuple):
    """What a change did: the report as it stands, and the items it was about, as they were before."""

    report: AdHoc
    items: Sequence[WorkItem]


async def draft(tx: Tx, row: Mapping[str, Any], now: int) -> AdHoc:
    """Keep a draft: `name due_at due_precision to_unit_id units data_window source told given_by`."""
    report_id = await tx.insert("draft_report", **row, at=now)
    assert report_id is not None  # noqa: S101 - the statement has no conflict to lose to
    found = await load(tx, report_id)
    assert found is not None  # noqa: S101 - it was written a line above
    return found


async def load(reader: Reader, report_id: int) -> AdHoc | None:
    """One report or draft."""
    row = await reader.one("ad_hoc_report", id=report_id)
    return AdHoc(*row) if row else None


async def by_code(reader: Reader, code: str) -> AdHoc | None:
    """The report with a code such as `DX12`; None when there is none, or it is a draft."""
    digits = code.strip().upper().removeprefix(PREFIX)
    found = await load(reader, int(digits)) if digits.isdecimal() and len(digits) < 19 else None
    return found if found is not None and found.given_at is not None else None


async def give(tx: Tx, snapshot: Snapshot, report: AdHoc, now: int) -> bool:
    """Turn a draft into one open item a unit, all or none; False when it was given or put aside before.

    Raises `RejectedInput` for a draft that is not whole, or whose date has passed.
    """
    if not report.name or report.due_at is None or not report.unit_ids:
        raise RejectedInput("report", report.code, "a name, a due date and units")
    if report.due_at <= now:
        raise RejectedInput("--due", to_iso(report.due_at), "an instant that is still to come")
    if not await tx.run("give_report", id=report.id, at=now):
        return False
    units = [u for i in report.unit_ids if (u := snapshot.directory.units.get(i)) is not None]
    before = await tx.value("last_item_id")
    await tx.many("insert_item_quietly", [_item(snapshot, report, unit, now) for unit in units])
    made = [WorkItem(*row) for row in await tx.all("items_since", after=before)]
    await schedule_items(tx, snapshot, [(item, now - 1) for item in made])
    return True


def _item(snapshot: Snapshot, report: AdHoc, unit: Unit, now: int) -> dict[str, Any]:
    answers_for = responsible(snapshot, unit)
    return {
        "key": f"report:{report.code}:{unit.code}",
        "kind": Kind.REPORT,
        "code": report.code,
        "title": report.name,
        "unit_id": unit.id,
        "to_unit_id": report.to_unit_id,
        "assignee_id": answers_for.id if answers_for else None,
        "dossier_id": None,
        "starts_at": now,
        "due_at": report.due_at,
        "due_precision": report.due_precision,
        "state": ItemState.OPEN,
        "policy_id": snapshot.policy.id,
        "derivation": derivation(snapshot, report, now),
        "detail": msgspec.json.encode(
            Detail(source=report.source, window=report.window, ad_hoc=True)
        ).decode(),
    }


def responsible(snapshot: Snapshot, unit: Unit) -> Person | None:
    """Who does a unit's reports: its coordinator, else its head."""
    directory = snapshot.directory
    people = [*directory.of_unit(unit.id, Role.COORDINATOR), *directory.of_unit(unit.id, Role.HEAD)]
    return people[0] if people else None


def derivation(snapshot: Snapshot, report: AdHoc, now: int, moved_from: int | None = None) -> str:
    """Why the date is that date: somebody gave it, then and there; with the date before where it was moved."""
    giver = snapshot.directory.people.get(report.given_by or 0)
    told: dict[str, Any] = {
        "op": "ad_hoc",
        "report": report.code,
        "given_by": giver.code if giver else None,
        "giver": giver.name if giver else "",
        "given_at": to_iso(report.given_at or now),
        "source": report.source,
        "due_date": civil_date(report.due_at or now).isoformat(),
        "due_at": to_iso(report.due_at or now),
        "calendar_version": snapshot.calendar_version,
    }
    if moved_from is not None:
        told |= {"moved_from": to_iso(moved_from), "moved_at": to_iso(now)}
    return msgspec.json.encode(told).decode()


async def cancel(tx: Tx, snapshot: Snapshot, report: AdHoc, by: int | None, now: int) -> Changed:
    """Call it off: what is neither confirmed nor cancelled is owed no more. A second time changes nothing."""
    if not await tx.run("cancel_report", id=report.id, by=by, at=now):
        return Changed(report, ())
    items = await pending(tx, report)
    for item in items:
        await tx.run("set_item_state", id=item.id, state=ItemState.CANCELLED)
    gone = [(msgspec.structs.replace(i, state=ItemState.CANCELLED), now) for i in items]
    await schedule_items(tx, snapshot, gone)
    return Changed(report._replace(cancelled_at=now), items)


async def move(
    tx: Tx,
    snapshot: Snapshot,
    report: AdHoc,
    due: tuple[int, str],
    by: int | None,
    now: int,
) -> Changed:
    """Give it another date (instant and precision): open items get a new version; what was sent stays as it is.

    The same date again changes nothing. Raises `RejectedInput` for one that has passed.
    """
    due_at, precision = due
    if due_at <= now:
        raise RejectedInput("--due", to_iso(due_at), "an instant that is still to come")
    if (due_at, precision) == (report.due_at, report.due_precision) or not report.under_way:
        return Changed(report, ())
    row = {"due_at": due_at, "due_precision": precision}
    await tx.run("move_report", id=report.id, by=by, at=now, **row)
    moved = report._replace(due_at=due_at, due_precision=precision, moved_at=now)
    items = [i for i in await pending(tx, report) if i.state == ItemState.OPEN]
    why = derivation(snapshot, moved, now, report.due_at)
    fresh = []
    for item in items:
        keeps = {"starts_at": item.starts_at, "detail": item.detail}
        await tx.run("move_item", id=item.id, due_at=due_at, derivation=why, **keeps)
        await tx.run("set_due_precision", id=item.id, due_precision=precision)
        changed = {**row, "version": item.version + 1, "answered_at": None, "promise_until": None}
        fresh.append((msgspec.structs.replace(item, **changed), now))
    await schedule_items(tx, snapshot, fresh)
    return Changed(moved, items)


async def pending(reader: Reader, report: AdHoc) -> list[WorkItem]:
    """The items of a report that are open or wait to be confirmed."""
    items = await items_by_code(reader, report.code)
    watched = (ItemState.OPEN, ItemState.CLAIMED)
    return [i for i in items if i.kind == Kind.REPORT and i.state in watched]


def draft_view(snapshot: Snapshot, report: AdHoc) -> DraftView:
    """A report asked for once, for the texts; `code` is empty while it is a draft."""
    units = report.unit_ids
    return {
        "code": report.code if report.given_at is not None else "",
        "name": report.name,
        "window": report.window,
        "due": report.due_at or 0,
        "due_precision": report.due_precision,
        "units": len(units),
        "names": [
            *(unit_view(snapshot, i)["name"] for i in units[:NAMES_SHOWN]),
            *(["…"] if len(units) > NAMES_SHOWN else []),
        ],
        "to_unit": unit_view(snapshot, report.to_unit_id)["name"],
        "source": report.source,
    }


def unreached(snapshot: Snapshot, unit_ids: Iterable[int]) -> list[str]:
    """Names of units in which nobody could be told of a report."""
    units = [snapshot.directory.units[i] for i in unit_ids]
    return [
        unit.name
        for unit in units
        if (one := responsible(snapshot, unit)) is None or not snapshot.reaches(one)
    ]
