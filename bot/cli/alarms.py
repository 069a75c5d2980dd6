"""`alarms`: what calls a person, and closing it by hand with the reason."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json
from db.store import Row
from schedules.errors import RejectedInput

_COLUMNS = (
    Column("alarm", "key", 28),
    Column("since", "opened_at", 25),
    Column("told", "told_at", 25),
    Column("closed", "closed_at", 25),
    Column("problem", "problem", 60),
    Column("closed because", "closed_why", 40),
)


@click.group(invoke_without_command=True)
@click.option("--all", "also_closed", is_flag=True, help="Those that are over, too.")
@json_option
@click.pass_context
def alarms(ctx: click.Context, also_closed: bool, as_json: bool) -> None:
    """What calls a person: the open alarms, oldest first.

    Administrators are told of each once, in working hours, by SMS when Zalo is lost. Most alarms end by themselves when the trouble does.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings, _ = settings_now()

    async def read() -> list[Row]:
        async with stored(settings) as store:
            return await store.all("list_alarms", all=int(also_closed))

    found = [_record(row) for row in run(read())]
    if as_json:
        print_json(found)
    elif found:
        Table(_COLUMNS).add(found)
    else:
        note("no alarm is open" if not also_closed else "there never was an alarm")


def _record(row: Row) -> dict[str, Any]:
    key, problem, opened_at, told_at, closed_at, closed_why = row
    return {
        "key": key,
        "problem": problem,
        "opened_at": iso(opened_at),
        "told_at": iso(told_at),
        "closed_at": iso(closed_at),
        "closed_why": closed_why,
    }


@alarms.command()
@click.argument("key")
@click.option("--why", required=True, help="What was done about it; kept with the alarm.")
def close(key: str, why: str) -> None:
    """Close the open alarm KEY by hand.

    `line:ID` opens the stopped line to that person again; what was sent before no longer counts against the bound.
    `template:KEY` lets the stopped template be used again.
    """
    from bot.alarms import close_by_hand

    if not why.strip():
        raise RejectedInput("--why", why, "say what was done about it")
    settings, now = settings_now()

    async def work() -> bool:
        async with stored(settings) as store, store.tx() as tx:
            return await close_by_hand(tx, key, why.strip(), now)

    if not run(work()):
        raise RejectedInput("KEY", key, "no alarm of this key is open; see `nhacviec alarms`")
    note(f"closed {key}")
