"""The sandbox as one thing to start and stop: the stand-in host, the courier, the simulated people."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping

from aiohttp import web

from bot.sandbox.actors import Actors
from bot.sandbox.api import Api
from bot.sandbox.faults import Faults
from bot.sandbox.sms_api import BASE
from bot.sandbox.sms_reports import SmsReports
from bot.sandbox.webhooks import EVENTS, WebhookCourier
from bot.sandbox.world import World
from schedules.errors import RejectedInput

TICK = 0.05
"""Real seconds between two looks at the clock."""


class Sandbox:
    """A stand-in for Zalo and an SMS gateway on its own port.

    `sandbox = await Sandbox(world, webhook_url="http://127.0.0.1:8080/webhook/zalo").start()`; the service is
    then pointed at `sandbox.api_url` and `sandbox.sms_url`. `shown` are the phones the page opens with, `hints` say
    what to look at on them. Tests call `settle` instead of waiting.
    """

    def __init__(
        self,
        world: World,
        *,
        webhook_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        shown: Iterable[str] = (),
        actors: Actors | None = None,
        events: frozenset[str] = EVENTS,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        self.world = world
        self.faults = Faults()
        self.courier = WebhookCourier(world, webhook_url, self.faults, events=events)
        self.actors = actors or Actors(world, {})
        self.shown: list[str] = list(shown)
        self.hints = dict(hints or {})
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self._ticker: asyncio.Task[None] | None = None
        world.courier = self.courier
        self.reports = SmsReports(world.clock)
        world.sms.reporter = self.reports

    async def start(self) -> Sandbox:
        """Open the port and begin to deliver; answers itself."""
        runner = web.AppRunner(Api(self.world, self.faults).app(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, self._host, self._port).start()
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        await self.courier.start()
        await self.reports.start()
        self._ticker = asyncio.create_task(self._tick())
        return self

    async def stop(self) -> None:
        """Close everything; nothing keeps running."""
        self.faults.release()
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker
            self._ticker = None
        self.actors.stop()
        await self.courier.stop()
        await self.reports.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def api_url(self) -> str:
        """The address that stands in for all three hosts of Zalo."""
        if self._runner is None:
            raise RejectedInput("sandbox", "stopped", "start it first")
        return f"http://{self._host}:{self._port}"

    @property
    def sms_url(self) -> str:
        """The address that stands in for the SMS gateway."""
        return f"{self.api_url}{BASE}"

    async def settle(self) -> None:
        """Do everything that is due at this instant: answers of the simulated people, retries, events, reports."""
        await self.reports.settle()
        await self.courier.settle()
        while self.actors.act():
            await self.courier.settle()

    async def _tick(self) -> None:
        while True:
            self.courier.release_due()
            self.reports.release_due()
            self.actors.act()
            await asyncio.sleep(TICK)
