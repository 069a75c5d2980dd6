"""Wiring: the only place that knows all rooms. Builds the parts, runs the loops, stops them cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot import garbage
from bot.calling import tell_alarms
from bot.citizen_care import forget_strangers, settle_requests, tell_low_ratings
from bot.citizens import tell_citizens
from bot.clock import Clock, clock_from
from bot.config import Settings
from bot.delivery.composing import compose_ready
from bot.delivery.recalling import recall_stale, settle_halts
from bot.duties import materialise
from bot.engine import Engine
from bot.health import Health
from bot.hole_lists import HoleLists
from bot.http import make_wire
from bot.inbox import Doorkeeper, handle_new
from bot.ingest.chains import derive_chains
from bot.ingest.doubts import refresh_procedure_doubts
from bot.ingest.igate import IgatePull
from bot.ingest.letters import apply_letters
from bot.ingest.naming import follow_names
from bot.ingest.upgrading import follow_release
from bot.instruments import ServiceInstruments
from bot.leader_summaries import LeaderSummaries
from bot.leave import follow_leave
from bot.listening import Listening
from bot.metrics import PASS_SECONDS
from bot.planning import plan_due, replan_after_change
from bot.recalculating import follow_calendar
from bot.report_closing import tell_complete
from bot.roads import Roads
from bot.seed import seed
from bot.warning_digests import WarningDigests
from bot.web.app import make_app
from bot.web.feeds import feed_routes
from bot.web.sms_webhook import sms_webhook
from bot.window_nudges import nudge_windows
from bot.zalo.accounts import Accounts
from bot.zalo.catching_up import CatchUp
from bot.zalo.oauth import Consents
from db.halts import halts_in_force, held
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import Road
from handlers.payload import Signer
from messages_vi.language import settle
from messages_vi.render import preload
from schedules.embedded import EmbeddedTicks

log = structlog.get_logger()
DAY_S = 86_400


class Service:
    """The whole service in one process. `start` once, `stop` once."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or clock_from(settings.clock)
        secret = settings.secret_key.get_secret_value()
        self.sealer = Sealer(secret)
        self.signer = Signer(secret)
        self._wakes = {name: asyncio.Event() for name in ("plan", "deliver", "inbox", "care")}
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = contextlib.AsyncExitStack()  # what start opened, closed in reverse
        self._care_at = 0
        self._following = asyncio.Lock()  # both rounds follow changes, never at once
        # Calendar and policy versions that the ladders' hands were last set for.
        self._planned_for = ""

    async def start(
        self,
        *,
        serve: bool = True,
        loops: bool = True,
        extra: Callable[[web.Application], None] | None = None,
    ) -> None:
        """Open the database, seed what is missing, start the loops and the web server.

        Without `loops` nothing runs by itself: whoever holds the service calls the passes (tests, rehearsals).
        """
        settle(self.settings.language)
        await self._open()
        self._listen()
        preload(person.language for person in self.engine.snapshot.directory.people.values())
        if loops:
            self._start_loops()
        if serve:
            await self._serve(extra)

    async def _open(self) -> None:
        """The database, the accounts, and the roads to people."""
        self.store = SqliteStore(self.settings.sqlite_path)
        self._closing.push_async_callback(self.store.close)
        await seed(self.store, self.clock.now())
        self.wire = make_wire(self.settings.zalo.connections)
        self._closing.push_async_callback(self.wire.aclose)
        self.accounts = Accounts(self.store, self.sealer, self.clock, self.wire, self.settings.zalo)
        await self.accounts.start()
        self._closing.push_async_callback(self.accounts.finished)
        self.roads = Roads(
            settings=self.settings,
            store=self.store,
            sealer=self.sealer,
            clock=self.clock,
            wire=self.wire,
            accounts=self.accounts,
        )
        by_phone = not self.roads.desk.roads.isdisjoint({Road.TEMPLATE_PHONE, Road.SMS})
        by_uid = Road.TEMPLATE_UID in self.roads.desk.roads
        self.engine = await Engine.start(
            self.store, self.sealer, self.clock.now(), by_phone=by_phone, by_uid=by_uid
        )
        self._closing.push_async_callback(self.roads.close)
        await self.roads.start(self.engine)

    def _listen(self) -> None:
        """What comes in: events, what was missed of them, dossiers pulled; and how well everything is."""
        catch_up = CatchUp(
            store=self.store,
            clock=self.clock,
            client=self.roads.zalo,
            business=self.roads.business,
            tokens=self.accounts.default.tokens,
            settings=self.settings.zalo,
        )
        self.listening = Listening(
            self.store,
            self.engine,
            self.clock,
            [catch_up],
            self.settings.zalo.silence_alarm_hours,
            self._wakes["inbox"].set,
        )
        self.igate = IgatePull(self.engine, self.wire, self.settings.igate, self._wakes["plan"].set)
        self.warning_digests = WarningDigests(self.engine)
        self.leader_summaries = LeaderSummaries(self.engine, self.settings.leaders)
        self.hole_lists = HoleLists(self.engine, self.settings.holes)
        self.doorkeeper = Doorkeeper(self.store, self._wakes["inbox"].set)
        self.health = Health(self.store, self.clock, self.roads.senders, self.settings.budget)
        self.instruments = ServiceInstruments(self.health, self.settings.budget)

    def _start_loops(self) -> None:
        garbage.settle()
        loops = {
            "inbox": self.handle_pass,
            "plan": self.plan_pass,
            "deliver": self.deliver_pass,
            "care": self.care_pass,
        }
        self._tasks = [asyncio.create_task(self._loop(n, run), name=n) for n, run in loops.items()]
        self._ticks = EmbeddedTicks(self.wake_all, every_s=1.0 if self.clock.speed == 1 else 0.1)
        self._ticks.start()
        self._closing.push_async_callback(self._end_loops)
        self._closing.callback(self._ticks.stop)

    async def _serve(self, extra: Callable[[web.Application], None] | None) -> None:
        consents = Consents(
            self.store, self.sealer, self.clock, self.accounts, self.wire, self.settings
        )
        app = make_app(
            self.settings,
            self.clock,
            self.doorkeeper,
            self.health,
            consents,
            self.accounts,
        )
        app.add_routes(sms_webhook(self.settings, self.clock, self.doorkeeper, self.store))
        app.add_routes(feed_routes(self.settings, self.clock, self.engine, self._wakes["plan"].set))
        if extra is not None:
            extra(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        self._closing.push_async_callback(self._runner.cleanup)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.settings.host, self.settings.port)
        await site.start()
        address = self._runner.addresses[0]
        self.url = f"http://{address[0]}:{address[1]}"

    def wake_all(self) -> None:
        """A tick: every stage looks whether something is due."""
        for wake in self._wakes.values():
            wake.set()

    async def _loop(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run one stage whenever it is woken; a failing pass is told and tried again at the next tick."""
        wake = self._wakes[name]
        while True:
            await wake.wait()
            wake.clear()
            started = time.perf_counter()
            try:
                await run()
                self.health.failing.pop(name, None)
            except Exception as error:
                self.health.failing[name] = type(error).__name__
                log.exception("pass.failed", action="pass.failed", stage=name)
            PASS_SECONDS.labels(name).observe(time.perf_counter() - started)

    async def plan_pass(self) -> None:
        """Plan what is due, then write the messages that follow."""
        async with self._following:
            await self._follow_changes()
        await follow_leave(self.engine, self.signer, self.clock.now())
        while await apply_letters(self.engine, self.clock.now()):
            pass
        while await settle_halts(self.engine, self.clock.now()):
            pass
        await follow_names(self.engine, self.clock.now())
        while await recall_stale(self.engine, self.clock.now()):
            pass
        while await plan_due(self.engine, self.clock.now()):
            pass
        if await self._compose():
            self._wakes["deliver"].set()

    async def _compose(self) -> int:
        """Write the messages that are due; what an administrator has stopped stays with its notices and news."""
        composed = 0
        stopped = held(await halts_in_force(self.store))
        if stopped.everything:
            return 0
        while step := await compose_ready(self.engine, self.signer, self.clock.now()):
            composed += step
        composed += await tell_complete(self.engine, self.signer, self.clock.now())
        citizens = self.settings.citizens
        while not stopped.citizens and (
            step := await tell_citizens(
                self.engine, self.roads.desk, citizens, self.clock.now(), signer=self.signer
            )
        ):
            composed += step
        if not stopped.citizens:
            composed += await settle_requests(self.engine, citizens, self.clock.now())
        return composed

    async def _follow_changes(self) -> None:
        """Take up an import, a calendar decision or a policy that came meanwhile, or while the service was away."""
        changed = await self.engine.refresh(self.clock.now())
        versions = self.engine.snapshot.versions
        planned_for = f"{versions[1]}/{versions[2]}"
        if changed:
            self._care_at = 0  # units may have come or gone: look at the duties again
        elif self._planned_for == planned_for:
            return
        await follow_release(self.engine, self.clock.now())
        if await self.store.value("meta", key="planned_for") not in (planned_for, None):
            await follow_calendar(self.engine, self.clock.now())
            moved = await replan_after_change(self.engine, self.clock.now() - 60 * DAY_S)
            log.info(
                "plan.renewed", action="plan.renewed", items=moved, calendar_version=versions[1]
            )
        async with self.store.tx() as tx:
            await tx.run("set_meta", key="planned_for", value=planned_for)
        self._planned_for = planned_for

    async def deliver_pass(self) -> None:
        """Send what is due."""
        await self.roads.deliver()

    async def handle_pass(self) -> None:
        """Hand stored events to the handlers."""
        handled = await handle_new(
            self.engine,
            self.signer,
            self.clock,
            zalo=self.settings.zalo,
            instruments=self.instruments,
            citizens=self.settings.citizens,
        )
        if handled:
            self._wakes["deliver"].set()
            self._wakes["plan"].set()

    async def care_pass(self) -> None:
        """The slow round, once an hour on the service's clock: duties of the coming weeks, sums.

        What is uncertain, and tokens that grow old, are looked at each time.
        """
        await self.accounts.refresh()
        await self.accounts.renew_due()
        await self.roads.follow()
        await self.roads.resolve()
        await self.listening.round()
        async with self._following:
            await self._follow_changes()
        now = self.clock.now()
        await self.igate.pull_due(now)
        by_sms = Road.SMS in self.roads.desk.roads
        first = self.accounts.default.code
        if await tell_alarms(self.engine, now, first_account=first, by_sms=by_sms):
            self._wakes["deliver"].set()
        told = await self.warning_digests.round(now) + await self.leader_summaries.round(now)
        if told + await self.hole_lists.round(now):
            self._wakes["deliver"].set()
        if now < self._care_at:
            return
        self._care_at = now + 3600
        async with self.store.tx() as tx:
            await tx.run("forget_link_codes", now=now)
        await refresh_procedure_doubts(self.engine, now)
        made = await materialise(self.engine, now) + await derive_chains(self.engine, now)
        if made:
            self._wakes["plan"].set()
        await tell_low_ratings(self.engine, now)
        await forget_strangers(self.engine, self.settings.citizens, now)
        if await nudge_windows(self.engine, self.signer, now):
            self._wakes["deliver"].set()
        await self.health.check_sums()

    async def stop(self) -> None:
        """Stop taking in, let what is on the wire finish, close the database. A start that failed is undone too."""
        await self._closing.aclose()

    async def _end_loops(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
