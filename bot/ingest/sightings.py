"""What rows tell of a dossier's clock, that it runs or rests since an instant, and storing it."""

from __future__ import annotations

import msgspec

from bot.ingest.rows import DossierRow
from db.records import StatusSeen
from db.store import Tx
from schedules.pauses import PAUSED, RUNNING, SUPPLEMENT

_TAKEN_UP = 4  # in hand again once the supplement was handed in


def sightings(row: DossierRow, before: int, now: int) -> list[StatusSeen]:
    """What a row tells of the dossier's clock; `before` is the stored status, 0 for none, `now` in seconds.

    Supplements come with their own instants. A status without a stated time that these do not explain is true since we
    see it.
    """
    told = stated(row, now)
    if row.status not in PAUSED | RUNNING or row.updated_at is not None:
        return told
    if told:
        waits = told[-1].status == SUPPLEMENT
        if row.status in ({SUPPLEMENT} if waits else RUNNING):
            return told
    paused_at_first = not before and row.status in PAUSED
    if paused_at_first or (before and before != row.status):
        return [*told, StatusSeen(row.code, now, row.status, "seen")]
    return told


def stated(row: DossierRow, now: int) -> list[StatusSeen]:
    """What a row tells with instants of its own: true whenever it comes, though a later row has overtaken it."""
    told = _of_supplements(row, now)
    if row.status in PAUSED | RUNNING and row.updated_at is not None:
        told.append(StatusSeen(row.code, row.updated_at, row.status, row.source))
    return told


def _of_supplements(row: DossierRow, now: int) -> list[StatusSeen]:
    """When supplements were asked for and handed in, in order of time; what lies ahead is a plan and tells nothing."""
    pairs = [*row.supplements, (row.supplement_asked_at, None)]
    found = {
        StatusSeen(row.code, at, status, row.source)
        for asked, handed_in in pairs
        for at, status in ((asked, SUPPLEMENT), (handed_in, _TAKEN_UP))
        if at is not None and at <= now
    }
    return sorted(found, key=lambda s: (s.at, s.status == _TAKEN_UP))


async def keep_statuses(tx: Tx, seen: list[StatusSeen]) -> list[str]:
    """Store what was seen of dossiers' clocks; the codes of those about which it is new."""
    if not seen:
        return []
    codes = msgspec.json.encode(list({s.dossier_code for s in seen})).decode()
    known = {row[:3] for row in await tx.all("statuses_of", codes=codes)}
    fresh = {
        (s.dossier_code, s.at, s.status): {
            "code": s.dossier_code,
            "at": s.at,
            "status": s.status,
            "source": s.source,
        }
        for s in seen
        if (s.dossier_code, s.at, s.status) not in known
    }
    await tx.many("insert_status", fresh.values())
    return [code for code, _, _ in fresh]
