"""Sends what is due: intent written before the call, outcome after it, no transaction open in between.

    waiting → sending → sent | waiting again, perhaps by another road | unknown | failed

A batch is marked `sending` in one transaction, its calls run at the same time, and outcomes are settled in groups as
they arrive, so that a stop leaves as few uncertain messages as possible. One sender serves one account or gateway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.clock import Clock
from bot.delivery.carrying import Carried, Carrier, Outgoing
from bot.delivery.claiming import Claim, Line, claim, mark_sending
from bot.delivery.deciding import REST_S
from bot.delivery.desk import Desk
from bot.delivery.pacing import Pace
from bot.delivery.settling import ASK_AFTER_S, UNREACHED, Settled, later_at, settle_all
from bot.zalo.grants import NoGrantNow
from bot.zalo.tokens import NoGrant
from db.halts import halts_in_force, held
from db.store import Store
from db.words import Outcome, Road

log = structlog.get_logger()
BATCH = 250  # messages marked in one transaction
# Messages marked but not yet called: after a stop they are uncertain too, so there are few.
AHEAD = 125
SETTLE_EVERY_S = 0.05
UNREACHED_REST_S = 60  # after a call that found nobody
# After an answer that calls a person the account is tried again so soon, and not counted on for a day.
STOPPED_REST_S = REST_S
MENDED_S = 24 * 3600
SLOWER = Carried(Outcome.LATER, "-32", scope="account", until="minute")


class Sender:
    """Drains the outbox by the roads of one carrier."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        carrier: Carrier,
        pace: Pace,
        desk: Desk,
        connections: int,
        line: Line | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._carrier = carrier
        self._pace = pace
        self._desk = desk
        self._connections = connections
        self.line = line or Line(carrier.roads)
        self._pause = pause
        self._rest_until = 0  # on the service's clock: the account is stopped for a reason
        # The provider refused for its rate: the rest of the batch is not even tried.
        self._minute_spent = False
        self._slow_downs = 0  # consecutive batches that ended so
        self._stopping = False  # nothing further is called; what was marked goes back
        # Outcomes could not be written: what is marked as being sent is not.
        self._unsettled = False
        self.problem: str | None = None
        self._took = False  # the provider took something since this was last looked at
        self._alarm = ""  # what calls a person; told with the outcomes
        # Whether somebody was called; unknown at first, as an alarm may be older than this process.
        self._called: bool | None = None

    @property
    def name(self) -> str:
        """The account or gateway it serves."""
        return self._carrier.name

    async def recover(self) -> int:
        """Nobody knows what became of messages that were on the wire when the service stopped or the database failed.

        A chat is asked about; a provider that remembers ids is handed them again; else another road is looked for later.
        """
        now = self._clock.now()
        statement = "sending_to_waiting" if self._carrier.repeat_for_s else "sending_to_unknown"
        found = 0
        async with self._store.tx() as tx:
            for road in self._carrier.roads:
                look_at = None if road == Road.CHAT else now + self._desk.fallback.today * 60
                found += await tx.run(
                    statement,
                    channel=road,
                    ask_at=now + ASK_AFTER_S,
                    fallback_at=look_at,
                    account=self.line.account,
                    first_account=self.line.first_account,
                )
                await tx.run("lose_attempts", channel=road, at=now)
        return found

    async def drain(self) -> int:
        """Send everything that is due and allowed now; the number of messages handed to the provider.

        Cancelled, it lets what is on the wire finish and puts back what was only marked.
        """
        if self._unsettled:
            await self.recover()
            self._unsettled = False
        if not await self._anything_to_do():
            return 0
        self._stopping = False
        running = asyncio.create_task(self._run())
        try:
            fed = await asyncio.shield(running)
        except asyncio.CancelledError:
            self._stopping = True
            await running
            raise
        except Exception:
            self._unsettled = True
            raise
        if self._minute_spent:
            await self._slow_down()
        return fed

    async def _run(self) -> int:
        """A feeder marks batches ahead, lanes call, and outcomes are settled in groups, all at the same time."""
        waiting: asyncio.Queue[Outgoing | None] = asyncio.Queue(AHEAD)
        outcomes: asyncio.Queue[Settled | None] = asyncio.Queue()
        settling = asyncio.create_task(self._settle_in_groups(outcomes))
        lanes = [
            asyncio.create_task(self._lane(waiting, outcomes)) for _ in range(self._connections)
        ]
        try:
            fed = await self._feed(waiting, settling)
        finally:
            for _ in lanes:
                await waiting.put(None)
            await asyncio.gather(*lanes)
            outcomes.put_nowait(None)
            await settling
        return fed

    async def _anything_to_do(self) -> bool:
        if self._rest_until and not self._rests():
            await self._wake()
        now = self._clock.now()
        halted = held(await halts_in_force(self._store)).level(self.line.account)
        for road in self.line.roads:
            if await self._store.value(
                "has_due_message",
                channel=road,
                now=now,
                account=self.line.account,
                first_account=self.line.first_account,
                halted=halted,
            ):
                return True
        return False

    async def _feed(
        self, waiting: asyncio.Queue[Outgoing | None], settling: asyncio.Task[None]
    ) -> int:
        """Mark batch after batch as being sent and hand them to the lanes, until nothing is due or allowed.

        Nothing further goes out once outcomes cannot be written any more.
        """
        fed = 0
        while not (self._stopping or self._minute_spent or settling.done()):
            found = await self._claim()
            for message in found.batch:
                await waiting.put(message)
            fed += len(found.batch)
            if not found.looked_at:
                break
        return fed

    async def _claim(self) -> Claim:
        """A batch marked as being sent; while the account rests only what others can carry is given to them."""
        if not self._rests():
            await self._wake()
        resting, now = self._rests(), self._clock.now()
        async with self._store.tx() as tx:
            allowed = BATCH if resting else min(BATCH, await self._pace.available(tx))
            if allowed < 1:
                return Claim((), 0, False)
            found = await claim(tx, self._desk, self.line, allowed, now, resting=resting)
            if found.batch:
                await mark_sending(tx, found.batch, self._carrier.name, now)
                await self._pace.take(tx, len(found.batch))
        return found

    def _rests(self) -> bool:
        return self._clock.now() < self._rest_until

    async def _wake(self) -> None:
        """Make ready to carry; an account that had to rest is counted on again."""
        try:
            await self._carrier.ready()
        except NoGrant as error:
            self._stop_without(error)
            return
        if self._rest_until:
            self._rest_until = 0
            for road in self.line.roads:
                self._desk.rests.pop((self.line.account, road), None)

    async def _lane(
        self, waiting: asyncio.Queue[Outgoing | None], outcomes: asyncio.Queue[Settled | None]
    ) -> None:
        while (message := await waiting.get()) is not None:
            called_at = self._clock.now()
            answer = self._kept_back() or await self._call(message)
            outcomes.put_nowait(Settled(message, answer, called_at))

    async def _settle_in_groups(self, outcomes: asyncio.Queue[Settled | None]) -> None:
        ended = False
        while not ended:
            group = [await outcomes.get()]
            if group[0] is not None:
                await asyncio.sleep(SETTLE_EVERY_S)
            while not outcomes.empty():
                group.append(outcomes.get_nowait())
            ended = None in group
            settled = [s for s in group if s is not None]
            if settled:
                await self._settle(settled)

    async def _settle(self, settled: Sequence[Settled]) -> None:
        now = self._clock.now()
        waits = {
            s.message.id: self._desk.fallback_at(s.message.deadline_at, s.called_at)
            for s in settled
            if not s.message.only_chat
        }
        await settle_all(self._store, settled, now, waits)
        await self._call_a_person(now)

    async def _call_a_person(self, now: int) -> None:
        """An account that cannot send is somebody's work; a gateway tells of itself."""
        if self.line.account is None or not (self._alarm or self._took):
            return
        self._took = False
        if bool(self._alarm) == self._called:
            return
        # Of this sender alone: templates of an account may go while its chat may not.
        key, self._called = self.name, bool(self._alarm)
        async with self._store.tx() as tx:
            if self._alarm:
                await raise_alarm(tx, key, self._alarm, now)
            else:
                await end_alarm(tx, key, now)

    async def _call(self, message: Outgoing) -> Carried:
        try:
            answer = await self._carrier.carry(message)
        except NoGrant as error:
            self._stop_without(error)
            return Carried(Outcome.STOP, "no_grant", scope="account")
        except Exception:
            # Whatever it was, the message may be out, and the lane has others to serve.
            log.exception("call.failed", action="call.failed", message_id=message.id)
            return Carried(Outcome.UNKNOWN, "error", scope="message")
        self._learn(answer, message)
        return answer

    def _kept_back(self) -> Carried | None:
        """Why a message is not even tried now, or None."""
        if self._stopping:
            return Carried(Outcome.STOP, "service_stops", scope="account")
        if self._rests():
            return Carried(Outcome.STOP, "account_rests", scope="account")
        return SLOWER if self._minute_spent else None

    def _learn(self, answer: Carried, message: Outgoing) -> None:
        """What an answer says about the account, beyond its message."""
        self._pace.heard(answer.limit, answer.remaining)
        of_account = answer.scope == "account"
        if answer.outcome == Outcome.LATER and of_account and answer.until == "minute":
            self._minute_spent = True
        elif answer.outcome == Outcome.LATER and of_account:
            self._desk.rests[self.line.account, message.road] = later_at(answer, self._clock.now())
        elif answer.outcome in (Outcome.STOP, Outcome.AFTER_REFRESH) and of_account:
            self._alarm = f"{message.road}:{answer.code}"
            self._stop(self._alarm)
        elif answer.code == UNREACHED:
            self._stop(f"{self.name} cannot be reached", UNREACHED_REST_S)
        elif answer.outcome == Outcome.ACCEPTED:
            self._slow_downs, self.problem, self._alarm = 0, None, ""
            self._took = True

    async def _slow_down(self) -> None:
        """Too many calls: rest in real time, twice as long each time, up to the provider's minute.

        In real time, because the provider counts its own minute whatever clock the service runs on.
        """
        async with self._store.tx() as tx:
            await self._pace.empty(tx)
        self._minute_spent = False
        self._slow_downs += 1
        await self._pause(min(60.0, 0.5 * 2 ** min(self._slow_downs, 7)))

    def _stop_without(self, grant: NoGrant) -> None:
        soon = isinstance(grant, NoGrantNow)
        self._stop(str(grant), UNREACHED_REST_S if soon else STOPPED_REST_S)

    def _stop(self, problem: str, rest_s: int = STOPPED_REST_S) -> None:
        now = self._clock.now()
        self._rest_until = now + rest_s
        mended = now + (MENDED_S if rest_s == STOPPED_REST_S else rest_s)
        for road in self.line.roads:
            self._desk.rests[self.line.account, road] = mended
        if self.problem != problem:
            log.error("account.stopped", action="account.stopped", problem=problem)
        self.problem = problem
