"""`GET /oauth/zalo`: where the consent page of Zalo returns to. Stores the new pair and says so in Vietnamese.

Neither code nor state is ever logged or shown, and the page is kept by nobody.
"""

from __future__ import annotations

from functools import cache

import structlog
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.zalo.grants import Fault
from bot.zalo.oauth import CALLBACK_PATH, ConsentRefused, Consents
from messages_vi import consenting
from schedules.errors import NhacViecError

log = structlog.get_logger()

_NOT_OURS = {
    Fault.UNREACHED: 502,
    Fault.NOT_STORED: 503,
}  # what a second try may mend; the rest is 400


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.web", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("consent.html")


def zalo_consent(consents: Consents) -> web.RouteDef:
    """The route. A HEAD, as link checkers send it, uses up nothing."""

    async def finish(request: web.Request) -> web.Response:
        try:
            done = await consents.finish(request.query)
        except ConsentRefused as error:
            page = consenting.not_granted(error.fault)
            return _response(page, _NOT_OURS.get(error.fault, 400))
        except NhacViecError as error:
            log.error("consent.failed", action="consent.failed", problem=type(error).__name__)
            page = consenting.not_granted(Fault.NOT_STORED)
            return _response(page, _NOT_OURS[Fault.NOT_STORED])
        return _response(consenting.granted(done.code, done.name), 200)

    return web.get(CALLBACK_PATH, finish, allow_head=False)


def _response(page: consenting.Page, status: int) -> web.Response:
    return web.Response(
        text=_template().render(page=page),
        content_type="text/html",
        status=status,
        headers={"Cache-Control": "no-store"},
    )
