"""Messages that take another road: those with no sign of delivery in their time, and those that would come too late.

A second road is taken only when the first is known dead or its time has passed, and never after the work was answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.delivery.claiming import Line, closed_roads
from bot.delivery.deciding import LOOK_AGAIN_S, Row, road_of
from bot.delivery.desk import DAY_S, Desk
from bot.delivery.routing import Choice, NoRoad, Offer
from bot.delivery.settling import Effect, apply_effects
from db.store import Row as DbRow
from db.store import Store, Tx
from db.words import ZALO_ROADS, Fate, MessageState, Reason, Road

log = structlog.get_logger()
BATCH: Final = 200
IN_LINE: Final = 20_000  # how far down the line is looked
MARGIN_S: Final = 60
UNRESOLVED: Final = Effect(
    MessageState.FAILED, "unresolved", fate=Fate.FAILED, fate_reason=Reason.UNRESOLVED
)


async def take_other_roads(store: Store, desk: Desk, now: int, limit: int = BATCH) -> int:
    """Give messages without a sign of delivery another road; how many were looked at.

    One that is shut for the night or for money is looked at again. Where there is none, what was taken stays sent, and what
    nobody knows about fails – but for a chat, which is asked about.
    """
    if not await store.all("fallbacks_due", now=now, limit=1):
        return 0
    async with store.tx() as tx:
        due = await tx.all("fallbacks_due", now=now, limit=limit)
        rows = await _rows(tx, [row[0] for row in due if row[3]])
        rows = [row._replace(tried=";".join([row.tried, *_dead_with(row.channel)])) for row in rows]
        offer = await desk.offer(tx, now)
        chosen = await _choices(tx, desk, rows, dict.fromkeys((r.id for r in rows), offer), now)
        moved = [
            _second_road(row, chosen[row.id], desk.may_ring(row.person_id, row.deadline_at, now))
            for row in rows
        ]
        taken = [row for row in moved if row is not None]
        await tx.many("take_other_road", taken)
        await tx.many("set_tried", [{"id": r["id"], "tried": r["tried"]} for r in taken])
        again = {row.id for row in rows if _opens_later(row, chosen[row.id], now)}
        await tx.many("set_fallback", [{"id": m, "at": now + LOOK_AGAIN_S} for m in sorted(again)])
        done = {row["id"] for row in taken} | again
        await _give_up(tx, [row for row in due if row[0] not in done], now)
    for row in taken:
        told = {"message_id": row["id"], "road": row["channel"]}
        log.info("message.other_road", action="message.other_road", **told)
    return len(due)


def _opens_later(row: Row, chosen: Choice | NoRoad, now: int) -> bool:
    """Whether another road is only shut for a while, and the message still worth waiting for it."""
    return isinstance(chosen, NoRoad) and chosen.later and now < row.deadline_at + DAY_S


async def _give_up(tx: Tx, left: Sequence[DbRow], now: int) -> None:
    """Nothing more is looked for; what nobody knows about fails, but for a chat, which is asked about."""
    await tx.many("end_fallback", [{"id": row[0]} for row in left])
    lost = [m for m, state, road, _ in left if state == MessageState.UNKNOWN and road != Road.CHAT]
    await apply_effects(tx, [(m, UNRESOLVED, None) for m in lost], now)


async def divert_late(store: Store, desk: Desk, line: Line, per_minute: int, now: int) -> int:
    """Take out of an account's line what would reach its turn too late and can go by another road; how many left it."""
    rows = await store.all(
        "waiting_in_order",
        channel=Road.CHAT,
        now=now,
        limit=IN_LINE,
        account=line.account,
        first_account=line.first_account,
    )
    turns = {
        message_id: now + place * 60 // per_minute for place, (message_id, _) in enumerate(rows)
    }
    late = [m for m, deadline_at in rows if now < deadline_at < turns[m] + MARGIN_S][:BATCH]
    if not late:
        return 0
    async with store.tx() as tx:
        waiting = await _rows(tx, late)
        offer = await desk.offer(tx, now, line.account)
        offers = {
            m: replace(offer, ready_at={**offer.ready_at, Road.CHAT: turns[m] + MARGIN_S})
            for m in late
        }
        chosen = await _choices(tx, desk, waiting, offers, now)
        moved = [
            {"id": row.id, "channel": found.road, "why": found.why}
            for row in waiting
            if isinstance(found := chosen[row.id], Choice) and found.road != Road.CHAT
        ]
        await tx.many("move_message", moved)
    return len(moved)


async def _rows(tx: Tx, ids: Sequence[int]) -> list[Row]:
    return [Row(*row) for row in await tx.all("message_rows", messages=json.dumps(list(ids)))]


async def _choices(
    tx: Tx, desk: Desk, rows: Sequence[Row], offers: Mapping[int, Offer], now: int
) -> dict[int, Choice | NoRoad]:
    closed = await closed_roads(tx, (row.person_id for row in rows), now)
    parcels = await desk.parcels(tx, [row.id for row in rows], now) if rows else {}
    return {
        row.id: road_of(
            row,
            closed.get(row.person_id, {}),
            parcels[row.id].key if row.id in parcels else None,
            offers[row.id],
            now,
        )
        for row in rows
    }


def _dead_with(road: str) -> list[str]:
    """Roads that end at the same phone: what one road of Zalo did not deliver, another will not either."""
    roads = sorted(ZALO_ROADS) if road in ZALO_ROADS else [road]
    return [f"{road}:not_delivered" for road in roads]


def _second_road(row: Row, chosen: Choice | NoRoad, not_before: int) -> dict[str, Any] | None:
    """How a message goes on, or None when it has no other road now."""
    if isinstance(chosen, NoRoad):
        return None
    return {
        "id": row.id,
        "channel": chosen.road,
        "tried": row.tried.strip(";"),
        "why": chosen.why,
        "reason": f"{row.channel}:not_delivered",
        "not_before": not_before,
    }
