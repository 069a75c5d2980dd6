"""Working time: when an office is open, and arithmetic on its open hours, by prefix sums instead of walking days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NoReturn

from db.records import CalendarDay
from schedules.civil import DAY, EPOCH_ORDINAL, OFFSET, to_iso
from schedules.errors import RejectedInput
from schedules.holidays import OFFICIAL_VERSION, date_of, hours_of, official_days, table_ends
from schedules.hours import DEFAULT_HOURS, DayHours, WeekHours

__all__ = ["WorkCalendar", "official_calendar", "official_days", "table_ends"]

FIRST_YEAR: Final = 2020
LAST_YEAR: Final = 2032


class WorkCalendar:
    """The open hours of one office over a range of years; immutable. Instants are seconds since 1970.

    A working day is a weekday with hours that is no public holiday, plus worked Saturdays (hoán đổi ngày nghỉ).
    A segment is open from its opening up to, not including, its closing: 17:00 itself is closed. As the end of a span,
    however, closing time is kept: 07:00 + 8 giờ is 17:00, not 07:00 of the next day. Instants or results outside the
    years raise `RejectedInput`. If a date is given twice, the later row counts (a decision replaces an earlier one).
    """

    __slots__ = (
        "_before", "_closes", "_days", "_end", "_first_of_day", "_keys", "_opens", "_ordinal", "_origin", "_rank",
        "_shift", "_workdays", "first_year", "hours", "last_year", "version",
    )  # fmt: skip

    def __init__(
        self,
        hours: WeekHours,
        days: Iterable[CalendarDay],
        version: int,
        first_year: int = FIRST_YEAR,
        last_year: int = LAST_YEAR,
    ) -> None:
        self.hours: Final = hours
        self.version: Final = version
        self.first_year: Final = first_year
        self.last_year: Final = last_year
        rows = {day.date: day for day in days}
        self._keys: Final = tuple(sorted(rows))
        self._days: Final = tuple(rows[key] for key in self._keys)
        self._ordinal: Final = date(first_year, 1, 1).toordinal()
        end = date(last_year + 1, 1, 1).toordinal()
        self._origin: Final = (self._ordinal - EPOCH_ORDINAL) * DAY - OFFSET
        self._end: Final = (end - EPOCH_ORDINAL) * DAY - OFFSET

        special = {date_of(day).toordinal(): hours_of(day, hours) for day in self._days}
        patterns = (
            special[o] if o in special else hours.days[(o - 1) % 7]
            for o in range(self._ordinal, end)
        )
        opens, closes, first_of_day, workdays = _lay_out(patterns, self._origin)
        before = [0, *accumulate(c - o for o, c in zip(opens, closes, strict=True))]
        self._opens: Final = tuple(opens)
        self._closes: Final = tuple(closes)
        # Day number -> its first segment, or the next one if the day is off.
        self._first_of_day: Final = tuple(first_of_day)
        # Day numbers of the working days, and day number -> working days before it.
        self._workdays: Final = tuple(workdays)
        self._rank: Final = (0, *accumulate(a < b for a, b in pairwise(first_of_day)))
        # Open seconds before each segment; within segment i, instant = open seconds + shift[i].
        self._before: Final = tuple(before)
        self._shift: Final = tuple(o - b for o, b in zip(opens, before, strict=False))

    # -- single days ---------------------------------------------------------------------------------------------

    def is_working_day(self, day: date) -> bool:
        """Whether any hour of the day is open."""
        first, last = self._segments(day)
        return first < last

    def opening(self, day: date) -> int:
        """The instant the office opens on a working day; `RejectedInput` on a day off."""
        return self._opens[self._open_segments(day)[0]]

    def closing(self, day: date) -> int:
        """The instant the office closes on a working day; `RejectedInput` on a day off."""
        return self._closes[self._open_segments(day)[1] - 1]

    def working_day_back(self, day: date, n: int = 0) -> date:
        """The n-th working day before; n = 0 is the latest working day on or before `day`."""
        last = self._rank[self._day_number(day) + 1] - 1
        return self._working_day(last - _counted("n", n), n)

    def working_day_forward(self, day: date, n: int = 0) -> date:
        """The n-th working day after; n = 0 is the earliest working day on or after `day`."""
        return self._working_day(self._rank[self._day_number(day)] + _counted("n", n), n)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`; 0 when `last` is not later."""
        count = self._rank[self._day_number(last) + 1] - self._rank[self._day_number(first) + 1]
        return max(0, count)

    def hour_before(self, t: int, n: int, minute: int) -> int:
        """`minute` (after midnight) of the n-th working day before the day of `t`; n = 0 as in `working_day_back`."""
        self._check(t)
        place = self._rank[(t - self._origin) // DAY + 1] - 1 - _counted("n", n)
        return self._minute_of(place, n, minute)

    def hour_after(self, t: int, n: int, minute: int) -> int:
        """`minute` (after midnight) of the n-th working day after the day of `t`: after a Saturday the first is Monday.

        n = 0 is that day itself, or the first working day after it.
        """
        self._check(t)
        number = (t - self._origin) // DAY
        place = self._rank[number + 1] + n - 1 if _counted("n", n) else self._rank[number]
        return self._minute_of(place, n, minute)

    def hours_after(self, t: int, first: int, times: int, minute: int, until: int) -> list[int]:
        """`hour_after` for `times` working days from the `first` (1 or more) on, up to the first hour after `until`."""
        self._check(t)
        place = self._rank[(t - self._origin) // DAY + 1] + first - 1
        base = self._origin + minute * 60
        found: list[int] = []
        for number in self._workdays[place : place + times]:
            found.append(base + number * DAY)
            if found[-1] > until:
                return found
        if len(found) < times:
            self._refuse("n", first + len(found))
        return found

    def special_days(self, first: date, last: date) -> tuple[CalendarDay, ...]:
        """The rows of the holiday table between two dates, both included."""
        start = bisect_left(self._keys, first.isoformat())
        return self._days[start : bisect_right(self._keys, last.isoformat())]

    # -- instants ------------------------------------------------------------------------------------------------

    def is_open(self, t: int) -> bool:
        """Whether the office is open at the instant."""
        self._check(t)
        segment = bisect_right(self._opens, t) - 1
        return segment >= 0 and t < self._closes[segment]

    def next_opening(self, t: int) -> int:
        """The first open instant from `t` on: `t` itself if open."""
        self._check(t)
        segment = bisect_right(self._opens, t) - 1
        if segment >= 0 and t < self._closes[segment]:
            return t
        if segment + 1 == len(self._opens):
            self._refuse("instant", t)
        return self._opens[segment + 1]

    def received(self, t: int) -> int:
        """The instant from which something handed in at `t` counts.

        Before opening: the opening; in the lunch break: the afternoon's opening; from closing time on, or on a day
        off: the next working day's opening (practice of the one-stop systems, `domain.md` §2.2).
        Friday 17:30 → Monday 07:00; Thursday 12:05 → Thursday 13:30.
        """
        return self.next_opening(t)

    def add_minutes(self, t: int, n: int) -> int:
        """`n` ≥ 0 working minutes after receipt at `t`; a span that just fills a segment ends with it.

        Hours run from the moment itself (BLDS 2015 Điều 147 khoản 1). Thursday 16:00 + 120 → Friday 08:00.
        """
        if n < 1:
            _counted("minutes", n)
            return self.next_opening(t)
        wanted = self._worked(t) + n * 60
        segment = bisect_left(self._before, wanted) - 1
        if segment >= len(self._shift):
            self._refuse("minutes", n)
        return wanted + self._shift[segment]

    def subtract_minutes(self, t: int, n: int) -> int:
        """The latest instant with `n` ≥ 0 working minutes left until `t`: Friday 08:00 − 120 → Thursday 16:00.

        15:30 − 120 is 13:30 rather than 11:30, when nobody is there. n = 0 gives `t`, or the closing before it when
        `t` lies outside working hours.
        """
        worked = self._worked(t)
        if n < 1:
            _counted("minutes", n)
            segment = bisect_right(self._opens, t) - 1
            if segment < 0:
                self._refuse("instant", t)
            return min(t, self._closes[segment])
        wanted = worked - n * 60
        if wanted < 0:
            self._refuse("minutes", n)
        return wanted + self._shift[bisect_right(self._before, wanted) - 1]

    def minutes_between(self, a: int, b: int) -> int:
        """Whole working minutes from `a` to `b`, negative if `b` comes first; a begun minute does not count."""
        seconds = self._worked(b) - self._worked(a)
        return seconds // 60 if seconds >= 0 else -(-seconds // 60)

    def add_working_days(self, t: int, n: int) -> int:
        """The n-th working day after the day of receipt, at the hour of receipt.

        The day of receipt is day 0 (BLDS 2015 Điều 147 khoản 2). Where that day's hours do not hold the hour, it
        becomes the opening, the end of the break or the closing. Thursday 09:10 + 3 → Tuesday 09:10.
        """
        _counted("days", n)
        number, clock = divmod(self.next_opening(t) - self._origin, DAY)
        place = self._rank[number] + n
        if place >= len(self._workdays):
            self._refuse("days", n)
        return self._at_hour(self._workdays[place], clock)

    def add_calendar_days(self, t: int, n: int) -> int:
        """`n` calendar days after the day of receipt, rolled forward off days off, at the hour of receipt.

        The first day does not count, and a last day that is a day off makes way for the next working day (BLDS 2015
        Điều 147 khoản 2, Điều 148 khoản 5). The law lets the term run to the end of that day; we keep the hour of
        receipt as the one-stop systems do, which is never later. Thursday 05/3/2026 09:10 + 10 → Monday 16/3 09:10.
        """
        _counted("days", n)
        number, clock = divmod(self.next_opening(t) - self._origin, DAY)
        number += n
        if number >= len(self._rank) or self._rank[number] >= len(self._workdays):
            self._refuse("days", n)
        return self._at_hour(self._workdays[self._rank[number]], clock)

    def subtract_calendar_days(self, t: int, n: int) -> int:
        """`n` calendar days before `t`, rolled back off days off, at the hour of `t`: never later than asked for."""
        self._check(t)
        number, clock = divmod(t - self._origin, DAY)
        number -= _counted("days", n)
        if number < 0 or not self._rank[number + 1]:
            self._refuse("days", n)
        return min(t, self._at_hour(self._workdays[self._rank[number + 1] - 1], clock))

    # -- inside --------------------------------------------------------------------------------------------------

    def _worked(self, t: int) -> int:
        """Open seconds from the first year's beginning up to `t`."""
        if not self._origin <= t < self._end:  # as `_check`; this is asked more often than all else
            self._refuse("instant", t)
        segment = bisect_right(self._opens, t) - 1
        if segment < 0:
            return 0
        closing = self._closes[segment]
        return (t if t < closing else closing) - self._shift[segment]

    def _at_hour(self, number: int, clock: int) -> int:
        """The hour (seconds after midnight) on a working day, moved into that day's hours."""
        wanted = self._origin + number * DAY + clock
        segment = bisect_left(self._closes, wanted)
        if segment == self._first_of_day[number + 1]:
            return self._closes[segment - 1]
        return max(wanted, self._opens[segment])

    def _segments(self, day: date) -> tuple[int, int]:
        number = self._day_number(day)
        return self._first_of_day[number], self._first_of_day[number + 1]

    def _open_segments(self, day: date) -> tuple[int, int]:
        first, last = self._segments(day)
        if first == last:
            raise RejectedInput(
                "date", day.isoformat(), "the office is closed all day; ask for a working day"
            )
        return first, last

    def _day_number(self, day: date) -> int:
        number = day.toordinal() - self._ordinal
        if not 0 <= number < len(self._rank) - 1:
            self._refuse("date", day)
        return number

    def _working_day(self, place: int, n: int) -> date:
        if not 0 <= place < len(self._workdays):
            self._refuse("n", n)
        return date.fromordinal(self._ordinal + self._workdays[place])

    def _minute_of(self, place: int, n: int, minute: int) -> int:
        if not 0 <= place < len(self._workdays):
            self._refuse("n", n)
        return self._origin + self._workdays[place] * DAY + minute * 60

    def _check(self, t: int) -> None:
        if not self._origin <= t < self._end:
            self._refuse("instant", t)

    def _refuse(self, field: str, value: date | int) -> NoReturn:
        shown: object = value
        if isinstance(value, date):
            shown = value.isoformat()
        elif field == "instant" and abs(value) < 2**35:
            shown = to_iso(value)
        raise RejectedInput(
            field,
            shown,
            f"this leaves the calendar, which covers 01/01/{self.first_year} to 31/12/{self.last_year}",
        )


def _lay_out(
    patterns: Iterable[DayHours], midnight: int
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Openings and closings in seconds, each day's first segment, and the numbers of the working days."""
    opens: list[int] = []
    closes: list[int] = []
    first_of_day = [0]
    workdays: list[int] = []
    for number, segments in enumerate(patterns):
        for opening, closing in segments:
            opens.append(midnight + opening * 60)
            closes.append(midnight + closing * 60)
        if segments:
            workdays.append(number)
        first_of_day.append(len(opens))
        midnight += DAY
    return opens, closes, first_of_day, workdays


def _counted(field: str, n: int) -> int:
    if n < 0:
        raise RejectedInput(
            field, n, "count with zero or more; use the opposite operation to go the other way"
        )
    return n


@lru_cache(maxsize=128)
def official_calendar(hours: WeekHours = DEFAULT_HOURS) -> WorkCalendar:
    """The calendar of an office with these hours under the packaged holiday table."""
    return WorkCalendar(hours, official_days(), OFFICIAL_VERSION)
