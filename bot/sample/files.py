"""Files that are written row by row: tables and arrays with one item a line, so that two samples can be compared.

Whoever opens one closes it (`contextlib.closing`); `rows` counts.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from bot.ingest.columns import COLUMNS


class TableFile:
    """UTF-8 with commas; the header stands there even when there are no rows."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._header: Sequence[str] = ()

    def write(self, row: Mapping[str, str]) -> None:
        """One row; all have the keys of the first."""
        if not self._header:
            self._header = list(row)
            self._writer.writerow(self._header)
        self._writer.writerow(row.values())
        self.rows += 1

    def close(self) -> None:
        """End the file."""
        if not self._header and self._path.stem in COLUMNS:
            self._writer.writerow(column.name for column in COLUMNS[self._path.stem])
        self._file.close()


class JsonFile:
    """An array; `around` opens an object that has it as its last member."""

    def __init__(self, path: Path, around: str = "") -> None:
        self.rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._file.write(f"{around}[".encode())
        self._around = around

    def write(self, item: Any) -> None:
        """One item."""
        self._file.write((b",\n" if self.rows else b"\n") + msgspec.json.encode(item))
        self.rows += 1

    def close(self) -> None:
        """End the file."""
        self._file.write(b"\n]")
        if self._around:
            self._file.write(b',"Total":%d}' % self.rows)
        self._file.write(b"\n")
        self._file.close()


def write_json(path: Path, found: Any) -> None:
    """A whole document."""
    path.write_bytes(msgspec.json.encode(found) + b"\n")
