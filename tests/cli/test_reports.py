"""`nhacviec report`: asking for a report once, listing, showing, moving and calling it off."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

NEW = ("report", "new", "--name", "Báo cáo nhanh hồ sơ đất đai", "--units", "xa", "--json")


@pytest.fixture
def top(filled: Path) -> str:
    """The unit of the sample that stands above its communes."""
    with (filled.parent / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        (unit,) = [row["code"] for row in csv.DictReader(file) if row["level"] == "tinh"]
    return unit


def test_it_is_given_to_every_commune_shown_moved_and_called_off(province: Desk, top: str) -> None:
    made = province.json(
        *NEW, "--due", "16h 18/3/2025", "--to", top, "--window", "số liệu đến 14/3/2025"
    )
    code = made["code"]
    assert (made["due_at"], made["units"]) == ("2025-03-18T16:00:00+07:00", 2)
    items = province.json("items", "--code", code, "--json")
    assert [(i["kind"], i["state"]) for i in items] == [("report", "open")] * 2
    (shown,) = province.json("report", "show", code, "--json")
    assert (shown["units"], shown["missing"], {p["standing"] for p in shown["parts"]}) == (
        2,
        2,
        {"missing"},
    )
    (listed,) = province.json("report", "list", "--json")
    assert (listed["code"], listed["state"], listed["window"]) == (
        code,
        "open",
        "số liệu đến 14/3/2025",
    )
    assert "báo cáo đột xuất" in province.run("explain", code).stdout.lower()

    moved = province.json("report", "move", code, "--due", "trước ngày 21/3/2025", "--json")
    assert (moved["due_at"], moved["moved"]) == ("2025-03-20T17:00:00+07:00", 2)
    again = province.json("report", "move", code, "--due", "trước ngày 21/3/2025", "--json")
    assert again["moved"] == 0
    assert "dời" in province.run("explain", code).stdout

    off = province.json("report", "cancel", code, "--json")
    assert off["cancelled"] == 2
    assert province.json("report", "list", "--json") == []
    assert [r["state"] for r in province.json("report", "list", "--all", "--json")] == ["cancelled"]
    assert province.run("report", "cancel", code).exit_code == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--due", "16h 14/3/2025"),
        ("--due", "khi nào xong"),
        ("--units", "xx"),
        ("--to", "xx"),
        ("--given-by", "xx"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_given(
    province: Desk, top: str, option: str, value: str
) -> None:
    asked = {"--due": "18/3/2025", "--units": "xa", "--to": top, "--name": "Báo cáo"} | {
        option: value
    }
    result = province.run("report", "new", *(word for pair in asked.items() for word in pair))

    assert result.exit_code == 1
    assert option in result.stderr
    assert province.json("report", "list", "--all", "--json") == []


def test_a_date_alone_ends_at_closing_time(province: Desk, top: str) -> None:
    made = province.json(*NEW, "--due", "2025-03-20", "--to", top)

    assert made["due_at"] == "2025-03-20T17:00:00+07:00"
    assert province.run("report", "list").stdout.count(made["code"]) == 1
    assert made["code"] in province.run("report", "show", made["code"]).stderr
