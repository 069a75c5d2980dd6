"""Carries happenings to the service: envelope, signature, order per person, and Zalo's retries."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import heapq
import json
import zlib
from itertools import count

import aiohttp
import msgspec

from bot.clock import Clock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.model import Happening
from bot.sandbox.operations import id_by_app
from bot.sandbox.world import World

RETRIES = (30, 5 * 60, 15 * 60, 30 * 60, 60 * 60)
"""Seconds to wait before each new try."""
EVENTS = frozenset(
    {
        "follow",
        "unfollow",
        "user_send_text",
        "oa_send_text",
        "user_received_message",
        "user_seen_message",
        "user_submit_info",
        "user_reacted_message",
        "user_click_response_button",
        "user_feedback",
        "oa_send_image",
        "oa_send_file",
        "oa_send_template",
        "oa_reacted_message",
    }
)
"""The events that can be ticked in the console."""
RECEIPTS = ("user_received_message", "user_seen_message")
"""Named after the person but sent in the name of the account."""


def body_of(happening: Happening, app_id: str) -> bytes:
    """The bytes of an event: one line of JSON, ids and times as text.

    From a person the sender is the person; from the account, and on receipts, it is the account.
    """
    envelope: dict[str, object] = {
        "app_id": app_id,
        "event_name": happening.name,
        "timestamp": str(happening.at_ms),
        "user_id_by_app": id_by_app(app_id, happening.user_id),
    }
    person, account = {"id": happening.user_id}, {"id": happening.oa_id}
    if happening.name in ("follow", "unfollow"):
        envelope |= {"oa_id": happening.oa_id, "follower": person}
    elif happening.name.startswith("user_") and happening.name not in RECEIPTS:
        envelope |= {"sender": person, "recipient": account}
    else:
        envelope |= {"sender": account, "recipient": person}
    return json.dumps(
        envelope | happening.details, ensure_ascii=False, separators=(",", ":")
    ).encode()


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """The value of `X-ZEvent-Signature`: a plain SHA-256 over the four parts, not an HMAC.

    Source: webhook page, "X-ZEvent-Signature"; the secret is the one shown on the webhook page of the account.
    """
    digest = hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode())
    return f"mac={digest.hexdigest()}"


class Delivery(msgspec.Struct):
    """An event on its way; the body is the same in every try."""

    name: str
    user_id: str
    body: bytes
    signature: str
    zbs: bool = False
    tries: int = 0


class WebhookCourier:
    """Delivers in order per person over a few lanes; a failed event comes back later, on the clock.

    Success is HTTP 200 within `patience` real seconds. Only an unreachable or silent service is tried again
    (`retry_refused` adds other statuses: the documents can be read both ways). When the last try fails the
    webhook is switched off, as Zalo does, until `enable`.
    """

    def __init__(
        self,
        world: World,
        url: str | None,
        faults: Faults,
        *,
        events: frozenset[str] = EVENTS,
        lanes: int = 8,
        lane_length: int = 20_000,
        patience: float = 2.0,
        retry_refused: bool = False,
    ) -> None:
        self.url = url
        self.events = events
        self.enabled = True
        self.retry_refused = retry_refused
        self.delivered = 0
        self.refused = 0
        self.lost = 0
        self._world = world
        self._clock: Clock = world.clock
        self._faults = faults
        self._patience = aiohttp.ClientTimeout(total=patience)
        self._lanes: list[asyncio.Queue[Delivery]] = [
            asyncio.Queue(lane_length) for _ in range(lanes)
        ]
        self._later: list[tuple[int, int, Delivery]] = []
        self._order = count()
        self._held: dict[str, Delivery] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Begin to carry."""
        self._session = aiohttp.ClientSession(timeout=self._patience)
        self._tasks = [asyncio.create_task(self._run(lane)) for lane in self._lanes]

    async def stop(self) -> None:
        """Stop carrying; what was not delivered stays undelivered."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        if self._session is not None:
            await self._session.close()
            self._session = None

    def hand_over(self, happening: Happening) -> None:
        """Take a happening if its event is ticked and the webhook is on."""
        if happening.name not in self.events or not self.enabled or self.url is None:
            return
        delivery = self._sealed(happening)
        held = self._held.pop(delivery.user_id, None)
        if held is None and self._faults.strikes(Fault.WEBHOOK_SWAPPED):
            self._held[delivery.user_id] = delivery
            return
        self._put(delivery)
        if self._faults.strikes(Fault.WEBHOOK_TWICE):
            self._put(msgspec.structs.replace(delivery))
        if held is not None:
            self._put(held)

    async def flushed(self, user_id: str) -> None:
        """Wait until everything handed over about this person was tried at least once."""
        if self._tasks:
            await self._lane(user_id).join()

    async def settle(self) -> None:
        """Deliver everything that is due at this instant of the clock, swapped events too."""
        for delivery in self._held.values():
            self._put(delivery)
        self._held.clear()
        self.release_due()
        if self._tasks:
            for lane in self._lanes:
                await lane.join()

    def release_due(self) -> None:
        """Put the failed events whose time has come back on their lanes."""
        now_ms = self._clock.now_ms()
        while self._later and self._later[0][0] <= now_ms:
            self._put(heapq.heappop(self._later)[2])

    def enable(self) -> None:
        """Switch the webhook on again, as an administrator does in the console."""
        self.enabled = True

    @property
    def waiting(self) -> int:
        """How many events wait for another try."""
        return len(self._later)

    # --- inside ---

    def _sealed(self, happening: Happening) -> Delivery:
        body = body_of(happening, self._world.app_id)
        secret = self._world.accounts[happening.oa_id].webhook_secret
        mac = signature(self._world.app_id, body, str(happening.at_ms), secret)
        return Delivery(happening.name, happening.user_id, body, mac, happening.zbs)

    def _lane(self, user_id: str) -> asyncio.Queue[Delivery]:
        return self._lanes[zlib.crc32(user_id.encode()) % len(self._lanes)]

    def _put(self, delivery: Delivery) -> None:
        try:
            self._lane(delivery.user_id).put_nowait(delivery)
        except asyncio.QueueFull:
            self.lost += 1

    async def _run(self, lane: asyncio.Queue[Delivery]) -> None:
        while True:
            delivery = await lane.get()
            try:
                await self._try(delivery)
            finally:
                lane.task_done()

    async def _try(self, delivery: Delivery) -> None:
        status = await self._post(delivery)
        if status == 200:
            self.delivered += 1
            return
        if status is not None:
            self.refused += 1
            if not self.retry_refused:
                return
        if delivery.tries >= len(RETRIES):
            self.enabled = False
            self.lost += 1 + len(self._later)
            self._later.clear()
            return
        due_ms = self._clock.now_ms() + RETRIES[delivery.tries] * 1000
        delivery.tries += 1
        heapq.heappush(self._later, (due_ms, next(self._order), delivery))

    async def _post(self, delivery: Delivery) -> int | None:
        """The status, or None when the service could not be reached or stayed silent."""
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": delivery.signature}
        if delivery.zbs:
            headers["X-ZEvent-Server"] = "ZNS"
        if delivery.tries:
            headers["num_retry"] = str(delivery.tries)
        if self._session is None or self.url is None:
            return None
        try:
            async with self._session.post(self.url, data=delivery.body, headers=headers) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None
