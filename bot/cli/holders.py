"""`holders`: names of sources that fit nobody or several people, and deciding whom they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json

if TYPE_CHECKING:
    from bot.ingest.naming import Unclear
    from db.directory import Directory
    from db.records import Person
    from db.store import Row

_COLUMNS = (
    Column("name", "name", 30),
    Column("unit", "unit", 14),
    Column("unit name", "unit_name", 26),
    Column("why", "why", 8),
    Column("dossiers", "dossiers", 8),
    Column("may be", "may_be", 60),
)
_ASSIGNED = (
    Column("name", "name", 30),
    Column("unit", "unit", 14),
    Column("person", "person", 14),
    Column("person name", "person_name", 30),
    Column("since", "assigned_at", 25),
    Column("by", "decided_by", 14),
    Column("taken back", "forgotten_at", 25),
)


@click.group(invoke_without_command=True)
@click.option("--unit", help="Only this unit (its code).")
@click.option("--assigned", is_flag=True, help="What was decided about names, instead.")
@json_option
@click.pass_context
def holders(ctx: click.Context, unit: str | None, assigned: bool, as_json: bool) -> None:
    """Names of present holders that fit nobody or several people.

    With the number of open dossiers that hang on each, and who may be meant. Meanwhile the coordinator of the unit, else its
    head, is told in place of the officer.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings, _ = settings_now()

    async def work() -> list[dict[str, Any]]:
        from bot.ingest.naming import unclear_names
        from db.directory import load_directory

        async with stored(settings) as store:
            if assigned:
                return [_decided(row) for row in await store.all("list_holder_names", unit=unit)]
            directory = await load_directory(store)
            return [_record(directory, one) for one in await unclear_names(store, directory, unit)]

    found = run(work())
    if as_json:
        print_json(found)
    elif not found:
        note("nothing was decided yet" if assigned else "no name is unclear")
    elif assigned:
        Table(_ASSIGNED).add(found)
    else:
        Table(_COLUMNS).add([one | {"may_be": _may_be(one["candidates"])} for one in found])


def _record(directory: Directory, one: Unclear) -> dict[str, Any]:
    from bot.ingest.naming import SHOWN_CODES

    return {
        "name": one.name,
        "unit": one.unit.code,
        "unit_name": one.unit.name,
        "why": one.why,
        "dossiers": len(one.codes),
        "codes": one.codes[:SHOWN_CODES],
        "candidates": [_candidate(directory, person) for person in one.candidates],
    }


def _candidate(directory: Directory, person: Person) -> dict[str, Any]:
    unit = directory.units.get(person.unit_id)
    where = unit.code if unit else None
    return {"code": person.code, "name": person.name, "title": person.title, "unit": where}


def _may_be(found: list[dict[str, Any]]) -> str:
    return "; ".join(f"{one['code']} {one['name']} ({one['title']})" for one in found)


def _decided(row: Row) -> dict[str, Any]:
    names = (
        "name", "unit", "unit_name", "person", "person_name", "assigned_at", "forgotten_at", "decided_by",
    )  # fmt: skip
    record = dict(zip(names, row, strict=True))
    return record | {key: iso(record[key]) for key in ("assigned_at", "forgotten_at")}


@holders.command()
@click.argument("name")
@click.option("--unit", required=True, help="The unit in which the name is met (its code).")
@click.option("--person", help="Whom it means (their code).")
@click.option("--forget", "take_back", is_flag=True, help="Take back what was decided.")
def assign(name: str, unit: str, person: str | None, take_back: bool) -> None:
    """Decide whom NAME means in a unit, or take that back.

    NAME is what the source writes; case, diacritics and spaces do not matter. Open items of its dossiers follow at once.
    """
    if take_back == (person is not None):
        raise click.UsageError("give either --person CODE or --forget")
    print_json(run(_assign(name, unit, person)))


async def _assign(name: str, unit: str, person: str | None) -> dict[str, Any]:
    from bot.engine import Engine
    from bot.ingest.naming import decide, forget

    settings, now = settings_now()
    async with stored(settings) as store:
        engine = await Engine.start(store, await sealer_for(settings, store), now)
        if person is None:
            count = await forget(engine, name, unit, now)
        else:
            count = await decide(engine, name, unit, person, now)
    return {"name": name, "unit": unit, "person": person, "dossiers": count}
