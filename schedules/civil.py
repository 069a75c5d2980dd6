"""Instants and civil time: whole seconds since 1970 in UTC on one side, dates and hours of Vietnam on the other.

Vietnam has kept UTC+7 without summer time since 1975, so the zone is a fixed offset: it needs no zone data, and a day
always has 86,400 seconds.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from schedules.errors import RejectedInput

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
DAY: Final = 86_400
OFFSET: Final = 7 * 3600
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
# Feeds write year 0001 for "no date"; taking it for a date would only move the fault elsewhere.
_YEARS: Final = range(1900, 2200)
_FORMS: Final = (
    "write dd/MM/yyyy, dd/MM/yyyy HH:mm[:ss], ISO 8601 such as 2026-03-05T09:10, or yyyyMMddHHmmss"
)

_SLASHED: Final = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_PACKED: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2}))?")
_ISO: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def to_instant(moment: datetime) -> int:
    """Seconds since 1970 of an aware datetime, fractions dropped. A naive one is refused with `RejectedInput`.

    >>> to_instant(datetime(2026, 3, 5, 9, 10, tzinfo=VIETNAM))
    1772676600
    """
    if moment.tzinfo is None:
        raise RejectedInput("datetime", moment.isoformat(), "give it an offset, such as +07:00")
    return (moment - _EPOCH) // _SECOND


def to_civil(instant: int) -> datetime:
    """The aware Vietnamese datetime of an instant."""
    return datetime.fromtimestamp(instant, VIETNAM)


@lru_cache(maxsize=8_192)  # a derivation names the same few instants again and again
def to_iso(instant: int) -> str:
    """The instant in ISO 8601 with the offset of Vietnam, such as `2026-03-05T09:10:00+07:00`."""
    return datetime.fromtimestamp(instant, VIETNAM).isoformat()


def civil_date(instant: int) -> date:
    """The date in Vietnam at an instant."""
    return date.fromordinal((instant + OFFSET) // DAY + EPOCH_ORDINAL)


def at(day: date, clock: str | int) -> int:
    """The instant of a date and an hour in Vietnam; `clock` is `HH:MM` or minutes after midnight.

    >>> to_iso(at(date(2026, 3, 5), "07:00"))
    '2026-03-05T07:00:00+07:00'
    """
    minutes = clock if isinstance(clock, int) else clock_minutes(clock)
    return (day.toordinal() - EPOCH_ORDINAL) * DAY - OFFSET + minutes * 60


def clock_minutes(text: str, field: str = "clock") -> int:
    """Minutes after midnight of `HH:MM`; `24:00` is the end of the day. Raises `RejectedInput`."""
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = map(int, found.groups()) if found else (99, 99)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise RejectedInput(field, text, "write an hour as HH:MM, such as 07:30")
    return hour * 60 + minute


def parse_civil(text: str, field: str = "datetime") -> datetime:
    """Read a date or instant as people, spreadsheets and feeds write it; without an offset it is Vietnamese time.

    Accepted: `dd/MM/yyyy[ HH:mm[:ss]]`, ISO 8601 with or without offset, `yyyyMMdd[HHmmss]`. A date alone is its
    midnight; fractions of a second are dropped. Raises `RejectedInput` naming `field`, the text and these forms.

    >>> parse_civil("5/3/2026 09:10").isoformat()
    '2026-03-05T09:10:00+07:00'
    """
    try:
        moment = _read(text.strip())
    except (
        ValueError,
        OverflowError,
    ) as error:  # the digits fit a form, but no such day or hour exists
        raise RejectedInput(field, text, f"no such date or hour ({error}); {_FORMS}") from None
    if moment is None:
        raise RejectedInput(field, text, _FORMS)
    if moment.year not in _YEARS:
        raise RejectedInput(
            field, text, f"the year must lie between {_YEARS[0]} and {_YEARS[-1]}; {_FORMS}"
        )
    return moment


def parse_date(text: str, field: str = "date") -> date:
    """Read a date in any form of `parse_civil`; an hour, if given, is dropped. Raises `RejectedInput`.

    >>> parse_date("30/4/2026")
    datetime.date(2026, 4, 30)
    """
    return parse_civil(text, field).date()


def _read(text: str) -> datetime | None:
    if found := _PACKED.fullmatch(text):
        return _vietnamese(*found.groups("0"))
    if found := _SLASHED.fullmatch(text):
        day, month, year, *clock = found.groups("0")
        return _vietnamese(year, month, day, *clock)
    if _ISO.fullmatch(text):
        moment = datetime.fromisoformat(text.replace(",", ".")).replace(microsecond=0)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=VIETNAM)
        return moment.astimezone(VIETNAM)
    return None


def _vietnamese(*parts: str) -> datetime:
    year, month, day, hour, minute, second = map(int, parts)
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
