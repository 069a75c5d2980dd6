"""PDF with text: ruled tables by their lines, everything else as paragraphs from top to bottom."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bot.plans.errors import UnreadablePlan
from bot.plans.grids import Grid, Stroke, Word, grids_of
from messages_vi import plans as words
from schedules.plans.blocks import Block, Paragraph, Table
from schedules.plans.outline import mark_of

_MOST_PAGES: Final = 400
_LEAST_LETTERS: Final = 20  # a document with fewer was only scanned
_SAVED: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def open_pdf(path: Path) -> tuple[list[Block], dt.date | None]:
    """The blocks of a PDF and the day its properties give. Raises `UnreadablePlan`, also for scans without text."""
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams
        from pdfminer.pdfdocument import PDFPasswordIncorrect
    except ImportError:
        raise UnreadablePlan(path, words.NO_PDF) from None
    logging.getLogger("pdfminer").setLevel(
        logging.ERROR
    )  # its remarks on odd fonts concern nobody here
    try:
        blocks: list[Block] = []
        for page in extract_pages(
            path, maxpages=_MOST_PAGES, laparams=LAParams(line_margin=0.4, char_margin=2.0)
        ):
            blocks += _page(page)
        saved = _saved(path)
    except PDFPasswordIncorrect:
        raise UnreadablePlan(path, words.LOCKED) from None
    except Exception as error:  # a broken file ends in any error of the parser
        raise UnreadablePlan(path, words.BROKEN) from error
    if (
        sum(len(b.text) if isinstance(b, Paragraph) else _LEAST_LETTERS for b in blocks)
        < _LEAST_LETTERS
    ):
        raise UnreadablePlan(path, words.SCANNED)
    return blocks, saved


def _saved(path: Path) -> dt.date | None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    with path.open("rb") as file:
        for info in PDFDocument(PDFParser(file)).info:
            said = info.get("ModDate") or info.get("CreationDate")
            seen = _SAVED.match(said.decode("latin-1")) if isinstance(said, bytes) else None
            if seen:
                try:
                    return dt.date(*map(int, seen.groups()))
                except ValueError:
                    return None
    return None


def _page(page: Any) -> list[Block]:
    lines = list(_lines(page))
    grids = grids_of(list(_strokes(page)))
    placed: list[tuple[float, Block]] = []
    free = []
    for line in lines:
        grid = next((g for g in grids if g.holds(line)), None)
        if grid is None:
            free.append(line)
        else:
            grid.words.append(line)
    for grid in grids:
        rows = grid.rows()
        if rows:
            placed.append((grid.top, Table(tuple(map(tuple, rows)))))
    placed += _paragraphs(free, grids)
    return [block for _, block in sorted(placed, key=lambda one: -one[0])]


def _lines(element: Any) -> Iterator[Word]:
    """The words of a page, parted where a gap is wider than between words: cells stand side by side on one line."""
    from pdfminer.layout import LTAnno, LTChar, LTTextLine

    for child in element if hasattr(element, "__iter__") else ():
        if isinstance(child, LTTextLine):
            letters: list[Any] = []
            for letter in child:
                wide = (
                    isinstance(letter, LTChar)
                    and letters
                    and letter.x0 - letters[-1].x1 > 1.2 * letter.height
                )
                if wide:
                    yield from _word(letters)
                    letters = []
                if isinstance(letter, LTChar):
                    letters.append(letter)
                elif isinstance(letter, LTAnno) and letters and letter.get_text() == " ":
                    letters.append(_Space(letters[-1]))
            yield from _word(letters)
        else:
            yield from _lines(child)


class _Space:
    """A space that the page only shows as a gap."""

    def __init__(self, before: Any) -> None:
        self.x0 = self.x1 = before.x1
        self.y0, self.y1 = before.y0, before.y1
        self.height = before.y1 - before.y0

    def get_text(self) -> str:
        """Return the space."""
        return " "


def _word(letters: list[Any]) -> Iterator[Word]:
    text = "".join(letter.get_text() for letter in letters).strip()
    if text:
        yield Word(
            text,
            min(letter.x0 for letter in letters),
            min(letter.y0 for letter in letters),
            max(letter.x1 for letter in letters),
            max(letter.y1 for letter in letters),
        )


def _strokes(element: Any) -> Iterator[Stroke]:
    """Lines and the edges of boxes; boxes that are thin are lines."""
    from pdfminer.layout import LTCurve, LTFigure, LTRect

    for child in element:
        if isinstance(child, LTFigure):
            yield from _strokes(child)
        elif isinstance(child, LTCurve):
            thin = child.width < 3 or child.height < 3
            if thin or not isinstance(child, LTRect):
                if thin:
                    yield Stroke(child.x0, child.y0, child.x1, child.y1)
                continue
            yield Stroke(child.x0, child.y0, child.x1, child.y0)
            yield Stroke(child.x0, child.y1, child.x1, child.y1)
            yield Stroke(child.x0, child.y0, child.x0, child.y1)
            yield Stroke(child.x1, child.y0, child.x1, child.y1)


def _paragraphs(lines: Iterable[Word], grids: list[Grid]) -> list[tuple[float, Block]]:
    """Lines joined to paragraphs: a number, a gap, or a change between the columns of a letterhead begins a new one."""
    found: list[tuple[float, Block]] = []
    said: list[Word] = []

    def close() -> None:
        if said:
            found.append((said[0].y1, Paragraph(" ".join(word.text for word in said))))
            said.clear()

    for line in sorted(lines, key=lambda one: (-round(one.y0), one.x0)):
        if re.fullmatch(r"\d{1,3}", line.text):
            continue  # the number of the page
        if said and _begins(said[-1], line, grids):
            close()
        said.append(line)
    close()
    return found


def _begins(before: Word, line: Word, grids: list[Grid]) -> bool:
    height = before.y1 - before.y0
    apart = before.y0 - line.y1 > 0.8 * height or abs(before.y0 - line.y0) < 2
    between = any(line.y0 <= grid.top <= before.y0 for grid in grids)
    ends = (
        before.text.endswith((".", ";", ":", "./.")) or before.text.isupper() != line.text.isupper()
    )
    return apart or between or mark_of(line.text) is not None or (ends and line.text[:1].isupper())
