"""Who is told in whose place, over a small province: nobody twice, and somebody always, whoever is away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.directory import Directory
from db.told import signers, signs_for, told
from db.words import Audience, Kind
from schedules.civil import at
from schedules.standins import Absence, Delegation, StandIns
from tests.db.making import a_person, a_unit, an_item

MON, SAT = at(date(2025, 11, 24), 0), at(date(2025, 11, 29), 0)
WED = at(date(2025, 11, 26), "09:00")
PROVINCE = a_unit(1, code="T", level="tinh")
COMMUNE = a_unit(2, code="X", parent_code="T")
UNITS = [PROVINCE, COMMUNE]
HOLDER = a_person(1, unit_id=2)
COLLEAGUE = a_person(2, unit_id=2)
HEAD = a_person(3, unit_id=2, roles="head")
DEPUTY = a_person(4, unit_id=2, roles="head", zalo_sealed=None)
COORDINATOR = a_person(5, unit_id=2, roles="coordinator")
ABOVE = a_person(6, unit_id=1, roles="head;coordinator;leader")
PEOPLE = [HOLDER, COLLEAGUE, HEAD, DEPUTY, COORDINATOR, ABOVE]
STEP = an_item(kind="step", unit_id=2, assignee_id=1)
LETTER = an_item(kind="apology", unit_id=2, assignee_id=None)


def directory(delegations: list[Delegation] | None = None, away: tuple[int, ...] = ()) -> Directory:
    absences = [Absence(person, MON, SAT, "leave") for person in away]
    return Directory(UNITS, PEOPLE, standins=StandIns(delegations or [], absences))


def by(number: int, giver: int, to: int, *, sign: bool = False) -> Delegation:
    return Delegation(number, giver, to, MON, SAT, may_sign=sign, said_at=number, number="12/UQ")


@pytest.mark.parametrize(
    ("audience", "delegations", "away", "who", "behalf"),
    [
        pytest.param("assignee", [], (), 1, None, id="everybody there"),
        pytest.param("assignee", [by(1, 1, 2)], (), 2, 1, id="delegated"),
        pytest.param("assignee", [], (1,), 5, 1, id="holder away: the coordinator"),
        pytest.param("assignee", [], (1, 5), 3, 1, id="the coordinator too: a head"),
        pytest.param("assignee", [by(1, 5, 2)], (1, 5), 2, 1, id="the coordinator's delegate"),
        pytest.param("assignee", [], (1, 3, 4, 5), 6, 1, id="nobody in the unit: above"),
        pytest.param("assignee", [], (1, 2, 3, 4, 5, 6), 1, None, id="nobody at all: told anyway"),
        pytest.param("head", [], (3,), 4, 3, id="head away: another head"),
        pytest.param("head", [by(1, 3, 2)], (3,), 2, 3, id="head away: the delegate first"),
        pytest.param("coordinator", [], (5,), 3, 5, id="coordinator away: a head"),
        pytest.param("leader", [by(1, 6, 2)], (), 2, 6, id="a leader's delegate"),
    ],
)
def test_who_is_told_of_a_step_on_wednesday(
    audience: str,
    delegations: list[Delegation],
    away: tuple[int, ...],
    who: int,
    behalf: int | None,
) -> None:
    (found,) = told(directory(delegations, away), audience, STEP, WED)

    assert (found.person.id, found.behalf.id if found.behalf else None) == (who, behalf)


@pytest.mark.parametrize(
    ("delegations", "away", "who"),
    [
        pytest.param([by(1, 3, 2)], (), 3, id="no right to sign: the head himself"),
        pytest.param([by(1, 3, 2, sign=True)], (), 2, id="with the right: the delegate"),
        pytest.param([by(1, 3, 2)], (3,), 4, id="away: another head who may sign"),
        pytest.param([by(1, 3, 2)], (3, 4), 2, id="no head there: the delegate after all"),
        pytest.param([], (3, 4), 5, id="no head, no delegate: who is in place"),
    ],
)
def test_who_is_asked_about_a_promised_date(
    delegations: list[Delegation], away: tuple[int, ...], who: int
) -> None:
    (found,) = told(directory(delegations, away), Audience.HEAD, LETTER, WED)

    assert found.person.id == who


def test_who_may_sign() -> None:
    deputy_of_week = directory([by(1, 3, 2, sign=True)])

    assert signs_for(deputy_of_week, COLLEAGUE, LETTER, WED) == HEAD
    assert signs_for(deputy_of_week, COLLEAGUE, LETTER, SAT) is None
    assert signs_for(directory([by(1, 3, 2)]), COLLEAGUE, LETTER, WED) is None
    assert (
        signs_for(directory([by(1, 1, 2, sign=True)]), COLLEAGUE, LETTER, WED) is None
    )  # no head's
    assert [one.person.id for one in signers(directory((), (3,)), LETTER, WED)] == [4]


def test_a_holder_who_stands_in_for_another_holder_is_told_once_as_a_holder() -> None:
    both = an_item(kind="step", unit_id=2, assignee_id=1, co_holders="2")
    (found,) = told(directory([by(1, 1, 2)]), Audience.ASSIGNEE, both, WED)

    assert (found.person.id, found.behalf) == (2, None)


def _delegations(pairs: list[tuple[int, int, bool]]) -> list[Delegation]:
    return [by(n, a, b, sign=s) for n, (a, b, s) in enumerate(pairs, 1) if a != b]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.booleans()), max_size=8),
    st.sets(st.integers(1, 6)),
    st.sampled_from(list(Audience)),
    st.sampled_from([Kind.STEP, Kind.APOLOGY, Kind.REPORT]),
    st.sampled_from([None, 1, 2]),
)
def test_somebody_is_told_whenever_somebody_is_meant_and_nobody_twice(
    pairs: list[tuple[int, int, bool]],
    away: set[int],
    audience: Audience,
    kind: Kind,
    holder: int | None,
) -> None:
    item = an_item(kind=kind, unit_id=2, to_unit_id=1, assignee_id=holder)
    asked = directory(_delegations(pairs), tuple(away))
    meant = asked.recipients(audience, item)
    found = told(asked, audience, item, WED)
    ids = [one.person.id for one in found]

    assert bool(found) == bool(meant)
    assert len(set(ids)) == len(ids)
    assert all(one.behalf is None or one.behalf in meant for one in found)
    if len(away) < len(PEOPLE):
        present = set(range(1, 7)) - away
        assert all(i in present or i in {p.id for p in meant} for i in ids)
