"""Dossiers and progress into the store, and the work items that follow from them.

Rows may come late, repeated and in any order: dossiers are compared by fingerprint, progress rows have an identity of
their own, and the items are derived anew from all that is known, so that any order ends in the same state.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from bot.engine import Engine
from bot.ingest.aliases import gather, keep_aliases, unit_behind
from bot.ingest.lateness import in_time
from bot.ingest.outcome import Outcome
from bot.ingest.rows import DossierRow, ProgressRow
from bot.ingest.steps import Wish, standing, wishes
from db.items import schedule_items
from db.records import Dossier, ItemState, ProcedureStep, WorkItem
from db.store import Tx
from schedules.calendar import WorkCalendar
from schedules.civil import civil_date

T = TypeVar("T")
AT_A_TIME = 1000
CLOSED = (ItemState.DONE, ItemState.CANCELLED)


async def upsert_dossiers(
    tx: Tx, engine: Engine, rows: list[tuple[int, DossierRow]], outcome: Outcome, now: int
) -> None:
    """Store dossiers and bring their items up to date. An unknown unit rejects the row and names the mend.

    A row that states an earlier time of change than the one stored came late and changes nothing.
    """
    rows = await in_time(tx, rows, outcome, now)
    found = await tx.all("fingerprints_of", codes=_codes(row.code for _, row in rows))
    stored: dict[str, tuple[str | None, int]] = {row[0]: (row[1], row[2]) for row in found}
    changed: dict[str, dict[str, Any]] = {}
    taken: dict[str, DossierRow] = {}
    for number, row in rows:
        unit = unit_behind(engine.snapshot.directory, row.unit)
        if unit is None:
            outcome.reject(number, _unknown_unit(row.unit))
            continue
        if problem := _beyond_calendar(row, engine.snapshot.calendar(unit.id)):
            outcome.reject(number, problem)
            continue
        fingerprint = _fingerprint(
            msgspec.structs.replace(row, unit=unit.code, source="", updated_at=None)
        )
        known, told_at = stored.get(row.code, (None, 0))
        late = row.updated_at is not None and row.updated_at < told_at
        if outcome.count(known, known if late else fingerprint):
            changed[row.code] = _parameters(engine, row, unit.id, fingerprint)
            taken[row.code] = row
        if not late:
            stored[row.code] = (fingerprint, row.updated_at or told_at)
    await tx.many("upsert_dossier_quietly", changed.values())
    await keep_aliases(tx, taken.values())
    await derive_items(tx, engine, list(changed), now)


async def upsert_progress(
    tx: Tx, engine: Engine, rows: list[tuple[int, ProgressRow]], outcome: Outcome, now: int
) -> None:
    """Store finished steps; a row told again changes nothing. Rows of a dossier not known yet wait for it."""
    parameters: dict[str, dict[str, Any]] = {}
    for _, row in rows:
        key = _fingerprint(msgspec.structs.replace(row, step_due_at=None))
        parameters.setdefault(
            key,
            {
                "key": key,
                "dossier_code": row.code,
                "actor": row.actor,
                "at": row.at,
                "status": row.status,
                "note": row.text,
                "department": row.department,
                "step_due_at": row.step_due_at,
            },
        )
    known = {row[0] for row in await tx.all("known_progress", keys=_codes(parameters))}
    new = {key: p for key, p in parameters.items() if key not in known}
    await tx.many("insert_progress", new.values())
    outcome.created += len(new)
    outcome.unchanged += len(rows) - len(new)
    await derive_items(tx, engine, list({p["dossier_code"]: None for p in new.values()}), now)


async def derive_items(tx: Tx, engine: Engine, codes: list[str], now: int) -> None:
    """Make the items of these dossiers what their rows say they should be."""
    if not codes:
        return
    told = await gather(tx, codes)
    dossiers, progress = told.dossiers, told.progress
    items = _grouped(
        (i.dossier_id, i)
        for i in (WorkItem(*r) for r in await tx.all("items_of_dossiers", codes=_codes(told.codes)))
    )
    steps = [ProcedureStep(*row) for row in await tx.all("procedure_steps")]
    processes = _grouped((s.procedure_code, s) for s in steps)
    changes = _Changes(engine, now)
    for dossier in dossiers:
        done = progress.get(dossier.code, [])
        found = wishes(
            dossier,
            done,
            processes.get(dossier.procedure_code, []),
            engine.snapshot.directory,
            engine.snapshot.calendar(dossier.unit_id),
        )
        changes.compare(dossier, found, items.get(dossier.id, []), standing(dossier, done))
    for double in told.superseded:  # it is watched under its other code
        changes.compare(double, [], items.get(double.id, []), ItemState.CANCELLED)
    await changes.write(tx)


async def complete(engine: Engine, now: int) -> None:
    """Look again at dossiers in hand whose step or holder was not known when they came."""
    codes = [row[0] for row in await engine.store.all("incomplete_dossiers")]
    for start in range(0, len(codes), AT_A_TIME):
        async with engine.store.tx() as tx:
            await derive_items(tx, engine, codes[start : start + AT_A_TIME], now)


class _Changes:
    """Collects the difference between the items there are and those there should be."""

    def __init__(self, engine: Engine, now: int) -> None:
        self._engine = engine
        self._now = now
        self._new: list[dict[str, Any]] = []
        self._moved: list[dict[str, Any]] = []
        self._states: list[dict[str, Any]] = []
        self._handed: list[dict[str, Any]] = []
        self._hands: list[tuple[WorkItem, int]] = []

    def compare(
        self,
        dossier: Dossier,
        found: list[Wish],
        items: list[WorkItem],
        state: ItemState | None,
    ) -> None:
        """One dossier, which stands in `state`."""
        there = {item.key: item for item in items}
        for wish in found:
            if (item := there.pop(wish.key, None)) is None:
                self._add(wish, dossier)
            else:
                self._change(item, wish)
        shared = (ItemState.SUSPENDED, ItemState.CANCELLED)
        for item in there.values():  # a step that is over, or rests or ends with the dossier
            if item.state not in CLOSED:
                self._set_state(item, state if state in shared else ItemState.DONE)

    def _add(self, wish: Wish, dossier: Dossier) -> None:
        if wish.state in CLOSED:
            return  # it was over before it was known: there is nothing to remind of
        self._new.append(
            msgspec.structs.asdict(wish)
            | {
                "to_unit_id": None,
                "dossier_id": dossier.id,
                "due_precision": "time",
                "policy_id": self._engine.snapshot.policy.id,
            }
        )

    def _change(self, item: WorkItem, wish: Wish) -> None:
        if wish.state in CLOSED:
            if item.state != wish.state:
                self._set_state(item, wish.state)
            return
        resting = item.state in (*CLOSED, ItemState.SUSPENDED)
        if item.due_at != wish.due_at:
            moved = msgspec.structs.replace(
                item, due_at=wish.due_at, starts_at=wish.starts_at, version=item.version + 1,
                state=ItemState.OPEN, promise_until=None, claimed_at=None, answered_at=None,
            )  # fmt: skip
            self._moved.append(
                {
                    "id": item.id,
                    "due_at": wish.due_at,
                    "starts_at": wish.starts_at,
                    "derivation": wish.derivation,
                }
            )
            self._hands.append((moved, self._now - 1))
            item = moved
        if wish.state == ItemState.SUSPENDED and item.state != ItemState.SUSPENDED:
            item = self._set_state(item, ItemState.SUSPENDED)
        elif wish.state == ItemState.OPEN and resting:
            item = self._set_state(item, ItemState.OPEN)
        if wish.assignee_id is not None and wish.assignee_id != item.assignee_id:
            self._hand_over(item, wish.assignee_id)

    def _hand_over(self, item: WorkItem, assignee_id: int) -> None:
        """The source names another holder: from the start of the item, the ladder speaks to the new one.

        What the one before promised or claimed was theirs and ends with them.
        """
        self._handed.append({"id": item.id, "assignee_id": assignee_id})
        handed = msgspec.structs.replace(
            item,
            assignee_id=assignee_id,
            answered_at=None,
            promise_until=None,
            claimed_at=None,
            state=ItemState.OPEN if item.state == ItemState.CLAIMED else item.state,
        )
        self._hands.append((handed, item.starts_at - 1))

    def _set_state(self, item: WorkItem, state: ItemState) -> WorkItem:
        changed = msgspec.structs.replace(item, state=state)
        self._states.append({"id": item.id, "state": state})
        self._hands.append((changed, self._now - 1))
        return changed

    async def write(self, tx: Tx) -> None:
        """All of it, in the caller's transaction."""
        before = await tx.value("last_item_id")
        await tx.many("insert_item_quietly", self._new)
        made = [WorkItem(*row) for row in await tx.all("items_since", after=before)]
        await tx.many("move_item", self._moved)
        await tx.many("set_item_state", self._states)
        await tx.many("set_item_assignee", self._handed)
        hands = [(item, item.starts_at - 1) for item in made] + self._hands
        # Of several changes to one item the last says where its ladder goes on.
        last = {item.id: (item, until) for item, until in hands}
        await schedule_items(tx, self._engine.snapshot, last.values())


