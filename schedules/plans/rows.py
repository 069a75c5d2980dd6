"""A table of a plan → its obligations: columns by their headers, groups between the rows, cells that several rows share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from schedules.plans.aligning import aligned
from schedules.plans.blocks import Table
from schedules.plans.columns import Columns, find_columns
from schedules.plans.deciding import Decision
from schedules.plans.headers import Role, counts_columns
from schedules.plans.records import TASK_LENGTH, Doubt, Obligation
from schedules.plans.subjects import is_unit
from schedules.plans.timing import decided, words_of
from schedules.plans.units import lead_and_coop, split_units
from schedules.plans.words import bare_number, folded, is_number, one_line, without_bullet
from schedules.rules import External

_ELSEWHERE: Final = re.compile(
    r"^(?:da (?:duoc )?)?(?:phan cong|giao|quy dinh) (?:cu the )?(?:tai|theo)\b"
)
_SAME: Final = re.compile(r"[-–\s.]*(?:nt|n\.t|nhu tren|[\"″〃]{1,2}|//)[-–\s.]*")  # as above
_TOTAL: Final = re.compile(r"^(?:tong (?:cong|so)\b|cong$)")


class Rows:
    """Reads the tables of one document in order: a table without a header goes on with the columns of the one before."""

    def __init__(self, on: date, year: int | None) -> None:
        self._on, self._year = on, year
        self._columns: Columns | None = None

    def read(self, table: Table, section: str, above: Sequence[str] = ()) -> list[Obligation]:
        """The obligations of one table; `section` numbers it, `above` are units named by its heading."""
        found = find_columns(table, self._columns)
        if found is None:
            self._columns = None
            return []
        self._columns, start = found
        walk = _Walk(self._columns, self._on, self._year, section, tuple(above))
        rows = table.rows[start:]
        for row, after in zip(rows, (*rows[1:], ()), strict=False):
            cells = list(row)
            if self._columns.repeated(cells) or counts_columns(cells):
                continue
            absent: frozenset[int] = frozenset()
            if table.loose:
                cells, absent = aligned(cells, self._columns.roles)
            walk.take(cells, heads=bool(after) and _heads(cells, after), absent=absent)
        return walk.close()


def _heads(row: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a numbered row is only the heading of the one below: 8 and 8.1."""
    number = bare_number(row[0]) if row else ""
    return bool(number) and is_number(row[0]) and bare_number(after[0]).startswith(number + ".")


