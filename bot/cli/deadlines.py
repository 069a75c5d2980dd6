"""`deadline`: one Vietnamese deadline expression → rule and next due date, or a table of them at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.opening import settings_now
from bot.cli.options import DAY, json_option
from bot.cli.output import complain, print_json
from bot.cli.tsv import read_tsv, write_tsv
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from schedules.reading import Reading

_NEEDED = ("expression", "reference_date")
_ADDED = ("rule", "next_due")


@click.command()
@click.argument("text", required=False)
@click.option(
    "--on", "on", type=DAY, metavar="DATE", help="Read it as of this day (default: today)."
)
@click.option(
    "--tsv",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A table with the columns expression, reference_date; gets the columns rule, next_due.",
)
@json_option
def deadline(text: str | None, on: date | None, tsv: Path | None, as_json: bool) -> None:
    """Read a deadline as offices write it, e.g. "trước ngày 22 hằng tháng".

    The year left out is the first in which it is not past.
    """
    if tsv is not None:
        if text or on or as_json:
            raise click.UsageError("--tsv stands alone: its rows say what to read, and as of when")
        _table(tsv)
        return
    if text is None:
        raise click.UsageError("give the TEXT of a deadline; or --tsv FILE")
    _one(text, on or _today(), as_json)


def _today() -> date:
    from schedules.civil import civil_date

    return civil_date(settings_now()[1])


def _one(text: str, on: date, as_json: bool) -> None:
    from messages_vi.formats import long_day
    from messages_vi.ruling import rule_words
    from schedules.occurrences import next_due
    from schedules.reading import read_deadline

    reading = read_deadline(text, on)
    due = next_due(reading.rules, on)
    if as_json:
        print_json(_as_json(reading, due))
        return
    for rule in reading.rules:
        click.echo(f"- {rule_words(rule)}")
    click.echo(f"next due: {due.isoformat()} ({long_day(due)})" if due else "next due: none")
    if reading.unread:
        complain(f"not understood: {'; '.join(reading.unread)}")


def _as_json(reading: Reading, due: date | None) -> dict[str, object]:
    from schedules.rules import dump_rules

    return {
        "rule": dump_rules(reading.rules),
        "next_due": due.isoformat() if due else None,
        "spans": [
            {"rule": dump_rules(s.rule), "start": s.start, "end": s.end, "text": s.text}
            for s in reading.spans
        ],
        "unread": list(reading.unread),
    }


def _table(file: Path) -> None:
    """Read a table row by row; a bad row says so in its place, and the exit status is 1 at the end."""
    rows, header = read_tsv(file, _NEEDED, plain=True)
    bad = 0
    for row in rows:
        row["rule"], row["next_due"], wrong = _row(row)
        bad += wrong
    write_tsv(rows, header, _ADDED, plain=True)
    if bad:
        complain(f"{bad} of {len(rows)} rows could not be read; each says why")
        click.get_current_context().exit(1)


def _row(row: dict[str, str]) -> tuple[str, str, bool]:
    import msgspec

    from schedules.civil import parse_date
    from schedules.occurrences import next_due
    from schedules.reading import read_deadline
    from schedules.rules import dump_rules

    try:
        on = parse_date(row["reference_date"], "reference_date")
    except RejectedInput as error:
        return f"error: {' '.join(str(error).split())}", "", True
    rules = read_deadline(row["expression"], on).rules
    due = next_due(rules, on)
    return (
        msgspec.json.encode(dump_rules(rules)).decode(),
        due.isoformat() if due else "none",
        False,
    )
