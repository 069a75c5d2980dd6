"""A release that derives items otherwise looks once at all dossiers in hand, which may not be told of again for weeks."""

from __future__ import annotations

from typing import Final

from bot.engine import Engine
from bot.ingest.dossiers import derive_in_hand

RULES: Final = "2"  # raised by a release that derives other items from the same rows
_KEY: Final = "derived_by"


async def follow_release(engine: Engine, now: int) -> bool:
    """Derive anew what an earlier release derived; whether it was needed. Interrupted, it begins anew and doubles nothing.

    Who has an item keeps it: earlier releases did not note which names were unclear to them, so what a coordinator handed on
    cannot be told from what the source has renamed since.
    """
    if await engine.store.value("meta", key=_KEY) == RULES:
        return False
    await derive_in_hand(engine, None, now, keeps_hands=True)
    async with engine.store.tx() as tx:
        await tx.run("set_meta", key=_KEY, value=RULES)
    return True
