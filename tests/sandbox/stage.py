"""The stage of these tests: a still clock, a small world, a client, and a service that only listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from bot.clock import DrivenClock
from bot.sandbox import Actors, Limits, Persona, Sandbox, World
from schedules.civil import parse_civil, to_instant

START = to_instant(parse_civil("2025-03-17T07:25:00+07:00"))  # a Monday
OFFICER, HEAD = "8001", "8002"
OA = "4190000000000000001"


def still_clock(start: int = START) -> DrivenClock:
    """A clock that moves only when it is told to."""
    return DrivenClock(start, source=lambda: 0.0)


def small_world(clock: DrivenClock, **more: Any) -> World:
    """One account, an officer and a head."""
    world = World(
        clock,
        app_id="1234567890123456789",
        app_secret="app-secret",
        oa_id=OA,
        webhook_secret="oa-secret",
        oa_name="Nhắc Việc – tỉnh Mẫu Sơn",
        **more,
    )
    world.add_person(OFFICER, "Nguyễn Thị Mẫu", "Công chức · UBND xã Thạch Mẫu")
    world.add_person(HEAD, "Trần Đức Ví Dụ", "Chủ tịch · UBND xã Thạch Mẫu")
    return world


def body(text: str = "Đến hạn", user_id: str = OFFICER, *titles: str) -> dict[str, Any]:
    """A consultation message with one hidden query button a title."""
    message: dict[str, Any] = {"text": text}
    if titles:
        rows = [{"title": t, "type": "oa.query.hide", "payload": f"#A.{t}"} for t in titles]
        message["attachment"] = {"type": "template", "payload": {"buttons": rows}}
    return {"recipient": {"user_id": user_id}, "message": message}


@dataclass
class Listener:
    """A service that stores what it hears and answers with `status`."""

    status: int = 200
    heard: list[dict[str, Any]] = field(default_factory=list)
    raw: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        data = await request.read()
        self.raw.append((data, dict(request.headers)))
        self.heard.append(msgspec.json.decode(data))
        return web.Response(status=self.status)

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.heard]

    @property
    def texts(self) -> list[str]:
        """What people said, in the order of arrival."""
        return [e["message"]["text"] for e in self.heard if e["event_name"] == "user_send_text"]


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[Listener]:
    """Serve a `Listener` while the block runs."""
    listener = Listener()
    app = web.Application()
    app.router.add_post("/webhook/zalo", listener.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/zalo"
    try:
        yield listener
    finally:
        await runner.cleanup()


class Client:
    """Speaks to the stand-in as the service would."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
        self.session = session
        self.url = sandbox.api_url
        self.pair = sandbox.world.tokens.grant(OA)
        self.headers: dict[str, str] = {}

    async def post(self, path: str, data: Any, **headers: str) -> dict[str, Any]:
        sent = {"access_token": self.pair.access_token} | headers
        async with self.session.post(self.url + path, json=data, headers=sent) as answer:
            self.headers = dict(answer.headers)
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def get(self, path: str, data: Any = None) -> dict[str, Any]:
        query = {} if data is None else {"data": msgspec.json.encode(data).decode()}
        sent = {"access_token": self.pair.access_token}
        async with self.session.get(self.url + path, params=query, headers=sent) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def send(self, data: dict[str, Any]) -> dict[str, Any]:
        return await self.post("/v3.0/oa/message/cs", data)

    async def token(self, secret: str | None = None, **form: str) -> dict[str, Any]:
        form = {"app_id": "1234567890123456789"} | form
        headers = {"secret_key": secret or "app-secret"}
        address = self.url + "/v4/oa/access_token"
        async with self.session.post(address, data=form, headers=headers) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found


@dataclass
class Stage:
    """What a test needs."""

    clock: DrivenClock
    world: World
    sandbox: Sandbox
    client: Client
    listener: Listener

    def after(self, seconds: int) -> None:
        """Let the clock go on."""
        self.clock.jump_to(self.clock.now() + seconds)

    def long_after(self, seconds: int) -> None:
        """Let the clock go on beyond the life of a token; the client gets a new one."""
        self.after(seconds)
        self.client.pair = self.world.tokens.grant(OA)


@asynccontextmanager
async def staged(
    limits: Limits | None = None, personas: dict[str, Persona] | None = None, **more: Any
) -> AsyncIterator[Stage]:
    """Everything running, with a listener as the service."""
    clock = still_clock()
    world = small_world(clock, limits=limits, **more)
    async with listening() as listener, aiohttp.ClientSession() as session:
        sandbox = Sandbox(world, webhook_url=listener.url, actors=Actors(world, personas or {}))
        await sandbox.start()
        try:
            yield Stage(clock, world, sandbox, Client(session, sandbox), listener)
        finally:
            await sandbox.stop()
