"""The desk for unclear names of holders: what is unclear, who may be meant, deciding it, taking that back.

Feeds carry no account of an officer, only a display name that may be "Chuyên viên" or fit two people (domain reference,
fact 3). What somebody decided about a name in a unit is used from then on; open items follow at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from bot.engine import Engine
from bot.ingest.dossiers import AT_A_TIME, derive_items
from bot.ingest.doubts import HOLDER_SEVERAL
from bot.ingest.holders import SEVERAL, UNKNOWN, names_in
from db.directory import Directory
from db.records import Person, Unit
from db.store import Reader
from handlers.likeness import candidates
from schedules.errors import RejectedInput
from schedules.text import fold

log = structlog.get_logger()
SHOWN_CODES: Final = 5
PAGE: Final = 5_000


class Unclear(NamedTuple):
    """A name that fits nobody or several people of a unit, and the open dossiers that hang on it."""

    name: str
    unit: Unit
    why: str  # unknown, several
    codes: list[str]
    candidates: list[Person]


async def unclear_names(
    reader: Reader, directory: Directory, unit: str | None = None
) -> list[Unclear]:
    """All unclear names, of one unit (its code) or all; those on which most dossiers hang first."""
    spelled: dict[tuple[str, str], str] = {}
    codes: dict[tuple[str, str], dict[str, None]] = {}
    why: dict[tuple[str, str], str] = {}
    async for kind, code, name, unit_code in _told(reader):
        key = (unit_code, fold(name))
        spelled.setdefault(key, name)
        codes.setdefault(key, {})[code] = None
        why[key] = SEVERAL if kind == HOLDER_SEVERAL else UNKNOWN
    found = []
    for key, name in spelled.items():
        where = directory.units_by_code.get(key[0])
        if where is not None and unit in (None, where.code):
            meant = candidates(directory, name, where.id)
            found.append(Unclear(name, where, why[key], list(codes[key]), meant))
    return sorted(found, key=lambda one: (-len(one.codes), one.unit.code, one.name))


async def _told(reader: Reader) -> Any:
    """Kind, code of the dossier, name and code of the unit, of each name in an open warning."""
    after = 0
    while rows := await reader.all("unclear_holders", after_id=after, limit=PAGE):
        after = rows[-1][0]
        for _, kind, code, text, unit in rows:
            facts = msgspec.json.decode(text, type=dict[str, Any])
            for name in facts.get("names") or names_in(facts["holder"]):
                yield kind, code, name, facts.get("unit") or unit


async def decide(engine: Engine, name: str, unit: str, person: str, now: int) -> int:
    """Keep that `name` in a unit stands for a person (both by code); how many dossiers were looked at again.

    Raises `RejectedInput` for a unit or person that is not known.
    """
    directory = engine.snapshot.directory
    where, key = _unit(directory, unit), _key(name)
    meant = directory.people_by_code.get(person)
    if meant is None:
        raise RejectedInput("--person", person, "a code that `nhacviec people` lists")
    if name.strip() in directory.people_by_code:
        raise RejectedInput("NAME", name, "this is somebody's code; it is clear already")
    async with engine.store.tx() as tx:
        await tx.run("forget_holder_name", name_key=key, unit_id=where.id, at=now)
        row = {"name_key": key, "name": name.strip(), "unit_id": where.id, "person_id": meant.id}
        await tx.run("assign_holder_name", **row, at=now)
        await tx.run("bump_meta", key="directory")
    return await _look_again(engine, key, now)


async def forget(engine: Engine, name: str, unit: str, now: int) -> int:
    """Take back what was decided about a name in a unit; how many dossiers were looked at again.

    Raises `RejectedInput` where nothing is in force.
    """
    where, key = _unit(engine.snapshot.directory, unit), _key(name)
    async with engine.store.tx() as tx:
        if not await tx.run("forget_holder_name", name_key=key, unit_id=where.id, at=now):
            mend = "a name that `nhacviec holders --assigned` lists for this unit"
            raise RejectedInput("NAME", name, mend)
        await tx.run("bump_meta", key="directory")
    return await _look_again(engine, key, now)


async def follow_names(engine: Engine, now: int) -> int:
    """Let open items follow what was decided in the chat since; how many names were looked at."""
    rows = await engine.store.all("names_to_follow")
    for key, last in rows:
        try:
            await _look_again(engine, key, now)
        except Exception:  # its dossiers follow when their source tells of them again; nobody's plan waits for them
            log.exception("name.failed", action="name.failed")
        async with engine.store.tx() as tx:
            await tx.run("name_followed", name_key=key, id=last)
    return len(rows)


async def _look_again(engine: Engine, key: str, now: int) -> int:
    """Derive anew the items of all dossiers in hand whose source names the holder so."""
    await engine.refresh(now)
    after, count = "", 0
    while rows := await engine.store.all("named_holders", after=after, limit=PAGE):
        after = rows[-1][0]
        codes = [code for code, holder in rows if key in map(fold, names_in(holder))]
        for batch in _batches(codes):
            async with engine.store.tx() as tx:
                await derive_items(tx, engine, batch, now)
        count += len(codes)
    return count


def _batches(codes: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(codes), AT_A_TIME):
        yield list(codes[start : start + AT_A_TIME])


def _unit(directory: Directory, code: str) -> Unit:
    found = directory.unit(code)
    if found is None:
        raise RejectedInput("--unit", code, "a code of a unit; `nhacviec holders` lists them")
    return found


def _key(name: str) -> str:
    key = fold(name)
    if not key:
        raise RejectedInput("NAME", name, "the name as the source writes it")
    return key
