"""The commands under `nhacviec sms`, and what `doctor` says of SMS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.findings import Finding, fail, ok, warn
from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import note, print_json
from db.glance import Glance
from schedules.errors import Misconfigured, RejectedInput

if TYPE_CHECKING:
    from bot.config import Settings


@click.group()
def sms() -> None:
    """SMS, the road behind Zalo."""


@sms.command()
@json_option
def address(as_json: bool) -> None:
    """Show the address at which an SMS gateway reaches this service.

    The gateway calls it with delivery reports and with messages from people. Whoever knows the address can send reports: treat it like a password.
    """
    from bot.sms.addresses import CALLERS, webhook_address

    settings, _ = settings_now()
    if not settings.secret_key.get_secret_value():
        raise Misconfigured(["NHACVIEC_SECRET_KEY is missing: the address is made from it"])
    found = {name: webhook_address(settings, name) for name in sorted(CALLERS)}
    if as_json:
        print_json([{"gateway": name, "address": url} for name, url in found.items()])
        return
    for name, url in found.items():
        click.echo(f"{name}  {url}")
    if not settings.public_url:
        click.echo("NHACVIEC_PUBLIC_URL is not set: put the service's address before it", err=True)


@sms.command("open")
@click.option("--person", required=True, help="Whose road was closed (code).")
@click.option("--why", required=True, help="Who agreed to it, and when; kept in the log.")
def open_(person: str, why: str) -> None:
    """Send SMS to a person again who withdrew, or whose number was taken for dead.

    Only when the person has agreed: keep the proof where your office keeps such things. Of a citizen (their code stands in
    `nhacviec consents`) it goes into the ledger of consents too.
    """
    import structlog

    if not why.strip():
        raise RejectedInput("--why", why, "say who agreed to it, and when")
    settings, now = settings_now()

    async def work() -> int:
        from bot.consents import agree_again

        async with stored(settings) as store, store.tx() as tx:
            agreed = await agree_again(tx, person, why.strip(), now)
            person_id = await tx.value("person_id_by_code", code=person)
            if person_id is None and not agreed:
                raise RejectedInput(
                    "--person", person, "nobody has this code; see `nhacviec people`"
                )
            return await tx.run("open_road", person_id=person_id, road="sms") or int(agreed)

    if not run(work()):
        problem = "no road by SMS is closed; see `nhacviec people --json`, closed_roads"
        raise RejectedInput("--person", person, problem)
    log = structlog.get_logger()
    log.info("road.opened", action="road.opened", person=person, road="sms", why=why.strip())
    note(f"SMS to {person} is open")


def finding(settings: Settings, glance: Glance) -> Finding:
    """Which gateways there are, how they share the traffic and why so, and whether reports can reach us."""
    from bot.sms.addresses import reports, with_callback
    from bot.sms.gateways import all_gateway_settings

    try:
        gateways = all_gateway_settings(settings.sms)
    except Misconfigured as error:
        return fail("sms", "; ".join(error.problems), "see docs/settings.md")
    if not gateways:
        return ok("sms", "there is no gateway: nobody is reached by SMS")
    told = ", ".join(
        f"{name} as {keys.brandname}{' (sandbox: no phone is reached)' if keys.sandbox else ''}"
        for name, keys in gateways.items()
    )
    text = f"{told}{_sharing(settings, glance)}"
    esms = gateways.get("esms")
    if esms is not None and not esms.sandbox and not reports(with_callback(esms, settings)):
        mend = "set NHACVIEC_PUBLIC_URL, so that eSMS can report what was delivered"
        return warn("sms", f"{text}; no delivery reports", mend)
    if any(keys.sandbox for keys in gateways.values()):
        return warn("sms", text, "set NHACVIEC_SMS__SANDBOX=false once messages are to go out")
    return ok("sms", text)


def _sharing(settings: Settings, glance: Glance) -> str:
    """How two gateways share the traffic now; nothing for one."""
    from bot.sms.gateways import shares_of
    from bot.sms.sharing import KEY, read_balance

    if settings.sms.second is None:
        return ""
    kept = glance.rows("meta", key=KEY)
    balance = read_balance(kept[0][0] if kept else None)
    shares = shares_of(settings.sms)
    now = max(0, min(100, shares.general + balance.shift))
    why = f"{balance.why}{f', {balance.detail}' if balance.detail else ''}"
    return f"; {settings.sms.gateway} carries {now} of 100 ({shares.general} at rest; {why})"
