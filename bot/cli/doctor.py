"""`doctor`: what is wrong with this installation and how to mend it. Changes nothing; calls Zalo only when told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli import checks, sms, symptoms
from bot.cli.findings import Finding, fail, ok, report
from bot.cli.opening import run
from bot.cli.options import json_option
from db.glance import Glance
from schedules.errors import Misconfigured, NhacViecError, StoreProblem

if TYPE_CHECKING:
    from bot.config import Settings


@click.command()
@click.option("--online", is_flag=True, help="Ask Zalo too whether it knows the token.")
@json_option
def doctor(as_json: bool, online: bool) -> None:
    """Say what is wrong with this installation and how to mend it.

    Looks at settings, secret, database, calendar, policy, token, webhook, SMS, outbox, stops of sending, sums, clock, people and units. Exit status 1 when something is broken; what only deserves a look does not count.
    """
    report(_examine(online=online), as_json)


def _examine(*, online: bool) -> list[Finding]:
    from bot.config import check_for_service, load

    try:
        settings = load()
    except Misconfigured as error:
        return _settings_problems(error)
    try:
        check_for_service(settings)
        found = [ok("settings", "all are readable, none is missing")]
    except Misconfigured as error:
        found = _settings_problems(error)
    try:
        path = settings.sqlite_path
        with Glance(path) as glance:
            found.append(checks.schema(path, glance))
            if found[-1].status == "ok":
                found += _inside(settings, glance)
                if online:
                    found.append(_online(settings, glance))
    except StoreProblem as error:
        found.append(checks.unreadable(error))
    return found


def _settings_problems(error: Misconfigured) -> list[Finding]:
    return [fail("settings", problem, "see docs/settings.md") for problem in error.problems]


def _inside(settings: Settings, glance: Glance) -> list[Finding]:
    from bot.clock import clock_from

    now = clock_from(settings.clock).now()
    return [
        symptoms.secret(settings, glance),
        symptoms.room(settings.sqlite_path),
        symptoms.calendar(glance, now),
        symptoms.policy(glance),
        symptoms.token(settings, glance, now),
        symptoms.webhook(settings, glance, now),
        sms.finding(settings, glance),
        symptoms.outbox(glance, now),
        symptoms.reach(glance),
        symptoms.alarms(glance, now),
        symptoms.sending(glance, now),
        checks.conservation(glance),
        checks.journal(glance),
        symptoms.clock(settings, glance, now),
        *symptoms.directory(glance, now),
    ]


def _online(settings: Settings, glance: Glance) -> Finding:
    """Ask who the token belongs to. It is never renewed here: renewing uses up what the running service holds."""
    from db.sealing import Sealer

    rows = glance.rows("account")
    if not rows or rows[0][1] is None:
        return fail("online", "there is no token to ask with", "see the check `token`")
    try:
        token = Sealer(settings.secret_key.get_secret_value()).open(rows[0][1])
    except NhacViecError as error:
        return fail("online", str(error), "see the check `secret`")
    return run(ask(settings, token))


async def ask(settings: Settings, token: str) -> Finding:
    """What Zalo says about the account behind `token`."""
    from bot.http import make_wire
    from bot.zalo.client import ZaloClient
    from db.words import Outcome

    wire = make_wire(1)
    try:
        answer = await ZaloClient(wire, settings.zalo.openapi_url).account_info(token)
    finally:
        await wire.aclose()
    if answer.outcome == Outcome.ACCEPTED:
        return ok("online", f"Zalo knows the account {answer.data.get('name', '')}".rstrip())
    text = f"Zalo answered {answer.code} ({answer.outcome})"
    return fail("online", text, "look the code up in docs, check the network, or consent again")
