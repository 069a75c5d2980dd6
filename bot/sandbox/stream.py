"""Open streams of the page (server-sent events): the whole picture first, then what changes, then the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

import msgspec
from aiohttp import web

from bot.sandbox.views import Json

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

    def send(self, event: str, data: Json) -> None:
        """Queue an event; a viewer that fell behind is cut and comes back to a fresh picture."""
        try:
            self.queue.put_nowait((event, data))
        except asyncio.QueueFull:
            self.over = True


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
        """Answer one browser until it leaves, falls behind, or `close` is called."""
        response = web.StreamResponse(
            headers={**headers, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        viewer = Viewer(phones)
        viewer.send("picture", picture(phones))
        self._viewers.add(viewer)
        try:
            while not viewer.over:
                await self._write_next(viewer, response)
        except ConnectionError:
            pass  # the browser left
        finally:
            self._viewers.discard(viewer)
        return response

    async def _write_next(self, viewer: Viewer, response: web.StreamResponse) -> None:
        try:
            event, data = await asyncio.wait_for(viewer.queue.get(), HEARTBEAT)
        except TimeoutError:
            event, data = "pulse", self._pulse()
        body = msgspec.json.encode(data)
        await response.write(b"event: %s\ndata: %s\n\n" % (event.encode(), body))
