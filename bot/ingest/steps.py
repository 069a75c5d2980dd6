"""What a dossier owes now: dossier + progress + internal process + calendar → the items there should be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.ingest.holders import NOBODY, Holders, holders_of, step_holders, unit_of
from bot.ingest.intake import intake
from bot.ingest.present import Present, place_of, present
from bot.ingest.promises import extension_told, in_force, promise_wishes
from bot.ingest.shapes import Known, Wish, as_json
from bot.ingest.statuses import FINISHED, true_status
from bot.ingest.step_times import over_pauses, span_of
from bot.ingest.supplements import asked_for
from bot.ingest.wholes import answer_until, clock_from, same_day, whole_minutes, whole_of
from db.directory import Directory
from db.records import Dossier, ProcedureStep, Progress, StatusSeen
from db.words import ItemState, Kind, Role
from handlers.views import Detail
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso
from schedules.pauses import (
    PAUSED,
    PROGRESS,
    RUNNING,
    Pause,
    named,
    pauses,
)
from schedules.spans import Span, SpanUnit

__all__ = ["Known", "Wish", "pauses_of", "present_step", "standing", "wishes"]

ENDED_WITHOUT_RESULT = {3, 7, 8}
DONE = {9, 10}


def standing(dossier: Dossier, progress: Sequence[Progress]) -> ItemState | None:
    """The state that a dossier's status gives its items; None while it is not received yet."""
    status = status_of(dossier, progress)
    if status in RUNNING:
        return ItemState.OPEN
    if status in PAUSED:
        return ItemState.SUSPENDED
    if status in ENDED_WITHOUT_RESULT:
        return ItemState.CANCELLED
    return ItemState.DONE if status in DONE else None


def status_of(dossier: Dossier, progress: Sequence[Progress]) -> int:
    """The status a dossier really stands in.

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
    return status


def pauses_of(known: Known) -> list[Pause]:
    """The intervals in which the dossier's clock stood still, from its progress rows and what was seen of its status."""
    if not known.seen and not known.progress:
        return []
    told = [
        StatusSeen(p.dossier_code, p.at, p.status, PROGRESS)
        for p in known.progress
        if p.status in PAUSED | RUNNING
    ]
    resting = standing(known.dossier, known.progress) == ItemState.SUSPENDED
    return pauses([*known.seen, *told], resting=resting)


def wishes(known: Known, directory: Directory, calendar: WorkCalendar) -> list[Wish]:
    """The items that should be watched for a dossier: the whole of it, the step it is in, a supplement it waits for; of one
    that is not received yet its intake.

    `NgayHenTra` is what the citizen holds and is kept as stored. A progress row tells a step that is done; the next
    one of the internal process starts at that instant, and is never due after the promised date. Pauses move the step. A
    signed letter of apology sets the date that counts; the stored one stays.
    """
    stated = known.dossier.due_at
    if known.letter is not None:
        known = msgspec.structs.replace(known, dossier=in_force(known))
    dossier = known.dossier
    state = standing(dossier, known.progress)
    if state is None:
        waiting = intake(known, directory, calendar)
        return [waiting] if waiting else []
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
    holders = holders_of(directory, dossier.holder, dossier.unit_id)
    assignee_id, co_holders = holders.ids
    if assignee_id is None and step is not None:
        assignee_id, co_holders = step.assignee_id, step.co_holders
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
    unclear = "" if assignee_id else holders.unclear
    return Wish(
        key=f"dossier:{dossier.code}",
        kind=Kind.DOSSIER,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=dossier.unit_id,
        assignee_id=assignee_id,
        co_holders=co_holders,
        starts_at=dossier.received_at,
        due_at=due_at,
        state=state,
        derivation=as_json(derivation | (holders.why_nobody if unclear else {})),
        detail=as_json(_detail(known, calendar, holders=holders if unclear else NOBODY)),
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
    """The supplement that was asked for last, due after calendar days; none without a limit."""
    dossier = known.dossier
    last = asked_for(dossier, known.setting, rests)
    if last is None or last.days is None:
        return None
    asked, start = last.pause, last.start
    waits = state == ItemState.SUSPENDED and asked.end is None
    ended = state == ItemState.CANCELLED
    found = due.add(start, Span(last.days, SpanUnit.CALENDAR_DAYS), calendar)
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
        co_holders="",
        starts_at=start,
        due_at=found.due_at,
        state=ItemState.OPEN if waits else ItemState.CANCELLED if ended else ItemState.DONE,
        derivation=as_json(derivation),
        detail=as_json(Detail(procedure=dossier.procedure_name)),
    )


def _step(
    known: Known, rests: Sequence[Pause], directory: Directory, calendar: WorkCalendar
) -> Wish | None:
    dossier = known.dossier
    found = present(known.process, dossier, known.progress, rests)
    if found.step is None and dossier.step_due_at is None:
        return None
    unit_id = unit_of(found.step, dossier, directory)
    due_at, derivation = _due(known, found, rests, calendar)
    holders = step_holders(directory, dossier.holder, found.step, unit_id)
    assignee_id, co_holders = holders.ids
    name = found.step.name if found.step else ""
    return Wish(
        key=f"step:{dossier.code}:{found.key}",
        kind=Kind.STEP,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=unit_id,
        assignee_id=assignee_id,
        co_holders=co_holders,
        starts_at=found.started,
        due_at=due_at,
        state=ItemState.OPEN,
        derivation=as_json(derivation | holders.why_nobody),
        detail=as_json(_detail(known, calendar, name, holders)),
    )


def _detail(
    known: Known, calendar: WorkCalendar, step: str = "", holders: Holders = NOBODY
) -> Detail:
    """What an item of a dossier carries: its words, and how long the whole procedure takes (for the flood guards)."""
    dossier = known.dossier
    span = whole_of(known.process, dossier.online)
    return Detail(
        step=step,
        procedure=dossier.procedure_name,
        unclear=holders.unclear,
        namesakes=holders.namesakes,
        whole=whole_minutes(known.process, dossier.online),
        same_day=same_day(dossier.received_at, dossier.due_at, span, known.setting, calendar),
    )


def present_step(known: Known, directory: Directory) -> tuple[ProcedureStep | None, int]:
    """The step a dossier is in (None: its process does not say) and the unit that has it."""
    step = present(known.process, known.dossier, known.progress, pauses_of(known)).step
    return step, unit_of(step, known.dossier, directory)


def _due(
    known: Known, found: Present, rests: Sequence[Pause], calendar: WorkCalendar
) -> tuple[int, dict[str, Any]]:
    dossier, step, started = known.dossier, found.step, found.started
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
    span = span_of(step, dossier.online)
    counted = _counted_from(known, started, calendar)
    plain = due.add(counted, span, calendar)
    carried = over_pauses(known.setting, counted, plain.due_at, span, rests, calendar)
    derivation = plain.derivation | {
        "op": "step",
        "procedure": step.procedure_code,
        "seq": step.seq,
    }
    derivation |= place_of(step, online=dossier.online)
    if counted != started:
        derivation["answer_until"] = answer_until(known.setting)
    if carried.told:
        derivation |= {
            "pauses": carried.told,
            "before_pauses": to_iso(plain.due_at),
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


def _counted_from(known: Known, started: int, calendar: WorkCalendar) -> int:
    """From when a step's time counts: its start, but what came in too late in the day counts from the next morning."""
    span = whole_of(known.process, known.dossier.online)
    until = answer_until(known.setting)
    return max(started, clock_from(known.dossier.received_at, span, until, calendar))
