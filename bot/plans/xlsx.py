"""XLSX: each sheet a table, merged cells as in every other form, dates as offices write them."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any, Final

from bot.plans.errors import UnreadablePlan
from messages_vi import plans as words
from schedules.plans.blocks import Block, Paragraph, Table
from schedules.plans.headers import is_header

_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 60


def open_xlsx(path: Path) -> tuple[list[Block], dt.date | None]:
    """The blocks of a workbook, sheet by sheet, and the day its properties give. Raises `UnreadablePlan`."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd styles and extensions do not concern the words
            book = openpyxl.load_workbook(path, data_only=True)
        blocks: list[Block] = []
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                blocks += _sheet(sheet)
        saved = book.properties.modified or book.properties.created
    except (
        Exception
    ) as error:  # the library has no error of its own for the many ways a file can be broken
        raise UnreadablePlan(path, words.BROKEN) from error
    return blocks, saved.date() if isinstance(saved, dt.datetime) else None


def _sheet(sheet: Any) -> list[Block]:
    rows = [
        [_text(value) for value in row]
        for row in sheet.iter_rows(
            max_row=min(sheet.max_row, _MOST_ROWS),
            max_col=min(sheet.max_column, _MOST_COLUMNS),
            values_only=True,
        )
    ]
    for area in sheet.merged_cells.ranges:
        first = area.min_row - 1
        for i in range(first + 1, min(area.max_row, len(rows))):
            if area.min_col <= len(rows[i]):
                rows[i][area.min_col - 1] = rows[first][area.min_col - 1]
    head = next((i for i, row in enumerate(rows[:40]) if is_header(row)), None)
    blocks: list[Block] = []
    for row in rows[: head if head is not None else len(rows)]:
        blocks += [Paragraph(cell) for cell in row if cell]
    if head is not None:
        kept = [tuple(row) for row in rows[head:] if any(row)]
        used = [i for i in range(len(kept[0])) if any(row[i] for row in kept)]
        blocks.append(Table(tuple(tuple(row[i] for i in used) for row in kept)))
    return blocks


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
