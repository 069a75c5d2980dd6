"""`warnings`: what the coordinator should look at, with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, JsonArray, Table, iso, note

if TYPE_CHECKING:
    from db.store import Row

PAGE = 20_000


@click.command()
@click.option("--unit", help="Only this unit (its code).")
@json_option
def warnings(unit: str | None, as_json: bool) -> None:
    """What a coordinator should look at.

    Promised dates that differ from our own computation, holders nobody or several people are known as, procedures without
    an internal process, and processes that do not add up. A warning goes by itself when it is no longer true.
    """
    settings, _ = settings_now()

    async def work() -> None:
        columns = [
            Column("unit", "unit_name", 26),
            Column("code", "code", 34),
            Column("since", "opened_at", 16),
            Column("what", "what", 80),
            Column("mend", "mend", 80),
        ]
        array, table, after = JsonArray(), Table(columns), 0
        async with stored(settings) as store:
            while rows := await store.all("list_warnings", unit=unit, after_id=after, limit=PAGE):
                (array if as_json else table).add(_records(rows))
                after = rows[-1][0]
        if as_json:
            array.close()
        elif not after:
            note("nothing found")

    run(work())


def _records(rows: Iterable[Row]) -> list[dict[str, Any]]:
    import msgspec

    from messages_vi.doubts import doubt_words

    found = []
    for _, kind, unit, unit_name, code, facts, opened_at in rows:
        what, mend = doubt_words(kind, msgspec.json.decode(facts))
        found.append(
            {
                "unit": unit,
                "unit_name": unit_name,
                "code": code,
                "kind": kind,
                "what": what,
                "mend": mend,
                "opened_at": iso(opened_at),
            }
        )
    return found
