"""The time a step has, past its pauses, and which progress rows tell a finished step. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.ingest.columns import fold
from db.records import ProcedureSetting, ProcedureStep, Progress
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.pauses import PAUSED, RESTART, RUNNING, Carried, Pause, carry_over
from schedules.spans import MINUTES_PER_WORKING_DAY, Span, SpanUnit

TAKEN_UP_AGAIN = ("bosung", "nvtc", "nghiavutaichinh")


def finished_steps(progress: Sequence[Progress]) -> list[Progress]:
    """The rows that tell a finished step. The first row after a pause that speaks of what was waited for (a supplement,
    a financial duty) tells that the clock goes on, not that the step is done."""
    found = []
    paused = False
    for row in sorted(progress, key=lambda p: p.at):
        if row.status in PAUSED:
            paused = True
        elif row.status in RUNNING:
            said = fold(row.note)
            if not (paused and any(word in said for word in TAKEN_UP_AGAIN)):
                found.append(row)
            paused = False
    return found


def over_pauses(
    setting: ProcedureSetting,
    started: int,
    due_at: int,
    span: Span,
    rests: Sequence[Pause],
    calendar: WorkCalendar,
) -> Carried:
    """A due date past its pauses, in the way the procedure goes on after them."""
    if not rests:
        return Carried(due_at, [], None)

    def anew(instant: int) -> int:
        return due.instant_after(instant, span, calendar)

    def later(days: int) -> int:
        return due.instant_after(started, Span(span.amount + days, span.unit), calendar)

    restart = anew if setting.after_pause == RESTART else None
    days_later = later if span.unit == SpanUnit.CALENDAR_DAYS else None
    return carry_over(started, due_at, rests, calendar, restart, days_later)


def minutes_of(step: ProcedureStep, online: bool = False) -> int:
    """The working minutes a step has for who comes in person, or for who hands in online where that differs."""
    return step.minutes_online if online and step.minutes_online is not None else step.minutes


def span_of(step: ProcedureStep, online: bool = False) -> Span:
    """The time a step has: working hours, working days where the process counts whole days, or calendar days."""
    return as_span(minutes_of(step, online), {step.counts})


def as_span(minutes: int, counts: Collection[str]) -> Span:
    """Minutes in the way all of some steps count: whole calendar or working days, else working time."""
    days, rest = divmod(minutes, MINUTES_PER_WORKING_DAY)
    if set(counts) == {"ngay"} and not rest:
        return Span(days, SpanUnit.CALENDAR_DAYS)
    if set(counts) == {"ngay_lam_viec"} and not rest:
        return Span(days, SpanUnit.WORKING_DAYS)
    return Span(minutes, SpanUnit.WORKING_MINUTES)
