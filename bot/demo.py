"""What `make run` starts: the whole service on a fresh embedded database, with a sample province and the sandbox.

Real everything – database, HTTP, signatures, tokens – but Zalo and the SMS gateway, which the sandbox stands in for, and
time, which runs fast. Nothing here is used by the service itself.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import Settings, SmsSettings, ZaloSettings
from bot.demo_past import Claim, calm_events, load
from bot.demo_world import (
    APP_ID,
    BRAND,
    DAY,
    OA_ID,
    START,
    choose,
    make_world,
    sms_account,
    template_ids,
)
from bot.sample.write import sample
from bot.sandbox.actors import Actors
from bot.sandbox.page import page_app
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.seed import seed
from bot.service import Service
from bot.sms.addresses import webhook_token
from db.sqlite import SqliteStore
from schedules.civil import at

SPEED = 240.0
FOLDER = Path("var/demo")
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
        calm_events(FOLDER)
        cast = choose(FOLDER)
        secret = secrets.token_urlsafe(32)
        await self._load(secret, cast.claim)
        world = make_world(FOLDER, self.clock, cast)
        self.sandbox = await Sandbox(
            world, actors=Actors(world, cast.personas), shown=cast.shown, hints=cast.hints
        ).start()
        settings = self._settings(secret, world, self.sandbox)
        self.service = Service(settings, self.clock)
        await self.service.start(extra=self._mount)
        self.sandbox.courier.url = f"{self.service.url}/webhook/zalo"
        self.clock.resume()
        self._say(
            f"\nNhắc Việc đang chạy, đồng hồ nhanh gấp {SPEED:g} lần, bắt đầu lúc {START} ngày 17/3/2025.\n"
            f"  Trang chính:            {self.service.url}/\n"
            f"  Các điện thoại mô phỏng: {self.service.url}/sandbox/\n"
            f"  Zalo và SMS mô phỏng:   {self.sandbox.api_url}\n"
            "Nên xem máy của:"
        )
        for member in cast.members:
            if member.hint:
                self._say(f"  {member.name} – {member.hint}")
        self._say("Nhấn Ctrl-C để dừng.")

    async def _load(self, secret: str, claim: Claim | None) -> None:
        store = SqliteStore(FOLDER / "nhacviec.db")
        try:
            await seed(store, self.clock.now())
            await load(store, secret, FOLDER, self.clock.now(), claim, self._say)
        finally:
            await store.close()

    def _settings(self, secret: str, world: World, sandbox: Sandbox) -> Settings:
        pair = world.tokens.grant(OA_ID)
        url = sandbox.api_url
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
            templates=template_ids(),
            contact_image_url="https://nhacviec.example.vn/lien-ket.png",
        )
        account = sms_account(world)
        port = self._port or _free_port(self._host)
        sms = {
            "gateway": "esms",
            "url": sandbox.sms_url,
            "brandname": BRAND,
            "api_key": account.api_key,
            "secret_key": account.secret_key,
            "callback_url": f"http://{self._host}:{port}/webhook/sms/esms/{webhook_token(secret, 'esms')}",
        }
        return Settings(
            database=f"sqlite:///{FOLDER / 'nhacviec.db'}",
            secret_key=SecretStr(secret),
            host=self._host,
            port=port,
            zalo=zalo,
            sms=SmsSettings.model_validate(sms),
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


def _free_port(host: str) -> int:
    """A port that nobody listens on: the gateway is told where to report before the service is there."""
    with socket.socket() as tried:
        tried.bind((host, 0))
        return int(tried.getsockname()[1])


def _clear() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)


async def _to_sandbox(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/sandbox/")
