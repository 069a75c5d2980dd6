"""Policies: the default one is sound, every fault in a policy is told with its place, its value and the mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from db.words import HEADS_OWN, Audience, Kind
from messages_vi.table import template_for
from schedules.errors import BadPolicy, BadSpan, RejectedInput
from schedules.planner import _MOMENTS
from schedules.policy import _TIMES, Policy, default_policy_body, parse_policy
from schedules.spans import Span, SpanUnit

DEFAULT = parse_policy(default_policy_body(), policy_id=7)
Change = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> Policy:
    """The default policy with one thing changed."""
    raw = msgspec.json.decode(default_policy_body())
    change(raw)
    return parse_policy(msgspec.json.encode(raw).decode())


def with_rung(**rung: Any) -> Policy:
    """A policy whose step ladder is this one rung, after a question called `due_soon`."""
    good = {"rung": "due_soon", "to": "assignee", "when": {"before_due": "2 giờ làm việc"}}
    return changed(
        lambda raw: raw["ladders"].update(step=[good, {"to": "head", "rung": "r"} | rung])
    )


def test_the_default_policy_reads_as_it_is_written() -> None:
    assert (DEFAULT.id, DEFAULT.name) == (7, "mac-dinh")
    assert DEFAULT.promise == Span(240, SpanUnit.WORKING_MINUTES)
    assert DEFAULT.blocked == Span(1, SpanUnit.WORKING_DAYS)
    assert DEFAULT.undo_s == 15 * 60
    assert DEFAULT.digest_slots == (7 * 60 + 30, 16 * 60)
    assert (DEFAULT.digest_above, DEFAULT.singles_per_hour) == (5, 5)


def test_every_ladder_tells_somebody_that_it_is_overdue() -> None:
    told = {
        # What the head owes himself has no other holder.
        kind: {r.audience for r in rungs if r.when.how == "due"}
        | ({Audience.ASSIGNEE} if kind in HEADS_OWN else set())
        for kind, rungs in DEFAULT.ladders.items()
    }

    assert all(audiences == {Audience.ASSIGNEE, Audience.HEAD} for audiences in told.values())


def test_every_rung_of_the_default_policy_has_a_text() -> None:
    texts = [
        template_for(r.audience, Kind(kind), r.key)
        for kind, rungs in DEFAULT.ladders.items()
        for r in rungs
    ]

    assert all(texts)


def test_keys_tell_the_rungs_of_an_audience_apart() -> None:
    for rungs in DEFAULT.ladders.values():
        keys = [(r.audience, r.key) for r in rungs]
        assert len(set(keys)) == len(keys)


def test_every_silence_waits_for_a_rung_that_asks() -> None:
    for rungs in DEFAULT.ladders.values():
        asking = {r.name for r in rungs if r.asks}
        assert {r.when.after for r in rungs if r.when.how == "silence"} <= asking


def test_slots_are_put_in_order() -> None:
    found = changed(lambda raw: raw["digest"].update(slots=["16:00", "07:30", "13:30"]))

    assert found.digest_slots == (450, 810, 960)


@pytest.mark.parametrize(
    ("change", "place", "value"),
    [
        pytest.param(lambda r: r.pop("promise"), "promise", None, id="a key is missing"),
        pytest.param(lambda r: r["digest"].pop("above"), "above", None, id="a digest key"),
        pytest.param(
            lambda r: r["digest"].update(slots=["25:00"]), "digest.slots", "25:00", id="no hour"
        ),
        pytest.param(
            lambda r: r["digest"].update(slots=["sáng"]), "digest.slots", "sáng", id="no number"
        ),
        pytest.param(
            lambda r: r["ladders"].update(bao_cao=[]), "ladders", "bao_cao", id="unknown kind"
        ),
    ],
)  # fmt: skip
def test_faults_of_the_whole_are_named(change: Change, place: str, value: object) -> None:
    with pytest.raises(BadPolicy) as caught:
        changed(change)

    assert (caught.value.field, caught.value.value) == (place, value)


@pytest.mark.parametrize(
    ("rung", "place", "value"),
    [
        pytest.param({"rung": ""}, "rung", "", id="no name"),
        pytest.param({"to": "sếp"}, "to", "sếp", id="unknown audience"),
        pytest.param({"deliver": "mai"}, "deliver", "mai", id="unknown delivery"),
        pytest.param({"when": {}}, "when", {}, id="no instant"),
        pytest.param({"when": {"someday": True}}, "when", {"someday": True}, id="unknown word"),
        pytest.param({"when": {"share": 100}}, "when.share", 100, id="a share of everything"),
        pytest.param({"when": {"share": "50"}}, "when.share", "50", id="a share in words"),
        pytest.param(
            {"when": {"before_due": "2 ngày làm việc"}}, "when.before_due", "2 ngày làm việc",
            id="days without an hour",
        ),
        pytest.param(
            {"when": {"before_due": "2 giờ làm việc", "at": "08:00"}}, "when.before_due",
            "2 giờ làm việc", id="hours with an hour",
        ),
        pytest.param(
            {"when": {"after_due": "1 ngày làm việc", "at": "8 giờ"}}, "when.at", "8 giờ",
            id="an hour that cannot be read",
        ),
        pytest.param(
            {"when": {"daily_after_due": "07:30", "times": "mười"}}, "when.times", "mười",
            id="times in words",
        ),
        pytest.param(
            {"when": {"daily_after_due": "7h30"}}, "when.daily_after_due", "7h30", id="daily, no hour"
        ),
        pytest.param(
            {"when": {"silence": "1 giờ làm việc"}}, "when.after", None, id="silence about nothing"
        ),
        pytest.param(
            {"when": {"silence": "1 giờ làm việc", "after": "hỏi"}}, "when.after", "hỏi",
            id="silence about an unknown rung",
        ),
        pytest.param(
            {"rung": "due_soon", "to": "assignee", "when": {"before_due": "1 giờ làm việc"}},
            "rung", "due_soon", id="the same rung twice",
        ),
    ],
)  # fmt: skip
def test_faults_of_a_rung_are_named_with_their_place(
    rung: dict[str, Any], place: str, value: object
) -> None:
    good = {"when": {"due": True}}
    with pytest.raises(BadPolicy) as caught:
        with_rung(**(good | rung))

    assert caught.value.field == f"ladders.step[1].{place}"
    assert caught.value.value == value
    assert caught.value.mend


QUESTION = {"rung": "due", "to": "assignee", "when": {"due": True}, "asks": True}
SILENCE = {"rung": "silent", "to": "head", "when": {"silence": "1 giờ làm việc", "after": "due"}}


def test_a_silence_stands_below_its_question() -> None:
    found = changed(lambda raw: raw["ladders"].update(step=[QUESTION, SILENCE]))

    assert [r.key for r in found.ladders["step"]] == ["due", "silent@due"]


@pytest.mark.parametrize(
    "rungs",
    [
        pytest.param([SILENCE, QUESTION], id="above it: the planner does not know it yet"),
        pytest.param([QUESTION | {"asks": False}, SILENCE], id="about a rung that asks nothing"),
    ],
)
def test_a_silence_that_could_not_speak_is_refused(rungs: list[dict[str, Any]]) -> None:
    with pytest.raises(BadPolicy, match="above it"):
        changed(lambda raw: raw["ladders"].update(step=rungs))


def test_a_span_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadSpan, match="3 tuần"):
        with_rung(when={"silence": "3 tuần", "after": "due_soon"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "một"),
        ("version", True),
        ("undo_minutes", -1),
        ("undo_minutes", "mười"),
        ("promise", 4),
        ("digest", []),
        ("ladders", []),
        ("digest", {"above": 5, "slots": [], "singles_per_hour": 5}),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error_of_ours(name: str, value: object) -> None:
    with pytest.raises(RejectedInput):
        changed(lambda raw: raw.update({name: value}))


@pytest.mark.parametrize("text", ["", "{", "[]", '"mac-dinh"', "null"])
def test_what_is_no_policy_at_all_is_told(text: str) -> None:
    with pytest.raises(BadPolicy):
        parse_policy(text)


def test_the_planner_knows_every_word_that_a_policy_may_use() -> None:
    assert {*_MOMENTS, "silence"} == set(_TIMES)
