"""Late or on time by dates (`timeliness_cases.tsv`, worked out by hand); and a due date without an hour lasts until closing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.ingest import fields
from bot.ingest.columns import Cell, Column
from schedules.calendar import official_calendar
from schedules.civil import parse_civil, to_civil, to_instant
from schedules.timeliness import timeliness
from tests.slow_calendar import moment, weekday

TABLE = Path(__file__).with_name("timeliness_cases.tsv")


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _at(text: str) -> int | None:
    day, _, when = text.partition(" ")
    if not when:
        return None
    assert weekday(moment(when)) == day, text
    return to_instant(parse_civil(when))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_a_dossier_is_late_by_its_date(row: dict[str, str]) -> None:
    today = to_civil(_at(row["today"]) or 0).date()
    due, finished = _at(row["due"]), _at(row["finished"])
    found = timeliness(int(row["status"]), due, finished, today, official_calendar())
    assert (found or "-") == row["expected"], row["why"]


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ("10/03/2026", "10/03/2026 17:00"),  # T3: the whole day
        ("2026-03-10", "10/03/2026 17:00"),
        ("10/03/2026 00:00", "10/03/2026 17:00"),  # midnight of a faulty calculator
        ("20260310000000", "10/03/2026 17:00"),
        ("10/03/2026 00:01", "10/03/2026 00:01"),  # an hour is an hour
        ("10/03/2026 07:00", "10/03/2026 07:00"),
        ("20260310091000", "10/03/2026 09:10"),
        ("14/03/2026", "14/03/2026 17:00"),  # T7: the date is kept as it was promised
    ],
)
def test_a_date_without_an_hour_lasts_until_closing(given: str, due: str) -> None:
    found = fields.due(Cell(Column("due_at", "Ngày hẹn trả"), given))
    assert found is not None
    assert f"{to_civil(found):%d/%m/%Y %H:%M}" == due
