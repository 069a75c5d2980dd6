"""Where in its internal process a dossier stands: phase by phase, from its finished steps and its pauses. Pure.

Land dossiers have phases (giai đoạn): the first ends with the tax notice, the clock is off until the citizen has paid,
and the next one starts with its own steps and its own total when the dossier goes on (`domain.md` §2.3 and §3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.ingest.columns import fold
from bot.ingest.step_times import finished_steps
from db.records import Dossier, ProcedureStep, Progress
from schedules.pauses import FINANCIAL, Pause


class Present(NamedTuple):
    """The step in hand (None: the process does not say), since when, and a name of it within its dossier."""

    step: ProcedureStep | None
    started: int
    key: str


def phase_starts(
    process: Sequence[ProcedureStep], received_at: int, rests: Sequence[Pause]
) -> list[int]:
    """The instants at which the phases so far began: receipt, then the end of each pause for a financial duty.

    There are never more of them than the process has phases: further pauses belong to the last one.
    """
    resumed = [
        p.end for p in rests if p.status == FINANCIAL and p.end is not None and p.end >= received_at
    ]
    phases = max(1, len({step.phase for step in process}))
    return [received_at, *resumed][:phases]


def phase_in_hand(
    process: Sequence[ProcedureStep], dossier: Dossier, rests: Sequence[Pause]
) -> tuple[int, int]:
    """The number of the phase a dossier is in by its pauses, and when that began.

    Where its source names a step that only an earlier phase has, a fee was asked for in the midst of that phase.
    """
    starts = phase_starts(process, dossier.received_at, rests)
    numbers = sorted({step.phase for step in process}) or [1]
    place = len(starts) - 1
    named = _named(process, dossier.step_name, numbers[place]) if place else None
    if named is not None and named.phase < numbers[place]:
        place = numbers.index(named.phase)
    return numbers[place], starts[place]


def present(
    process: Sequence[ProcedureStep],
    dossier: Dossier,
    progress: Sequence[Progress],
    rests: Sequence[Pause],
) -> Present:
    """The step a dossier is in: the one its source names, else the one after those finished since its phase began.

    A phase whose steps are all finished runs into the next one even when no pause was seen: nobody is forgotten because a
    sender leaves a status out.
    """
    phase, began = phase_in_hand(process, dossier, rests)
    done = finished_steps(progress)
    later = (
        began > dossier.received_at
    )  # rows of the first phase are counted whenever they say they were
    since = [row for row in done if not later or row.at >= began]
    started = max((row.at for row in since), default=began)
    before = sum(step.phase < phase for step in process)
    place = before + len(since)
    step = _named(process, dossier.step_name, phase) or (
        process[place] if place < len(process) else None
    )
    return Present(step, started, _key(step, len(done)))


def _named(process: Sequence[ProcedureStep], told: str, phase: int) -> ProcedureStep | None:
    """The step that the source names as the present one, by name or number; first of all one of the phase in hand."""
    wanted = fold(told) if told else ""
    if not wanted:
        return None
    for step in sorted(process, key=lambda s: s.phase != phase):
        if wanted in (fold(step.name), str(step.seq)):
            return step
    return None


def _key(step: ProcedureStep | None, done: int) -> str:
    if step is None:
        return str(done + 1)
    return str(step.seq) if step.phase == 1 else f"{step.phase}.{step.seq}"


def place_of(step: ProcedureStep, *, online: bool) -> dict[str, Any]:
    """Which version, case and phase of a process a step belongs to, as far as there are several."""
    told: dict[str, Any] = {}
    if step.phase > 1:
        told["phase"] = step.phase
    if step.case_name:
        told["case"] = step.case_name
    if step.valid_from:
        told["valid_from"] = step.valid_from
    if step.source:
        told["document"] = step.source
    if online and step.minutes_online is not None:
        told["online"] = True
    return told
