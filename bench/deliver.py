"""`nhacviec bench deliver`: messages sent and durably recorded, against the bare client sending the same bodies."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import uvloop

from bench import province
from bot.clock import DrivenClock
from bot.config import ZaloSettings
from bot.delivery.chat_carrier import ChatCarrier
from bot.delivery.desk import Desk
from bot.delivery.pacing import Pace
from bot.delivery.sender import Sender
from bot.http import TIMEOUT, make_transport, make_wire
from bot.zalo.client import ZaloClient, text_body
from bot.zalo.tokens import TokenKeeper
from db.sealing import Sealer
from db.sqlite import SqliteStore

CONNECTIONS = 50
TEXT = "Kính gửi đồng chí Nguyễn Mẫu, hồ sơ mẫu sắp đến hạn. " * 8
BUTTONS = [
    (title, f"#nv.done.i1.1.{n}..{'0' * 20}") for n, title in enumerate(("Đã xong", "Vướng mắc"))
]


def run(n: int, say: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Send `n` messages over 50 connections to a provider on this machine.

    `limit_per_second` is a bare httpx client over the same transport sending the same bodies in the same run;
    `aiohttp_per_second` is aiohttp's own client, for comparison.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "bench.provider"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as provider,
    ):
        assert provider.stdout is not None  # noqa: S101 - asked for above
        url = f"http://127.0.0.1:{int(provider.stdout.readline())}"
        try:
            return uvloop.run(_measure(Path(folder) / "bench.db", url, n, say))
        finally:
            provider.communicate("")


async def _measure(path: Path, url: str, n: int, say: Callable[[str], None]) -> dict[str, Any]:
    bodies = [text_body(f"z{1 + i % 2000}", TEXT, BUTTONS) for i in range(n)]
    say("bare clients")
    first = await _bare_httpx(url, bodies)
    aiohttp_rate = await _bare_aiohttp(url, bodies)
    say(f"delivering {n} messages")
    seconds, cpu, sent = await _deliver(path, url, n)
    limit = max(first, await _bare_httpx(url, bodies))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "n": n,
        "sent": sent,
        "seconds": round(seconds, 3),
        "per_second": round(sent / seconds),
        "cpu_seconds": round(cpu, 3),
        "peak_rss_mb": round(peak, 1),
        "limit_per_second": round(limit),
        "ratio": round(sent / seconds / limit, 3),
        "aiohttp_per_second": round(aiohttp_rate),
    }


async def _deliver(path: Path, url: str, n: int) -> tuple[float, float, int]:
    province.fill(path, 1, 0)
    clock = DrivenClock(province.TICK, 1.0)
    store, sealer, wire = SqliteStore(path), Sealer(province.SECRET), make_wire(CONNECTIONS)
    settings = ZaloSettings.model_validate(
        {"access_token": "bench", "refresh_token": "bench", "oa_id": "oa", "oauth_url": url}
    )
    tokens = TokenKeeper(store, sealer, clock, wire, settings)
    await tokens.bootstrap()
    sender = Sender(
        store=store,
        clock=clock,
        carrier=ChatCarrier("oa", ZaloClient(wire, url), tokens, sealer),
        pace=Pace(clock, "oa", 1_000_000_000),
        desk=Desk(),
        connections=CONNECTIONS,
    )
    await _fill_outbox(store, n)
    cpu, started = time.process_time(), time.perf_counter()
    await sender.drain()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    counts: dict[str, int] = {row[0]: row[1] for row in await store.all("message_counts")}
    await wire.aclose()
    await store.close()
    return seconds, cpu, counts.get("sent", 0)


async def _fill_outbox(store: SqliteStore, n: int) -> None:
    import msgspec

    buttons = msgspec.json.encode(BUTTONS).decode()
    async with store.tx() as tx:
        await tx.many(
            "insert_message_as",
            (
                {
                    "id": i + 1,
                    "person_id": 1 + i % province.OFFICERS,
                    "channel": "zalo",
                    "template": "officer/due_soon",
                    "text": f"{TEXT}{i}",
                    "buttons": buttons,
                    "state": "waiting",
                    "reason": "",
                    "deadline_at": province.DUE_NOW,
                    "not_before": province.TICK,
                    "created_at": province.TICK,
                }
                for i in range(n)
            ),
        )


async def _lanes(bodies: list[bytes], post: Callable[[bytes], Awaitable[None]]) -> float:
    waiting = iter(bodies)

    async def lane() -> None:
        for body in waiting:
            await post(body)

    started = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(CONNECTIONS)))
    return len(bodies) / (time.perf_counter() - started)


async def _bare_httpx(url: str, bodies: list[bytes]) -> float:
    headers = {"access_token": "bench", "content-type": "application/json"}
    async with httpx.AsyncClient(transport=make_transport(CONNECTIONS), timeout=TIMEOUT) as http:

        async def post(body: bytes) -> None:
            await http.post(f"{url}/v3.0/oa/message/cs", content=body, headers=headers)

        return await _lanes(bodies, post)


async def _bare_aiohttp(url: str, bodies: list[bytes]) -> float:
    headers = {"access_token": "bench", "content-type": "application/json"}
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post(body: bytes) -> None:
            async with session.post(
                f"{url}/v3.0/oa/message/cs", data=body, headers=headers
            ) as answer:
                await answer.read()

        return await _lanes(bodies, post)
