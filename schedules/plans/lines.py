"""Plain text → blocks: paragraphs, Markdown tables, rows in pipes, and tables flattened to one cell a line."""

from __future__ import annotations

import re
from typing import Final

from schedules.plans.blocks import Block, Paragraph, Table
from schedules.plans.flattened import Flat
from schedules.plans.headers import Role, meaning

_RULE: Final = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_GRID: Final = re.compile(r"^\s*\+[-=+]{3,}\+?\s*$")
_FLAT: Final = re.compile(r"^[^|]*\|+\s*$")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SPACES: Final = re.compile(r" {3,}")
_LONGEST_LINE: Final = 40_000  # characters
_TITLE: Final = re.compile(r"^#{1,6}\s+")
_TAGS: Final = re.compile(r"</?(?:b|i|u|em|strong|p|span|sup|sub)\s*>", re.IGNORECASE)


def blocks_of(text: str) -> list[Block]:
    """All blocks of a text in order. Linear in its length, whatever it holds."""
    return _Lines(text).read()


class _Lines:
    """Walks over the lines of one text. Used once."""

    def __init__(self, text: str) -> None:
        clean = (
            text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\x0b", "\n")
        )
        whole = _TAGS.sub("", _BREAK.sub("\x1f", _SPACES.sub("  ", clean)))
        self._lines = [line[:_LONGEST_LINE] for line in whole.split("\n")]
        self._at = 0
        self._found: list[Block] = []

    def read(self) -> list[Block]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if "\t" in line and "|" not in line and line.strip().count("\t") >= 2:
                self._rows("\t")
            elif "|" not in line or _RULE.match(line):
                self._plain([line])
                self._at += 1
            elif self._is_flat(line):
                self._flat()
            else:
                self._rows("|")
        return self._found

    def _plain(self, lines: list[str]) -> None:
        for line in lines:
            if line.strip() and not _GRID.match(line) and not (_RULE.match(line)):
                self._found.append(Paragraph(_TITLE.sub("", line.replace("\x1f", " ").strip())))

    def _is_flat(self, line: str) -> bool:
        return bool(_FLAT.match(line))

    # --- one cell a line

    def _flat(self) -> None:
        flat = Flat()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if "|" in line and not self._is_flat(line):
                break
            if not flat.take(line):
                break
            self._at += 1
        rows, rest = flat.close()
        if rows:
            self._found.append(Table(tuple(map(tuple, rows)), loose=True))
        self._plain(rest)

    # --- a row a line

    def _rows(self, sign: str) -> None:
        rows: list[list[str]] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if sign not in line:
                if rows and self._row_is_open(rows, line):
                    rows[-1][-1] += "\n" + line.strip()
                    self._at += 1
                    continue
                if not line.strip() and self._goes_on_after_blank(sign):
                    self._at += 1
                    continue
                if _GRID.match(line):
                    self._at += 1
                    continue
                break
            if _RULE.match(line) and sign == "|":
                self._at += 1
                continue
            if sign == "|" and rows and self._begins_flat(rows, line):
                break
            self._row(rows, line, sign)
            self._at += 1
        made = tuple(tuple(cell.replace("\x1f", "\n").strip() for cell in row) for row in rows)
        if made:
            self._found.append(Table(made, loose=sign == "|"))

    def _row(self, rows: list[list[str]], line: str, sign: str) -> None:
        said = line.strip() if sign == "|" else line.rstrip("\n")
        boxed = sign == "|" and said.startswith("|")
        cells = said.split(sign)
        if boxed:
            cells = cells[1:]
        width = len(rows[0]) if rows else 0
        if sign == "|" and said.endswith("|") and len(cells) > 1 and (boxed or len(cells) != width):
            cells = cells[:-1]
        short = (
            rows and len(rows[-1]) < width and len(rows[-1]) + len(cells) - 1 <= width and not boxed
        )
        if short and not self._begins_row(cells):
            rows[-1][-1] += "\n" + cells[0]
            rows[-1] += cells[1:]
        else:
            rows.append(cells)

    def _begins_flat(self, rows: list[list[str]], line: str) -> bool:
        """Whether a line of one cell begins another table, one cell a line, behind a row that is full."""
        text = line.strip()
        if not self._is_flat(line) or text.startswith("|"):
            return False
        return len(rows[-1]) >= len(rows[0]) or meaning(text.rstrip("| ")) == Role.NUMBER

    @staticmethod
    def _begins_row(cells: list[str]) -> bool:
        return bool(re.fullmatch(r"\s*(?:\d{1,3}(?:\.\d+)*|[IVX]{1,5}|[A-Z])\.?\s*", cells[0]))

    def _row_is_open(self, rows: list[list[str]], line: str) -> bool:
        """Whether a line without bars goes on with the last cell of a row that is not yet full."""
        if not line.strip() or len(rows) < 2 or len(rows[-1]) >= len(rows[0]):
            return False
        before = self._lines[self._at - 1].rstrip()
        return not before.endswith("|")

    def _goes_on_after_blank(self, sign: str) -> bool:
        ahead = self._at + 1
        coming = [*self._lines[ahead : ahead + 2], "", ""][:2]
        return (
            sign in coming[0] and coming[0].strip().startswith("|") and not _RULE.match(coming[1])
        )
