"""Working hours of a week: what a unit writes in its `hours` column, read once into a value that cannot fail later."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from schedules.civil import clock_minutes
from schedules.errors import BadHours, RejectedInput

Segment = tuple[
    int, int
]  # (opening, closing) in minutes after midnight; open at the first, closed at the second
DayHours = tuple[Segment, ...]

WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_MEND: Final = "write 07:00-11:30,13:30-17:00 or T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00"
_GROUP: Final = re.compile(r"(?:((?:T[2-7]|CN)(?:[-,](?:T[2-7]|CN))*) )?([0-9][0-9:,-]*)")


class WeekHours(msgspec.Struct, frozen=True):
    """The open segments of each weekday, Monday first; an empty tuple is a weekly day off. `str()` spells the spec."""

    days: tuple[DayHours, ...]

    def __str__(self) -> str:
        return _spell(self.days)


def parse_hours(spec: str | None) -> WeekHours:
    """Read a specification of working hours; none or blank gives the default, Monday to Friday in two halves.

    `T2`…`T7` are Monday to Saturday, `CN` is Sunday; a group without weekdays means `T2-T6`. Groups are separated by
    `;`, segments by `,`. Raises `BadHours` when a segment is turned round, touches or overlaps another, when a weekday
    is given twice, or when nothing at all is open. Hours are a setting of each unit (`contract.md` §5).

    >>> parse_hours("T2-T6 07:30-11:30,13:00-17:00; T7 07:30-11:30").days[5]
    ((450, 690),)
    """
    return _parse(spec if spec and spec.strip() else _DEFAULT_SPEC)


@lru_cache(maxsize=512)
def _parse(spec: str) -> WeekHours:
    text = spec.upper().replace("–", "-").replace("\n", ";")
    text = re.sub(r"\s*([-,;])\s*", r"\1", re.sub(r"\s+", " ", text)).strip("; ")
    week: list[DayHours] = [()] * 7
    for group in text.split(";"):
        found = _GROUP.fullmatch(group)
        if not found:
            raise BadHours("hours", spec, _MEND)
        segments = _segments(found[2], spec)
        for weekday in _weekdays(found[1] or "T2-T6", spec):
            if week[weekday]:
                raise BadHours("hours", spec, f"{WEEKDAYS[weekday]} is given twice; {_MEND}")
            week[weekday] = segments
    return WeekHours(tuple(week))


def _weekdays(text: str, spec: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, *rest = (WEEKDAYS.index(name) for name in part.split("-"))
        last = rest[-1] if rest else first
        if len(rest) > 1 or last < first:
            raise BadHours("hours", spec, f"{part} is no range of weekdays; {_MEND}")
        found.extend(range(first, last + 1))
    return found


def _segments(text: str, spec: str) -> DayHours:
    found: list[Segment] = []
    free_from = 0
    for part in text.split(","):
        try:
            opening, closing = (clock_minutes(hour) for hour in part.split("-"))
        except (RejectedInput, ValueError):
            raise BadHours("hours", spec, f"{part!r} is no segment; {_MEND}") from None
        if opening >= closing:
            raise BadHours("hours", spec, f"{part} ends before it begins; {_MEND}")
        # Segments that touch would make "the first segment" of a half day depend on how the spec was typed.
        if found and opening <= free_from:
            raise BadHours("hours", spec, f"{part} touches or overlaps the one before; {_MEND}")
        found.append((opening, closing))
        free_from = closing
    return tuple(found)


@lru_cache(maxsize=512)
def _spell(days: tuple[DayHours, ...]) -> str:
    groups: list[tuple[int, int]] = []  # runs of neighbouring weekdays with the same hours
    for weekday, segments in enumerate(days):
        if not segments:
            continue
        if groups and groups[-1][1] == weekday - 1 and days[weekday - 1] == segments:
            groups[-1] = (groups[-1][0], weekday)
        else:
            groups.append((weekday, weekday))
    if groups == [(0, 4)]:
        return _spell_segments(days[0])
    return "; ".join(
        WEEKDAYS[first]
        + (f"-{WEEKDAYS[last]}" if last > first else "")
        + f" {_spell_segments(days[first])}"
        for first, last in groups
    )


def _spell_segments(segments: DayHours) -> str:
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in segments)


_DEFAULT_SPEC: Final = "07:00-11:30,13:30-17:00"
DEFAULT_HOURS: Final = parse_hours(_DEFAULT_SPEC)
