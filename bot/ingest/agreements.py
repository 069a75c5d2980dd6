"""The flags by which a feed tells that a citizen agreed to hear of their dossier → the ledger of consents.

Flags are those of the dossier's believed row, so rows that come late or again change nothing. A number whose person withdrew
stays silent whatever flags say: only they themselves can agree anew.
Source: `ThongBaoZalo`, `ThongBaoSMS` of the local feed (domain reference, 1.8). `ThongBaoEmail` stays at the door: there is no mail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from bot.consents import SMS, ZALO, Begun, Given, begin, end, silence
from bot.ingest.phones import is_landline
from bot.ingest.rows import DossierRow
from db.sealing import Sealer
from db.store import Tx
from db.words import ConsentSource, Purpose


class Tie(NamedTuple):
    """A stored dossier and the citizen whom its feed has tied to it, if any; `roads` as they were agreed."""

    dossier_id: int
    unit_id: int
    phone_key: str | None = None
    roads: str | None = None


class Words(NamedTuple):
    """What a row changes: the agreement that ends and the one that begins. `narrowed`: a road was taken out of it."""

    ended: Given | None = None
    begun: Given | None = None
    narrowed: bool = False


async def keep_agreements(tx: Tx, sealer: Sealer, rows: Iterable[DossierRow], now: int) -> None:
    """Write what the flags of these rows change, in the caller's transaction; the rows are stored already."""
    told = [row for row in rows if _flags(row) is not None]
    if not told:
        return
    codes = _json(row.code for row in told)
    ties = {row[0]: Tie(*row[1:]) for row in await tx.all("ties_of_codes", codes=codes)}
    keys = {row.phone: sealer.lookup(row.phone) for row in told if _reachable(row)}
    asked = {"phones": _json(keys.values()), "purpose": Purpose.DOSSIER_NEWS}
    withdrawn = {row[0] for row in await tx.all("withdrawn_phones", **asked)}
    from_one: dict[int, set[str]] = defaultdict(set)
    for phone_key, dossier_id in await tx.all("withdrawn_dossiers", **asked):
        from_one[dossier_id].add(phone_key)
    found = [(row, ties[row.code]) for row in told]
    words = [
        (row, tie, words_of(row, tie, keys, withdrawn | from_one[tie.dossier_id]))
        for row, tie in found
    ]
    await end(tx, [w.ended for _, _, w in words if w.ended is not None], now)
    begun = [
        Begun(w.begun, row.phone if _reachable(row) else None, tie.unit_id)
        for row, tie, w in words
        if w.begun is not None
    ]
    await begin(tx, sealer, begun, now)
    # What waits may be on its way by a road that was taken out: it is decided anew.
    narrowed = [
        (w.begun.phone_key, tie.dossier_id) for _, tie, w in words if w.begun and w.narrowed
    ]
    released = [{"phone_key": key, "dossier_id": i, "now": now} for key, i in narrowed]
    await tx.many("release_waiting_news", released)
    await silence(tx, narrowed)


def words_of(row: DossierRow, tie: Tie, keys: Mapping[str, str], withdrawn: Iterable[str]) -> Words:
    """What the flags of a row change about the standing agreement. `keys` are keyed hashes by number. Pure."""
    roads = _flags(row) or ()
    # A row without a number speaks about the one that is known.
    key = keys.get(row.phone) if row.phone else tie.phone_key
    agreed = key if roads and key is not None and key not in withdrawn else None
    same = agreed == tie.phone_key
    if same and (agreed is None or ";".join(roads) == tie.roads):
        return Words()
    proof, before = _proof(row), tuple((tie.roads or "").split(";"))
    ended = begun = None
    if tie.phone_key is not None and not same:
        ended = Given(tie.phone_key, tie.dossier_id, before, ConsentSource.FEED, proof)
    if agreed is not None:
        begun = Given(agreed, tie.dossier_id, roads, ConsentSource.FEED, proof)
    return Words(ended, begun, same and not set(before) <= set(roads))


def _flags(row: DossierRow) -> tuple[str, ...] | None:
    """The roads agreed to; None when a row says nothing about it."""
    if row.notify_zalo is None and row.notify_sms is None:
        return None
    return (*((ZALO,) if row.notify_zalo else ()), *((SMS,) if row.notify_sms else ()))


def _reachable(row: DossierRow) -> bool:
    return bool(row.phone) and not is_landline(row.phone)


def _proof(row: DossierRow) -> str:
    """The flags as the source said them: `ThongBaoZalo=true; ThongBaoSMS=false (local)`."""
    said = (("ThongBaoZalo", row.notify_zalo), ("ThongBaoSMS", row.notify_sms))
    told = "; ".join(f"{name}={str(flag).lower()}" for name, flag in said if flag is not None)
    return f"{told} ({row.source})"


def _json(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
