"""What all senders share when they decide about roads: prices, limits, templates, and which road can take nothing now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.config import BudgetSettings, FallbackSettings, HarmSettings, PriceSettings
from bot.delivery.budget import Spent, left, spent_this_month
from bot.delivery.carrying import Parcel
from bot.delivery.routing import Offer
from db.store import Reader
from db.words import Road

Parcels = Callable[[Reader, Sequence[int], int], Awaitable[Mapping[int, Parcel]]]
SMS_PARTS: Final = 2  # what a short form has at most, for expecting its price
URGENT_S: Final = 2 * 3600
DAY_S: Final = 24 * 3600


Opens = Callable[
    [int, int], int
]  # person, instant → when their office is open next, or the instant itself


def always_open(person_id: int, now: int) -> int:
    """Where nobody keeps hours."""
    return now


async def no_parcels(reader: Reader, message_ids: Sequence[int], now: int) -> Mapping[int, Parcel]:
    """Where there is only the chat."""
    return {}


@dataclass
class Desk:
    """The province's side of routing. `rests` are instants before which a road of a sender account is not counted on."""

    roads: frozenset[Road] = frozenset({Road.CHAT})
    prices: PriceSettings = field(default_factory=PriceSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    harm: HarmSettings = field(default_factory=HarmSettings)
    fallback: FallbackSettings = field(default_factory=FallbackSettings)
    templates: frozenset[str] = frozenset()
    by_phone_only: frozenset[str] = frozenset()
    parcels: Parcels = no_parcels
    opens: Opens = always_open
    rests: dict[tuple[str | None, Road], int] = field(default_factory=dict)

    @property
    def has_choice(self) -> bool:
        """Whether there is any road beside the chat."""
        return len(self.roads) > 1

    def expected(self, road: Road) -> int:
        """What one message by a road is expected to cost, in đồng."""
        match road:
            case Road.CHAT:
                return self.prices.chat
            case Road.TEMPLATE_UID:
                return self.prices.zbs_uid
            case Road.TEMPLATE_PHONE:
                return self.prices.zbs_phone
        return self.prices.sms_part * SMS_PARTS

    async def offer(
        self,
        reader: Reader,
        now: int,
        account: str | None = None,
        spent: Sequence[Spent] | None = None,
    ) -> Offer:
        """What the province has at `now`, for people of one sender account; `spent` where it was read already."""
        if spent is None:
            spent = await spent_this_month(reader, now)
        stopped = await reader.all("stopped_templates", now=now)
        return Offer(
            prices={road: self.expected(road) for road in self.roads},
            templates=self.templates,
            by_phone_only=self.by_phone_only,
            stopped=frozenset(row[0] for row in stopped),
            left=left(self.budget, spent, now),
            ready_at={
                road: at for (of, road), at in self.rests.items() if of == account and at > now
            },
        )

    def may_ring(self, person_id: int, deadline_at: int, now: int) -> int:
        """When somebody may be told by another road: at once what is due within two hours, else while their office is open."""
        return now if 0 < deadline_at - now <= URGENT_S else self.opens(person_id, now)

    def fallback_at(self, deadline_at: int, now: int) -> int | None:
        """When to look for another road unless something is delivered by then; None when there is no other.

        Due within two hours, within the day, later: minutes of the settings. What is late already counts as due today.
        """
        if not self.has_choice:
            return None
        rest = deadline_at - now
        if 0 < rest <= URGENT_S:
            return now + self.fallback.urgent * 60
        minutes = self.fallback.today if rest <= DAY_S else self.fallback.later
        return now + minutes * 60
