"""When a rule falls due: every dated occurrence in a stretch of days, and the next one.

Each rule is one ordered, possibly endless stream of occurrences; a range is a cut of it and the next due date its
first. Dates only: nothing here moves a deadline off a day off, and nothing here knows public holidays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count, takewhile

import msgspec

from schedules import periods
from schedules.rule_fields import DataWindow
from schedules.rules import (
    AfterEvent,
    BeforeEvent,
    ByDate,
    NPerPeriod,
    Recurring,
    Rule,
    WithinPeriod,
)

DAY = timedelta(1)


class Occurrence(msgspec.Struct, frozen=True):
    """One period of a duty and when it is due.

    `period` names what is reported (`2025-03`, `2025-Q1`, `2025-W11`, a day), not when. `stated` is the day as
    written; the effective due date `due` is that day, or the one before it when not `inclusive`. `window` holds the
    first and last day of the data to report.
    """

    period: str
    stated: date
    due: date
    inclusive: bool = True
    time: str | None = None
    window: tuple[date, date] | None = None
    label: str | None = None


def occurrences(rules: Rule | Sequence[Rule], start: date, end: date) -> list[Occurrence]:
    """List every occurrence with effective due date from `start` to `end`, both included, in order of that date.

    Of a list of rules all hold. Rules that nothing dates (`ongoing`, `on_request`, `external`, `unspecified`, an
    event without `event_date`, `interval` above 1) give none. Source of the conventions: RULES.md.

    >>> from schedules.rules import parse_rules
    >>> monthly = parse_rules({"kind": "recurring", "every": "month", "day": 22, "inclusive": False})
    >>> [str(one.due) for one in occurrences(monthly, date(2025, 3, 1), date(2025, 4, 30))]
    ['2025-03-21', '2025-04-21']
    """
    found = [
        one
        for rule in _listed(rules)
        for one in takewhile(lambda one: one.due <= end, _stream(rule, start))
    ]
    return sorted(found, key=lambda one: one.due)  # stable: rules keep their order within a day


def next_due(rules: Rule | Sequence[Rule], reference: date) -> date | None:
    """Return the earliest effective due date on or after `reference` (RULES.md, "Next due"); None when there is none.

    >>> from schedules.rules import parse_rules
    >>> quarterly = parse_rules({"kind": "recurring", "every": "quarter", "month": "last", "day": 19})
    >>> next_due(quarterly, date(2025, 3, 20))
    datetime.date(2025, 6, 19)
    """
    firsts = (next(_stream(rule, reference), None) for rule in _listed(rules))
    return min((one.due for one in firsts if one), default=None)


def due_after(rule: AfterEvent | BeforeEvent, event_date: date) -> date:
    """Anchor a limit on the day its event happened and return the effective due date.

    The day of the event is not counted; working days skip Saturdays and Sundays; begun days of a limit in hours
    count whole; months end on the same day, clamped. *Trước khi* without a number means the day before the event.
    Source: RULES.md, "Counting days".

    >>> due_after(AfterEvent(event="tiếp nhận", days=10, unit="calendar"), date(2025, 2, 24))
    datetime.date(2025, 3, 6)
    """
    return _from_event(rule, event_date).due


def _listed(rules: Rule | Sequence[Rule]) -> Sequence[Rule]:
    return (rules,) if isinstance(rules, Rule) else rules


def _stream(rule: Rule, start: date) -> Iterator[Occurrence]:
    """All occurrences due on or after `start`, in order."""
    match rule:
        case Recurring():
            return _recurring(rule, start)
        case NPerPeriod(year=None):
            # the last day of each period: the same days as a repetition that names no day
            return _recurring(Recurring(every=rule.period, label=rule.label), start)
    one = _single(rule)
    return iter((one,) if one and one.due >= start else ())


def _single(rule: Rule) -> Occurrence | None:
    match rule:
        case ByDate():
            return _at(rule.date, rule, str(rule.date), rule.inclusive, rule.time)
        case WithinPeriod():
            return _at(periods.part_end(rule.period, rule.part), rule, rule.period)
        case NPerPeriod(year=int(year)):
            return _at(date(year, 12, 31), rule, str(year))
        case AfterEvent() | BeforeEvent() if rule.event_date:
            return _from_event(rule, rule.event_date)
    return None


def _at(
    stated: date, rule: Rule, period: str, inclusive: bool = True, time: str | None = None
) -> Occurrence:
    due = stated if inclusive else stated - DAY
    return Occurrence(period, stated, due, inclusive, time, None, rule.label)


def _from_event(rule: AfterEvent | BeforeEvent, event: date) -> Occurrence:
    sign = 1 if isinstance(rule, AfterEvent) else -1
    inclusive = True
    if rule.months is not None:
        stated = periods.day_in_month(periods.month_number(event) + sign * rule.months, event.day)
    elif rule.hours is not None:
        stated = event - sign * DAY * (-rule.hours // 24)  # rounded up: a begun day counts
    elif rule.unit == "working":
        stated = periods.add_working_days(event, rule.days or 0, sign)
    else:
        stated = event + sign * DAY * (rule.days or 0)
        inclusive = bool(sign > 0 or rule.days)
    return _at(stated, rule, str(event), inclusive)


# --- recurring rules


def _recurring(rule: Recurring, start: date) -> Iterator[Occurrence]:
    if rule.interval > 1 or rule.every == "unspecified":
        return iter(())  # no known start, no known length
    low = max(start, rule.from_) if rule.from_ else start
    steps: Callable[[Recurring, date], Iterator[Occurrence]] = _monthly
    if rule.every in ("day", "week"):
        steps = _daily if rule.every == "day" else _weekly
    coming = (one for one in steps(rule, low) if one.due >= low)
    if rule.until is None:
        return coming
    until = rule.until
    return takewhile(lambda one: one.due <= until, coming)


def _daily(rule: Recurring, low: date) -> Iterator[Occurrence]:
    for offset in count():
        day = low + DAY * offset
        if day.weekday() < 5 or not rule.weekdays_only:
            yield _at(day, rule, str(day), time=rule.time)


def _weekly(rule: Recurring, low: date) -> Iterator[Occurrence]:
    first = low + DAY * (((rule.weekday or 7) - 1 - low.weekday()) % 7)
    for weeks in count():
        day = first + 7 * DAY * weeks
        yield _at(day, rule, periods.week_label(day), rule.inclusive, rule.time)


def _monthly(rule: Recurring, low: date) -> Iterator[Occurrence]:
    """Periods of whole months: the day stands in the first, a numbered, the last, or the following month."""
    months = periods.MONTHS_IN[rule.every]
    offset = _month_offset(rule.month, months)
    # one period early, because a day may stand in the month after its period
    earliest = (periods.month_number(low) // months - 1) * months
    for first in count(earliest, months):
        stated = _stated(rule, first + offset)
        one = _at(stated, rule, periods.label(first, months), rule.inclusive, rule.time)
        if rule.data_window:
            window = _window(rule.data_window, first, months)
            one = msgspec.structs.replace(one, window=window)
        yield one


def _month_offset(month: int | str | None, months: int) -> int:
    if isinstance(month, int):
        return month - 1
    return {"first": 0, "next": months}.get(month or "last", months - 1)


def _stated(rule: Recurring, month: int) -> date:
    """The day as written. A day the month lacks is clamped so that the effective date stays within the month."""
    if rule.nth is not None and rule.weekday is not None:
        first = periods.day_in_month(month, 1)
        ahead = (rule.weekday - 1 - first.weekday()) % 7
        day = first + DAY * (ahead + 7 * (rule.nth - 1))
        return day if day <= periods.last_day(month) else day - 7 * DAY
    if isinstance(rule.day, int):
        if rule.inclusive or rule.day == 1:
            return periods.day_in_month(month, rule.day)
        return periods.day_in_month(month, rule.day - 1) + DAY
    day = periods.last_day(month)
    while rule.day == "last_working" and day.weekday() > 4:
        day -= DAY
    return day


def _window(window: DataWindow, first: int, months: int) -> tuple[date, date]:
    """From a day of the month before the period to a day of its last month (NĐ 09/2019/NĐ-CP, Điều 12)."""
    return (
        periods.day_in_month(first - 1, window.from_day),
        periods.day_in_month(first + months - 1, window.to_day),
    )
