"""Tab-separated tables in and out: what commands answer row by row."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from bot.cli.output import write
from schedules.errors import RejectedInput


def read_tsv(
    file: Path, needed: Iterable[str], *, plain: bool = False
) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a table by column, and its header; `-` is standard input. Raises `RejectedInput` for missing columns.

    `plain`: quotation marks are signs like others, as where cells hold JSON.
    """
    body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RejectedInput("tsv", file.name, "save it as tab-separated text in UTF-8") from None
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter="\t",
        restval="",
        quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL,
    )
    header = [name for name in reader.fieldnames or () if name]
    missing = [name for name in needed if name not in header]
    if missing:
        raise RejectedInput(
            "tsv", "\t".join(header), f"the columns {', '.join(missing)} are missing"
        )
    return [{name: row[name] for name in header} for row in reader], header


def write_tsv(
    rows: Iterable[dict[str, str]],
    header: Sequence[str],
    added: Sequence[str],
    *,
    plain: bool = False,
) -> None:
    """The table with the added columns last, on standard output; `plain` as for `read_tsv`, so no cell may hold a tab."""
    out = io.StringIO(newline="")
    columns = [*(name for name in header if name not in added), *added]
    quoting: Literal[0, 3] = csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(
        out,
        columns,
        delimiter="\t",
        lineterminator="\n",
        quoting=quoting,
        quotechar=None if plain else '"',
    )
    writer.writeheader()
    writer.writerows(rows)
    write(out.getvalue().encode())
