"""The counts of tries in the store: what is counted, asked and added in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from db.store import Reader, Tx
from handlers.context import Context
from handlers.guesses import Count, Limit, after_wrong, rests_until


async def count_of(reader: Reader, subject: str) -> Count:
    """The count of a subject; nothing where it was never counted."""
    row = await reader.one("guess", subject=subject)
    return Count(*row) if row else Count()


async def resting(reader: Reader, subjects: Sequence[tuple[str, Limit]], now: int) -> int | None:
    """The instant before which nothing is looked at that concerns these; None when it may be now."""
    counts = [(await count_of(reader, subject), limit) for subject, limit in subjects]
    return rests_until(counts, now)


async def add_try(tx: Tx, subject: str, limit: Limit, now: int) -> None:
    """One more."""
    count = after_wrong(await count_of(tx, subject), limit, now)
    await tx.run("put_guess", subject=subject, **count._asdict())


async def count_try(ctx: Context, subject: str, limit: Limit) -> int | None:
    """Count one, unless the subject rests: then the instant until which it does."""
    until = await resting(ctx.tx, [(subject, limit)], ctx.now)
    if until is None:
        await add_try(ctx.tx, subject, limit, ctx.now)
    return until
