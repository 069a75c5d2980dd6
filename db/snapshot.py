"""What decisions need to know, at one moment of the database: directory, policies, calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.directory import Directory, load_directory
from db.records import CalendarDay, Person, WorkItem
from db.store import Reader
from schedules.calendar import WorkCalendar
from schedules.hours import DEFAULT_HOURS, parse_hours
from schedules.policy import Ladder, Policy, completed, parse_policy
from schedules.short import ladder_for


class Snapshot:
    """Everything decisions need to know, at one moment of the database."""

    def __init__(
        self,
        directory: Directory,
        policies: dict[int, Policy],
        days: list[CalendarDay],
        versions: tuple[str, int, int],
        by_phone: bool = False,
        by_uid: bool = False,
    ) -> None:
        self.by_phone = by_phone
        self.by_uid = by_uid
        self.directory = directory
        self.policies = policies
        self.policy = policies[max(policies)]
        self.calendar_version = versions[1]
        self.versions = versions
        self._days = days
        self._calendars: dict[str, WorkCalendar] = {}
        self._calendar_of_unit: dict[int, WorkCalendar] = {}

    def calendar(self, unit_id: int | None = None) -> WorkCalendar:
        """The working time of a unit: its own hours, or the nearest ones above it, or the usual office hours."""
        found = self._calendar_of_unit.get(unit_id or 0)
        if found is None:
            unit = self.directory.units.get(unit_id or 0)
            spec = next((u.hours for u in self.directory.up_from(unit) if u.hours), None)
            found = self._calendar_of_unit[unit_id or 0] = self.calendar_of(spec or "")
        return found

    def calendar_of(self, spec: str) -> WorkCalendar:
        """The working time for a specification of hours (empty: the usual office hours)."""
        if spec not in self._calendars:
            hours = parse_hours(spec) if spec else DEFAULT_HOURS
            self._calendars[spec] = WorkCalendar(hours, self._days, self.calendar_version)
        return self._calendars[spec]

    def reaches(self, person: Person) -> bool:
        """Whether there is any road to a person: their Zalo account, or their telephone where roads by number are open."""
        return person.zalo_sealed is not None or (self.by_phone and person.phone_sealed is not None)

    def ladder(self, item: WorkItem) -> Ladder:
        """The ladder stamped on an item, in the form for short work where it is short."""
        policy = self.policies.get(item.policy_id, self.policy)
        return ladder_for(item, policy, self.calendar(item.unit_id))


async def take_snapshot(
    store: Reader,
    day: date | None = None,
    *,
    by_phone: bool = False,
    by_uid: bool = False,
    proposed: Sequence[CalendarDay] = (),
) -> Snapshot:
    """Read directory, policies and calendar days. `by_phone`: people can be reached by telephone number too; `by_uid`: by
    template, whenever they interacted last.

    `proposed` are days of a decision that is not in force yet: the snapshot is the one there would be with it.
    """
    versions = await store.one("watched_versions")
    assert versions is not None  # noqa: S101 - the statement always gives one row
    rows = await store.all("policies")
    policies = {row[0]: completed(parse_policy(row[1], row[0])) for row in rows}
    days = [*(CalendarDay(*row) for row in await store.all("calendar_days")), *proposed]
    if proposed:
        versions = (versions[0], versions[1] + 1, versions[2])
    return Snapshot(await load_directory(store, day), policies, days, versions, by_phone, by_uid)
