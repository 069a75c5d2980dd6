"""Internal processes of procedures into the store, one row a step."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.engine import Engine
from bot.ingest.outcome import Outcome
from bot.ingest.rows import ProcedureStepRow
from db.records import ProcedureStep
from db.store import Tx


async def upsert_steps(
    tx: Tx, engine: Engine, rows: list[tuple[int, ProcedureStepRow]], outcome: Outcome, now: int
) -> None:
    """Store steps; a step of a known number replaces the one before."""
    steps = [ProcedureStep(*row) for row in await tx.all("procedure_steps")]
    stored = {(s.procedure_code, s.seq): s for s in steps}
    changed = []
    wholes = {row.code: row.total_minutes for _, row in rows if row.total_minutes is not None}
    for _, row in rows:
        step = ProcedureStep(
            procedure_code=row.code,
            procedure_name=row.name,
            field=row.field,
            seq=row.seq,
            name=row.step,
            role=row.role,
            unit_code=row.unit,
            minutes=row.minutes,
            counts=row.counts,
        )
        if outcome.count(stored.get((step.procedure_code, step.seq)), step):
            changed.append(msgspec.structs.asdict(step))
        stored[step.procedure_code, step.seq] = step
    await tx.many("upsert_procedure_step", changed)
    await tx.many("set_procedure", [_whole(code, minutes) for code, minutes in wholes.items()])


def _whole(code: str, minutes: int) -> dict[str, Any]:
    """The time a procedure has as a whole, as its table states it."""
    return {
        "procedure_code": code,
        "total_minutes": minutes,
        "after_pause": None,
        "supplement_days": None,
    }
