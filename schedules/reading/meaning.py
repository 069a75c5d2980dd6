"""Phrases → rules of the vocabulary: what is missing comes from the neighbours, the year from the day it is asked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from schedules.periods import MONTHS_IN, bounds, day_in_month, label
from schedules.reading.atoms import Day, Is, Span
from schedules.reading.phrases import Phrase, When
from schedules.reading.plain import Plain
from schedules.rule_fields import DataWindow
from schedules.rules import (
    AfterEvent,
    BeforeEvent,
    ByDate,
    External,
    NPerPeriod,
    Ongoing,
    OnRequest,
    Recurring,
    Rule,
    Unspecified,
    WithinPeriod,
)

_UNSTATED: Final = "thời điểm được giao"
_MONTHS_AHEAD: Final = {"thang": 1, "quy": 3, "nam": 12}


class Reader:
    """Gives the phrases of one text their meaning. `today` is the day the text is read as of."""

    def __init__(self, plain: Plain, today: date, year: int | None = None) -> None:
        self._plain = plain
        self._today = today
        self._year = year or today.year
        self._last_event = ""

    def rules(self, phrase: Phrase) -> list[Rule]:
        """The rules one phrase stands for; empty when it dates nothing."""
        if phrase.word is not None:
            return [self._word(phrase)]
        if phrase.measure is not None:
            return self._counted(phrase)
        if phrase.times is not None:
            return [self._times(phrase.times)]
        if phrase.every:
            return [self._recurring(phrase, every, n) for every, n in phrase.every]
        if phrase.weekday is not None and phrase.when is None:
            ahead = (phrase.weekday - self._today.isoweekday()) % 7
            return [self._by_date(phrase, self._today + timedelta(days=ahead))]
        dated = self._dated(phrase)
        return [dated] if dated is not None else []

    # --- words

    def _word(self, phrase: Phrase) -> Rule:
        if phrase.word == Is.ONGOING:
            return Ongoing(until=self._bounds(phrase.when)[1] if phrase.when is not None else None)
        if phrase.word == Is.ON_REQUEST:
            return OnRequest()
        if phrase.word == Is.EXTERNAL:
            ref = self._said(phrase.event)
            return External(ref=ref or "văn bản khác")
        return Unspecified()

    def _said(self, place: tuple[int, int] | None) -> str:
        return " ".join(self._plain.original(*place).strip(" ,.:;*|\n").split()) if place else ""

    # --- counted

    def _counted(self, phrase: Phrase) -> list[Rule]:
        n, unit = phrase.measure or (0, "ngay")
        event = self._said(phrase.event)
        if event.lower().startswith(("của ", "so với ")):
            event = event.partition(" ")[2].removeprefix("với ")
        if event.lower().startswith("ngày ") and phrase.event_date is None:
            event = event[5:]
        event = event or self._last_event or _UNSTATED
        self._last_event = event
        on = phrase.event_date
        event_date = self._first(on, on.year) if on is not None else None
        kind = BeforeEvent if phrase.back else AfterEvent
        given: dict[str, object] = {}
        if unit in ("gio lam viec", "gio"):
            given["hours"] = n
        elif unit in ("thang", "nam"):
            given["months"] = n * (12 if unit == "nam" else 1)
        elif unit == "phut":
            given["hours"] = max(1, -(-n // 60))
        else:
            given["days"] = n * (7 if unit == "tuan" else 1)
            given["unit"] = "working" if "lam viec" in unit else "calendar"
        condition = self._said(phrase.condition).partition(" thì")[0] or None
        return [kind(event=event, event_date=event_date, condition=condition, **given)]  # type: ignore[arg-type]

    def _times(self, times: tuple[int, str, bool, int | None]) -> Rule:
        n, period, least, year = times
        if n == 1 and not year:
            return Recurring(every=period)
        return NPerPeriod(n=n, period=period, min=least, year=year)

    # --- repeating

    def _recurring(self, phrase: Phrase, every: str, interval: int) -> Rule:
        given: dict[str, object] = {"every": "day" if every == "workday" else every}
        if every == "workday":
            given["weekdays_only"] = True
        if interval > 1:
            given["interval"] = interval
        when, span = self._span_of(phrase)
        given |= span
        if every in MONTHS_IN:
            given |= self._day_of(phrase, when, every)
            if phrase.window:
                given["data_window"] = DataWindow(*phrase.window)
        if phrase.weekday is not None and "day" not in given:
            if every == "week":
                given["weekday"] = phrase.weekday
            elif every == "month" and phrase.nth != 0:  # the last one of a month has no word
                given |= {"weekday": phrase.weekday, "nth": phrase.nth or 1}
        if phrase.exclusive and not phrase.time and {"day", "weekday"} & set(given):
            given["inclusive"] = False
        if phrase.time:
            given["time"] = phrase.time
        return Recurring(**given)  # type: ignore[arg-type]

    def _span_of(self, phrase: Phrase) -> tuple[When | None, dict[str, object]]:
        """From when and until when it repeats; and what is left of the phrase to say the day."""
        when, given = phrase.when, dict[str, object]()
        if phrase.until not in (None, -1):
            given["until"] = self._bounds(phrase.until)[1]
        if isinstance(phrase.since, Day | Span):
            given["from_"] = self._bounds(phrase.since)[0]
            if when is not None:
                given["until"] = self._bounds(when)[1]
            return None, given
        if phrase.starts and when is not None:
            given["from_"] = self._bounds(when)[0]
            return None, given
        return when, given

    def _day_of(self, phrase: Phrase, when: When | None, every: str) -> dict[str, object]:
        given: dict[str, object] = {}
        which = phrase.which
        if isinstance(when, Day):
            given = {"day": when.day, "month": when.month}
            if every != "year":
                given["month"] = {
                    "half_year": (when.month - 1) % 6 + 1,
                    "quarter": (when.month - 1) % 3 + 1,
                }.get(every)
        elif isinstance(when, Span):
            given = {"month": when.first + when.months - 1} if every == "year" else {}
        elif when is not None:
            given = {"day": when}
        if which is not None and not (every == "month" and which != "next"):
            given["month"] = which
        if phrase.part and "day" not in given:
            given |= _REPEATED_PARTS.get((every, phrase.part), {})
        return {name: value for name, value in given.items() if value is not None}

    # --- dated once

    def _dated(self, phrase: Phrase) -> Rule | None:
        when = phrase.when
        if when is None:
            return self._undated(phrase)
        if phrase.since is not None:
            return self._range(phrase, phrase.since, when)
        if phrase.starts:
            return Ongoing(from_=self._bounds(when)[0])
        if isinstance(when, Span):
            return self._within(phrase, when)
        if isinstance(when, Day):
            exclusive = self._is_exclusive(phrase)
            return self._by_date(phrase, self._first(when, when.year, exclusive=exclusive))
        return self._by_date(phrase, self._day_of_some_month(phrase, when))

    def _undated(self, phrase: Phrase) -> Rule | None:
        """ "cuối năm", "trước 16 giờ": of the one that is running, today."""
        if phrase.part_of:
            return self._current(phrase)
        if phrase.time:
            return ByDate(date=self._today, inclusive=True, time=phrase.time)
        return None

    def _is_exclusive(self, phrase: Phrase) -> bool:
        return phrase.exclusive and not phrase.time

    def _by_date(self, phrase: Phrase, day: date) -> Rule:
        return ByDate(date=day, inclusive=not self._is_exclusive(phrase), time=phrase.time)

    def _within(self, phrase: Phrase, span: Span) -> Rule:
        if phrase.exclusive:
            year = span.year or self._open_year(
                lambda y: date(y, span.first, 1) - timedelta(days=1)
            )
            return ByDate(date=date(year, span.first, 1), inclusive=False)
        name = self._name(span, phrase.part)
        return WithinPeriod(period=name, part=phrase.part if span.months in (1, 3, 12) else None)

    def _current(self, phrase: Phrase) -> Rule:
        """ "cuối năm", "giữa tháng": of the one that is running, or of the next where that part is over."""
        months = _MONTHS_AHEAD[phrase.part_of or "nam"]
        running = (self._today.year * 12 + self._today.month - 1) // months * months
        for first in (running, running + months):
            rule = WithinPeriod(period=label(first, months), part=phrase.part)
            if first > running or self._part_end(rule.period, phrase.part, months) >= self._today:
                break
        return rule

    def _part_end(self, period: str, part: str | None, months: int) -> date:
        first, last = bounds(period)
        if part in (None, "late"):
            return last
        number = first.year * 12 + first.month - 1
        if months == 1:
            return day_in_month(number, 10 if part == "early" else 20)
        ahead = {3: {"early": 0, "mid": 1}, 12: {"early": 2, "mid": 5}}[months][str(part)]
        return day_in_month(number + ahead, 31)

    def _range(self, phrase: Phrase, since: When, when: When) -> Rule:
        if isinstance(when, Day) and isinstance(since, int):
            since = Day(since, when.month, when.year)
        if isinstance(when, int) and isinstance(since, int):
            return self._by_date(phrase, self._day_of_some_month(phrase, when))
        if isinstance(when, Day | Span) and isinstance(since, Day | Span) and since.year is None:
            end = self._bounds(when)[1]
            start_month = since.month if isinstance(since, Day) else since.first
            year = end.year if start_month <= end.month else end.year - 1
            since = since._replace(year=year)
        if isinstance(when, Span) and isinstance(since, Span):
            when = when._replace(year=when.year or self._bounds(when)[1].year)
            first, last = self._name(since, None), self._name(when, phrase.part)
            if phrase.part and when.months in (1, 3, 12):
                return WithinPeriod(period=f"{first}/{last}", part=phrase.part)
            return WithinPeriod(period=f"{first}/{last}")
        return WithinPeriod(period=f"{self._bounds(since)[0]}/{self._bounds(when)[1]}")

    # --- the year

    def _bounds(self, when: When) -> tuple[date, date]:
        """The first and the last day of what was said."""
        if isinstance(when, Day):
            day = self._first(when, when.year)
            return day, day
        if isinstance(when, Span):
            return bounds(self._name(when, None))
        day = self._day_of_some_month(Phrase(0, 0), when)
        return day, day

    def _first(self, day: Day, year: int | None, *, exclusive: bool = False) -> date:
        """A day in its year, else in the first one in which it is not past."""
        back = timedelta(days=1 if exclusive else 0)
        found = year or self._open_year(
            lambda y: day_in_month(y * 12 + day.month - 1, day.day) - back
        )
        return day_in_month(found * 12 + day.month - 1, day.day)

    def _name(self, span: Span, part: str | None) -> str:
        last = span.first + span.months - 1
        year = span.year or self._open_year(lambda y: self._span_end(y, span, part))
        first = year * 12 + span.first - 1
        if span.months in (1, 3, 6, 12) and (span.first - 1) % span.months == 0:
            return label(first, span.months)
        return f"{label(first, 1)}/{label(year * 12 + last - 1, 1)}"

    def _span_end(self, year: int, span: Span, part: str | None) -> date:
        first = year * 12 + span.first - 1
        if part and span.months in (1, 3, 12):
            return self._part_end(label(first, span.months), part, span.months)
        return day_in_month(first + span.months - 1, 31)

    def _open_year(self, due: Callable[[int], date]) -> int:
        return self._year if due(self._year) >= self._today else self._year + 1

    def _day_of_some_month(self, phrase: Phrase, day: int | str) -> date:
        """ "trước ngày 25" of no month: of this one, or of the next where that is past."""
        number = self._today.year * 12 + self._today.month - 1
        back = timedelta(days=1 if self._is_exclusive(phrase) else 0)
        wanted = day if isinstance(day, int) else 31
        first = day_in_month(number, wanted)
        return first if first - back >= self._today else day_in_month(number + 1, wanted)


_REPEATED_PARTS: Final[Mapping[tuple[str, str], Mapping[str, object]]] = {
    ("month", "early"): {"day": 10},
    ("month", "mid"): {"day": 20},
    ("quarter", "early"): {"month": "first"},
    ("quarter", "mid"): {"month": 2},
    ("year", "early"): {"month": 3},
    ("year", "mid"): {"month": 6},
}
