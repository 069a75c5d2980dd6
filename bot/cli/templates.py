"""`templates`: the approved templates and their SMS forms – listed, shown, written for submission, held against Zalo's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.findings import Finding, fail, ok, report, warn
from bot.cli.opening import run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, print_json, write
from db.glance import Glance
from schedules.errors import Misconfigured, RejectedInput

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.zalo.business import BusinessClient
    from bot.zalo.templates import Template
    from db.words import Road

COLUMNS = (
    Column("key", "key"),
    Column("for", "audience"),
    Column("id at Zalo", "template_id"),
    Column("stopped", "stopped", 30),
    Column("roads", "roads", 30),
)


@click.group()
def templates() -> None:
    """Approved templates and their short SMS forms: what is said where there is no chat."""


@templates.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All templates, with the id each has at Zalo and whether it is stopped."""
    from bot.zalo.templates import templates as all_templates

    settings, now = settings_now()
    stopped = _stopped(settings, now)
    records = [
        _record(found, settings.zalo.templates.get(key), stopped.get(key))
        for key, found in all_templates().items()
    ]
    if as_json:
        print_json(records)
    else:
        Table(COLUMNS).add(records)


def _stopped(settings: Settings, now: int) -> dict[str, str]:
    """The provider's code for each template that may not be used for now; nothing without a database."""
    path = settings.sqlite_path
    if not path.is_file():
        return {}
    with Glance(path) as glance:
        if glance.schema().lacking:
            return {}
        return {row[0]: str(row[1]) for row in glance.rows("stopped_templates", now=now)}


def _record(found: Template, template_id: str | None, stopped: str | None) -> dict[str, Any]:
    from db.words import Road

    by_zalo = [Road.TEMPLATE_PHONE] if found.quick_reply else [Road.TEMPLATE_UID, Road.TEMPLATE_PHONE]  # fmt: skip
    return {
        "key": found.key,
        "name": found.name,
        "audience": found.audience,
        "template_id": template_id,
        "stopped": stopped,
        "roads": [*(by_zalo if template_id else []), Road.SMS],
        "parameters": list(found.parameters),
    }


@templates.command()
@click.argument("key")
@json_option
def show(key: str, as_json: bool) -> None:
    """One template filled with its examples: as it looks on Zalo, and as an SMS with its parts."""
    from bot.sms.preview import cost, examples
    from bot.sms.short import registered_form, short_form, sms_values
    from bot.zalo.filling import filled_text
    from bot.zalo.templates import template

    found = template(key)
    parcel = examples(found)
    sent = short_form(parcel)
    if as_json:
        print_json(
            {
                "key": key,
                "values": parcel.values,
                "zalo": filled_text(found, parcel.values),
                "buttons": [button.text for button in found.buttons],
                "sms": sent.text,
                "sms_parts": sent.length.parts,
                "sms_values": sms_values(parcel),
                "sms_registered": registered_form(found),
            }
        )
        return
    buttons = "".join(f"[ {button.text} ]\n" for button in found.buttons)
    zalo = f"--- Zalo\n{filled_text(found, parcel.values)}\n{buttons}"
    write(f"{zalo}\n--- SMS ({cost(sent)})\n{sent.text}\n".encode())


@templates.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--lookup", metavar="URL", help="The page where citizens look their dossier up.")
def export(folder: Path, lookup: str | None) -> None:
    """Write every template for submission: KEY.json for the interface, KEY.txt for the portal, KEY.sms.txt for gateways.

    A template that must be made by hand, or leads to a page not given, gets no JSON.
    """
    from bot.sms.short import registered_form
    from bot.zalo.submission import as_text
    from bot.zalo.templates import templates as all_templates

    settings, _ = settings_now()
    if not settings.zalo.oa_id:
        raise Misconfigured(["NHACVIEC_ZALO__OA_ID is missing: buttons lead to this account"])
    folder.mkdir(parents=True, exist_ok=True)
    by_hand = {}
    for key, found in all_templates().items():
        _put(folder / f"{key}.txt", as_text(found))
        _put(folder / f"{key}.sms.txt", registered_form(found) + "\n")
        try:
            _put(folder / f"{key}.json", _request(found, lookup, settings.zalo.oa_id))
        except RejectedInput as error:
            by_hand[key] = error.mend
    print_json({"written": sorted(path.name for path in folder.iterdir()), "by_hand": by_hand})


def _request(found: Template, lookup: str | None, oa_id: str) -> str:
    import json

    from bot.zalo.submission import create_request

    places = {"lookup": lookup} if lookup else {}
    return json.dumps(create_request(found, places, oa_id), ensure_ascii=False, indent=2) + "\n"


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@templates.command()
@json_option
def check(as_json: bool) -> None:
    """Ask Zalo for every template that has an id: status, parameters and prices must be those we reckon with."""
    settings, _ = settings_now()
    report(run(_check(settings)), as_json)


async def _check(settings: Settings) -> list[Finding]:
    from bot.http import make_wire
    from bot.zalo.business import BusinessClient
    from bot.zalo.templates import templates as all_templates

    ids = settings.zalo.templates
    if strange := sorted(set(ids) - set(all_templates())):
        known = ", ".join(all_templates())
        mend = f"take it out of NHACVIEC_ZALO__TEMPLATES, or use one of: {known}"
        return [fail(key, "there is no such template", mend) for key in strange]
    wire = make_wire(1)
    try:
        token = await _token(settings)
        app_secret = settings.zalo.app_secret.get_secret_value()
        proof = app_secret if settings.zalo.appsecret_proof else ""
        client = BusinessClient(wire, settings.zalo.business_url, proof)
        found = []
        for key, ours in all_templates().items():
            if key in ids:
                found += await _held_against(client, token, ours, ids[key], _prices(settings))
            else:
                mend = "have it approved and set its id, see docs/templates.md"
                found.append(warn(key, "has no id at Zalo; goes by SMS only", mend))
        return found
    finally:
        await wire.aclose()


async def _token(settings: Settings) -> str:
    """The stored access token. It is never renewed here: renewing uses up what the running service holds."""
    from bot.zalo.tokens import NoGrant

    async with stored(settings) as store:
        sealer = await sealer_for(settings, store)
        row = await store.one("account")
    if row is None:
        raise NoGrant("no Zalo token is stored; start the service once, or see `nhacviec doctor`")
    return sealer.open(row[1])


async def _held_against(
    client: BusinessClient, token: str, ours: Template, template_id: str, prices: Mapping[Road, int]
) -> list[Finding]:
    from bot.zalo.agreement import differences

    answer = await client.template_info(token, template_id)
    if answer.value is None:
        text = f"Zalo answered {answer.code} ({answer.outcome}) about {template_id}"
        return [fail(ours.key, text, _mend(answer.code))]
    found = [fail(ours.key, d.text, d.mend) for d in differences(ours, answer.value, prices)]
    costs = f"{answer.value.price_uid} and {answer.value.price_phone} đồng"
    return found or [ok(ours.key, f"{template_id} is approved as we fill it; {costs}")]


def _mend(code: str) -> str:
    known = {
        "-109": "there is no such template: copy its id from the portal",
        "-117": "it belongs to another account: use the id of this one",
        "-124": "the token is not valid: start the service, it renews the pair",
    }
    return known.get(code, "look the code up in bot/zalo/errors.csv, or check the network")


def _prices(settings: Settings) -> Mapping[Road, int]:
    from db.words import Road

    return {
        Road.TEMPLATE_UID: settings.prices.zbs_uid,
        Road.TEMPLATE_PHONE: settings.prices.zbs_phone,
    }
