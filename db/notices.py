"""Notices in the store: written together with the first journal row of each."""

from __future__ import annotations

from collections.abc import Iterable

from db.store import Params, Tx


async def write_notices(tx: Tx, rows: Iterable[Params], now: int) -> None:
    """Insert notices and journal those that are new; a rung decided before stays as it was decided."""
    before = await tx.value("last_notice_id")
    told = list(rows)
    await tx.many("insert_notice", (row for row in told if "behalf_of" not in row))
    await tx.many("insert_notice_instead", (row for row in told if "behalf_of" in row))
    await tx.run("journal_new_notices", after=before, at=now)
