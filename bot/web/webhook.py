"""`POST /webhook/zalo`: signed events, stored before they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.inbox import Arrived, Doorkeeper
from bot.metrics import WEBHOOK_EVENTS, WEBHOOK_SIGNATURES
from bot.zalo.events import NotAnEvent, ZaloEvent, read_event
from bot.zalo.signature import Match, matching

log = structlog.get_logger()
MAX_BODY = 256 * 1024
SIGNATURE_HEADER = "X-ZEvent-Signature"

SecretsFor = Callable[[str, str], Mapping[str, str]]
"""The secrets that may sign events of an app and an account (ids as the event states them), by name: `oa` is the one of
the console's webhook page, `app` the application's. Empty when the app or account is none of ours.
"""


def terms_for(app_id: str, oa_id: str) -> Mapping[str, str]:
    """What the signature may begin with, by name."""
    return {"app_id": app_id, "oa_id": oa_id}


def zalo_webhook(doorkeeper: Doorkeeper, clock: Clock, secrets_for: SecretsFor) -> web.RouteDef:
    """The route. Well-formed posts are always answered 200: Zalo's console refuses a URL that answers otherwise, and
    a 5xx would make it repeat what we have. What does not bear the signature is dropped and counted.
    """
    seen: set[Match] = set()

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
        match = _signed_by(request.headers.get(SIGNATURE_HEADER, ""), body, event, secrets_for)
        if match is None:
            WEBHOOK_EVENTS.labels("bad_signature").inc()
            log.warning("webhook.dropped", action="webhook.dropped", reason="bad_signature")
            return web.json_response({"status": "ok"})
        _note(match, seen)
        await doorkeeper.store(Arrived(event.key, "zalo", event.name, body, clock.now()))
        WEBHOOK_EVENTS.labels("stored").inc()
        return web.json_response({"status": "ok"})

    return web.post("/webhook/zalo", receive)


def _signed_by(header: str, body: bytes, event: ZaloEvent, secrets_for: SecretsFor) -> Match | None:
    secrets = secrets_for(event.app_id, event.oa_id)
    terms = terms_for(event.app_id, event.oa_id)
    return matching(header, body, event.timestamp, terms=terms, secrets=secrets)


def _note(match: Match, seen: set[Match]) -> None:
    """Which recipe fits is an open question of the documents: counted always, logged at its first event."""
    WEBHOOK_SIGNATURES.labels(match.term, match.secret).inc()
    if match not in seen:
        seen.add(match)
        recipe = f"{match.term} and the {match.secret} key"  # names, never values
        log.info("webhook.signed_by", action="webhook.signed_by", recipe=recipe)
