"""The header of a table, of one tier or several: which column holds what, and where the rows begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from schedules.plans.blocks import Table
from schedules.plans.headers import Role, counts_columns, is_header, roles
from schedules.plans.words import is_number, one_line

_HEADER_ROWS: Final = 4  # tiers a header has at most


class Columns(msgspec.Struct, frozen=True):
    """A header understood: the role and the words of every column."""

    roles: tuple[Role, ...]
    names: tuple[str, ...]

    def at(self, role: Role) -> list[int]:
        """The columns with a role."""
        return [i for i, known in enumerate(self.roles) if known == role]

    def first(self, role: Role) -> int | None:
        """The first column with a role."""
        return next(iter(self.at(role)), None)

    def repeated(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the header, as at the top of each page."""
        if not cells or is_number(cells[0]):
            return False
        names = [one_line(cell) for cell in cells if cell.strip()]
        return bool(names) and sum(name in self.names for name in names) >= max(2, len(names) / 2)


def find_columns(table: Table, before: Columns | None) -> tuple[Columns, int] | None:
    """The columns of a table and where its rows begin; without a header it goes on with the columns of the table before."""
    for i, row in enumerate(table.rows[:12]):
        if is_header(row) and not is_number(row[0]):
            return _read_header(table, i)
    width = max(map(len, table.rows), default=0)
    return (before, 0) if before is not None and width == len(before.roles) else None


def _read_header(table: Table, at: int) -> tuple[Columns, int]:
    names = list(table.rows[at])
    end = at + 1
    while end < len(table.rows) and end < at + _HEADER_ROWS and _is_tier(names, table.rows[end]):
        names = _under(names, table.rows[end])
        end += 1
    above = table.rows[at - 1] if at else ()
    if above and _is_tier(list(above), table.rows[at]) and not is_header(above):
        names = _under(list(above), names)
    return Columns(tuple(roles(names)), tuple(one_line(name) for name in names)), end


def _is_tier(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row goes on with the header: no number, short words, some of them known."""
    said = [cell for cell in row if cell.strip()]
    if (
        not said
        or any(len(one_line(cell)) > 60 for cell in said)
        or is_number(row[0])
        or counts_columns(row)
    ):
        return False
    same = sum(
        1
        for name, cell in zip(names, row, strict=False)
        if cell.strip() and one_line(name) == one_line(cell)
    )
    new = [
        cell
        for name, cell in zip(names, row, strict=False)
        if cell.strip() and one_line(name) != one_line(cell)
    ]
    known = [cell for cell in new if set(roles([cell])) - {Role.OTHER}]
    broken = [cell for cell in new if one_line(cell)[:1].islower()]
    return (
        bool(known)
        and len(known) >= len(new) / 2
        and (same > 0 or len(said) < len(names) or len(broken) == len(new))
    )


def _under(names: Sequence[str], row: Sequence[str]) -> list[str]:
    """Names with those of the tier below: a column of its own below a group, the rest of a broken name otherwise."""
    made = []
    for i in range(max(len(names), len(row))):
        name = names[i] if i < len(names) else ""
        below = row[i] if i < len(row) else ""
        if not below.strip() or one_line(below) == one_line(name):
            made.append(name)
        elif below.strip()[:1].islower() and name.strip():
            made.append(f"{name} {below}")
        else:
            made.append(below)
    return made
