"""Guessing is slowed and stopped: whatever the mixture of accounts and codes, nobody gets more tries than the day allows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.guesses import PAUSES_S, Count, Limit, after_wrong, rests_until
from schedules.civil import civil_date
from tests.stories.stage import instant

ACCOUNT, DOSSIER = Limit(5), Limit(10, 5)
START = instant("10/2/2025 09:00")


class Book:
    """Counts by subject, as the store keeps them."""

    def __init__(self) -> None:
        self.counts: dict[str, Count] = {}

    def wrong(self, account: str, code: str, now: int) -> bool:
        """A wrong try; whether it was looked at."""
        subjects = [(account, ACCOUNT), (code, DOSSIER)]
        known = [(self.counts.get(name, Count()), limit) for name, limit in subjects]
        if rests_until(known, now) is not None:
            return False
        for (name, limit), (count, _) in zip(subjects, known, strict=True):
            self.counts[name] = after_wrong(count, limit, now)
        return True


TRIES = st.lists(
    st.tuples(
        st.sampled_from(["a1", "a2", "a3", "a4"]),
        st.sampled_from(["d1", "d2", "d3"]),
        st.integers(0, 7200),  # seconds since the one before
    ),
    max_size=150,
)


@given(TRIES)
def test_no_mixture_of_accounts_and_codes_gets_more_tries_a_day(
    tries: list[tuple[str, str, int]],
) -> None:
    book, now = Book(), START
    looked_at: Counter[tuple[str, str]] = Counter()
    for account, code, pause in tries:
        now += pause
        if book.wrong(account, code, now):
            day = civil_date(now).isoformat()
            looked_at.update([(account, day), (code, day)])
    for (subject, _), count in looked_at.items():
        assert count <= (ACCOUNT if subject.startswith("a") else DOSSIER).a_day


@given(TRIES)
def test_tries_of_one_account_are_never_closer_than_its_pauses(
    tries: list[tuple[str, str, int]],
) -> None:
    book, now = Book(), START
    last: dict[str, int] = {}
    nth: Counter[tuple[str, str]] = Counter()
    for account, code, pause in tries:
        now += pause
        if not book.wrong(account, code, now):
            continue
        day = civil_date(now).isoformat()
        if account in last and civil_date(last[account]).isoformat() == day:
            assert now - last[account] >= PAUSES_S[nth[account, day] - 1]
        nth[account, day] += 1
        last[account] = now


@pytest.mark.parametrize(
    ("times", "until"),
    [
        (1, None),
        (2, "09:01"),
        (3, "09:05"),
        (4, "09:15"),
        (5, "24:00"),  # Monday's tries are used up; Tuesday begins anew
    ],
)
def test_pauses_grow(times: int, until: str | None) -> None:
    count = Count()
    for _ in range(times):
        count = after_wrong(count, ACCOUNT, START)
    hour, minute = map(int, (until or "0:0").split(":"))
    expected = START + ((hour - 9) * 60 + minute) * 60 if until else None
    assert rests_until([(count, ACCOUNT)], START) == expected
    assert after_wrong(count, ACCOUNT, START + 86_400).tries == 1


def test_a_pause_outlives_midnight() -> None:
    night = instant("10/2/2025 23:59")
    count = Count()
    for _ in range(4):
        count = after_wrong(count, ACCOUNT, night)
    assert rests_until([(count, ACCOUNT)], night + 120) == night + 900
