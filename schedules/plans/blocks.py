"""What a document is made of, whatever file it came from: paragraphs and tables in reading order."""

from __future__ import annotations

import msgspec


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph or a heading, as one string; line breaks inside are kept."""

    text: str


class Table(msgspec.Struct, frozen=True):
    """Rows of cells. A cell spanned to the right stands once, with empty ones behind; one spanned down is repeated.

    `loose` says that rows may lack the cells which another row spans, as in a table flattened to one cell a line.
    """

    rows: tuple[tuple[str, ...], ...]
    loose: bool = False


Block = Paragraph | Table
