"""One day as people type it in a chat, and the hour beside it: "mai", "thứ 5 tuần sau", "25/11", "16h30 chiều thứ 6". Pure.

The only reader of a day outside the language of plans (`schedules.reading`, which knows periods and rules). What is decided here:

- A weekday is the next to come, today included: on a Thursday "thứ 5" is today. "thứ 5 tới" is the next after today, "thứ 5 tuần
  này" that of this week even if it has gone, "thứ 5 sau", "thứ 5 tuần sau", "thứ 5 tuần tới" that of the week from next Monday on.
- A date without a year is the first of that name not before a given day: today for what is to come; `RECENT` before today where
  it may lie behind (a document's date, the first day of a leave). A weekday said with a date must be right.
- "mốt" and "ngày kia" are the day after tomorrow. "cuối tuần", "trong tuần" are this week's Friday, gone on a Saturday; "đầu tuần"
  is the Monday to come, "tuần sau" as a day by which something is done the Friday of it.
- *Trước* a bare day excludes it (RULES.md, "Dates: the conventions"); with an hour the day itself is usable. On a Friday "trước thứ
  6" is before the next one; "trước 20/11" on that very day has gone, for nobody means next year.
- "sáng", "trưa" without an hour end with the morning; "chiều", "tối" with the day's work.

Nothing is guessed: what is not understood to its last word is None. Days that have gone are for the callers to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from schedules.reading.lexicon import WEEKDAYS
from schedules.text import fold

RECENT: Final = timedelta(days=90)
MORNING_ENDS: Final = 11 * 60 + 30
_YEAR: Final = timedelta(days=366)
_YEARS: Final = range(2000, 2100)
_FRIDAY: Final = 4

# Patterns of folded text without groups, for finding a day within a sentence. What is a name or a number as well ("mai", "mốt",
# "nay") is not among them, nor are weeks: a report may be about "tuần này".
_NUMBER: Final = r"(?:hai|ba|tu|nam|sau|bay|[2-7])"
_NAMED: Final = rf"(?:(?:ngay )?(?:thu ?{_NUMBER}|t[2-7])|chu nhat|cn)(?!\w)"
_ENDS: Final = r"(?= ?[,.;)]|$)"
WEEKDAY: Final = rf"(?:{_NAMED}(?: tuan (?:nay|sau|toi)(?!\w)| (?:nay|sau|toi){_ENDS})?)"
DATE: Final = (
    rf"(?:(?<!\d[./])(?:{_NAMED},? )?(?:ngay |mung )?\d{{1,2}}(?: ?[/.-] ?| thang )\d{{1,2}}(?!\d)"
    r"(?:(?: ?[/.-] ?| nam )(?:\d{4}|\d{2})(?!\d| ?[/.-] ?\d| thang))?)"
)
NEAR: Final = r"(?:(?:trong |cuoi )?(?:ngay )?hom nay|ngay (?:mai|kia)|(?<!moi )(?<!hang )ngay mot|(?:trong|cuoi) ngay(?: mai)?)"
COUNTED: Final = r"(?:[1-9]\d? (?:ngay|tuan) (?:nua|toi))"
WEEK: Final = r"(?:(?:cuoi |dau |trong )?tuan (?:nay|sau|toi)|(?:cuoi|dau|trong) tuan)"
HALF: Final = r"(?:(?:buoi )?(?:dau gio )?(?:sang|trua|chieu|toi)|dau gio)"
HOUR: Final = (
    r"(?:\d{1,2}(?: ?: ?\d{2}(?!\d)| ?(?:h|g|gio)(?: ?(?:\d{2}(?!\d| ?[/.-] ?\d| thang)(?: ?(?:p|phut)(?!\w))?|ruoi))?)"
    r"(?: (?:sang|trua|chieu|toi(?! \d)))?(?!\w))"
)

_AHEAD: Final = {
    "hom nay": 0, "nay": 0, "ngay hom nay": 0, "trong ngay": 0, "trong hom nay": 0, "cuoi ngay": 0, "cuoi gio": 0, "mai": 1,
    "ngay mai": 1, "hom sau": 1, "ngay kia": 2, "ngay mot": 2, "mot": 2,
}  # fmt: skip
_SAID_WEEKDAY: Final = re.compile(
    r"(?:ngay )?(?:thu ?|t ?)(?P<day>hai|ba|tu|nam|sau|bay|[2-7])(?: (?P<week>(?:tuan )?(?:nay|sau|toi)))?"
    r"|(?:chu nhat|cn)(?: (?P<sunday>(?:tuan )?(?:nay|sau|toi)))?"
)
_SAID_DATE: Final = re.compile(
    rf"(?:(?P<named>{_NAMED}),? )?(?:ngay |mung )?(?P<day>\d{{1,2}})(?: ?[/.-] ?| thang )(?P<month>\d{{1,2}})"
    r"(?:(?: ?[/.-] ?| nam )(?P<year>\d{4}|\d{2}))?"
)
_SAID_HOUR: Final = re.compile(
    r"(\d{1,2}) ?(?:h|g|gio|:) ?(\d{2}|ruoi)?(?: ?(?:p|phut))?(?: (sang|trua|chieu|toi))?"
)
_FIND_HOUR: Final = re.compile(rf"(?<![\w/.-])(?:luc )?(?P<hour>{HOUR})")
_HALF: Final = re.compile(rf"({HALF})\b ?")
_AROUND: Final = re.compile(
    r"(?:trong|cuoi|het) (?=ngay (?:\d{1,2} ?(?:[/.-]|thang)|mai\b|kia\b|mot\b|hom\b|thu\b|t[2-7]\b)|thu |chu nhat|cn\b)"
)
_COUNTED: Final = re.compile(r"(\d{1,2}) (ngay|tuan) (?:nua|toi)")
Reads = Callable[[str, date, date], date | None]  # words, today, weekdays from


class Said(NamedTuple):
    """A day, and minutes after midnight where an hour was said (None: by the end of that day's work)."""

    day: date
    minute: int | None


def day_said(text: str, today: date, weekdays_from: date | None = None) -> date | None:
    """The day that a text names to its last word, or None; bare weekdays from a day (today) on.

    >>> friday = date(2025, 11, 21)
    >>> [f"{day_said(words, friday):%d/%m}" for words in ("mai", "thứ 5", "thứ 6", "thứ 5 tuần sau", "25/11", "5/1")]
    ['22/11', '27/11', '21/11', '27/11', '25/11', '05/01']
    """
    return near_said(text, today, weekdays_from) or date_said(text, today)


def day_about(text: str, today: date, weekdays_from: date | None = None) -> date | None:
    """Like `day_said`, of what may lie behind as well: a date without a year is the first from `RECENT` before today on.

    >>> day_about("29/12", date(2026, 1, 2)), day_about("5/1", date(2025, 12, 30))
    (datetime.date(2025, 12, 29), datetime.date(2026, 1, 5))
    """
    return near_said(text, today, weekdays_from) or date_said(text, today - RECENT)


def date_said(text: str, since: date) -> date | None:
    """A day and a month, with its year or the first from `since` on.

    >>> date_said("ngày 25/3", date(2025, 3, 17)), date_said("5/1", date(2025, 12, 30))
    (datetime.date(2025, 3, 25), datetime.date(2026, 1, 5))
    >>> date_said("31/2", date(2025, 3, 17)) is None and date_said("thứ 2, 25/3/2025", since=date.min) is None  # a Tuesday
    True
    """
    found = _SAID_DATE.fullmatch(_bare(text))
    if found is None:
        return None
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [since.year, since.year + 1]
    for one in years:
        if one not in _YEARS:
            return None
        try:
            meant = date(one, month, day)
        except ValueError:  # no such day
            continue
        if year or since <= meant < since + _YEAR:
            return (
                meant
                if found["named"] is None or _number(found["named"]) == meant.weekday()
                else None
            )
    return None


def near_said(text: str, today: date, weekdays_from: date | None = None) -> date | None:
    """A day said from today: "ngày kia", "thứ 5", "cuối tuần", "3 ngày nữa"; a bare weekday from a day (today) on."""
    words = _bare(text)
    if words in _AHEAD:
        return today + timedelta(days=_AHEAD[words])
    if found := _SAID_WEEKDAY.fullmatch(words):
        return _weekday(
            _number(words), found["week"] or found["sunday"] or "", today, weekdays_from or today
        )
    if found := _COUNTED.fullmatch(words):
        return today + timedelta(days=int(found[1]) * (7 if found[2] == "tuan" else 1))
    return _of_week(words, today) if re.fullmatch(WEEK, words) else None


def minute_said(text: str) -> int | None:
    """Minutes after midnight of an hour.

    >>> [minute_said(hour) for hour in ("16h", "16 giờ 30", "16:30", "4h chiều", "12h trưa", "1 giờ rưỡi chiều", "25h")]
    [960, 990, 990, 960, 720, 810, None]
    """
    found = _SAID_HOUR.fullmatch(fold(text))
    if found is None:
        return None
    hour, minutes, half = int(found[1]), 30 if found[2] == "ruoi" else int(found[2] or 0), found[3]
    if hour < 12 and (half in ("chieu", "toi") or (half == "trua" and hour < 3)):
        hour += 12
    return hour * 60 + minutes if hour < 24 and minutes < 60 else None


def said(text: str, today: date, *, before: bool = False, reads: Reads = day_said) -> Said | None:
    """A day, an hour or both. `before`: "trước" was said of it; the day is then the last good one. `reads` knows the days.

    >>> friday = date(2025, 11, 21)
    >>> said("16h mai", friday)
    Said(day=datetime.date(2025, 11, 22), minute=960)
    >>> said("25/11", friday, before=True).day
    datetime.date(2025, 11, 24)
    """
    words, minute, half = _bare(text), None, ""
    if hour := _FIND_HOUR.search(words):
        minute = minute_said(hour["hour"])
        if minute is None:
            return None
        words = f"{words[: hour.start()]} {words[hour.end() :]}"
        words = " ".join(re.sub(r"\b(?:vao|luc) *,? *$|^ *(?:,|vao\b)", " ", words).split()).strip(
            " ,"
        )
    if found := _HALF.match(words):
        half, words = found[1].split()[-1], words[found.end() :] or "nay"
        minute = _in_half(half, minute, before=before)
    if not words:
        return Said(today, minute) if hour else None
    to_the_end = fold(text).startswith("cuoi ")  # "trước cuối ngày" is by its end
    excluded = timedelta(days=1 if before and minute is None and not to_the_end else 0)
    day = reads(words, today, today + excluded)
    if day is None or (
        excluded and re.fullmatch(WEEK, words)
    ):  # "trước tuần sau" has no one last day
        return None
    return Said(day - excluded, minute)


def _bare(text: str) -> str:
    """Folded, without what stands around a day: "cuối ngày 25/11." is 25/11."""
    words = fold(text).strip(" .!,")
    around = _AROUND.match(words)
    return words[around.end() :] if around else words


def _in_half(half: str, minute: int | None, *, before: bool) -> int | None:
    """The minute in a half of the day: the end of the morning where no hour is said of it, or of what comes before noon."""
    if minute is None:
        return MORNING_ENDS if before or half in ("sang", "trua", "gio") else None
    return minute + 12 * 60 if half in ("chieu", "toi") and minute < 12 * 60 else minute


def _number(named: str) -> int:
    found = _SAID_WEEKDAY.match(named)
    return WEEKDAYS[found["day"]] - 1 if found and found["day"] else 6


def _weekday(wanted: int, which: str, today: date, since: date) -> date:
    monday = today - timedelta(days=today.weekday())
    if which.endswith("nay"):
        return monday + timedelta(days=wanted)
    if which and which != "toi":
        return monday + timedelta(days=7 + wanted)
    if which == "toi":
        since = max(since, today + timedelta(days=1))
    return since + timedelta(days=(wanted - since.weekday()) % 7)


def _of_week(words: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    later = words.endswith(("sau", "toi"))
    if words.startswith("dau"):
        return None if words.endswith("nay") else monday + timedelta(days=7)
    return monday + timedelta(days=_FRIDAY + (7 if later else 0))
