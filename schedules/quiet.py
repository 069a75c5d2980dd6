"""When a notice may be heard: in the working hours of the person's unit, digests at their slots; citizens by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from db.words import Reason
from schedules.calendar import WorkCalendar
from schedules.civil import at, civil_date

_STILL_THE_SLOT = (
    900  # seconds: a tick that comes late still belongs to the slot, even before opening
)

# Minutes of the day between which a citizen may be told anything (the SMS reference, section 3.1: our own quiet window).
CIVIL_HOURS = (7 * 60, 21 * 60)


def next_civil(now: int) -> int:
    """`now`, or the next instant at which a citizen may be told anything; days off do not matter to them."""
    day = civil_date(now)
    first, last = (at(day, minute) for minute in CIVIL_HOURS)
    if first <= now < last:
        return now
    return first if now < first else at(day + timedelta(days=1), CIVIL_HOURS[0])


def send_time(
    rung_at: int, now: int, *, in_digest: bool, slots: Sequence[int], calendar: WorkCalendar
) -> tuple[int, Reason | None]:
    """The instant from which a notice may be sent, and why it is held until then (None: it may go now).

    Officers and heads are left alone outside the working hours of their unit and on days off; in the lunch break too.
    `slots` are minutes after midnight; they count on working days only and may lie before the opening hour. A slot
    that passed while nobody looked is made up for at once.
    """
    if in_digest:
        slot = next_slot(rung_at, slots, calendar)
        if slot > now:
            return slot, Reason.DIGEST_SLOT
        if slot > now - _STILL_THE_SLOT:
            return now, None
    opening = calendar.next_opening(now)
    return (opening, Reason.QUIET_HOURS) if opening > now else (now, None)


def next_slot(instant: int, slots: Sequence[int], calendar: WorkCalendar) -> int:
    """The first digest slot at or after `instant`."""
    day = civil_date(instant)
    if calendar.is_working_day(day):
        for minute in slots:
            if (slot := at(day, minute)) >= instant:
                return slot
    return at(calendar.working_day_forward(day + timedelta(days=1), 0), slots[0])
