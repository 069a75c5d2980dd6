"""Notices in the store: written together with the first journal row of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from db.store import Tx


class Planned(NamedTuple):
    """A notice as it is first written, its fields in the order of the statement. Instants in seconds.

    Words are plain texts: the database's module would look up how to store each member of a list anew.
    """

    item_id: int
    version: int
    person_id: int | None
    audience: str
    rung: str
    fate: str
    reason: str
    rung_at: int
    send_at: int
    in_digest: int
    planned_at: int
    behalf_of: int | None = None  # in whose place the person is told
    delegation_id: int | None = None  # by which delegation; none when that person is merely away


async def write_notices(tx: Tx, rows: Iterable[Planned], now: int) -> None:
    """Insert notices and journal those that are new; a rung decided before stays as it was decided."""
    before = await tx.value("last_notice_id")
    await tx.many("insert_notice", rows)
    await tx.run("journal_new_notices", after=before, at=now)
