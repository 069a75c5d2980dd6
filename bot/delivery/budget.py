"""What messages may cost: limits of the day and the month, in all and by road; what is left of them. Pure but for `Ledger`.

The day and the month are those of Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bot.config import BudgetSettings
from db.store import Reader
from db.words import Road
from schedules.civil import civil_date

# Roads that share a limit, by the name of the limit in the settings.
PURSES: Final[Mapping[Road, str]] = {
    Road.CHAT: "chat",
    Road.TEMPLATE_UID: "zbs",
    Road.TEMPLATE_PHONE: "zbs",
    Road.SMS: "sms",
}


class Spent(NamedTuple):
    """Đồng and messages of one day and road."""

    day: str
    road: str
    messages: int
    vnd: int


async def spent_this_month(reader: Reader, now: int) -> list[Spent]:
    """What was spent since the first of the month, with what is on the wire now and may be charged."""
    today = civil_date(now)
    spent = [
        Spent(*row) for row in await reader.all("spent_since", day=today.replace(day=1).isoformat())
    ]
    return spent + [
        Spent(today.isoformat(), road, messages, vnd)
        for road, messages, vnd in await reader.all("on_the_wire")
    ]


def left(budget: BudgetSettings, spent: Iterable[Spent], now: int) -> dict[Road, int]:
    """Đồng that may still be spent now by each road with any limit: the least of its own and the whole's.

    >>> left(BudgetSettings(day=1000, sms_day=300), [Spent("1970-01-01", "sms", 1, 250)], 0)[Road.SMS]
    50
    """
    today = civil_date(now).isoformat()
    day: dict[str, int] = defaultdict(int)
    month: dict[str, int] = defaultdict(int)
    for row in spent:
        for purse in ("", _purse(row.road)):
            month[purse] += row.vnd
            day[purse] += row.vnd if row.day == today else 0
    found = {}
    for road in Road:
        purse = PURSES[road]
        limits = [
            (budget.day, day[""]),
            (budget.month, month[""]),
            (getattr(budget, f"{purse}_day"), day[purse]),
            (getattr(budget, f"{purse}_month"), month[purse]),
        ]
        bounded = [limit - used for limit, used in limits if limit is not None]
        if bounded:
            found[road] = max(0, min(bounded))
    return found


def _purse(road: str) -> str:
    return PURSES[Road(road)] if road in set(Road) else road


def ledger_rows(costs: Sequence[tuple[str, int]], now: int) -> list[dict[str, Any]]:
    """Rows for `spend` from (road, đồng) of messages that were taken at `now`."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for road, vnd in costs:
        sums[road][0] += 1
        sums[road][1] += vnd
    day = civil_date(now).isoformat()
    return [
        {"day": day, "road": road, "messages": messages, "vnd": vnd}
        for road, (messages, vnd) in sums.items()
    ]
