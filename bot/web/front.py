"""`GET /`: a front page that says whether the service is well, in numbers only. The dashboard needs a login first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot import __version__
from bot.clock import Clock
from bot.health import Health
from db.records import ItemState, MessageState
from messages_vi import labels
from messages_vi.formats import clock as clock_words
from messages_vi.formats import count, long_day
from schedules.civil import civil_date


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.web", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("front.html")


def front_page(clock: Clock, health: Health) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Makes the handler of the front page."""

    async def show(request: web.Request) -> web.Response:
        now = clock.now()
        figures = await health.figures()
        page = _template().render(
            version=__version__,
            day=long_day(civil_date(now)),
            clock=clock_words(now),
            problems=await health.problems(),
            items=[
                (
                    labels.kind_label(k),
                    labels.text(labels.ITEM_STATES[ItemState(s)]),
                    count(n),
                )
                for k, s, n in figures.items
            ],
            messages=[
                (labels.text(labels.MESSAGE_STATES[MessageState(s)]), count(n))
                for s, n in figures.messages
            ],
            sums=figures.sums,
            count=count,
            sandbox=any(r.canonical == "/sandbox" for r in request.app.router.resources()),
        )
        return web.Response(text=page, content_type="text/html")

    return show
