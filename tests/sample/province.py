"""A sample read back the way `import` reads it; nothing in it may be rejected."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.ingest.feed import read_dossiers, read_progress, unwrap
from bot.ingest.parsing import parse
from bot.ingest.rows import DossierRow, PersonRow, ProcedureStepRow, UnitRow
from bot.ingest.tables import read_rows
from bot.sample.write import sample
from schedules.civil import at

BEFORE = date(2025, 3, 17)  # a Monday
AFTER = date(2026, 3, 17)  # a Tuesday
NOT_YET = [
    "phase",
    "case",
    "hours_online",
    "valid_from",
    "valid_to",
    "source",
]  # columns of procedures that may be unused
R = TypeVar("R", UnitRow, PersonRow, ProcedureStepRow, DossierRow)


class Province:
    """The rows of a sample, and of `truth.csv` the codes by fault."""

    def __init__(self, folder: Path, on: date) -> None:
        self.folder = folder
        self.on = on
        self.now = at(on, "06:00")
        self.counts = sample(folder, on=on)
        self.units = self._rows("units", UnitRow)
        self.people = self._rows("people", PersonRow)
        self.steps = self._rows("procedures", ProcedureStepRow)
        self.dossiers = self._rows("dossiers", DossierRow)
        self.feed = read_dossiers(unwrap((folder / "dossiers.json").read_bytes()).items, "file")
        self.progress = read_progress(unwrap((folder / "progress.json").read_bytes()).items)
        self.unit = {unit.code: unit for unit in self.units}
        self.truth: dict[str, dict[str, str]] = defaultdict(dict)
        with (folder / "truth.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.truth[row["fault"]][row["code"]] = row["detail"]

    def _rows(self, kind: str, wanted: type[R]) -> list[R]:
        table = read_rows(self.folder / f"{kind}.csv", kind)
        assert table.rejected == []
        assert set(table.ignored_columns) <= set(NOT_YET if kind == "procedures" else [])
        rows = [parse(kind, row) for row in table.rows]
        found = [row for row in rows if isinstance(row, wanted)]
        assert len(found) == len(rows)
        return found

    def kind(self, unit: UnitRow) -> str:
        """What a commune is: `xã`, `phường`, `thị`, `đặc`; nothing for others."""
        return unit.name.split()[1] if unit.level.value == "xa" else ""


def every_byte(folder: Path) -> dict[str, bytes]:
    """All files below a folder by their names."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
