"""`due`: working-time arithmetic with its derivation, one at a time or a table at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.opening import calendar_source, settings_now
from bot.cli.options import json_option
from bot.cli.output import complain, print_json
from bot.cli.tsv import read_tsv, write_tsv
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from schedules.calendar import WorkCalendar
    from schedules.hours import WeekHours

    CalendarOf = Callable[[WeekHours], WorkCalendar]

_NEEDED = ("op", "start", "arg")


@click.command()
@click.argument("start", required=False)
@click.option("--add", "span", metavar="SPAN", help='Due after SPAN, e.g. "3 ngày làm việc".')
@click.option("--before", metavar="SPAN", help="The instant SPAN before START.")
@click.option("--until", metavar="END", help="Working minutes from START to END.")
@click.option(
    "--hours", metavar="SPEC", help='Working hours, e.g. "T2-T6 07:30-11:30,13:00-17:00".'
)
@click.option(
    "--tsv",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A table with the columns op (add, before, between), start, arg, hours; gets the column answer.",
)
@json_option
def due(
    start: str | None,
    span: str | None,
    before: str | None,
    until: str | None,
    hours: str | None,
    tsv: Path | None,
    as_json: bool,
) -> None:
    """Count working time from START.

    The calendar is the database's, if there is one. Units of a SPAN: ngày làm việc, giờ làm việc, phút, ngày. Receipt after closing or on a day off counts from the next
    opening.
    """
    asked = [name for name, given in (("add", span), ("before", before), ("until", until)) if given]
    if tsv is not None:
        if start or asked or hours or as_json:
            raise click.UsageError("--tsv stands alone: its rows say what to count")
        _table(tsv)
        return
    if start is None or len(asked) != 1:
        raise click.UsageError("give START and one of --add, --before, --until; or --tsv FILE")
    calendar_of = calendar_source(settings_now()[0])
    _one(asked[0], start, span or before or until or "", hours, calendar_of, as_json)


def _one(
    op: str, start: str, arg: str, hours: str | None, calendar_of: CalendarOf, as_json: bool
) -> None:
    from messages_vi import explaining
    from schedules import due as counting
    from schedules.civil import parse_civil, to_instant, to_iso
    from schedules.hours import parse_hours
    from schedules.spans import parse_span

    calendar = calendar_of(parse_hours(hours))
    begin = to_instant(parse_civil(start, "start"))
    if op == "until":
        minutes = counting.between(begin, to_instant(parse_civil(arg, "until")), calendar)
        if as_json:
            print_json({"working_minutes": minutes})
        else:
            click.echo(explaining.working_minutes(minutes))
        return
    count = counting.add if op == "add" else counting.before
    found = count(begin, parse_span(arg), calendar)
    if as_json:
        print_json({"due_at": to_iso(found.due_at), "derivation": found.derivation})
        return
    click.echo(to_iso(found.due_at))
    for line in explaining.why(found.derivation):
        click.echo(f"- {line}")


def _table(file: Path) -> None:
    """Answer a table row by row; a bad row says so in its place, and the exit status is 1 at the end."""
    calendar_of = calendar_source(settings_now()[0])
    rows, header = read_tsv(file, _NEEDED)
    bad = 0
    for row in rows:
        row["answer"], wrong = _answer(row, calendar_of)
        bad += wrong
    write_tsv(rows, header, ("answer",))
    if bad:
        complain(f"{bad} of {len(rows)} rows could not be answered; each says why")
        click.get_current_context().exit(1)


def _answer(row: dict[str, str], calendar_of: CalendarOf) -> tuple[str, bool]:
    from schedules.due import answer_row

    try:
        return answer_row(row["op"], row["start"], row["arg"], row.get("hours"), calendar_of), False
    except RejectedInput as error:
        return f"error: {' '.join(str(error).split())}", True
