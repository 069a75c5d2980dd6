"""How fast one sender may call: so many requests a minute, spread evenly, on the service's clock.

The bucket lies in the database: it outlives a restart, and all workers draw from the same one. It holds a tenth of the
minute's allowance and nine tenths flow in, so that no minute gets more than it may, yet a single message never waits.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bot.clock import Clock
from db.store import Reader, Tx

MINUTE_MS: Final = 60_000
BURST: Final = 0.1  # with it, what flows in during a minute makes up the allowance


class Bucket(NamedTuple):
    """How many calls were left at an instant (milliseconds), and the allowance a provider last stated."""

    level: float
    at_ms: int
    stated: int | None = None


def refilled(bucket: Bucket | None, now_ms: int, per_minute: int) -> Bucket:
    """The bucket at `now_ms`, never fuller than a tenth of the minute; a new one is full. A clock that steps back adds
    nothing.

    >>> refilled(Bucket(0.0, 0), 3000, 100).level
    4.5
    """
    if bucket is None:
        return Bucket(size(per_minute), now_ms)
    allowance = min(per_minute, bucket.stated or per_minute)
    rate = allowance * (1 - BURST)
    level = bucket.level + max(0, now_ms - bucket.at_ms) * rate / 60_000
    return Bucket(min(size(allowance), level), now_ms, bucket.stated)


def size(per_minute: int) -> float:
    """The most calls at once."""
    return max(1.0, per_minute * BURST)


class Pace:
    """The bucket of one sender. Draw from it within the transaction that marks what is drawn for."""

    def __init__(self, clock: Clock, sender: str, per_minute: int) -> None:
        self._clock = clock
        self._sender = sender
        self.per_minute = per_minute
        self._stated: int | None = None
        self._heard: Bucket | None = None  # what the provider said was left, and when

    async def available(self, reader: Reader) -> int:
        """How many calls may be made now."""
        return int((await self._bucket(reader)).level)

    async def take(self, tx: Tx, calls: int) -> None:
        """Use up the allowance of `calls` calls."""
        bucket = await self._bucket(tx)
        self._heard = None
        await self._put(tx, bucket._replace(level=bucket.level - calls))

    async def empty(self, tx: Tx) -> None:
        """The provider said the minute is used up: start again from nothing."""
        bucket = await self._bucket(tx)
        self._heard = None
        await self._put(tx, bucket._replace(level=0.0))

    def heard(self, limit: int | None, remaining: int | None) -> None:
        """What the provider states about its minute (`X-RateLimit-*`); counts from the next draw on."""
        if limit is not None and limit > 0:
            self._stated = limit
        if remaining is not None:
            self._heard = Bucket(remaining, self._clock.now_ms(), self._stated)

    async def _bucket(self, reader: Reader) -> Bucket:
        row = await reader.one("pace_of", sender=self._sender)
        now_ms = self._clock.now_ms()
        if row and row[1] > now_ms + MINUTE_MS:  # another clock: a minute of this one begins
            row = (0.0, now_ms, row[2])
        bucket = refilled(Bucket(*row) if row else None, now_ms, self.per_minute)
        stated = self._stated or bucket.stated
        level = bucket.level
        if self._heard is not None:
            level = min(level, refilled(self._heard, now_ms, self.per_minute).level)
        # A clock that stepped back must not pay the time between twice.
        at_ms = max(bucket.at_ms, row[1]) if row else bucket.at_ms
        return Bucket(level, at_ms, stated)

    async def _put(self, tx: Tx, bucket: Bucket) -> None:
        await tx.run(
            "put_pace",
            sender=self._sender,
            level=bucket.level,
            at_ms=bucket.at_ms,
            per_minute=bucket.stated,
        )
