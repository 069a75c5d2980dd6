"""Delegations and absences in the store: what the snapshot reads of them, and how they are written down and ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from db.records import WorkItem
from db.store import Reader, Tx
from schedules.errors import RejectedInput
from schedules.standins import Absence, Delegation, StandIns
from schedules.text import fold


class _Detail(msgspec.Struct):
    procedure: str = ""


_read: Final = msgspec.json.Decoder(_Detail).decode
WATCHED: Final = "directory"  # the version that tells a running service to read the directory anew


def procedure_of(item: WorkItem) -> str:
    """The folded name of the procedure an item is about; empty when it is about none."""
    return fold(_read(item.detail).procedure) if item.detail else ""


async def load_standins(reader: Reader, known: Collection[int]) -> StandIns:
    """All delegations and absences, of people who are there."""
    rows = await reader.all("all_delegations")
    names = await _procedures(reader) if any(row[7] for row in rows) else {}
    absences = [Absence(*row) for row in await reader.all("all_absences")]
    return StandIns([_delegation(row, names) for row in rows], absences, known)


def _delegation(row: tuple[Any, ...], names: Mapping[str, frozenset[str]]) -> Delegation:
    named = _parts(row[7])
    found: frozenset[str] = frozenset()
    for one in named:
        found |= names.get(fold(one), frozenset({fold(one)}))
    return Delegation(
        id=row[0],
        from_id=row[1],
        to_id=row[2],
        starts_at=row[3],
        ends_at=row[4],
        may_sign=bool(row[5]),
        units=_parts(row[6]),
        procedures=found,
        number=row[8],
        dated=row[9],
        said_at=row[10],
        narrowed=bool(named),
    )


def _parts(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(";") if part)


async def _procedures(reader: Reader) -> dict[str, frozenset[str]]:
    """The folded names of procedures behind each code and each field."""
    found: dict[str, frozenset[str]] = {}
    for code, name, field in await reader.all("procedures_and_fields"):
        for key in (fold(code), fold(field)):
            found[key] = found.get(key, frozenset()) | {fold(name)}
    return found


async def add_delegation(tx: Tx, row: Mapping[str, Any]) -> int | None:
    """Write a delegation down; None when the same word had made it already. Raises `RejectedInput` for what cannot be."""
    if row["starts_at"] >= row["ends_at"]:
        raise RejectedInput("to", row["ends_at"], "a day not before the first one")
    if row["from_id"] == row["to_id"]:
        raise RejectedInput("delegate", row["to_id"], "somebody else than who delegates")
    made = await tx.insert("add_delegation", **row)
    if made is not None:
        await tx.run("bump_meta", key=WATCHED)
    return made


async def end_delegation(tx: Tx, delegation_id: int, at: int, why: str) -> bool:
    """End a delegation now; whether it still ran or was to come."""
    ended = await tx.run("end_delegation", id=delegation_id, at=at, why=why)
    if ended:
        await tx.run("bump_meta", key=WATCHED)
    return bool(ended)


async def add_absence(tx: Tx, row: Mapping[str, Any]) -> int | None:
    """Write an absence down; None when the same word had made it already."""
    if row["starts_at"] >= row["ends_at"]:
        raise RejectedInput("to", row["ends_at"], "a day not before the first one")
    made = await tx.insert("add_absence", **row)
    if made is not None:
        await tx.run("bump_meta", key=WATCHED)
    return made


async def end_absences(tx: Tx, person_id: int, at: int) -> int:
    """Somebody is back: what runs ends now, and what was to come does not; how many."""
    ended = await tx.run("end_absences", person_id=person_id, at=at)
    if ended:
        await tx.run("bump_meta", key=WATCHED)
    return ended
