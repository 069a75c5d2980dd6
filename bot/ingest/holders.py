"""Who has a dossier in hand: the names a source gives, the role and unit of an internal process. Pure."""

from __future__ import annotations

import re

from db.directory import Directory
from db.records import Dossier, Person, ProcedureStep


def names_in(holder: str) -> list[str]:
    """The names of a source's holder; there may be several present ones, with `;` or `,` between."""
    return [name for part in re.split("[;,]", holder) if (name := part.strip())]


def holder_of(directory: Directory, holder: str, unit_id: int) -> Person | None:
    """The person behind a feed's name; an unknown or ambiguous one is nobody, never a guess.

    Of several present holders the first who is known is spoken to.
    """
    for name in names_in(holder):
        found = directory.named(name, unit_id)
        if len(found) == 1:
            return found[0]
    return None


def in_role(directory: Directory, step: ProcedureStep | None, unit_id: int) -> Person | None:
    """The one person of a unit who has the role of a step; None when nobody or several have."""
    found = directory.titled(step.role, unit_id) if step and step.role else ()
    return found[0] if len(found) == 1 else None


def unit_of(step: ProcedureStep | None, dossier: Dossier, directory: Directory) -> int:
    """The unit that a step names, else the dossier's."""
    unit = directory.unit(step.unit_code) if step and step.unit_code else None
    return unit.id if unit else dossier.unit_id
