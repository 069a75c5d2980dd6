"""Who has a dossier in hand: the names a source gives, the role and unit of an internal process. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from db.directory import Directory
from db.records import Dossier, Person, ProcedureStep

UNKNOWN: Final = "unknown"
SEVERAL: Final = "several"
_NO_NAME: Final = frozenset({"0", "-"})  # how senders write that there is none


class Holders(NamedTuple):
    """Those behind a source's names, in its order, and the names that fit nobody or several people."""

    people: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[int | None, str]:
        """The assignee and the co-holders, as an item keeps them."""
        if not self.people:
            return None, ""
        first, *others = self.people
        return first.id, ";".join(str(person.id) for person in others)

    @property
    def why_nobody(self) -> dict[str, Any]:
        """For derivations: the names that nobody could be found for; empty when somebody was, or nobody was named."""
        if self.people or not (self.unknown or self.several):
            return {}
        why = SEVERAL if self.several else UNKNOWN
        return {"holder": {"names": [*self.unknown, *self.several], "why": why}}

    @property
    def namesakes(self) -> bool:
        """Whether nobody was found because each name fits several people."""
        return not self.people and not self.unknown and bool(self.several)

    @property
    def unclear(self) -> str:
        """The same names in one text; empty when somebody was found."""
        return "; ".join(self.why_nobody["holder"]["names"]) if self.why_nobody else ""


NOBODY: Final = Holders()


def names_in(holder: str) -> list[str]:
    """The names of a source's holder; there may be several present ones, with `;` or `,` between."""
    names = [name for part in re.split("[;,]", holder) if (name := part.strip())]
    return [name for name in dict.fromkeys(names) if name not in _NO_NAME]


def holders_of(directory: Directory, holder: str, unit_id: int) -> Holders:
    """The people behind a feed's names in a unit: all present holders who are known hear of the work.

    A name that fits nobody or several people is never guessed at.
    """
    if not holder:
        return Holders()
    people: dict[int, Person] = {}
    unknown: list[str] = []
    several: list[str] = []
    for name in names_in(holder):
        found = directory.named(name, unit_id)
        if len(found) == 1:
            people[found[0].id] = found[0]
        else:
            (several if found else unknown).append(name)
    return Holders(tuple(people.values()), tuple(unknown), tuple(several))


def in_role(directory: Directory, step: ProcedureStep | None, unit_id: int) -> Sequence[Person]:
    """The one person of a unit who has the role of a step; empty when nobody or several have."""
    found = directory.titled(step.role, unit_id) if step and step.role else ()
    return found if len(found) == 1 else ()


def step_holders(
    directory: Directory, holder: str, step: ProcedureStep | None, unit_id: int
) -> Holders:
    """Who has the present step: those the source names; only where it names nobody, who has the role of the step.

    A name that is not known does not make its step somebody else's.
    """
    named = holders_of(directory, holder, unit_id)
    if named.people or named.unknown or named.several:
        return named
    return Holders(tuple(in_role(directory, step, unit_id)))


def unit_of(step: ProcedureStep | None, dossier: Dossier, directory: Directory) -> int:
    """The unit that a step names, else the dossier's."""
    unit = directory.unit(step.unit_code) if step and step.unit_code else None
    return unit.id if unit else dossier.unit_id
