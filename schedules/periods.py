"""Named stretches of the calendar: `2025`, `2025-H1`, `2025-Q2`, `2025-06`, `2025-W11`, a day, and ranges `A/B`.

Months are counted as one running number (`year * 12 + month - 1`), so that quarters and halves are plain multiples.
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

from schedules.errors import BadRule

MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PARTS = ("early", "mid", "late")
MEND = "write 2025, 2025-H1, 2025-Q2, 2025-06, 2025-06-30, or a range such as 2025-03/2025-05"

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-W(?P<week>\d\d)"
    r"|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?",
    re.ASCII,
)

# Last month and last day (None: the month's own) of the parts of a period, by its length in months. `cuối` is always
# the period's end, and a half-year has no customary parts (RULES.md, "Parts").
_PART_ENDS: dict[tuple[int, str], tuple[int, int | None]] = {
    (1, "early"): (1, 10),
    (1, "mid"): (1, 20),
    (3, "early"): (1, None),
    (3, "mid"): (2, None),
    (12, "early"): (3, None),
    (12, "mid"): (6, None),
}


def month_number(day: date) -> int:
    """Return the running number of the month of `day`: `year * 12 + month - 1`."""
    return day.year * 12 + day.month - 1


def day_in_month(number: int, day: int) -> date:
    """Return day `day` of month `number`, clamped to the month's last day: 31 in June is 30 June."""
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def last_day(number: int) -> date:
    """Return the last day of month `number`."""
    return day_in_month(number, 31)


def label(first: int, months: int) -> str:
    """Name the period of `months` months (1, 3, 6 or 12) that begins with month `first`.

    >>> label(2025 * 12 + 3, 3)
    '2025-Q2'
    """
    year, month = divmod(first, 12)
    if months == 12:
        return f"{year:04}"
    if months == 1:
        return f"{year:04}-{month + 1:02}"
    return f"{year:04}-{'Q' if months == 3 else 'H'}{month // months + 1}"


def week_label(day: date) -> str:
    """Name the ISO week of `day`: Monday 17/3/2025 lies in `2025-W12`, Monday 29/12/2025 in `2026-W01`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def bounds(period: str) -> tuple[date, date]:
    """Return the first and last day of `period`; of a range, the first of A and the last of B.

    Raises `BadRule` when the text names no period or the range runs backwards.

    >>> bounds("2025-Q1/2025-Q2")
    (datetime.date(2025, 1, 1), datetime.date(2025, 6, 30))
    """
    head, slash, tail = period.partition("/")
    if not slash:
        return _single(period)
    (first, _), (_, last) = _single(head), _single(tail)
    if last < first:
        raise BadRule("period", period, "put the earlier end of the range first")
    return first, last


def part_end(period: str, part: str | None = None) -> date:
    """Return the day a thing owed within `period` (or its `part`) is due: the last one.

    Parts (RULES.md, "Parts", conventions of ours): `early`, `mid`, `late` of a month end on day 10, day 20, last day;
    of a quarter with its first, second, third month; of a year on 31 March, 30 June, 31 December. Of a range, the
    part is that of its second end. Raises `BadRule` as `bounds` does.

    >>> part_end("2025-03", "early")
    datetime.date(2025, 3, 10)
    """
    first, last = bounds(period)
    if part in (None, "late"):
        return last
    if "/" in period:
        first, last = bounds(period.partition("/")[2])
    if first == last or first.day != 1:  # a single day, or a week
        return last
    end = _PART_ENDS.get((month_number(last) - month_number(first) + 1, str(part)))
    if end is None:
        return last
    nth_month, day = end
    return day_in_month(month_number(first) + nth_month - 1, day or 31)


def add_working_days(day: date, count: int, step: int = 1) -> date:
    """Count `count` working days from `day`, forwards (`step` 1) or back (-1); the starting day is not counted.

    Saturdays and Sundays are skipped. Public holidays are not modelled in the vocabulary (RULES.md, "Counting
    days"); instants that must respect them are computed by `schedules.calendar`.

    >>> add_working_days(date(2025, 2, 27), 3)  # a Thursday
    datetime.date(2025, 3, 4)
    """
    while count > 0:
        day += timedelta(step)
        if day.weekday() < 5:
            count -= 1
    return day


def _single(period: str) -> tuple[date, date]:
    found = _SHAPE.fullmatch(period)
    if found is None:
        raise BadRule("period", period, MEND)
    part = {name: int(text) for name, text in found.groupdict().items() if text is not None}
    year = part["year"]
    try:
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError("year out of range")
        if "week" in part:
            monday = date.fromisocalendar(year, part["week"], 1)
            return monday, monday + timedelta(6)
        if "day" in part:
            day = date(year, part["month"], part["day"])
            return day, day
        if "month" in part:
            first = date(year, part["month"], 1)
            return first, last_day(month_number(first))
    except ValueError:
        raise BadRule("period", period, MEND) from None
    months = 6 if "half" in part else 3 if "quarter" in part else 12
    nth = part.get("half") or part.get("quarter") or 1
    number = year * 12 + (nth - 1) * months
    return day_in_month(number, 1), last_day(number + months - 1)
