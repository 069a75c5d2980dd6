"""How each field of the rule vocabulary is read: the JSON value in, the record's value out, and the mend if it fails.

`ValueError`, `TypeError` or `BadRule` says that the value will not do; `schedules.rules` adds kind and field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from schedules.periods import MEND as PERIOD_MEND
from schedules.periods import PARTS, bounds

FREQUENCIES = ("day", "week", "month", "quarter", "half_year", "year")
LAST_DAYS = ("last", "last_working")
MONTH_WORDS = ("last", "next", "first")
UNITS = ("calendar", "working")
YEARS = range(1900, 2200)  # a year outside is a slip of the pen (0225, 2925), never a deadline

_T = TypeVar("_T")
Read = Callable[[Any], Any]


class DataWindow(msgspec.Struct, frozen=True):
    """The data a report covers: from that day of the month before to that day of the reporting month."""

    from_day: int
    to_day: int


def _kept(value: _T, good: bool) -> _T:
    if not good:
        raise ValueError(value)
    return value


def _whole(low: int, high: int) -> Read:
    return lambda value: _kept(
        value, type(value) is int and low <= value <= high
    )  # a bool is no number


def _word(*words: str) -> Read:
    return lambda value: _kept(value, isinstance(value, str) and value in words)


def _either(words: Read, number: Read) -> Read:
    return lambda value: words(value) if isinstance(value, str) else number(value)


def _text(value: Any) -> Any:
    return _kept(value, isinstance(value, str) and bool(value.strip()))


def _flag(value: Any) -> Any:
    return _kept(value, isinstance(value, bool))


def _date(value: Any) -> dt.date:
    day = dt.date.fromisoformat(value)
    return _kept(day, str(day) == value and day.year in YEARS)


def _time(value: Any) -> Any:
    return _kept(value, dt.time.fromisoformat(value).isoformat("minutes") == value)


def _period(value: Any) -> Any:
    first, last = bounds(_text(value))
    # week labels name occurrences; the vocabulary itself knows no week periods
    return _kept(value, "W" not in value and first.year in YEARS and last.year in YEARS)


def _window(value: Any) -> DataWindow:
    _kept(value, isinstance(value, dict) and set(value) == {"from_day", "to_day"})
    day = _whole(1, 31)
    return DataWindow(from_day=day(value["from_day"]), to_day=day(value["to_day"]))


def _units(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in _kept(value, isinstance(value, list | tuple)))


_A_DATE = (_date, f"write a date such as 2025-09-05, years {YEARS.start} to {YEARS.stop - 1}")
_SOME_WORDS = (_text, "write some words")
_A_FLAG = (_flag, "write true or false")


def _one_of(*words: str) -> tuple[Read, str]:
    return _word(*words), f"write one of {', '.join(words)}"


READERS: dict[str, tuple[Read, str]] = {
    "applies_to": (_units, 'write a list of units such as ["UBND cấp xã"]'),
    "label": _SOME_WORDS,
    "condition": _SOME_WORDS,
    "date": _A_DATE,
    "inclusive": _A_FLAG,
    "time": (_time, "write a time of day such as 15:00"),
    "period": (_period, PERIOD_MEND),
    "part": _one_of(*PARTS),
    "every": _one_of(*FREQUENCIES, "unspecified"),
    "day": (
        _either(_word(*LAST_DAYS), _whole(1, 31)),
        "write a day from 1 to 31, last, or last_working",
    ),
    "month": (
        _either(_word(*MONTH_WORDS), _whole(1, 12)),
        "write last, next, first, or a month number",
    ),
    "weekday": (_whole(1, 7), "write 1 for Monday to 7 for Sunday"),
    "nth": (_whole(1, 5), "write a whole number from 1 to 5"),
    "interval": (_whole(1, 999), "write a whole number from 1"),
    "from": _A_DATE,
    "until": _A_DATE,
    "data_window": (_window, 'write days such as {"from_day": 15, "to_day": 14}'),
    "weekdays_only": _A_FLAG,
    "n": (_whole(1, 999), "write a whole number from 1"),
    "n_per_period.period": _one_of(*FREQUENCIES),
    "min": _A_FLAG,
    "year": (_whole(YEARS.start, YEARS.stop - 1), "write a year such as 2025"),
    "event": _SOME_WORDS,
    "days": (_whole(0, 9999), "write a whole number of days, 0 or more"),
    "unit": _one_of(*UNITS),
    "hours": (_whole(0, 9999), "write a whole number of hours, 0 or more"),
    "months": (_whole(0, 999), "write a whole number of months, 0 or more"),
    "event_date": _A_DATE,
    "ref": _SOME_WORDS,
}
