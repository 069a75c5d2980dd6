"""`db`: the schema, copies of the database, and whether its sums are right."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.opening import prepared, refuse_later, run, settings_now
from bot.cli.options import json_option
from bot.delivery.tracking import INSTALL_KEY, new_install
from db.glance import Glance, left_alone, write_meta
from schedules.errors import StoreProblem

_yes = click.option("--yes", is_flag=True, help="Replace what is there.")


@click.group()
def db() -> None:
    """Schema, backup, restore, and a check of what must hold."""


@db.command()
def upgrade() -> None:
    """Make the database or bring it to this version's schema, with what a new one begins with."""
    settings, now = settings_now()
    path = settings.sqlite_path
    before = _applied(path) if path.exists() else []

    async def bring() -> None:
        async with prepared(settings, now):
            pass

    run(bring())
    for name in _applied(path):
        if name not in before:
            click.echo(f"applied {name}")
    click.echo(f"{path} is up to date")


def _applied(path: Path) -> list[str]:
    with Glance(path) as glance:
        return glance.schema().applied


@db.command()
@json_option
def check(as_json: bool) -> None:
    """Check the file, references, sums and the journal; exit status 1 when something does not hold."""
    from bot.cli.checks import database_findings
    from bot.cli.findings import report

    settings, _ = settings_now()
    report(database_findings(settings.sqlite_path), as_json)


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_yes
def backup(file: Path, yes: bool) -> None:
    """Write a consistent copy to FILE while the service goes on."""
    settings, _ = settings_now()
    _must_be_free(file, yes)
    _copied(settings.sqlite_path, file).replace(file)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_yes
def restore(file: Path, yes: bool) -> None:
    """Put the copy FILE in the place of the database; stop the service first.

    The copy is verified before anything is touched, and the database it replaces is kept beside it. It gets a name of its own: numbers of messages since the copy are used again, and providers must not take the new ones for repeats.
    """
    settings, _ = settings_now()
    target = settings.sqlite_path
    _verify(file)
    _must_be_free(target, yes)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _copied(file, target)
    write_meta(part, INSTALL_KEY, new_install())
    try:
        kept = _set_aside(target) if target.exists() else None
    except StoreProblem:
        part.unlink()
        raise
    part.replace(target)
    click.echo(f"restored {target} from {file}")
    if kept:
        click.echo(f"what was there before is kept as {kept}")


def _must_be_free(file: Path, yes: bool) -> None:
    if file.exists() and not yes:
        raise StoreProblem(f"{file} exists already: choose another name, or replace it with --yes")


def _verify(file: Path) -> None:
    """A copy worth restoring is whole, ours, and not from a later version; an older one is upgraded at the next start."""
    with Glance(file) as glance:
        answer = glance.pragma("integrity_check(1)")[0][0]
        schema = glance.schema()
    if answer != "ok":
        raise StoreProblem(f"{file} is damaged ({answer}): take another copy")
    if not schema.applied:
        raise StoreProblem(f"{file} is no database of this service: take another copy")
    refuse_later(file, schema)


def _copied(source: Path, target: Path) -> Path:
    """A verified copy beside `target`, which takes its name only when it is whole."""
    part = target.with_name(f"{target.name}.part")
    with Glance(source) as origin:
        part.unlink(missing_ok=True)
        # It holds what the database holds: nobody else on the machine may read it.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        origin.copy_to(part)
    with Glance(part) as copy:
        answer = copy.pragma("integrity_check(1)")[0][0]
    if answer != "ok":
        part.unlink()
        raise StoreProblem(f"the copy of {source} is damaged ({answer}): run `nhacviec db check`")
    return part


def _set_aside(target: Path) -> Path:
    """Move the present database out of the way; refuses while anything has it open."""
    if not left_alone(target):
        raise StoreProblem(f"{target} is in use: stop the service, then restore again")
    kept = target.with_name(f"{target.name}.before-restore")
    target.replace(kept)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    return kept
