"""The one seam under httpx: every call that leaves the house goes through a `Wire`.

A wire hands httpx requests straight to one transport, over aiohttp's connections. What lies between an httpx client and
its transport – cookies, redirects, proxies, authentication – is not wanted here (a token must never travel to another
host) and costs as much as the call itself; bare httpx pools cost many times as much (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from db.store import open_transaction

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds for each read, for connecting
WHOLE_CALL_S = 20.0  # and for all of it: a host that drips its answer holds a lane no longer


class CalledInTransaction(RuntimeError):
    """A programming error: a network call was tried while a database transaction was open."""


def make_transport(connections: int) -> AiohttpTransport:
    """httpx over aiohttp's connection pool."""

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    return AiohttpTransport(client=session)


class Wire:
    """Calls to one provider. Answers are read whole; failures are httpx's `TransportError`s."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self._extensions = {"timeout": TIMEOUT.as_dict()}

    async def call(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes = b""
    ) -> httpx.Response:
        """One request and its whole answer; raises `httpx.TransportError`."""
        if open_transaction():
            raise CalledInTransaction(f"call to {url.host} inside a transaction")
        request = httpx.Request(
            method,
            url,
            headers=httpx.Headers(headers, encoding="ascii"),
            content=content,
            extensions=self._extensions,
        )
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                response = await self._transport.handle_async_request(request)
                try:
                    await response.aread()
                finally:
                    await response.aclose()
        except TimeoutError:
            raise httpx.ReadTimeout("the whole answer took too long", request=request) from None
        except httpx.ConnectTimeout as error:
            raise _lost(error) from error
        except (
            aiohttp.ClientError
        ) as error:  # the transport knows no name for it, e.g. no HTTP came back
            raise httpx.RemoteProtocolError(type(error).__name__) from error
        return response

    async def post_form(
        self, url: httpx.URL, headers: Mapping[str, str], form: Mapping[str, str]
    ) -> httpx.Response:
        """Post a form; raises `httpx.TransportError`."""
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return await self.call("POST", url, {**headers, **kind}, urlencode(form).encode())

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def _lost(error: httpx.ConnectTimeout) -> httpx.TransportError:
    """What the transport calls a `ConnectTimeout` is any lost connection, also one that broke after the request was read.

    Only where no connection came about was nothing handed over.
    """
    never = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    kind = httpx.ConnectError if isinstance(error.__cause__, never) else httpx.ReadError
    return kind(str(error))


def make_wire(connections: int = 50) -> Wire:
    """The wire to one provider."""
    return Wire(make_transport(connections))
