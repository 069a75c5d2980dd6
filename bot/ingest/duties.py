"""Reporting duties into the store."""

from __future__ import annotations

import msgspec

from bot.engine import Engine
from bot.ingest.outcome import Outcome
from bot.ingest.rows import ReportRow
from db.records import Duty
from db.store import Tx
from schedules.chains import duty_rules
from schedules.errors import BadRule


async def upsert_duties(
    tx: Tx, engine: Engine, rows: list[tuple[int, ReportRow]], outcome: Outcome, now: int
) -> None:
    """Store duties; a rule outside the vocabulary rejects its row only."""
    duties = [Duty(*row) for row in await tx.all("all_duties")]
    stored = {(d.code, d.valid_from): msgspec.structs.replace(d, id=0) for d in duties}
    changed = []
    for number, row in rows:
        duty = Duty(id=0, **msgspec.structs.asdict(row))
        try:
            duty_rules(duty)
        except BadRule as error:
            outcome.reject(number, f'cột "rule": {error}')
            continue
        if outcome.count(stored.get((duty.code, duty.valid_from)), duty):
            parameters = msgspec.structs.asdict(duty)
            del parameters["id"]
            changed.append(parameters)
        stored[duty.code, duty.valid_from] = duty
    await tx.many("upsert_duty", changed)
    if changed:
        await tx.run("bump_meta", key="directory")
