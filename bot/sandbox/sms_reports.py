"""Delivery reports of the SMS gateway: a GET to the address that came with the message, unsigned.

Only silence makes it try again, five times at most; any answer ends it, a refusal too (the SMS reference, section 1.4).
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
from itertools import count

import aiohttp

from bot.clock import Clock
from bot.sandbox.sms import CARE, Taken

RETRIES = 5
PAUSE_S = 60
"""Seconds between two tries; the original names no number."""
_NETWORKS = {"09": "2", "08": "3", "03": "1"}


def query_of(taken: Taken) -> dict[str, str]:
    """The fields of a report, all of them text."""
    return {
        "SMSID": taken.sms_id,
        "RequestId": taken.request_id,
        "TypeId": CARE,
        "telcoid": _NETWORKS.get(taken.phone[:2], "1"),
        "phonenumber": taken.phone,
        "switchsmsid": "",
        **{name: str(value) for name, value in taken.counts().items()},
    }


class SmsReports:
    """Carries reports one after the other; `lost` counts those nobody answered."""

    def __init__(self, clock: Clock, patience: float = 2.0) -> None:
        self._clock = clock
        self._patience = aiohttp.ClientTimeout(total=patience)
        self._queue: asyncio.Queue[tuple[Taken, int]] = asyncio.Queue()
        self._later: list[tuple[int, int, Taken, int]] = []
        self._order = count()
        self._task: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self.delivered = 0
        self.lost = 0

    async def start(self) -> None:
        """Begin to carry."""
        self._session = aiohttp.ClientSession(timeout=self._patience)
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop carrying; what was not told stays untold."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    def hand_over(self, taken: Taken) -> None:
        """Take one report."""
        if self._task is not None:
            self._queue.put_nowait((taken, 0))

    def release_due(self) -> None:
        """Try again what nobody answered, once its time has come."""
        now = self._clock.now()
        while self._later and self._later[0][0] <= now:
            _, _, taken, tries = heapq.heappop(self._later)
            self._queue.put_nowait((taken, tries))

    async def settle(self) -> None:
        """Until everything due now was tried."""
        self.release_due()
        if self._task is not None:
            await self._queue.join()

    async def _run(self) -> None:
        while True:
            taken, tries = await self._queue.get()
            try:
                await self._tell(taken, tries)
            finally:
                self._queue.task_done()

    async def _tell(self, taken: Taken, tries: int) -> None:
        assert self._session is not None  # noqa: S101 - started before anything is carried
        try:
            async with self._session.get(taken.callback_url, params=query_of(taken)):
                self.delivered += 1
        except TimeoutError:
            if tries >= RETRIES:
                self.lost += 1
                return
            due = self._clock.now() + PAUSE_S
            heapq.heappush(self._later, (due, next(self._order), taken, tries + 1))
        except aiohttp.ClientError:
            self.lost += 1
