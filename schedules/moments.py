"""When somebody says that a thing will be done: "thứ 5", "16h mai", "chiều nay", "25/11", "3 ngày nữa" → an instant. Pure.

How days and hours are read is `schedules.days_said`'s; here a day without an hour means the end of the working day, and what lies
in the past gives None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from schedules.calendar import WorkCalendar
from schedules.civil import OFFSET, at, civil_date
from schedules.days_said import Said, day_said, said
from schedules.errors import RejectedInput
from schedules.text import fold

_LEADING: Final = re.compile(r"(?:(?:vao|den|khoang|trong vong|han|la|(?P<before>truoc))\b ?)+")
_WORKING_DAYS: Final = re.compile(
    r"(?:sau |trong |them )?(\d{1,2}) ngay(?: (?:lam viec nua|lam viec))?"
)
_FARTHEST: Final = timedelta(days=366)


def read_said(text: str, today: date, working_day: Callable[[date, int], date]) -> Said | None:
    """What a text says, or None. `working_day` gives the n-th working day from a date on.

    "3 ngày nữa" are days of the week, "thêm 3 ngày" working days as offices count.

    >>> friday = date(2025, 2, 14)
    >>> read_said("16h mai", friday, lambda day, n: day + timedelta(days=n))
    Said(day=datetime.date(2025, 2, 15), minute=960)
    >>> read_said("thứ 5", friday, lambda day, n: day).day
    datetime.date(2025, 2, 20)
    """

    def day(words: str, today: date, weekdays_from: date) -> date | None:
        counted = _WORKING_DAYS.fullmatch(words) if weekdays_from == today else None
        return (
            working_day(today, int(counted[1]))
            if counted
            else day_said(words, today, weekdays_from)
        )

    words = fold(text).strip(" .!,")
    leading = _LEADING.match(words)
    before = leading is not None and leading["before"] is not None
    found = said(words[leading.end() :] if leading else words, today, before=before, reads=day)
    if found is None or not today <= found.day <= today + _FARTHEST:
        return None
    return found


def read_moment(text: str, now: int, calendar: WorkCalendar) -> int | None:
    """The instant a text names under a unit's working hours, or None where it names none, or one that is gone."""
    try:
        found = read_said(text, civil_date(now), calendar.working_day_forward)
        if found is None:
            return None
        minute = found.minute
        if minute is None:
            working = calendar.is_working_day(found.day)
            minute = (calendar.closing(found.day) + OFFSET) % 86_400 // 60 if working else 17 * 60
        instant = at(found.day, minute)
    except (RejectedInput, OverflowError):  # beyond the calendar
        return None
    return instant if instant > now else None
