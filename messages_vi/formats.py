"""Dates, hours, working time and numbers as a Vietnamese office writes them.

Days below 10 and the months 1 and 2 take a leading zero, as the law on clerical work has it (NĐ 30/2020/NĐ-CP, Phụ lục
I); other months do not. Instants are whole seconds since 1970 in UTC and are shown in Vietnamese time.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from schedules.civil import DAY, OFFSET, civil_date

_VIETNAMESE: Final = Locale("vi")
# One administration speaks of a few thousand dates and minutes a year; Babel costs microseconds each time.
_REMEMBERED: Final = 4096
_HOUR: Final = 60


@lru_cache(_REMEMBERED)
def day(value: date) -> str:
    """The short date.

    >>> day(date(2025, 3, 17)), day(date(2026, 2, 5))
    ('17/3/2025', '05/02/2026')
    """
    pattern = "dd/MM/y" if value.month <= 2 else "dd/M/y"
    return format_date(value, pattern, _VIETNAMESE)


@lru_cache(_REMEMBERED)
def long_day(value: date) -> str:
    """The date in words with its weekday, for the middle of a sentence.

    >>> long_day(date(2025, 3, 17))
    'thứ Hai, ngày 17 tháng 3 năm 2025'
    """
    month = "MM" if value.month <= 2 else "M"
    text = format_date(value, f"EEEE, 'ngày' dd 'tháng' {month} 'năm' y", _VIETNAMESE)
    return text.replace("Thứ", "thứ", 1)  # Chủ Nhật keeps its capital


@lru_cache(_REMEMBERED)
def full_day(value: date) -> str:
    """The date in words as papers write it.

    >>> full_day(date(2026, 3, 5))
    'ngày 05 tháng 3 năm 2026'
    """
    month = "MM" if value.month <= 2 else "M"
    return format_date(value, f"'ngày' dd 'tháng' {month} 'năm' y", _VIETNAMESE)


def clock(instant: int) -> str:
    """The hour of an instant in words.

    >>> clock(1742203800)
    '16 giờ 30 phút'
    """
    return _spoken_clock(_minute_of_day(instant))


def short_clock(instant: int) -> str:
    """The hour of an instant in figures.

    >>> short_clock(1742203800)
    '16:30'
    """
    return _figure_clock(_minute_of_day(instant))


def moment(instant: int) -> str:
    """Hour and date of an instant in words.

    >>> moment(1742203800)
    '16 giờ 30 phút ngày 17/3/2025'
    """
    return f"{clock(instant)} ngày {day(civil_date(instant))}"


def short_moment(instant: int) -> str:
    """Hour and date of an instant in figures, for lists.

    >>> short_moment(1742203800)
    '16:30 ngày 17/3/2025'
    """
    return f"{short_clock(instant)} ngày {day(civil_date(instant))}"


def due(instant: int, precision: str) -> str:
    """A due instant: with the hour where the hour counts (`time`), the date alone where the day does (`date`).

    >>> due(1742203800, "time"), due(1742203800, "date")
    ('16 giờ 30 phút ngày 17/3/2025', 'ngày 17/3/2025')
    """
    return f"ngày {day(civil_date(instant))}" if precision == "date" else moment(instant)


def short_due(instant: int, precision: str) -> str:
    """As `due`, in figures.

    >>> short_due(1742203800, "time")
    '16:30 ngày 17/3/2025'
    """
    return f"ngày {day(civil_date(instant))}" if precision == "date" else short_moment(instant)


@lru_cache(_REMEMBERED)
def span_minutes(working_minutes: int, day_minutes: int = 480) -> str:
    """A length of working time; `day_minutes` is the unit's working day.

    The sign is dropped, since the words around it say whether the time is left or over. From one day on, minutes are
    left out: nobody plans three days by the minute.

    >>> span_minutes(120), span_minutes(720), span_minutes(-90)
    ('2 giờ làm việc', '1 ngày 4 giờ làm việc', '1 giờ 30 phút làm việc')
    """
    days, rest = divmod(abs(working_minutes), day_minutes)
    hours, minutes = divmod(rest, _HOUR)
    parts = [
        f"{count(amount)} {unit}"
        for amount, unit in ((days, "ngày"), (hours, "giờ"), (0 if days else minutes, "phút"))
        if amount
    ]
    return f"{' '.join(parts) or 'dưới 1 phút'} làm việc"


@lru_cache(_REMEMBERED)
def count(number: int) -> str:
    """A whole number with a dot between thousands.

    >>> count(12345)
    '12.345'
    """
    return format_decimal(number, locale=_VIETNAMESE)


def tally(number: int) -> str:
    """A number of things as administrative texts count them: at least two digits.

    >>> tally(3), tally(1250)
    ('03', '1.250')
    """
    return f"{number:02}" if number < 10 else count(number)


def _minute_of_day(instant: int) -> int:
    return (instant + OFFSET) % DAY // 60


@lru_cache(24 * _HOUR)
def _spoken_clock(minute_of_day: int) -> str:
    hour, minute = divmod(minute_of_day, _HOUR)
    return f"{hour:02} giờ {minute:02} phút"


@lru_cache(24 * _HOUR)
def _figure_clock(minute_of_day: int) -> str:
    hour, minute = divmod(minute_of_day, _HOUR)
    return f"{hour:02}:{minute:02}"
