"""Takes back what waited too long in the outbox, so that it is decided anew: another hour, other news, one message.

After an outage of the provider, or while an account rests, messages lie in the outbox. Sent as they are, a reminder of
16:30 would ring at 23:00, and a morning's worth would come one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.delivery.citizen_parcels import PREFIX
from bot.engine import Engine
from db.halts import halts_in_force
from db.snapshot import Snapshot
from db.store import Tx
from schedules.quiet import next_civil

STALE_S = 2 * 3600  # after that the text no longer tells how things are
PATIENCE_S = 900  # so long a message may wait for its turn, even if the office closes meanwhile
BATCH = 500


def is_stale(
    snapshot: Snapshot, person_id: int, written_at: int, now: int, template: str = ""
) -> bool:
    """Whether a waiting message is to be decided anew: it is too old, or its person's office has closed; a citizen's when
    night has come.
    """
    age = now - written_at
    if template.startswith(PREFIX):
        return age > STALE_S or (age > PATIENCE_S and next_civil(now) > now)
    person = snapshot.directory.people.get(person_id)
    closed = person is not None and not snapshot.calendar(person.unit_id).is_open(now)
    return age > STALE_S or (age > PATIENCE_S and closed)


async def settle_halts(engine: Engine, now: int) -> bool:
    """After a stop of sending has ended, recall what had waited, whatever its age; whether there is more to recall.

    Delivery holds still until the last of it is recalled (`db.halts`), so that nothing written before goes out as it is.
    """
    if not any(halt.ended_at is not None for halt in await halts_in_force(engine.store)):
        return False
    async with engine.store.tx() as tx:
        rows = await tx.all("waiting_before", written_before=now + 1, limit=BATCH)
        await _recall(tx, [row[0] for row in rows], now)
        if len(rows) < BATCH:
            await tx.run("settle_halts", at=now)
    return len(rows) == BATCH


async def recall_stale(engine: Engine, now: int) -> int:
    """Recall stale messages of the outbox; their notices wait for the composer again, and so do news for citizens.

    How many were recalled.
    """
    oldest = now - PATIENCE_S
    if await engine.store.value("first_waiting_before", written_before=oldest) is None:
        return 0
    async with engine.store.tx() as tx:
        rows = await tx.all("waiting_before", written_before=oldest, limit=BATCH)
        stale = [row[0] for row in rows if is_stale(engine.snapshot, row[1], row[2], now, row[3])]
        await _recall(tx, stale, now)
    return len(stale)


async def _recall(tx: Tx, messages: Sequence[int], now: int) -> None:
    await tx.many("recall_message", ({"id": message_id} for message_id in messages))
    await tx.many("journal_recalled", ({"message_id": m, "at": now} for m in messages))
    await tx.many("release_notices", ({"message_id": m, "now": now} for m in messages))
    await tx.many("release_citizen_news", ({"message_id": m, "now": now} for m in messages))
