"""`oa`: the sender accounts, and how an administrator consents. Secrets are never arguments: other users see those."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import prepared, run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, JsonArray, Table, iso, note, print_json, write
from bot.cli.records import for_people
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.zalo.oauth import Consents

_ID = re.compile(r"[0-9]{5,24}")
_COLUMNS = (
    Column("code", "code", 24),
    Column("name", "name", 32),
    Column("app", "app_id", 24),
    Column("pair", "generation", 6),
    Column("renewed", "refreshed_at", 16),
    Column("expires", "expires_at", 16),
    Column("problem", "problem", 48),
)


@click.group()
def oa() -> None:
    """Sender accounts (Zalo OA): add them, list them, let an administrator consent."""


def _known_id(code: str, field: str) -> str:
    if not (code.isascii() and _ID.fullmatch(code)):
        raise RejectedInput(field, code, "use the id as the console shows it, digits only")
    return code


def _secret(label: str, variable: str) -> str:
    """A secret from the environment, from a prompt that shows nothing, or the next line of standard input."""
    if variable in os.environ:
        return os.environ[variable].strip()
    if sys.stdin.isatty():
        return str(click.prompt(label, default="", hide_input=True, show_default=False)).strip()
    return sys.stdin.readline().strip()


@oa.command()
@click.argument("code")
@click.option("--name", required=True, help="How people call the account, e.g. its name on Zalo.")
@click.option("--app-id", help="Its application, when it is not the one of the settings.")
def add(code: str, name: str, app_id: str | None) -> None:
    """Add an account by its id, or change what is known of it; its people keep theirs.

    Asks for the webhook's secret, and with --app-id first for the application's: from NHACVIEC_OA_APP_SECRET and
    NHACVIEC_OA_WEBHOOK_SECRET, by a prompt, or one a line from standard input. Empty: as in the settings, or as it was.
    """
    _known_id(code, "code")
    if not name.strip():
        raise RejectedInput("name", name, "say how people call the account")
    if app_id is not None:
        _known_id(app_id, "app-id")
    app_secret = _secret("Secret of the application", "NHACVIEC_OA_APP_SECRET") if app_id else ""
    webhook_secret = _secret("OA secret key (webhook page)", "NHACVIEC_OA_WEBHOOK_SECRET")
    settings, now = settings_now()
    if app_id and app_id != settings.zalo.app_id and not app_secret:
        raise RejectedInput("app-secret", "", "an application of its own needs its secret")
    given = {"name": name.strip(), "app_id": app_id}
    secrets = {"app_secret_sealed": app_secret, "webhook_secret_sealed": webhook_secret}
    created = run(_add(settings, now, code, given, secrets))
    print_json({"code": code, "name": name.strip(), "created": created})
    note(f"next: nhacviec oa authorize {code}")


async def _add(
    settings: Settings,
    now: int,
    code: str,
    given: dict[str, str | None],
    secrets: dict[str, str],
) -> bool:
    from bot.zalo.accounts import place_of_settings

    async with prepared(settings, now) as store:
        sealer = await sealer_for(settings, store)
        sealed = {key: sealer.seal(value) if value else None for key, value in secrets.items()}
        async with store.tx() as tx:
            await place_of_settings(tx, settings.zalo)  # it is the default, so it comes first
            created = await tx.insert("add_account", code=code) is not None
            await tx.run("describe_account", code=code, **given, **sealed)
        return created


@oa.command("list")
@json_option
def list_accounts(as_json: bool) -> None:
    """List the accounts, the default one first: how old each pair is, and what is wrong with it. No secrets."""
    settings, now = settings_now()
    records = run(_list(settings, now))
    if as_json:
        array = JsonArray()
        array.add(records)
        array.close()
    elif records:
        Table(_COLUMNS).add([for_people(record) for record in records])
    else:
        note("there is no account yet: add one with `nhacviec oa add`")


async def _list(settings: Settings, now: int) -> list[dict[str, Any]]:
    async with stored(settings) as store:
        rows = await store.all("list_accounts")
    return [
        {
            "code": code,
            "name": name,
            "default": place == 0,
            "app_id": app_id or settings.zalo.app_id or None,
            "authorized": refreshed_at is not None,
            "generation": generation,
            "refreshed_at": iso(refreshed_at),
            "age_s": None if refreshed_at is None else max(0, now - refreshed_at),
            "expires_at": iso(expires_at),
            "problem": problem if refreshed_at is not None else "no administrator has consented",
        }
        for place, (code, name, app_id, refreshed_at, expires_at, generation, problem) in enumerate(
            rows
        )
    ]


@oa.command()
@click.argument("code")
@click.option("--code", "pasted", is_flag=True, help="Finish by pasting the address it ended at.")
@click.option("--tokens", is_flag=True, help="Store a pair taken from the console's API Explorer.")
def authorize(code: str, pasted: bool, tokens: bool) -> None:
    """Print the link by which an administrator of the account consents, good once and for ten minutes.

    The running service finishes the consent. Where Zalo cannot reach it from outside, let the browser end at an address
    that does not open, and type that address into `oa authorize CODE --code`. What is typed is not shown and may come
    from standard input, in environments without a terminal.
    """
    if pasted and tokens:
        raise click.UsageError("--code and --tokens exclude each other")
    settings, now = settings_now()
    if pasted:
        run(_finish(settings, now, code, _secret("Address or code", "NHACVIEC_OA_CODE")))
    elif tokens:
        access = _secret("Access token", "NHACVIEC_OA_ACCESS_TOKEN")
        refresh = _secret("Refresh token", "NHACVIEC_OA_REFRESH_TOKEN")
        run(_take(settings, now, code, access, refresh))
    else:
        link = run(_link(settings, now, code))
        note("Let an administrator of the account open this link within ten minutes and agree:")
        write(f"{link}\n".encode())
        note("The page it ends at says whether it worked. If it does not open, paste its address:")
        note(f"nhacviec oa authorize {code} --code")
        return
    note(f"the pair of {code} is stored; a running service takes it up by itself")


@asynccontextmanager
async def _opened(settings: Settings, now: int) -> AsyncIterator[Consents]:
    """Consents as the service has them, for one command."""
    from bot.clock import clock_from
    from bot.http import make_wire
    from bot.zalo.accounts import Accounts, place_of_settings
    from bot.zalo.oauth import Consents

    async with prepared(settings, now) as store:
        sealer = await sealer_for(settings, store)
        clock, wire = clock_from(settings.clock), make_wire(1)
        accounts = Accounts(store, sealer, clock, wire, settings.zalo)
        try:
            async with store.tx() as tx:
                await place_of_settings(tx, settings.zalo)
            await accounts.refresh()
            yield Consents(store, sealer, clock, accounts, wire, settings)
        finally:
            await accounts.finished()
            await wire.aclose()


async def _link(settings: Settings, now: int, code: str) -> str:
    async with _opened(settings, now) as consents:
        return await consents.ask(code)


async def _finish(settings: Settings, now: int, code: str, pasted: str) -> None:
    async with _opened(settings, now) as consents:
        await consents.finish_pasted(code, pasted)


async def _take(settings: Settings, now: int, code: str, access: str, refresh: str) -> None:
    from bot.zalo.grants import Pair

    if not (access and refresh):
        raise RejectedInput("tokens", "", "both are needed: the access token and the refresh token")
    async with _opened(settings, now) as consents:
        await consents.take_pair(code, Pair(access, refresh))
