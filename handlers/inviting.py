"""Invitations: a new one-time code for a person, to be handed over by whoever asked for it or sent to the person's number."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from db.link_codes import key_of, new_code
from db.outbox import put
from db.records import Person
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Tx
from db.words import CodeEnd, CodeOrigin, Road
from handlers.views import person_view, unit_view
from messages_vi.render import render

TEMPLATE: Final = "officer/link_invitation"
# A code goes to the number of its person and nowhere else: not to the account they are tied to so far.
_BY_NUMBER: Final = ";".join(f"{road}:by_number" for road in (Road.CHAT, Road.TEMPLATE_UID))


class Issued(NamedTuple):
    """A code in plain, which is kept nowhere, until when it may be used, and the message that carries it, if any."""

    code: str
    expires_at: int
    message_id: int | None


def has_road(snapshot: Snapshot, person: Person) -> bool:
    """Whether a code can be sent to the number of a person: there is one, and a road by number."""
    return snapshot.reaches(msgspec.structs.replace(person, zalo_sealed=None))


async def issue(
    tx: Tx, sealer: Sealer, person: Person, origin: CodeOrigin, now: int, expires_at: int
) -> Issued:
    """Make a code; it ends the one before it of the same origin."""
    return await _issue(tx, sealer, person, origin, now, expires_at, None)


async def send(
    tx: Tx,
    sealer: Sealer,
    snapshot: Snapshot,
    person: Person,
    origin: CodeOrigin,
    now: int,
    expires_at: int,
    not_before: int,
    deadline_at: int | None = None,
) -> Issued:
    """Make a code and write the message that brings it. What is kept of the message does not tell the code.

    `deadline_at` is when it should be there, None: before the code ends.
    """
    context = {
        "person": person_view(person),
        "unit": unit_view(snapshot, person.unit_id),
        "until": expires_at,
    }
    message_id = await put(
        tx,
        person.id,
        TEMPLATE,
        render(TEMPLATE, context),
        now=now,
        not_before=not_before,
        deadline_at=expires_at if deadline_at is None else deadline_at,
    )
    await tx.run("set_tried", id=message_id, tried=_BY_NUMBER)
    return await _issue(tx, sealer, person, origin, now, expires_at, message_id)


async def _issue(
    tx: Tx,
    sealer: Sealer,
    person: Person,
    origin: CodeOrigin,
    now: int,
    expires_at: int,
    message_id: int | None,
) -> Issued:
    await tx.run(
        "end_link_codes", person_id=person.id, origin=origin, ended_as=CodeEnd.REPLACED, at=now
    )
    code = new_code()
    await tx.insert(
        "add_link_code",
        person_id=person.id,
        origin=origin,
        code_key=key_of(sealer, code),
        sealed=sealer.seal(code) if message_id is not None else None,
        message_id=message_id,
        at=now,
        expires_at=expires_at,
    )
    return Issued(code, expires_at, message_id)
