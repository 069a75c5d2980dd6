"""`policy`: the ladders in force, and loading a new version of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import prepared, run, settings_now, stored
from bot.cli.output import note, print_json, write
from schedules.errors import BadPolicy

if TYPE_CHECKING:
    from bot.config import Settings
    from schedules.policy import Policy


@click.group()
def policy() -> None:
    """Escalation policies: who is told when, and when silence climbs."""


@policy.command()
def show() -> None:
    """Write the policy in force as JSON, ready to be changed and loaded again."""
    settings, _ = settings_now()
    write((run(_newest(settings)).strip() + "\n").encode())


async def _newest(settings: Settings) -> str:
    async with stored(settings) as store:
        rows = await store.all("policies")
        return str(rows[-1][1])


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check, keep nothing.")
def load(file: Path, dry_run: bool) -> None:
    """Load a policy: JSON as `policy show` writes it, with a version not used before.

    Items that come from now on follow it; those already watched keep the policy they started with. A running service
    takes it over by itself.
    """
    from schedules.policy import missing_ladders, parse_policy

    body = file.read_text(encoding="utf-8-sig")
    found = parse_policy(body)
    _require_words(found)
    settings, now = settings_now()
    policy_id = run(_load(settings, now, found, body, dry_run=dry_run))
    print_json({"name": found.name, "version": found.version, "id": policy_id})
    if missing := missing_ladders(found):
        note(
            f"no ladder for {', '.join(missing)}: the default's hold; write [] for a kind nobody is to hear of"
        )
    if dry_run:
        note("nothing was kept: this was a dry run")


def _require_words(found: Policy) -> None:
    """Refuse a rung nobody has words for: it could never be told."""
    from db.words import Kind
    from messages_vi.table import template_for

    once = [(Kind.REPORT, found.ad_hoc.ladder), (Kind.REPORT, found.ad_hoc.short)]
    for kind, ladder in (*found.ladders.items(), *once):
        for rung in ladder:
            template_for(rung.audience, kind, rung.name)


async def _load(
    settings: Settings, now: int, found: Policy, body: str, *, dry_run: bool
) -> int | None:
    async with prepared(settings, now) as store, store.tx() as tx:
        known: set[Any] = {(row[0], row[1]) for row in await tx.all("policy_names")}
        if (found.name, found.version) in known:
            newest = max(version for name, version in known if name == found.name)
            raise BadPolicy("version", found.version, f"used already; take {newest + 1}")
        if dry_run:
            return None
        return await tx.insert(
            "insert_policy", name=found.name, version=found.version, body=body, at=now
        )
