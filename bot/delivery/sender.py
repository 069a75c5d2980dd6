"""Sends what is due: intent written before the call, outcome after it, no transaction open in between.

    waiting → sending → sent | failed | waiting again | unknown

A batch is marked `sending` in one transaction, its calls run at the same time, and outcomes are settled in groups as
they arrive, so that a stop leaves as few uncertain messages as possible.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import msgspec
import structlog

from bot.clock import Clock
from bot.delivery.pacing import Pace
from bot.delivery.settling import ASK_AFTER_S, UNREACHED, Settled, settle_all
from bot.zalo.client import Answered, BadMessage, ZaloClient, text_body
from bot.zalo.tokens import NoGrant, TokenKeeper
from db.records import Outcome
from db.sealing import CannotOpen, Sealer
from db.store import Store

log = structlog.get_logger()
BATCH = 250  # messages marked in one transaction
AHEAD = (
    125  # messages marked but not yet called: after a stop they are uncertain too, so there are few
)
SETTLE_EVERY_S = 0.05
RATE_CODE = "-32"
UNREACHED_REST_S = 60  # after a call that found nobody
STOPPED_REST_S = 300  # after an answer that calls a person: how long the account rests
_decode_buttons = msgspec.json.Decoder(list[tuple[str, str]]).decode


class Outgoing(NamedTuple):
    """A message on its way."""

    id: int
    person_id: int
    text: str
    buttons: str
    attempts: int
    zalo_sealed: bytes | None


class Sender:
    """Drains the outbox of one Zalo account."""

    def __init__(
        self,
        *,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        client: ZaloClient,
        tokens: TokenKeeper,
        pace: Pace,
        connections: int,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._client = client
        self._tokens = tokens
        self._pace = pace
        self._connections = connections
        self._pause = pause
        self._token = ""
        self._rest_until = 0  # on the service's clock: the account is stopped for a reason
        # The provider refused for its rate: the rest of the batch is not even tried.
        self._minute_spent = False
        self._slow_downs = 0  # consecutive batches that ended so
        self._stopping = False  # nothing further is called; what was marked goes back
        # Outcomes could not be written: what is marked as being sent is not.
        self._unsettled = False
        self.problem: str | None = None

    async def recover(self) -> int:
        """Nobody knows what became of messages that were on the wire when the service stopped or the database failed."""
        async with self._store.tx() as tx:
            return await tx.run("sending_to_unknown", ask_at=self._clock.now() + ASK_AFTER_S)

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
        now = self._clock.now()
        if now < self._rest_until or not self._pace.available():
            return False
        return await self._store.value("has_due_message", now=now) is not None

    async def _feed(
        self, waiting: asyncio.Queue[Outgoing | None], settling: asyncio.Task[None]
    ) -> int:
        """Mark batch after batch as being sent and hand them to the lanes, until nothing is due or allowed.

        Nothing further goes out once outcomes cannot be written any more.
        """
        fed = 0
        while not (self._stopping or self._minute_spent or settling.done()):
            if self._clock.now() < self._rest_until:
                break
            batch = await self._claim()
            for message in batch:
                await waiting.put(message)
            fed += len(batch)
            if not batch:
                break
        return fed

    async def _claim(self) -> list[Outgoing]:
        now = self._clock.now()
        allowed = min(BATCH, self._pace.available())
        rows = await self._store.all("due_messages", now=now, limit=allowed) if allowed else []
        batch = [Outgoing(*row) for row in rows]
        if not batch:
            return []
        try:
            self._token = await self._tokens.token()
        except NoGrant as error:
            self._stop(str(error))
            return []
        self._pace.take(len(batch))
        await self._mark_sending(batch, now)
        return batch

    async def _lane(
        self, waiting: asyncio.Queue[Outgoing | None], outcomes: asyncio.Queue[Settled | None]
    ) -> None:
        while (message := await waiting.get()) is not None:
            try:
                answer = await self._call(message, self._token)
            except (
                Exception
            ):  # whatever it was, the message may be out, and the lane has others to serve
                log.exception("call.failed", action="call.failed", message_id=message.id)
                answer = Answered(Outcome.UNKNOWN, "error")
            outcomes.put_nowait(Settled(message.id, message.attempts + 1, answer))

    async def _mark_sending(self, batch: Sequence[Outgoing], now: int) -> None:
        async with self._store.tx() as tx:
            await tx.many("mark_sending", ({"id": m.id} for m in batch))
            await tx.many("open_attempt", ({"id": m.id, "at": now} for m in batch))

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
                await settle_all(self._store, settled, self._clock.now())

    async def _call(self, message: Outgoing, token: str) -> Answered:
        if (kept := self._kept_back(message)) is not None:
            return kept
        try:
            user_id = self._sealer.open(message.zalo_sealed or b"")
            body = text_body(user_id, message.text, _decode_buttons(message.buttons))
        except (BadMessage, CannotOpen, msgspec.DecodeError) as error:
            problem = str(error)
            log.error("message.bad", action="message.bad", message_id=message.id, problem=problem)
            return Answered(Outcome.REFUSED, "bad_message")
        answer: Answered = await self._client.send(token, body)
        if answer.outcome == Outcome.AFTER_REFRESH:
            answer = await self._again_with_new_token(token, body, answer)
        self._learn(answer)
        return answer

    def _kept_back(self, message: Outgoing) -> Answered | None:
        """Why a message is not even tried now, or None."""
        if message.zalo_sealed is None:
            return Answered(Outcome.OTHER_ROAD, "not_linked")
        if self._stopping:
            return Answered(Outcome.STOP, "service_stops")
        if self._clock.now() < self._rest_until:
            return Answered(Outcome.STOP, "account_rests")
        return Answered(Outcome.LATER, RATE_CODE) if self._minute_spent else None

    def _learn(self, answer: Answered) -> None:
        """What an answer says about the account, beyond its message."""
        if answer.outcome == Outcome.LATER and answer.code == RATE_CODE:
            self._minute_spent = True
        elif answer.outcome == Outcome.STOP:
            self._stop(f"zalo:{answer.code}")
        elif answer.code == UNREACHED:
            self._stop("zalo cannot be reached", UNREACHED_REST_S)
        elif answer.outcome == Outcome.ACCEPTED:
            self._slow_downs, self.problem = 0, None

    async def _again_with_new_token(self, refused: str, body: bytes, answer: Answered) -> Answered:
        try:
            token = await self._tokens.after_refusal(refused)
        except NoGrant as error:
            self._stop(str(error))
            return answer
        return await self._client.send(token, body)

    async def _slow_down(self) -> None:
        """Too many calls: rest in real time, twice as long each time, up to the provider's minute.

        In real time, because the provider counts its own minute whatever clock the service runs on.
        """
        self._pace.empty()
        self._minute_spent = False
        self._slow_downs += 1
        await self._pause(min(60.0, 0.5 * 2 ** min(self._slow_downs, 7)))

    def _stop(self, problem: str, rest_s: int = STOPPED_REST_S) -> None:
        self._rest_until = self._clock.now() + rest_s
        if self.problem != problem:
            log.error("account.stopped", action="account.stopped", problem=problem)
        self.problem = problem
