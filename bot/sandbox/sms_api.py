"""The HTTP face of the SMS gateway: two calls under the address of the original, through the same faults as Zalo's."""

from __future__ import annotations

import msgspec
from aiohttp import web

from bot.sandbox import sms
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.world import World

BASE = "/MainService.svc/json"
SEND = f"{BASE}/SendMultipleMessage_V4_post_json/"
STATUS = f"{BASE}/GetSendStatus"
_INVALID = {"error": "Invalid request"}


class SmsApi:
    """Answers the service. What is refused comes with HTTP 200 and a code, as the original's."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """To be added before the routes of Zalo, which take everything else."""
        return [web.post(SEND, self._send), web.get(STATUS, self._status)]

    async def _send(self, request: web.Request) -> web.Response:
        body, path = await request.read(), request.path
        if self._faults.strikes(Fault.CUT, path):
            return cut(request)
        if self._faults.strikes(Fault.BAD_GATEWAY, path):
            return web.Response(status=502, text="<html>502 Bad Gateway</html>")
        answer = sms.send(self._world, given) if (given := _object(request, body)) else _INVALID
        if answer.get("CodeResult") == "100":
            await self._faults.linger(path)
            if self._faults.strikes(Fault.ANSWER_LOST, path):
                return cut(request)
        return _json(answer)

    async def _status(self, request: web.Request) -> web.Response:
        return _json(sms.status(self._world, dict(request.query)))


def cut(request: web.Request) -> web.Response:
    """Cut the connection; what is returned never reaches anybody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _object(request: web.Request, body: bytes) -> dict[str, object] | None:
    """The object of a JSON body, None for anything else."""
    if request.content_type != "application/json":
        return None
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return None


def _json(payload: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(payload), content_type="application/json")
