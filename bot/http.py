"""The one seam under httpx: every call that leaves the house goes through a client made here.

The transport runs httpx requests over aiohttp's connections: at 50 connections bare httpx pools spend most of their
time scanning themselves (see docs/performance.md).
"""

from __future__ import annotations

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from db.store import open_transaction

TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class CalledInTransaction(RuntimeError):
    """A programming error: a network call was tried while a database transaction was open."""


class _Guarded(AiohttpTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if open_transaction():
            raise CalledInTransaction(f"call to {request.url.host} inside a transaction")
        return await super().handle_async_request(request)


def make_client(connections: int = 50) -> httpx.AsyncClient:
    """A client for one provider. It follows no redirects, so that a token never travels to another host."""

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    return httpx.AsyncClient(
        transport=_Guarded(client=session), timeout=TIMEOUT, follow_redirects=False
    )
