"""`proof` and `claims`: who was told of the steps of a period, and which claims the source has not borne out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import DAY, json_option
from bot.cli.output import Column, Table, note, print_json

F = TypeVar("F", bound=Callable[..., Any])


def _period(command: F) -> F:
    for option in (
        click.option("--unit", help="Only this unit (its code)."),
        click.option("--to", "last", type=DAY, required=True, help="The last day of the period."),
        click.option(
            "--from", "first", type=DAY, required=True, help="The first day of the period."
        ),
    ):
        command = option(command)
    return command


def _bounds(first: date, last: date) -> tuple[int, int]:
    from schedules.civil import at

    if last < first:
        raise click.UsageError("--to must not lie before --from")
    return at(first, 0), at(last + timedelta(days=1), 0)


@click.command()
@_period
@json_option
def proof(first: date, last: date, unit: str | None, as_json: bool) -> None:
    """The share of steps of which officer and head were told.

    By unit and month, of the steps that began in the period; those not told are listed with the reason from the journal.
    """
    from bot.proving import lines
    from bot.proving import proof as prove

    start, end = _bounds(first, last)
    settings, _ = settings_now()

    async def work() -> dict[str, Any]:
        async with stored(settings) as store:
            return await prove(store, start, end, unit)

    found = run(work())
    if as_json:
        print_json(found)
        return
    total = found | {"unit": "", "name": "all"}
    shares = [Column(key, key, 30) for key in ("unit", "name", "steps", "officer", "head", "both")]
    Table(shares).add(lines([*found["by_unit"], total]))
    if found["not_told"]:
        click.echo()
        Table([Column(key, key, 50) for key in ("who", "label", "steps")]).add(found["not_told"])
    if found["missing"]:
        click.echo()
        keys = ("code", "step", "unit_name", "who", "reason_label")
        Table([Column(key, key, 50) for key in keys]).add(found["missing"])
    if found["missing_count"] > len(found["missing"]):
        note(f"… and {found['missing_count'] - len(found['missing'])} more")


@click.command()
@_period
@json_option
def claims(first: date, last: date, unit: str | None, as_json: bool) -> None:
    """Claims of "đã xong" that the source has not borne out, with reasons.

    Counted by unit and reason, and a list of what is done but not synchronised.
    """
    from bot.proving import claims as claimed
    from db.snapshot import take_snapshot

    start, end = _bounds(first, last)
    settings, now = settings_now()

    async def work() -> dict[str, Any]:
        async with stored(settings) as store:
            return await claimed(store, await take_snapshot(store), start, end, unit, now)

    found = run(work())
    if as_json:
        print_json(found)
        return
    counts = ("unit", "name", "claims", "borne_out", "within_grace", "not_borne_out", "reasons")
    rows = [
        r | {"reasons": [f"{why['label']}: {why['claims']}" for why in r["reasons"]]}
        for r in [*found["by_unit"], found | {"unit": "", "name": "all"}]
    ]
    Table([Column(key, key, 40) for key in counts]).add(rows)
    if found["done_not_synced"]:
        click.echo()
        keys = ("code", "kind", "unit_name", "person_name", "claimed_at", "reason_label")
        Table([Column(key, key, 40) for key in keys]).add(found["done_not_synced"])
