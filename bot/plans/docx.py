"""DOCX: paragraphs with their automatic numbers, tables with spanned cells, tracked deletions left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.plans.errors import UnreadablePlan
from bot.plans.numbering import Numbers
from messages_vi import plans as words
from schedules.plans.blocks import Block, Paragraph, Table

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_DELETED: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"})
_MOST_ROWS: Final = 20_000


def open_docx(path: Path) -> tuple[list[Block], date | None]:
    """The blocks of a DOCX in order, and the day its properties give. Raises `UnreadablePlan`."""
    import docx

    try:
        document = docx.Document(str(path))
        numbers = Numbers(document)
        blocks = list(_blocks(document.element.body, numbers))
        saved = document.core_properties.modified or document.core_properties.created
    except UnreadablePlan:
        raise
    except (
        Exception
    ) as error:  # the library has no error of its own for the many ways a file can be broken
        raise UnreadablePlan(path, words.BROKEN) from error
    return blocks, saved.date() if saved else None


def _blocks(parent: Any, numbers: Numbers) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            text = _paragraph(child, numbers)
            if text:
                yield Paragraph(text)
        elif child.tag == f"{_W}tbl":
            yield _table(child, numbers)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _blocks(child, numbers)


def _paragraph(element: Any, numbers: Numbers) -> str:
    text = "".join(_words(element)).strip()
    number = numbers.of(element)
    return f"{number} {text}".strip() if number else text


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _DELETED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag != f"{_W}pPr":
            yield from _words(child)


def _table(element: Any, numbers: Numbers) -> Table:
    rows: list[tuple[str, ...]] = []
    for tr in element.iter(f"{_W}tr"):
        if tr.getparent() is not element and tr.getparent().getparent() is not element:
            continue  # of a table inside a cell: read with that cell
        cells: list[str] = []
        before = rows[-1] if rows else ()
        for tc in tr.iter(f"{_W}tc"):
            if next(tc.iterancestors(f"{_W}tr")) is tr:
                cells += _cell(tc, numbers, before, len(cells))
        rows.append(tuple(cells))
        if len(rows) >= _MOST_ROWS:
            break
    width = max(map(len, rows), default=0)
    return Table(tuple(row + ("",) * (width - len(row)) for row in rows))


def _cell(tc: Any, numbers: Numbers, before: tuple[str, ...], at: int) -> list[str]:
    """A cell: spanned to the right it stands once with empty ones behind, spanned down it repeats what is above."""
    properties = tc.find(f"{_W}tcPr")
    span, merged = 1, False
    if properties is not None:
        grid = properties.find(f"{_W}gridSpan")
        span = min(int(grid.get(f"{_W}val", "1")), 63) if grid is not None else 1
        down = properties.find(f"{_W}vMerge")
        merged = down is not None and down.get(f"{_W}val", "continue") == "continue"
    if merged and at < len(before):
        text = before[at]
    else:
        text = "\n".join(filter(None, (_paragraph(p, numbers) for p in tc.iter(f"{_W}p"))))
    return [text] + [""] * (span - 1)
