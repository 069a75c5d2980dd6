"""Laws of planning, whatever the item: nothing twice, nothing left out, and a long sleep changes no decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.records import WorkItem
from db.words import Fate, ItemState, Reason
from schedules.calendar import WorkCalendar
from schedules.planner import Decision, first_instant, plan
from tests.db.making import an_item, moment
from tests.schedules.ladders import CALENDAR, POLICY, ladder, walk, watched

STEP = watched("step", "17/03/2025 09:00", "19/03/2025 09:00")
DAY = 86_400
FIRST = moment("03/03/2025")
instants = st.integers(0, 40 * DAY // 900).map(lambda n: FIRST + n * 900)


@st.composite
def items(draw: st.DrawFn) -> WorkItem:
    """Items of all kinds and standings around March 2025, due dates on days off included."""
    start = draw(instants)
    due = start + draw(st.integers(1, 25 * 24)) * 3600
    claimed = draw(st.booleans()) and draw(st.booleans())
    return an_item(
        kind=draw(st.sampled_from(sorted(POLICY.ladders))),
        starts_at=start,
        due_at=due,
        state=ItemState.CLAIMED if claimed else ItemState.OPEN,
        claimed_at=draw(instants) if claimed else None,
        answered_at=draw(st.none() | instants),
        promise_until=draw(st.none() | instants),
        planned_until=draw(st.sampled_from([start - 1, start + 3 * DAY])),
    )


def identities(decisions: list[Decision]) -> list[tuple[str, str]]:
    return sorted((d.rung.audience, d.key) for d in decisions)


@settings(max_examples=150, deadline=None)
@given(items(), st.integers(0, 60 * DAY))
def test_one_look_after_a_long_stop_decides_what_many_looks_decide(
    item: WorkItem, later: int
) -> None:
    now = item.starts_at + later
    found = plan(item, ladder(item), CALENDAR, now)
    speaking = [d.rung.audience for d in found.decisions if d.fate == Fate.WAITING]

    assert identities(list(found.decisions)) == identities(walk(item, now))
    assert len(speaking) == len(set(speaking))
    assert found.next_at is None or found.next_at > max(now, item.planned_until)


@settings(max_examples=100, deadline=None)
@given(items(), st.lists(st.integers(0, 60 * DAY), min_size=1, max_size=5))
def test_no_rung_is_decided_twice_and_none_is_left_out(item: WorkItem, looks: list[int]) -> None:
    told: list[Decision] = []
    whole = plan(item, ladder(item), CALENDAR, item.starts_at + max(looks))
    for look in sorted(looks):
        now = item.starts_at + look
        told += plan(item, ladder(item), CALENDAR, now).decisions
        item = msgspec.structs.replace(item, planned_until=max(now, item.planned_until))

    assert identities(told) == identities(list(whole.decisions))
    assert len(set(identities(told))) == len(told)


@settings(max_examples=100, deadline=None)
@given(items(), st.integers(0, 60 * DAY))
@example(STEP, 9 * DAY)
def test_a_plan_follows_from_its_inputs_alone(item: WorkItem, later: int) -> None:
    now = item.starts_at + later
    other = WorkCalendar(CALENDAR.hours, CALENDAR.special_days(*_years()), CALENDAR.version)

    assert plan(item, ladder(item), CALENDAR, now) == plan(item, ladder(item), other, now)


def _years() -> tuple[Any, Any]:
    return date(CALENDAR.first_year, 1, 1), date(CALENDAR.last_year, 12, 31)


@settings(max_examples=100, deadline=None)
@given(items(), st.integers(0, 60 * DAY))
def test_what_is_silenced_says_why(item: WorkItem, later: int) -> None:
    found = plan(item, ladder(item), CALENDAR, item.starts_at + later)

    for d in found.decisions:
        assert item.planned_until < d.at <= item.starts_at + later
        match d.fate:
            case Fate.WAITING:
                assert d.reason == Reason.DUE
            case Fate.MERGED:
                assert d.reason == Reason.CATCH_UP
            case _:
                assert (d.fate, d.reason in (Reason.ANSWERED, Reason.PROMISED)) == (
                    "suppressed",
                    True,
                )


@settings(max_examples=100, deadline=None)
@given(items())
def test_the_first_instant_is_the_first_of_the_plan(item: WorkItem) -> None:
    first = first_instant(item, ladder(item), CALENDAR)
    if first is None:
        assert walk(item, item.starts_at + 400 * DAY) == []
        return

    assert plan(item, ladder(item), CALENDAR, first - 1).decisions == ()
    assert plan(item, ladder(item), CALENDAR, first).decisions