class _Walk:
    """Walks down the rows of one table. Used once."""

    def __init__(
        self, columns: Columns, on: date, year: int | None, section: str, above: tuple[str, ...]
    ) -> None:
        self._columns, self._on, self._year = columns, on, year
        self._section, self._above = section, above
        self._group, self._group_units = "", tuple[str, ...]()
        self._found: list[tuple[Obligation, list[str]]] = []
        self._last: list[str] = []
        self._short = False  # the row at hand lacks cells, and took some from above

    def close(self) -> list[Obligation]:
        """What was found."""
        return [found for found, _ in self._found]

    def take(
        self, cells: list[str], *, heads: bool = False, absent: frozenset[int] = frozenset()
    ) -> None:
        """Take one row: a group, the rest of the row before, or an obligation.

        `heads`: the row below is a part of it. `absent`: columns it has no cell for, since a row above spans them.
        """
        width = len(self._columns.roles)
        cells = (cells + [""] * width)[:width]
        if not any(cell.strip() for cell in cells):
            return
        led = any(
            cells[i].strip() for role in (Role.LEAD, Role.BOTH) for i in self._columns.at(role)
        )
        if self._is_group(cells) or (heads and not led):
            self._take_group(cells)
        elif self._goes_on(cells):
            self._go_on(cells)
        else:
            self._last = self._inherited(cells, absent)
            self._short = bool(absent) and self._last != cells
            self._add(self._last, cells)

    # --- what a row is

    def _words(self, cells: Sequence[str]) -> list[str]:
        """The distinct words of a row beside its numbers."""
        numbers = set(self._columns.at(Role.NUMBER))
        said = [one_line(cell) for i, cell in enumerate(cells) if i not in numbers and cell.strip()]
        return list(dict.fromkeys(said))

    def _is_group(self, cells: list[str]) -> bool:
        words = self._words(cells)
        if len(words) > 1:
            return False
        if not words:
            number = one_line(cells[0])
            return bool(number) and not is_number(number)
        numbered = any(cells[i].strip() for i in self._columns.at(Role.NUMBER))
        return numbered or not self._last or words[0][:1].isupper() or words[0][:1] == "*"

    def _take_group(self, cells: list[str]) -> None:
        numbers = [
            bare_number(cells[i]) for i in self._columns.at(Role.NUMBER) if is_number(cells[i])
        ]
        title = (self._words(cells) or [one_line(cells[0])])[0]
        inside = re.match(r"^((?:[IVX]+|\d+(?:\.\d+)*|[A-Z]))[.)]\s+(.+)$", title)
        if not numbers and inside:
            numbers, title = [inside[1]], inside[2]
        self._group = numbers[0] if numbers else self._group
        self._group_units = split_units(title) if is_unit(title) else ()
        self._last = []

    def _goes_on(self, cells: list[str]) -> bool:
        """A row without number and time that only has the rest of cells broken at the end of a page."""
        if (
            not self._found
            or not self._last
            or any(cells[i].strip() for i in self._columns.at(Role.NUMBER))
        ):
            return False
        task = self._columns.first(Role.TASK)
        if task is not None and cells[task].strip():
            return cells[task].strip()[:1].islower() or not self._has_own(cells)
        return True

    def _has_own(self, cells: list[str]) -> bool:
        return any(
            cells[i].strip()
            for role in (Role.TIME, Role.LEAD, Role.BOTH, Role.TARGET)
            for i in self._columns.at(role)
        )

    def _go_on(self, cells: list[str]) -> None:
        joined = [
            f"{old} {new}".strip() if new.strip() and new.strip() != old.strip() else old
            for old, new in zip(self._last, cells, strict=True)
        ]
        self._last = joined
        self._found.pop()
        self._add(joined, joined)

    def _inherited(self, cells: list[str], absent: frozenset[int]) -> list[str]:
        """A row below a spanned cell takes who and when from the row above: where it has no number, or lacks the cell."""
        if not self._last:
            return cells
        cells = [
            above if _SAME.fullmatch(folded(cell)) else cell
            for cell, above in zip(cells, self._last, strict=True)
        ]
        own_number = any(cells[i].strip() for i in self._columns.at(Role.NUMBER))
        cells = self._helpers_back(cells, absent)
        made = list(cells)
        end = max((i for i, cell in enumerate(cells) if cell.strip()), default=0)
        for role in (Role.LEAD, Role.BOTH, Role.COOP, Role.TIME):
            for i in self._columns.at(role):
                shared = not own_number or role in (Role.LEAD, Role.BOTH)
                own_lead = any(cells[k].strip() for k in self._columns.at(Role.LEAD))
                if role == Role.COOP and own_lead and i not in absent:
                    continue
                lacks = i in absent and i < end
                if not cells[i].strip() and (lacks or (shared and self._has_own(cells))):
                    made[i] = self._last[i]
        for i in self._columns.at(Role.NUMBER):
            made[i] = cells[i] if own_number else self._last[i]
        return made

    def _helpers_back(self, cells: list[str], absent: frozenset[int]) -> list[str]:
        """The only units of a row that lacks a cell are those who help, if just these help in the row above."""
        lead, coop = self._columns.first(Role.LEAD), self._columns.first(Role.COOP)
        if lead is None or coop is None or coop not in absent or lead in absent:
            return cells
        if one_line(cells[lead]) != one_line(self._last[coop]):
            return cells
        made = list(cells)
        made[lead], made[coop] = self._last[lead], cells[lead]
        return made

    # --- records

    def _cell(self, cells: Sequence[str], role: Role) -> str:
        return words_of(self._columns, cells, role)

    def _add(self, cells: list[str], own: list[str]) -> None:
        task = one_line(self._cell(cells, Role.TASK))
        if not task or _TOTAL.match(folded(task)):
            return
        lead, coop, doubts = self._units(cells, own)
        if self._short:
            doubts = [*doubts, Doubt.COLUMNS]
        elsewhere = self._assigned_elsewhere(own)
        if elsewhere:
            lead, doubts = (), [Doubt.ASSIGNED_ELSEWHERE]
        decision = elsewhere or decided(self._columns, cells, self._on, self._year)
        if decision is None or (not lead and decision.deadline_text is None and not elsewhere):
            return
        result = (
            self._cell(cells, Role.TIME)
            if decision.swapped
            else self._cell(cells, Role.RESULT) or self._cell(cells, Role.TARGET)
        )
        numbers = [bare_number(cells[i]) for i in self._columns.at(Role.NUMBER) if cells[i].strip()]
        found = Obligation(
            section=self._section or self._group,
            item=numbers[0] if numbers else str(len(self._found) + 1),
            task=without_bullet(task)[:TASK_LENGTH],
            lead_units=lead,
            coop_units=coop,
            deadline_text=decision.deadline_text,
            notes_text=one_line(self._cell(cells, Role.NOTES)) or None,
            rules=decision.rules,
            result=one_line(result) or None,
            extra_spans=decision.extra_spans,
            doubts=tuple(dict.fromkeys((*doubts, *decision.doubts))),
            leader=one_line(self._cell(cells, Role.LEADER)) or None,
        )
        self._found.append((found, cells))

    def _assigned_elsewhere(self, cells: Sequence[str]) -> Decision | None:
        """ "Đã được phân công theo Kế hoạch số …" in the place of units: who and when stand in another paper."""
        for role in (Role.LEAD, Role.BOTH, Role.COOP, Role.TIME):
            said = one_line(self._cell(cells, role))
            if _ELSEWHERE.match(folded(said)):
                return Decision(rules=(External(ref=said),), deadline_text=None)
        return None

    def _units(
        self, cells: list[str], own: list[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...], list[Doubt]]:
        both = self._cell(cells, Role.BOTH)
        said = self._cell(cells, Role.LEAD)
        lead, coop = lead_and_coop(both or said)
        coop = tuple(dict.fromkeys((*split_units(self._cell(cells, Role.COOP)), *coop)))
        if lead:
            taken = not (self._cell(own, Role.LEAD) or self._cell(own, Role.BOTH))
            return lead, coop, [Doubt.LEAD_ABOVE] if taken else []
        above = self._group_units or self._above
        return above, coop, [Doubt.LEAD_ABOVE if above else Doubt.NO_LEAD]
