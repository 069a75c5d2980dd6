"""The stand-in with one officer, for all tests of this room."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.clock import DrivenClock
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.bot.stage import Stage, staged


@pytest.fixture
async def stage(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> AsyncIterator[Stage]:
    """Everything running."""
    async with staged(store, sealer, clock) as running:
        yield running
