"""`sending`: stop all sending, what citizens are told, or one sender account; and go on. The same as in the chat."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json
from db.halts import begin_halt, end_halt, halt_by_id, propose_halt, scope_of
from db.store import Row
from db.words import HaltScope
from schedules.errors import RejectedInput

_COLUMNS = (
    Column("stopped", "scope", 24),
    Column("since", "begun_at", 25),
    Column("by", "asked_by", 20),
    Column("ended", "ended_at", 25),
    Column("ended by", "ended_by", 20),
    Column("reason", "reason", 60),
)
_ACCOUNT = click.option("--account", metavar="CODE", help="Only this sender account.")
_CITIZENS = click.option("--citizens", is_flag=True, help="Only what citizens are told.")


@click.group(invoke_without_command=True)
@click.option("--all", "also_ended", is_flag=True, help="Stops that are over, too.")
@json_option
@click.pass_context
def sending(ctx: click.Context, also_ended: bool, as_json: bool) -> None:
    """Whether sending is stopped, since when, by whom and why.

    A stop holds within a second, across restarts, for every process. Alarms and answers to administrators still go out.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings, _ = settings_now()

    async def read() -> list[Row]:
        async with stored(settings) as store:
            return await store.all("halt_history", all=int(also_ended))

    found = [_record(row) for row in run(read())]
    if as_json:
        print_json(found)
    elif found:
        Table(_COLUMNS).add(found)
    else:
        note("sending is not stopped")


def _record(row: Row) -> dict[str, Any]:
    _, scope, reason, asked_by, begun_at, ended_by, ended_at = row
    return {
        "scope": scope,
        "reason": reason,
        "asked_by": asked_by,
        "begun_at": iso(begun_at),
        "ended_by": ended_by,
        "ended_at": iso(ended_at),
    }


@sending.command()
@_ACCOUNT
@_CITIZENS
@click.option("--reason", required=True, help="Why; kept, and told to the administrators.")
def stop(account: str | None, citizens: bool, reason: str) -> None:
    """Stop sending. What is planned meanwhile waits, and is decided anew when sending goes on."""
    scope = _scope(account, citizens=citizens)
    if not reason.strip():
        raise RejectedInput("--reason", reason, "say why sending stops")
    settings, now = settings_now()

    async def work() -> bool:
        async with stored(settings) as store:
            await _known(store, account)
            async with store.tx() as tx:
                halt_id = await propose_halt(tx, scope, reason.strip(), None, now)
                halt = await halt_by_id(tx, halt_id)
                return halt is not None and await begin_halt(tx, halt, now, told=False)

    note(f"sending is stopped: {scope}" if run(work()) else f"it was stopped already: {scope}")


@sending.command()
@_ACCOUNT
@_CITIZENS
def go(account: str | None, citizens: bool) -> None:
    """Go on sending. Without an option what was stopped as a whole goes on; other stops have their own option."""
    scope = _scope(account, citizens=citizens)
    settings, now = settings_now()

    async def work() -> bool:
        async with stored(settings) as store, store.tx() as tx:
            return await end_halt(tx, scope, None, now)

    note(f"sending goes on: {scope}" if run(work()) else f"nothing is stopped: {scope}")


async def _known(store: Any, account: str | None) -> None:
    if account is None:
        return
    codes = [row[0] for row in await store.all("list_accounts")]
    if account not in codes:
        raise RejectedInput("--account", account, "use one of `nhacviec oa list`")


def _scope(account: str | None, *, citizens: bool) -> str:
    if account is not None and citizens:
        raise click.UsageError("--account and --citizens exclude each other")
    if account is not None:
        return scope_of(account)
    return HaltScope.CITIZENS if citizens else HaltScope.EVERYTHING
