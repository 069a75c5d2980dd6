"""Rows that lack the cells which a row above spans: each cell goes to the column its words fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from schedules.plans.headers import Role
from schedules.plans.subjects import is_unit
from schedules.plans.words import folded, is_number, one_line

_TIMELY: Final = re.compile(
    r"\b(?:quy|thang|nam|ngay|tuan|thuong xuyen|dinh ky|hang|truoc|dot xuat|khi|xong|theo (?:yeu cau|ke hoach|lo trinh)|sau khi)\b|\d{1,2}/\d"
)


def aligned(cells: Sequence[str], roles: Sequence[Role]) -> tuple[list[str], frozenset[int]]:
    """The cells of a row, one a column, and the columns it has no cell for.

    A full row stays as it is; a short one leaves out what fits worst.

    >>> aligned(["2", "Báo cáo", "Quý II"], [Role.NUMBER, Role.TASK, Role.LEAD, Role.TIME])
    (['2', 'Báo cáo', '', 'Quý II'], frozenset({2}))
    """
    given = list(cells)
    while len(given) > len(roles) and "" in given:
        given.remove("")
    if len(given) >= len(roles):
        return given[: len(roles)], frozenset()
    while given and not given[-1].strip():
        given.pop()  # bars behind a short row are padding
    if len(given) < 3:
        return given, frozenset()
    columns = _best(tuple(given), tuple(roles))
    placed = [""] * len(roles)
    for column, cell in zip(columns, given, strict=False):
        placed[column] = cell
    if not columns or _score(placed, roles) < _score(given, roles) + 1.0:
        return given, frozenset()
    return placed, frozenset(range(len(roles))) - frozenset(columns)


def _score(cells: Sequence[str], roles: Sequence[Role]) -> float:
    return sum(_fit(cell, role) for cell, role in zip(cells, roles, strict=False) if cell.strip())


@lru_cache(256)
def _best(cells: tuple[str, ...], roles: tuple[Role, ...]) -> tuple[int, ...]:
    """The columns for cells in order that fit best; empty when there are more cells than columns."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}  # by last column used
    for cell in cells:
        coming: dict[int, tuple[float, tuple[int, ...]]] = {}
        for last, (score, placed) in best.items():
            for column in range(last + 1, len(roles)):
                made = score + _fit(cell, roles[column]) - 0.1 * (column - last - 1)
                if column not in coming or made > coming[column][0]:
                    coming[column] = (made, (*placed, column))
        best = coming
    return max(best.values())[1] if best else ()


def _fit(cell: str, role: Role) -> float:
    said = one_line(cell)
    if not said:
        return 0.2
    number = is_number(said)
    if role == Role.NUMBER or (number and not said.isdigit()):
        return 3.0 if number and role == Role.NUMBER else -2.5
    if role in (Role.LEAD, Role.COOP, Role.BOTH, Role.LEADER):
        return 2.0 if is_unit(said) else -2.0
    if role == Role.TIME:
        return 2.0 if len(said) < 120 and _TIMELY.search(folded(said)) else -1.5
    if role == Role.TASK:
        return 1.0 if len(said) > 12 else 0.0
    return 0.3 if not is_unit(said) else -0.3