def _parameters(engine: Engine, row: DossierRow, unit_id: int, fingerprint: str) -> dict[str, Any]:
    lookup = engine.sealer.lookup
    return {
        "code": row.code,
        "procedure_code": row.procedure_code,
        "procedure_name": row.procedure_name,
        "unit_id": unit_id,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "status": row.status,
        "holder": row.holder,
        "step_due_at": row.step_due_at,
        "finished_at": row.finished_at,
        "returned_at": row.returned_at,
        "phone_key": lookup(row.phone) if row.phone else None,
        "lookup_key": lookup(row.lookup_code) if row.lookup_code else None,
        "source": row.source,
        "updated_at": row.updated_at or 0,
        "fingerprint": fingerprint,
        "told_order": msgspec.json.encode(row.order).decode(),
        "step_name": row.step_name,
        "intake_due_at": row.intake_due_at,
        "supplement_asked_at": row.supplement_asked_at,
        "supplement_days": row.supplement_days,
    }


def _fingerprint(row: msgspec.Struct) -> str:
    return hashlib.sha256(msgspec.json.encode(row)).hexdigest()[:32]


def _codes(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _grouped(pairs: Iterable[tuple[Any, T]]) -> dict[Any, list[T]]:
    found: dict[Any, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


_DATES = {
    "received_at": "Ngày tiếp nhận",
    "due_at": "Ngày hẹn trả",
    "step_due_at": "Hạn bước",
}


def _beyond_calendar(row: DossierRow, calendar: WorkCalendar) -> str:
    """A date no calendar reaches is a slip of the pen; empty when all are within reach."""
    for field, label in _DATES.items():
        instant = getattr(row, field)
        # A year is left at either end for what is counted from the date.
        if instant and not calendar.first_year < civil_date(instant).year < calendar.last_year:
            return (
                f'cột "{label}" ({field}): ngày {civil_date(instant):%d/%m/%Y} nằm ngoài lịch làm việc '
                f"({calendar.first_year + 1}–{calendar.last_year - 1}); kiểm tra lại năm"
            )
    return ""


def _unknown_unit(name: str) -> str:
    return (
        f'cột "Đơn vị xử lý" (unit): "{name}" không có trong danh mục đơn vị hoặc trùng tên; '
        "nhập đơn vị trước, hoặc ghi mã đơn vị"
    )
