"""What a code comes to, in a table; how long guessing is slowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import CodeEnd
from handlers.link_rules import (
    FORGOTTEN_S,
    FREE_TRIES,
    PAUSES_S,
    SHARED_A_DAY,
    Code,
    Standing,
    Tries,
    Verdict,
    after_share,
    after_wrong,
    judge,
)

NOW, DAY = 1_742_177_700, 86_400  # Monday 17/3/2025, 09:15 in Vietnam
OPEN = Code(1, 7, NOW + DAY, None, "", None)
HERE, THERE = "account-a", "account-b"


def standing(tied_to: str | None = None, *others: str, active: bool = True) -> Standing:
    return Standing(HERE, tied_to, active, others)


@pytest.mark.parametrize(
    ("code", "how", "confirmed", "verdict"),
    [
        (None, None, False, Verdict.UNKNOWN),
        (OPEN, standing(), False, Verdict.LINK),
        (OPEN, standing(THERE), False, Verdict.ASK),
        (OPEN, standing(THERE), True, Verdict.LINK),
        (OPEN, standing(None, "Mẫu Hoa"), False, Verdict.ASK),
        (OPEN, standing(None, "Mẫu Hoa"), True, Verdict.LINK),
        (OPEN, standing(THERE, "Mẫu Hoa"), False, Verdict.ASK),
        (OPEN, standing(HERE), False, Verdict.ALREADY),
        (OPEN, standing(HERE, "Mẫu Hoa"), True, Verdict.ALREADY),
        (OPEN, standing(active=False), True, Verdict.EXPIRED),
        (OPEN._replace(expires_at=NOW), standing(), True, Verdict.EXPIRED),
        (OPEN._replace(expires_at=NOW + 1), standing(), False, Verdict.LINK),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.REPLACED), standing(), True, Verdict.REPLACED),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.WITHDRAWN), standing(), True, Verdict.USED),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.USED, used_key=THERE), standing(THERE), True, Verdict.USED),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.USED, used_key=HERE), standing(HERE), False, Verdict.ALREADY),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.USED, used_key=HERE), standing(None), True, Verdict.USED),
        (OPEN._replace(ended_at=1, ended_as=CodeEnd.USED, used_key=HERE), standing(THERE), True, Verdict.USED),
    ],
)  # fmt: skip
def test_the_verdict(
    code: Code | None, how: Standing | None, confirmed: bool, verdict: Verdict
) -> None:
    assert judge(code, how, NOW, confirmed=confirmed) == verdict


@given(
    st.sampled_from(["", *CodeEnd]),
    st.integers(-3, 3),
    st.sampled_from([None, HERE, THERE]),
    st.sampled_from([None, HERE, THERE]),
    st.booleans(),
    st.booleans(),
)
def test_only_an_open_code_of_somebody_active_links(
    ended_as: str, rest: int, used: str | None, tied: str | None, active: bool, confirmed: bool
) -> None:
    code = Code(1, 7, NOW + rest, NOW - 1 if ended_as else None, ended_as, used)
    found = judge(code, Standing(HERE, tied, active), NOW, confirmed=confirmed)
    if found == Verdict.LINK:
        assert not ended_as
        assert rest > 0
        assert active
        assert tied is None or (tied == THERE and confirmed)


def test_pauses_grow_and_end_at_a_day() -> None:
    tries, now, pauses = Tries(), NOW, []
    for _ in range(10):
        tries = after_wrong(tries, now)
        pauses.append(max(0, tries.wait_until - now))
        now = max(now + 60, tries.wait_until)
    assert pauses == [0] * FREE_TRIES + [*PAUSES_S, PAUSES_S[-1], PAUSES_S[-1]]


def test_wrong_codes_are_forgotten_after_two_quiet_days() -> None:
    tries = Tries(wrong=9, wrong_at=NOW)
    assert after_wrong(tries, NOW + FORGOTTEN_S).wait_until > 0
    assert after_wrong(tries, NOW + FORGOTTEN_S + 1) == Tries(1, NOW + FORGOTTEN_S + 1)


@given(st.lists(st.integers(0, 3 * DAY), max_size=200))
def test_whoever_guesses_gets_no_more_than_a_few_tries_a_day(gaps: list[int]) -> None:
    """However they are spread: in any day at most the free tries and one for each pause that fits in."""
    tries, now, taken = Tries(), NOW, []
    for gap in gaps:
        now += gap
        if now >= tries.wait_until:
            taken.append(now)
            tries = after_wrong(tries, now)
    for first in taken:
        assert sum(first <= at < first + DAY for at in taken) <= FREE_TRIES + len(PAUSES_S)


def test_an_account_shares_so_many_numbers_a_day() -> None:
    tries, began = Tries(), NOW - 3_600
    for _ in range(SHARED_A_DAY):
        found = after_share(tries, NOW, began)
        assert found is not None
        tries = found
    assert after_share(tries, NOW + 60, began) is None
    tomorrow = after_share(tries, NOW + DAY, began + DAY)
    assert tomorrow is not None
    assert tomorrow.shared == 1
