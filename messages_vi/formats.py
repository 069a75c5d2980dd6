"""Dates, hours, working time and numbers in the language that is spoken; in Vietnamese as an office writes them.

Days below 10 and the months 1 and 2 take a leading zero, as the law on clerical work has it (NĐ 30/2020/NĐ-CP, Phụ lục
I); other months do not. Other languages write dates, hours and numbers as CLDR has them for the locale of their
catalogue. Instants are whole seconds since 1970 in UTC and are shown in Vietnamese time.
"""

from __future__ import annotations

from datetime import date, time
from functools import cache, lru_cache
from typing import Final

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from messages_vi.catalogue import N_, NP_, SOURCE_LOCALE, translations
from messages_vi.language import babel_locale, spoken
from schedules.civil import DAY, OFFSET, civil_date

# One administration speaks of a few thousand dates and minutes a year; Babel costs microseconds each time.
_REMEMBERED: Final = 4096
_HOUR: Final = 60
_MOMENT: Final = N_("%(clock)s ngày %(day)s")
_ON_DAY: Final = N_("ngày %(day)s")
_WORKING_TIME: Final = N_("%(span)s làm việc")
_DAYS: Final = NP_("%(n)s ngày")
_HOURS: Final = NP_("%(n)s giờ")
_MINUTES: Final = NP_("%(n)s phút")
_NO_TIME: Final = N_("dưới 1 phút")


def day(value: date) -> str:
    """The short date.

    >>> day(date(2025, 3, 17)), day(date(2026, 2, 5))
    ('17/3/2025', '05/02/2026')
    """
    return _day(value, spoken())


def long_day(value: date) -> str:
    """The date in words with its weekday, for the middle of a sentence.

    >>> long_day(date(2025, 3, 17))
    'thứ Hai, ngày 17 tháng 3 năm 2025'
    """
    return _long_day(value, spoken())


def full_day(value: date) -> str:
    """The date in words as papers write it.

    >>> full_day(date(2026, 3, 5))
    'ngày 05 tháng 3 năm 2026'
    """
    return _full_day(value, spoken())


def month(year: int, number: int) -> str:
    """A month of a year.

    >>> month(2025, 2), month(2025, 3)
    ('tháng 02 năm 2025', 'tháng 3 năm 2025')
    """
    if spoken() == SOURCE_LOCALE:
        return f"tháng {number if number > 2 else f'{number:02}'} năm {year}"
    return format_date(date(year, number, 1), "MMMM y", babel_locale(spoken()))


def clock(instant: int) -> str:
    """The hour of an instant in words.

    >>> clock(1742203800)
    '16 giờ 30 phút'
    """
    return _spoken_clock(_minute_of_day(instant), spoken())


def short_clock(instant: int) -> str:
    """The hour of an instant in figures.

    >>> short_clock(1742203800)
    '16:30'
    """
    return _figure_clock(_minute_of_day(instant), spoken())


def moment(instant: int) -> str:
    """Hour and date of an instant in words.

    >>> moment(1742203800)
    '16 giờ 30 phút ngày 17/3/2025'
    """
    language = spoken()
    clock = _spoken_clock(_minute_of_day(instant), language)
    return _word(_MOMENT, language) % {"clock": clock, "day": _day(civil_date(instant), language)}


def short_moment(instant: int) -> str:
    """Hour and date of an instant in figures, for lists.

    >>> short_moment(1742203800)
    '16:30 ngày 17/3/2025'
    """
    language = spoken()
    clock = _figure_clock(_minute_of_day(instant), language)
    return _word(_MOMENT, language) % {"clock": clock, "day": _day(civil_date(instant), language)}


def due(instant: int, precision: str) -> str:
    """A due instant: with the hour where the hour counts (`time`), the date alone where the day does (`date`).

    >>> due(1742203800, "time"), due(1742203800, "date")
    ('16 giờ 30 phút ngày 17/3/2025', 'ngày 17/3/2025')
    """
    return on_day(civil_date(instant)) if precision == "date" else moment(instant)


def short_due(instant: int, precision: str) -> str:
    """As `due`, in figures.

    >>> short_due(1742203800, "time")
    '16:30 ngày 17/3/2025'
    """
    return on_day(civil_date(instant)) if precision == "date" else short_moment(instant)


