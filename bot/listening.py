"""Listening to Zalo: whether its events still come, an alarm when they do not, and what was missed meanwhile.

Zalo switches a webhook off after an hour of failed deliveries and tells an administrator by its own ways; nothing
else would show but silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.alarms import end_alarm, raise_alarm
from bot.clock import Clock
from bot.engine import Engine
from bot.zalo.catching_up import CatchUp
from db.store import Store
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso

ALARM: Final = "webhook"
ROUND_S: Final = 300


def is_silent(first_unheard: int | None, now: int, calendar: WorkCalendar, hours: int) -> bool:
    """Whether `hours` working hours went by since a message was handed over and nothing was heard after it.

    Each message is followed by an echo and a receipt within seconds. `first_unheard` is the first one handed over
    since the last event, None when there is none: who sends nothing hears nothing, and that is no alarm.
    """
    if first_unheard is None or now <= first_unheard:
        return False
    return calendar.minutes_between(first_unheard, now) >= hours * 60


async def watch_silence(store: Store, calendar: WorkCalendar, now: int, hours: int) -> None:
    """Raise the alarm of the webhook, or end it once an event came."""
    after = await store.value("last_heard") or 0
    first = await store.value("first_unheard", after=after)
    silent = is_silent(first, now, calendar, hours)
    if silent == bool(await store.value("has_open_alarm", key=ALARM)):
        return
    async with store.tx() as tx:
        if not silent:
            await end_alarm(tx, ALARM, now)
            return
        problem = (
            f"no event of Zalo came although messages were handed over since {to_iso(first)}; look whether the "
            "webhook is switched off in the developer console"
        )
        await raise_alarm(tx, ALARM, problem, now)


class Listening:
    """The part of the slow round that is about the webhook; it looks every five minutes."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        clock: Clock,
        catch_ups: Sequence[CatchUp],
        silence_hours: int,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._catch_ups = catch_ups
        self._hours = silence_hours
        self._wake = wake  # what was fetched is to be handled
        self._look_at = 0

    async def round(self) -> None:
        """Catch up and watch, if it is time to."""
        now = self._clock.now()
        if now < self._look_at:
            return
        self._look_at = now + ROUND_S
        for catch_up in self._catch_ups:
            if await catch_up.round():
                self._wake()
        await watch_silence(self._store, self._engine.snapshot.calendar(None), now, self._hours)
