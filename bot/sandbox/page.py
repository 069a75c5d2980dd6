"""The page at /sandbox: phones side by side, live, with a clock to drive. All addresses are relative to the mount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import cast

import msgspec
from aiohttp import web

from bot.clock import Clock, DrivenClock
from bot.sandbox.faults import MESSAGES, Fault
from bot.sandbox.model import Change, Person, people_like
from bot.sandbox.rules import TEXT_LIMIT, text_refusal
from bot.sandbox.server import Sandbox
from bot.sandbox.stream import Streams
from bot.sandbox.views import Json, change_view, clock_view, person_view, phone_view
from schedules.errors import RejectedInput

NextDeadline = Callable[[], Awaitable[int | None]]

STATIC = Path(__file__).parent / "static"
LEAD = 30
"""Seconds before the next deadline at which the clock stops jumping."""
MOST_PHONES = 24
SPEEDS = (1, 60, 240, 1200)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


class FaultOrder(msgspec.Struct):
    """What POST faults takes; `fault` empty clears everything, `times` null means until cleared."""

    fault: str = ""
    times: int | None = 1
    every: int = 1
    seconds: float = 0.0
    path: str = MESSAGES
    enable_webhook: bool = False


def page_app(
    sandbox: Sandbox, clock: Clock, *, next_deadline: NextDeadline | None = None
) -> web.Application:
    """The application to mount with `add_subapp("/sandbox", …)`.

    `next_deadline` answers the instant (seconds) at which the service will act next, or None.
    """
    return Page(sandbox, clock, next_deadline).app()


class Page:
    """Handlers of the page and its open streams."""

    def __init__(
        self, sandbox: Sandbox, clock: Clock, next_deadline: NextDeadline | None = None
    ) -> None:
        self._sandbox = sandbox
        self._clock = clock
        self._next_deadline = next_deadline
        self._streams = Streams(self._pulse)
        self._actions: dict[str, Callable[[str, dict[str, object]], None]] = {
            "text": self._types,
            "tap": self._taps,
            "seen": lambda user_id, _: sandbox.world.reads(user_id),
            "follow": lambda user_id, _: sandbox.world.follows(user_id),
            "unfollow": lambda user_id, _: sandbox.world.unfollows(user_id),
            "block": lambda user_id, _: sandbox.world.bars(user_id, -244),
            "unblock": lambda user_id, _: sandbox.world.bars(user_id, None),
            "off": lambda user_id, _: sandbox.world.switches(user_id, online=False),
            "on": lambda user_id, _: sandbox.world.switches(user_id, online=True),
        }

    def app(self) -> web.Application:
        """All routes; streams end when the application shuts down."""
        app = web.Application(middlewares=[_guard])
        app.router.add_get("", _to_folder)
        app.router.add_get("/", _file)
        app.router.add_get("/static/{name}", _file)
        app.router.add_get("/state", self._state)
        app.router.add_get("/events", self._events)
        app.router.add_get("/people", self._people)
        app.router.add_post("/phones/{user_id}/{action}", self._act)
        app.router.add_post("/clock", self._drive)
        app.router.add_post("/actors", self._switch_actors)
        app.router.add_get("/faults", self._faults)
        app.router.add_post("/faults", self._set_faults)
        unwatch = self._sandbox.world.watch(self._spread)

        async def close(_: web.Application) -> None:
            unwatch()
            self._streams.close()

        app.on_shutdown.append(close)
        return app

    # --- looking ---

    def _chosen(self, request: web.Request) -> list[str]:
        """The phones asked for, or those the page opens with; unknown ones are left out."""
        asked = request.query.get("phones")
        wanted = self._sandbox.shown if asked is None else asked.split(",")
        known = [user_id for user_id in dict.fromkeys(wanted) if user_id in self._persons]
        return known[:MOST_PHONES]

    @property
    def _persons(self) -> dict[str, Person]:
        return self._sandbox.world.persons

    def _picture(self, phones: Iterable[str]) -> Json:
        return {
            "clock": self._clock_view(),
            "actors": self._sandbox.actors.on,
            "phones": [phone_view(self._sandbox, self._persons[user_id]) for user_id in phones],
        }

    def _clock_view(self) -> Json:
        return clock_view(self._clock, can_seek=self._next_deadline is not None)

    def _pulse(self) -> Json:
        return {"clock": self._clock_view(), "actors": self._sandbox.actors.on}

    def _spread(self, change: Change) -> None:
        user_id = change.person.user_id
        if self._streams.interested(user_id):
            self._streams.spread(user_id, change_view(self._sandbox, change))

    async def _state(self, request: web.Request) -> web.Response:
        return _json(self._picture(self._chosen(request)))

    async def _people(self, request: web.Request) -> web.Response:
        found = people_like(self._persons.values(), request.query.get("q", ""))
        return _json({"people": [person_view(self._sandbox, person) for person in found]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await self._streams.serve(request, self._chosen(request), self._picture, HEADERS)

    # --- acting ---

    async def _act(self, request: web.Request) -> web.Response:
        user_id = request.match_info["user_id"]
        action = self._actions.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        given = await _given(request)
        action(user_id, given)
        return _json({"ok": True})

    def _types(self, user_id: str, given: dict[str, object]) -> None:
        refusal = text_refusal("text", given.get("text"), TEXT_LIMIT)
        if refusal:
            raise RejectedInput("text", given.get("text"), refusal.message)
        self._sandbox.world.types(user_id, cast("str", given["text"]).strip())

    def _taps(self, user_id: str, given: dict[str, object]) -> None:
        message_id, place = given.get("message_id"), given.get("place")
        if not isinstance(message_id, str) or not isinstance(place, int):
            raise RejectedInput("place", place, "give message_id (text) and place (from 0)")
        self._sandbox.world.taps(user_id, message_id, place)

    async def _drive(self, request: web.Request) -> web.Response:
        """Pause, resume, set the speed, or jump to just before the next deadline."""
        clock = self._clock
        if not isinstance(clock, DrivenClock):
            raise RejectedInput("clock", "real", "a real clock cannot be driven")
        given = await _given(request)
        said = ""
        match given.get("action"):
            case "pause":
                clock.pause()
            case "resume":
                clock.resume()
            case "speed" if given.get("speed") in SPEEDS:
                clock.set_speed(float(cast("int", given["speed"])))
            case "next":
                said = await self._seek(clock)
            case other:
                raise RejectedInput("action", other, f"pause, resume, next, speed in {SPEEDS}")
        self._streams.pulse_all()
        return _json({"ok": True, "said": said, **self._pulse()})

    async def _seek(self, clock: DrivenClock) -> str:
        """Jump ahead to `LEAD` seconds before the next deadline; already there, to the deadline itself."""
        due = await self._next_deadline() if self._next_deadline else None
        now = clock.now()
        if due is None:
            return "Không còn hạn nào ở phía trước."
        if due <= now:
            return "Hạn kế tiếp đang đến, xin chờ giây lát."
        clock.jump_to(due - LEAD if due - LEAD > now else due)
        return "Đã tua đến ngay trước hạn kế tiếp." if due - LEAD > now else "Đã tua đến hạn."

    async def _switch_actors(self, request: web.Request) -> web.Response:
        on = (await _given(request)).get("on")
        if not isinstance(on, bool):
            raise RejectedInput("on", on, "true or false")
        self._sandbox.actors.switch(on=on)
        self._streams.pulse_all()
        return _json({"ok": True, **self._pulse()})

    async def _faults(self, request: web.Request) -> web.Response:
        courier = self._sandbox.courier
        webhook = {
            "enabled": courier.enabled,
            "delivered": courier.delivered,
            "refused": courier.refused,
            "waiting": courier.waiting,
            "lost": courier.lost,
        }
        return _json({"faults": self._sandbox.faults.describe(), "webhook": webhook})

    async def _set_faults(self, request: web.Request) -> web.Response:
        try:
            order = msgspec.convert(await _given(request), FaultOrder)
        except msgspec.ValidationError as error:
            raise RejectedInput("faults", "body", str(error)) from error
        if order.enable_webhook:
            self._sandbox.courier.enable()
        elif not order.fault:
            self._sandbox.faults.clear()
        elif order.fault not in list(Fault):
            raise RejectedInput("fault", order.fault, f"one of {[fault.value for fault in Fault]}")
        else:
            self._sandbox.faults.set(
                Fault(order.fault),
                times=order.times,
                every=order.every,
                seconds=order.seconds,
                path=order.path,
            )
        return await self._faults(request)


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Only JSON may act, so that no foreign page can; wrong input is told in words."""
    if request.method == "POST" and request.content_type != "application/json":
        return _json({"error": "Content-Type must be application/json"}, status=415)
    try:
        response = await handler(request)
    except RejectedInput as error:
        return _json({"error": str(error)}, status=400)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


async def _to_folder(request: web.Request) -> web.Response:
    """Relative addresses need the slash at the end."""
    return web.Response(status=308, headers={"Location": request.path.rsplit("/", 1)[-1] + "/"})


async def _file(request: web.Request) -> web.Response:
    """One of the few files of the page, by name; nothing else of the disk."""
    name = request.match_info.get("name", "sandbox.html")
    path = {file.name: file for file in STATIC.iterdir()}.get(name)
    if path is None or path.suffix not in _KINDS:
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=_KINDS[path.suffix], charset="utf-8")


async def _given(request: web.Request) -> dict[str, object]:
    try:
        given = await request.json()
    except ValueError as error:
        raise RejectedInput("body", "…", "an object in JSON") from error
    if not isinstance(given, dict):
        raise RejectedInput("body", given, "an object in JSON")
    return cast("dict[str, object]", given)


def _json(data: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(data),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers=HEADERS,
    )
