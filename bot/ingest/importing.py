"""Importing a file: rows are read one by one, bad ones are named, good ones stored in batches; twice changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.ingest import chains, directory, dossiers, duties, procedures
from bot.ingest.doubts import refresh_procedure_doubts, warnings_about
from bot.ingest.outcome import DryRun, Outcome
from bot.ingest.parsing import parse
from bot.ingest.tables import Rejected, Row, iter_rows
from db.sealing import Sealer
from db.store import Store, Tx
from schedules.errors import RejectedInput

Numbered = list[tuple[int, Any]]  # row number in the file, typed row
Upsert = Callable[[Tx, Engine, Numbered, Outcome, int], Awaitable[None]]

# What an import of each kind does, and how many rows go into one transaction (0: the whole file at once,
# because its rows refer to each other).
_KINDS: dict[str, tuple[Upsert, int]] = {
    "units": (directory.upsert_units, 0),
    "people": (directory.upsert_people, 0),
    "procedures": (procedures.upsert_steps, 0),
    "reports": (duties.upsert_duties, 0),
    "dossiers": (dossiers.upsert_dossiers, 1000),
    "progress": (dossiers.upsert_progress, 4000),
    "feedback": (chains.upsert_feedback, 1000),
    "events": (chains.upsert_events, 0),
}
KINDS = tuple(_KINDS)
_TELL_MORE = {"units", "people", "procedures"}  # dossiers may have come before these
_STARTS_CHAINS = {"feedback", "events"}
_SEEN_ANEW = _TELL_MORE | {"dossiers"}  # may open or close a warning about procedures


async def run_import(
    store: Store,
    sealer: Sealer,
    kind: str,
    path: Path,
    *,
    now: int,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Import `path` as `kind`; answers counts and rejected rows. Raises `BadTable` when the file is no such table.

    With `dry_run` everything is tried and nothing kept.
    """
    table = iter_rows(path, kind)
    outcome = Outcome(ignored_columns=table.ignored_columns)
    upsert, size = _KINDS[kind]
    engine = await Engine.start(store, sealer)
    rows = _typed(kind, table.rows, outcome)
    try:
        if dry_run:
            async with store.tx() as tx:
                for batch in _batches(rows, size):
                    await upsert(tx, engine, batch, outcome, now)
                raise DryRun
        for batch in _batches(rows, size):
            async with store.tx() as tx:
                await upsert(tx, engine, batch, outcome, now)
            if progress is not None:
                progress(len(batch))
    except DryRun:
        return outcome.answer()
    if kind in _TELL_MORE and outcome.created + outcome.updated:
        await engine.refresh()
        await dossiers.derive_in_hand(engine, outcome.changed_procedures, now)
        await dossiers.complete(engine, now)
    if kind in _SEEN_ANEW and outcome.created + outcome.updated:
        await refresh_procedure_doubts(engine, now)
    if kind in _STARTS_CHAINS and outcome.created + outcome.updated:
        await chains.derive_chains(engine, now)
    if outcome.procedures:
        return outcome.answer() | {"warnings": await warnings_about(store, outcome.procedures)}
    return outcome.answer()


def _typed(
    kind: str, rows: Iterator[Row | Rejected], outcome: Outcome
) -> Iterator[tuple[int, Any]]:
    for row in rows:
        if isinstance(row, Rejected):
            outcome.reject(row.row, row.error)
            continue
        try:
            yield row.number, parse(kind, row)
        except RejectedInput as error:
            outcome.reject(row.number, str(error))


def _batches(rows: Iterator[tuple[int, Any]], size: int) -> Iterator[Numbered]:
    while batch := list(islice(rows, size or None)):
        yield batch
