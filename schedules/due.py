"""Due dates with their derivation: why a date is that date, in a form that is stored, shown and checked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from schedules.calendar import WorkCalendar, official_calendar
from schedules.civil import DAY, OFFSET, civil_date, parse_civil, to_instant, to_iso
from schedules.errors import RejectedInput
from schedules.holidays import OFF_KINDS
from schedules.hours import WeekHours, parse_hours
from schedules.spans import Span, SpanUnit, parse_span

_FORWARD: Final = {
    SpanUnit.WORKING_MINUTES: (
        "hours_from_receipt",
        "BLDS 2015 Điều 147 khoản 1; BLLĐ 45/2019/QH14 Điều 111–112",
    ),
    SpanUnit.WORKING_DAYS: (
        "day_of_receipt_is_day_zero",
        "BLDS 2015 Điều 147 khoản 2; BLLĐ 45/2019/QH14 Điều 111–112",
    ),
    SpanUnit.CALENDAR_DAYS: ("roll_forward_to_working_day", "BLDS 2015 Điều 147–148"),
}
# No law says how to count back; these are our safe readings: never later than asked for.
_BACKWARD: Final = {
    SpanUnit.WORKING_MINUTES: ("hours_back", "quy ước đếm lùi"),
    SpanUnit.WORKING_DAYS: ("closing_of_working_day_before", "quy ước đếm lùi"),
    SpanUnit.CALENDAR_DAYS: ("roll_back_to_working_day", "quy ước đếm lùi"),
}


class Due(msgspec.Struct, frozen=True):
    """A computed instant (seconds) and its derivation (JSON-able, English keys)."""

    due_at: int
    derivation: dict[str, object]


class _Count(NamedTuple):
    """One computation on its way to a derivation."""

    op: str
    start: int
    counted: int  # the instant counting began from
    why: str
    nominal: int | None  # where plain counting leads, before off days and hours move it
    due: int
    stretches: list[tuple[int, int]]  # instants between which special days had a say


def add(start: int, span: Span, calendar: WorkCalendar) -> Due:
    """When something received at `start` is due after `span`.

    Receipt outside working hours counts from the next opening (`WorkCalendar.received`); then hours, working days or
    calendar days are counted as `WorkCalendar.add_*` say (BLDS 2015 Điều 147–148). Raises `RejectedInput` outside the
    calendar's years. Friday 24/4/2026 17:30 + 1 ngày làm việc: received Tuesday 28/4 07:00, due Wednesday 29/4 07:00.
    """
    counted = calendar.received(start)
    due = instant_after(counted, span, calendar)
    nominal: int | None = None
    if span.unit is SpanUnit.WORKING_DAYS:
        nominal = due - (due + OFFSET) % DAY + (counted + OFFSET) % DAY
    elif span.unit is SpanUnit.CALENDAR_DAYS:
        nominal = counted + span.amount * DAY
    # Calendar days run through holidays; only those that moved the receipt or the last day had a say.
    stretches = [(start, due)]
    if span.unit is SpanUnit.CALENDAR_DAYS and nominal is not None:
        stretches = [(start, counted), (nominal, due)]
    why = _why(start, counted, calendar)
    count = _Count("add", start, counted, why, nominal, due, stretches)
    return _explained(count, span, calendar)


def instant_after(start: int, span: Span, calendar: WorkCalendar) -> int:
    """The instant that `add` gives, without its derivation."""
    counted = calendar.received(start)
    if span.unit is SpanUnit.WORKING_MINUTES:
        return calendar.add_minutes(counted, span.amount)
    if span.unit is SpanUnit.WORKING_DAYS:
        return calendar.add_working_days(counted, span.amount)
    return calendar.add_calendar_days(counted, span.amount)


def before(end: int, span: Span, calendar: WorkCalendar) -> Due:
    """The instant `span` before the deadline `end`, never later than `end`.

    Working days give the closing time of the n-th working day before the date of `end` (the safe reading of "trước 01
    ngày": due Monday → Friday's closing); hours are subtracted; calendar days keep the hour and roll back to a working
    day. Zero working days give the closing of the last working day up to `end`. Raises `RejectedInput` outside the
    calendar's years.
    """
    nominal: int | None = None
    if span.unit is SpanUnit.WORKING_MINUTES:
        due = calendar.subtract_minutes(end, span.amount)
    elif span.unit is SpanUnit.WORKING_DAYS:
        due = _closing_before(end, span.amount, calendar)
    else:
        due = calendar.subtract_calendar_days(end, span.amount)
        nominal = end - span.amount * DAY
    stretches = [(due, end if nominal is None else nominal)]
    count = _Count("before", end, end, "deadline", nominal, due, stretches)
    return _explained(count, span, calendar)


def between(start: int, end: int, calendar: WorkCalendar) -> int:
    """Whole working minutes from `start` to `end`; negative if `end` comes first."""
    return calendar.minutes_between(start, end)


def answer_row(
    op: str,
    start: str,
    arg: str,
    hours: str | None = None,
    calendar_of: Callable[[WeekHours], WorkCalendar] = official_calendar,
) -> str:
    """The `answer` of one row of `due --tsv`: an ISO instant for `add` and `before`, minutes for `between`.

    Raises `RejectedInput` (or `BadSpan`, `BadHours`) naming the column.

    >>> answer_row("add", "2026-03-05 09:10", "3 ngày làm việc")
    '2026-03-10T09:10:00+07:00'
    """
    calendar = calendar_of(parse_hours(hours))
    begin = to_instant(parse_civil(start, "start"))
    match op.strip().lower():
        case "add":
            return to_iso(add(begin, parse_span(arg), calendar).due_at)
        case "before":
            return to_iso(before(begin, parse_span(arg), calendar).due_at)
        case "between":
            return str(between(begin, to_instant(parse_civil(arg, "arg")), calendar))
        case _:
            raise RejectedInput("op", op, "use add, before or between")


def _closing_before(end: int, n: int, calendar: WorkCalendar) -> int:
    today = calendar.working_day_back(civil_date(end))
    if today != civil_date(end):
        n = max(n - 1, 0)  # due on a day off: that last working day is itself the first one before
    return min(end, calendar.closing(calendar.working_day_back(today, n)))


def _why(start: int, counted: int, calendar: WorkCalendar) -> str:
    if counted == start:
        return "as_received"
    day = civil_date(start)
    if not calendar.is_working_day(day):
        return "day_off"
    if start < calendar.opening(day):
        return "before_opening"
    return "after_closing" if start >= calendar.closing(day) else "in_break"


def _explained(count: _Count, span: Span, calendar: WorkCalendar) -> Due:
    rule, source = (_FORWARD if count.op == "add" else _BACKWARD)[span.unit]
    skipped: list[dict[str, str]] = []  # days off by the table that were passed over
    worked: list[dict[str, str]] = []  # worked Saturdays and half days on the way
    for first, last in count.stretches:
        for day in calendar.special_days(civil_date(first), civil_date(last)):
            entry = {"date": day.date, "kind": day.kind, "name": day.name}
            (skipped if day.kind in OFF_KINDS else worked).append(entry)
    moved = count.nominal is not None and count.nominal != count.due
    derivation: dict[str, object] = {
        "op": count.op,
        "start": to_iso(count.start),
        "counted_from": {"at": to_iso(count.counted), "why": count.why},
        "span": str(span),
        "unit": span.unit.value,
        "rule": rule,
        "source": source,
        "calendar_version": calendar.version,
        "hours": str(calendar.hours),
        "skipped": skipped,
        "worked": worked,
        "moved": moved,
        "moved_from": to_iso(count.nominal) if moved and count.nominal is not None else None,
        "due_at": to_iso(count.due),
    }
    return Due(count.due, derivation)
