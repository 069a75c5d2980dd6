"""Stories move the clock themselves and wait for nothing."""

from __future__ import annotations

import pytest

from bot.delivery import sender


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes are settled as they come; in service a group is awaited for 50 ms, which adds up over a month told here."""
    monkeypatch.setattr(sender, "SETTLE_EVERY_S", 0.0)
