"""The walk over the atoms of one text: where it is, and which phrase is being gathered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from schedules.reading.atoms import Atom, Is, Span
from schedules.reading.phrases import Phrase
from schedules.reading.plain import Plain

PERIODS: Final = {Is.MONTH, Is.QUARTER, Is.HALF, Is.YEAR}
VALUES: Final = {Is.DATE, Is.DAY, *PERIODS}
GOVERNORS: Final = {
    Is.BEFORE, Is.BY, Is.IN, Is.UNTIL, Is.WHOLE, Is.FROM, Is.AFTER, Is.COUNTED, Is.GLUE,
}  # fmt: skip
JOINTS: Final = {Is.COMMA, Is.AND, Is.OR, Is.STOP, Is.OPEN, Is.CLOSE}
EVENT_ENDS: Final = {Is.STOP, Is.OPEN, Is.CLOSE, Is.THAT_IS}
YEARLY: Final = re.compile(r"\bnam\b|\b0?6\s*thang\b")


class Walk:
    """The state of the walk, and how phrases begin and end. Used once."""

    def __init__(self, plain: Plain, atoms: Sequence[Atom]) -> None:
        self._plain = plain
        self._atoms = atoms
        self._at = 0
        self._end = 0  # where the last atom ended
        self._join: Is | None = None
        self._facts_end = -1
        self._clause = 0  # where the words begin that may name whom the next phrase is for
        self._condition: int | None = None
        self._between: tuple[int, int] | None = (
            None  # the words after a "trước" that governs none of them
        )
        self.found: list[Phrase] = []
        self._now = Phrase(0, 0)

    def _near_before(self) -> bool:
        """Whether the last thing said was the "trước" itself, or "trước ngày"."""
        return self._plain.text[: self._end].rstrip().endswith(("truoc", "ngay"))

    def _close(self) -> None:
        if not self._now.empty:
            self.found.append(self._now)
            self._clause = self._end
        self._now = Phrase(self._end, self._end, self._join)

    def _fresh(self, atom: Atom) -> Phrase:
        """Begin anew when something was said already."""
        if not self._now.empty:
            self._close()
        if self._now.empty and not self._now.governed:
            self._now.start = atom.start
        return self._now

    def _follow(self, atom: Atom) -> Phrase:
        """The next of a list: joined to the one before, and governed by its word where it has none of its own."""
        last, join = self._now, self._join
        self._close()
        now = self._now
        now.start = atom.start
        now.join = now.join or join
        if last.governed and now.join in (Is.COMMA, Is.AND, Is.OR) and self._near(last, atom):
            now.exclusive, now.governed = last.exclusive, True
        return now

    def _near(self, last: Phrase, atom: Atom) -> bool:
        between = self._plain.text[last.end : atom.start]
        return len(between.split()) <= 2

    def _goes_on(self) -> bool:
        """Whether what stands behind a dash is of the kind before it: a range."""
        if self._at >= len(self._atoms):
            return False
        coming, when = self._atoms[self._at], self._now.when
        if isinstance(when, int | str):
            return coming.kind in (Is.DAY, Is.DATE)
        return coming.kind in (PERIODS if isinstance(when, Span) else {Is.DATE})

    def _measure_follows(self) -> bool:
        coming = self._atoms[self._at : self._at + 2]
        return any(atom.kind in (Is.MEASURE, Is.TIME, Is.DATE) for atom in coming[:1])

    def _starts_clause(self) -> bool:
        return self._now.empty and not self._now.governed
