"""Two providers: a table over time, and what holds at any time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.failover import Balance, Health, Shares, Side, Why, choose, points, rebalanced
from bot.sms.numbers import Operator

MIN = 60
START = 1742177700  # Monday 17/3/2025, 09:15 in Vietnam
WELL = Health(sent=100, slow=14, errors=50)  # just borne
SLOW = Health(sent=100, slow=15)
FAILING = Health(sent=100, errors=51)
IDLE = Health()

# Minute, first, second -> shift, why. One story from top to bottom; the balance is carried on.
STORY = [
    (0, WELL, WELL, 0, Why.AT_REST),
    (1, SLOW, WELL, -10, Why.SLOW),
    (2, SLOW, WELL, -10, Why.SLOW),  # not again within five minutes
    (5, SLOW, WELL, -10, Why.SLOW),
    (6, SLOW, WELL, -20, Why.SLOW),  # five minutes later
    (7, SLOW, SLOW, -20, Why.SLOW),  # both slow: nobody gains
    (12, SLOW, SLOW, -20, Why.SLOW),
    (13, FAILING, WELL, -30, Why.ERRORS),  # errors need not wait five minutes
    (14, FAILING, WELL, -40, Why.ERRORS),  # once a minute
    (15, FAILING, FAILING, -40, Why.ERRORS),  # both failing
    (16, WELL, WELL, -40, Why.ERRORS),  # well again, but touched two minutes ago
    (28, WELL, WELL, -40, Why.ERRORS),
    (29, WELL, WELL, -30, Why.DRIFTING_BACK),  # untouched for 15 minutes
    (30, WELL, WELL, -30, Why.DRIFTING_BACK),
    (33, WELL, WELL, -30, Why.DRIFTING_BACK),
    (34, IDLE, WELL, -20, Why.DRIFTING_BACK),  # every five minutes, also without traffic
    (39, WELL, WELL, -10, Why.DRIFTING_BACK),
    (44, WELL, WELL, 0, Why.AT_REST),
    (49, WELL, WELL, 0, Why.AT_REST),
    (50, WELL, SLOW, 10, Why.SLOW),  # now the second
    (51, WELL, FAILING, 20, Why.ERRORS),
    (52, FAILING, SLOW, 10, Why.ERRORS),  # errors weigh more than slowness
]


def test_the_story() -> None:
    balance = Balance()
    told = []
    for minute, first, second, _, _ in STORY:
        balance = rebalanced(balance, first, second, START + minute * MIN)
        told.append((minute, balance.shift, balance.why))

    assert told == [(minute, shift, why) for minute, _, _, shift, why in STORY]


def test_the_reason_is_kept_in_words() -> None:
    slow = rebalanced(Balance(), SLOW, WELL, START)
    failing = rebalanced(Balance(), WELL, FAILING, START)

    assert slow.detail == "first: 15 of 100 messages in 15 min took over 5 min"
    assert failing.detail == "second: 51 errors in 60 s"


@pytest.mark.parametrize(
    ("health", "slow"),
    [
        pytest.param(Health(sent=0, slow=0), False, id="no traffic is not slow"),
        pytest.param(Health(sent=20, slow=2), False, id="10 %"),
        pytest.param(Health(sent=20, slow=3), True, id="15 %"),
        pytest.param(Health(sent=7, slow=1), False, id="14.3 %"),
        pytest.param(Health(sent=6, slow=1), True, id="16.7 %"),
    ],
)
def test_who_is_slow(health: Health, slow: bool) -> None:
    assert health.is_slow == slow


HEALTHS = st.sampled_from([WELL, SLOW, FAILING, IDLE, Health(100, 100, 1000)])


@given(st.lists(st.tuples(st.integers(0, 20 * MIN), HEALTHS, HEALTHS), max_size=60))
def test_shares_move_by_ten_points_and_never_in_haste(
    looks: list[tuple[int, Health, Health]],
) -> None:
    now, balance, moves = START, Balance(), []
    for wait, first, second in looks:
        now += wait
        after = rebalanced(balance, first, second, now)
        assert abs(after.shift - balance.shift) in (0, 10)
        assert -100 <= after.shift <= 100
        if after.moved_at != balance.moved_at:
            moves.append(now)
        elif after.shift != balance.shift:
            assert abs(after.shift) < abs(balance.shift)  # only moves go away from rest
            assert not moves or now - moves[-1] >= 15 * MIN
        balance = after
    assert all(later - earlier >= MIN for earlier, later in pairwise(moves))


@given(HEALTHS, HEALTHS, st.integers(-10, 10).map(lambda n: n * 10))
def test_both_providers_are_treated_alike(first: Health, second: Health, shift: int) -> None:
    one = rebalanced(Balance(shift=shift), first, second, START)
    other = rebalanced(Balance(shift=-shift), second, first, START)

    assert one.shift == -other.shift


# --- who carries a message ---

SHARES = Shares(51, {Operator.VIETTEL: 100, Operator.VINAPHONE: 0})
MOBIFONE, VIETTEL, VINAPHONE = "84901234567", "84981234567", "84911234567"


@pytest.mark.parametrize(
    ("shift", "phone", "expected"),
    [
        (0, MOBIFONE, 51),
        (0, VIETTEL, 100),
        (0, VINAPHONE, 0),
        (-30, MOBIFONE, 21),
        (-30, VIETTEL, 70),
        (-30, VINAPHONE, 0),
        (30, VINAPHONE, 30),
        (30, VIETTEL, 100),
        (-100, VIETTEL, 0),
        (100, MOBIFONE, 100),
    ],
)
def test_points(shift: int, phone: str, expected: int) -> None:
    assert points(SHARES, Balance(shift=shift), phone) == expected


@pytest.mark.parametrize("share", [0, 10, 51, 90, 100])
def test_messages_follow_the_shares(share: int) -> None:
    sides = [choose(Shares(share), Balance(), MOBIFONE, f"m{n}") for n in range(2000)]
    firsts = 100 * sides.count(Side.FIRST) / len(sides)

    assert abs(firsts - share) < 4
    assert firsts in (0.0, 100.0) or 0 < share < 100


@given(st.text(min_size=1, max_size=50, alphabet="abc019-"), st.integers(0, 100))
def test_the_same_message_finds_the_same_side(request_id: str, share: int) -> None:
    shares = Shares(share)
    side = choose(shares, Balance(), MOBIFONE, request_id)

    assert choose(shares, Balance(), MOBIFONE, request_id) == side
    if side == Side.FIRST:  # a greater share takes nothing away
        assert choose(shares, Balance(shift=10), MOBIFONE, request_id) == Side.FIRST
