"""Pauses of a dossier's clock: statuses with their instants → intervals, and what they do to a computed due date. Pure.

While a dossier waits for a supplement (status 5) or a financial duty (6) its clock stands still (dừng tính thời gian).
Provinces go on in two ways: with the working time that was left (`resume`), or with all of it anew (`restart`).
The promised date of the whole dossier is the source's and is never moved here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from db.records import StatusSeen
from schedules.calendar import WorkCalendar
from schedules.civil import civil_date, to_iso

RUNNING: Final = frozenset({2, 4})
PAUSED: Final = frozenset({5, 6})
SUPPLEMENT: Final = 5
FINANCIAL: Final = 6
PROGRESS: Final = "progress"  # the source of what a progress row tells
RESTART: Final = "restart"
RESUME: Final = "resume"


class Pause(NamedTuple):
    """One interval in which the clock stood still; `end` is None while it lasts. Instants in seconds."""

    start: int
    end: int | None
    status: int
    source: str


def pauses(seen: Iterable[StatusSeen], *, resting: bool) -> list[Pause]:
    """The intervals that a set of sightings tells, in order of time, whatever order they came in.

    `resting`: the dossier itself stands in a paused status now. A pause nobody saw the end of is kept only then: the
    dossier itself is believed before its progress.
    """
    found: list[Pause] = []
    running: Pause | None = None
    for sight in sorted(seen, key=_in_order):
        if running is not None and sight.status != running.status:
            found.append(running._replace(end=sight.at))
            running = None
        if sight.status in PAUSED and running is None:
            running = Pause(sight.at, None, sight.status, sight.source)
    if not resting:
        return found
    if running is not None:
        return [*found, running]
    return [*found[:-1], found[-1]._replace(end=None)] if found else []


def _in_order(sight: StatusSeen) -> tuple[int, bool, bool, int, str]:
    """Of one instant a progress row comes first: it tells a step that is done, the dossier's own status what came of it."""
    own = sight.source != PROGRESS
    return sight.at, own, sight.status in RUNNING, sight.status, sight.source


class Carried(NamedTuple):
    """A due date after its pauses, and those of them that had a say or still last, as they are stored."""

    due_at: int
    told: list[dict[str, Any]]
    resumed_at: int | None


def carry_over(
    start: int,
    due_at: int,
    intervals: Sequence[Pause],
    calendar: WorkCalendar,
    restart: Callable[[int], int] | None = None,
    days_later: Callable[[int], int] | None = None,
) -> Carried:
    """Move the due date of what started at `start` past the pauses that fell into its time.

    Without `restart` the working time that was left is left again; with it the due date is counted anew from the end of
    the pause by that function. `days_later` is for what counts calendar days: the due date after so many more of them,
    for every day of waiting is given back, days off too. What was already late when a pause began stays late.
    """
    told: list[dict[str, Any]] = []
    resumed_at = None
    waited = 0
    for pause in intervals:
        if pause.start >= due_at or (pause.end is not None and pause.end <= start):
            continue
        minutes = 0
        if pause.end is not None:
            begun = max(pause.start, start)
            minutes = calendar.minutes_between(begun, pause.end)
            if restart is not None:  # even after a night: what was handed in begins anew
                due_at = restart(pause.end) if pause.end > begun else due_at
            elif days_later is not None:
                waited += (civil_date(pause.end) - civil_date(begun)).days
                due_at = days_later(waited)
            elif minutes:
                due_at = calendar.add_minutes(due_at, minutes)
            resumed_at = pause.end
        told.append(named(pause, minutes) | {"mode": RESTART if restart else RESUME})
    return Carried(due_at, told, resumed_at)


def named(pause: Pause, minutes: int = 0) -> dict[str, Any]:
    """A pause as derivations keep it: from, to (null while it lasts), status, who said so, working minutes it took."""
    return {
        "from": to_iso(pause.start),
        "to": to_iso(pause.end) if pause.end is not None else None,
        "status": pause.status,
        "source": pause.source,
        "minutes": minutes,
    }
