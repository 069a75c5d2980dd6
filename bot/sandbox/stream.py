"""Open streams of the page (server-sent events): the whole picture first, then what changes, then the time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping

import msgspec
from aiohttp import web

from bot.sandbox.views import Json

Write = Callable[[bytes], Awaitable[None]]

HEARTBEAT = 1.0
"""Real seconds between two events of a stream, at most."""
BACKLOG = 500
"""Events that may wait for one viewer."""


class Viewer:
    """One open stream: which phones it shows and what it was not sent yet."""

    def __init__(self, phones: Iterable[str]) -> None:
        self.phones = frozenset(phones)
        self.queue: asyncio.Queue[tuple[str, Json]] = asyncio.Queue(BACKLOG)
        self.over = False
        self.behind = True  # until it was sent a picture

    def send(self, event: str, data: Json) -> None:
        """Queue an event; for a viewer that fell behind, what waits gives way to a fresh picture."""
        if self.queue.full():
            self.catch_up()
            self.behind = True
        self.queue.put_nowait((event, data))

    def catch_up(self) -> None:
        """Drop what waits: the picture that comes next has all of it."""
        self.behind = False
        while not self.queue.empty():
            self.queue.get_nowait()


class Streams:
    """All open streams. `pulse` makes the event that is sent when nothing else happens."""

    def __init__(self, pulse: Callable[[], Json]) -> None:
        self._pulse = pulse
        self._viewers: set[Viewer] = set()

    def interested(self, user_id: str) -> bool:
        """Whether anybody looks at this phone."""
        return any(user_id in viewer.phones for viewer in self._viewers)

    def spread(self, user_id: str, data: Json) -> None:
        """Send a change to everybody who looks at this phone."""
        for viewer in self._viewers:
            if user_id in viewer.phones:
                viewer.send("change", data)

    def pulse_all(self) -> None:
        """Tell everybody the time at once."""
        for viewer in self._viewers:
            viewer.send("pulse", self._pulse())

    def close(self) -> None:
        """End every stream."""
        for viewer in self._viewers:
            viewer.over = True
            viewer.send("pulse", self._pulse())

    async def serve(
        self,
        request: web.Request,
        phones: list[str],
        picture: Callable[[list[str]], Json],
        headers: Mapping[str, str],
    ) -> web.StreamResponse:
        """Answer one browser until it leaves or `close` is called."""
        response = web.StreamResponse(
            headers={**headers, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):  # the browser left
            await self.follow(phones, picture, response.write)
        return response

    async def follow(
        self, phones: list[str], picture: Callable[[list[str]], Json], write: Write
    ) -> None:
        """Write the picture and what changes until `close` is called; the picture again after a backlog."""
        viewer = Viewer(phones)
        self._viewers.add(viewer)
        try:
            while not viewer.over:
                if viewer.behind:
                    viewer.catch_up()
                    await write(_event("picture", picture(phones)))
                await write(_event(*await self._next(viewer)))
        finally:
            self._viewers.discard(viewer)

    async def _next(self, viewer: Viewer) -> tuple[str, Json]:
        try:
            return await asyncio.wait_for(viewer.queue.get(), HEARTBEAT)
        except TimeoutError:
            return "pulse", self._pulse()


def _event(name: str, data: Json) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(data))
