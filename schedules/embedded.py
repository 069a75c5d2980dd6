"""The clock of one machine: APScheduler ticks, and only ticks. What is due are rows; nothing is lost when it sleeps."""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class EmbeddedTicks:
    """Calls `tick` every `every_s` seconds of real time on the running event loop."""

    def __init__(self, tick: Callable[[], None], every_s: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        # A tick that comes late or was missed is one tick: it asks the store what is due, whatever the hour.
        self._scheduler.add_job(
            self._run,
            "interval",
            args=[tick],
            seconds=every_s,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._tick = tick

    async def _run(self, tick: Callable[[], None]) -> None:
        tick()

    def start(self) -> None:
        """Begin, with a first tick at once."""
        self._scheduler.start()
        self._tick()

    def stop(self) -> None:
        """No further tick."""
        self._scheduler.shutdown(wait=False)
