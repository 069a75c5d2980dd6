"""What the coming days will cost if nobody answers: the plan replayed instant by instant, by the roads of the last days.

An upper bound of what is planned today: who answers or finishes early is reminded less. Dossiers and reports that are not
there yet are not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from bot.config import PriceSettings
from bot.delivery.composer import MAX_PAGES
from bot.planning import notices_of
from db.records import WorkItem
from db.snapshot import Snapshot
from db.store import Reader
from db.words import Audience, Fate, Reason, Road
from messages_vi.render import LINES_PER_PAGE
from schedules.errors import NhacViecError
from schedules.planner import Decision, plan
from schedules.policy import Rung
from schedules.quiet import send_time

DAY_S: Final = 86_400
LOOK_BACK_DAYS: Final = 14
BATCH: Final = 10_000  # items read at once
_SPOKEN: Final = (Fate.WAITING, Fate.HELD)


class Told(NamedTuple):
    """Notices that may share a message: of one person at one instant, by audience, those of a digest apart."""

    person_id: int
    send_at: int
    audience: str
    in_digest: bool


class UsedLately(NamedTuple):
    """What one road took lately: messages, those of them for a price, and đồng in all."""

    road: Road
    messages: int
    paid: int
    vnd: int


class RoadCost(NamedTuple):
    """What is expected of one road: its share of all messages, those for a price, and đồng for one of these."""

    road: Road
    share: float
    paid_share: float
    price: float


class Forecast(NamedTuple):
    """What the coming days bring; `unplanned` items could not be computed."""

    items: int
    unplanned: int
    notices: int
    messages: int


async def forecast(reader: Reader, snapshot: Snapshot, now: int, days: int) -> Forecast:
    """Replay the ladders of all open items over the coming days, batch by batch; reads only."""
    until = now + days * DAY_S
    play = Replay(snapshot, now, until)
    told: Counter[Told] = Counter()
    items = unplanned = after = 0
    while rows := await reader.all("items_with_work_until", after=after, until=until, limit=BATCH):
        for row in rows:
            try:
                told.update(play.notices(WorkItem(*row)))
            except NhacViecError:  # a date outside the calendar, say
                unplanned += 1
        items, after = items + len(rows), rows[-1][0]
    messages = messages_of(told, snapshot.policy.digest_above)
    return Forecast(items, unplanned, told.total(), messages)


class Replay:
    """The coming notices of items up to an instant, as the passes would write them in time if nobody answered.

    Two plans an item, not one an instant: what is due now, and what comes. Decided all at once, everything but the last
    rung would be merged into it as late; told in time each speaks, one to an audience at one instant.
    """

    def __init__(self, snapshot: Snapshot, now: int, until: int) -> None:
        self._snapshot = snapshot
        self._now = now
        self._until = until
        self._slots: dict[tuple[int, int, bool, tuple[int, ...]], int] = {}

    def notices(self, item: WorkItem) -> list[Told]:
        """The notices of one item. Raises when its ladder cannot be computed."""
        ladder, calendar = self._snapshot.ladder(item), self._snapshot.calendar(item.unit_id)
        late = plan(item, ladder, calendar, self._now)
        speaking = [(self._now, d) for d in late.decisions if d.fate == Fate.WAITING]
        item = msgspec.structs.replace(item, planned_until=max(self._now, item.planned_until))
        coming = plan(item, ladder, calendar, self._until)
        in_time = [(d.at, d) for d in coming.decisions if d.fate != Fate.SUPPRESSED]
        # What is told at one instant lies together, in the order of the ladder.
        order = {(rung.audience, rung.key): n for n, rung in enumerate(ladder)}
        in_time.sort(key=lambda pair: (pair[0], order[pair[1].rung.audience, pair[1].rung.key]))
        return list(self._told(item, speaking + in_time))

    def _told(self, item: WorkItem, speaking: Sequence[tuple[int, Decision]]) -> Iterator[Told]:
        listeners: dict[Audience, Sequence[int]] = {}
        for at, together in groupby(speaking, key=lambda pair: pair[0]):
            heard: set[int] = set()
            for audience, decision in {d.rung.audience: d for _, d in together}.items():
                if audience not in listeners:
                    listeners[audience] = self._listeners(item, decision)
                for person_id in listeners[audience]:
                    rung = decision.rung
                    if person_id in heard:
                        continue
                    heard.add(person_id)
                    if (send_at := self._send_at(person_id, decision.at, at, rung)) <= self._until:
                        yield Told(person_id, send_at, audience, rung.in_digest)

    def _listeners(self, item: WorkItem, decision: Decision) -> Sequence[int]:
        alone = [Decision(decision.rung, decision.key, decision.at, Fate.WAITING, Reason.DUE)]
        rows = notices_of(self._snapshot, item, alone, self._now)
        return [row.person_id for row in rows if row.fate in _SPOKEN and row.person_id is not None]

    def _send_at(self, person_id: int, rung_at: int, now: int, rung: Rung) -> int:
        unit_id = self._snapshot.directory.people[person_id].unit_id
        if rung_at != now:
            return self._slot(unit_id, rung_at, now, rung)
        key = (unit_id, rung_at, rung.in_digest, rung.slots)
        if key not in self._slots:
            self._slots[key] = self._slot(unit_id, rung_at, now, rung)
        return self._slots[key]

    def _slot(self, unit_id: int, rung_at: int, now: int, rung: Rung) -> int:
        slots = rung.slots or self._snapshot.policy.digest_slots
        calendar = self._snapshot.calendar(unit_id)
        return send_time(rung_at, now, in_digest=rung.in_digest, slots=slots, calendar=calendar)[0]


def messages_of(told: Mapping[Told, int], digest_above: int) -> int:
    """How many messages notices become: more single ones at once than the policy allows are a digest too."""
    singles: Counter[tuple[int, int]] = Counter()
    for key, count in told.items():
        if not key.in_digest:
            singles[key.person_id, key.send_at] += count
    lines: Counter[tuple[int, int, str]] = Counter()
    messages = 0
    for key, count in told.items():
        if key.in_digest or singles[key.person_id, key.send_at] > digest_above:
            lines[key.person_id, key.send_at, key.audience] += count
        else:
            messages += count
    return messages + sum(min(MAX_PAGES, -(-n // LINES_PER_PAGE)) for n in lines.values())


async def carried_lately(reader: Reader, now: int) -> list[UsedLately]:
    """What each road took in the last days; a road that is none of ours is left out."""
    rows = await reader.all("carried_since", since=now - LOOK_BACK_DAYS * DAY_S)
    return [UsedLately(Road(row[0]), *row[1:]) for row in rows if row[0] in set(Road)]


def road_costs(carried: Iterable[UsedLately], prices: PriceSettings) -> Sequence[RoadCost]:
    """Shares of the roads and prices of the settings; without anything carried all is free chat.

    An SMS costs at least one part; where those sent cost more, as many parts are expected again.

    >>> road_costs([], PriceSettings())
    [RoadCost(road=<Road.CHAT: 'zalo'>, share=1.0, paid_share=0.0, price=55)]
    """
    known = [one for one in carried if one.messages]
    total = sum(one.messages for one in known)
    if not total:
        return [RoadCost(Road.CHAT, 1.0, 0.0, prices.chat)]
    return [
        RoadCost(
            one.road,
            one.messages / total,
            (one.paid if one.road == Road.CHAT else one.messages) / total,
            _price(one, prices),
        )
        for one in known
    ]


def _price(one: UsedLately, prices: PriceSettings) -> float:
    match one.road:
        case Road.CHAT:
            return prices.chat
        case Road.TEMPLATE_UID:
            return prices.zbs_uid
        case Road.TEMPLATE_PHONE:
            return prices.zbs_phone
    return max(prices.sms_part, one.vnd / one.paid if one.paid else 0)


def expected_vnd(messages: int, cost: RoadCost) -> int:
    """Đồng for a road's part of so many messages."""
    return round(messages * cost.paid_share * cost.price)
