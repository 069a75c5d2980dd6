"""Who stands in for whom at an instant: delegations and absences in force + a matter → a person with the reason. Pure.

Sources: Nghị định 30/2020/NĐ-CP, article 13: signing by authority (thừa ủy quyền) is given in writing, for a time and for stated
matters, and whoever has it may not hand it on. For being told and for answering about work no such bound exists: chains
are followed as far as they go, and a circle ends where it comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec


class Delegation(msgspec.Struct, frozen=True):
    """One delegation in force between two instants, the second not included.

    `units` are codes, `procedures` folded names; empty means all. `dated` is the ISO date of its document, or empty.
    """

    id: int
    from_id: int
    to_id: int
    starts_at: int
    ends_at: int
    may_sign: bool = False
    units: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    number: str = ""
    dated: str = ""
    said_at: int = 0
    narrowed: bool = False  # it names procedures, whether or not any is known by that name

    def covers(self, matter: Matter, at: int) -> bool:
        """Whether it is in force at an instant and reaches a matter."""
        return (
            self.starts_at <= at < self.ends_at
            and (self.may_sign or not matter.to_sign)
            and (not self.units or not self.units.isdisjoint(matter.units))
            and (not self.narrowed or matter.procedure in self.procedures)
        )


class Absence(msgspec.Struct, frozen=True):
    """That somebody is away between two instants, the second not included."""

    person_id: int
    starts_at: int
    ends_at: int
    reason: str = ""


class Matter(NamedTuple):
    """What a delegation has to reach: a unit with those above it (codes), the folded name of a procedure, signing or not."""

    units: frozenset[str] = frozenset()
    procedure: str = ""
    to_sign: bool = False


class Why(StrEnum):
    """Why this person is told."""

    SELF = "self"
    DELEGATED = "delegated"
    AWAY = "away"  # nobody stands in, and the person is not there


class Standing(NamedTuple):
    """Who stands in for a person; `by` are the delegations on the way, the first is the person's own. Nobody: None."""

    person_id: int | None
    why: Why
    by: Sequence[Delegation] = ()


class StandIns:
    """Delegations and absences, cheap to ask. `known` are the ids of people who are there at all; None: everybody."""

    def __init__(
        self,
        delegations: Iterable[Delegation] = (),
        absences: Iterable[Absence] = (),
        known: Collection[int] | None = None,
    ) -> None:
        self._known = known
        self._from: dict[int, list[Delegation]] = defaultdict(list)
        self._to: dict[int, list[Delegation]] = defaultdict(list)
        self._away: dict[int, list[Absence]] = defaultdict(list)
        for one in sorted(delegations, key=_newest, reverse=True):
            self._from[one.from_id].append(one)
            self._to[one.to_id].append(one)
        for absence in absences:
            self._away[absence.person_id].append(absence)

    def __bool__(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self._from or self._away)

    def touches(self, person_id: int) -> bool:
        """Whether a person ever delegated or was away, as far as is known here."""
        return person_id in self._from or person_id in self._away

    def away(self, person_id: int, at: int) -> Absence | None:
        """The absence of a person at an instant."""
        return next(
            (a for a in self._away.get(person_id, ()) if a.starts_at <= at < a.ends_at), None
        )

    def absent(self, at: int) -> Sequence[int]:
        """The ids of everybody who is away at an instant."""
        return [person_id for person_id in self._away if self.away(person_id, at)]

    def absences(self, person_id: int) -> Sequence[Absence]:
        """All absences of a person."""
        return self._away.get(person_id, ())

    def given(self, person_id: int) -> Sequence[Delegation]:
        """What a person delegated, the newest document first."""
        return self._from.get(person_id, ())

    def held(self, person_id: int) -> Sequence[Delegation]:
        """What was delegated to a person."""
        return self._to.get(person_id, ())

    def of(self, person_id: int, matter: Matter, at: int) -> Standing:
        """Who stands in for a person in a matter at an instant.

        Of several delegations the newest document goes first; one whose delegate is away, without anybody in turn, gives
        way to the next. Who is there and whose delegates are all away acts alone.
        """
        by = self._follow(person_id, matter, at, (person_id,))
        if by is None:
            return Standing(None, Why.AWAY)
        return Standing(by[-1].to_id, Why.DELEGATED, by) if by else Standing(person_id, Why.SELF)

    def _follow(
        self, person_id: int, matter: Matter, at: int, seen: tuple[int, ...]
    ) -> tuple[Delegation, ...] | None:
        """The delegations from a person to who acts; empty: the person; None: nobody."""
        may_go_on = not matter.to_sign or len(seen) == 1
        for one in self._from.get(person_id, ()) if may_go_on else ():
            there = self._known is None or one.to_id in self._known
            if one.to_id in seen or not there or not one.covers(matter, at):
                continue
            further = self._follow(one.to_id, matter, at, (*seen, one.to_id))
            if further is not None:
                return (one, *further)
        return None if self.away(person_id, at) else ()

    def acted_for(self, person_id: int, matter: Matter, at: int) -> Sequence[Delegation]:
        """The delegations by which a person may act: those given to them and, but for signing, to who gave them those."""
        found: list[Delegation] = []
        ids, waiting = {person_id}, [person_id]
        while waiting:
            for one in self._to.get(waiting.pop(), ()):
                if one.from_id not in ids and one.covers(matter, at):
                    ids.add(one.from_id)
                    found.append(one)
                    if not matter.to_sign:
                        waiting.append(one.from_id)
        return found


def _newest(one: Delegation) -> tuple[str, int, int]:
    """What is told without a document is older than any document."""
    return one.dated, one.said_at, one.id


def clashes(new: Delegation, others: Iterable[Delegation]) -> list[Delegation]:
    """Delegations of the same person to somebody else that hold at the same time and reach the same matters."""
    return [
        one
        for one in others
        if one.id != new.id
        and one.from_id == new.from_id
        and one.to_id != new.to_id
        and one.starts_at < new.ends_at
        and new.starts_at < one.ends_at
        and _overlap(one.units, new.units)
        and _overlap(one.procedures, new.procedures)
    ]


def _overlap(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some or not others or not some.isdisjoint(others)
