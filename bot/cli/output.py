"""What commands print: JSON, tables that stay aligned under Vietnamese letters, complaints on standard error."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import click

WIDE = frozenset("WF")  # East Asian width: two cells on a terminal


class Column(NamedTuple):
    """One column of a table: its heading, the key of the record, and how many cells it may take."""

    label: str
    key: str
    width: int = 40


def complain(*lines: str) -> None:
    """Say on standard error why something was not done, one line a problem."""
    for line in lines:
        note(f"nhacviec: {line}")


def note(line: str) -> None:
    """A remark on standard error, where it does not disturb whoever reads the output."""
    click.echo(line, err=True)


def print_json(value: object) -> None:
    """One JSON document, indented for people."""
    import msgspec

    write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


class JsonArray:
    """A JSON array written record by record, one a line, so that a million records need no memory."""

    def __init__(self) -> None:
        import msgspec

        self._encode = msgspec.json.Encoder().encode
        self._between = b"[\n"

    def add(self, records: Iterable[object]) -> None:
        """Write some more records."""
        encoded = b",\n".join(map(self._encode, records))
        if encoded:
            write(self._between + encoded)
            self._between = b",\n"

    def close(self) -> None:
        """Write the end."""
        write(b"[]\n" if self._between == b"[\n" else b"\n]\n")


class Table:
    """A table whose column widths follow from the first records shown."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._widths: list[int] = []

    def add(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Print some records; the first ones decide the layout and bring the header."""
        rows = [[cell(record[c.key], c.width) for c in self._columns] for record in records]
        header: list[list[str]] = []
        if not self._widths:
            labels = [column.label for column in self._columns]
            self._widths = [max(map(width, cells)) for cells in zip(labels, *rows, strict=True)]
            header = [labels, ["-" * size for size in self._widths]]
        write("".join(map(self._line, [*header, *rows])).encode())

    def _line(self, row: Sequence[str]) -> str:
        cells = (padded(text, size) for text, size in zip(row, self._widths, strict=True))
        return "  ".join(cells).rstrip() + "\n"


def cell(value: object, size: int) -> str:
    """A value as one printable line of at most `size` cells.

    >>> cell("Chứng thực\\n bản sao", 12), cell(None, 5), cell(True, 5)
    ('Chứng thực…', '', 'yes')
    """
    from messages_vi.phrases import short

    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return short(value, size)


def width(text: str) -> int:
    """How many cells a text takes on a terminal: marks that combine take none, wide letters two.

    >>> width("Nhắc Việc"), width("é"), width("務")
    (9, 1, 2)
    """
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in WIDE)
        for letter in text
    )


def padded(text: str, size: int) -> str:
    """The text with spaces up to `size` cells."""
    return text + " " * (size - width(text))


def iso(instant: int | None) -> str | None:
    """An instant as the contract writes it, ISO 8601 with offset."""
    from schedules.civil import to_iso

    return None if instant is None else to_iso(instant)


def write(text: bytes) -> None:
    """UTF-8 whatever the locale says: Vietnamese names must come out of every machine."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
