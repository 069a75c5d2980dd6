"""What a sender pushed or a connector gave, into the store item by item: a bad one never stops the others.

Transactions are short, and other work of the service goes on between them. Nothing of the body is kept but the rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from bot.engine import Engine
from bot.ingest.dossiers import upsert_dossiers, upsert_progress
from bot.ingest.feed import Batch, read_dossiers, read_progress
from bot.ingest.outcome import Outcome
from bot.ingest.statuses import NO_STATUSES
from bot.ingest.tables import as_text
from db.store import Tx

AT_A_TIME = 500  # items a transaction
_LONGEST_CODE = 60  # characters of a code that is told back

Upsert = Callable[[Tx, Engine, list[tuple[int, Any]], Outcome, int], Awaitable[None]]


class Taken(NamedTuple):
    """What became of one item: its code as the sender wrote it; `error` is empty when it was taken."""

    code: str
    error: str
    known: bool = False  # the dossier was there before


async def receive_dossiers(
    engine: Engine,
    items: Sequence[object],
    source: str,
    now: int,
    unit: str = "",
    statuses: Mapping[str, int] = NO_STATUSES,
) -> list[Taken]:
    """Store pushed or pulled dossiers; one answer an item, in their order. `unit` is that of items which name none."""
    found: list[Taken] = []
    for part in _parts(items):
        batch = read_dossiers(part, source, unit, statuses)
        codes = msgspec.json.encode([row.code for row in batch.rows]).decode()
        known = {row[0] for row in await engine.store.all("fingerprints_of", codes=codes)}
        errors = await _store(engine, upsert_dossiers, batch, now)
        there = {n for n, row in _numbered(batch) if row.code in known}
        found += _answers(part, errors, there)
    return found


async def receive_progress(
    engine: Engine, items: Sequence[object], now: int, statuses: Mapping[str, int] = NO_STATUSES
) -> list[Taken]:
    """Store finished steps; one answer an item, in their order."""
    found: list[Taken] = []
    for part in _parts(items):
        batch = read_progress(part, statuses=statuses)
        found += _answers(part, await _store(engine, upsert_progress, batch, now))
    return found


def codes_asked(items: Iterable[object]) -> list[str]:
    """The codes somebody asks for: texts, or objects that name a `MaHoSo` in any case of letters."""
    return [code for item in items if (code := _code(item))]


def _parts(items: Sequence[object]) -> Iterable[Sequence[object]]:
    return (items[start : start + AT_A_TIME] for start in range(0, len(items), AT_A_TIME))


async def _store(engine: Engine, upsert: Upsert, batch: Batch[Any], now: int) -> dict[int, str]:
    """Write the good rows; what was wrong with the others by their place."""
    outcome = Outcome()
    if batch.rows:
        async with engine.store.tx() as tx:
            await upsert(tx, engine, _numbered(batch), outcome, now)
    refused = {one["row"]: one["error"] for one in outcome.answer()["rejected"]}
    return {one.row: one.error for one in batch.rejected} | refused


def _numbered(batch: Batch[Any]) -> list[tuple[int, Any]]:
    return list(zip(batch.numbers, batch.rows, strict=True))


def _answers(
    part: Sequence[object], errors: dict[int, str], known: set[int] | frozenset[int] = frozenset()
) -> list[Taken]:
    return [Taken(_code(item), errors.get(n, ""), n in known) for n, item in enumerate(part, 1)]


def _code(item: object) -> str:
    if isinstance(item, dict):
        item = next((value for key, value in item.items() if str(key).lower() == "mahoso"), "")
    return as_text(item)[:_LONGEST_CODE] if isinstance(item, str | int) else ""
