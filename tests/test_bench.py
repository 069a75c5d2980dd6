"""The benchmark of the webhook says what the contract promises; how fast it is, no test asks."""

from __future__ import annotations

import pytest

from bench import feed, storm, webhook
from bot.zalo.details import Reacted, Received, Said, Seen, Unknown
from bot.zalo.events import read_detail

KEYS = {"n", "seconds", "per_second", "cpu_seconds", "peak_rss_mb", "limit_per_second", "ratio"}


@pytest.mark.parametrize(("n", "rate", "stored"), [(40, None, 40), (1, 60, 60)])
def test_all_that_is_posted_is_stored_and_handled(n: int, rate: int | None, stored: int) -> None:
    told = webhook.run(n, rate=rate, seconds=1)

    assert set(told) >= KEYS | {"p50_ms", "p99_ms"}
    assert (told["n"], told["stored"], told["refused"], told["unhandled"]) == (stored, stored, 0, 0)


@pytest.mark.parametrize("days", [1, 10])
def test_all_that_is_pushed_is_stored_and_planned(days: int) -> None:
    told = feed.run(40, days=days)

    assert set(told) >= KEYS
    assert told["days"] == days
    assert (told["n"], told["items"], told["refused"]) == (
        40,
        120,
        0,
    )  # a step, the dossier, its promised date


def test_a_storm_is_made_of_events_we_know() -> None:
    kinds = {type(read_detail(body)) for _, body in storm.events(8)}

    assert {Said, Received, Seen} <= kinds
    assert kinds.isdisjoint({Unknown, Reacted})
