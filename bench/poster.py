"""Posts signed events to a webhook from a process of its own and prints how long each answer took, as JSON.

    python -m bench.poster URL N RATE        RATE events a second, 0: as fast as fifty connections can

At a rate each answer is timed from the instant its event was due, so that a service that falls behind cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine

import aiohttp
import uvloop

from bench.storm import APP, SECRET, events
from bot.zalo.signature import sign

Signed = tuple[bytes, str]  # body, header
Post = Callable[[bytes, str, float], Coroutine[None, None, None]]
CONNECTIONS = 50
AT_A_RATE = 200  # connections, so that a slow answer holds nobody up


async def post_all(url: str, n: int, rate: int) -> dict[str, object]:
    """Post `n` events; seconds in all, answers that were not 200, and each answer's seconds."""
    bodies = [(body, f"mac={sign(APP, body, stated, SECRET)}") for stated, body in events(n)]
    took: list[float] = []
    refused = 0
    connector = aiohttp.TCPConnector(limit=CONNECTIONS if rate == 0 else AT_A_RATE)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post(body: bytes, header: str, due: float) -> None:
            nonlocal refused
            headers = {"X-ZEvent-Signature": header, "Content-Type": "application/json"}
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                refused += answer.status != 200
            took.append(time.perf_counter() - due)

        started = time.perf_counter()
        if rate:
            await _at_a_rate(bodies, rate, post, started)
        else:
            await _as_fast_as_can_be(bodies, post)
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "refused": refused, "took": took}


async def _at_a_rate(bodies: list[Signed], rate: int, post: Post, started: float) -> None:
    async with asyncio.TaskGroup() as group:
        for number, (body, header) in enumerate(bodies):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(post(body, header, due))


async def _as_fast_as_can_be(bodies: list[Signed], post: Post) -> None:
    waiting = iter(bodies)

    async def lane() -> None:
        for body, header in waiting:
            await post(body, header, time.perf_counter())

    await asyncio.gather(*(lane() for _ in range(CONNECTIONS)))


if __name__ == "__main__":
    told = uvloop.run(post_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.write(json.dumps(told))
