"""Units and people into the store."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bot.engine import Engine
from bot.ingest.outcome import Outcome
from bot.ingest.rows import PersonRow, UnitRow
from db.directory import Directory
from db.records import Unit
from db.store import Tx
from db.words import Tie
from schedules.text import fold


async def upsert_units(
    tx: Tx, engine: Engine, rows: list[tuple[int, UnitRow]], outcome: Outcome, now: int
) -> None:
    """Store units. A parent or successor may be named by code or by name, and may stand further down in the file."""
    stored = {row[0]: tuple(row) for row in await tx.all("unit_import_state")}
    codes = set(stored) | {row.code for _, row in rows}
    names = {code: u[1] for code, u in stored.items()} | {row.code: row.name for _, row in rows}
    by_name = _unique_names(names)
    changed = []
    for number, row in rows:
        try:
            values = (
                row.code,
                row.name,
                str(row.level),
                _reference(row.parent, codes, by_name, "Đơn vị cấp trên"),
                row.valid_from,
                row.valid_to,
                _reference(row.successor, codes, by_name, "Đơn vị kế thừa"),
                row.hours,
            )
        except LookupError as error:
            outcome.reject(number, str(error))
            continue
        if outcome.count(stored.get(row.code), values):
            changed.append(_unit_parameters(values))
        stored[row.code] = values
    await tx.many("upsert_unit", changed)
    if changed:
        await tx.run("bump_meta", key="directory")


_UNIT_COLUMNS = (
    "code",
    "name",
    "level",
    "parent_code",
    "valid_from",
    "valid_to",
    "successor_code",
    "hours",
)


def _unit_parameters(values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_UNIT_COLUMNS, values, strict=True)) | {"name_key": fold(values[1])}


def _reference(text: str, codes: set[str], by_name: dict[str, str], label: str) -> str | None:
    if not text:
        return None
    if text in codes:
        return text
    if (found := by_name.get(fold(text))) is not None:
        return found
    raise LookupError(
        f'cột "{label}": "{text}" không có trong danh sách đơn vị hoặc trùng tên; ghi mã của đơn vị'
    )


async def upsert_people(
    tx: Tx, engine: Engine, rows: list[tuple[int, PersonRow]], outcome: Outcome, now: int
) -> None:
    """Store people. Phones and Zalo ids are sealed; a file ties a Zalo account to one person only (codes may tie it to more)."""
    units = Directory([Unit(*row) for row in await tx.all("all_units")], [])
    stored = {row[0]: row for row in await tx.all("person_import_state")}
    owner = {row[6]: row[0] for row in stored.values() if row[6]}
    known = set(stored) | {row.code for _, row in rows}
    by_name = _unique_names({row.code: row.name for _, row in rows})
    changed, reporting, speaking, retied = [], [], [], []
    for number, row in rows:
        unit = units.unit(row.unit)
        zalo_key = engine.sealer.lookup(row.zalo_user_id) if row.zalo_user_id else None
        before = stored.get(row.code)
        known_tie = before is not None and before[6] == zalo_key  # of a shared account, maybe
        problem = _person_problem(row, unit, None if known_tie else zalo_key, owner)
        if problem or unit is None:
            outcome.reject(number, problem)
            continue
        chief = _chief(row.reports_to, known, by_name)
        phone_key = engine.sealer.lookup(row.phone) if row.phone else None
        after = (
            row.code,
            row.name,
            row.title,
            unit.code,
            ";".join(row.roles),
            chief,
            zalo_key or (before[6] if before else None),
            phone_key or (before[7] if before else None),
            1,
            row.language or (before[9] if before else ""),
        )
        if outcome.count(before, after):
            changed.append(_person_parameters(engine, row, unit, zalo_key, phone_key))
            reporting.append({"code": row.code, "reports_to": chief})
            speaking.append({"code": row.code, "language": after[9]})
            if after[6] != (before[6] if before else None):
                retied.append({"code": row.code, "at": now})
        stored[row.code] = after
        if zalo_key:
            owner[zalo_key] = row.code
    await tx.many("note_imported_tie", [{**one, "what": Tie.UNLINKED} for one in retied])
    await tx.many("upsert_person", changed)
    await tx.many("note_imported_tie", [{**one, "what": Tie.LINKED} for one in retied])
    await tx.many("set_reports_to", reporting)
    await tx.many("set_language_by_code", speaking)
    if changed:
        await tx.run("bump_meta", key="directory")


def _person_problem(
    row: PersonRow, unit: Unit | None, zalo_key: str | None, owner: dict[str, str]
) -> str:
    if unit is None:
        return (
            f'cột "Đơn vị" (unit): "{row.unit}" không có trong danh mục đơn vị; '
            "nhập đơn vị trước, hoặc ghi đúng mã đơn vị"
        )
    if zalo_key and owner.get(zalo_key, row.code) != row.code:
        return (
            f'cột "Zalo ID" (zalo_user_id): tài khoản này đã gắn với người có mã "{owner[zalo_key]}"; '
            "mỗi tài khoản chỉ gắn với một người"
        )
    return ""


def _person_parameters(
    engine: Engine, row: PersonRow, unit: Unit, zalo_key: str | None, phone_key: str | None
) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "name_key": fold(row.name),
        "title": row.title,
        "unit_id": unit.id,
        "roles": ";".join(row.roles),
        "zalo_sealed": engine.sealer.seal(row.zalo_user_id) if zalo_key else None,
        "zalo_key": zalo_key,
        "phone_sealed": engine.sealer.seal(row.phone) if phone_key else None,
        "phone_key": phone_key,
    }


def _unique_names(names: dict[str, str]) -> dict[str, str]:
    """Name → code, from code → name; a name that two share means neither."""
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        codes[fold(name)].add(code)
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}


def _chief(text: str, known: set[str], by_name: dict[str, str]) -> str | None:
    return text if text in known else by_name.get(fold(text))
