"""Who stands in for whom: tables of a week (Monday 24 to Friday 28/11/2025), and what holds whatever is delegated."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.civil import at
from schedules.standins import Absence, Delegation, Matter, StandIns, Why, clashes

MON, TUE, WED, THU, FRI, SAT = (at(date(2025, 11, day), 0) for day in range(24, 30))
HOURS_8 = 8 * 3600
A, B, C, D = 1, 2, 3, 4
HERE = Matter(frozenset({"X1", "H", "T"}), "khai sinh")
SIGNING = HERE._replace(to_sign=True)


def by(number: int, giver: int, to: int, **more: object) -> Delegation:
    made: dict[str, object] = {"starts_at": MON, "ends_at": SAT, "said_at": number}
    return Delegation(number, giver, to, **(made | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "who"),
    [
        pytest.param(MON - 1, A, id="Sunday, a second before"),
        pytest.param(MON, B, id="Monday, the first second"),
        pytest.param(FRI + 86_399, B, id="Friday, the last second"),
        pytest.param(SAT, A, id="Saturday"),
    ],
)
def test_from_the_first_second_to_the_last(when: int, who: int) -> None:
    assert StandIns([by(1, A, B)]).of(A, HERE, when).person_id == who


@pytest.mark.parametrize(
    ("delegations", "away", "who", "why"),
    [
        pytest.param([], [], A, Why.SELF, id="nothing"),
        pytest.param([], [A], None, Why.AWAY, id="away without a delegate"),
        pytest.param([by(1, A, B)], [A], B, Why.DELEGATED, id="away with one"),
        pytest.param([by(1, A, B)], [], B, Why.DELEGATED, id="there, and delegated all the same"),
        pytest.param([by(1, A, B), by(2, B, C)], [], C, Why.DELEGATED, id="a chain"),
        pytest.param([by(1, A, B), by(2, B, C), by(3, C, D)], [C], D, Why.DELEGATED, id="of three"),
        pytest.param([by(1, A, B), by(2, B, A)], [], B, Why.DELEGATED, id="a circle of two"),
        pytest.param([by(1, A, B), by(2, B, A)], [A, B], None, Why.AWAY, id="both away"),
        pytest.param([by(1, A, B)], [B], A, Why.SELF, id="the delegate away, the other there"),
        pytest.param([by(1, A, B)], [A, B], None, Why.AWAY, id="both away, no circle"),
        pytest.param([by(1, A, B), by(2, A, C)], [], C, Why.DELEGATED, id="what was said last"),
        pytest.param(
            [by(1, A, B, dated="2025-11-20"), by(2, A, C)], [], B, Why.DELEGATED, id="a document"
        ),
        pytest.param(
            [by(1, A, B, dated="2025-11-20"), by(2, A, C, dated="2025-11-19")], [], B, Why.DELEGATED,
            id="the newest document",
        ),
        pytest.param([by(2, A, C), by(1, A, B)], [C], B, Why.DELEGATED, id="the newest is away"),
        pytest.param([by(1, A, B, units=frozenset({"X2"}))], [], A, Why.SELF, id="another unit"),
        pytest.param([by(1, A, B, units=frozenset({"H"}))], [], B, Why.DELEGATED, id="one above"),
        pytest.param(
            [by(1, A, B, procedures=frozenset({"khai sinh"}), narrowed=True)], [], B, Why.DELEGATED,
            id="the procedure",
        ),
        pytest.param(
            [by(1, A, B, procedures=frozenset({"dat dai"}), narrowed=True)], [], A, Why.SELF,
            id="another procedure",
        ),
        pytest.param([by(1, A, B, narrowed=True)], [], A, Why.SELF, id="a field nobody knows"),
    ],
)  # fmt: skip
def test_who_stands_in_on_wednesday(
    delegations: list[Delegation], away: list[int], who: int | None, why: Why
) -> None:
    absences = [Absence(person, TUE, THU, "leave") for person in away]
    found = StandIns(delegations, absences).of(A, HERE, WED + HOURS_8)

    assert (found.person_id, found.why) == (who, why)


@pytest.mark.parametrize(
    ("delegations", "who"),
    [
        pytest.param([by(1, A, B)], A, id="without the right to sign"),
        pytest.param([by(1, A, B, may_sign=True)], B, id="with it"),
        pytest.param([by(1, A, B, may_sign=True), by(2, B, C, may_sign=True)], B, id="not handed on"),
        pytest.param([by(2, A, C), by(1, A, B, may_sign=True)], B, id="the newer one has it not"),
    ],
)  # fmt: skip
def test_who_signs_on_wednesday(delegations: list[Delegation], who: int) -> None:
    """Nghị định 30/2020/NĐ-CP, article 13: who has it may not hand it on."""
    assert StandIns(delegations).of(A, SIGNING, WED).person_id == who


def test_half_a_day() -> None:
    afternoon = [Absence(A, MON + 12 * 3600, TUE, "leave")]
    standins = StandIns([], afternoon)

    assert standins.of(A, HERE, MON + HOURS_8).person_id == A
    assert standins.of(A, HERE, MON + 13 * 3600).person_id is None


def test_who_has_left_the_directory_stands_in_for_nobody() -> None:
    assert StandIns([by(1, A, B)], known={A}).of(A, HERE, WED).person_id == A


def test_by_whose_word_a_person_acts() -> None:
    chain = StandIns([by(1, A, B, may_sign=True), by(2, B, C, may_sign=True)])

    assert [one.from_id for one in chain.acted_for(C, HERE, WED)] == [B, A]
    assert [one.from_id for one in chain.acted_for(C, SIGNING, WED)] == [B]
    assert chain.acted_for(C, HERE, SAT) == []


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        pytest.param(by(2, A, C), True, id="the same week"),
        pytest.param(by(2, A, B), False, id="the same person"),
        pytest.param(by(2, B, C), False, id="from somebody else"),
        pytest.param(by(2, A, C, starts_at=SAT, ends_at=SAT + 1), False, id="afterwards"),
        pytest.param(by(2, A, C, starts_at=FRI, ends_at=SAT + 1), True, id="from Friday on"),
        pytest.param(by(2, A, C, procedures=frozenset({"dat dai"})), True, id="part of it"),
    ],
)
def test_what_clashes(other: Delegation, clash: bool) -> None:
    assert bool(clashes(by(1, A, B), [other])) is clash


def test_two_parts_do_not_clash() -> None:
    one, other = (by(n, A, n + 1, units=frozenset({f"X{n}"})) for n in (1, 2))
    assert clashes(one, [other]) == []


people = st.integers(1, 6)
some = st.lists(
    st.builds(
        lambda number, giver, to, start, length, sign: by(
            number, giver, to if to != giver else giver % 6 + 1,
            starts_at=MON + start * 3600, ends_at=MON + (start + length) * 3600, may_sign=sign,
        ),
        st.integers(1, 99), people, people, st.integers(0, 48), st.integers(1, 48), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip
aways = st.lists(
    st.builds(lambda who, start, length: Absence(who, MON + start * 3600, MON + (start + length) * 3600), people, st.integers(0, 48), st.integers(1, 48)),
    max_size=8,
)  # fmt: skip


@given(some, aways, people, st.integers(0, 96), st.booleans())
def test_no_circle_no_absent_delegate_and_nobody_who_is_there_is_lost(
    delegations: list[Delegation], absences: list[Absence], who: int, hour: int, sign: bool
) -> None:
    when = MON + hour * 3600
    standins = StandIns(delegations, absences)
    matter = HERE._replace(to_sign=sign)
    found = standins.of(who, matter, when)
    path = [who, *(one.to_id for one in found.by)]

    assert len(set(path)) == len(path)
    assert all(one.covers(matter, when) for one in found.by)
    assert all(one.from_id == before for one, before in zip(found.by, path, strict=False))
    if found.person_id is None:
        assert standins.away(who, when)
    else:
        assert path[-1] == found.person_id
        assert not standins.away(found.person_id, when)
    assert len(found.by) <= 1 or not sign
