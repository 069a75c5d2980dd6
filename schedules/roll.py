"""One period of a report as the receiving side sees it: which units owe it, which have sent it, which have not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from db.words import Answer, BlockReason, ItemState, Sent


class Owing(NamedTuple):
    """One unit's part: its item, and the latest answer about it."""

    item_id: int
    unit_id: int
    to_unit_id: int
    code: str
    title: str
    state: str
    due_at: int
    due_precision: str
    version: int
    claimed_at: int | None
    detail: str
    answer: str | None
    argument: str | None

    def standing(self, now: int) -> Sent:
        """Where the unit stands at an instant; an obstacle is told before lateness, for it says why."""
        if self.state == ItemState.CANCELLED:
            return Sent.CANCELLED
        if self.state == ItemState.DONE:
            return Sent.CONFIRMED
        if self.state == ItemState.CLAIMED:
            return Sent.SENT
        if self.answer == Answer.BLOCKED:
            return Sent.BLOCKED
        return Sent.LATE if now >= self.due_at else Sent.MISSING

    @property
    def obstacle(self) -> BlockReason | None:
        """Why it is stuck, where the unit has said so."""
        known = self.answer == Answer.BLOCKED and self.argument in set(BlockReason)
        return BlockReason(self.argument or "") if known else None


class Roll(NamedTuple):
    """An occurrence at an instant. `confirmed + sent + missing` are all that owe it; late and blocked ones are missing."""

    parts: Sequence[Owing]
    now: int

    @property
    def first(self) -> Owing:
        """The part that stands for the whole: the least of those that still count."""
        return min(self.owing or self.parts, key=lambda part: part.item_id)

    @property
    def owing(self) -> list[Owing]:
        """All units that owe it: what was cancelled is owed no more."""
        return [p for p in self.parts if p.state != ItemState.CANCELLED]

    @property
    def missing(self) -> list[Owing]:
        """Who has not sent it: late, stuck, or still in time."""
        return self._among(Sent.MISSING, Sent.LATE, Sent.BLOCKED)

    @property
    def sent(self) -> list[Owing]:
        """Who says that it is sent, not confirmed yet."""
        return self._among(Sent.SENT)

    @property
    def confirmed(self) -> list[Owing]:
        """Whose report has arrived."""
        return self._among(Sent.CONFIRMED)

    @property
    def complete(self) -> bool:
        """Whether all units have sent it, confirmed or not."""
        return bool(self.owing) and not self.missing

    @property
    def due_at(self) -> int:
        """The latest due instant: units may keep other hours."""
        return max(part.due_at for part in self.owing or self.parts)

    def late(self) -> int:
        """How many of the missing are past their date."""
        return sum(self.now >= part.due_at for part in self.missing)

    def blocked(self) -> int:
        """How many of the missing have said that they are stuck."""
        return len(self._among(Sent.BLOCKED))

    def cancelled(self) -> int:
        """How many owe it no more."""
        return len(self.parts) - len(self.owing)

    def _among(self, *standings: Sent) -> list[Owing]:
        return [part for part in self.parts if part.standing(self.now) in standings]


def rolls(parts: Iterable[Owing], now: int) -> list[Roll]:
    """The occurrences among parts, by their code and the unit that receives them; what is due first comes first."""
    ordered = sorted(parts, key=lambda p: (p.code, p.to_unit_id, p.unit_id, p.item_id))
    found = [
        Roll(list(mine), now) for _, mine in groupby(ordered, key=lambda p: (p.code, p.to_unit_id))
    ]
    return sorted(found, key=lambda roll: (roll.due_at, roll.parts[0].code))


def named_by(roll: Roll, word: str) -> bool:
    """Whether a word of the chat means this occurrence: its code, its duty's code, or the number in that.

    >>> part = Owing(1, 1, 1, "R17-2025-Q1", "", "open", 0, "date", 1, None, "", None, None)
    >>> [named_by(Roll([part], 0), word) for word in ("17", "R17", "r17-2025-q1", "1")]
    [True, True, True, False]
    """
    code = roll.parts[0].code.lower()
    duty = code.partition("-")[0]
    digits = "".join(sign for sign in duty if sign.isdigit())
    return word.lower() in {code, duty, digits} - {""}
