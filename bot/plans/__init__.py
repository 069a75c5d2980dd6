"""Plans from files: text, DOCX, XLSX and PDF become the same paragraphs and tables that `schedules.plans` reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from bot.plans.errors import UnreadablePlan
from bot.plans.legacy import check_letters
from messages_vi import plans as words
from schedules.plans import Plan, read_plan
from schedules.plans.blocks import Block, Paragraph

__all__ = ["UnreadablePlan", "open_plan"]

LARGEST: Final = 30 * 1024 * 1024  # bytes
_TEXTUAL: Final = frozenset({"", ".txt", ".md", ".markdown", ".text"})

Opened = tuple[list[Block], date | None]


def open_plan(path: Path, today: date) -> Plan:
    """Read the plan in a file; its form is told by its first bytes, not by its name alone.

    Raises `UnreadablePlan` naming the file, what is wrong with it and the mend.
    """
    if not path.is_file():
        raise UnreadablePlan(path, words.NO_FILE)
    if path.stat().st_size > LARGEST:
        raise UnreadablePlan(path, words.TOO_LARGE)
    blocks, issued = _opener(path)(path)
    check_letters(path, (block.text for block in blocks if isinstance(block, Paragraph)))
    if not blocks:
        raise UnreadablePlan(path, words.EMPTY)
    return read_plan(path.stem, blocks, today, issued)


def _opener(path: Path) -> Callable[[Path], Opened]:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"%PDF"):
        from bot.plans.pdf import open_pdf

        return open_pdf
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise UnreadablePlan(path, words.OLD_OFFICE)
    if path.suffix.lower() not in _TEXTUAL:
        raise UnreadablePlan(
            path,
            words.BROKEN
            if path.suffix.lower() in (".docx", ".xlsx", ".pdf")
            else words.UNKNOWN_FORM,
        )
    from bot.plans.txt import open_text

    return open_text


def _zipped(path: Path) -> Callable[[Path], Opened]:
    from bot.plans.zipped import members

    names = members(path)
    if "word/document.xml" in names:
        from bot.plans.docx import open_docx

        return open_docx
    if "xl/workbook.xml" in names:
        from bot.plans.xlsx import open_xlsx

        return open_xlsx
    raise UnreadablePlan(path, words.UNKNOWN_FORM)
