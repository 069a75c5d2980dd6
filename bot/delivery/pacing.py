"""How fast one sender account may call: so many requests a minute, spread evenly, on the service's clock."""

from __future__ import annotations

from bot.clock import Clock


class Pace:
    """A token bucket of one account: `available()` tells what the minute still allows, `take(n)` uses it up.

    The bucket holds a tenth of the minute's allowance, so that a burst never uses up the minute at once, yet a single
    message never waits.
    """

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._per_ms = per_minute / 60_000
        self._size = max(1.0, per_minute / 10)
        self._level = self._size
        self._at_ms = clock.now_ms()

    def available(self) -> int:
        """How many calls may be made now."""
        now = self._clock.now_ms()
        self._level = min(self._size, self._level + max(0, now - self._at_ms) * self._per_ms)
        self._at_ms = now
        return int(self._level)

    def take(self, calls: int) -> None:
        """Use up the allowance of `calls` calls."""
        self._level -= calls

    def empty(self) -> None:
        """The provider said the minute is used up: start again from nothing."""
        self._level = 0.0
        self._at_ms = self._clock.now_ms()
