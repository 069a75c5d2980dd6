"""What somebody at a chat agrees to and takes back: the ledger with the very text, and what it comes to now.

Source: Law 91/2025/QH15 art. 9–11 and Decree 356/2025/NĐ-CP art. 6: for one purpose each, provable, withdrawn as easily as given.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from db.store import Reader, Tx
from db.words import ConsentSource, Occasion, Purpose, Road
from handlers.dossier_desk import DossierDesk

ROADS: Final = "zalo"  # the account of the person; see `bot.consents`
# What is told for a purpose of its own.
_OCCASIONS: Final[dict[str, Occasion]] = {
    Purpose.STEP_NEWS: Occasion.STEP,
    Purpose.SATISFACTION: Occasion.SATISFACTION,
}
_SHUT: Final = ";".join(f"{road}:not_agreed" for road in Road)


class Agreement(NamedTuple):
    """What a person agrees to now."""

    dossier_id: int
    code: str
    purpose: str
    roads: str
    since: int


class Proof(msgspec.Struct, frozen=True):
    """What the ledger keeps as JSON: the text as it was shown with its version, the event of the tap, how they proved."""

    text: str
    version: int
    event: int
    proved_by: str


async def agreements_of(reader: Reader, person_id: int) -> list[Agreement]:
    """Everything that a person agrees to now."""
    return [
        Agreement(*row) for row in await reader.all("agreements_of_person", person_id=person_id)
    ]


async def agree(
    tx: Tx, person_id: int, dossier_id: int, purpose: Purpose, proof: Proof, now: int
) -> bool:
    """Write an agreement; whether it is new."""
    row = {"dossier_id": dossier_id, "person_id": person_id, "at": now}
    if purpose == Purpose.DOSSIER_NEWS:
        new = await tx.run("tie_person", **row, roads=ROADS, source=ConsentSource.CHAT)
    else:
        new = await tx.run("agree_to_purpose", **row, purpose=purpose)
    if not new:
        return False
    await tx.run(
        "add_person_consent",
        **row,
        purpose=purpose,
        given=1,
        roads=ROADS,
        source=ConsentSource.CHAT,
        proof=msgspec.json.encode(proof).decode(),
    )
    return True


class Withdrawal(NamedTuple):
    """Who takes back what: everything, or one dossier, or one purpose of it; told by whom, with its proof."""

    person_id: int
    source: ConsentSource
    proof: str
    dossier_id: int | None = None
    purpose: str | None = None


async def withdraw(tx: Tx, desk: DossierDesk | None, given: Withdrawal, now: int) -> bool:
    """End agreements and silence what waits, at once; whether that is news: a repeated word changes nothing.

    A number that the person proved is silenced as well: it is theirs.
    """
    standing = [one for one in await agreements_of(tx, given.person_id) if _meant(given, one)]
    for one in standing:
        row = {"person_id": given.person_id, "dossier_id": one.dossier_id}
        if one.purpose == Purpose.DOSSIER_NEWS:
            await tx.run("untie_person", **row)
        else:
            await tx.run("leave_purpose", **row, purpose=one.purpose)
    everything = given.dossier_id is None
    if not standing and not (everything and await _first_word(tx, given.person_id)):
        return False
    purposes = {one.purpose for one in standing} or {str(Purpose.DOSSIER_NEWS)}
    for purpose in sorted(purposes):
        await tx.run(
            "add_person_consent",
            person_id=given.person_id,
            dossier_id=given.dossier_id,
            purpose=purpose,
            given=0,
            roads="",
            source=given.source,
            proof=given.proof,
            at=now,
        )
    whole = everything or Purpose.DOSSIER_NEWS in purposes
    for occasion in [None] if whole else [_OCCASIONS[purpose] for purpose in sorted(purposes)]:
        await _silence(tx, given, occasion)
    if whole:
        key = await tx.value("proven_phone", id=given.person_id)
        if key is not None and desk is not None:
            await desk.withdraw_phone(tx, key, given.dossier_id, given.proof, now)
    return True


def _meant(given: Withdrawal, one: Agreement) -> bool:
    if given.dossier_id is None:
        return True
    if one.dossier_id != given.dossier_id:
        return False
    # News of a dossier carry its steps: who wants none of the first wants none of the second.
    whole = given.purpose in (None, Purpose.DOSSIER_NEWS) and one.purpose != Purpose.SATISFACTION
    return one.purpose == given.purpose or given.purpose is None or whole


async def _first_word(tx: Tx, person_id: int) -> bool:
    """Whether the last word of a person was not a withdrawal of everything already."""
    last = await tx.one("last_consent_of_person", person_id=person_id)
    return last is None or bool(last[0]) or last[1] is not None


async def _silence(tx: Tx, given: Withdrawal, occasion: Occasion | None) -> None:
    row = {
        "person_id": given.person_id,
        "dossier_id": given.dossier_id,
        "occasion": occasion,
    }
    await tx.run("stop_messages_of_person", **row)
    await tx.run("shut_messages_of_person", **row, tried=_SHUT)
