"""Which of two rows of one dossier is the later one, whichever came first.

Senders state no time of change: they push late, repeat, and overtake themselves (domain reference, 1.4). So a row is as
late as the last thing it tells of – receipt, supplement, end, hand-over –, and between rows that tell of the same the
nearer source counts, then the status that lies further on. Only where nothing of this says more, such as a pause without
a date, the last to arrive is believed. Files are taken as they come: somebody brings them by hand, to set right.
"""

from __future__ import annotations

from typing import Final

import msgspec

from bot.ingest.outcome import Outcome
from bot.ingest.rows import DossierRow
from db.store import Tx

# The local feed tells what the national gateway is told in a distorted form (domain reference, fact 4).
SOURCES: Final = {"dvcqg": 1, "igate": 2, "local": 3}
# Received and in hand, or resting: a dossier goes to and fro between them. The others follow for good.
_FURTHER: Final = {1: 0, 2: 1, 4: 2, 5: 2, 6: 2, 3: 3, 7: 3, 8: 3, 9: 4, 10: 5}


def order(stated_at: int, source: str, status: int) -> tuple[int, ...]:
    """The place of a row among those of its dossier; empty where only arrival counts.

    `stated_at` is the last instant that the row tells of.
    """
    rank = SOURCES.get(source)
    return () if rank is None else (stated_at, rank, _FURTHER[status])


async def in_time(
    tx: Tx, rows: list[tuple[int, DossierRow]], outcome: Outcome, now: int
) -> tuple[list[tuple[int, DossierRow]], list[DossierRow]]:
    """The rows that are not overtaken by what is stored, and the others, which are counted as unchanged."""
    overtaken: list[DossierRow] = []
    codes = msgspec.json.encode([row.code for _, row in rows if row.order]).decode()
    if codes == "[]":
        return rows, overtaken
    found = await tx.all("orders_of", codes=codes)
    latest = {code: tuple(msgspec.json.decode(text, type=list[int])) for code, text in found}
    kept = []
    for number, given in rows:
        row = given
        if given.order:
            # What lies ahead is a slip of the pen or a plan; it must not make us deaf until that day.
            stated_at, *ranks = given.order
            row = msgspec.structs.replace(given, order=(min(stated_at, now), *ranks))
            if row.order < latest.get(row.code, ()):
                outcome.unchanged += 1
                overtaken.append(given)
                continue
            latest[row.code] = row.order
        kept.append((number, row))
    return kept, overtaken
