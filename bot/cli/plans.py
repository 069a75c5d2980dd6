"""`plan`: obligations read out of a plan as it was issued."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.opening import settings_now
from bot.cli.options import DAY
from bot.cli.output import Column, Table, write

if TYPE_CHECKING:
    from schedules.plans import Plan


@click.group()
def plan() -> None:
    """Plans with their deadlines, as they were issued."""


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="One JSON object an obligation and line, nothing else.")
@click.option(
    "--on",
    "on",
    type=DAY,
    metavar="DATE",
    help="The day to read it as of when it gives none (default: today).",
)
def read(file: Path, jsonl: bool, on: date | None) -> None:
    """Read who must do what by when out of FILE (txt, md, docx, xlsx, pdf)."""
    from bot.plans import open_plan
    from schedules.civil import civil_date

    found = open_plan(file, on or civil_date(settings_now()[1]))
    if jsonl:
        _jsonl(found)
    else:
        _shown(found)


def _jsonl(found: Plan) -> None:
    import msgspec

    from schedules.plans import as_json

    encode = msgspec.json.Encoder().encode
    write(b"".join(encode(as_json(found.doc, one, found.on)) + b"\n" for one in found.obligations))


def _shown(found: Plan) -> None:
    from messages_vi import formats
    from messages_vi import plans as words
    from messages_vi.labels import text
    from messages_vi.ruling import rules_words
    from schedules.occurrences import next_due

    head = found.heading
    issued = formats.day(head.issued) if head.issued else None
    click.echo(words.head_words(head.issuer, head.number, issued, formats.day(found.on)))
    click.echo()
    columns = (
        Column(text(words.PLACE), "place", 10),
        Column(text(words.TASK), "task", 48),
        Column(text(words.LEAD), "lead", 34),
        Column(text(words.RULE), "rule", 44),
        Column(text(words.NEXT_DUE), "due", 15),
        Column(text(words.LOOK_AT), "doubts", 60),
    )
    rows = []
    for one in found.obligations:
        due = next_due(one.rules, found.on)
        rows.append(
            {
                "place": "/".join(filter(None, (one.section, one.item))),
                "task": one.task,
                "lead": "; ".join(one.lead_units),
                "rule": rules_words(one.rules),
                "due": formats.day(due) if due else "",
                "doubts": words.doubts_words(one.doubts),
            }
        )
    if rows:
        Table(columns).add(rows)
        click.echo()
    click.echo(words.sum_words(len(rows), sum(bool(one.doubts) for one in found.obligations)))
