"""When somebody says that a thing will be done: "thứ 5", "16h mai", "chiều nay", "25/11", "3 ngày nữa" → an instant. Pure.

Nothing is guessed: a text that is not understood to its last word, or that lies in the past, gives None. A day without an hour
means the end of the working day; a weekday is the next one to come, as people say it: on a Friday "thứ 5" is next week's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from schedules.calendar import WorkCalendar
from schedules.civil import OFFSET, at, civil_date
from schedules.errors import RejectedInput
from schedules.text import fold

_WEEKDAYS: Final = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5,
}  # fmt: skip
_HALVES: Final = {
    "sang": 11 * 60 + 30,
    "trua": 11 * 60 + 30,
}  # the end of a half day; the rest: closing time
_HOUR: Final = re.compile(
    r"\b(?:luc )?(\d{1,2})(?: ?(?:h|g|gio|:) ?)(\d{2})?(?: ?(?:p|phut))?(?: (sang|chieu|toi))?\b"
)
_RELATIVE: Final = {
    "hom nay": 0, "nay": 0, "trong ngay": 0, "trong ngay hom nay": 0, "cuoi ngay": 0, "cuoi ngay hom nay": 0, "cuoi gio": 0,
    "trong hom nay": 0, "mai": 1, "ngay mai": 1, "hom sau": 1, "ngay kia": 2, "ngay mot": 2, "mot": 2, "cuoi ngay mai": 1,
}  # fmt: skip
_WEEKDAY: Final = re.compile(
    r"(?:ngay )?(?:thu|t) ?(hai|ba|tu|nam|sau|bay|[2-7])(?: (tuan nay|nay|tuan sau|toi|sau))?"
)
_SUNDAY: Final = re.compile(r"(?:chu nhat|cn)(?: (tuan nay|nay|tuan sau|toi|sau))?")
_DATE: Final = re.compile(
    r"(?:ngay |mung )?(\d{1,2})(?: ?(?:[/.-]| thang ) ?(\d{1,2}))(?: ?(?:[/.-]| nam ) ?(\d{4}|\d{2}))?"
)
_AHEAD: Final = re.compile(
    r"(?:sau |trong |them )?(\d{1,2}) ngay(?: (lam viec|nua|toi|lam viec nua))?"
)
_FRIDAY: Final = frozenset(
    ("cuoi tuan", "cuoi tuan nay", "trong tuan", "trong tuan nay", "tuan nay")
)
_NEXT_WEEK: Final = {
    "dau tuan": 7, "dau tuan sau": 7, "dau tuan toi": 7, "tuan sau": 11, "cuoi tuan sau": 11, "tuan toi": 11, "trong tuan sau": 11,
}  # fmt: skip
_FARTHEST: Final = timedelta(days=366)


class Said(NamedTuple):
    """A day, and minutes after midnight where an hour was said (None: by the end of that day's work)."""

    day: date
    minute: int | None


def read_said(text: str, today: date, working_day: Callable[[date, int], date]) -> Said | None:
    """What a text says, or None. `working_day` gives the n-th working day from a date on.

    >>> friday = date(2025, 2, 14)
    >>> read_said("16h mai", friday, lambda day, n: day + timedelta(days=n))
    Said(day=datetime.date(2025, 2, 15), minute=960)
    >>> read_said("thứ 5", friday, lambda day, n: day).day
    datetime.date(2025, 2, 20)
    """
    words = fold(text).strip(" .!,")
    minute: int | None = None
    hour = _HOUR.search(words)
    if hour is not None:
        minute = _minute(*hour.groups())
        if minute is None:
            return None
        words = f"{words[: hour.start()]} {words[hour.end() :]}"
    words = re.sub(
        r"^(?:truoc|vao|den|khoang|trong vong|han|la)\b|\b(?:vao|luc)$", "", " ".join(words.split())
    )
    words = words.strip(" ,")
    if half := re.match(r"(?:buoi )?(sang|trua|chieu|toi|dau gio)(?: ngay)?\b ?", words):
        words = words[half.end() :] or "nay"
        if minute is None:
            minute = _HALVES.get(half[1])
        elif half[1] in ("chieu", "toi") and minute < 12 * 60:
            minute += 12 * 60
    day = _day(words, today, working_day) if words else today if hour else None
    if day is None or not today <= day <= today + _FARTHEST:
        return None
    return Said(day, minute)


def _minute(hour: str, minutes: str | None, half: str | None) -> int | None:
    value = int(hour) * 60 + int(minutes or 0)
    if half in ("chieu", "toi") and value < 12 * 60:
        value += 12 * 60
    return value if value < 24 * 60 and int(minutes or 0) < 60 else None


def _day(words: str, today: date, working_day: Callable[[date, int], date]) -> date | None:
    if words in _RELATIVE:
        return today + timedelta(days=_RELATIVE[words])
    return _of_week(words, today) or _counted(words, today, working_day) or _dated(words, today)


def _of_week(words: str, today: date) -> date | None:
    if words in _FRIDAY:
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if words in _NEXT_WEEK:
        return today + timedelta(days=_NEXT_WEEK[words] - today.weekday())
    if found := _WEEKDAY.fullmatch(words):
        return _weekday(_WEEKDAYS[found[1]], found[2] or "", today)
    found = _SUNDAY.fullmatch(words)
    return _weekday(6, found[1] or "", today) if found else None


def _counted(words: str, today: date, working_day: Callable[[date, int], date]) -> date | None:
    """ "3 ngày nữa" are days of the week, "thêm 3 ngày" working days as offices count."""
    found = _AHEAD.fullmatch(words)
    if found is None:
        return None
    n = int(found[1])
    return today + timedelta(days=n) if found[2] in ("nua", "toi") else working_day(today, n)


def _weekday(wanted: int, which: str, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    if which in ("tuan sau", "sau"):
        return monday + timedelta(days=7 + wanted)
    if which in ("tuan nay", "nay"):
        return monday + timedelta(days=wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _dated(words: str, today: date) -> date | None:
    found = _DATE.fullmatch(words)
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        near = date(today.year, month, day)
        return near if near >= today else near.replace(year=today.year + 1)
    except ValueError:
        return None


def read_moment(text: str, now: int, calendar: WorkCalendar) -> int | None:
    """The instant a text names under a unit's working hours, or None where it names none, or one that is gone."""
    try:
        said = read_said(text, civil_date(now), calendar.working_day_forward)
        if said is None:
            return None
        minute = said.minute
        if minute is None:
            working = calendar.is_working_day(said.day)
            minute = (calendar.closing(said.day) + OFFSET) % 86_400 // 60 if working else 17 * 60
        instant = at(said.day, minute)
    except (RejectedInput, OverflowError):  # beyond the calendar
        return None
    return instant if instant > now else None
