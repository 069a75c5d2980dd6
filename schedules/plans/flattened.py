"""A table flattened to one cell a line: every bar ends a cell, a cell may run over several lines, `||||` are empty cells.

Where a row begins is told by the count of the columns, and where cells are missing because another row spans them, by the
number the next row must have.
"""

from __future__ import annotations

import re
from typing import Final

from schedules.plans.headers import Role, counts_columns, is_header, meaning, spliced
from schedules.plans.words import bare_number, is_number, one_line

_LONGEST_CELL: Final = 80  # lines
_LONGEST_NAME: Final = 60  # characters of a column's name
_LONGEST_UNKNOWN: Final = 3  # lines of a cell before a header is known: letterheads, signatures
_TITLE: Final = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*\.\s|[IVX]+\.\s|Điều\s|PHỤ LỤC|Phụ lục|Nơi nhận|BIỂU|Biểu|[A-Z]\.\s)"
)


class Flat:
    """Takes lines until one no longer belongs to the table. Used once."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._waiting: list[str] = []  # lines of a cell whose bar has not come yet
        self._width = 0
        self._head = 0  # cells of the header
        self._rows: list[list[str]] = []
        self._sought = 0  # cells looked through for a header

    def take(self, line: str) -> bool:
        """Take one line; False when the table ended before it."""
        said = line.strip()
        if not said.endswith("|"):
            return self._wait(said)
        text = said.rstrip("|").rstrip()
        bars = len(said) - len(said.rstrip("|"))
        numbers = bool(self._cells and text) and meaning(text) == Role.NUMBER
        if numbers and (self._width or self._waiting or not self._numbered):
            return False  # the next table begins
        if self._waiting and not self._row_fits(text):
            return False
        if self._starts_anew(text):
            return False
        self._cells.append("\n".join([*self._waiting, text]).replace("\x1f", "\n").strip())
        self._waiting = []
        self._cells += [""] * (bars - 1)
        if not self._width:
            self._find_header()
        return True

    def close(self) -> tuple[list[list[str]], list[str]]:
        """The rows, and the lines behind the last cell: they are no part of the table."""
        if not self._width:
            return [[cell] for cell in self._cells], self._waiting
        return self._made_rows(), self._waiting

    def _wait(self, said: str) -> bool:
        if not said:
            return True
        if not self._width and not self._waiting and _TITLE.match(said):
            return False
        self._waiting.append(said)
        return (
            len(self._waiting) <= (_LONGEST_CELL if self._width else _LONGEST_UNKNOWN)
            or self._give_back()
        )

    def _give_back(self) -> bool:
        self._waiting.pop()
        return False

    def _row_fits(self, text: str) -> bool:
        """A cell of several lines may stand anywhere but where the number of a row is due."""
        if not self._width:
            return True
        due = (len(self._cells) - self._head) % self._width == 0
        return not (
            due and self._numbered and (_TITLE.match(self._waiting[0]) or not is_number(text))
        )

    def _starts_anew(self, text: str) -> bool:
        """Signatures and letterheads behind a table that is full."""
        if not self._width or not self._numbered or not text:
            return False
        due = (len(self._cells) - self._head) % self._width == 0
        return due and bool(
            re.match(r"(?:TM\.|KT\.|CHỦ TỊCH|Nơi nhận|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)", text)
        )

    @property
    def _numbered(self) -> bool:
        return meaning(self._cells[0]) == Role.NUMBER

    def _find_header(self) -> None:
        """The header ends where the first number of a row stands; without numbers, where its known names end."""
        if len(self._cells) < 4 or len(self._cells) > 40:
            return
        last = self._cells[-1]
        if self._numbered:
            if not is_number(last):
                return
            header = self._cells[:-1]
        else:
            known = [meaning(cell) for cell in self._cells[:-1]]
            fresh = len(last) <= _LONGEST_NAME and meaning(last) not in (Role.OTHER, *known)
            if fresh or not is_header(self._cells[:-1]):
                return
            header = self._cells[:-1]
        if is_header(header):
            self._head, self._width = len(header), len(_columns(header))

    def _made_rows(self) -> list[list[str]]:
        header = _columns(self._cells[: self._head])
        rows: list[list[str]] = [header]
        rest = self._cells[self._head :]
        if counts_columns(rest[: self._width]):
            rest = rest[self._width :]
        starts = (
            _starts(rest, self._width) if self._numbered else list(range(0, len(rest), self._width))
        )
        for first, end in zip(starts, [*starts[1:], len(rest)], strict=True):
            row = rest[first:end]
            if any(row):
                rows.append(row[: self._width] if not any(row[self._width :]) else row)
        return rows


def _columns(header: list[str]) -> list[str]:
    """One name a column: a second tier is either below empty cells or put in the place of its group."""
    if "" in header:
        for width in range(len(header) // 2, 3, -1):
            if len(header) % width == 0:
                tiers = [header[i : i + width] for i in range(0, len(header), width)]
                return [next((t[i] for t in reversed(tiers) if t[i]), "") for i in range(width)]
        return header
    return spliced(header)


def _starts(cells: list[str], width: int) -> list[int]:
    """Where rows begin: after `width` cells, or earlier where the next number stands before its time."""
    starts, at, last = [], 0, ""
    while at < len(cells):
        starts.append(at)
        last = bare_number(cells[at]) if is_number(cells[at]) else last
        at = _next_start(cells, at, width, last)
    return starts


def _next_start(cells: list[str], at: int, width: int, last: str) -> int:
    exact = at + width
    if exact >= len(cells) or is_number(cells[exact]):
        early = _early(cells, at, exact, last)
        return early or exact
    nearby: list[int] = [*range(min(exact, len(cells)) - 1, at + 2, -1)]
    nearby += range(exact + 1, min(exact + 4, len(cells)))
    for near in nearby:
        if is_number(cells[near]) and (_follows(last, bare_number(cells[near])) or near > exact):
            return near
    return exact


def _early(cells: list[str], at: int, exact: int, last: str) -> int | None:
    """A number before its time: the row lacks cells, unless what stands where the row should end fits as well."""
    if exact < len(cells) and _follows(last, bare_number(cells[exact])):
        return None
    for near in range(min(exact, len(cells)) - 1, at + 3, -1):
        if (
            is_number(cells[near])
            and _follows(last, bare_number(cells[near]))
            and not one_line(cells[near]).isalpha()
        ):
            return near
    return None


def _follows(last: str, number: str) -> bool:
    """Whether a number may come right after another: the next one, the first of a group, a group.

    >>> _follows("3", "4"), _follows("II", "1"), _follows("8", "8.1"), _follows("3", "100")
    (True, True, True, False)
    """
    if number.isdigit() and last.isdigit():
        return int(number) == int(last) + 1 or number == "1"
    if number.isdigit():
        return number == "1" or (
            bool(last) and number == str(int(last.split(".", maxsplit=1)[0]) + 1)
            if last[:1].isdigit()
            else True
        )
    if "." in number:
        head, _, tail = number.rpartition(".")
        before, _, step = last.rpartition(".")
        return (
            last == head
            or (before == head and tail.isdigit() and step.isdigit() and int(tail) == int(step) + 1)
            or tail == "1"
        )
    return len(number) == 1 or bool(re.fullmatch(r"[IVX]+", number))
