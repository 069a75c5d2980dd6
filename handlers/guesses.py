"""Guessing at dossier codes and their second proofs is slowed, then stopped for the day. Pure: counts and an instant in, a verdict out.

Every wrong try counts twice, for the account and for the dossier's code, so neither many accounts at one dossier nor one account
at many gets further. A right answer takes nothing off the count: whoever has a dossier of their own gains no tries by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from schedules.civil import at, civil_date

# Seconds to wait after the first, second … wrong try of a day; the last holds for all that follow.
PAUSES_S: Final = (0, 60, 300, 900, 1800)


class Count(NamedTuple):
    """The wrong tries about a subject on `day` (ISO date), and the instant until which it rests."""

    day: str = ""
    tries: int = 0
    until: int = 0


class Limit(NamedTuple):
    """The most wrong tries a day; the first `free` of them cost no waiting."""

    a_day: int
    free: int = 0


def rests_until(counts: Sequence[tuple[Count, Limit]], now: int) -> int | None:
    """The instant before which no try is looked at; None when one may be made now."""
    until = [_until(count, limit, now) for count, limit in counts]
    latest = max(until, default=0)
    return latest if latest > now else None


def after_wrong(count: Count, limit: Limit, now: int) -> Count:
    """The count after one more wrong try."""
    today = civil_date(now).isoformat()
    tries = (count.tries if count.day == today else 0) + 1
    place = min(max(tries - limit.free - 1, 0), len(PAUSES_S) - 1)
    pause = PAUSES_S[place] if tries > limit.free else 0
    return Count(today, tries, now + pause)


def _until(count: Count, limit: Limit, now: int) -> int:
    today = civil_date(now)
    if count.day == today.isoformat() and count.tries >= limit.a_day:
        return at(today + timedelta(days=1), 0)
    return count.until
