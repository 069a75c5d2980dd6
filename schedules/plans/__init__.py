"""Plans: documents that tell many units what to do by when → one record an obligation, in the vocabulary of RULES.md.

lines, flattened   text → paragraphs and tables (other files come as blocks already)
heading            the document's date, issuer and year
headers, aligning  columns by the meaning of their headers
rows, deciding     a row → who, what, and which of its words fix the rule
outline, prose     numbered paragraphs → clauses with a deadline of their own
units, subjects    who: lists of units split, names in running text
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from schedules.plans.blocks import Block, Paragraph, Table
from schedules.plans.heading import cited_until, heading_of
from schedules.plans.outline import mark_of
from schedules.plans.prose import Prose
from schedules.plans.records import Doubt, Heading, Obligation, Plan, as_json
from schedules.plans.rows import Rows
from schedules.plans.subjects import is_unit
from schedules.plans.units import split_units
from schedules.plans.words import one_line

LONGEST: Final = 20_000  # characters of a paragraph
LONGEST_CELL: Final = 6_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60

__all__ = [
    "Block",
    "Doubt",
    "Heading",
    "Obligation",
    "Paragraph",
    "Plan",
    "Table",
    "as_json",
    "read_plan",
]


def read_plan(doc: str, blocks: Sequence[Block], today: date, issued: date | None = None) -> Plan:
    """Read the obligations out of a document's blocks.

    The day it is read as of is the one in its heading; else `issued` (of the file's properties); else the latest paper it
    cites in the year of its title; else `today`. Never raises for odd content.
    """
    blocks = [_bounded(block) for block in blocks]
    heading = heading_of(blocks)
    if heading.issued is None and issued is not None:
        heading = msgspec.structs.replace(heading, issued=issued)
    on = heading.issued or _supposed(blocks, heading, today)
    year = heading.year if heading.year and abs(heading.year - on.year) <= 1 else on.year
    found: list[Obligation] = []
    prose, rows = Prose(on, year), Rows(on, year)
    above: tuple[str, ...] = ()
    for block in blocks:
        if isinstance(block, Paragraph):
            found += prose.read(block.text)
            above = _heads(block.text)
        else:
            found += prose.close()
            path = prose.outline.path
            found += rows.read(
                block,
                ".".join(dict.fromkeys(s.number for s in path[-1:])),
                above or prose.addressee(),
            )
    found += prose.close()
    return Plan(doc=doc, heading=heading, on=on, obligations=tuple(found))


def _bounded(block: Block) -> Block:
    """A block in NFC, cut to what people write: beyond it nothing is read, so that no file takes for ever."""
    if isinstance(block, Paragraph):
        return Paragraph(_bounded_text(block.text, LONGEST))
    return Table(
        tuple(
            tuple(_bounded_text(cell, LONGEST_CELL) for cell in row[:MOST_COLUMNS])
            for row in block.rows[:MOST_ROWS]
        ),
        block.loose,
    )


def _bounded_text(text: str, longest: int) -> str:
    return unicodedata.normalize("NFC", text[:longest])


def _heads(text: str) -> tuple[str, ...]:
    """Units that a line right above a table names: the table is theirs."""
    said = one_line(text)
    mark = mark_of(said)
    title = (mark.rest if mark else said).rstrip(": ")
    return split_units(title) if len(title) < 120 and is_unit(title) else ()


def _supposed(blocks: Sequence[Block], heading: Heading, today: date) -> date:
    cited = cited_until(blocks, heading.year)
    if heading.year is None:
        return cited or today
    first = date(heading.year, 1, 1)
    return max(first, cited) if cited else (today if today.year == heading.year else first)
