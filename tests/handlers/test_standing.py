"""Who may answer what about an item, and who has the last word."""

from __future__ import annotations

import pytest

from db.directory import Directory
from db.records import Person, WorkItem
from db.words import DECISIONS, Answer, ItemState
from handlers.standing import Refusal, confirms_for_good, refusal
from tests.db.making import a_person, a_unit, an_item

UNITS = [
    a_unit(1, code="T", level="tinh"),
    a_unit(2, code="S", level="so", parent_code="T"),
    a_unit(3, code="X", parent_code="T"),
    a_unit(4, code="Y", parent_code="T"),
]
HOLDER = a_person(1, unit_id=3)
COLLEAGUE = a_person(2, unit_id=3)
HEAD = a_person(3, unit_id=3, roles="head")
COORDINATOR = a_person(4, unit_id=3, roles="coordinator")
LEADER = a_person(5, unit_id=1, roles="leader")
RECEIVER = a_person(6, unit_id=2, roles="coordinator")
RECEIVING_OFFICER = a_person(7, unit_id=2)
OTHER_HEAD = a_person(8, unit_id=4, roles="head")
PEOPLE = [HOLDER, COLLEAGUE, HEAD, COORDINATOR, LEADER, RECEIVER, RECEIVING_OFFICER, OTHER_HEAD]
DIRECTORY = Directory(UNITS, PEOPLE)
REPORT = an_item(kind="report", unit_id=3, to_unit_id=2, assignee_id=1)

DOING = {Answer.DONE, Answer.WORKING, Answer.BLOCKED, Answer.UNDO}
OVERSEEING = {Answer.NUDGE, Answer.CONFIRM, Answer.REJECT, Answer.SEEN, Answer.TRANSFER}
RECEIVING = {Answer.NUDGE, Answer.CONFIRM, Answer.REJECT, Answer.SEEN}


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        pytest.param(HOLDER, DOING | {Answer.SEEN, Answer.TRANSFER, Answer.DETAILS}, id="holder"),
        pytest.param(COLLEAGUE, set(), id="colleague"),
        pytest.param(HEAD, OVERSEEING, id="head"),
        pytest.param(COORDINATOR, OVERSEEING, id="coordinator"),
        pytest.param(LEADER, OVERSEEING, id="leader of the unit above"),
        pytest.param(RECEIVER, RECEIVING, id="coordinator of the receiving side"),
        pytest.param(RECEIVING_OFFICER, set(), id="officer of the receiving side"),
        pytest.param(OTHER_HEAD, set(), id="head of another unit"),
    ],
)
def test_who_may_answer_what(person: Person, allowed: set[Answer]) -> None:
    others = set(Answer) - DECISIONS  # those about a promised date have their own rule
    found = {a for a in others if refusal(DIRECTORY, person, REPORT, a, 1) is None}

    assert found == allowed


def test_without_a_holder_the_coordinator_answers_for_the_work() -> None:
    nobody = an_item(kind="report", unit_id=3, to_unit_id=2, assignee_id=None)

    assert refusal(DIRECTORY, COORDINATOR, nobody, Answer.DONE, 1) is None
    assert refusal(DIRECTORY, HOLDER, nobody, Answer.DONE, 1) == Refusal.NOT_YOURS


@pytest.mark.parametrize(
    ("state", "version", "said"),
    [
        (ItemState.OPEN, 1, None),
        (ItemState.OPEN, 0, None),  # a digest's button names no version
        (ItemState.OPEN, 2, Refusal.STALE),
        (ItemState.CLAIMED, 1, None),
        (ItemState.DONE, 1, Refusal.ALREADY),
        (ItemState.DONE, 2, Refusal.ALREADY),
        (ItemState.CANCELLED, 1, Refusal.CLOSED),
        (ItemState.SUSPENDED, 1, Refusal.SUSPENDED),
    ],
)
def test_an_old_or_closed_item_takes_no_answer(
    state: str, version: int, said: Refusal | None
) -> None:
    item = an_item(kind="report", unit_id=3, to_unit_id=2, state=state)

    assert refusal(DIRECTORY, HOLDER, item, Answer.DONE, version) == said


def test_a_stranger_learns_nothing_about_the_state() -> None:
    closed = an_item(unit_id=3, state="done")

    assert refusal(DIRECTORY, OTHER_HEAD, closed, Answer.DONE, 1) == Refusal.NOT_YOURS


@pytest.mark.parametrize(
    ("person", "item", "closes"),
    [
        pytest.param(RECEIVER, REPORT, True, id="report: the receiving side"),
        pytest.param(HEAD, REPORT, False, id="report: not the reporter's own head"),
        pytest.param(RECEIVING_OFFICER, REPORT, False, id="report: not any officer there"),
        pytest.param(HEAD, an_item(kind="task", unit_id=3), True, id="task: the head"),
        pytest.param(LEADER, an_item(kind="task", unit_id=3), True, id="task: the leader above"),
        pytest.param(HOLDER, an_item(kind="task", unit_id=3), False, id="task: not the holder"),
        pytest.param(HEAD, an_item(kind="step", unit_id=3), False, id="step: the source decides"),
        pytest.param(HEAD, an_item(kind="dossier", unit_id=3), False, id="dossier: the source"),
        pytest.param(HEAD, an_item(kind="intake", unit_id=3), False, id="intake: the source"),
    ],
)
def test_who_has_the_last_word(person: Person, item: WorkItem, closes: bool) -> None:
    assert confirms_for_good(DIRECTORY, person, item) == closes
