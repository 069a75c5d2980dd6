"""Takes what is due for a sender: reads what deciding about it needs, has it decided, marks what is to be sent.

All in the caller's transaction: two workers never take the same message, and what is decided is decided on what is
stored. Marked messages are `sending` with an open attempt before anything is called.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.delivery.budget import Spent, spent_this_month
from bot.delivery.carrying import Outgoing
from bot.delivery.deciding import Decisions, Facts, Row
from bot.delivery.desk import Desk
from db.halts import halts_in_force, held
from db.store import Reader, Tx
from db.words import Road

HOUR_S = 3600


class Line(NamedTuple):
    """What one sender takes: its roads, and people of which sender account (None: of any)."""

    roads: frozenset[Road]
    account: str | None = None
    first_account: str | None = None


class Claim(NamedTuple):
    """What was marked for the caller, how many messages were looked at, and whether others have work now."""

    batch: Sequence[Outgoing]
    looked_at: int
    moved: bool


async def claim(
    tx: Tx, desk: Desk, line: Line, limit: int, now: int, *, resting: bool = False
) -> Claim:
    """Give up to `limit` messages of a line their road, most urgent first; the batch is what the line itself carries.

    A line that is `resting` carries nothing, but who can be reached otherwise does not wait for it. What an administrator has
    stopped (`db.halts`) is left where it is.
    """
    halted = held(await halts_in_force(tx)).level(line.account)
    rows = [
        Row(*row)
        for road in line.roads
        for row in await tx.all(
            "due_messages",
            channel=road,
            now=now,
            limit=limit,
            account=line.account,
            first_account=line.first_account,
            halted=halted,
        )
    ]
    rows = sorted(rows, key=lambda row: (row.deadline_at, row.id))[:limit]
    if not rows:
        return Claim((), 0, False)
    spent = await spent_this_month(tx, now)
    facts = await _facts(tx, desk, rows, spent, now)
    offer = await desk.offer(tx, now, line.account, spent)
    decided = Decisions(desk, facts, offer, frozenset() if resting else line.roads, now)
    undecided = [row for row in rows if not decided.by_chat(row)]
    parcels = await desk.parcels(tx, [row.id for row in undecided], now) if undecided else {}
    for row in undecided:
        decided.by_any(row, parcels.get(row.id))
    await decided.write(tx)
    return Claim(decided.batch, len(rows), bool(decided.moved))


async def closed_roads(
    reader: Reader, people: Iterable[int], now: int
) -> dict[int, dict[str, str]]:
    """Roads closed to people, by person and road, with the code that closed them."""
    closed: dict[int, dict[str, str]] = {}
    ids = json.dumps(sorted(set(people)))
    for person_id, road, code, until in await reader.all("closed_roads_of", people=ids, now=now):
        soon = until is not None and until - now <= 24 * HOUR_S
        closed.setdefault(person_id, {})[road] = "resting" if soon else code
    return closed


async def _facts(
    reader: Reader, desk: Desk, rows: Sequence[Row], spent: Sequence[Spent], now: int
) -> Facts:
    closed = await closed_roads(reader, (row.person_id for row in rows), now)
    told = [row for row in rows if not row.only_chat]
    if not told:
        return Facts(closed, Counter(), Counter(), {}, spent)
    people = json.dumps(sorted({row.person_id for row in told}))
    sent = await reader.all("sent_to", people=people, hour=now - HOUR_S, day=now - 24 * HOUR_S)
    same = await reader.all(
        "same_text_sent",
        messages=json.dumps([row.id for row in told]),
        since=now - desk.harm.same_text_hours * HOUR_S,
    )
    return Facts(
        closed,
        Counter({row[0]: row[1] for row in sent}),
        Counter({row[0]: row[2] for row in sent}),
        {row[0]: row[1] for row in same},
        spent,
    )


async def mark_sending(tx: Tx, batch: Sequence[Outgoing], sender: str, now: int) -> None:
    """Intent before the call."""
    await tx.many("mark_sending", ({"id": m.id, "channel": m.road, "why": m.why} for m in batch))
    await tx.many(
        "open_attempt",
        (
            {
                "id": m.id,
                "at": now,
                "road": m.road,
                "why": m.why,
                "price_vnd": m.price_vnd,
                "sender": sender,
            }
            for m in batch
        ),
    )
