"""`nhacviec bench webhook`: signed events over HTTP to the whole service, against an application that only answers."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web
from pydantic import SecretStr

from bench import province, storm
from bot.clock import DrivenClock
from bot.config import Settings, ZaloSettings
from bot.service import Service
from db.sqlite import connect

NOWHERE = "http://127.0.0.1:9"  # nothing is to be called


def run(
    n: int,
    say: Callable[[str], None] = lambda text: None,
    rate: int | None = None,
    seconds: int | None = None,
) -> dict[str, Any]:
    """Post `n` events over 50 connections; with `rate`, that many a second for `seconds` (then `n` follows from both).

    Everything of the service runs: web server, database with full synchronisation, handlers. `limit_per_second` is a
    bare aiohttp application that reads the body and answers, in the same process under the same load.
    """
    if rate:
        n = rate * (seconds or 30)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        say("filling")
        province.fill(path, 1, 0)
        _messages_out(path, storm.messages(n))
        return uvloop.run(_measure(path, n, rate or 0, say))


async def _measure(path: Path, n: int, rate: int, say: Callable[[str], None]) -> dict[str, Any]:
    say("bare application")
    limit = await _bare(min(n, 20_000))
    clock = DrivenClock(province.TICK, 1.0)
    service = Service(_settings(path), clock)
    await service.start()
    say(f"posting {n} events" + (f", {rate} a second" if rate else ""))
    cpu, started = time.process_time(), time.perf_counter()
    told = await _post(f"{service.url}/webhook/zalo", n, rate)
    cpu = time.process_time() - cpu
    stored = sum(row[1] for row in await service.store.all("event_counts"))
    while time.perf_counter() - started < 600:
        if not await service.store.all("new_events", limit=1):
            break
        await asyncio.sleep(0.05)
    handled = time.perf_counter() - started
    left = len(await service.store.all("new_events", limit=n))
    await service.stop()
    took = sorted(told["took"])
    per_second = n / told["seconds"]
    return {
        "n": n,
        "rate": rate or None,
        "stored": stored,
        "refused": told["refused"],
        "unhandled": left,
        "seconds": round(told["seconds"], 3),
        "per_second": round(per_second),
        "cpu_seconds": round(cpu, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "limit_per_second": round(limit),
        "ratio": round(per_second / limit, 3),
        "p50_ms": round(statistics.median(took) * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
        "max_ms": round(took[-1] * 1000, 1),
        "handled_s": round(handled, 3),
    }


def _settings(path: Path) -> Settings:
    zalo = ZaloSettings(
        app_id=storm.APP,
        oa_id=storm.OA,
        app_secret=SecretStr("bench-app"),
        webhook_secret=SecretStr(storm.SECRET),
        openapi_url=NOWHERE,
        business_url=NOWHERE,
        oauth_url=NOWHERE,
    )
    secret = SecretStr(province.SECRET)
    return Settings(database=f"sqlite:///{path}", secret_key=secret, port=0, zalo=zalo)


def _messages_out(path: Path, count: int) -> None:
    """Messages that were accepted a moment ago; the storm tells what became of them."""
    conn = connect(path)
    conn.execute("BEGIN")
    conn.executemany(
        "INSERT INTO message (id, person_id, channel, template, text, buttons, state, reason, deadline_at, not_before,"
        " created_at, sent_at, provider_id, attempts) "
        "VALUES (?, ?, 'zalo', 'officer/due_soon', ?, '[]', 'sent', 'accepted', 0, 0, ?, ?, ?, 1)",
        (
            (i + 1, 1 + i % province.OFFICERS, storm.TEXT, province.TICK, province.TICK, f"m{i}")
            for i in range(count)
        ),
    )
    conn.execute(
        "INSERT INTO attempt (message_id, number, started_at, ended_at, outcome, code, provider_id) "
        "SELECT id, 1, created_at, sent_at, 'accepted', '0', provider_id FROM message"
    )
    conn.execute("COMMIT")
    conn.close()


async def _bare(n: int) -> float:
    """Events a second that an application takes which only reads them."""

    async def accept(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"status": "ok"})

    app = web.Application()
    app.router.add_post("/webhook/zalo", accept)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told = await _post(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/zalo", n, 0)
    await runner.cleanup()
    return n / float(told["seconds"])


async def _post(url: str, n: int, rate: int) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.poster", url, str(n), str(rate)),
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the process that posts ended badly; what it said stands above")
    found: dict[str, Any] = json.loads(answer)
    return found
