"""A stretch of days as people type it ("từ 24/11 đến hết 28/11", "chiều mai", "tuần sau") → two instants, the end not included. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from schedules.civil import at
from schedules.days_said import DATE, NEAR, WEEKDAY, day_about

_NOON: Final = 12 * 60
_MIDNIGHT: Final = 24 * 60
_BEHIND: Final = "|".join(
    f"(?<={word} )" for word in ("tu", "den", "het", "sang", "chieu", "phep", "nghi", "tac")
)
# A name may be Mai as well.
_DAY: Final = rf"(?:{DATE}|{NEAR}|(?:{_BEHIND})mai|(?:(?<=sang )|(?<=chieu ))nay|{WEEKDAY})"
_HALF: Final = r"(?:(?P<half{n}>sang|chieu) )?"
_FROM_TO: Final = re.compile(
    rf"(?:\btu )?(?<![\w/]){_HALF.format(n=1)}(?P<first>{_DAY}|(?:ngay )?\d{{1,2}})"
    rf"(?: den het| den| toi| ?[-–]) ?{_HALF.format(n=2)}(?P<last>{_DAY})(?![\w/])"
)
_UNTIL: Final = re.compile(
    rf"\b(?:tu nay )?den (?:het )?{_HALF.format(n=2)}(?P<last>{_DAY})(?![\w/])"
)
# "từ 24/11" alone says no end.
_ONE: Final = re.compile(
    rf"(?<![\w/])(?<!tu )(?:trong )?{_HALF.format(n=1)}(?P<first>{_DAY})(?: va sau do)?(?![\w/])"
)
_WEEK: Final = re.compile(r"\b(?:trong |ca )?tuan (?P<week>nay|sau|toi)\b")


class Stretch(NamedTuple):
    """What was read: from an instant to before another, and where in the text it stands."""

    starts_at: int
    ends_at: int
    span: tuple[int, int]


def read_stretch(folded: str, today: date) -> Stretch | None:
    """The first stretch of days in a folded text; None when there is none or it ends before it begins.

    >>> found = read_stretch("tu 24/11 den het 28/11", date(2025, 11, 20))
    >>> (found.ends_at - found.starts_at) // 86400
    5
    >>> read_stretch("tu 28/11 den 24/11", date(2025, 11, 20)) is None
    True
    """
    if found := _FROM_TO.search(folded):
        last = day_about(found["last"], today)
        first = _first(found["first"], last, today)
        last = day_about(found["last"], today, first)
        return _made(first, last, found["half1"], found["half2"], found.span())
    if found := _UNTIL.search(folded):
        last = day_about(found["last"], today)
        return _made(today, last, None, found["half2"], found.span())
    if found := _ONE.search(folded):
        day = day_about(found["first"], today)
        return _made(day, day, found["half1"], found["half1"], found.span())
    if found := _WEEK.search(folded):
        monday = today - timedelta(days=today.weekday())
        first = today if found["week"] == "nay" else monday + timedelta(days=7)
        last = first + timedelta(days=6 - first.weekday())
        return _made(first, last, None, None, found.span())
    return None


def _made(
    first: date | None,
    last: date | None,
    half1: str | None,
    half2: str | None,
    span: tuple[int, int],
) -> Stretch | None:
    if first is None or last is None:
        return None
    starts_at = at(first, _NOON if half1 == "chieu" else 0)
    ends_at = at(last, _NOON if half2 == "sang" else _MIDNIGHT)
    return Stretch(starts_at, ends_at, span) if starts_at < ends_at else None


def _first(said: str, last: date | None, today: date) -> date | None:
    """The first day; of "từ 24 đến 28/11" the month is that of the last one."""
    if (bare := re.fullmatch(r"(?:ngay )?(\d{1,2})", said)) is None:
        return day_about(said, today)
    if last is None:
        return None
    try:
        return last.replace(day=int(bare[1]))
    except ValueError:
        return None
