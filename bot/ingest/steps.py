"""What a dossier owes now: dossier + progress + internal process + calendar → the items there should be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.ingest.columns import fold
from bot.ingest.holders import holder_of, in_role, unit_of
from bot.ingest.promises import extension_told, in_force, promise_wishes
from bot.ingest.shapes import Known, Wish
from bot.ingest.statuses import FINISHED, true_status
from bot.ingest.step_times import finished_steps, over_pauses, span_of
from db.directory import Directory
from db.records import Dossier, ProcedureStep, Progress, StatusSeen
from db.words import ItemState, Kind, Role
from handlers.views import Detail
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso
from schedules.pauses import (
    PAUSED,
    RUNNING,
    SUPPLEMENT,
    Pause,
    named,
    pauses,
)
from schedules.spans import Span, SpanUnit

ENDED_WITHOUT_RESULT = {3, 7, 8}
DONE = {9, 10}


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


def pauses_of(known: Known) -> list[Pause]:
    """The intervals in which the dossier's clock stood still, from its progress rows and what was seen of its status."""
    told = [
        StatusSeen(p.dossier_code, p.at, p.status, "progress")
        for p in known.progress
        if p.status in PAUSED | RUNNING
    ]
    resting = standing(known.dossier, known.progress) == ItemState.SUSPENDED
    return pauses([*known.seen, *told], resting=resting)


def wishes(known: Known, directory: Directory, calendar: WorkCalendar) -> list[Wish]:
    """The items that should be watched for a dossier: the whole of it, the step it is in, a supplement it waits for.

    `NgayHenTra` is what the citizen holds and is kept as stored. A progress row tells a step that is done; the next
    one of the internal process starts at that instant, and is never due after the promised date. Pauses move the step. A
    signed letter of apology sets the date that counts; the stored one stays.
    """
    stated = known.dossier.due_at
    known = msgspec.structs.replace(known, dossier=in_force(known))
    dossier = known.dossier
    state = standing(dossier, known.progress)
    if state is None:
        return []
    rests = pauses_of(known)
    step = _step(known, rests, directory, calendar) if state == ItemState.OPEN else None
    found = [step] if step else []
    if dossier.due_at is not None:
        found.append(_whole(known, stated, state, step, rests, directory, calendar))
        found += promise_wishes(known, stated or dossier.due_at, state, calendar)
    if (wanted := _supplement(known, state, rests, directory, calendar)) is not None:
        found.append(wanted)
    return found


def _whole(
    known: Known,
    stated: int | None,
    state: ItemState,
    step: Wish | None,
    rests: Sequence[Pause],
    directory: Directory,
    calendar: WorkCalendar,
) -> Wish:
    dossier = known.dossier
    due_at = dossier.due_at or 0
    holder = holder_of(directory, dossier.holder, dossier.unit_id)
    derivation: dict[str, Any] = {
        "op": "promised",
        "anchor": "NgayHenTra",
        "source": dossier.source,
        "received_at": to_iso(dossier.received_at),
        "calendar_version": calendar.version,
        "due_at": to_iso(due_at),
    }
    if known.letter is not None and stated is not None and stated != due_at:
        derivation["extension"] = extension_told(known.letter, stated)
    if rests:
        derivation["pauses"] = [named(p, _minutes(p, calendar)) for p in rests]
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


def _minutes(pause: Pause, calendar: WorkCalendar) -> int:
    return calendar.minutes_between(pause.start, pause.end) if pause.end is not None else 0


def _supplement(
    known: Known,
    state: ItemState,
    rests: Sequence[Pause],
    directory: Directory,
    calendar: WorkCalendar,
) -> Wish | None:
    """The supplement that was asked for last, due after calendar days; none without a limit.

    What the source itself says of the dossier, when it was asked for and how many days it has, goes before the setting
    of its procedure.
    """
    dossier = known.dossier
    asked = next((p for p in reversed(rests) if p.status == SUPPLEMENT), None)
    own = dossier.supplement_days
    days = own if own is not None else known.setting.supplement_days
    if asked is None or days is None:
        return None
    told = dossier.supplement_asked_at
    inside = told is not None and asked.start <= told and (asked.end is None or told < asked.end)
    start = told if told is not None and inside else asked.start
    waits = state == ItemState.SUSPENDED and asked.end is None
    ended = state == ItemState.CANCELLED
    found = due.add(start, Span(days, SpanUnit.CALENDAR_DAYS), calendar)
    coordinator = directory.nearest(dossier.unit_id, Role.COORDINATOR)[:1]
    derivation = found.derivation | {
        "op": "supplement",
        "procedure": dossier.procedure_code,
        "pauses": [named(asked, _minutes(asked, calendar))],
    }
    return Wish(
        key=f"supplement:{dossier.code}",
        kind=Kind.SUPPLEMENT,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=dossier.unit_id,
        assignee_id=coordinator[0].id if coordinator else None,
        starts_at=start,
        due_at=found.due_at,
        state=ItemState.OPEN if waits else ItemState.CANCELLED if ended else ItemState.DONE,
        derivation=_json(derivation),
        detail=_json(Detail(procedure=dossier.procedure_name)),
    )


def _step(
    known: Known, rests: Sequence[Pause], directory: Directory, calendar: WorkCalendar
) -> Wish | None:
    dossier = known.dossier
    done = finished_steps(known.progress)
    started = max((p.at for p in done), default=dossier.received_at)
    current, unit_id = present_step(known, directory)
    if current is None and dossier.step_due_at is None:
        return None
    derived = _due(known, current, started, rests, calendar)
    assignee = holder_of(directory, dossier.holder, unit_id) or in_role(directory, current, unit_id)
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


def present_step(known: Known, directory: Directory) -> tuple[ProcedureStep | None, int]:
    """The step a dossier is in (None: its process does not say) and the unit that has it."""
    done = len(finished_steps(known.progress))
    current = _in_hand(known.process, known.dossier.step_name, done)
    return current, unit_of(current, known.dossier, directory)


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
    known: Known,
    step: ProcedureStep | None,
    started: int,
    rests: Sequence[Pause],
    calendar: WorkCalendar,
) -> tuple[int, dict[str, Any]]:
    dossier = known.dossier
    if dossier.step_due_at is not None or step is None:
        due_at = dossier.step_due_at if dossier.step_due_at is not None else started
        derivation: dict[str, Any] = {
            "op": "told",
            "anchor": "NgayHenTraCaNhan",
            "source": dossier.source,
            "due_at": to_iso(due_at),
            "calendar_version": calendar.version,
        }
        inside = [named(p, _minutes(p, calendar)) for p in rests if (p.end or due_at) > started]
        return due_at, derivation | ({"pauses": inside} if inside else {})
    span = span_of(step)
    found = due.add(started, span, calendar)
    carried = over_pauses(known.setting, started, found.due_at, span, rests, calendar)
    derivation = found.derivation | {
        "op": "step",
        "procedure": step.procedure_code,
        "seq": step.seq,
    }
    if carried.told:
        derivation |= {
            "pauses": carried.told,
            "before_pauses": to_iso(found.due_at),
            "due_at": to_iso(carried.due_at),
        }
    # A promise from before the clock went on again cannot bind what was left then.
    since = max(started, carried.resumed_at or started)
    if dossier.due_at is not None and since < dossier.due_at < carried.due_at:
        capped = {
            "capped_by": "NgayHenTra",
            "computed": to_iso(carried.due_at),
            "due_at": to_iso(dossier.due_at),
        }
        return dossier.due_at, derivation | capped
    return carried.due_at, derivation


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
