"""A second opinion on working time for the tests: day by day and segment by segment, in civil time, as on fingers.

It shares no code with `schedules`: only the table of special days is read from the same file. Slow on purpose.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

TABLE = Path(__file__).parents[1] / "schedules" / "data" / "holidays_vn.csv"
OFFICE = "T2-T6 07:00-11:30,13:30-17:00"
_NAMES = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_ONE_DAY = timedelta(days=1)

Segment = tuple[datetime, datetime]


def weekday(day: date) -> str:
    """`T2` to `CN`."""
    return _NAMES[day.weekday()]


def moment(text: str) -> datetime:
    """`05/03/2026 09:10`, in civil time of Vietnam; a date alone is its midnight."""
    form = "%d/%m/%Y %H:%M" if " " in text else "%d/%m/%Y"
    return datetime.strptime(text, form)  # noqa: DTZ007 - civil time, as people speak


class SlowCalendar:
    """An office with its hours; `extra` adds decisions (date → kind) to the packaged table."""

    def __init__(self, hours: str = OFFICE, extra: dict[date, str] | None = None) -> None:
        self._week = _read_hours(hours or OFFICE)
        with TABLE.open(encoding="utf-8") as file:
            rows = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}
        self._special = rows | (extra or {})
        self._known: dict[date, list[Segment]] = {}

    def segments(self, day: date) -> list[Segment]:
        """When the office is open that day; nothing on a day off."""
        if day not in self._known:
            kind = self._special.get(day)
            if kind in ("holiday", "compensation", "swap_off"):
                times = []
            elif kind == "swap_work":  # stands in for a day of the week that is worked
                times = next(t for t in self._week if t)
            else:
                times = self._week[day.weekday()]
            self._known[day] = [
                (datetime.combine(day, a), datetime.combine(day, b)) for a, b in times
            ]
        return self._known[day]

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return bool(self.segments(day))

    def is_open(self, at: datetime) -> bool:
        """Open at the opening, closed at the closing."""
        return any(a <= at < b for a, b in self.segments(at.date()))

    def received(self, at: datetime) -> datetime:
        """What is handed in outside the hours counts from the next opening."""
        return next(max(at, a) for a, b in self._from(at.date()) if at < b)

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """So many working minutes later; what just fills the day ends with it."""
        left = timedelta(minutes=minutes)
        at = self.received(at)
        if not minutes:
            return at
        for a, b in self._from(at.date()):
            begin = max(a, at)
            if begin >= b:
                continue
            if left <= b - begin:
                return begin + left
            left -= b - begin
        raise AssertionError

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The day of receipt is day zero; at the hour of receipt, moved into the hours of the last day."""
        at = self.received(at)
        day = at.date()
        for _ in range(days):
            day = self.next_day(day)
        return self._at_hour(day, at.time())

    def add_days(self, at: datetime, days: int) -> datetime:
        """Calendar days; a last day that is a day off rolls forward to the next working day (BLDS 2015, Điều 148)."""
        at = self.received(at)
        day = at.date() + days * _ONE_DAY
        while not self.works(day):
            day += _ONE_DAY
        return self._at_hour(day, at.time())

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes; negative when turned round."""
        if end < start:
            return -self.minutes_between(end, start)
        total = timedelta()
        for a, b in self._from(start.date()):
            if a >= end:
                return total // timedelta(minutes=1)
            total += max(timedelta(), min(b, end) - max(a, start))
        raise AssertionError

    def minutes_before(self, at: datetime, minutes: int) -> datetime:
        """The latest instant that leaves so many working minutes."""
        left = timedelta(minutes=minutes)
        day = at.date()
        while True:
            for a, b in reversed(self.segments(day)):
                end = min(b, at)
                if end <= a:
                    continue
                # At the very opening nothing is gained by going back to the closing before it.
                if left <= end - a:
                    return end - left
                left -= end - a
            day -= _ONE_DAY

    def closing_before(self, at: datetime, days: int) -> datetime:
        """Closing time of the n-th working day before the date; of a day off the last working day is the first."""
        day = at.date()
        if not self.works(day):
            day, days = self.last_day(day), max(days - 1, 0)
        for _ in range(days):
            day = self.last_day(day - _ONE_DAY)
        return min(at, self.segments(day)[-1][1])

    def days_before(self, at: datetime, days: int) -> datetime:
        """Calendar days back; a day off rolls back, so that it is never later than asked for."""
        day = self.last_day(at.date() - days * _ONE_DAY)
        return min(at, self._at_hour(day, at.time()))

    def last_day(self, day: date) -> date:
        """The latest working day on or before `day`."""
        while not self.works(day):
            day -= _ONE_DAY
        return day

    def next_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += _ONE_DAY
        while not self.works(day):
            day += _ONE_DAY
        return day

    def _at_hour(self, day: date, hour: time) -> datetime:
        wanted = datetime.combine(day, hour)
        for a, b in self.segments(day):
            if wanted <= b:
                return max(wanted, a)
        return self.segments(day)[-1][1]

    def _from(self, day: date) -> Iterator[Segment]:
        for n in range(400):
            yield from self.segments(day + n * _ONE_DAY)


def _read_hours(spec: str) -> list[list[tuple[time, time]]]:
    week: list[list[tuple[time, time]]] = [[] for _ in _NAMES]
    for group in spec.split(";"):
        days, _, hours = group.strip().rpartition(" ")
        pairs = [part.split("-") for part in hours.split(",")]
        for part in (days or "T2-T6").split(","):
            first, _, last = part.partition("-")
            for n in range(_NAMES.index(first), _NAMES.index(last or first) + 1):
                week[n] = [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs]
    return week
