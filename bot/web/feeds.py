"""`/feeds/dvcqg…`: one-stop systems push dossiers and steps, in the envelope of the national adapter or as bare arrays.

Answers are in the manner that senders look for: HTTP 200, `error_code` "0" and the words "thành công" as plain UTF-8 text;
what was wrong is told item by item. Forms: domain reference, 1.4 to 1.7. Bodies are never stored or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import structlog
from aiohttp import web

from bot.clock import Clock
from bot.config import Settings
from bot.engine import Engine
from bot.ingest import feed
from bot.ingest.aliases import look_up
from bot.ingest.errors import BadTable
from bot.ingest.feed import LOOK_UP, MOVE_ON, STORE, Envelope, unwrap
from bot.ingest.receiving import Taken, codes_asked, receive_dossiers, receive_progress
from bot.ingest.sessions import Guard, basic
from bot.ingest.tables import decode_json
from messages_vi import feeds as words
from schedules.civil import to_civil

log = structlog.get_logger()
MAX_BODY: Final = 20 * 1024 * 1024
MAX_LOGIN: Final = 4 * 1024
_PATH: Final = "/feeds/dvcqg"
_SOURCE: Final = "dvcqg"
_ASKED_AT_ONCE: Final = 100
_LISTED: Final = 20  # codes named in the summary


def feed_routes(
    settings: Settings, clock: Clock, engine: Engine, wake: Callable[[], None]
) -> list[web.RouteDef]:
    """The routes. `wake` is called when something was stored, so that planning looks at it."""
    door = FeedDoor(settings, clock, engine, wake)
    return [
        web.post(f"{_PATH}/login", door.log_in),
        web.post(_PATH, door.envelope),
        web.post(f"{_PATH}/{STORE}", door.bare_dossiers),
        web.post(f"{_PATH}/{MOVE_ON}", door.bare_progress),
    ]


class FeedDoor:
    """Lets in who has the feed's name and password, and stores what they bring."""

    def __init__(
        self, settings: Settings, clock: Clock, engine: Engine, wake: Callable[[], None]
    ) -> None:
        self._statuses = settings.feed.statuses
        self._guard = Guard(settings.feed, settings.secret_key.get_secret_value())
        self._clock = clock
        self._engine = engine
        self._wake = wake

    async def log_in(self, request: web.Request) -> web.Response:
        """`{"username","password"}` for a session."""
        try:
            given = decode_json(await _body(request, MAX_LOGIN), "login")
        except BadTable as error:
            raise _refused(web.HTTPBadRequest, str(error)) from None
        found = given if isinstance(given, dict) else {}
        self._admit(request, str(found.get("username", "")), str(found.get("password", "")))
        session = self._guard.new_session(self._clock.now())
        return _json({"error_code": "0", "message": "", "session": session})

    async def envelope(self, request: web.Request) -> web.Response:
        """The adapter's envelope: one address, the service named inside."""
        self._opened()
        envelope = await _envelope(request)
        if not self._guard.knows(envelope.session, self._clock.now()):
            raise _refused(web.HTTPUnauthorized, words.no_session())
        match envelope.service:
            case feed.STORE:
                return await self._dossiers(envelope, updating=envelope.updating)
            case feed.MOVE_ON:
                return await self._progress(envelope)
            case feed.LOOK_UP:
                return await self._look_up(envelope)
        known = f"{STORE}, {MOVE_ON}, {LOOK_UP}"
        return _json(_head("-1", words.no_service(envelope.service[:60], known)))

    async def bare_dossiers(self, request: web.Request) -> web.Response:
        """An array of dossiers; `isUpdating` stands in the address."""
        self._admit_basic(request)
        updating = request.query.get("isUpdating", "").lower() == "true"
        return await self._dossiers(await _sent_by(request), updating=updating)

    async def bare_progress(self, request: web.Request) -> web.Response:
        """An array of finished steps."""
        self._admit_basic(request)
        return await self._progress(await _sent_by(request))

    async def _dossiers(self, envelope: Envelope, *, updating: bool) -> web.Response:
        now = self._clock.now()
        taken = await receive_dossiers(
            self._engine, envelope.items, _SOURCE, now, statuses=self._meant(envelope.sender)
        )
        return self._answer(STORE, taken, note_known=not updating)

    async def _progress(self, envelope: Envelope) -> web.Response:
        taken = await receive_progress(
            self._engine,
            envelope.items,
            self._clock.now(),
            statuses=self._meant(envelope.sender),
        )
        return self._answer(MOVE_ON, taken)

    async def _look_up(self, envelope: Envelope) -> web.Response:
        codes = [code.upper() for code in codes_asked(envelope.items[:_ASKED_AT_ONCE])]
        found = await look_up(self._engine.store, codes)
        result = [
            {
                "MaHoSo": code,
                "TrangThaiHoSo": str(dossier.status),
                "NgayTiepNhan": _packed(dossier.received_at or None),
                "NgayHenTra": _packed(dossier.due_at),
                "error_code": "0",
            }
            for code, dossier in found
        ]
        head = _head("0", words.found()) if result else _head("-1", words.not_found())
        return _json(head | {"result": result})

    def _answer(
        self, service: str, taken: Sequence[Taken], *, note_known: bool = False
    ) -> web.Response:
        failed = [one for one in taken if one.error]
        if len(failed) < len(taken):
            self._wake()
        log.info(
            "feed.taken",
            action="feed.taken",
            service=service,
            items=len(taken),
            refused=len(failed),
        )
        result = [_result(one, note_known=note_known) for one in taken]
        codes = [one.code or "?" for one in failed[:_LISTED]]
        message = words.summary(len(taken), len(failed), codes)
        # One good item is enough for "0": a sender that is told "-1" sends all of them again, for ever.
        code = "-1" if taken and len(failed) == len(taken) else "0"
        return _json(_head(code, message) | {"result": result})

    def _meant(self, sender: str) -> dict[str, int]:
        """What a sender means by its statuses, after the operator's table."""
        return {**self._statuses.get("*", {}), **self._statuses.get(sender, {})}

    def _admit_basic(self, request: web.Request) -> None:
        given = basic(request.headers.get("Authorization", ""))
        if given is None:
            self._opened()
            raise _refused(web.HTTPUnauthorized, words.no_login(), _ASK)
        self._admit(request, *given)

    def _admit(self, request: web.Request, name: str, password: str) -> None:
        self._opened()
        now, address = self._clock.now(), request.remote or ""
        if seconds := self._guard.waits(address, now):
            raise _refused(
                web.HTTPTooManyRequests, words.wait(seconds), {"Retry-After": str(seconds)}
            )
        if not self._guard.admits(name, password, address, now):
            log.warning("feed.turned_away", action="feed.turned_away")
            raise _refused(web.HTTPUnauthorized, words.wrong_password(), _ASK)

    def _opened(self) -> None:
        if not self._guard.open:
            raise _refused(web.HTTPForbidden, words.closed())


