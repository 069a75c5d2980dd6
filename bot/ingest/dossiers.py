"""Dossiers and progress into the store, and the work items that follow from them.

Rows may come late, repeated and in any order: dossiers are compared by fingerprint, progress rows have an identity of
their own, and the items are derived anew from all that is known, so that any order ends in the same state.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

import msgspec

from bot.engine import Engine
from bot.ingest.agreements import keep_agreements
from bot.ingest.aliases import gather, keep_aliases, unit_behind
from bot.ingest.changes import Changes
from bot.ingest.doubts import Doubt, keep_dossier_doubts
from bot.ingest.doubts import of_dossier as doubts_of_dossier
from bot.ingest.intake import SUBMITTED, clock_unit
from bot.ingest.knowing import known_of
from bot.ingest.lateness import in_time
from bot.ingest.news import note_news
from bot.ingest.outcome import Outcome
from bot.ingest.processes import two_groups
from bot.ingest.rows import DossierRow, ProgressRow
from bot.ingest.sightings import keep_statuses, sightings, stated
from bot.ingest.statuses import is_our_own
from bot.ingest.steps import standing, wishes
from db.records import WorkItem
from db.store import Tx
from db.words import ItemState
from schedules.calendar import WorkCalendar
from schedules.civil import civil_date

T = TypeVar("T")
AT_A_TIME = 1000


async def upsert_dossiers(
    tx: Tx, engine: Engine, rows: list[tuple[int, DossierRow]], outcome: Outcome, now: int
) -> None:
    """Store dossiers and bring their items up to date. An unknown unit rejects the row and names the mend.

    A row that states an earlier time of change than the one stored came late and changes nothing but what is known of the
    dossier's pauses.
    """
    rows, overtaken = await in_time(tx, rows, outcome, now)
    found = await tx.all("fingerprints_of", codes=_codes(row.code for _, row in rows))
    stored: dict[str, tuple[str | None, int, int]] = {row[0]: row[1:4] for row in found}
    changed: dict[str, dict[str, Any]] = {}
    taken: dict[str, DossierRow] = {}
    seen = [sight for row in overtaken for sight in stated(row, now)]
    confirmed: dict[str, int] = {}  # nothing new but the time at which it was still so
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
        known, told_at, status = stored.get(row.code, (None, 0, 0))
        late = row.updated_at is not None and row.updated_at < told_at
        if outcome.count(known, known if late else fingerprint):
            changed[row.code] = _parameters(engine, row, unit.id, fingerprint)
            taken[row.code] = row
        elif (row.updated_at or 0) > told_at:
            confirmed[row.code] = row.updated_at or 0
        seen += sightings(row, status, now)
        if not late:
            stored[row.code] = (fingerprint, row.updated_at or told_at, row.status)
    await tx.many("upsert_dossier_quietly", changed.values())
    await tx.many("confirm_dossier", [{"code": c, "at": at} for c, at in confirmed.items()])
    await keep_aliases(tx, taken.values())
    await keep_agreements(tx, engine.sealer, taken.values(), now)
    touched = dict.fromkeys([*changed, *await keep_statuses(tx, seen)])
    await derive_items(tx, engine, list(touched), now)


async def upsert_progress(
    tx: Tx, engine: Engine, rows: list[tuple[int, ProgressRow]], outcome: Outcome, now: int
) -> None:
    """Store finished steps; a row told again changes nothing, nor does one that we told. Rows of a dossier not known yet
    wait for it."""
    parameters: dict[str, dict[str, Any]] = {}
    for _, row in rows:
        if is_our_own(row.text):
            continue
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


async def derive_items(
    tx: Tx, engine: Engine, codes: list[str], now: int, *, keeps_hands: bool = False
) -> None:
    """Make the items of these dossiers what their rows say they should be. `keeps_hands`: see `Changes`."""
    if not codes:
        return
    told = await gather(tx, codes)
    items = _grouped(
        (i.dossier_id, i)
        for i in (WorkItem(*r) for r in await tx.all("items_of_dossiers", codes=_codes(told.codes)))
    )
    changes = Changes(engine, now, keeps_hands=keeps_hands)
    doubts: list[Doubt] = []
    everything = await known_of(tx, told)
    for known in everything:
        dossier = known.dossier
        calendar = engine.snapshot.calendar(clock_unit(dossier, engine.snapshot.directory))
        found = wishes(known, engine.snapshot.directory, calendar)
        state = standing(dossier, known.progress)
        changes.compare(dossier, found, items.get(dossier.id, []), state)
        doubts += doubts_of_dossier(known, engine.snapshot.directory, calendar)
    for double in told.superseded:  # it is watched under its other code
        changes.compare(double, [], items.get(double.id, []), ItemState.CANCELLED)
    await changes.write(tx)
    await keep_dossier_doubts(tx, _codes(told.codes), doubts, now)
    await note_news(tx, engine.snapshot, told, everything, now)


async def complete(engine: Engine, now: int) -> None:
    """Look again at dossiers in hand whose step or holder was not known when they came."""
    codes = [row[0] for row in await engine.store.all("incomplete_dossiers")]
    for start in range(0, len(codes), AT_A_TIME):
        async with engine.store.tx() as tx:
            await derive_items(tx, engine, codes[start : start + AT_A_TIME], now)


async def derive_in_hand(
    engine: Engine,
    procedures: str | Collection[str] | None,
    now: int,
    *,
    keeps_hands: bool = False,
) -> None:
    """Look again at all dossiers in hand, or those of some procedures: what these grant has changed.

    Procedures are compared by the first two groups of their codes: one may speak for another.
    """
    named = (procedures,) if isinstance(procedures, str) else procedures
    wanted = None if named is None else {two_groups(code) for code in named}
    if wanted == set():
        return
    after = ""
    while rows := await engine.store.all("dossiers_in_hand", after=after, limit=AT_A_TIME):
        after = rows[-1][0]
        codes = [row[0] for row in rows if wanted is None or two_groups(row[1]) in wanted]
        if codes:
            async with engine.store.tx() as tx:
                await derive_items(tx, engine, codes, now, keeps_hands=keeps_hands)


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
        "submitted_at": row.submitted_at,
        "case_name": row.case_name,
        "channel": row.channel,
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
_DATES_OF_INTAKE = {"submitted_at": "Ngày nộp", "intake_due_at": "Hạn tiếp nhận"}


def _beyond_calendar(row: DossierRow, calendar: WorkCalendar) -> str:
    """A date no calendar reaches is a slip of the pen; empty when all are within reach."""
    dates = _DATES | _DATES_OF_INTAKE if row.status == SUBMITTED else _DATES
    for field, label in dates.items():
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
