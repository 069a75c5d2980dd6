"""The command `nhacviec`: what an operator types. Commands import what they need when they run, so help comes at once.

Exit status: 0 done, 1 not done (the reason and the mend go to standard error, one line a problem), 2 wrong usage.
"""

from __future__ import annotations

import os
import sqlite3

import click

import bot.cli.linking  # noqa: F401 - adds to `people`
from bot.cli import (
    accounts,
    alarms,
    apologies,
    benching,
    budget,
    calendars,
    citizens,
    consents,
    database,
    deadlines,
    delegations,
    doctor,
    explain,
    holders,
    holes,
    importing,
    listing,
    plans,
    policies,
    procedures,
    proof,
    reports,
    sending,
    serving,
    sms,
    templates,
    time,
    warnings,
)
from bot.cli.output import complain
from schedules.errors import NhacViecError

_COMMANDS: tuple[click.Command, ...] = (
    serving.serve,
    serving.demo,
    database.db,
    importing.import_file,
    importing.sample,
    time.due,
    deadlines.deadline,
    plans.plan,
    listing.items,
    listing.messages,
    listing.journal,
    listing.people,
    consents.consents,
    citizens.citizens,
    citizens.ratings,
    explain.explain,
    apologies.apology,
    warnings.warnings,
    holders.holders,
    reports.report,
    delegations.delegations,
    holes.holes,
    proof.proof,
    proof.claims,
    calendars.calendar,
    policies.policy,
    procedures.procedure,
    procedures.procedures,
    templates.templates,
    accounts.oa,
    sms.sms,
    alarms.alarms,
    sending.sending,
    budget.budget,
    doctor.doctor,
    benching.bench,
)


class _Root(click.Group):
    """Turns what goes wrong into words and an exit status; a traceback is for our own mistakes only."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Vietnamese words arrive as typed even where the locale does not know their letters."""
        try:
            return super().parse_args(ctx, [_spelled(arg) for arg in args])
        except UnicodeDecodeError:
            raise click.UsageError("arguments must be UTF-8") from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except NhacViecError as error:
            complain(*str(error).splitlines())
        except sqlite3.Error as error:
            complain(f"the database did not answer: {error}; look with `nhacviec db check`")
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends quietly
        except OSError as error:
            complain(f"{error.filename or 'system'}: {error.strerror or error}")
        except KeyboardInterrupt:
            ctx.exit(130)  # as shells count an interrupt
        return ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the day's work, not of the alphabet."""
        return list(self.commands)


def _spelled(arg: str) -> str:
    return arg if arg.isascii() else os.fsencode(arg).decode()


@click.group(
    cls=_Root,
    commands=list(_COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="nhacviec", message="%(package)s %(version)s")
def main() -> None:
    """Nhắc Việc: what an administration owes, by when, and who was told.

    Settings come from nhacviec.toml and the environment (NHACVIEC_…).
    """
