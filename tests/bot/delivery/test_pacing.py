"""The pace of a sender: never more in a minute than allowed, no wait for a single message, kept over a restart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import DrivenClock
from bot.delivery.pacing import Bucket, Pace, refilled
from db.sqlite import SqliteStore
from tests.db.making import NOW


def still() -> DrivenClock:
    return DrivenClock(NOW, source=lambda: 0.0)


async def drawn(pace: Pace, store: SqliteStore, most: int = 1_000_000) -> int:
    """Draw all that may be drawn now."""
    async with store.tx() as tx:
        calls = min(most, await pace.available(tx))
        await pace.take(tx, calls)
    return calls


async def test_a_burst_takes_a_tenth_of_the_minute_and_the_rest_comes_evenly(
    store: SqliteStore,
) -> None:
    clock = still()
    pace = Pace(clock, "oa", per_minute=100)
    first = await drawn(pace, store)
    after = []
    for _ in range(3):
        clock.jump_to(clock.now() + 3)
        after.append(await drawn(pace, store))

    assert first == 10
    assert after == [4, 5, 4]


async def test_a_single_message_never_waits(store: SqliteStore) -> None:
    assert await drawn(Pace(still(), "oa", per_minute=1), store) == 1


async def test_another_worker_and_the_next_start_draw_from_the_same_bucket(
    store: SqliteStore,
) -> None:
    clock = still()
    first = await drawn(Pace(clock, "oa", 100), store, most=7)
    second = await drawn(Pace(clock, "oa", 100), store)
    other = await drawn(Pace(clock, "oa-2", 100), store)

    assert (first, second, other) == (7, 3, 10)


async def test_emptied_by_the_provider_it_starts_from_nothing(store: SqliteStore) -> None:
    clock = still()
    pace = Pace(clock, "oa", per_minute=60)
    async with store.tx() as tx:
        await pace.empty(tx)
    at_once = await drawn(pace, store)
    clock.jump_to(clock.now() + 4)

    assert (at_once, await drawn(pace, store)) == (0, 3)


async def test_what_the_provider_states_counts_and_is_kept(store: SqliteStore) -> None:
    """Our setting is too high: it says 20 a minute, of which 1 is left."""
    clock = still()
    pace = Pace(clock, "oa", per_minute=100)
    pace.heard(limit=20, remaining=1)
    now_left = await drawn(pace, store)
    clock.jump_to(clock.now() + 7)
    reborn = Pace(clock, "oa", per_minute=100)

    assert (now_left, await drawn(reborn, store)) == (1, 2)


@given(st.integers(1, 5000), st.lists(st.integers(0, 120), min_size=1, max_size=30))
def test_no_minute_ever_gets_more_than_its_allowance(per_minute: int, waits: list[int]) -> None:
    now, bucket = NOW, None
    calls: list[tuple[int, int]] = []
    for wait in waits:
        now += wait
        bucket = refilled(bucket, now * 1000, per_minute)
        n = int(bucket.level)
        bucket = bucket._replace(level=bucket.level - n)
        calls.append((now, n))

    for start, _ in calls:
        in_minute = sum(n for at, n in calls if start <= at < start + 60)
        assert in_minute <= per_minute


@pytest.mark.parametrize("back", [1, 60])
async def test_a_clock_that_steps_back_gives_nothing_extra(
    back: int, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = still()
    pace = Pace(clock, "oa", per_minute=100)
    await drawn(pace, store)
    monkeypatch.setattr(clock, "now_ms", lambda: (NOW - back) * 1000)
    during = await drawn(pace, store)
    monkeypatch.undo()

    assert (during, await drawn(pace, store)) == (0, 0)


def test_a_new_bucket_is_full() -> None:
    assert refilled(None, 5, 100) == Bucket(10.0, 5)


async def test_a_clock_that_was_moved_back_by_days_starts_a_new_minute(store: SqliteStore) -> None:
    """After a demonstration in the future the real service must not wait for that day."""
    clock = still()
    clock.jump_to(NOW + 30 * 86_400)
    await drawn(Pace(clock, "oa", 100), store)
    clock = still()
    pace = Pace(clock, "oa", 100)
    at_once = await drawn(pace, store)
    clock.jump_to(NOW + 3)

    assert (at_once, await drawn(pace, store)) == (0, 4)
