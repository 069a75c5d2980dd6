"""Who is who: units and people as one snapshot, and whom an audience means for an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from db.records import Person, Unit, WorkItem
from db.standins import load_standins
from db.store import Reader
from db.words import HEADS_OWN, Audience, Kind, Role
from schedules.standins import StandIns
from schedules.text import fold

# The same few thousand names and titles are asked for with each dossier.
_folded = lru_cache(maxsize=20_000)(fold)
# Work on a dossier, which its own unit has to know of when nobody is known to have it.
_OF_DOSSIERS = frozenset({Kind.INTAKE, Kind.STEP, Kind.DOSSIER, Kind.APOLOGY, Kind.SUPPLEMENT})


class Directory:
    """A snapshot of units and active people; immutable, cheap to ask, made anew when something changed or a day began.

    `day` is the date it is asked on: a unit that does not exist on it has no say any more (districts after 30/06/2025).
    """

    def __init__(
        self,
        units: Iterable[Unit],
        people: Iterable[Person],
        day: date | None = None,
        decided: Mapping[tuple[str, int], int] | None = None,
        standins: StandIns | None = None,
    ) -> None:
        """`decided`: the id of whom a folded name stands for in a unit, as somebody decided. `standins`: see `db.told`."""
        self._decided = decided or {}
        self.standins = standins or StandIns()
        self._day = day.isoformat() if day else None
        self.units = {unit.id: unit for unit in units}
        self.units_by_code = {unit.code: unit for unit in self.units.values()}
        self.people = {person.id: person for person in people if person.active}
        self.people_by_code = {person.code: person for person in self.people.values()}
        self._units_by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self._units_by_name[fold(unit.name)].append(unit)
        self._of_unit: dict[int, list[Person]] = defaultdict(list)
        self._in_role: dict[tuple[int, str], list[Person]] = defaultdict(list)
        self._by_name: dict[tuple[int, str], list[Person]] = defaultdict(list)
        self._by_title: dict[tuple[int, str], list[Person]] = defaultdict(list)
        for person in self.people.values():
            self._of_unit[person.unit_id].append(person)
            self._by_name[person.unit_id, _folded(person.name)].append(person)
            self._by_title[person.unit_id, _folded(person.title)].append(person)
            for role in dict.fromkeys(person.roles.split(";")):
                self._in_role[person.unit_id, role].append(person)
        self._upwards: dict[tuple[int, Role], Sequence[Sequence[Person]]] = {}
        self._in_places: dict[tuple[bool, int], Sequence[Person]] = {}

    def unit(self, name_or_code: str) -> Unit | None:
        """The unit with this code, or the only one with this name (case and diacritics do not matter)."""
        if found := self.units_by_code.get(name_or_code):
            return found
        named = self._units_by_name.get(_folded(name_or_code), [])
        return named[0] if len(named) == 1 else None

    def up_from(self, unit: Unit | None) -> Iterator[Unit]:
        """The unit and its parents, bottom up; a circle in the data ends the walk."""
        seen: set[int] = set()
        while unit is not None and unit.id not in seen:
            seen.add(unit.id)
            yield unit
            unit = self.units_by_code.get(unit.parent_code or "")

    def of_unit(self, unit_id: int, role: Role | None = None) -> Sequence[Person]:
        """Active people of one unit, all or those with a role."""
        if role is None:
            return self._of_unit.get(unit_id, [])
        return self._in_role.get((unit_id, role), [])

    def exists(self, unit: Unit) -> bool:
        """Whether a unit exists on the day of this snapshot."""
        day = self._day or ""
        return not day or (unit.valid_from or day) <= day <= (unit.valid_to or day)

    def nearest(
        self, unit_id: int | None, role: Role, but: Collection[int] = ()
    ) -> Sequence[Person]:
        """People with a role in the unit, or in the nearest existing unit above that has any; who can be reached first.

        `but` are ids of people who are not meant.
        """
        for people in self._upward(unit_id or 0, role):
            if found := [p for p in people if p.id not in but]:
                return found
        return ()

    def _upward(self, unit_id: int, role: Role) -> Sequence[Sequence[Person]]:
        """Those with a role in the unit and in each existing unit above it; asked for with every notice."""
        if (found := self._upwards.get((unit_id, role))) is None:
            units = [u for u in self.up_from(self.units.get(unit_id)) if self.exists(u)]
            found = [
                sorted(self.of_unit(u.id, role), key=lambda p: p.zalo_sealed is None) for u in units
            ]
            self._upwards[unit_id, role] = found
        return found

    def named(self, name_or_code: str, unit_id: int) -> Sequence[Person]:
        """People meant by a feed's display name within a unit; more than one is a name clash.

        A person's code goes first, then what was decided about the name, then the directory's own names.
        """
        if (found := self.people_by_code.get(name_or_code)) is not None:
            return [found]
        key = _folded(name_or_code)
        if self._decided and (meant := self.people.get(self._decided.get((key, unit_id), 0))):
            return [meant]
        return self._by_name.get((unit_id, key), []) if key else []

    def titled(self, title: str, unit_id: int) -> Sequence[Person]:
        """People of a unit whose title is the given role of an internal process."""
        return self._by_title.get((unit_id, _folded(title)), [])

    def recipients(self, audience: str, item: WorkItem) -> Sequence[Person]:
        """The persons an audience means for an item by right; empty when the directory knows nobody. Who is told in whose
        place says `db.told`.
        """
        match audience:
            case Audience.ASSIGNEE:
                return self._holder(item)
            case Audience.HEAD:
                return self.nearest(item.unit_id, Role.HEAD)[:1]
            case Audience.COORDINATOR:
                return self.nearest(item.unit_id, Role.COORDINATOR, self._holder_ids(item))[:1]
            case Audience.LEADER:
                return self.nearest(item.unit_id, Role.LEADER, self._holder_ids(item))[:1]
            case Audience.RECEIVER:
                return (
                    self.nearest(item.to_unit_id, Role.COORDINATOR)[:1] if item.to_unit_id else ()
                )
        return ()

    def _holder(self, item: WorkItem) -> Sequence[Person]:
        """All who have to do it; without anybody, one who can find out. What the head owes has no other holder."""
        if item.kind in HEADS_OWN:
            return ()
        found = [person for i in item.holder_ids() if (person := self.people.get(i))]
        if found:
            return found
        place = (item.kind in _OF_DOSSIERS, item.unit_id)
        if place not in self._in_places:
            self._in_places[place] = self._in_place(*place)
        return self._in_places[place]

    def _in_place(self, of_dossier: bool, unit_id: int) -> Sequence[Person]:
        """Who is told of what nobody is known to have: a coordinator, else a head.

        Of work on a dossier those of its own unit before anybody above; of a report the nearest coordinator.
        """
        unit = self.units.get(unit_id)
        if of_dossier and unit is not None and self.exists(unit):
            for role in (Role.COORDINATOR, Role.HEAD):
                if found := self.of_unit(unit.id, role):
                    return sorted(found, key=lambda p: p.zalo_sealed is None)[:1]
        found = self.nearest(unit_id, Role.COORDINATOR)
        return (found or self.nearest(unit_id, Role.HEAD))[:1]

    def _holder_ids(self, item: WorkItem) -> Collection[int]:
        """Nobody is told of their own silence: above a coordinator who is the holder, the next one is meant."""
        if item.kind in HEADS_OWN:
            return [p.id for p in self.recipients(Audience.HEAD, item)]
        return [p.id for p in self._holder(item)]

    def signers(self, unit_id: int) -> Sequence[Person]:
        """Who may sign for a unit: its heads, deputies among them; without any, those of the nearest unit above."""
        return self.nearest(unit_id, Role.HEAD)


async def load_directory(store: Reader, day: date | None = None) -> Directory:
    """Read the snapshot."""
    units = [Unit(*row) for row in await store.all("all_units")]
    people = [Person(*row) for row in await store.all("all_people")]
    decided = {(row[0], row[1]): row[2] for row in await store.all("holder_names")}
    standins = await load_standins(store, {person.id for person in people if person.active})
    return Directory(units, people, day, decided, standins)
