"""The rules of the letter of apology: by when it is due, when asking makes sense, which new dates can be set. Pure.

Sources: NĐ 61/2018/NĐ-CP has the letter go out a day at the latest before the promised date, and the date moved once; QĐ
242/QĐ-UBND An Giang 24/02/2025, appendix 3.11, likewise ("trước 01 ngày"). Neither says whether that is a working day. We
take the reading that is never late: closing time of the last working day that lies before the promised date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from schedules.calendar import WorkCalendar
from schedules.civil import OFFSET, at, civil_date
from schedules.errors import RejectedInput

PROPOSED: Final = (1, 2, 3, 5, 10)
"""Working days after the promised date that are offered as the new one; as many as a message has buttons."""


class BadDate(StrEnum):
    """Why a date cannot be the new one."""

    NOT_LATER = "not_later"  # than the promised one
    PAST = "past"  # today, or gone by
    DAY_OFF = "day_off"
    TOO_FAR = "too_far"  # beyond the calendar


def letter_due(promised: int, calendar: WorkCalendar) -> int:
    """By when the letter must be signed: due Monday → Friday at closing time, over holidays too."""
    return calendar.closing(_last_day(promised, calendar))


def worth_asking(received: int, promised: int, calendar: WorkCalendar) -> bool:
    """Whether there is a working day between receipt and promise on whose morning the head can be asked.

    Procedures of the same and of the next day are left to the ladder of the dossier: the question would come with the
    dossier itself, for hundreds of them, and say nothing.
    """
    return civil_date(received) < _last_day(promised, calendar)


def _last_day(promised: int, calendar: WorkCalendar) -> date:
    return calendar.working_day_back(civil_date(promised) - timedelta(days=1))


def bad_date(day: date, promised: int, now: int, calendar: WorkCalendar) -> BadDate | None:
    """Why `day` cannot take the place of the promised date, or None when it can."""
    if day <= civil_date(promised):
        return BadDate.NOT_LATER
    if day <= civil_date(now):
        return BadDate.PAST
    try:
        return None if calendar.is_working_day(day) else BadDate.DAY_OFF
    except RejectedInput:
        return BadDate.TOO_FAR


def proposals(promised: int, now: int, calendar: WorkCalendar) -> Sequence[tuple[int, date]]:
    """New dates to choose from: working days after the promised date, or after today where that is gone by."""
    first = max(civil_date(promised), civil_date(now)) + timedelta(days=1)
    found = []
    for n in PROPOSED:
        try:
            found.append((n, calendar.working_day_forward(first, n - 1)))
        except RejectedInput:
            break  # the calendar ends
    return found


def new_due(day: date, promised: int, calendar: WorkCalendar) -> int:
    """The instant on the new day: the hour that was promised, as far as the office is open then; else closing time."""
    wanted = at(day, (promised + OFFSET) % 86_400 // 60)
    closing = calendar.closing(day)
    return wanted if wanted == closing or calendar.is_open(wanted) else closing


def effective_due(stated: int, letter_about: int, letter_says: int) -> int:
    """The date that counts once a letter is signed: its own, until the source states another one than the letter was about."""
    return letter_says if stated == letter_about else stated