def on_day(value: date) -> str:
    """The short date inside a sentence.

    >>> on_day(date(2025, 3, 17))
    'ngày 17/3/2025'
    """
    return _word(_ON_DAY, spoken()) % {"day": day(value)}


def span_minutes(working_minutes: int, day_minutes: int = 480) -> str:
    """A length of working time; `day_minutes` is the unit's working day.

    The sign is dropped, since the words around it say whether the time is left or over. From one day on, minutes are
    left out: nobody plans three days by the minute.

    >>> span_minutes(120), span_minutes(720), span_minutes(-90)
    ('2 giờ làm việc', '1 ngày 4 giờ làm việc', '1 giờ 30 phút làm việc')
    """
    return _span_minutes(working_minutes, day_minutes, spoken())


def count(number: int) -> str:
    """A whole number with a dot between thousands.

    >>> count(12345)
    '12.345'
    """
    return _count(number, spoken())


def tally(number: int) -> str:
    """A number of things as administrative texts count them: in Vietnamese at least two digits.

    >>> tally(3), tally(1250)
    ('03', '1.250')
    """
    language = spoken()
    if number < 10 and language == SOURCE_LOCALE:
        return f"{number:02}"
    return _count(number, language)


# --- by language


@lru_cache(_REMEMBERED)
def _day(value: date, language: str) -> str:
    if language != SOURCE_LOCALE:
        return format_date(value, "medium", babel_locale(language))
    pattern = "dd/MM/y" if value.month <= 2 else "dd/M/y"
    return format_date(value, pattern, babel_locale(language))


@lru_cache(_REMEMBERED)
def _long_day(value: date, language: str) -> str:
    if language != SOURCE_LOCALE:
        return format_date(value, "full", babel_locale(language))
    month = "MM" if value.month <= 2 else "M"
    text = format_date(value, f"EEEE, 'ngày' dd 'tháng' {month} 'năm' y", babel_locale(language))
    return text.replace("Thứ", "thứ", 1)  # Chủ Nhật keeps its capital


@lru_cache(_REMEMBERED)
def _full_day(value: date, language: str) -> str:
    if language != SOURCE_LOCALE:
        return format_date(value, "long", babel_locale(language))
    month = "MM" if value.month <= 2 else "M"
    return format_date(value, f"'ngày' dd 'tháng' {month} 'năm' y", babel_locale(language))


@lru_cache(_REMEMBERED)
def _span_minutes(working_minutes: int, day_minutes: int, language: str) -> str:
    say = translations(language)
    days, rest = divmod(abs(working_minutes), day_minutes)
    hours, minutes = divmod(rest, _HOUR)
    minutes = 0 if days else minutes
    parts = (
        (days, say.ngettext(_DAYS, _DAYS, days)),
        (hours, say.ngettext(_HOURS, _HOURS, hours)),
        (minutes, say.ngettext(_MINUTES, _MINUTES, minutes)),
    )
    spans = [text % {"n": _count(amount, language)} for amount, text in parts if amount]
    words = _word(_WORKING_TIME, language)
    return words % {"span": " ".join(spans) or _word(_NO_TIME, language)}


@lru_cache(_REMEMBERED)
def _count(number: int, language: str) -> str:
    return format_decimal(number, locale=babel_locale(language))


def _minute_of_day(instant: int) -> int:
    return (instant + OFFSET) % DAY // 60


@lru_cache(2 * 24 * _HOUR)
def _spoken_clock(minute_of_day: int, language: str) -> str:
    hour, minute = divmod(minute_of_day, _HOUR)
    if language != SOURCE_LOCALE:
        return _babel_clock(hour, minute, language)
    return f"{hour:02} giờ {minute:02} phút"


@lru_cache(2 * 24 * _HOUR)
def _figure_clock(minute_of_day: int, language: str) -> str:
    hour, minute = divmod(minute_of_day, _HOUR)
    if language != SOURCE_LOCALE:
        return _babel_clock(hour, minute, language)
    return f"{hour:02}:{minute:02}"


def _babel_clock(hour: int, minute: int, language: str) -> str:
    return format_time(time(hour, minute), "short", locale=babel_locale(language))


@cache
def _word(text: str, language: str) -> str:
    return translations(language).gettext(text)
