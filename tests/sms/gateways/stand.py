"""A stand-in of a provider on this machine: hears requests, answers what it is told or what its rules say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.http import Wire, make_wire
from bot.sms.gateway import SmsRequest

PHONE = "84912345678"
BRAND = "UBND-MAU"
TEXT = "De nghi dong chi xu ly ho so H01-0001 truoc 16 gio 30."
PASSWORD = "mat-khau-gia"

Rules = Callable[[web.Request], Awaitable[web.Response]]


def request(**changes: Any) -> SmsRequest:
    """A typical message."""
    given: dict[str, Any] = {
        "phone": PHONE,
        "text": TEXT,
        "template": "officer/due_soon",
        "params": ("H01-0001", "16 giờ 30 phút\nngày 17/3/2025"),
        "request_id": "nv-message-1",
        "brandname": BRAND,
    }
    return SmsRequest(**{**given, **changes})


@dataclass
class Provider:
    """`told` comes before the rules: a status and a body for the next request each."""

    url: str
    wire: Wire
    told: list[tuple[int, bytes]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)  # method and path with query

    def tell(self, body: str | bytes, status: int = 200) -> None:
        """Answer the next request with this, whatever it is."""
        self.told.append((status, body if isinstance(body, bytes) else body.encode()))


@asynccontextmanager
async def provider(rules: Rules) -> AsyncIterator[Provider]:
    """A provider with its rules, and a wire to it."""
    wire = make_wire(connections=5)
    running = Provider("", wire)

    async def hear(incoming: web.Request) -> web.Response:
        running.heard.append(f"{incoming.method} {incoming.path_qs}")
        await incoming.read()
        if running.told:
            status, body = running.told.pop(0)
            return web.Response(status=status, body=body)
        return await rules(incoming)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    running.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield running
    finally:
        await wire.aclose()
        await runner.cleanup()


@asynccontextmanager
async def hanging_up(answer: bytes = b"") -> AsyncIterator[str]:
    """A host that reads a request, says some bytes and hangs up: the message may have been taken."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
