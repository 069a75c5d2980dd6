"""The time a procedure has as a whole, phase by phase, and when it is answered by our own computation. Pure.

A same-day procedure (giải quyết trong ngày) is answered before closing; what comes in after 15:00 is answered on the next
working day (Quyết định 663/QĐ-TTPVHCC of Hà Nội, 13/5/2026; `domain.md` §2.2). The hour is a setting of the procedure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final

from bot.ingest.step_times import as_span, minutes_of
from db.records import ProcedureSetting, ProcedureStep
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import at, civil_date
from schedules.spans import MINUTES_PER_WORKING_DAY, Span, SpanUnit

ANSWER_UNTIL: Final = 15 * 60  # minutes after midnight, where nothing else is set
NO_ANSWER_UNTIL: Final = 24 * 60  # the afternoon rule does not hold for a procedure

Steps = Sequence[ProcedureStep]


def stated_minutes(steps: Steps, online: bool = False) -> int | None:
    """The whole time that one case states for one phase; None when no row states it."""
    for step in reversed(steps):
        if online and step.total_online is not None:
            return step.total_online
    return next((s.total_minutes for s in reversed(steps) if s.total_minutes is not None), None)


def summed_minutes(steps: Steps, online: bool = False) -> int:
    """What the steps add up to."""
    return sum(minutes_of(step, online) for step in steps)


def of_phase(process: Steps, phase: int) -> list[ProcedureStep]:
    """The steps of one phase."""
    return [step for step in process if step.phase == phase]


def phases_of(process: Steps) -> list[int]:
    """The numbers of the phases, in order."""
    return sorted({step.phase for step in process})


def whole_of(process: Steps, online: bool = False) -> Span | None:
    """The time of one or several phases: each as stated, else the sum of its steps; None without either."""
    return _added_up(tuple(process), online)[1]


def whole_minutes(process: Steps, online: bool = False) -> int:
    """The same in working minutes, 480 a day; 0 when nothing is known."""
    return _added_up(tuple(process), online)[0]


@lru_cache(maxsize=2_048)  # asked for with each dossier, and many dossiers have one process
def _added_up(process: tuple[ProcedureStep, ...], online: bool) -> tuple[int, Span | None]:
    numbers = phases_of(process)
    parts = [process] if len(numbers) == 1 else [of_phase(process, n) for n in numbers]
    minutes = sum(stated_minutes(part, online) or summed_minutes(part, online) for part in parts)
    return minutes, as_span(minutes, {step.counts for step in process}) if minutes else None


def is_of_a_day(span: Span | None) -> bool:
    """Whether a procedure is answered within a day: working hours, eight at most."""
    return (
        span is not None
        and span.unit == SpanUnit.WORKING_MINUTES
        and span.amount <= MINUTES_PER_WORKING_DAY
    )


def answer_until(setting: ProcedureSetting) -> int:
    """The minute of the day up to which a same-day procedure is answered the same day."""
    return ANSWER_UNTIL if setting.answer_until is None else setting.answer_until


def clock_from(received_at: int, span: Span | None, until: int, calendar: WorkCalendar) -> int:
    """From when the time of a dossier counts: its receipt, or the next working morning for a late same-day one."""
    if not is_of_a_day(span) or until >= NO_ANSWER_UNTIL:
        return received_at
    counted = calendar.received(received_at)
    day = civil_date(counted)
    if counted <= at(day, until):
        return received_at
    return calendar.opening(calendar.working_day_forward(day + timedelta(days=1)))


def answered_at(start: int, span: Span, until: int, calendar: WorkCalendar) -> int:
    """When what was received at `start` is answered: same-day procedures before closing of the day they count from."""
    if not is_of_a_day(span) or until >= NO_ANSWER_UNTIL:
        return due.instant_after(start, span, calendar)
    begin = clock_from(start, span, until, calendar)
    closing = calendar.closing(civil_date(calendar.received(begin)))
    return min(due.instant_after(begin, span, calendar), closing)


def readings(
    start: int, span: Span, setting: ProcedureSetting, calendar: WorkCalendar
) -> list[int]:
    """The instants that may rightly have been promised.

    Where nobody has set the hour of the afternoon rule, a promise by plain counting is as good as one by the rule.
    """
    by_rule = answered_at(start, span, answer_until(setting), calendar)
    if setting.answer_until is not None:
        return [by_rule]
    return list(dict.fromkeys([by_rule, due.instant_after(start, span, calendar)]))


def same_day(
    received_at: int,
    promised: int | None,
    span: Span | None,
    setting: ProcedureSetting,
    calendar: WorkCalendar,
) -> bool:
    """Whether a dossier is one of those answered within the day: by its procedure, and by its promised date if it has one."""
    if span is None or not is_of_a_day(span):
        return False
    if promised is None:
        return True
    last = answered_at(received_at, span, answer_until(setting), calendar)
    return civil_date(promised) <= civil_date(last)
