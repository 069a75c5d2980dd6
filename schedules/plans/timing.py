"""The cells of a row that say when: its time columns with their headers, or a figure under a header that names a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from schedules.plans.columns import Columns
from schedules.plans.deciding import Cells, Decision, decide, meant
from schedules.plans.headers import Role
from schedules.plans.records import Doubt
from schedules.plans.words import folded, one_line
from schedules.reading import read_deadline
from schedules.rules import Rule, WithinPeriod

_YEAR: Final = re.compile(r"nam\s+(20\d\d)")


def words_of(columns: Columns, cells: Sequence[str], role: Role) -> str:
    """What a row says in the columns of a role; a dash in the notes says nothing."""
    return "\n".join(
        cells[i]
        for i in columns.at(role)
        if cells[i].strip() and not (role == Role.NOTES and _is_blank(cells[i]))
    )


def decided(columns: Columns, cells: Sequence[str], on: date, year: int | None) -> Decision | None:
    """The rules of one row, from its time column, or from the header that names a year; None where neither says anything."""
    times = columns.at(Role.TIME)
    if not times:
        target = _from_header(columns, cells, on, year)
        if target is not None or columns.at(Role.TARGET):
            return target
    filled = [i for i in times if not _is_blank(cells[i])]
    return decide(
        Cells(
            time="; ".join(one_line(cells[i]) for i in filled),
            meant="; ".join(meant(one_line(cells[i]), columns.names[i]) for i in filled),
            task=words_of(columns, cells, Role.TASK),
            notes=words_of(columns, cells, Role.NOTES),
            result=words_of(columns, cells, Role.RESULT),
        ),
        on,
        _header_year(columns, times) or year,
    )


def _header_year(columns: Columns, times: Sequence[int]) -> int | None:
    seen = _YEAR.search(folded(columns.names[times[0]])) if times else None
    return int(seen[1]) if seen else None


def _from_header(
    columns: Columns, cells: Sequence[str], on: date, year: int | None
) -> Decision | None:
    """A figure under "Chỉ tiêu năm 2025" is due within that year, though no cell says so."""
    filled = [i for i in columns.at(Role.TARGET) if cells[i].strip()]
    if not filled:
        return None
    rules: list[Rule] = [
        WithinPeriod(period=y[1]) for i in filled if (y := _YEAR.search(folded(columns.names[i])))
    ]
    text = "; ".join(columns.names[i] for i in filled)
    if not rules:
        rules = list(read_deadline(text, on, year).rules)
    return Decision(rules=tuple(rules), deadline_text=text, doubts=(Doubt.HEADER,))


def _is_blank(cell: str) -> bool:
    """An empty cell, or one with only a dash or dots in it."""
    return not any(sign.isalnum() for sign in cell)
