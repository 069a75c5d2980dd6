"""Flood guards and shares: which work is short, what its ladder says, and half of a step's time; weekdays written out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import WorkItem
from db.words import Audience
from schedules.policy import Policy, Short, default_policy_body, parse_policy
from schedules.quiet import send_time
from schedules.short import is_short, ladder_for
from tests.db.making import moment
from tests.schedules.ladders import CALENDAR, POLICY, spell, walk, watched

GUARD = POLICY.short
MONDAY = "17/03/2025 08:00"


def detail(**facts: Any) -> str:
    return msgspec.json.encode(facts).decode()


@pytest.mark.parametrize(
    ("kind", "due", "facts", "short"),
    [
        pytest.param("step", "17/03/2025 09:59", {}, True, id="119 minutes"),
        pytest.param("step", "17/03/2025 10:00", {}, False, id="two hours"),
        pytest.param("step", "17/03/2025 14:00", {"whole": 479}, True, id="procedure under a day"),
        pytest.param("step", "17/03/2025 14:00", {"whole": 480}, False, id="procedure of a day"),
        pytest.param(
            "step", "17/03/2025 14:00", {"whole": 480, "same_day": True}, True, id="same day"
        ),
        pytest.param("step", "17/03/2025 09:00", {"whole": 4800}, True, id="short step of a long one"),
        pytest.param("dossier", "17/03/2025 17:00", {}, True, id="dossier of a day, length unknown"),
        pytest.param("dossier", "18/03/2025 08:00", {}, False, id="dossier until tomorrow"),
        pytest.param("dossier", "17/03/2025 09:00", {"whole": 960}, False, id="long dossier, late slip"),
        pytest.param("dossier", "19/03/2025 08:00", {"whole": 120}, True, id="short dossier, paused"),
        pytest.param("report", "17/03/2025 09:00", {}, False, id="a report is never short"),
        pytest.param("task", "17/03/2025 09:00", {}, False, id="nor is a task"),
    ],
)  # fmt: skip
def test_what_is_short(kind: str, due: str, facts: dict[str, Any], short: bool) -> None:
    item = watched(kind, MONDAY, due, detail=detail(**facts) if facts else "")
    assert is_short(item, GUARD, CALENDAR) is short
    assert not is_short(item, Short(), CALENDAR)  # a policy without figures guards nothing
    assert (ladder_for(item, POLICY, CALENDAR) is POLICY.ladders[kind]) is not short


def _sent(item: WorkItem, policy: Policy = POLICY) -> list[str]:
    """Each notice with the instant at which it goes: `17/3 10:00 assignee handover`."""
    ladder = ladder_for(item, policy, CALENDAR)
    lines = []
    for decision in walk(item, moment("18/03/2025", "12:00")):
        rung = next(
            r for r in ladder if (r.audience, r.key) == (decision.rung.audience, decision.rung.key)
        )
        at, _ = send_time(
            decision.at,
            decision.at,
            in_digest=rung.in_digest,
            slots=rung.slots or policy.digest_slots,
            calendar=CALENDAR,
        )
        told = spell([msgspec.structs.replace(decision, at=at)])[0]
        lines.append(f"{told}{' (bản tin)' if rung.in_digest else ''}")
    return lines


def test_a_step_of_ninety_minutes_speaks_in_digests_only() -> None:
    """Handed over on Monday 08:10, due 09:40: the next digests of short work are at 10:00, those of the head at 16:00."""
    assert _sent(watched("step", "17/03/2025 08:10", "17/03/2025 09:40")) == [
        "T2 17/03 10:00 assignee handover (bản tin)",
        "T2 17/03 16:00 head handover (bản tin)",
        "T2 17/03 10:00 assignee overdue (bản tin)",
        "T2 17/03 10:00 head overdue (bản tin)",
        "T3 18/03 07:30 coordinator overdue:1 (bản tin)",
        "T3 18/03 07:30 assignee still_overdue:1 (bản tin)",
        "T3 18/03 07:30 head still_overdue:1 (bản tin)",
    ]


def test_a_step_of_half_a_day_speaks_at_once() -> None:
    assert _sent(watched("step", "17/03/2025 08:10", "17/03/2025 14:10"))[:4] == [
        "T2 17/03 08:10 assignee handover",
        "T2 17/03 16:00 head handover (bản tin)",
        "T2 17/03 10:10 assignee due_soon",
        "T2 17/03 11:10 head silent@due_soon",
    ]


@pytest.mark.parametrize(
    ("start", "due", "half"),
    [
        pytest.param("17/03/2025 09:00", "19/03/2025 09:00", "T3 18/03 09:00", id="8 of 16 hours"),
        pytest.param("17/03/2025 10:00", "18/03/2025 14:00", "T2 17/03 17:00", id="over lunch"),
        pytest.param(
            "20/03/2025 16:00", "24/03/2025 16:00", "T6 21/03 16:00", id="a week-end after"
        ),
        pytest.param(
            "21/03/2025 14:00", "26/03/2025 14:00", "T3 25/03 08:00", id="over a week-end"
        ),
        pytest.param("24/01/2025 14:00", "04/02/2025 14:00", "T2 03/02 14:00", id="over Tết"),
        pytest.param("17/03/2025 09:00", "18/03/2025 09:00", None, id="a day and no longer: never"),
    ],
)
def test_half_of_the_working_time(start: str, due: str, half: str | None) -> None:
    item = watched("step", start, due)
    told = [line for line in spell(walk(item, item.due_at - 1)) if line.endswith("halfway")]
    assert told == ([f"{half} assignee halfway"] if half else [])


@pytest.mark.parametrize(
    ("due", "before"),
    [
        pytest.param("17/03/2025 16:00", "T2 17/03 14:00", id="the same afternoon"),
        pytest.param("17/03/2025 14:30", "T2 17/03 10:30", id="over lunch"),
        pytest.param("17/03/2025 08:00", "T6 14/03 16:00", id="over a week-end"),
        pytest.param("03/02/2025 08:30", "T6 24/01 16:30", id="over Tết"),
        pytest.param("15/03/2025 09:00", "T6 14/03 15:00", id="due on a Saturday"),
    ],
)
def test_two_working_hours_before_due(due: str, before: str) -> None:
    item = watched("step", "02/01/2025 08:00", due)
    told = [line for line in spell(walk(item, item.due_at)) if line.endswith(" assignee due_soon")]
    assert told == [f"{before} assignee due_soon"]


@given(st.sampled_from(sorted(POLICY.ladders)), st.integers(1, 3000))
def test_short_work_has_the_same_rungs_at_the_same_instants(kind: str, minutes: int) -> None:
    """Only the way of telling differs: nobody is left out, so that every step can be proven told."""
    start = moment("17/03/2025", "08:00")
    item = watched(kind, MONDAY, MONDAY, detail=detail(whole=60))
    item = msgspec.structs.replace(item, due_at=CALENDAR.add_minutes(start, minutes))
    plain, told = POLICY.ladders[kind], ladder_for(item, POLICY, CALENDAR)
    assert [(r.audience, r.key, r.when) for r in told] == [
        (r.audience, r.key, r.when) for r in plain
    ]
    for rung, same in zip(told, plain, strict=True):
        assert rung.in_digest or not same.in_digest
    if kind in ("step", "dossier"):
        singles = {r.name for r in told if not r.in_digest and r.audience == Audience.HEAD}
        assert singles == set()


@pytest.mark.parametrize(
    ("short", "field"),
    [
        pytest.param({"whole_under": "1 ngày làm việc"}, "step_under", id="a key is missing"),
        pytest.param({"step_under": "ngắn", "whole_under": "1 ngày làm việc"}, None, id="no span"),
        pytest.param(
            {"step_under": "2 giờ làm việc", "whole_under": "1 ngày làm việc", "slots": ["7h"]},
            "digest.short.slots",
            id="no hour",
        ),
    ],
)
def test_faults_of_the_guards_are_named(short: dict[str, Any], field: str | None) -> None:
    from schedules.errors import RejectedInput

    raw = msgspec.json.decode(default_policy_body())
    raw["digest"]["short"] = short
    with pytest.raises(RejectedInput) as caught:
        parse_policy(msgspec.json.encode(raw).decode())
    assert field is None or caught.value.field == field


def test_a_policy_of_before_the_guards_is_read_as_it_was() -> None:
    raw = msgspec.json.decode(default_policy_body())
    del raw["digest"]["short"]
    old = parse_policy(msgspec.json.encode(raw).decode())
    item = watched("step", MONDAY, "17/03/2025 08:30", detail=detail(whole=30, same_day=True))
    assert old.short == Short()
    told = [r.in_digest for r in ladder_for(item, old, CALENDAR) if r.when.how == "due"]
    assert told == [False, False]
