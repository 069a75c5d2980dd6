"""One period of a report: whatever order units and coordinators tap in, everybody who owes it stands in exactly one place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.words import Answer, BlockReason, ItemState, Sent
from schedules.roll import Owing, Roll, named_by, rolls

NOW, DUE = 1_000, 2_000
# What a tap makes of a state, as the handlers do it: what it does not apply to stays.
TAPS = {
    "done": {ItemState.OPEN: ItemState.CLAIMED},
    "undo": {ItemState.CLAIMED: ItemState.OPEN},
    "confirm": {ItemState.OPEN: ItemState.DONE, ItemState.CLAIMED: ItemState.DONE},
    "reject": {ItemState.CLAIMED: ItemState.OPEN},
    "cancel": {ItemState.OPEN: ItemState.CANCELLED, ItemState.CLAIMED: ItemState.CANCELLED},
}


def _part(number: int, state: str = ItemState.OPEN, **more: object) -> Owing:
    fields = {
        "item_id": number, "unit_id": number, "to_unit_id": 99, "code": "R17-2025-Q1", "title": "", "state": state,
        "due_at": DUE, "due_precision": "date", "version": 1, "claimed_at": None, "detail": "", "answer": None, "argument": None,
    }  # fmt: skip
    return Owing(**(fields | more))  # type: ignore[arg-type]


@given(
    taps=st.lists(st.tuples(st.integers(1, 8), st.sampled_from(sorted(TAPS))), max_size=60),
    now=st.integers(0, 2 * DUE),
)
def test_sent_and_confirmed_and_missing_are_all_that_owe_it_whatever_the_order(
    taps: list[tuple[int, str]], now: int
) -> None:
    states = dict.fromkeys(range(1, 9), ItemState.OPEN)
    for unit, tap in taps:
        states[unit] = TAPS[tap].get(states[unit], states[unit])
    roll = Roll([_part(unit, state) for unit, state in states.items()], now)

    assert len(roll.sent) + len(roll.confirmed) + len(roll.missing) == len(roll.owing)
    assert len(roll.owing) + roll.cancelled() == len(states)
    assert roll.late() <= len(roll.missing)
    assert roll.complete == (not roll.missing and bool(roll.owing))


def test_where_a_unit_stands() -> None:
    stuck = {"answer": Answer.BLOCKED, "argument": BlockReason.SIGNATURE}
    table = {
        Sent.MISSING: (_part(1), NOW),
        Sent.LATE: (_part(1), DUE),
        Sent.BLOCKED: (_part(1, **stuck), NOW),
        Sent.SENT: (_part(1, ItemState.CLAIMED, **stuck), NOW),
        Sent.CONFIRMED: (_part(1, ItemState.DONE), NOW),
        Sent.CANCELLED: (_part(1, ItemState.CANCELLED), NOW),
    }
    assert {standing: part.standing(now) for standing, (part, now) in table.items()} == {
        standing: standing for standing in table
    }
    assert _part(1, **stuck).obstacle == BlockReason.SIGNATURE


def test_one_period_and_one_receiver_make_an_occurrence() -> None:
    parts = [
        _part(1),
        _part(2, to_unit_id=98),
        _part(3, code="R22-2025-02", due_at=DUE - 1),
        _part(4),
    ]
    found = rolls(parts, NOW)

    assert [[p.item_id for p in roll.parts] for roll in found] == [[3], [2], [1, 4]]
    assert [named_by(roll, "17") for roll in found] == [False, True, True]
