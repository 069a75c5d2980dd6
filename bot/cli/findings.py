"""What a check found, and how it is shown: one line each, worst last to be read first on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import click
import msgspec

from bot.cli.output import print_json

Status = Literal["ok", "warn", "fail"]
_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: fine, worth a look, or broken – then with the mend."""

    check: str
    status: Status
    text: str
    mend: str = ""


def ok(check: str, text: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", text)


def warn(check: str, text: str, mend: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(check, "warn", text, mend)


def fail(check: str, text: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(check, "fail", text, mend)


def report(findings: Iterable[Finding], as_json: bool) -> None:
    """Print the findings and end the command: exit status 1 when one of them is a failure."""
    found = list(findings)
    if as_json:
        print_json(found)
    else:
        for finding in found:
            _print(finding)
    click.get_current_context().exit(int(any(f.status == "fail" for f in found)))


def _print(finding: Finding) -> None:
    status = click.style(f"{finding.status:<5}", fg=_COLOURS[finding.status])
    click.echo(f"{status} {finding.check:<12} {finding.text}")
    if finding.mend:
        click.echo(f"{'':<19}→ {finding.mend}")
