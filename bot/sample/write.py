"""`sample`: writes a made-up province as the files that `import` reads."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from bot.ingest.columns import COLUMNS
from bot.sample import forms
from bot.sample.dossiers import receive
from bot.sample.organisation import found
from bot.sample.people import appoint, by_unit
from bot.sample.procedures import procedures
from schedules.errors import RejectedInput


def sample(
    directory: Path,
    communes: int = 102,
    dossiers: int = 5000,
    seed: int = 1,
    *,
    on: date,
) -> dict[str, int]:
    """Write the province into `directory` and return how many rows each file has.

    units.csv, people.csv, procedures.csv, dossiers.csv, dossiers.json (the same dossiers as a bare array of the feed) and
    progress.json. `on` decides the organisation (districts until 30/06/2025) and is the morning whose state is shown. The
    same arguments give the same bytes; the organisation does not depend on `dossiers`. Raises `RejectedInput` for a
    count out of range or a day outside the calendar.

    >>> sample(Path("an-mau"), communes=12, dossiers=300, on=date(2025, 3, 17))
    """
    if not 1 <= communes <= 10_000:
        raise RejectedInput("communes", communes, "give 1 to 10000")
    if dossiers < 0:
        raise RejectedInput("dossiers", dossiers, "give 0 or more")
    units = found(communes, on, _dice(seed, "units"))
    people = appoint(units, _dice(seed, "people"))
    offered = procedures(on)
    received = receive(units, by_unit(people), offered, dossiers, on, _dice(seed, "dossiers"))
    progress = list(forms.progress_items(received, _dice(seed, "progress")))
    steps = [row for procedure in offered for row in forms.step_rows(procedure, units)]

    directory.mkdir(parents=True, exist_ok=True)
    _write_csv(directory / "units.csv", map(forms.unit_row, units))
    _write_csv(directory / "people.csv", map(forms.person_row, people))
    _write_csv(directory / "procedures.csv", steps)
    _write_csv(directory / "dossiers.csv", map(forms.dossier_row, received))
    _write_json(directory / "dossiers.json", map(forms.dossier_item, received))
    _write_json(directory / "progress.json", progress)
    return {
        "units": len(units),
        "people": len(people),
        "procedures": len(steps),
        "dossiers": len(received),
        "progress": len(progress),
    }


def _dice(seed: int, purpose: str) -> random.Random:
    """Return a generator of its own for each purpose, so that more dossiers do not rename the people."""
    return random.Random(f"{seed}:{purpose}")  # noqa: S311 – repeatable, not secret


def _write_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write UTF-8 with commas; the header stands there even when there are no rows."""
    found = list(rows)
    header = list(found[0]) if found else [column.name for column in COLUMNS[path.stem]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def _write_json(path: Path, items: Iterable[Mapping[str, object]]) -> None:
    """Write an array with one item a line, so that two samples can be compared with ordinary tools."""
    with path.open("wb") as file:
        file.write(b"[")
        for chunk in _chunks(items):
            file.write(chunk)
        file.write(b"\n]\n")


def _chunks(items: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    between = b"\n"
    for item in items:
        yield between + msgspec.json.encode(item)
        between = b",\n"
