"""How dates are written in spreadsheets and feeds: `told` writes an instant in one of the forms that occur."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from schedules.civil import DAY, EPOCH_ORDINAL, OFFSET

# form -> the day and the hour as strftime and str.format write them
MINUTES: Final = "dd/MM/yyyy HH:mm"
SLASHED: Final = "dd/MM/yyyy HH:mm:ss"
PACKED: Final = "yyyyMMddHHmmss"
ISO: Final = "yyyy-MM-ddTHH:mm:ss"
_PARTS: Final = {
    MINUTES: ("%d/%m/%Y ", "{:02}:{:02}"),
    SLASHED: ("%d/%m/%Y ", "{:02}:{:02}:{:02}"),
    PACKED: ("%Y%m%d", "{:02}{:02}{:02}"),
    ISO: ("%Y-%m-%dT", "{:02}:{:02}:{:02}"),
}
NO_DATE: Final = "0001-01-01T00:00:00"  # what .NET writes where there is none


def told(instant: int | None, form: str) -> str:
    """Return the instant in Vietnamese time in one of the four forms above, empty for none."""
    if instant is None:
        return ""
    number, second = divmod(instant + OFFSET, DAY)
    return _day(number, form) + _clock(second, form)


def net(instant: int | None) -> str:
    """Return the same as .NET writes it, the first of January of year 1 for none."""
    return NO_DATE if instant is None else told(instant, ISO)


# Tens of thousands of dossiers share some hundred days and the minutes of a working day.
@lru_cache(10_000)
def _day(number: int, form: str) -> str:
    return f"{date.fromordinal(number + EPOCH_ORDINAL):{_PARTS[form][0]}}"


@lru_cache(10_000)
def _clock(second: int, form: str) -> str:
    minute, rest = divmod(second, 60)
    return _PARTS[form][1].format(*divmod(minute, 60), rest)
