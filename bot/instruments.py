"""What the service tells administrators of itself in the chat: how well it is, and what is left of money."""

from __future__ import annotations

from typing import Any, Final

from bot.config import BudgetSettings
from bot.delivery.budget import PURSES, Spent, left, spent_this_month
from bot.health import Health
from db.store import Reader
from messages_vi import labels, troubles
from schedules.civil import civil_date

LISTED: Final = 4


class ServiceInstruments:
    """Reads what the store and the running parts know; changes nothing."""

    def __init__(self, health: Health, budget: BudgetSettings) -> None:
        self._health = health
        self._budget = budget

    async def health(self, reader: Reader, now: int) -> dict[str, Any]:
        """Alarms and faults in words, what waits, the oldest of it, and when anything last came in."""
        alarms = await reader.all("open_alarms")
        found = [{"what": troubles.unnamed(row[0]).what, "since": row[2]} for row in alarms]
        found += [
            {"what": troubles.fault(fault.kind, fault.subject), "since": None}
            for fault in self._health.faults()
        ]
        states: dict[str, int] = dict(await reader.all("message_counts"))
        events: dict[str, int] = dict(await reader.all("event_counts"))
        accounts = await reader.all("list_accounts")
        renewed = [row[3] for row in accounts if row[3] is not None]
        return {
            "troubles": found[:LISTED],
            "overflow": max(0, len(found) - LISTED),
            "waiting": states.get("waiting", 0),
            "unknown": states.get("unknown", 0),
            "inbox": events.get("new", 0),
            "oldest": await reader.value("oldest_waiting", now=now),
            "renewed": min(renewed, default=None),
            "last_event": await reader.value("newest_event_at"),
            "last_feed": await reader.value("newest_feed_at"),
        }

    async def quota(self, reader: Reader, now: int) -> dict[str, Any]:
        """What was spent today and this month, and what is left of each limit, in đồng."""
        spent = await spent_this_month(reader, now)
        today = civil_date(now).isoformat()
        rest = left(self._budget, spent, now)
        roads = [
            {
                "what": labels.text(label),
                "today": _sum(spent, road, today),
                "month": _sum(spent, road),
                "left": rest.get(road),
            }
            for road, label in labels.ROADS.items()
            if road in rest or _sum(spent, road) or PURSES[road] == "chat"
        ]
        return {
            "roads": roads,
            "today": sum(row.vnd for row in spent if row.day == today),
            "month": sum(row.vnd for row in spent),
            "n": sum(row.messages for row in spent if row.day == today),
        }


def _sum(spent: list[Spent], road: str, day: str = "") -> int:
    return sum(row.vnd for row in spent if row.road == road and day in ("", row.day))
