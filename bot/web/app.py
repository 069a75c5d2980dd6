"""The web application: routes, limits, headers. Pages come from packaged templates and files; nothing from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from prometheus_client import generate_latest

from bot import __version__
from bot.clock import Clock
from bot.config import Settings
from bot.health import Health
from bot.inbox import Doorkeeper
from bot.metrics import REGISTRY
from bot.web.consent import zalo_consent
from bot.web.front import front_page
from bot.web.webhook import MAX_BODY, zalo_webhook
from bot.zalo.accounts import Accounts
from bot.zalo.oauth import Consents
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.language import speaking

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


@web.middleware
async def _in_vietnamese(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Pages are Vietnamese as a whole; whoever is written to is written to elsewhere."""
    with speaking(SOURCE_LOCALE):
        return await handler(request)


def make_app(
    settings: Settings,
    clock: Clock,
    doorkeeper: Doorkeeper,
    health: Health,
    consents: Consents,
    accounts: Accounts,
) -> web.Application:
    """The service's routes. Every route here is open on purpose and shows no personal data."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_in_vietnamese])
    app.on_response_prepare.append(_add_headers)

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "version": __version__})

    async def readyz(request: web.Request) -> web.Response:
        problems = await health.problems()
        body = {"status": "ok" if not problems else "not ready", "problems": problems}
        return web.json_response(body, status=503 if problems else 200)

    async def metrics(request: web.Request) -> web.Response:
        await health.measure()
        return web.Response(
            body=generate_latest(REGISTRY), content_type="text/plain", charset="utf-8"
        )

    app.add_routes(
        [
            zalo_webhook(doorkeeper, clock, accounts.secrets_for),
            zalo_consent(consents),
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", metrics),
            web.get("/", front_page(clock, health)),
            web.static("/static", Path(__file__).parent / "static"),
        ]
    )
    return app
