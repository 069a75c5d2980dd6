"""Pulls dossiers from a connector of the iGate kind: ask for the list, store it; write back only where that is allowed.

A connector that fails never stops the service: after three failures in a row a person is called, and each round tries
again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.config import IgateSettings
from bot.engine import Engine
from bot.http import Wire
from bot.ingest.igate_client import IgateClient, IgateProblem
from bot.ingest.receiving import receive_dossiers
from bot.ingest.told_claims import SOURCE, tell_claims

log = structlog.get_logger()
ALARM: Final = "igate"
PATIENCE: Final = 3  # failures in a row before a person is called


class IgatePull:
    """The slow round's part: pulls when it is time. `wake` is called when something was stored."""

    def __init__(
        self,
        engine: Engine,
        wire: Wire,
        settings: IgateSettings,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._client = IgateClient(wire, settings)
        self._settings = settings
        self._wake = wake
        self._next_at = 0
        self._failures = 0

    async def pull_due(self, now: int) -> int:
        """Pull if the connector is set and the time has come; the number of items stored. Never raises for its faults."""
        if not self._settings.url or now < self._next_at:
            return 0
        self._next_at = now + self._settings.every * 60
        try:
            stored = await self._pull(now)
        except IgateProblem as error:
            await self._failed(str(error), now)
            return 0
        self._failures = 0
        async with self._engine.store.tx() as tx:
            await end_alarm(tx, ALARM, now)
        return stored

    async def _pull(self, now: int) -> int:
        items = await self._client.dossiers(now)
        taken = await receive_dossiers(
            self._engine, items, SOURCE, now, self._settings.unit, self._settings.statuses
        )
        refused = [one for one in taken if one.error]
        new = [one.code for one in taken if not one.error and not one.known]
        log.info("igate.pulled", action="igate.pulled", items=len(taken), refused=len(refused))
        if len(refused) < len(taken):
            self._wake()
        if self._settings.write_back:
            await self._client.acknowledge(new, now)
            if self._settings.tell_claims:
                await tell_claims(self._engine, self._client, now)
        return len(taken) - len(refused)

    async def _failed(self, problem: str, now: int) -> None:
        self._failures += 1
        log.warning("igate.failed", action="igate.failed", problem=problem, times=self._failures)
        if self._failures >= PATIENCE:
            async with self._engine.store.tx() as tx:
                await raise_alarm(tx, ALARM, problem, now)
