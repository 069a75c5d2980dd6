"""Holes: facts of a small commune on Thursday 20/11/2025 → who cannot be reached, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.directory import Directory
from db.holes import Facts, Hole, Owed, find_holes
from db.records import Person
from db.snapshot import Snapshot
from db.words import HoleKind, Road
from schedules.calendar import official_days
from schedules.civil import at
from schedules.policy import default_policy_body, parse_policy
from schedules.standins import Absence, Delegation, StandIns
from tests.db.making import a_person, a_unit

NOW = at(date(2025, 11, 20), "16:30")
MONDAY, WEDNESDAY, SATURDAY = (at(date(2025, 11, day), 0) for day in (24, 26, 29))
DAY = 86_400
POLICY = parse_policy(default_policy_body(), 1)
HEAD = a_person(1, roles="head", last_interaction_at=NOW)
COORDINATOR = a_person(2, roles="coordinator", last_interaction_at=NOW)
OFFICER = a_person(3, last_interaction_at=NOW)


def owed(assignee: int | None = 3, **more: Any) -> Owed:
    usual: dict[str, Any] = {
        "unit_id": 1,
        "kind": "step",
        "to_unit_id": None,
        "assignee_id": assignee,
        "co_holders": "",
        "first_due": WEDNESDAY + 9 * 3600,
        "pieces": 2,
        "code": "H01-1",
        "last_due": WEDNESDAY + 9 * 3600,
    }
    return Owed(**(usual | more))


def holes(
    *rows: Owed,
    people: tuple[Person, ...] = (HEAD, COORDINATOR, OFFICER),
    standins: StandIns | None = None,
    closed: dict[tuple[int, str], str] | None = None,
    **roads: bool,
) -> list[Hole]:
    directory = Directory([a_unit(1)], people, standins=standins)
    snapshot = Snapshot(directory, {1: POLICY}, list(official_days()), ("1", 1, 1), **roads)
    return find_holes(snapshot, Facts(rows, closed or {}), NOW)


def kinds(found: list[Hole]) -> list[tuple[HoleKind, int | None]]:
    return [(hole.kind, hole.person_id) for hole in found]


def test_nothing_owed_nothing_missing() -> None:
    assert holes(people=()) == []
    assert holes(owed()) == []


@pytest.mark.parametrize(
    ("person", "closed", "roads", "kind"),
    [
        pytest.param({"zalo_sealed": None}, {}, {}, HoleKind.NO_PHONE, id="not linked, no number"),
        pytest.param({"zalo_sealed": None, "phone_sealed": b"p"}, {}, {}, HoleKind.NOT_LINKED, id="not linked"),
        pytest.param({"zalo_sealed": None, "phone_sealed": b"p"}, {}, {"by_phone": True}, None, id="by telephone"),
        pytest.param({}, {(3, Road.CHAT): "unfollowed"}, {}, HoleKind.BLOCKED, id="unfollowed"),
        pytest.param({}, {(3, "all"): "harm"}, {"by_uid": True}, HoleKind.BLOCKED, id="the line is stopped"),
        pytest.param({}, {(3, Road.CHAT): "-213"}, {"by_uid": True}, None, id="refused in the chat, by template"),
        pytest.param({"last_interaction_at": NOW - 7 * DAY}, {}, {}, HoleKind.OUTSIDE_WINDOW, id="a week of silence"),
        pytest.param({"last_interaction_at": None}, {}, {}, HoleKind.OUTSIDE_WINDOW, id="never heard"),
        pytest.param({"last_interaction_at": NOW - 7 * DAY + 1}, {}, {}, None, id="a second less"),
        pytest.param({"last_interaction_at": NOW - 9 * DAY}, {}, {"by_uid": True}, None, id="templates go on"),
    ],
)  # fmt: skip
def test_why_no_road_leads_to_an_officer(
    person: dict[str, Any],
    closed: dict[tuple[int, str], str],
    roads: dict[str, bool],
    kind: HoleKind | None,
) -> None:
    usual: dict[str, Any] = {"last_interaction_at": NOW}
    officer = a_person(3, **(usual | person))
    found = holes(owed(), people=(HEAD, COORDINATOR, officer), closed=closed, **roads)

    assert kinds(found) == ([(kind, 3)] if kind else [])


@pytest.mark.parametrize(
    ("delegations", "day", "missing"),
    [
        pytest.param([], WEDNESDAY, True, id="due on Wednesday, away all week"),
        pytest.param([], SATURDAY, False, id="due on Saturday, back"),
        pytest.param([Delegation(1, 3, 2, MONDAY, SATURDAY)], WEDNESDAY, False, id="delegated"),
        pytest.param([Delegation(1, 3, 2, MONDAY, WEDNESDAY)], WEDNESDAY, True, id="until Tuesday only"),
        pytest.param([Delegation(1, 3, 2, MONDAY, SATURDAY, narrowed=True)], WEDNESDAY, True, id="for some procedures"),
    ],
)  # fmt: skip
def test_away_when_it_falls_due(delegations: list[Delegation], day: int, missing: bool) -> None:
    standins = StandIns(delegations, [Absence(3, MONDAY, SATURDAY, "leave")])
    found = holes(owed(first_due=day + 9 * 3600), standins=standins)

    assert kinds(found) == ([(HoleKind.ON_LEAVE, 3)] if missing else [])


def test_a_head_away_with_another_head_is_no_hole() -> None:
    standins = StandIns([], [Absence(1, MONDAY, SATURDAY, "leave")])
    deputy = a_person(4, roles="head", last_interaction_at=NOW)

    assert kinds(holes(owed(), standins=standins)) == [(HoleKind.ON_LEAVE, 1)]
    assert holes(owed(), people=(HEAD, deputy, COORDINATOR, OFFICER), standins=standins) == []


def test_offices_without_a_head_or_a_coordinator_and_work_of_nobody() -> None:
    found = holes(owed(None), people=(OFFICER,))

    assert kinds(found) == [
        (HoleKind.NO_HEAD, None),
        (HoleKind.NO_COORDINATOR, None),
        (HoleKind.ASSIGNEE_UNKNOWN, None),
    ]


def test_a_report_without_an_officer_is_the_coordinators_and_no_hole() -> None:
    assert holes(owed(None, kind="report")) == []


def test_one_line_a_person_with_all_that_is_due_the_first_of_it_named() -> None:
    officer = a_person(3, zalo_sealed=None)
    later = owed(first_due=WEDNESDAY + DAY, pieces=3, code="H01-2")
    (found,) = holes(later, owed(), people=(HEAD, COORDINATOR, officer))

    assert (found.count, found.first_due, found.code) == (5, WEDNESDAY + 9 * 3600, "H01-1")
