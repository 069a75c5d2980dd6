"""Some 250 due dates worked out by hand (`due_cases.tsv`): the code, the command's table, and a slow second opinion.

Each row names its weekdays and why. Tết 2025 to 2027, 30/4, 02/9, swapped Saturdays, the new 24/11, lunch, nights, receipt
on days off, other hours, calendar days (BLDS 2015 Điều 148), counting back. Rules: domain reference, 2.2.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from schedules.due import answer_row
from tests.slow_calendar import SlowCalendar, moment, weekday

TABLE = Path(__file__).with_name("due_cases.tsv")


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


ROWS = _rows()


def answer(row: dict[str, str]) -> str:
    """The hand-made figure in the form in which the command answers."""
    if row["op"] == "between":
        return row["expected"]
    return f"{moment(row['expected']):%Y-%m-%dT%H:%M:%S}+07:00"


def _given(text: str) -> datetime:
    if text.isdigit():
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - civil time
    return datetime.fromisoformat(text) if "T" in text else moment(text)


def test_the_table_is_in_order() -> None:
    assert len(ROWS) >= 200
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        end = row["arg"] if row["op"] == "between" else row["expected"]
        assert row["start_day"] == weekday(_given(row["start"])), row
        assert row["expected_day"] == weekday(moment(end)), row
        assert row["why"], row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_date_worked_out_by_hand(row: dict[str, str]) -> None:
    assert answer_row(row["op"], row["start"], row["arg"], row["hours"]) == answer(row), row["why"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_second_opinion_agrees(row: dict[str, str]) -> None:
    calendar = SlowCalendar(row["hours"])
    start = _given(row["start"])
    if row["op"] == "between":
        assert calendar.minutes_between(start, moment(row["arg"])) == int(row["expected"])
        return
    amount, _, unit = row["arg"].partition(" ")
    number = float(amount.replace(",", "."))
    forward = row["op"] == "add"
    if unit == "ngày làm việc" and number.is_integer():
        count = calendar.add_working_days if forward else calendar.closing_before
    elif unit == "ngày":
        count = calendar.add_days if forward else calendar.days_before
    else:
        number *= {"ngày làm việc": 480, "giờ làm việc": 60, "phút": 1}[unit]
        count = calendar.add_minutes if forward else calendar.minutes_before
    assert count(start, int(number)) == moment(row["expected"]), row["why"]


def test_the_command_answers_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NHACVIEC_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
    result = CliRunner().invoke(main, ["due", "--tsv", str(TABLE)], catch_exceptions=False)

    assert result.exit_code == 0, result.stderr
    told = list(csv.DictReader(result.stdout.splitlines(), delimiter="\t"))
    assert [row["id"] for row in told] == [row["id"] for row in ROWS]
    for found, row in zip(told, ROWS, strict=True):
        assert found["answer"] == answer(row), row
        assert found["why"] == row["why"]  # columns of one's own come back
