"""Inviting people to link their account: whom, which code each gets, whether it is sent, and what is printed."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from bot.papers.invitations import person_picture, safe, sheet_page, write_pictures
from bot.qr import account_address
from db.link_codes import shown
from db.records import Person
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Store
from db.words import CodeOrigin
from handlers.inviting import Issued, has_road, issue, send
from messages_vi.invitation import Invited
from schedules.errors import RejectedInput

BATCH: Final = 500  # people a transaction


class Invitation(NamedTuple):
    """What became of one person: `outcome` is made, sent, on_the_way (a code that was sent still counts: no new one) or
    no_number (made, and nothing to send it to).
    """

    person: Person
    outcome: str
    issued: Issued | None
    expires_at: int


def chosen(snapshot: Snapshot, unit: str | None, codes: Collection[str]) -> list[Person]:
    """Who is meant: those without an account of one unit or of all; whoever is named, linked or not.

    Raises `RejectedInput` for a unit or person that is not known.
    """
    directory = snapshot.directory
    if unit is not None and unit not in directory.units_by_code:
        raise RejectedInput("--unit", unit, "no unit has this code")
    for code in codes:
        if code not in directory.people_by_code:
            mend = "nobody active has this code; see `nhacviec people`"
            raise RejectedInput("--person", code, mend)
    found = [
        person
        for person in directory.people.values()
        if (person.code in codes if codes else person.zalo_sealed is None)
        and (unit is None or directory.units[person.unit_id].code == unit)
    ]
    return sorted(found, key=lambda person: (directory.units[person.unit_id].code, person.code))


async def invite(
    store: Store,
    sealer: Sealer,
    snapshot: Snapshot,
    people: Sequence[Person],
    now: int,
    days: int,
    *,
    sending: bool,
) -> list[Invitation]:
    """A code for each, which ends the one before it. `sending`: by the usual roads, when the office is open; never twice
    within the life of a code.
    """
    expires_at = now + days * 86_400
    rows = await store.all("link_codes_on_the_way", person_id=None, now=now) if sending else []
    on_the_way: dict[int, int] = {row[0]: row[1] for row in rows}
    found = []
    for batch in _batches(people):
        async with store.tx() as tx:
            for person in batch:
                if person.id in on_the_way:
                    found.append(Invitation(person, "on_the_way", None, on_the_way[person.id]))
                elif sending and has_road(snapshot, person):
                    opens = snapshot.calendar(person.unit_id).next_opening(now)
                    issued = await send(
                        tx, sealer, snapshot, person, CodeOrigin.INVITE, now, expires_at, opens
                    )
                    found.append(Invitation(person, "sent", issued, expires_at))
                else:
                    issued = await issue(tx, sealer, person, CodeOrigin.INVITE, now, expires_at)
                    outcome = "no_number" if sending else "made"
                    found.append(Invitation(person, outcome, issued, expires_at))
    return found


def _batches(people: Sequence[Person]) -> Iterator[list[Person]]:
    rest = iter(people)
    while batch := list(islice(rest, BATCH)):
        yield batch


def record(snapshot: Snapshot, made: Invitation, picture: Path | None) -> dict[str, Any]:
    """An invitation as it is listed; the instant in seconds."""
    unit = snapshot.directory.units[made.person.unit_id]
    return {
        "person": made.person.code,
        "name": made.person.name,
        "title": made.person.title,
        "unit": unit.code,
        "unit_name": unit.name,
        "code": shown(made.issued.code) if made.issued else None,
        "expires_at": made.expires_at,
        "outcome": made.outcome,
        "message": made.issued.message_id if made.issued else None,
        "picture": str(picture) if picture else None,
    }


def print_invitations(
    folder: Path, snapshot: Snapshot, made: Sequence[Invitation], account: str
) -> dict[int, Path]:
    """Sheets by unit, a picture a person and the account's QR code; for their owner's eyes only, as codes are secrets.

    The picture of each person by id.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = account_address(account)
    write_pictures(folder, account)
    by_unit: dict[int, list[Person]] = defaultdict(list)
    cards: dict[int, Invited] = {}
    for one in made:
        if one.issued is not None:
            by_unit[one.person.unit_id].append(one.person)
            cards[one.person.id] = Invited(
                one.person.name, one.person.title, shown(one.issued.code), one.expires_at
            )
    pictures = {}
    for unit_id, people in by_unit.items():
        unit = snapshot.directory.units[unit_id]
        page = sheet_page(unit.name, [cards[person.id] for person in people], address)
        _write(folder / f"phieu-{safe(unit.code)}.html", page)
        for person in people:
            file = folder / safe(unit.code) / f"{safe(person.code)}.svg"
            file.parent.mkdir(mode=0o700, exist_ok=True)
            _write(file, person_picture(unit.name, cards[person.id], address))
            pictures[person.id] = file
    return pictures


def _write(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