_ASK: Final = {"WWW-Authenticate": 'Basic realm="nhacviec", charset="UTF-8"'}


def _result(one: Taken, *, note_known: bool) -> dict[str, str]:
    told = {"MaHoSo": one.code, "error_code": "-1" if one.error else "0"}
    message = one.error or (words.known() if one.known and note_known else "")
    return told | ({"message": message} if message else {})


def _head(code: str, message: str) -> dict[str, Any]:
    return {"error_code": code, "message": message}


def _packed(instant: int | None) -> str:
    return f"{to_civil(instant):%Y%m%d%H%M%S}" if instant is not None else ""


async def _envelope(request: web.Request) -> Envelope:
    try:
        return unwrap(await _body(request, MAX_BODY))
    except BadTable as error:
        raise _refused(web.HTTPBadRequest, str(error)) from None


async def _sent_by(request: web.Request) -> Envelope:
    """A bare array as an envelope; who sends it stands in the address."""
    sender = request.query.get("MaDinhDanhDV", "")
    return msgspec.structs.replace(await _envelope(request), sender=sender)


async def _body(request: web.Request, limit: int) -> bytes:
    """The body, read no further than `limit` bytes, unpacked if it came packed."""
    parts: list[bytes] = []
    size = 0
    async for part in request.content.iter_chunked(64 * 1024):
        size += len(part)
        if size > limit:
            raise _refused(_TooLarge, words.too_large(limit // 1024))
        parts.append(part)
    return b"".join(parts)


class _TooLarge(web.HTTPError):
    """413 with a body of ours; aiohttp's own wants the sizes."""

    status_code = 413


def _refused(
    kind: type[web.HTTPException], message: str, headers: dict[str, str] | None = None
) -> web.HTTPException:
    body = msgspec.json.encode(_head("-1", message)).decode()
    return kind(text=body, content_type="application/json", headers=headers)


def _json(answer: dict[str, Any]) -> web.Response:
    # UTF-8 as it is, no escapes: some senders look for "thành công" in the bare bytes.
    return web.Response(
        body=msgspec.json.encode(answer), content_type="application/json", charset="utf-8"
    )
