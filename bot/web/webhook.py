"""`POST /webhook/zalo`: signed events, stored before they are answered."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.config import ZaloSettings
from bot.inbox import Arrived, Doorkeeper
from bot.metrics import WEBHOOK_EVENTS
from bot.zalo.events import NotAnEvent, read_event
from bot.zalo.signature import is_genuine

log = structlog.get_logger()
MAX_BODY = 256 * 1024
SIGNATURE_HEADER = "X-ZEvent-Signature"


def zalo_webhook(doorkeeper: Doorkeeper, clock: Clock, settings: ZaloSettings) -> web.RouteDef:
    """The route. Well-formed posts are always answered 200: Zalo's console refuses a URL that answers otherwise, and
    a 5xx would make it repeat what we have. What does not bear the signature is dropped and counted.
    """
    secret = settings.webhook_secret.get_secret_value()

    async def receive(request: web.Request) -> web.Response:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            WEBHOOK_EVENTS.labels("too_large").inc()
            raise
        try:
            event = read_event(body)
        except NotAnEvent:
            WEBHOOK_EVENTS.labels("malformed").inc()
            return web.json_response({"error": "body is no Zalo event"}, status=400)
        header = request.headers.get(SIGNATURE_HEADER, "")
        mine = not settings.app_id or event.app_id == settings.app_id
        if not (mine and is_genuine(header, event.app_id, body, event.timestamp, secret)):
            WEBHOOK_EVENTS.labels("bad_signature").inc()
            log.warning("webhook.dropped", action="webhook.dropped", reason="bad_signature")
            return web.json_response({"status": "ok"})
        await doorkeeper.store(Arrived(event.key, "zalo", event.name, body, clock.now()))
        WEBHOOK_EVENTS.labels("stored").inc()
        return web.json_response({"status": "ok"})

    return web.post("/webhook/zalo", receive)
