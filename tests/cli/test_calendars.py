"""`calendar`: new decisions become a version, the same ones change nothing, bad rows are named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Desk

DECISION = (
    "date,name,kind,source\n"
    "2028-03-10,Nghỉ hoán đổi (mẫu),swap_off,Công văn mẫu 02\n"
    "04/03/2028,Làm bù (mẫu),swap_work,Công văn mẫu 02\n"
)


def _load(desk: Desk, text: str, *options: str) -> tuple[int, dict[str, Any]]:
    (desk.folder / "decision.csv").write_text(text, encoding="utf-8-sig")
    result = desk.run("calendar", "load", "decision.csv", *options)
    answer = json.loads(result.stdout)
    assert answer.pop("moves")["items"] == 0  # nothing is owed in a new database
    return result.exit_code, answer


def _day(desk: Desk, date: str) -> dict[str, Any] | None:
    days = desk.json("calendar", "show", "--year", date[:4], "--json")
    return next((day for day in days if day["date"] == date), None)


def test_a_decision_is_the_next_version_and_counts_at_once(desk: Desk) -> None:
    assert _load(desk, DECISION) == (
        0,
        {"created": 2, "updated": 0, "unchanged": 0, "version": 2, "rejected": []},
    )
    assert _day(desk, "2028-03-04") == {
        "date": "2028-03-04",
        "weekday": "Saturday",
        "kind": "swap_work",
        "name": "Làm bù (mẫu)",
        "source": "Công văn mẫu 02",
        "version": 2,
    }
    # Friday 03/03 + 1 working day is that Saturday
    due = desk.json("due", "03/03/2028 09:00", "--add", "1 ngày làm việc", "--json")
    assert due["due_at"] == "2028-03-04T09:00:00+07:00"


def test_the_same_decision_again_changes_nothing(desk: Desk) -> None:
    _load(desk, DECISION)

    assert _load(desk, DECISION) == (
        0,
        {"created": 0, "updated": 0, "unchanged": 2, "version": 2, "rejected": []},
    )


def test_a_later_decision_replaces_a_day(desk: Desk) -> None:
    _load(desk, DECISION)

    _, answer = _load(desk, "date;name;kind;source\n2028-03-04;Nửa ngày (mẫu);half;Công văn mẫu 03\n")  # fmt: skip

    assert (answer["updated"], answer["version"]) == (1, 3)
    day = _day(desk, "2028-03-04")
    assert day
    assert (day["kind"], day["version"]) == ("half", 3)


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    _, answer = _load(desk, DECISION, "--dry-run")

    assert (answer["created"], answer["version"]) == (2, 1)
    assert _day(desk, "2028-03-04") is None


def test_bad_rows_are_named_and_the_good_ones_loaded(desk: Desk) -> None:
    rows = (
        "Ngày,Tên,Loại,Căn cứ\n"
        "31/02/2028,Sai ngày,holiday,x\n"
        "2028-02-04,Sai loại,party,x\n"
        "2028-02-05,,holiday,x\n"
        "2028-02-06,Không căn cứ,holiday,\n"
        "2099-01-01,Xa quá,holiday,x\n"
        "2028-02-08,Đúng,holiday,x\n"
        "2028-02-08,Hai lần,holiday,x\n"
    )

    status, answer = _load(desk, rows)

    assert (status, answer["created"]) == (1, 1)
    named = [(row["row"], row["error"].split(":")[0]) for row in answer["rejected"]]
    assert named == [(2, "date"), (3, "kind"), (4, "name"), (5, "source"), (6, "date"), (8, "date")]
    assert desk.run("calendar", "load", "decision.csv", "--json").stderr == ""


@pytest.mark.parametrize("text", ["", "date,name\n2027-01-01,Tết\n"])
def test_a_file_without_the_columns_is_refused(desk: Desk, text: str) -> None:
    (desk.folder / "decision.csv").write_text(text, encoding="utf-8")

    result = desk.run("calendar", "load", "decision.csv")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "columns needed: date, name, kind, source" in result.stderr


def test_show_reads_the_packaged_table_without_making_a_database(desk: Desk) -> None:
    lines = desk.run("calendar", "show", "--year", "2025").stdout.splitlines()

    assert "2025-09-02" in "\n".join(lines)
    assert "2026" not in {line[:4] for line in lines}
    assert list(desk.folder.iterdir()) == []
