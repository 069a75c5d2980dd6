"""What `make run` starts: the whole service on a fresh embedded database, with a sample province and the sandbox.

Real everything – database, HTTP, signatures, tokens – but Zalo, which the sandbox stands in for, and time, which runs
fast. Nothing here is used by the service itself.
"""

from __future__ import annotations

import asyncio
import csv
import secrets
import shutil
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import Settings, ZaloSettings
from bot.ingest.importing import run_import
from bot.sample.write import sample
from bot.sandbox.actors import Actors, Persona
from bot.sandbox.page import page_app
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.seed import seed
from bot.service import Service
from db.sealing import Sealer
from db.sqlite import SqliteStore
from schedules.civil import at, parse_civil, to_instant

DAY = date(2025, 3, 17)  # a Monday on which the reports of communes and district offices are due
START = "07:28"
SPEED = 240.0
FOLDER = Path("var/demo")
APP_ID, OA_ID = "1000000000000000001", "2000000000000000001"
OA_NAME = "Nhắc Việc – tỉnh An Mẫu"
FILES = (
    ("units", "units.csv"),
    ("people", "people.csv"),
    ("procedures", "procedures.csv"),
    ("dossiers", "dossiers.csv"),
    ("progress", "progress.json"),
)
Say = Callable[[str], None]


