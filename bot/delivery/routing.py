"""Which road a message takes: what is known of the person, what the message can be, what the province has → road + reason.

    allowed   the provider would take it, as far as we know
    affordable what it is expected to cost is left today and this month
    in time   it leaves before what it reminds of is due

Of the roads that are all three the cheapest goes; of equals the one that comes first in `Road`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from db.words import Road
from schedules.civil import to_civil

FREE_S: Final = 48 * 3600  # after the last interaction a chat is free …
OPEN_S: Final = 7 * 24 * 3600  # … and then paid, until it closes (the Zalo reference, section 2.1)
TOO_SLOW: Final = "too_slow"
MARGIN_S: Final = 120  # clocks differ: what closes within this counts as closed
# Minutes of the day between which a road may ring; chat and templates by user id go at any hour.
_HOURS: Final[Mapping[Road, tuple[int, int]]] = {
    Road.TEMPLATE_PHONE: (6 * 60 + 5, 21 * 60 + 30),
    Road.SMS: (7 * 60, 21 * 60),
}

# What shuts a road for a while: the message waits for it rather than fail.
_PASSING: Final = frozenset({"over_budget", "night", "resting", "template_stopped"})


@dataclass(frozen=True)
class Reach:
    """What is known of a person. `closed` are roads known not to reach them, with the code that said so (`resting` for a
    short while).
    """

    zalo: bool
    phone: bool
    interacted_at: int | None
    closed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Load:
    """What a message can be. `only_chat`: an answer to somebody who looks at the screen. `tried`: roads it cannot
    go by any more, with what shut them.

    `template` is the key of its approved template and short form, None when it has none. `leave_by` is the instant after
    which a road comes too late, None when any time is as good.
    """

    template: str | None
    only_chat: bool = False
    tried: Mapping[Road, str] = field(default_factory=dict)
    leave_by: int | None = None


@dataclass(frozen=True)
class Offer:
    """What the province has now.

    `prices` in đồng for one message, of the roads there are; `by_phone_only` and `stopped` are template keys that go by
    number only or may not be used; `templates` those with an approved id. `left` is what may still be spent (a road that
    is absent has no limit). `ready_at` is when a road can take something at the earliest, if not now.
    """

    prices: Mapping[Road, int]
    templates: frozenset[str] = frozenset()
    by_phone_only: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    left: Mapping[Road, int] = field(default_factory=dict)
    ready_at: Mapping[Road, int] = field(default_factory=dict)


class Choice(NamedTuple):
    """The road, why it and no cheaper one, and what it is expected to cost in đồng."""

    road: Road
    why: str
    price_vnd: int


class NoRoad(NamedTuple):
    """Why there is no road; `later` when one will open again by itself or when somebody has looked after it."""

    why: str
    later: bool


def route(reach: Reach, load: Load, offer: Offer, now: int) -> Choice | NoRoad:
    """The road a message takes at `now`, and why. `why` also names what shut each cheaper road: `zalo:outside_window`.

    >>> route(Reach(True, True, 0), Load("officer_due"), Offer({Road.CHAT: 55, Road.SMS: 700}), 3600)
    Choice(road=<Road.CHAT: 'zalo'>, why='free_window', price_vnd=0)
    """
    priced = [(road, _price(road, reach, offer, now)) for road in Road if road in offer.prices]
    priced.sort(key=lambda pair: pair[1])  # stable: of equals the first in `Road`
    shut: list[tuple[Road, str]] = []
    for in_time in (True, False):  # late by every road: then by the cheapest
        shut = []
        for road, price in priced:
            problem = _problem(road, price, reach, load, offer, now, in_time)
            if problem is None:
                return Choice(road, _why(road, reach, shut, now), price)
            shut.append((road, problem))
        if not any(problem == TOO_SLOW for _, problem in shut):
            break
    later = any(problem in _PASSING for _, problem in shut)
    return NoRoad(_joined(shut) or "no_road", later)


def window_ends(interacted_at: int | None) -> int | None:
    """The instant at which the chat with a person closes; None when nothing is known."""
    return None if interacted_at is None else interacted_at + OPEN_S


def _price(road: Road, reach: Reach, offer: Offer, now: int) -> int:
    if road == Road.CHAT and not _is_paid(reach, now):
        return 0
    return offer.prices[road]


def _is_paid(reach: Reach, now: int) -> bool:
    return reach.interacted_at is not None and now >= reach.interacted_at + FREE_S - MARGIN_S


def _problem(
    road: Road, price: int, reach: Reach, load: Load, offer: Offer, now: int, in_time: bool
) -> str | None:
    """Why a road cannot be taken, or None."""
    if problem := _barred(road, reach, load, offer, now):
        return problem
    if price > offer.left.get(road, price):
        return "over_budget"
    ready = max(now, offer.ready_at.get(road, now))
    if in_time and load.leave_by is not None and ready > load.leave_by:
        return TOO_SLOW
    return None


def _barred(road: Road, reach: Reach, load: Load, offer: Offer, now: int) -> str | None:  # noqa: PLR0911 - one reason each
    """Why a road is not allowed for this person and message, or None."""
    if code := reach.closed.get(road):
        return code
    if problem := load.tried.get(road):
        return problem
    if road == Road.CHAT:
        return _window_problem(reach, now)
    if load.only_chat or load.template is None:
        return "no_template"
    if road == Road.TEMPLATE_UID and not reach.zalo:
        return "not_linked"
    if road != Road.TEMPLATE_UID and not reach.phone:
        return "no_phone"
    if road != Road.SMS and (problem := _template_problem(road, load.template, offer)):
        return problem
    return None if _rings(road, now) else "night"


def _window_problem(reach: Reach, now: int) -> str | None:
    if not reach.zalo:
        return "not_linked"
    ends = window_ends(reach.interacted_at)
    # Nothing known of an interaction: a refusal costs nothing, so it is tried.
    return "outside_window" if ends is not None and now >= ends - MARGIN_S else None


def _template_problem(road: Road, key: str, offer: Offer) -> str | None:
    if key not in offer.templates:
        return "no_template"
    if key in offer.stopped:
        return "template_stopped"
    return "by_phone_only" if road == Road.TEMPLATE_UID and key in offer.by_phone_only else None


def _rings(road: Road, now: int) -> bool:
    first, last = _HOURS.get(road, (0, 24 * 60))
    civil = to_civil(now)
    return first <= civil.hour * 60 + civil.minute < last


def _why(road: Road, reach: Reach, shut: list[tuple[Road, str]], now: int) -> str:
    if not shut:
        if road != Road.CHAT:
            return "cheapest"
        if reach.interacted_at is None:
            return "untried"
        return "paid_window" if _is_paid(reach, now) else "free_window"
    return _joined(shut)


def _joined(shut: list[tuple[Road, str]]) -> str:
    return ",".join(f"{road}:{problem}" for road, problem in shut)
