"""Phrases → rules of the vocabulary: what is missing comes from the neighbours, the year from the day it is asked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from schedules.periods import bounds, day_in_month, label
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
        if unit == "gio lam viec" or unit == "gio":
            given["hours"] = n
        elif unit in ("thang", "nam"):
            given["months"] = n * (12 if unit == "nam" else 1)
        elif unit == "phut":
            given["hours"] = max(1, -(-n // 60))
        else:
            given["days"] = n * (7 if unit == "tuan" else 1)
            given["unit"] = "working" if "lam viec" in unit else "calendar"
        condition = self._said(phrase.condition).removesuffix(" thì") or None
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
        monthly = every in ("month", "quarter", "half_year", "year")
        when = phrase.when
        if phrase.starts and when is not None:
            given["from_"], when = self._bounds(when)[0], None
        if phrase.since is not None and not isinstance(phrase.since, int | str):
            given["from_"], given["until"], when = self._bounds(phrase.since)[0], self._bounds(when)[1] if when else None, None
        if monthly:
            given |= self._day_of(phrase, when, every)
        if phrase.weekday is not None and "day" not in given:
            if every == "week":
                given["weekday"] = phrase.weekday
            elif every == "month" and phrase.nth != 0:  # the last one of a month has no word
                given |= {"weekday": phrase.weekday, "nth": phrase.nth or 1}
        if phrase.until not in (None, -1):
            given["until"] = self._bounds(phrase.until)[1]  # type: ignore[arg-type]
        if phrase.window and monthly:
            given["data_window"] = DataWindow(*phrase.window)
        if phrase.exclusive and not phrase.time and {"day", "weekday"} & set(given):
            given["inclusive"] = False
        if phrase.time:
            given["time"] = phrase.time
        return Recurring(**given)  # type: ignore[arg-type]

    def _day_of(self, phrase: Phrase, when: When | None, every: str) -> dict[str, object]:
        given: dict[str, object] = {}
        which = phrase.which
        if isinstance(when, Day):
            given = {"day": when.day, "month": when.month}
            if every != "year":
                given["month"] = {"half_year": (when.month - 1) % 6 + 1, "quarter": (when.month - 1) % 3 + 1}.get(every)
        elif isinstance(when, Span):
            given = {"month": when.first + when.months - 1} if every == "year" else {}
        elif when is not None:
            given = {"day": when}
        if which is not None and not (every == "month" and which != "next"):
            given["month"] = which
        if phrase.part and "day" not in given:
            given |= _part_of(phrase.part, every)
        return {name: value for name, value in given.items() if value is not None}

    # --- dated once

    def _dated(self, phrase: Phrase) -> Rule | None:
        when = phrase.when
        if when is None:
            if phrase.part_of:
                return self._current(phrase)
            if phrase.time:
                return ByDate(date=self._today, inclusive=True, time=phrase.time)
            return None
        if phrase.since is not None:
            return self._range(phrase, phrase.since, when)
        if phrase.starts:
            return Ongoing(from_=self._bounds(when)[0])
        if isinstance(when, Day):
            return self._by_date(phrase, self._first(when, when.year, exclusive=self._is_exclusive(phrase)))
        if isinstance(when, Span):
            return self._within(phrase, when)
        return self._by_date(phrase, self._day_of_some_month(phrase, when))

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


def _part_of(part: str, every: str) -> dict[str, object]:
    """The part of a period that comes again and again."""
    if every == "month":
        return {"early": {"day": 10}, "mid": {"day": 20}}.get(part, {})
    if every == "quarter":
        return {"early": {"month": "first"}, "mid": {"month": 2}}.get(part, {})
    if every == "year":
        return {"early": {"month": 3}, "mid": {"month": 6}}.get(part, {})
    return {}


def with_neighbours(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Phrases with what they take from those beside them: how often, the month, the year, the place of what was said before."""
    found = _repeating(_reported(_lists(_stated(list(phrases)))))
    _years(found)
    return _alternatives(_limits(_closer(_throughout(found))))


def _stated(phrases: list[Phrase]) -> list[Phrase]:
    """ "(tức ngày …)": the date that is stated takes the place of the limit it explains."""
    found: list[Phrase] = []
    for phrase in phrases:
        if phrase.stated and found and phrase.when is not None:
            phrase.exclusive = False
            found[-1] = phrase
        else:
            found.append(phrase)
    return found


def _lists(phrases: list[Phrase]) -> list[Phrase]:
    """ "các ngày 15, 16, 17 tháng 11": the month said last holds for the days before it; a weekday beside a date says nothing."""
    found: list[Phrase] = []
    for phrase in phrases:
        only_weekday = phrase.weekday is not None and phrase.when is None and not phrase.every
        if not (only_weekday and found and isinstance(found[-1].when, Day)):
            found.append(phrase)
    for phrase, after in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        bare = isinstance(phrase.when, int) and not phrase.every and phrase.since is None
        if bare and isinstance(after.when, Day) and after.join in (Is.COMMA, Is.AND):
            phrase.when = after.when._replace(day=phrase.when)
    return found


