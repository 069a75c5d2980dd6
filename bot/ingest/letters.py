"""A signed letter of apology takes effect: the items of its dossier follow the new date."""

from __future__ import annotations

from bot.engine import Engine
from bot.ingest.dossiers import derive_items

AT_A_TIME = 200


async def apply_letters(engine: Engine, now: int) -> int:
    """Derive anew the items of dossiers whose letter was signed since; how many. The stored promised date stays."""
    rows = await engine.store.all("letters_to_apply", limit=AT_A_TIME)
    if not rows:
        return 0
    codes = [row[0] for row in rows]
    async with engine.store.tx() as tx:
        await derive_items(tx, engine, codes, now)
        await tx.many("letter_applied", [{"code": code, "at": now} for code in codes])
    return len(codes)
