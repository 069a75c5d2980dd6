"""What many tests need: a store in a file of its own, a clock that stands still, keys."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.clock import DrivenClock
from db import sqlite
from db.sealing import Sealer
from db.sqlite import SqliteStore
from handlers.payload import Signer
from tests.db.making import NOW, SECRET

LEFT_OUT = "browser tests left out: no browser found"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Say what was left out in the very last line, below the sum of the tests, where nobody overlooks it.

    Read from the reports, as the tests may have run in other processes.
    """
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if any(LEFT_OUT in str(report.longrepr) for report in skipped):
        session.config.get_terminal_writer().line(LEFT_OUT, yellow=True)


@pytest.fixture(scope="session", autouse=True)
def no_power_cut() -> Iterator[None]:
    """Thousands of small databases need not wait for the disk: what only a power cut could lose is not looked at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session", autouse=True)
def one_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The schema is made once: a new database of a test begins as a copy of the empty one. Those that are there are upgraded."""
    empty = tmp_path_factory.mktemp("schema") / "empty.db"
    upgrade = sqlite.upgrade
    upgrade(empty)

    def begun(path: str | Path) -> list[str]:
        if str(path) == ":memory:" or Path(path).exists():
            return upgrade(path)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(empty, path)
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "upgrade", begun)
        yield


@pytest.fixture
def clock() -> DrivenClock:
    """Monday 17/3/2025 09:00 until it is moved."""
    return DrivenClock(NOW, source=lambda: 0.0)


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    """Seals with the key of the tests."""
    return Sealer(SECRET)


@pytest.fixture(scope="session")
def signer() -> Signer:
    """Signs with the key of the tests."""
    return Signer(SECRET)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty embedded store."""
    opened = SqliteStore(tmp_path / "nhacviec.db")
    yield opened
    await opened.close()
