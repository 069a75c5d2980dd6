"""The seam under httpx: no call inside a transaction, no redirects, no cookies, no proxy from the environment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from aiohttp import web

from bot.http import CalledInTransaction, Wire, make_wire
from db.sqlite import SqliteStore


class Server:
    """Counts what reaches it."""

    def __init__(self) -> None:
        self.heard: list[web.Request] = []
        self.bodies: list[bytes] = []
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(request)
        self.bodies.append(await request.read())
        if request.path == "/away":
            raise web.HTTPFound("/elsewhere")
        answer = web.Response(text="ok")
        answer.set_cookie("a", "1")
        return answer


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    """A wire, closed at the end."""
    wire = make_wire()
    try:
        yield wire
    finally:
        await wire.aclose()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    listening = Server()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", listening.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield listening
    await runner.cleanup()


async def test_a_call_inside_a_transaction_never_leaves(store: SqliteStore, server: Server) -> None:
    url = httpx.URL(server.url)
    async with wired() as wire:
        async with store.tx():
            with pytest.raises(CalledInTransaction, match=r"127\.0\.0\.1"):
                await wire.call("GET", url, {})
        inside = len(server.heard)
        answer = await wire.call("GET", url, {})

    assert (inside, answer.text) == (0, "ok")


async def test_a_token_never_follows_a_redirect(server: Server) -> None:
    async with wired() as wire:
        answer = await wire.call("GET", httpx.URL(f"{server.url}/away"), {"access_token": "t"})

    assert answer.status_code == 302
    assert [request.path for request in server.heard] == ["/away"]


async def test_no_cookie_is_kept(server: Server) -> None:
    async with wired() as wire:
        for _ in range(2):
            await wire.call("GET", httpx.URL(server.url), {})

    assert ["Cookie" in request.headers for request in server.heard] == [False, False]


async def test_a_proxy_of_the_environment_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with wired() as wire:
        answer = await wire.call("GET", httpx.URL(server.url), {})

    assert answer.text == "ok"


async def test_a_form_is_sent_as_a_form(server: Server) -> None:
    async with wired() as wire:
        await wire.post_form(httpx.URL(server.url), {"secret_key": "k"}, {"a": "1", "b": "đủ &"})
    [request] = server.heard

    assert request.method == "POST"
    assert request.content_type == "application/x-www-form-urlencoded"
    assert request.headers["secret_key"] == "k"
    assert server.bodies == [b"a=1&b=%C4%91%E1%BB%A7+%26"]


async def test_a_host_that_refuses_is_a_connect_error() -> None:
    async with wired() as wire:
        with pytest.raises(httpx.ConnectError):
            await wire.call("GET", httpx.URL("http://127.0.0.1:9/"), {})


async def test_an_answer_that_drips_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.http.WHOLE_CALL_S", 0.0)
    async with wired() as wire:
        with pytest.raises(httpx.TransportError):
            await wire.call("GET", httpx.URL(server.url), {})


@asynccontextmanager
async def telling(answer: bytes) -> AsyncIterator[httpx.URL]:
    """A host that reads a request, says some bytes and hangs up."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0) as listening:
        yield httpx.URL(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", id="half an answer"),
        pytest.param(b"no HTTP at all\r\n\r\n", id="no HTTP"),
    ],
)
async def test_a_host_that_hangs_up_after_reading_is_no_connect_error(answer: bytes) -> None:
    """It may have taken what it read, so nobody may think that nothing was handed over."""
    async with telling(answer) as url, wired() as wire:
        with pytest.raises(httpx.TransportError) as caught:
            await wire.call("POST", url, {}, b"{}")

    assert not isinstance(caught.value, httpx.ConnectError | httpx.ConnectTimeout)
