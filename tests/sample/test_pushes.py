"""The sample's feeds: whatever order a day's pushes come in, the store ends as if the files had been imported."""

from __future__ import annotations

import asyncio
import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import FeedSettings, Settings
from bot.engine import Engine
from bot.ingest.aliases import gather
from bot.ingest.feed import MOVE_ON, STORE, unwrap
from bot.ingest.importing import run_import
from bot.ingest.receiving import receive_dossiers, receive_progress
from bot.ingest.steps import standing
from bot.sample.pushes import SESSION
from bot.sample.readme import KINDS
from bot.sample.write import sample
from bot.seed import seed
from bot.web.feeds import feed_routes
from db.items import items_by_code
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import ItemState
from schedules.civil import at
from tests.ingest.pushing import NAME, PASSWORD, Door
from tests.stories.stage import SECRET

DAYS = [date(2025, 3, 17), date(2026, 7, 14)]  # a Monday under districts, a Tuesday since
FIRST = ("units", "people", "procedures")


@pytest.fixture(scope="module", params=DAYS, ids=["districts", "two levels"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of a small province."""
    found = tmp_path_factory.mktemp("tinh")
    sample(found, communes=12, dossiers=900, on=request.param)
    (found / "on").write_text(request.param.isoformat())
    return found


def morning(folder: Path) -> int:
    return at(date.fromisoformat((folder / "on").read_text()), "06:00")


async def loaded(folder: Path, name: str, kinds: Iterable[str]) -> Engine:
    """A new store into which files of the sample were imported; nothing may be refused."""
    store, sealer = SqliteStore(folder / f"{name}.db"), Sealer(SECRET)
    now = morning(folder)
    await seed(store, now)
    for file, kind in KINDS.items():
        if kind in kinds:
            answer = await run_import(store, sealer, kind, folder / file, now=now)
            assert answer["rejected"] == [], file
            assert answer["created"] > 0, file
    return await Engine.start(store, sealer, now)


async def pushed(engine: Engine, files: Sequence[Path], now: int) -> None:
    """Tell the service what the files hold, by the road each would come."""
    for path in files:
        told = unwrap(path.read_bytes())
        service = told.service or path.stem.rpartition("-")[2]
        if service == MOVE_ON:
            taken = await receive_progress(engine, told.items, now)
        else:
            source = "igate" if path.stem == "igate" else "dvcqg"
            taken = await receive_dossiers(engine, told.items, source, now)
        assert {one.error for one in taken} <= {""}, path.name


def feed(folder: Path) -> list[Path]:
    """What is sent, in order of arrival."""
    found = sorted(path for path in (folder / "feed").glob("*.json") if path.stem != "broken")
    assert len(found) > 20
    return found


def other_codes(folder: Path) -> dict[str, str]:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["fault"] == "two_codes"]
    return {row["detail"]: row["code"] for row in rows}


def sent_codes(folder: Path) -> list[str]:
    """The dossiers to which something happened on the day."""
    others = other_codes(folder)
    codes = {
        item["MaHoSo"]
        for path in feed(folder)
        if path.stem not in {"local", "igate"}
        for item in unwrap(path.read_bytes()).items
        if isinstance(item, dict)
    }
    return sorted({others.get(code, code) for code in codes})


async def state(engine: Engine, codes: Sequence[str], others: dict[str, str]) -> dict[str, Any]:
    """What is watched of each dossier and how it stands. A resting step is silent, whoever had it.

    When a step began is left out: where the source tells its due date, that stays as it was first seen.
    """
    own = {code: other for other, code in others.items()}
    found = {}
    for code in codes:
        behind = await gather(engine.store, [code])
        (dossier,) = behind.dossiers
        items = [
            item
            for name in (code, own.get(code, ""))
            if name
            for item in await items_by_code(engine.store, name)
        ]
        found[code] = (
            standing(dossier, behind.progress[dossier.code]),
            dossier.due_at,
            sorted(
                (
                    item.key.replace(own.get(code, code), code),
                    item.state,
                    item.assignee_id if item.state == ItemState.OPEN else 0,
                    item.starts_at,
                    item.due_at,
                )
                for item in items
                if item.state == ItemState.OPEN
                or (item.state == ItemState.SUSPENDED and item.kind != "step")
            ),
        )
    return found


def test_the_bodies_are_taken_at_the_door_as_the_readme_says(folder: Path) -> None:
    """Envelopes with the session of a login, bare arrays with name and password; the broken ones are told item by item."""
    clock = DrivenClock(morning(folder), source=lambda: 0.0)
    settings = Settings(
        secret_key=SecretStr(SECRET),
        feed=FeedSettings(username=NAME, password=SecretStr(PASSWORD)),
    )

    async def play() -> None:
        engine = await loaded(folder, "door", FIRST)
        door = Door(engine, clock)
        app = web.Application()
        app.add_routes(feed_routes(settings, clock, engine, door.wake))
        async with TestClient(TestServer(app)) as door.client:
            session = (await door.session()).encode()
            sent = [*feed(folder)[:12], folder / "feed" / "local.json"]
            assert len({"-array-" in path.name for path in sent}) == 2
            for path in sent:
                body = path.read_bytes()
                service = MOVE_ON if path.stem.endswith(MOVE_ON) else STORE
                if "-envelope-" in path.name:
                    status, told = await door.post("", body.replace(SESSION.encode(), session))
                else:
                    status, told = await door.post(f"/{service}", body, auth=(NAME, PASSWORD))
                assert (status, told["error_code"]) == (200, "0"), path.name
                assert {one["error_code"] for one in told["result"]} == {"0"}, path.name
            body = (folder / "feed" / "broken.json").read_bytes()
            _, told = await door.post(f"/{STORE}", body, auth=(NAME, PASSWORD))
            assert [one["error_code"] for one in told["result"]] == ["0", *["-1"] * 7]
        await engine.store.close()

    asyncio.run(play())


def test_pushes_in_any_order_end_where_the_import_ends(folder: Path) -> None:
    now, others, codes = morning(folder), other_codes(folder), sent_codes(folder)
    dice = random.Random(5)

    async def play() -> None:
        imported = await loaded(folder, "imported", (*FIRST, "dossiers", "progress"))
        wanted = await state(imported, codes, others)
        assert sum(bool(items) for _, _, items in wanted.values()) > 20
        for name in ("straight", "shuffled", "backwards"):
            engine = await loaded(folder, name, FIRST)
            files = feed(folder)
            if name == "shuffled":
                files = [*files, *dice.choices(files, k=20)]
                dice.shuffle(files)
            elif name == "backwards":
                files.reverse()
            await pushed(engine, files, now)
            assert await state(engine, codes, others) == wanted
            await engine.store.close()
        # And told once more to a service that has imported them, nothing is different.
        await pushed(imported, dice.sample(feed(folder), k=len(feed(folder))), now)
        assert await state(imported, codes, others) == wanted
        await imported.store.close()

    asyncio.run(play())
