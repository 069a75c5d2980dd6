"""What does not add up in an internal process: sums, gaps, roles, units, versions, missing times. Pure.

Published processes do have such mistakes (`domain.md` §3, example 3): nothing is mended here, it is told to the coordinator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from bot.ingest.processes import Version
from bot.ingest.wholes import of_phase, phases_of, stated_minutes, summed_minutes
from db.directory import Directory
from db.records import ProcedureStep
from schedules.text import fold

STEPS_EXCEED: Final = "steps_exceed_whole"
STEPS_GAP: Final = "steps_gap"
STEP_WITHOUT_TIME: Final = "step_without_time"
ROLE_UNKNOWN: Final = "role_unknown"
UNIT_UNKNOWN: Final = "unit_unknown"
VERSIONS_OVERLAP: Final = "versions_overlap"

Steps = Sequence[ProcedureStep]


class Fault(NamedTuple):
    """One thing that does not add up: its kind, and facts for the words with the place it was found at."""

    kind: str
    facts: dict[str, Any]


class Offices:
    """The titles people hold, everywhere and by level of their unit, and the units there are."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._by_level: dict[str | None, set[str]] = {}
        for person in directory.people.values():
            unit = directory.units.get(person.unit_id)
            for level in (None, unit.level if unit else None):
                self._by_level.setdefault(level, set()).add(fold(person.title))

    def knows(self, unit: str) -> bool:
        """Whether there is a unit of this code or name."""
        return self._directory.unit(unit) is not None

    def holds(self, role: str, unit: str) -> bool:
        """Whether anybody has this title in some unit of the level of `unit`; without a unit, anywhere."""
        found = self._directory.unit(unit) if unit else None
        titles = self._by_level.get(found.level if found else None, set())
        return fold(role) in titles


def faults_of(version: Version, offices: Offices) -> Iterator[Fault]:
    """The faults of one version of a process, case by case."""
    for name, steps in version.cases.items():
        where: dict[str, Any] = {"valid_from": version.valid_from} if version.valid_from else {}
        if name:
            where["case"] = name
        yield from _exceeding(steps, where)
        yield from _gaps(steps, where)
        if untimed := [s.seq for s in steps if not s.timed or s.minutes <= 0]:
            yield Fault(STEP_WITHOUT_TIME, where | {"steps": untimed})
        unheld = {s.role for s in steps if s.role and not offices.holds(s.role, s.unit_code)}
        if unheld:
            yield Fault(ROLE_UNKNOWN, where | {"roles": sorted(unheld)})
        if strange := {
            s.unit_code for s in steps if s.unit_code and not offices.knows(s.unit_code)
        }:
            yield Fault(UNIT_UNKNOWN, where | {"units": sorted(strange)})


def _exceeding(steps: Steps, where: dict[str, Any]) -> Iterator[Fault]:
    """Steps that have more time together than their phase, for who comes in person and for who hands in online."""
    several = len(phases_of(steps)) > 1
    for phase in phases_of(steps):
        mine = of_phase(steps, phase)
        differs = any(s.minutes_online is not None or s.total_online is not None for s in mine)
        for online in (False, True) if differs else (False,):
            total, whole = summed_minutes(mine, online), stated_minutes(mine, online)
            if whole is not None and total > whole:
                place = where | ({"phase": phase} if several else {})
                place |= {"online": True} if online else {}
                yield Fault(STEPS_EXCEED, place | {"sum": total, "whole": whole})


def _gaps(steps: Steps, where: dict[str, Any]) -> Iterator[Fault]:
    """Numbers that are left out. Phases may go on counting, or each may begin with 1."""
    phases = phases_of(steps)
    anew = len(phases) > 1 and all(min(s.seq for s in of_phase(steps, n)) == 1 for n in phases)
    for phase in phases if anew else (None,):
        numbers = {s.seq for s in steps if phase is None or s.phase == phase}
        if missing := sorted(set(range(1, max(numbers))) - numbers):
            yield Fault(STEPS_GAP, where | ({"phase": phase} if anew else {}) | {"steps": missing})


def overlaps(versions: Iterable[Version]) -> Iterator[Fault]:
    """Dated versions of one procedure that are in force on the same days by their own dates.

    One without an end is ended by the next; the one without a beginning yields to every other.
    """
    dated = sorted((v for v in versions if v.valid_from), key=lambda v: v.valid_from)
    for before, after in pairwise(dated):
        if before.valid_to is not None and before.valid_to >= after.valid_from:
            yield Fault(
                VERSIONS_OVERLAP,
                {"first": before.valid_from, "until": before.valid_to, "second": after.valid_from},
            )


def faults(versions: Sequence[Version], offices: Offices, day: str) -> list[Fault]:
    """All faults of a procedure's versions that are in force on a day (ISO date) or come after it."""
    found = list(overlaps(versions))
    for version in versions:
        if version.valid_to is None or version.valid_to >= day:
            found += faults_of(version, offices)
    return found