async def run(
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    communes: int = 102,
    dossiers: int = 1200,
    say: Say = print,
) -> None:
    """Run the demo until SIGINT or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    demo = Demo(host, port, communes, dossiers, say)
    try:
        await demo.start()
        await stopped.wait()
        say("Dừng…")
    finally:
        await demo.stop()


class Demo:
    """The parts of the demo; `start` once, `stop` once."""

    def __init__(self, host: str, port: int, communes: int, dossiers: int, say: Say) -> None:
        self._host, self._port, self._say = host, port, say
        self._communes, self._dossiers = communes, dossiers
        self.clock = DrivenClock(at(DAY, START), SPEED)
        self.clock.pause()
        self.service: Service | None = None
        self.sandbox: Sandbox | None = None

    async def start(self) -> None:
        """Write the province, load it, open both ports, let time run."""
        _clear()
        self._say(f"Tạo tỉnh mẫu: {self._communes} xã, {self._dossiers} hồ sơ…")
        sample(FOLDER, self._communes, self._dossiers, 1, on=DAY)
        people = _rows("people.csv")
        secret = secrets.token_urlsafe(32)
        await self._load(secret)
        world = self._world(people, webhook_secret=secrets.token_hex(16))
        cast = _cast(people)
        actors = Actors(world, {user: persona for user, persona in cast if persona})
        self.sandbox = await Sandbox(world, actors=actors, shown=[user for user, _ in cast]).start()
        settings = self._settings(secret, world, self.sandbox.api_url)
        self.service = Service(settings, self.clock)
        await self.service.start(extra=self._mount)
        self.sandbox.courier.url = f"{self.service.url}/webhook/zalo"
        self.clock.resume()
        self._say(
            f"\nNhắc Việc đang chạy, đồng hồ nhanh gấp {SPEED:g} lần, bắt đầu lúc {START} ngày 17/3/2025.\n"
            f"  Trang chính:            {self.service.url}/\n"
            f"  Các điện thoại mô phỏng: {self.service.url}/sandbox/\n"
            f"  Zalo mô phỏng:          {self.sandbox.api_url}\n"
            "Nhấn Ctrl-C để dừng."
        )

    async def _load(self, secret: str) -> None:
        store = SqliteStore(FOLDER / "nhacviec.db")
        try:
            await seed(store, self.clock.now())
            for kind, name in FILES:
                answer = await run_import(
                    store, Sealer(secret), kind, FOLDER / name, now=self.clock.now()
                )
                self._say(
                    f"  {name}: thêm {answer['created']}, sửa {answer['updated']}, loại {len(answer['rejected'])}"
                )
        finally:
            await store.close()

    def _world(self, people: list[dict[str, str]], webhook_secret: str) -> World:
        world = World(
            self.clock,
            app_id=APP_ID,
            app_secret=secrets.token_hex(16),
            oa_id=OA_ID,
            webhook_secret=webhook_secret,
            oa_name=OA_NAME,
        )
        units = {row["code"]: row["name"] for row in _rows("units.csv")}
        for row in people:
            if row["zalo_user_id"]:
                subtitle = f"{row['title']} · {units[row['unit']]}"
                world.add_person(
                    row["zalo_user_id"],
                    row["name"],
                    subtitle,
                    last_interaction=self.clock.now() - 3600,
                )
        return world

    def _settings(self, secret: str, world: World, url: str) -> Settings:
        pair = world.tokens.grant(OA_ID)
        zalo = ZaloSettings(
            app_id=APP_ID,
            app_secret=SecretStr(world.app_secret),
            oa_id=OA_ID,
            webhook_secret=SecretStr(world.accounts[OA_ID].webhook_secret),
            access_token=SecretStr(pair.access_token),
            refresh_token=SecretStr(pair.refresh_token),
            openapi_url=url,
            business_url=url,
            oauth_url=url,
        )
        return Settings(
            database=f"sqlite:///{FOLDER / 'nhacviec.db'}",
            secret_key=SecretStr(secret),
            host=self._host,
            port=self._port,
            zalo=zalo,
        )

    def _mount(self, app: web.Application) -> None:
        assert self.sandbox is not None  # noqa: S101 - started before the service
        app.add_subapp(
            "/sandbox", page_app(self.sandbox, self.clock, next_deadline=self._next_deadline)
        )
        app.router.add_get("/sandbox", _to_sandbox)

    async def _next_deadline(self) -> int | None:
        assert self.service is not None  # noqa: S101 - the page is served by it
        found: int | None = await self.service.store.value("next_due_instant", now=self.clock.now())
        return found

    async def stop(self) -> None:
        """Close everything."""
        if self.service is not None:
            await self.service.stop()
        if self.sandbox is not None:
            await self.sandbox.stop()


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _clear() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)


async def _to_sandbox(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/sandbox/")


def _cast(people: list[dict[str, str]]) -> list[tuple[str, Persona | None]]:
    """The phones the page opens with: one who answers, one who stays silent, an officer at work, those above them.

    The silent commune is the one with most steps at hand: its head and an officer hear something from the first
    minute on, while the report of the day begins at 08:00.
    """
    by_unit: dict[str, list[dict[str, str]]] = {}
    for person in people:
        if person["zalo_user_id"]:
            by_unit.setdefault(person["unit"], []).append(person)
    communes = [unit for unit in by_unit if unit.count(".") == 2 and _has(by_unit[unit], "head")]
    communes = [u for u in communes if _has(by_unit[u], "coordinator") and _is_commune(by_unit[u])]
    at_hand = _steps_at_hand(by_unit)
    answering = communes[0]
    silent = max(communes[1:], key=lambda unit: sum(person["unit"] == unit for person in at_hand))
    officers = [person for person in at_hand if not _has([person], "coordinator")]
    officers.sort(key=lambda p: (silent, answering, p["unit"]).index(p["unit"]))
    district = answering.rpartition(".")[0]
    cast = [
        (_pick(by_unit[answering], "coordinator"), Persona.DILIGENT),
        (_pick(by_unit[silent], "coordinator"), Persona.SILENT),
        (_pick(by_unit[silent], "head"), Persona.NUDGING),
        (_pick(officers, "officer"), Persona.PROMISING),
        (_pick(by_unit[answering], "head"), None),
        (_pick(by_unit.get(district, []), "coordinator"), Persona.CONFIRMING),
    ]
    return [(user, persona) for user, persona in cast if user]


def _steps_at_hand(by_unit: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """Who holds a dossier with a step still to come, once for each step, the next one first."""
    found: list[tuple[int, dict[str, str]]] = []
    with (FOLDER / "dossiers.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            due = to_instant(parse_civil(row["step_due_at"])) if row["step_due_at"] else 0
            if due > at(DAY, START):
                holders = [p for p in by_unit.get(row["unit"], []) if p["name"] == row["holder"]]
                found += [(due, holder) for holder in holders]
    return [person for _, person in sorted(found, key=lambda pair: pair[0])]


def _is_commune(people: list[dict[str, str]]) -> bool:
    return any(
        "xã" in p["title"] or "phường" in p["title"] or "thị trấn" in p["title"] for p in people
    )


def _has(people: list[dict[str, str]], role: str) -> bool:
    return any(role in p["roles"].split(";") for p in people)


def _pick(people: list[dict[str, str]], role: str) -> str:
    return next((p["zalo_user_id"] for p in people if role in p["roles"].split(";")), "")
