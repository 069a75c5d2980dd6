"""`holders`: unclear names with who may be meant, deciding one, taking it back; co-holders in the listings."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from tests.cli.conftest import Desk

CODE = "H99.01-250317-0001"
NAME = "Chuyên viên Không Rõ"


@pytest.fixture
def officers(province: Desk) -> list[dict[str, Any]]:
    """Two officers of one commune, whose names nobody else has."""
    people = province.json("people", "--json")
    names = [p["name"] for p in people]
    for person in people:
        mates = [
            p
            for p in people
            if p["unit"] == person["unit"]
            and "officer" in p["roles"]
            and names.count(p["name"]) == 1
        ]
        if len(mates) > 1:
            return mates[:2]
    raise AssertionError("the sample has no such unit")


def _tell(desk: Desk, unit: str, holder: str, code: str = CODE) -> None:
    columns = ("code", "procedure", "unit", "received_at", "status", "holder", "step_due_at")
    row = (code, "9.999999", unit, "17/03/2025 08:00", "4", holder, "19/03/2025 16:00")
    path = desk.folder / "told.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, row])
    assert desk.json("import", "dossiers", str(path), "--json")["rejected"] == []


def _assignee(desk: Desk) -> str | None:
    (item,) = desk.json("items", "--code", CODE, "--json")
    found: str | None = item["assignee"]
    return found


def test_an_unclear_name_is_listed_decided_and_taken_back(
    province: Desk, officers: list[dict[str, Any]]
) -> None:
    unit, meant = officers[0]["unit"], officers[0]["code"]
    before = province.json("holders", "--json")
    _tell(province, unit, NAME)
    listed = province.json("holders", "--unit", unit, "--json")
    (one,) = [found for found in listed if found["name"] == NAME]
    assert (one["unit"], one["why"], one["dossiers"], one["codes"]) == (unit, "unknown", 1, [CODE])
    assert NAME in province.run("holders").stdout
    assert _assignee(province) is None
    told = province.run("explain", CODE).stdout
    assert f"“{NAME}”" in told

    done = province.json("holders", "assign", NAME.upper(), "--unit", unit, "--person", meant)
    assert done == {"name": NAME.upper(), "unit": unit, "person": meant, "dossiers": 1}
    assert _assignee(province) == meant
    assert province.json("holders", "--json") == before
    (kept,) = province.json("holders", "--assigned", "--json")
    assert (kept["person"], kept["forgotten_at"]) == (meant, None)
    assert kept["assigned_at"] == "2025-03-17T09:00:00+07:00"

    back = province.json("holders", "assign", NAME, "--unit", unit, "--forget")
    assert back["dossiers"] == 1
    assert _assignee(province) is None
    assert province.json("holders", "--assigned", "--json")[0]["forgotten_at"] is not None
    assert "taken back" in province.run("holders", "--assigned").stdout


def test_names_nobody_asks_about(province: Desk) -> None:
    assert province.json("holders", "--unit", "NOWHERE", "--json") == []
    assert "no name is unclear" in province.run("holders", "--unit", "NOWHERE").stderr
    assert "nothing was decided yet" in province.run("holders", "--assigned").stderr


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        pytest.param(["--unit", "T"], 2, "--person", id="neither"),
        pytest.param(["--unit", "T", "--person", "a", "--forget"], 2, "--person", id="both"),
        pytest.param(["--unit", "NOWHERE", "--person", "a"], 1, "--unit", id="no unit"),
    ],
)
def test_wrong_usage(province: Desk, args: list[str], status: int, told: str) -> None:
    result = province.run("holders", "assign", NAME, *args)
    assert result.exit_code == status
    assert told in result.stderr


def test_forgetting_what_was_never_decided(province: Desk, officers: list[dict[str, Any]]) -> None:
    result = province.run("holders", "assign", NAME, "--unit", officers[0]["unit"], "--forget")
    assert result.exit_code == 1
    assert "--assigned" in result.stderr


def test_co_holders_stand_in_the_listings(province: Desk, officers: list[dict[str, Any]]) -> None:
    first, second = officers
    _tell(province, first["unit"], f"{first['name']}; {second['name']}")
    assert _assignee(province) == first["code"]
    for person in officers:
        found = province.json("items", "--person", person["code"], "--code", CODE, "--json")
        assert len(found) == 1
    (item,) = province.json("explain", CODE, "--json")["items"]
    assert item["co_holders"] == [second["code"]]
    assert f"{first['name']}, {second['name']}" in province.run("explain", CODE).stdout
