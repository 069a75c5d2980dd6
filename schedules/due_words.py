"""A due date as somebody types it for a report asked for once: "16h 25/11", "trước ngày 25/11", "chiều mai". Pure.

*Trước* a bare day excludes that day (RULES.md, "Dates: the conventions"): the last good day is the one before. With an hour the
day itself is usable.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from schedules.calendar import WorkCalendar
from schedules.civil import at, civil_date
from schedules.text import fold

USUAL_CLOSING: Final = "17:00"
_HOUR: Final = r"(?P<hour>\d{1,2})\s*(?:h|:|g|gio)\s*(?P<minute>\d{2}(?!\d|\s*[/.-]\s*\d))?(?:\s*phut)?(?:\s*(?P<half>sang|chieu)(?:\s+nay)?)?"
_DAY: Final = (
    r"(?:ngay\s+)?(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}|\d{2}))?"
    r"|(?P<near>hom nay|trong ngay|ngay mai|mai|ngay kia|chieu nay|chieu mai|sang mai|cuoi ngay)"
    r"|(?:chieu |sang )?thu\s*(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])(?: tuan (?P<week>nay|sau))?"
)
_WORDS: Final = (
    r"(?P<word>(?:han(?: chot| cuoi| nop| gui| cua bao cao)?\s*:?\s*(?:la\s+)?)?"
    r"(?:cham nhat(?: la)?|muon nhat(?: la)?|den het|den truoc|den|truoc|trong|luc|vao)?\s*(?:luc\s+)?)"
)
_FORM: Final = re.compile(
    rf"(?<!\w){_WORDS}(?:{_HOUR}\s*,?\s*(?:{_DAY})?|(?:{_DAY.replace('?P<', '?P<d_')})(?:\s*(?:luc|,)?\s*{_HOUR.replace('?P<', '?P<h_')})?)(?!\w)"
)
_NEAR: Final = {
    "hom nay": 0, "trong ngay": 0, "chieu nay": 0, "cuoi ngay": 0, "mai": 1, "ngay mai": 1, "chieu mai": 1, "sang mai": 1, "ngay kia": 2,
}  # fmt: skip
_WEEKDAYS: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}


class Due(NamedTuple):
    """A due instant, whether only the day counts (`date`) or the hour does (`time`), and where it stood in the folded text."""

    at: int
    precision: str
    start: int
    end: int


def read_due(text: str, now: int, calendar: WorkCalendar) -> Due | None:
    """The first due date in a text; None where there is none. A day without a year is the next one that is not past.

    >>> from schedules.calendar import official_calendar
    >>> from schedules.civil import at, to_iso
    >>> monday = at(date(2025, 11, 17), "08:00")
    >>> [to_iso(read_due(words, monday, official_calendar()).at)[:16] for words in ("16h 25/11", "trước ngày 25/11", "25/11")]
    ['2025-11-25T16:00', '2025-11-24T17:00', '2025-11-25T17:00']
    """
    folded = fold(text)
    for found in _FORM.finditer(folded):
        given = {
            k.removeprefix("d_").removeprefix("h_"): v for k, v in found.groupdict().items() if v
        }
        due = _instant(given, now, calendar)
        if due is not None:
            return Due(due, "time" if "hour" in given else "date", *found.span())
    return None


def _instant(given: dict[str, str], now: int, calendar: WorkCalendar) -> int | None:
    before = "truoc" in given.get("word", "") and "hour" not in given
    day = _day(given, now, before=before)
    if day is None:
        return None
    if "hour" in given:
        hour = int(given["hour"])
        if given.get("half") == "chieu" and hour < 12:
            hour += 12
        minute = int(given.get("minute") or 0)
        return at(day, hour * 60 + minute) if hour < 24 and minute < 60 else None
    if before:
        day -= timedelta(1)
    return closing_of(day, calendar)


def closing_of(day: date, calendar: WorkCalendar) -> int:
    """When a day ends on which something is due: closing time; the usual one on a day off."""
    return calendar.closing(day) if calendar.is_working_day(day) else at(day, USUAL_CLOSING)


def _day(given: dict[str, str], now: int, *, before: bool) -> date | None:
    today = civil_date(now)
    if near := given.get("near"):
        return today + timedelta(_NEAR[near])
    if weekday := given.get("weekday"):
        return _on_weekday(weekday, given.get("week"), today)
    if "day" not in given:
        return today  # an hour alone is one of today
    return _in_year(given, today, before=before)


def _on_weekday(weekday: str, week: str | None, today: date) -> date:
    """The weekday of this or next week where one is named, else the next there is, today included."""
    number = _WEEKDAYS[weekday] if weekday in _WEEKDAYS else int(weekday) - 2
    if week:
        return today + timedelta(number - today.weekday() + 7 * (week == "sau"))
    return today + timedelta((number - today.weekday()) % 7)


def _in_year(given: dict[str, str], today: date, *, before: bool) -> date | None:
    """The date as stated; without a year in the first year that leaves its last good day to come."""
    try:
        month, day = int(given["month"]), int(given["day"])
        if year := given.get("year"):
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        found = date(today.year, month, day)
        last = found - timedelta(1) if before else found
        return found if last >= today else found.replace(year=today.year + 1)
    except ValueError:  # no such day
        return None
