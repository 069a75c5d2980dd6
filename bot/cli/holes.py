"""`holes`: who owes something in the coming days, or has to hear of it, and cannot be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json

if TYPE_CHECKING:
    from db.holes import Hole
    from db.snapshot import Snapshot

_HOLES = (
    Column("kind", "kind", 17),
    Column("unit", "unit_name", 26),
    Column("person", "person_name", 26),
    Column("pieces", "pieces", 6),
    Column("first due", "first_due", 25),
    Column("why", "label", 46),
)


@click.command()
@click.option(
    "--days",
    default=14,
    show_default=True,
    type=click.IntRange(1, 60),
    help="How far to look ahead.",
)
@click.option("--unit", help="Only this unit (its code).")
@json_option
def holes(days: int, unit: str | None, as_json: bool) -> None:
    """Who owes something in the coming days, or has to hear of it, and cannot be reached; the worst first.

    Not linked, without a number, blocked, silent for seven days without another road, away without a delegate; work that
    nobody is known to have; units without a head or a coordinator. Coordinators get the list of their units each evening.
    """
    found = run(_holes(days, unit))
    if as_json:
        print_json(found)
    elif not found:
        note(f"everybody concerned by the coming {days} days can be reached")
    else:
        Table(_HOLES).add(found)


async def _holes(days: int, unit: str | None) -> list[dict[str, Any]]:
    from bot.roads import make_desk
    from db.holes import find_holes, read_facts
    from db.snapshot import take_snapshot
    from db.words import Road
    from schedules.civil import civil_date

    settings, now = settings_now()
    roads = make_desk(settings).roads
    async with stored(settings) as store:
        snapshot = await take_snapshot(
            store,
            civil_date(now),
            by_phone=not roads.isdisjoint({Road.TEMPLATE_PHONE, Road.SMS}),
            by_uid=Road.TEMPLATE_UID in roads,
        )
        found = find_holes(snapshot, await read_facts(store, now, days), now)
    records = [_hole(snapshot, one) for one in found]
    return [one for one in records if unit in (None, one["unit"])]


def _hole(snapshot: Snapshot, hole: Hole) -> dict[str, Any]:
    from messages_vi import leaving
    from messages_vi.labels import text

    unit = snapshot.directory.units.get(hole.unit_id)
    person = snapshot.directory.people.get(hole.person_id or 0)
    return {
        "kind": str(hole.kind),
        "label": text(leaving.HOLES[hole.kind]),
        "unit": unit.code if unit else None,
        "unit_name": unit.name if unit else None,
        "person": person.code if person else None,
        "person_name": person.name if person else None,
        "pieces": hole.count,
        "first_due": iso(hole.first_due),
        "code": hole.code,
    }
