"""The world of the second opinion: who is who, working time, the policy as it is written, when somebody may be spoken to.

From docs/policy.md and docs/glossary.md; nothing is imported from the engine. Civil time without a zone throughout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.slow_calendar import SlowCalendar

POLICY = Path(__file__).parents[2] / "schedules" / "data" / "policy_default.json"
STILL_THE_SLOT = timedelta(minutes=15)


class Unit(NamedTuple):
    """A unit, the one above it, and its hours (empty: the usual ones)."""

    code: str
    parent: str
    hours: str


class Person(NamedTuple):
    """Somebody of the directory; who is not linked cannot be told."""

    code: str
    title: str
    unit: str
    roles: tuple[str, ...]
    linked: bool


class World:
    """The directory, the calendars and the policy."""

    def __init__(self, units: list[Unit], people: list[Person]) -> None:
        self.units = {unit.code: unit for unit in units}
        self.people = people
        self.policy = json.loads(POLICY.read_text(encoding="utf-8"))
        offices = {unit.hours for unit in units}
        self._offices = {hours: SlowCalendar(hours) for hours in offices}
        self.slots = [time.fromisoformat(slot) for slot in self.policy["digest"]["slots"]]

    def calendar(self, unit: str) -> SlowCalendar:
        """The working time of a unit."""
        return self._offices[self.units[unit].hours]

    def up(self, unit: str) -> Iterator[str]:
        """The unit and those above it."""
        while unit:
            yield unit
            unit = self.units[unit].parent

    def nearest(self, unit: str, role: str, but: str = "") -> str:
        """Somebody with the role in the unit or the nearest one above; who can be told goes first."""
        for code in self.up(unit):
            found = [p for p in self.people if p.unit == code and role in p.roles and p.code != but]
            if found:
                return sorted(found, key=lambda p: not p.linked)[0].code
        return ""

    def titled(self, unit: str, title: str) -> str:
        """The one person of a unit with this title."""
        found = [p.code for p in self.people if p.unit == unit and p.title == title]
        return found[0] if len(found) == 1 else ""

    def person(self, code: str) -> Person:
        """By code."""
        return next(p for p in self.people if p.code == code)

    def after(self, at: datetime, span: str, calendar: SlowCalendar) -> datetime:
        """`at` plus `4 giờ làm việc`, `1 ngày làm việc`, `90 phút`."""
        amount, unit = in_words(span)
        if unit == "days":
            return calendar.add_working_days(at, amount)
        return calendar.add_minutes(at, amount)

    def send_at(self, rung_at: datetime, now: datetime, digest: bool, person: str) -> datetime:
        """In the working hours of the person's unit; digests at their slots on working days."""
        calendar = self.calendar(self.person(person).unit)
        if digest:
            day = rung_at.date()
            while True:
                slots = [datetime.combine(day, slot) for slot in self.slots]
                slots = [slot for slot in slots if slot >= rung_at]
                if slots and calendar.works(day):
                    break
                day += timedelta(days=1)
            if slots[0] > now:
                return slots[0]
            if slots[0] > now - STILL_THE_SLOT:
                return now
        return calendar.received(now)


def in_words(span: str) -> tuple[int, str]:
    """`3 ngày làm việc` → (3, days); `2 giờ làm việc`, `90 phút` → minutes."""
    amount, _, unit = span.partition(" ")
    if unit == "ngày làm việc":
        return int(amount), "days"
    return int(amount) * (60 if unit.startswith("giờ") else 1), "minutes"
