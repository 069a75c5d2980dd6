"""What the tests of the command line share: a runner, an environment of its own, and a small province in a database."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import structlog
from click.testing import CliRunner, Result

from bot.cli import main
from bot.delivery.composing import compose_ready
from bot.duties import materialise
from bot.engine import Engine
from bot.planning import plan_due
from db.sealing import Sealer
from db.sqlite import SqliteStore
from handlers.payload import Signer
from schedules.civil import parse_civil, to_instant

SECRET = "khoa-thu-nghiem-khong-dung-that"
MORNING = "2025-03-17T09:00:00+07:00"  # a Monday
SAMPLE = ("--communes", "2", "--dossiers", "200", "--on", "17/03/2025")
FILES = (
    ("units", "units.csv"),
    ("people", "people.csv"),
    ("procedures", "procedures.csv"),
    ("dossiers", "dossiers.csv"),
    ("progress", "progress.json"),
)


class Desk(NamedTuple):
    """An operator's desk: a folder of its own with a database file that may not exist yet."""

    folder: Path

    @property
    def database(self) -> Path:
        """Where the settings say the database is."""
        return self.folder / "nhacviec.db"

    def run(self, *args: str, stdin: str | None = None) -> Result:
        """Type a command; a traceback fails the test."""
        return CliRunner().invoke(main, list(args), input=stdin, catch_exceptions=False)

    def json(self, *args: str) -> Any:
        """Type a command that succeeds, and read all of its output as JSON."""
        result = self.run(*args)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Settings of the test alone, and logs as they were before."""
    monkeypatch.chdir(tmp_path)
    settings = {
        "DATABASE": f"sqlite:///{tmp_path / 'nhacviec.db'}",
        "SECRET_KEY": SECRET,
        "CLOCK": MORNING,
        "ZALO__OPENAPI_URL": "http://127.0.0.1:9",
        "ZALO__OAUTH_URL": "http://127.0.0.1:9",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"NHACVIEC_{name}", value)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without a database."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small province on Monday 17/3/2025 09:00: imported, planned, its first messages written."""
    folder = tmp_path_factory.mktemp("province")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NHACVIEC_DATABASE", f"sqlite:///{folder / 'nhacviec.db'}")
        patch.setenv("NHACVIEC_SECRET_KEY", SECRET)
        patch.setenv("NHACVIEC_CLOCK", MORNING)
        desk = Desk(folder)
        desk.json("sample", str(folder), *SAMPLE, "--json")
        for kind, name in FILES:
            answer = desk.json("import", kind, str(folder / name), "--json")
            assert answer["rejected"] == []
            assert answer["created"] > 0
    asyncio.run(_plan_and_write(folder / "nhacviec.db"))
    return folder / "nhacviec.db"


async def _plan_and_write(path: Path) -> None:
    """What the service does of itself; the phones stay silent."""
    now = to_instant(parse_civil(MORNING))
    store = SqliteStore(path)
    engine = await Engine.start(store, Sealer(SECRET))
    await materialise(engine, now)
    while await plan_due(engine, now):
        pass
    while await compose_ready(engine, Signer(SECRET), now):
        pass
    await store.close()


@pytest.fixture
def province(desk: Desk, filled: Path) -> Desk:
    """A desk with the small province, to read or to break."""
    shutil.copy(filled, desk.database)
    return desk
