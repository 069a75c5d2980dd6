"""Days that differ from the week's pattern: the packaged table of Vietnam, and what each kind of day means.

Holidays follow from BLLĐ 45/2019/QH14 Điều 112 (and NQ 28/2026/QH16 for 24/11), days in lieu from Điều 111 khoản 3.
Swapped days (hoán đổi) are decided each year by letter, sometimes a week before the day, so the table is data that
people keep; the running service edits its copy in the database, and this one is where it starts.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final

from db.records import CalendarDay
from schedules.errors import RejectedInput
from schedules.hours import DayHours, WeekHours

OFFICIAL_VERSION: Final = 1  # raised whenever a row of the packaged table changes
OFF_KINDS: Final = frozenset({"holiday", "compensation", "swap_off"})
KINDS: Final = OFF_KINDS | {"swap_work", "half"}


def date_of(day: CalendarDay) -> date:
    """The date of a row; raises `RejectedInput` when it is none."""
    try:
        found = date.fromisoformat(day.date)
    except ValueError:
        found = None
    # Rows are ordered and looked up by their text, so 20260101, which also reads, would be misfiled.
    if found is None or found.isoformat() != day.date:
        raise RejectedInput("date", day.date, "write the date of a special day as YYYY-MM-DD")
    return found


def hours_of(day: CalendarDay, hours: WeekHours) -> DayHours:
    """The open segments of a special day in an office with these weekly hours.

    A worked Saturday (`swap_work`) has the hours of the first weekday that has any, because it stands in for one; a
    `half` day keeps the first segment only. Raises `RejectedInput` for an unknown kind.
    """
    if day.kind in OFF_KINDS:
        return ()
    if day.kind == "swap_work":
        return next((segments for segments in hours.days if segments), ())
    if day.kind == "half":
        return hours.days[date_of(day).weekday()][:1]
    raise RejectedInput("kind", day.kind, f"use one of {', '.join(sorted(KINDS))}")


@lru_cache(maxsize=1)
def official_days() -> tuple[CalendarDay, ...]:
    """The packaged table (columns `date,name,kind,source`), in order of date."""
    path = files("schedules").joinpath("data", "holidays_vn.csv")
    with path.open(encoding="utf-8") as file:
        rows = [
            CalendarDay(row["date"], row["kind"], row["name"], row["source"], OFFICIAL_VERSION)
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda day: day.date))


def table_ends() -> date:
    """The last date the packaged table speaks of; later holidays are unknown to it."""
    return date_of(official_days()[-1])
