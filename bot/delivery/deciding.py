"""Decides about the messages a sender has claimed: the road of each, what one person may be sent, what waits and what ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bot.alarms import end_alarm, raise_alarm
from bot.delivery.budget import Spent, left
from bot.delivery.carrying import Outgoing, Parcel
from bot.delivery.desk import Desk
from bot.delivery.harm import harm_reason
from bot.delivery.routing import TOO_SLOW, Choice, Load, NoRoad, Offer, Reach, route
from bot.delivery.settling import Effect, apply_effects, without_road
from db.store import Tx
from db.words import Fate, MessageState, Reason, Road
from schedules.civil import civil_date

LOOK_AGAIN_S = 1800  # for money, the morning or another road
PATIENCE_S = 1800  # what is late already waits no longer than this for a cheaper road
REST_S = 300  # how long an account rests before it is looked at again
FAR = 2**40
EVERY_ROAD = "all"  # of a line that was stopped
ANSWERED = Effect(MessageState.SUPPRESSED, "answered")  # stays sent by its first road


class Row(NamedTuple):
    """A message that waits for a road, with what is known of its person."""

    id: int
    person_id: int
    text: str
    buttons: str
    attempts: int
    channel: str
    template: str
    deadline_at: int
    tried: str
    why: str
    item_id: int | None
    carried_by: str | None
    uncertain: int  # 1: whoever carried it last may have taken it
    answered: int  # 1: this is a second road, and the work was answered since the first
    zalo_sealed: bytes | None
    phone_sealed: bytes | None
    interacted_at: int | None

    @property
    def only_chat(self) -> bool:
        """An answer to somebody who has just written."""
        return self.template.startswith("reply/") and self.item_id is None


class Facts(NamedTuple):
    """What routing needs beside the rows: closed roads by person, counts of the harm bound, and what was spent."""

    closed: Mapping[int, Mapping[str, str]]
    hour: Counter[int]
    day: Counter[int]
    same_text: Mapping[int, int]
    spent: Sequence[Spent]


def shut_roads(tried: str, between: str = ";") -> dict[Road, str]:
    """`message.tried` as a mapping from road to what shut it; `message.why` has commas `between`.

    >>> shut_roads("zalo:-230;zbs_uid:-249")
    {<Road.CHAT: 'zalo'>: '-230', <Road.TEMPLATE_UID: 'zbs_uid'>: '-249'}
    """
    parts = (part.partition(":") for part in tried.split(between) if part)
    return {Road(road): problem or "tried" for road, _, problem in parts if road in set(Road)}


def road_of(
    row: Row, closed: Mapping[str, str], key: str | None, offer: Offer, now: int
) -> Choice | NoRoad:
    """The road of one row now. `key` names what it says elsewhere, None for nothing."""
    reach = Reach(
        row.zalo_sealed is not None, row.phone_sealed is not None, row.interacted_at, closed
    )
    if row.uncertain:  # it may be out: it goes again where that does no harm, or nowhere
        held = Road(row.channel)
        offer = replace(offer, prices={r: p for r, p in offer.prices.items() if r == held})
    # Whoever sent it here knew better how long another road takes: sent back, it would go to and fro.
    slow = {road: FAR for road, problem in shut_roads(row.why, ",").items() if problem == TOO_SLOW}
    offer = replace(offer, ready_at={**offer.ready_at, **slow})
    leave_by = row.deadline_at if row.deadline_at > now else now + PATIENCE_S
    return route(reach, Load(key, row.only_chat, shut_roads(row.tried), leave_by), offer, now)


class Decisions:
    """What becomes of each row; written together at the end."""

    def __init__(
        self, desk: Desk, facts: Facts, offer: Offer, mine: frozenset[Road], now: int
    ) -> None:
        self._desk = desk
        self._facts = facts
        self._left = dict(offer.left)  # shrinks with each message claimed
        self._offer = replace(offer, left=self._left)
        self._mine = mine
        self._now = now
        self.batch: list[Outgoing] = []
        self.moved: list[dict[str, Any]] = []
        self._held: list[dict[str, Any]] = []
        self._ended: list[tuple[int, Effect, str | None]] = []
        self._stopped: dict[int, str] = {}  # person → why the line was stopped
        self._out_of_money = False
        self._said: Counter[tuple[int, str]] = Counter()  # in this batch
        self._claimed: list[Spent] = []

    def by_chat(self, row: Row) -> bool:
        """Decide a row for which what it says elsewhere does not matter; False when it does."""
        if row.answered:
            self._ended.append((row.id, ANSWERED, None))
            return True
        if self._harmful(row):
            return True
        chosen = self._route(row, None)
        if self._desk.has_choice and not row.only_chat and not self._is_best(row, chosen):
            return False
        if isinstance(chosen, Choice):
            self._go(row, chosen, None)
        else:
            self._no_road(row, chosen)
        return True

    def _is_best(self, row: Row, chosen: Choice | NoRoad) -> bool:
        """Whether no other road, whatever there is to say by it, could be cheaper or sooner."""
        return (
            isinstance(chosen, Choice)
            and chosen.price_vnd <= min(self._offer.prices.values())
            and self._offer.ready_at.get(chosen.road, 0) <= self._now
            and TOO_SLOW not in row.why
        )

    def by_any(self, row: Row, parcel: Parcel | None) -> None:
        """Decide a row by any road its parcel fits."""
        chosen = self._route(row, parcel.key if parcel else None)
        if isinstance(chosen, Choice):
            self._go(row, chosen, parcel)
        else:
            self._no_road(row, chosen)

    def _route(self, row: Row, key: str | None) -> Choice | NoRoad:
        return road_of(row, self._facts.closed.get(row.person_id, {}), key, self._offer, self._now)

    def _harmful(self, row: Row) -> bool:
        """Stop the line of a person who would be sent more than the harm bound allows."""
        if row.only_chat:
            return False
        if row.person_id in self._stopped or EVERY_ROAD in self._facts.closed.get(
            row.person_id, {}
        ):
            self._suppress(row)
            return True
        reason = harm_reason(
            self._facts.hour[row.person_id],
            self._facts.day[row.person_id],
            self._facts.same_text.get(row.id, 0) + self._said[row.person_id, row.text],
            self._desk.harm,
        )
        if reason is None:
            return False
        if reason != "same_text":  # the same words again concern this message only
            self._stopped[row.person_id] = reason
        self._suppress(row)
        return True

    def _suppress(self, row: Row) -> None:
        effect = Effect(
            MessageState.SUPPRESSED,
            "harm_bound",
            fate=Fate.SUPPRESSED,
            fate_reason=Reason.HARM_BOUND,
        )
        self._ended.append((row.id, effect, None))

    def _go(self, row: Row, chosen: Choice, parcel: Parcel | None) -> None:
        if (ready := self._offer.ready_at.get(chosen.road, 0)) > self._now:
            self._hold(row, f"{chosen.road}:rests", min(ready, self._now + REST_S))
            return
        if chosen.road not in self._mine:
            self.moved.append({"id": row.id, "channel": chosen.road, "why": chosen.why})
            return
        self._pay(chosen)
        self._count(row)
        self.batch.append(
            Outgoing(
                id=row.id,
                person_id=row.person_id,
                text=row.text,
                buttons=row.buttons,
                attempts=row.attempts,
                zalo_sealed=row.zalo_sealed,
                phone_sealed=row.phone_sealed,
                road=chosen.road,
                why=chosen.why,
                price_vnd=chosen.price_vnd,
                parcel=parcel,
                deadline_at=row.deadline_at,
                only_chat=row.only_chat,
                carried_by=row.carried_by or "",
            )
        )

    def _pay(self, chosen: Choice) -> None:
        """What is claimed is spent already."""
        if chosen.price_vnd and self._left:
            today = civil_date(self._now).isoformat()
            self._claimed.append(Spent(today, chosen.road, 1, chosen.price_vnd))
            spent = [*self._facts.spent, *self._claimed]
            self._left.update(left(self._desk.budget, spent, self._now))

    def _count(self, row: Row) -> None:
        """What is claimed counts for the harm bound; what only waits or moves does not yet."""
        if not row.only_chat:
            self._facts.hour[row.person_id] += 1
            self._facts.day[row.person_id] += 1
            self._said[row.person_id, row.text] += 1

    def _no_road(self, row: Row, found: NoRoad) -> None:
        if found.later:
            self._hold(row, found.why, self._now + LOOK_AGAIN_S)
            self._out_of_money |= "over_budget" in found.why
        else:
            self._ended.append(
                (row.id, without_road(row.tried.rpartition(";")[2], found.why), None)
            )

    def _hold(self, row: Row, reason: str, until: int) -> None:
        self._held.append({"id": row.id, "reason": reason, "not_before": until})

    async def write(self, tx: Tx) -> None:
        """Everything decided, in the caller's transaction."""
        await tx.many("move_message", self.moved)
        await tx.many("put_off_message", self._held)
        await apply_effects(tx, self._ended, self._now)
        for person_id, reason in self._stopped.items():
            await tx.run(
                "close_road",
                person_id=person_id,
                road=EVERY_ROAD,
                code="harm_bound",
                at=self._now,
                until=None,
            )
            await raise_alarm(tx, f"line:{person_id}", reason, self._now)
        if self._out_of_money:
            await raise_alarm(tx, "budget", "over_budget", self._now)
        elif any(message.price_vnd for message in self.batch):  # there is money again
            await end_alarm(tx, "budget", self._now)
