"""A due date as somebody types it for a report asked for once: "16h 25/11", "trước ngày 25/11", "chiều mai". Pure.

How days and hours are read is `schedules.days_said`'s, *trước* a bare day among it. A week counts only behind a word that announces
a date, or as the whole of an answer.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from schedules.calendar import WorkCalendar
from schedules.civil import at, civil_date
from schedules.days_said import COUNTED, DATE, HALF, HOUR, NEAR, WEEK, WEEKDAY, said
from schedules.errors import RejectedInput
from schedules.text import fold

USUAL_CLOSING: Final = "17:00"
_DAY: Final = rf"(?:(?:trong |cuoi |het )?(?:{HALF} )?(?:{DATE}|{WEEKDAY}|{NEAR}|mai|{WEEK}|{COUNTED})|{HALF} nay)"
_WORDS: Final = (
    r"(?P<word>(?:han(?: chot| cuoi| nop| gui| cua bao cao)?\s*:?\s*(?:la\s+)?)?"
    r"(?:cham nhat(?: la)?|muon nhat(?: la)?|den het|den truoc|den|truoc|trong|luc|vao)?\s*(?:luc\s+)?)"
)
_FORM: Final = re.compile(
    rf"(?<!\w){_WORDS}(?P<day>{HOUR} ?,? ?{_DAY}|{HOUR}|{_DAY}(?: ?(?:luc|vao|,)? ?{HOUR})?)(?!\w)"
)


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
    folded, today = fold(text), civil_date(now)
    for found in _FORM.finditer(folded):
        if not found["word"].strip() and re.fullmatch(WEEK, found["day"]) and found[0] != folded:
            continue  # "kế hoạch tuần này" is what a report is about
        meant = said(found["day"], today, before="truoc" in found["word"])
        try:
            if meant is not None and meant.minute is not None:
                return Due(at(meant.day, meant.minute), "time", *found.span())
            if meant is not None:
                return Due(closing_of(meant.day, calendar), "date", *found.span())
        except RejectedInput:  # beyond the calendar
            continue
    return None


def closing_of(day: date, calendar: WorkCalendar) -> int:
    """When a day ends on which something is due: closing time; the usual one on a day off."""
    return calendar.closing(day) if calendar.is_working_day(day) else at(day, USUAL_CLOSING)
