"""The one place that reads the time. Rules get instants; loops get a `Clock`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from schedules.civil import parse_civil, to_instant
from schedules.errors import RejectedInput


class Clock:
    """Real time. `now()` is whole seconds since 1970 in UTC."""

    speed: float = 1.0

    def now(self) -> int:
        """The present instant in seconds."""
        return int(time.time())

    def now_ms(self) -> int:
        """The present instant in milliseconds, as providers write it."""
        return int(time.time() * 1000)


class DrivenClock(Clock):
    """A clock that starts where it is told and can be paused, run faster or sent ahead; it never goes back.

    `source` is the steady clock underneath (seconds); tests hand in their own.
    """

    def __init__(
        self, start: int, speed: float = 1.0, source: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._anchor = float(source())
        self._base = float(start)
        self.speed = speed
        self.paused = False

    def _instant(self) -> float:
        if self.paused:
            return self._base
        return self._base + (self._source() - self._anchor) * self.speed

    def _rebase(self) -> None:
        self._base = self._instant()
        self._anchor = float(self._source())

    def now(self) -> int:
        """The present instant in seconds."""
        return int(self._instant())

    def now_ms(self) -> int:
        """The present instant in milliseconds."""
        return int(self._instant() * 1000)

    def pause(self) -> None:
        """Stop the clock where it is."""
        self._rebase()
        self.paused = True

    def resume(self) -> None:
        """Let it run again from where it stopped."""
        self._rebase()
        self.paused = False

    def set_speed(self, speed: float) -> None:
        """Run `speed` times as fast as the source from now on."""
        if not 0 < speed <= 1_000_000:
            raise RejectedInput("speed", speed, "a number above 0 and at most 1000000")
        self._rebase()
        self.speed = speed

    def jump_to(self, instant: int) -> None:
        """Go ahead to `instant`; an instant in the past changes nothing."""
        self._rebase()
        self._base = max(self._base, float(instant))


_SETTING = re.compile(r"(?P<start>\S+)(?:\s+x(?P<speed>\d+(?:\.\d+)?))?")


def clock_from(setting: str) -> Clock:
    """Make the clock that `NHACVIEC_CLOCK` asks for.

    Empty is real time; `2025-03-17T07:25:00+07:00 x120` starts there and runs 120 times as fast.
    """
    setting = setting.strip()
    if not setting:
        return Clock()
    found = _SETTING.fullmatch(setting)
    if not found:
        raise RejectedInput("clock", setting, "use e.g. 2025-03-17T07:25:00+07:00 x120")
    clock = DrivenClock(to_instant(parse_civil(found["start"], "clock")))
    clock.set_speed(float(found["speed"] or 1))
    return clock
