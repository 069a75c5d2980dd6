"""Internal processes of procedures into the store, one row a step."""

from __future__ import annotations

import msgspec

from bot.engine import Engine
from bot.ingest.outcome import Outcome
from bot.ingest.rows import ProcedureStepRow
from db.records import ProcedureStep
from db.store import Tx

Key = tuple[str, str, str, int, int]


async def upsert_steps(
    tx: Tx, engine: Engine, rows: list[tuple[int, ProcedureStepRow]], outcome: Outcome, now: int
) -> None:
    """Store steps; one of a known version, case, phase and number replaces the one before.

    Rows with another `valid_from` are another version: those before it stay as they are, for the dossiers received then.
    """
    stored = {key(s): s for s in (ProcedureStep(*row) for row in await tx.all("procedure_steps"))}
    changed: dict[Key, ProcedureStep] = {}
    for _, row in rows:
        step = _step(row)
        if outcome.count(stored.get(key(step)), step):
            changed[key(step)] = step
        stored[key(step)] = step
    outcome.procedures.update(row.code for _, row in rows)
    outcome.changed_procedures.update(step.procedure_code for step in changed.values())
    await tx.many("upsert_procedure_step", map(msgspec.structs.asdict, changed.values()))


def key(step: ProcedureStep) -> Key:
    """What tells steps apart."""
    return step.procedure_code, step.valid_from, step.case_name, step.phase, step.seq


def _step(row: ProcedureStepRow) -> ProcedureStep:
    return ProcedureStep(
        procedure_code=row.code,
        procedure_name=row.name,
        field=row.field,
        seq=row.seq,
        name=row.step,
        role=row.role,
        unit_code=row.unit,
        minutes=row.minutes,
        counts=row.counts,
        phase=row.phase,
        case_name=row.case_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        minutes_online=row.minutes_online,
        total_minutes=row.total_minutes,
        total_online=row.total_online,
        source=row.source,
        timed=int(row.timed),
    )
