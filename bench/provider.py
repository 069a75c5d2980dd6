"""A provider that only says yes, in a process of its own: what it costs to talk to anyone at all."""

from __future__ import annotations

import asyncio
import sys
from itertools import count

import uvloop
from aiohttp import web


async def serve() -> None:
    """Answer like the provider, print the port, end when standard input closes."""
    numbers = count(1)

    async def accept(request: web.Request) -> web.Response:
        await request.read()
        body = b'{"error":0,"message":"Success","data":{"message_id":"m%d","user_id":"u","sent_time":"1742173200000"}}'
        return web.Response(body=body % next(numbers), content_type="application/json")

    app = web.Application()
    app.router.add_post("/v3.0/oa/message/cs", accept)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(serve())
