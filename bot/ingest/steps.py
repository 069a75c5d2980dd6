"""What a dossier owes now: dossier + progress + internal process + calendar → the items there should be. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from bot.ingest.columns import fold
from bot.ingest.statuses import FINISHED, true_status
from db.directory import Directory
from db.records import Dossier, ItemState, Kind, Person, ProcedureStep, Progress
from handlers.views import Detail
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso
from schedules.spans import MINUTES_PER_WORKING_DAY, Span, SpanUnit

RUNNING = {2, 4}
PAUSED = {5, 6}
ENDED_WITHOUT_RESULT = {3, 7, 8}
DONE = {9, 10}


class Wish(msgspec.Struct, frozen=True):
    """An item as it should be. `key` finds the one there is."""

    key: str
    kind: Kind
    code: str
    title: str
    unit_id: int
    assignee_id: int | None
    starts_at: int
    due_at: int
    state: ItemState
    derivation: str
    detail: str


def standing(dossier: Dossier, progress: Sequence[Progress]) -> ItemState | None:
    """The state that a dossier's status gives its items; None while it is not received yet.

    A sender that distorts a pause or an end as "finished" gives itself away by the text of its last progress row.
    """
    status = dossier.status
    if status == FINISHED and progress:
        # Of rows of one instant the text that gives a pause away goes before "finished", whichever came first.
        latest = max(
            progress, key=lambda p: (p.at, true_status(p.status, p.note) != FINISHED, p.note)
        )
        told = true_status(latest.status, latest.note)
        status = told if told in PAUSED | ENDED_WITHOUT_RESULT else status
    if status in RUNNING:
        return ItemState.OPEN
    if status in PAUSED:
        return ItemState.SUSPENDED
    if status in ENDED_WITHOUT_RESULT:
        return ItemState.CANCELLED
    return ItemState.DONE if status in DONE else None


def wishes(
    dossier: Dossier,
    progress: Sequence[Progress],
    process: Sequence[ProcedureStep],
    directory: Directory,
    calendar: WorkCalendar,
) -> list[Wish]:
    """The items that should be watched for a dossier: the whole of it, and the step it is in.

    `NgayHenTra` is what the citizen holds and is kept as stored. A progress row tells a step that is done; the next
    one of the internal process starts at that instant, and is never due after the promised date.
    """
    state = standing(dossier, progress)
    if state is None:
        return []
    step = (
        _step(dossier, progress, process, directory, calendar) if state == ItemState.OPEN else None
    )
    found = [step] if step else []
    if dossier.due_at is not None:
        found.append(_whole(dossier, dossier.due_at, state, step, directory, calendar))
    return found


def _whole(
    dossier: Dossier,
    due_at: int,
    state: ItemState,
    step: Wish | None,
    directory: Directory,
    calendar: WorkCalendar,
) -> Wish:
    holder = _holder(directory, dossier.holder, dossier.unit_id)
    derivation = {
        "op": "promised",
        "anchor": "NgayHenTra",
        "source": dossier.source,
        "received_at": to_iso(dossier.received_at),
        "calendar_version": calendar.version,
        "due_at": to_iso(due_at),
    }
    return Wish(
        key=f"dossier:{dossier.code}",
        kind=Kind.DOSSIER,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=dossier.unit_id,
        assignee_id=holder.id if holder else step.assignee_id if step else None,
        starts_at=dossier.received_at,
        due_at=due_at,
        state=state,
        derivation=_json(derivation),
        detail=_json(Detail(procedure=dossier.procedure_name)),
    )


def _step(
    dossier: Dossier,
    progress: Sequence[Progress],
    process: Sequence[ProcedureStep],
    directory: Directory,
    calendar: WorkCalendar,
) -> Wish | None:
    done = [p for p in progress if p.status in RUNNING]
    started = max((p.at for p in done), default=dossier.received_at)
    current = _in_hand(process, dossier.step_name, len(done))
    if current is None and dossier.step_due_at is None:
        return None
    unit_id = _unit_of(current, dossier, directory)
    derived = _due(dossier, current, started, calendar)
    assignee = _holder(directory, dossier.holder, unit_id) or _of_role(directory, current, unit_id)
    seq = current.seq if current else len(done) + 1
    return Wish(
        key=f"step:{dossier.code}:{seq}",
        kind=Kind.STEP,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=unit_id,
        assignee_id=assignee.id if assignee else None,
        starts_at=started,
        due_at=derived[0],
        state=ItemState.OPEN,
        derivation=_json(derived[1]),
        detail=_json(
            Detail(step=current.name if current else "", procedure=dossier.procedure_name)
        ),
    )


def _in_hand(process: Sequence[ProcedureStep], told: str, rows: int) -> ProcedureStep | None:
    """The step that the source names as the present one, by name or number, else the one after the last that is done."""
    if told:
        wanted = fold(told)
        for step in process:
            if wanted in (fold(step.name), str(step.seq)):
                return step
    return next((s for s in process if s.seq > _finished(process, rows)), None)


def _finished(process: Sequence[ProcedureStep], rows: int) -> int:
    """The number of the last step that is done after so many progress rows."""
    return (
        process[rows - 1].seq
        if 0 < rows <= len(process)
        else (process[-1].seq if rows and process else 0)
    )


def _due(
    dossier: Dossier, step: ProcedureStep | None, started: int, calendar: WorkCalendar
) -> tuple[int, dict[str, Any]]:
    if dossier.step_due_at is not None or step is None:
        due_at = dossier.step_due_at if dossier.step_due_at is not None else started
        told = {"op": "told", "anchor": "NgayHenTraCaNhan", "source": dossier.source}
        return due_at, told | {"due_at": to_iso(due_at), "calendar_version": calendar.version}
    found = due.add(started, span_of(step), calendar)
    derivation = found.derivation | {
        "op": "step",
        "procedure": step.procedure_code,
        "seq": step.seq,
    }
    if dossier.due_at is not None and started < dossier.due_at < found.due_at:
        capped = {
            "capped_by": "NgayHenTra",
            "computed": to_iso(found.due_at),
            "due_at": to_iso(dossier.due_at),
        }
        return dossier.due_at, derivation | capped
    return found.due_at, derivation


def span_of(step: ProcedureStep) -> Span:
    """The time a step has: working hours, working days where the process counts whole days, or calendar days."""
    days, rest = divmod(step.minutes, MINUTES_PER_WORKING_DAY)
    if step.counts == "ngay" and not rest:
        return Span(days, SpanUnit.CALENDAR_DAYS)
    if step.counts == "ngay_lam_viec" and not rest:
        return Span(days, SpanUnit.WORKING_DAYS)
    return Span(step.minutes, SpanUnit.WORKING_MINUTES)


def _unit_of(step: ProcedureStep | None, dossier: Dossier, directory: Directory) -> int:
    unit = directory.unit(step.unit_code) if step and step.unit_code else None
    return unit.id if unit else dossier.unit_id


def _holder(directory: Directory, holder: str, unit_id: int) -> Person | None:
    """The person behind a feed's name; an unknown or ambiguous one is nobody, never a guess.

    Of several present holders (`;` or `,` between) the first who is known is spoken to.
    """
    for name in re.split("[;,]", holder):
        found = directory.named(name.strip(), unit_id) if name.strip() else ()
        if len(found) == 1:
            return found[0]
    return None


def _of_role(directory: Directory, step: ProcedureStep | None, unit_id: int) -> Person | None:
    found = directory.titled(step.role, unit_id) if step and step.role else ()
    return found[0] if len(found) == 1 else None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
