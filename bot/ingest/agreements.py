"""The flags by which a feed tells that a citizen agreed to hear of their dossier → the ledger of consents.

Flags are those of the dossier's believed row, so rows that come late or again change nothing. A number whose person withdrew
stays silent whatever flags say: only they themselves can agree anew.
Source: `ThongBaoZalo`, `ThongBaoSMS` of the local feed (domain reference, 1.8). `ThongBaoEmail` stays at the door: there is no mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from bot.consents import SMS, ZALO, Given, give, silence, withdraw
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
    found = await tx.all(
        "withdrawn_phones", phones=_json(keys.values()), purpose=Purpose.DOSSIER_NEWS
    )
    withdrawn = {row[0] for row in found}
    for row in told:
        tie = ties[row.code]
        words = words_of(row, tie, keys, withdrawn)
        if words.ended is not None:
            await withdraw(tx, words.ended, now)
        if words.begun is not None:
            phone = row.phone if _reachable(row) else None
            await give(tx, sealer, words.begun, phone, tie.unit_id, now)
            if words.narrowed:  # what waits may be on its way by the road that was taken out
                await silence(tx, words.begun.phone_key, tie.dossier_id)


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
