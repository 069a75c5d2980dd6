"""A signed letter of apology takes effect: the items of its dossier follow the new date."""

from __future__ import annotations

import structlog

from bot.engine import Engine
from bot.ingest.dossiers import derive_items

log = structlog.get_logger()
AT_A_TIME = 200


async def apply_letters(engine: Engine, now: int) -> int:
    """Derive anew the items of dossiers whose letter was signed since; how many. The stored promised date stays."""
    rows = await engine.store.all("letters_to_apply", limit=AT_A_TIME)
    if not rows:
        return 0
    codes = [row[0] for row in rows]
    try:
        await _apply(engine, codes, now)
    except Exception as error:
        log.warning("letters.one_by_one", action="letters.one_by_one", problem=type(error).__name__)
        for code in codes:
            await _apply_alone(engine, code, now)
    return len(codes)


async def _apply(engine: Engine, codes: list[str], now: int) -> None:
    async with engine.store.tx() as tx:
        await derive_items(tx, engine, codes, now)
        await tx.many("letter_applied", [{"code": code, "at": now} for code in codes])


async def _apply_alone(engine: Engine, code: str, now: int) -> None:
    """A dossier that cannot be derived keeps its letter and its old items until its source tells of it again; it must not
    hold up everybody's plan."""
    try:
        await _apply(engine, [code], now)
    except Exception:
        log.exception("letter.failed", action="letter.failed", code=code)
        async with engine.store.tx() as tx:
            await tx.many("letter_applied", [{"code": code, "at": now}])
