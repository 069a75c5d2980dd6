"""What citizens agreed to: the ledger and what it comes to now – whose dossier may be told by which roads.

Source: Law 91/2025/QH15 art. 9–11 and Decree 356/2025/NĐ-CP art. 6 (consent is for one purpose, provable, can be withdrawn);
the SMS reference, section 3. The number of who never agreed, or no longer does, is kept as a keyed hash only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from db.sealing import Sealer
from db.store import Tx
from db.words import ZALO_ROADS, ConsentSource, Purpose, Road

ZALO: Final = "zalo"  # the account of the person, or templates to their number
SMS: Final = "sms"
CODE_LENGTH: Final = 20  # characters of the keyed hash in a citizen's code
PREFIX: Final = "CD-"
_EVERY_ROAD_SHUT: Final = ";".join(f"{road}:not_agreed" for road in Road)
_ROADS: Final = {SMS: frozenset({Road.SMS}), ZALO: ZALO_ROADS}


class Given(NamedTuple):
    """An agreement: of whom, about which dossier, by which roads (`zalo`, `sms`), and its proof."""

    phone_key: str
    dossier_id: int
    roads: tuple[str, ...]
    source: ConsentSource
    proof: str


def citizen_code(key: str) -> str:
    """The code of a citizen, from the keyed hash of their number: it tells nobody who it is."""
    return f"{PREFIX}{key[:CODE_LENGTH].upper()}"


def roads_of(agreed: str) -> frozenset[Road]:
    """The roads that `zalo;sms` stands for."""
    return frozenset(road for word in agreed.split(";") for road in _ROADS.get(word, ()))


class Begun(NamedTuple):
    """An agreement with what is needed to reach its citizen; `phone` is None where the number is sealed already."""

    given: Given
    phone: str | None
    unit_id: int


async def end(tx: Tx, ended: Sequence[Given], now: int) -> None:
    """End agreements about single dossiers; what waits about these goes out no more."""
    ties = [{"dossier_id": one.dossier_id, "code": citizen_code(one.phone_key)} for one in ended]
    await tx.many("untie_citizen", ties)
    await tx.many("add_consent", [_row(one, now, given=0) for one in ended])
    await silence(tx, [(one.phone_key, one.dossier_id) for one in ended])


async def begin(tx: Tx, sealer: Sealer, begun: Sequence[Begun], now: int) -> None:
    """Write agreements into the ledger and tie the citizens to their dossiers."""
    await tx.many(
        "add_citizen",
        [
            {
                "code": citizen_code(given.phone_key),
                "unit_id": unit_id,
                "phone_sealed": sealer.seal(phone) if phone else None,
                "phone_key": given.phone_key,
            }
            for given, phone, unit_id in begun
        ],
    )
    await tx.many(
        "tie_citizen",
        [
            {
                "dossier_id": given.dossier_id,
                "code": citizen_code(given.phone_key),
                "roads": ";".join(given.roads),
                "source": given.source,
                "at": now,
            }
            for given, _, _ in begun
        ],
    )
    await tx.many("add_consent", [_row(given, now, given=1) for given, _, _ in begun])


async def withdraw_all(tx: Tx, phone_key: str, source: ConsentSource, proof: str, now: int) -> None:
    """A person of this number wants to hear of no dossier; it holds against whatever feeds say later.

    Written once: a repeated word changes nothing.
    """
    if await _has_withdrawn(tx, phone_key):
        return
    await tx.run("untie_phone", phone_key=phone_key)
    await tx.run(
        "add_consent",
        code=citizen_code(phone_key),
        phone_key=phone_key,
        dossier_id=None,
        purpose=Purpose.DOSSIER_NEWS,
        given=0,
        roads="",
        source=source,
        proof=proof,
        at=now,
    )
    await silence(tx, [(phone_key, None)])


async def agree_again(tx: Tx, code: str, why: str, now: int) -> bool:
    """Who withdrew agrees again, as an office says: from the next change of a dossier on its flags count anew.

    Whether the code is that of somebody who withdrew.
    """
    head = code.removeprefix(PREFIX).lower()
    if not code.startswith(PREFIX) or len(head) != CODE_LENGTH:
        return False
    phone_key = await tx.value("consent_phone_key", head=head)
    if phone_key is None or not await _has_withdrawn(tx, phone_key):
        return False
    await tx.run(
        "add_consent",
        code=code,
        phone_key=phone_key,
        dossier_id=None,
        purpose=Purpose.DOSSIER_NEWS,
        given=1,
        roads="",
        source=ConsentSource.DESK,
        proof=why,
        at=now,
    )
    return True


async def _has_withdrawn(tx: Tx, phone_key: str) -> bool:
    keys = f'["{phone_key}"]'
    return bool(await tx.all("withdrawn_phones", phones=keys, purpose=Purpose.DOSSIER_NEWS))


def _row(row: Given, now: int, *, given: int) -> dict[str, Any]:
    return {
        "code": citizen_code(row.phone_key),
        "phone_key": row.phone_key,
        "dossier_id": row.dossier_id,
        "purpose": Purpose.DOSSIER_NEWS,
        "given": given,
        "roads": ";".join(row.roads),
        "source": row.source,
        "proof": row.proof,
        "at": now,
    }


async def silence(tx: Tx, of: Iterable[tuple[str, int | None]]) -> None:
    """What waits to be sent to a number about a dossier (None: about all) goes out no more, nor by another road what was
    handed over already; numbers nobody needs are forgotten.
    """
    rows = [{"phone_key": key, "dossier_id": dossier_id} for key, dossier_id in of]
    await tx.many("stop_citizen_messages", rows)
    await tx.many("shut_citizen_messages", [{**row, "tried": _EVERY_ROAD_SHUT} for row in rows])
    await tx.many("forget_citizen_phone", [{"phone_key": row["phone_key"]} for row in rows])
