"""Spans of time as officials write them: `3 ngày làm việc`, `4 giờ làm việc`, `90 phút`, `10 ngày`."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec

from schedules.errors import BadSpan

MINUTES_PER_WORKING_DAY: Final = (
    8 * 60
)  # how the provinces' internal processes convert: 0,25 ngày = 2 giờ
_MEND: Final = "write e.g. 3 ngày làm việc, 0,5 ngày làm việc, 4 giờ làm việc, 90 phút or 10 ngày"
_SPAN: Final = re.compile(
    # A dot followed by three digits groups thousands in Vietnamese, so as a decimal it takes two digits at most.
    r"([0-9]{1,6}(?:,[0-9]{1,3}|\.[0-9]{1,2})?) ?(ngay|gio|phut)( lam viec)?"
)


class SpanUnit(StrEnum):
    """What a span counts."""

    WORKING_DAYS = "working_days"
    WORKING_MINUTES = "working_minutes"
    CALENDAR_DAYS = "calendar_days"


class Span(msgspec.Struct, frozen=True):
    """A whole number of days or of working minutes. `str()` spells it in Vietnamese."""

    amount: int
    unit: SpanUnit

    def __str__(self) -> str:
        if self.unit is SpanUnit.WORKING_DAYS:
            return f"{self.amount} ngày làm việc"
        if self.unit is SpanUnit.CALENDAR_DAYS:
            return f"{self.amount} ngày"
        whole, rest = divmod(self.amount, 60)
        return f"{self.amount} phút làm việc" if rest else f"{whole} giờ làm việc"


@lru_cache(maxsize=1024)
def parse_span(text: str) -> Span:
    """Read a span; diacritics, case and spacing do not matter, the decimal sign is a comma (or a point).

    `ngày` counts calendar days, `ngày làm việc` working days; hours and minutes are always working time. A fraction of
    a working day is taken as that part of eight hours (`0,5 ngày làm việc` = 240 working minutes), as in the internal
    processes approved by the provinces. Raises `BadSpan` for anything else, parts of a minute included.

    >>> parse_span("1,5 NGAY LAM VIEC")
    Span(amount=720, unit=<SpanUnit.WORKING_MINUTES: 'working_minutes'>)
    """
    found = _SPAN.fullmatch(_plain(text))
    if not found:
        raise BadSpan("span", text, _MEND)
    amount = Fraction(found[1].replace(",", "."))
    if found[2] == "ngay" and amount.denominator == 1:
        unit = SpanUnit.WORKING_DAYS if found[3] else SpanUnit.CALENDAR_DAYS
        return Span(int(amount), unit)
    if found[2] == "ngay" and not found[3]:
        raise BadSpan(
            "span", text, "calendar days are whole; for part of a day write 0,5 ngày làm việc"
        )
    minutes = amount * {"ngay": MINUTES_PER_WORKING_DAY, "gio": 60, "phut": 1}[found[2]]
    if minutes.denominator != 1:
        raise BadSpan("span", text, "give a whole number of minutes")
    return Span(int(minutes), SpanUnit.WORKING_MINUTES)


def _plain(text: str) -> str:
    """Lower case without diacritics; runs of spaces and the underscores of column values become one space."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("_", " "))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(bare.split())
