"""Due dates past their pauses, worked out by hand (`pause_cases.tsv`): what was left is left again, or all of it anew.

Rules: domain reference, 2.3. What counts working time gets back the working time of waiting, what counts calendar days
the days.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.ingest.step_times import over_pauses
from db.records import ProcedureSetting
from schedules.calendar import official_calendar
from schedules.civil import parse_civil, to_civil, to_instant
from schedules.due import add
from schedules.hours import parse_hours
from schedules.pauses import Pause
from schedules.spans import parse_span
from tests.slow_calendar import moment, weekday

TABLE = Path(__file__).with_name("pause_cases.tsv")


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _at(text: str) -> int:
    return to_instant(parse_civil(text))


def _dated(text: str) -> int | None:
    """`T3 03/03/2026 09:00`; None for nothing."""
    if not text.strip():
        return None
    day, _, when = text.strip().partition(" ")
    assert weekday(moment(when)) == day, text
    return _at(when)


def _pauses(text: str) -> list[Pause]:
    found = []
    for part in text.split(";"):
        start, _, end = part.partition(">")
        found.append(Pause(_dated(start) or 0, _dated(end), 5, "test"))
    return found


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_a_date_past_its_pauses(row: dict[str, str]) -> None:
    assert row["start_day"] == weekday(moment(row["start"]))
    assert row["expected_day"] == weekday(moment(row["expected"]))
    calendar = official_calendar(parse_hours(row["hours"]))
    start, span = _at(row["start"]), parse_span(row["span"])
    found = over_pauses(
        ProcedureSetting(after_pause=row["after_pause"]),
        start,
        add(start, span, calendar).due_at,
        span,
        _pauses(row["pauses"]),
        calendar,
    )
    assert f"{to_civil(found.due_at):%d/%m/%Y %H:%M}" == row["expected"], row["why"]
