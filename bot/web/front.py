"""`GET /`: a front page that says whether the service is well, in numbers only. The dashboard needs a login first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot import __version__
from bot.clock import Clock
from bot.delivery.budget import Spent
from bot.health import Fault, Health
from db.words import ItemState, MessageState, Road
from messages_vi import labels, troubles
from messages_vi.formats import clock as clock_words
from messages_vi.formats import count, long_day, short_moment
from schedules.civil import civil_date


class Lane(NamedTuple):
    """One road in figures, as they are shown: messages and đồng of today and of the month, đồng that are left."""

    name: str
    today: tuple[str, str]
    month: tuple[str, str]
    left: str | None  # None: no limit


class Alarm(NamedTuple):
    """What is wrong, how it is mended, since when (empty where that is not known)."""

    what: str
    mend: str
    since: str


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
            alarms=alarms_shown(await health.alarms(), health.faults()),
            lanes=lanes(figures.spent, figures.left, figures.taken_at),
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
            without_holder=figures.without_holder,
            sums=figures.sums,
            count=count,
            sandbox=any(r.canonical == "/sandbox" for r in request.app.router.resources()),
        )
        return web.Response(text=page, content_type="text/html")

    return show


def alarms_shown(alarms: Sequence[tuple[str, int]], faults: Sequence[Fault]) -> list[Alarm]:
    """Open alarms and faults in words that name nobody; an account that rests is told by its alarm when it has one."""
    shown = []
    for key, since in alarms:
        told = troubles.unnamed(key)
        shown.append(Alarm(told.what, told.mend, short_moment(since)))
    accounts = {key.partition(":")[2] or key for key, _since in alarms}
    for fault in faults:
        if fault.kind == "sender" and (fault.subject.partition(":")[2] or fault.subject) in accounts:  # fmt: skip
            continue
        shown.append(Alarm(troubles.fault(fault.kind, fault.subject), "", ""))
    return shown


def lanes(spent: Sequence[Spent], left: Mapping[Road, int], now: int) -> list[Lane]:
    """The roads that carried anything this month or have a limit, in the order of `Road`."""
    today = civil_date(now).isoformat()
    found = []
    for road in Road:
        month = [row for row in spent if row.road == road]
        if not month and road not in left:
            continue
        found.append(
            Lane(
                labels.text(labels.ROADS[road]),
                _sum([row for row in month if row.day == today]),
                _sum(month),
                count(left[road]) if road in left else None,
            )
        )
    return found


def _sum(rows: Sequence[Spent]) -> tuple[str, str]:
    return count(sum(row.messages for row in rows)), count(sum(row.vnd for row in rows))