def _reported(phrases: list[Phrase]) -> list[Phrase]:
    """ "hằng tháng trước ngày 25, năm trước ngày 15/12": the date of a yearly report among others that come again."""
    if any(phrase.every for phrase in phrases):
        for phrase in phrases:
            if isinstance(phrase.when, Day) and phrase.when.year is None and phrase.of_a_year and not phrase.every:
                phrase.every = (("year", 1),)
    return phrases


def _throughout(phrases: list[Phrase]) -> list[Phrase]:
    """ "thường xuyên trong năm 2025" has an end; "thường xuyên hàng năm" has none."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        if last is not None and last.word == Is.ONGOING and phrase.join is None:
            if isinstance(phrase.when, Span) and phrase.when.year and not phrase.exclusive:
                last.when = phrase.when
                continue
            if phrase.only_every and phrase.every[0][0] == "year":
                continue
        found.append(phrase)
    return found


def _closer(phrases: list[Phrase]) -> list[Phrase]:
    """ "Quý I/2025 (trước ngày 15/3/2025)": the day in brackets says more than the period."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        wide = last is not None and isinstance(last.when, Span) and not last.every and last.since is None
        if wide and phrase.join == Is.OPEN and isinstance(phrase.when, Day) and not phrase.every:
            found[-1] = phrase
        else:
            found.append(phrase)
    return found


def _wants_every(phrase: Phrase) -> bool:
    undated = isinstance(phrase.when, Day | Span) and phrase.when.year is None
    bare_day = isinstance(phrase.when, int | str) or undated
    loose = phrase.weekday is not None and phrase.when is None
    return (bare_day or loose) and not phrase.every and phrase.since is None and not phrase.word


def _fits(phrase: Phrase, every: str) -> bool:
    if isinstance(phrase.when, Day | Span):
        return every in ("year", "half_year")
    if phrase.weekday is not None and phrase.when is None:
        return every in ("week", "month")
    return every in ("month", "quarter", "half_year", "year")


def _repeating(phrases: list[Phrase]) -> list[Phrase]:
    spent: set[int] = set()
    for i, phrase in enumerate(phrases):
        if not _wants_every(phrase):
            continue
        behind = next((p for p in phrases[i + 1 :] if p.every), None)
        ahead = next((p for p in reversed(phrases[:i]) if p.every), None)
        for giver in (ahead, behind):
            if giver is None or not _fits(phrase, giver.every[-1][0]):
                continue
            if giver is behind and not giver.only_every and type(phrase.when) is not type(giver.when):
                continue
            phrase.every, phrase.which = giver.every[-1:], phrase.which or giver.which
            phrase.window = phrase.window or giver.window
            if giver.only_every:
                spent.add(id(giver))
                if len(giver.every) > 1:
                    spent.discard(id(giver))
                    giver.every = giver.every[:-1]
            break
    for phrase in phrases:  # a window alone belongs to what repeats beside it
        if phrase.window and not phrase.every and phrase.when is None:
            target = next((p for p in phrases if p.every and not p.window), None)
            if target is not None:
                target.window = phrase.window
            spent.add(id(phrase))
    return [phrase for phrase in phrases if id(phrase) not in spent]


def _years(phrases: list[Phrase]) -> None:
    """A year said once holds for the list before it: "Quý I, Quý II năm 2025"."""
    year: int | None = None
    for phrase in reversed(phrases):
        for name in ("when", "since"):
            value = getattr(phrase, name)
            if isinstance(value, Day | Span):
                if value.year is None and year is not None and not phrase.every:
                    setattr(phrase, name, value._replace(year=year))
                elif name == "when":
                    year = value.year
        if phrase.join == Is.STOP:
            year = None


def _limits(phrases: list[Phrase]) -> list[Phrase]:
    """ "ngay sau khi … (chậm nhất sau 01 ngày)": the number is the limit of that event."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        bare = phrase.measure is not None and phrase.event is None and not phrase.back and not phrase.condition
        if bare and last is not None and last.measure is not None and last.measure[0] == 0 and not last.back:
            last.measure = phrase.measure
            last.end = max(last.end, phrase.end)
        else:
            found.append(phrase)
    return found


def _alternatives(phrases: list[Phrase]) -> list[Phrase]:
    """ "Quý I hoặc Quý II": one or the other will do, so the later end counts."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        both = last is not None and isinstance(last.when, Span) and isinstance(phrase.when, Span)
        if last is not None and both and phrase.join == Is.OR and not phrase.every and last.since is None:
            phrase.since, phrase.start = last.when, last.start
            found[-1] = phrase
        else:
            found.append(phrase)
    return found
