"""Who may be meant by a name that a source gives: people called alike, the likeliest first. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from db.directory import Directory
from db.records import Person
from schedules.text import fold

CANDIDATES: Final = 5
_ALIKE: Final = 0.6  # of two names, as `difflib` measures


def candidates(directory: Directory, name: str, unit_id: int) -> list[Person]:
    """Who may be meant by a name in a unit, the likeliest first; several who are called so are all of them.

    Else people of the unit with a name or title like it, and people of other units who are called exactly so.
    """
    if same := directory.named(name, unit_id):
        return list(same)
    key = fold(name)
    near = {p.id: _likeness(p, key) for p in directory.of_unit(unit_id)}
    near |= {p.id: 1.0 for p in directory.people.values() if fold(p.name) == key}
    found = [(score, i) for i, score in near.items() if score >= _ALIKE]
    found.sort(key=lambda one: (-one[0], directory.people[one[1]].code))
    return [directory.people[i] for _, i in found[:CANDIDATES]]


def _likeness(person: Person, key: str) -> float:
    """How like a folded name is to a person's name or title; 1 for the same, or for a part of the name that ends it."""
    name, title = fold(person.name), fold(person.title)
    if key and (key == title or f" {name}".endswith(f" {key}") or name in key):
        return 1.0
    return SequenceMatcher(None, key, name).ratio()
