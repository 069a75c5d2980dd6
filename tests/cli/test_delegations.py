"""`delegations` and `holes`: what an operator writes down, ends and looks at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Desk

WEEK = ("--first", "24/03/2025", "--last", "28/03/2025")  # Monday to Friday; it is Monday the 17th


@pytest.fixture
def people(province: Desk) -> dict[str, list[dict[str, Any]]]:
    """Heads and officers of the sample by role."""
    found: dict[str, list[dict[str, Any]]] = {"head": [], "officer": []}
    for person in province.json("people", "--json"):
        for role, those in found.items():
            if role in person["roles"]:
                those.append(person)
    return found


def test_noted_listed_and_ended(province: Desk, people: dict[str, list[dict[str, Any]]]) -> None:
    head, officer = people["head"][0]["code"], people["officer"][0]["code"]
    made = province.json(
        "delegations", "add", "--from", head, "--to", officer, *WEEK, "--number", "12/UQ-UBND", "--sign"
    )  # fmt: skip
    (found,) = province.json("delegations", "--json")
    assert (found["from"], found["to"], found["state"]) == (head, officer, "coming")
    assert found["starts_at"] == "2025-03-24T00:00:00+07:00"
    assert found["ends_at"] == "2025-03-29T00:00:00+07:00"
    assert (found["may_sign"], found["number"], found["clash"]) == (True, "12/UQ-UBND", False)
    assert province.json("delegations", "--json", "--person", officer) == [found]
    assert province.json("delegations", "--json", "--person", "nobody") == []
    assert province.json("delegations", "--json", "--state", "running") == []
    assert province.json("delegations", "end", str(made["id"]))["ended"] is True
    assert province.json("delegations", "end", str(made["id"]))["ended"] is False
    (found,) = province.json("delegations", "--json")
    assert (found["state"], found["end_reason"]) == ("ended", "ended")
    assert province.json("delegations", "--json", "--active") == []
    assert (
        head in province.run("delegations").stdout or "ended" in province.run("delegations").stdout
    )


def test_two_at_a_time_clash(province: Desk, people: dict[str, list[dict[str, Any]]]) -> None:
    head, (one, two, *_) = people["head"][0]["code"], people["officer"]
    for officer in (one, two):
        province.json("delegations", "add", "--from", head, "--to", officer["code"], *WEEK)
    assert [d["clash"] for d in province.json("delegations", "--json")] == [True, True]


def test_away_and_back(province: Desk, people: dict[str, list[dict[str, Any]]]) -> None:
    officer = people["officer"][0]["code"]
    made = province.json("delegations", "add", "--from", officer, *WEEK, "--away", "leave")
    (found,) = province.json("delegations", "--absences", "--json")
    assert (found["person"], found["reason"], found["state"]) == (officer, "leave", "coming")
    assert province.json("delegations", "end", str(made["id"]), "--away")["ended"] is True
    assert province.json("delegations", "--absences", "--active", "--json") == []
    assert province.run("delegations", "end", "999").exit_code == 1


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--to", "ai-do"), 1, "nobody has this code"),
        (("--to", "HEAD", "--sign"), 2, "article 13"),
        ((), 2, "--to CODE or --away"),
        (("--to", "SELF"), 1, "somebody else"),
    ],
)
def test_what_cannot_be(
    province: Desk,
    people: dict[str, list[dict[str, Any]]],
    more: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    head, officer = people["head"][0]["code"], people["officer"][0]["code"]
    names = {"HEAD": head, "SELF": officer}
    typed = [names.get(word, word) for word in more]
    result = province.run("delegations", "add", "--from", officer, *WEEK, *typed)

    assert result.exit_code == code
    assert said in result.stderr
    assert province.json("delegations", "--json") == []


def test_only_a_head_gives_signing(province: Desk, people: dict[str, list[dict[str, Any]]]) -> None:
    plain = [p for p in people["officer"] if "head" not in p["roles"]]
    result = province.run(
        "delegations", "add", "--from", plain[0]["code"], "--to", plain[1]["code"], *WEEK, "--sign", "--number", "1/UQ"
    )  # fmt: skip
    assert result.exit_code == 1
    assert "only a head" in result.stderr


def test_holes_of_the_sample(province: Desk) -> None:
    found = province.json("holes", "--json")
    assert found
    order = ["no_head", "no_coordinator", "assignee_unknown", "on_leave", "no_phone", "blocked", "not_linked", "outside_window"]  # fmt: skip
    places = [order.index(one["kind"]) for one in found]
    assert places == sorted(places)
    assert {"kind", "label", "unit", "person", "pieces", "first_due", "code"} <= set(found[0])
    unit = found[0]["unit"]
    assert {one["unit"] for one in province.json("holes", "--json", "--unit", unit)} == {unit}
    assert province.run("holes", "--days", "7").exit_code == 0
    assert province.run("holes", "--days", "0").exit_code == 2
