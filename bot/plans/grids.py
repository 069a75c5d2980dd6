"""Ruled tables of a page: strokes → a grid of cells, spanned where no stroke parts them; words → their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from schedules.plans.outline import mark_of

_NEAR: Final = 3.0  # points; strokes closer than this are one
_MOST_LINES: Final = 400  # strokes in one direction; a drawing has more


class Word(NamedTuple):
    """Some words of one line with their box, in points from the page's lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Stroke(NamedTuple):
    """A straight stroke, upright or level."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return abs(self.y1 - self.y0) < _NEAR


class Grid:
    """One table: the places of its columns and rows, and the strokes that part its cells."""

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        self._level = [s for s in strokes if s.level]
        self._upright = [s for s in strokes if not s.level]
        self.xs = _places([s.x0 for s in self._upright])
        self.ys = _places([s.y0 for s in self._level])[::-1]
        self.words: list[Word] = []

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    def holds(self, word: Word) -> bool:
        """Whether a word stands within the table."""
        middle_x, middle_y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return self.xs[0] <= middle_x <= self.xs[-1] and self.ys[-1] <= middle_y <= self.ys[0]

    def rows(self) -> list[list[str]]:
        """The cells' words: spanned to the right once, with empty cells behind; spanned down repeated."""
        height, width = len(self.ys) - 1, len(self.xs) - 1
        heads = self._heads(height, width)
        cells: dict[tuple[int, int], list[Word]] = {}
        for word in self.words:
            at = self._cell_of(word, height, width)
            if at is not None:
                cells.setdefault(heads[at], []).append(word)
        text = {head: _said(found) for head, found in cells.items()}
        return [
            [text.get(heads[i, j], "") if heads[i, j][1] == j else "" for j in range(width)]
            for i in range(height)
        ]

    def _cell_of(self, word: Word, height: int, width: int) -> tuple[int, int] | None:
        x, y = word.x0 + min(4.0, (word.x1 - word.x0) / 2), (word.y0 + word.y1) / 2
        j = next((j for j in range(width) if self.xs[j] - 1 <= x < self.xs[j + 1]), None)
        i = next((i for i in range(height) if self.ys[i] >= y > self.ys[i + 1]), None)
        return (i, j) if i is not None and j is not None else None

    def _heads(self, height: int, width: int) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell the first of those it is one with: no stroke between them."""
        heads: dict[tuple[int, int], tuple[int, int]] = {}
        for i in range(height):
            y = (self.ys[i] + self.ys[i + 1]) / 2
            for j in range(width):
                x = (self.xs[j] + self.xs[j + 1]) / 2
                if i and not self._is_parted(self._level, self.ys[i], x, upright=False):
                    heads[i, j] = heads[i - 1, j]
                elif j and not self._is_parted(self._upright, self.xs[j], y, upright=True):
                    heads[i, j] = heads[i, j - 1]
                else:
                    heads[i, j] = (i, j)
        return heads

    @staticmethod
    def _is_parted(
        strokes: Sequence[Stroke], place: float, across: float, *, upright: bool
    ) -> bool:
        if upright:
            return any(
                abs(s.x0 - place) < _NEAR and s.y0 - 1 <= across <= s.y1 + 1 for s in strokes
            )
        return any(abs(s.y0 - place) < _NEAR and s.x0 - 1 <= across <= s.x1 + 1 for s in strokes)


def grids_of(strokes: list[Stroke]) -> list[Grid]:
    """The tables of one page: strokes that touch belong together, and two columns are the least."""
    if len(strokes) > 20 * _MOST_LINES:
        return []
    groups: list[tuple[float, float, list[Stroke]]] = []  # from, to (upwards), strokes
    for stroke in sorted(strokes, key=lambda s: min(s.y0, s.y1)):
        low, high = min(stroke.y0, stroke.y1), max(stroke.y0, stroke.y1)
        if groups and low <= groups[-1][1] + _NEAR:
            first, last, found = groups[-1]
            found.append(Stroke(min(stroke.x0, stroke.x1), low, max(stroke.x0, stroke.x1), high))
            groups[-1] = (first, max(last, high), found)
        else:
            groups.append(
                (
                    low,
                    high,
                    [Stroke(min(stroke.x0, stroke.x1), low, max(stroke.x0, stroke.x1), high)],
                )
            )
    grids = []
    for _, _, together in groups:
        upright = {round(s.x0) for s in together if not s.level}
        level = {round(s.y0) for s in together if s.level}
        if 3 <= len(upright) <= _MOST_LINES and 2 <= len(level) <= _MOST_LINES:
            grids.append(Grid(together))
    return [grid for grid in grids if len(grid.xs) >= 3 and len(grid.ys) >= 2]


def _places(values: Sequence[float]) -> list[float]:
    """The distinct places, those close together as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _said(found: Sequence[Word]) -> str:
    """The words of one cell in reading order, broken lines joined."""
    lines: list[list[Word]] = []
    for word in sorted(found, key=lambda one: (-one.y0, one.x0)):
        if lines and abs(lines[-1][0].y0 - word.y0) < 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    said = ""
    for line in lines:
        text = " ".join(word.text for word in sorted(line, key=lambda one: one.x0))
        broken = said and not said.endswith((";", ".", ":")) and mark_of(text) is None
        said += (
            " " if broken else "\n"
        ) + text  # a cell's lines are broken by its width, not by their sense
    return said.strip()
