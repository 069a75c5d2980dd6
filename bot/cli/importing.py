"""`import` and `sample`: files into the database, and files to try it with."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.cli.opening import prepared, run, sealer_for, settings_now
from bot.cli.options import DAY, json_option
from bot.cli.output import note, print_json

KINDS = (
    "units", "people", "procedures", "reports", "dossiers", "progress", "feedback", "events",
)  # fmt: skip
SHOWN = 20  # rejected rows told on standard error; all of them stand in the answer


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Try everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="No remarks beside the answer.")
def import_file(kind: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a CSV, XLSX or JSON file.

    The same file twice changes nothing.

    The answer is JSON: created, updated, unchanged, rejected (row and error), ignored_columns; of procedures also warnings,
    what does not add up in them. Units come before people,
    people and procedures before dossiers, dossiers before progress. Rows that are wrong are named, the others taken;
    only when no row at all could be taken the exit status is 1.
    """
    answer = run(_import(kind, file, dry_run=dry_run))
    print_json(answer)
    rejected = answer["rejected"]
    if not as_json:
        for row in rejected[:SHOWN]:
            note(f"{file.name}, row {row['row']}: {row['error']}")
        if len(rejected) > SHOWN:
            note(f"… and {len(rejected) - SHOWN} more rejected rows")
        for warning in answer.get("warnings", ())[:SHOWN]:
            note(f"{file.name}, {warning['code']}: {warning['what']}; {warning['mend']}")
    if rejected and not answer["created"] + answer["updated"] + answer["unchanged"]:
        click.get_current_context().exit(1)


async def _import(kind: str, file: Path, *, dry_run: bool) -> dict[str, Any]:
    from bot.ingest.importing import run_import

    settings, now = settings_now()
    progress = _Progress()
    async with prepared(settings, now) as store:
        sealer = await sealer_for(settings, store)
        try:
            return await run_import(
                store, sealer, kind, file, now=now, dry_run=dry_run, progress=progress.add
            )
        finally:
            progress.end()


class _Progress:
    """Rows taken so far, on one line of a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._rows = 0
        self._on_terminal = sys.stderr.isatty()

    def add(self, rows: int) -> None:
        """Some more rows were taken."""
        self._rows += rows
        if self._on_terminal:
            click.echo(f"\r{self._rows} rows", err=True, nl=False)

    def end(self) -> None:
        """Leave the line."""
        if self._on_terminal and self._rows:
            click.echo("", err=True)


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--communes", type=click.IntRange(1, 10_000), default=102, show_default=True)
@click.option("--dossiers", type=click.IntRange(min=0), default=5000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--on", type=DAY, help="The morning whose state is shown (today).")
@json_option
def sample(
    directory: Path, communes: int, dossiers: int, seed: int, on: date | None, as_json: bool
) -> None:
    """Write a made-up province as files that `import` reads.

    The same numbers give the same files. Districts exist on days until 30/06/2025.
    """
    from bot.sample.write import sample as write
    from schedules.civil import civil_date

    day = on or civil_date(settings_now()[1])
    counts = write(directory, communes, dossiers, seed, on=day)
    if as_json:
        print_json(counts)
        return
    for name, rows in counts.items():
        click.echo(f"{name:<12}{rows:>9}")
