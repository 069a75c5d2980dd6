"""The lease on an account: one process at a time may use its refresh token, however many there are.

Taken in a short transaction of its own before the call, and given back with the result. It outlasts the longest call,
so that nobody else asks while an answer may still come; the lease of a process that died runs out by itself.
"""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.clock import Clock
from bot.http import WHOLE_CALL_S
from bot.zalo.grants import NoGrant
from db.store import Store

log = structlog.get_logger()
LEASE_S: Final = WHOLE_CALL_S + 40.0
"""Real seconds a lease lasts: the whole call, and time to store what it brought."""
POLL_S: Final = 0.25
"""Real seconds between two looks at a lease of somebody else."""
_POLLS = math.ceil((LEASE_S + 5.0) / POLL_S)

Pause = Callable[[float], Awaitable[None]]


class StillLeased(NoGrant):
    """Somebody else has been renewing the account for longer than a lease lasts."""


class Leases:
    """Takes and knows leases on accounts. `pause` rests for real seconds."""

    def __init__(self, store: Store, clock: Clock, pause: Pause = asyncio.sleep) -> None:
        self._store = store
        self._clock = clock
        self._pause = pause

    async def take(self, code: str, generation: int | None = None) -> str | None:
        """The mark of a lease now held on an account; None when its pair is no longer of `generation`.

        Waits while another holds it. Raises `StillLeased` when that never ends.
        """
        by = secrets.token_hex(8)
        for _ in range(_POLLS):
            taken = await self._try(code, generation, by)
            if taken is None:
                return None
            if taken:
                return by
            await self._pause(POLL_S)
        raise StillLeased(f"another process keeps renewing the account {code}; look at its log")

    async def _try(self, code: str, generation: int | None, by: str) -> bool | None:
        now = self._clock.now()
        # A lease counts on the service's clock, which may run faster than the wire.
        length = math.ceil(LEASE_S * max(1.0, self._clock.speed))
        terms = {"until": now + length, "by": by, "now": now, "latest": now + 2 * length}
        async with self._store.tx() as tx:
            taken = bool(await tx.run("lease_account", code=code, **terms))
            # Looked at under the lease: whoever had it before has stored the result by now.
            found = await tx.value("account_generation", code=code)
            if found is not None and generation in (None, found):
                return taken
            await tx.run("release_account", code=code, by=by)
        return None

    async def give_back(self, code: str, by: str) -> None:
        """End a lease without a result. A database that does not take this lets it run out."""
        try:
            async with self._store.tx() as tx:
                await tx.run("release_account", code=code, by=by)
        except Exception:
            log.exception("lease.left", action="lease.left")
