"""The smallest things a deadline is made of: dates, periods, counts, and the words that say how they are meant."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Is(StrEnum):
    """What an atom is."""

    DATE = "date"  # Day
    DAY = "day"  # a day of some month: a number, `last` or `last_working`
    MONTH = "month"  # Span of one month
    QUARTER = "quarter"
    HALF = "half"  # any stretch of months within a year
    YEAR = "year"
    NEXT_YEAR = "next_year"  # of what is reported year by year
    PART = "part"  # (part, unit): the beginning, the middle or the end of what follows
    WHICH_MONTH = "which_month"  # (which, of): the last month of the quarter, the month after
    WEEKDAY = "weekday"
    NTH = "nth"  # of a month: the weekday before it is meant
    TIME = "time"  # `HH:MM`
    EVERY = "every"  # tuple of (every, interval)
    TIMES = "times"  # (n, period, at least, year)
    MEASURE = "measure"  # (n, unit): 10 working days
    WINDOW = "window"  # (from day, to day, stated as of the month before)
    FACTS = "facts"  # figures, their collection: what stands behind may be a data window
    BEFORE = "before"
    BY = "by"
    IN = "in"
    UNTIL = "until"
    WHOLE = "whole"  # hết: to the end of it
    FROM = "from"
    COUNTED = "counted"  # kể từ
    AFTER = "after"
    AT_ONCE = "at_once"  # ngay sau khi
    WHEN = "when"
    END_OF = "end_of"  # khi kết thúc
    BACK = "back"  # trước, behind a measure: so much before
    IN_CASE = "in_case"
    THAT_IS = "that_is"
    OR = "or"
    AND = "and"
    COMMA = "comma"
    STOP = "stop"  # ; and the end of a sentence
    OPEN = "open"
    CLOSE = "close"
    DASH = "dash"
    ONGOING = "ongoing"
    ON_REQUEST = "on_request"
    EXTERNAL = "external"
    VAGUE = "vague"
    PAPER = "paper"  # the number of a document with its date: no deadline
    GLUE = "glue"  # vào, của, là: says nothing of its own


class Atom(NamedTuple):
    """One of them, with its value and its place in the plain text."""

    kind: Is
    start: int
    end: int
    value: Any = None


class Day(NamedTuple):
    """A calendar day; None where the text leaves it out."""

    day: int
    month: int
    year: int | None = None


class Span(NamedTuple):
    """A stretch of whole months within a year; None where the text leaves the year out."""

    first: int  # month, 1 to 12
    months: int
    year: int | None = None
