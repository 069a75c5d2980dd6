"""`nhacviec bench plan`: what a tick costs over many open items, and how fast ten thousand due ones are in the outbox."""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import province
from bot.delivery.composing import compose_ready
from bot.engine import Engine
from bot.garbage import settle
from bot.planning import plan_due
from db.sealing import Sealer
from db.sqlite import SqliteStore, connect
from handlers.payload import Signer
from messages_vi.render import preload

DUE = 10_000
IDLE_TICKS = 200


def run(n: int, say: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Measure with `n` open items. `limit_per_second` is the bare database writing the same rows in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        say(f"filling {n} open items")
        province.fill(path, n, DUE)
        return asyncio.run(_measure(path, n, say))


async def _measure(path: Path, n: int, say: Callable[[str], None]) -> dict[str, Any]:
    store = SqliteStore(path)
    engine = await Engine.start(store, Sealer(province.SECRET))
    signer = Signer(province.SECRET)
    preload()
    settle()  # as the service does when it has started
    say("idle ticks")
    idle = [await _idle_tick(engine, signer) for _ in range(IDLE_TICKS)]
    say(f"{DUE} items due at once")
    cpu, started = time.process_time(), time.perf_counter()
    planned = await _whole_pass(engine, signer)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    counts = await store.one("conservation")
    messages = await store.value("last_message_id")
    await store.close()
    limit = _bare(path.with_name("bare.db"), planned, messages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "n": n,
        "due": planned,
        "notices": counts[0] if counts else 0,
        "messages": messages,
        "seconds": round(seconds, 3),
        "per_second": round(planned / seconds),
        "cpu_seconds": round(cpu, 3),
        "peak_rss_mb": round(peak, 1),
        "limit_per_second": round(limit),
        "ratio": round(planned / seconds / limit, 3),
        "idle_tick_ms": round(statistics.median(idle) * 1000, 3),
        "idle_tick_ms_p99": round(sorted(idle)[int(len(idle) * 0.99)] * 1000, 3),
        "due_10000_s": round(seconds * DUE / planned, 3) if planned else None,
    }


async def _idle_tick(engine: Engine, signer: Signer) -> float:
    """Everything a tick looks at when nothing is due."""
    now = province.TICK - 1
    started = time.perf_counter()
    await engine.refresh()
    await plan_due(engine, now)
    await compose_ready(engine, signer, now)
    await engine.store.value(
        "has_due_message", channel="zalo", now=now, account=None, first_account=None, halted=0
    )
    await engine.store.all("new_events", limit=200)
    return time.perf_counter() - started


async def _whole_pass(engine: Engine, signer: Signer) -> int:
    planned = 0
    while step := await plan_due(engine, province.TICK):
        planned += step
    while await compose_ready(engine, signer, province.TICK):
        pass
    return planned


def _bare(path: Path, planned: int, messages: int) -> float:
    """The same number of rows written by bare SQL in one transaction each: what the database alone allows."""
    conn = connect(path)
    conn.execute("CREATE TABLE narrow (a INTEGER PRIMARY KEY, b INTEGER, c INTEGER) STRICT")
    conn.execute("CREATE INDEX narrow_b ON narrow (b)")
    conn.execute("CREATE TABLE wide (a INTEGER PRIMARY KEY, b TEXT, c INTEGER, d TEXT) STRICT")
    conn.executemany("INSERT INTO narrow VALUES (?, ?, ?)", ((i, i, i) for i in range(planned)))
    text = "x" * 600
    started = time.perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(
        "INSERT INTO wide (b, c, d) VALUES (?, ?, ?)", (("notice", i, "") for i in range(planned))
    )
    conn.executemany(
        "INSERT INTO wide (b, c, d) VALUES (?, ?, ?)", (("journal", i, "") for i in range(planned))
    )
    conn.executemany(
        "UPDATE narrow SET b = ? WHERE a = ?", ((i + planned, i) for i in range(planned))
    )
    conn.execute("COMMIT")
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(
        "INSERT INTO wide (b, c, d) VALUES (?, ?, ?)", ((text, i, text) for i in range(messages))
    )
    conn.executemany("UPDATE wide SET c = ? WHERE a = ?", ((i, i) for i in range(planned)))
    conn.execute("COMMIT")
    seconds = time.perf_counter() - started
    conn.close()
    return planned / seconds
