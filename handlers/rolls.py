"""Occurrences of reports for the texts: read in one statement, named for people, with the buttons of the receiving side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from db.records import Person, Unit
from db.snapshot import Snapshot
from db.store import Reader
from db.words import Answer, Role, Sent, Verb
from handlers.buttons import Buttons
from handlers.payload import On, Payload, Signer
from handlers.views import Detail, person_view, unit_view
from messages_vi import labels
from messages_vi.context import RollNameView, RollView
from schedules.roll import Owing, Roll, rolls

NAMES: Final = 20  # units named in one message: with the longest names they fit
STAYS_S: Final = 3 * 86_400  # what is complete can be asked about for so long after its date
_detail = msgspec.json.Decoder(Detail).decode


async def received_by(reader: Reader, unit_id: int, now: int) -> list[Roll]:
    """The occurrences under way that a unit receives."""
    rows = await reader.all("reports_in_hand", to_unit=unit_id, now=now, since=now - STAYS_S)
    return rolls((Owing(*row) for row in rows), now)


async def owed_below(reader: Reader, snapshot: Snapshot, unit: Unit, now: int) -> list[Roll]:
    """The occurrences under way that units below a unit owe to whomever, with their parts only."""
    rows = await reader.all("reports_in_hand", to_unit=None, now=now, since=now - STAYS_S)
    below = {one.id for one in units_below(snapshot, unit)}
    return rolls((part for row in rows if (part := Owing(*row)).unit_id in below), now)


async def roll_of_item(reader: Reader, item_id: int, now: int) -> Roll | None:
    """The occurrence that an item belongs to; None when there is none."""
    rows = await reader.all("reports_of_item", item_id=item_id)
    return Roll([Owing(*row) for row in rows], now) if rows else None


async def rolls_of_codes(
    reader: Reader, codes: Iterable[str], now: int
) -> dict[tuple[str, int], Roll]:
    """Occurrences by code and receiving unit; one statement for all."""
    wanted = msgspec.json.encode(sorted(set(codes))).decode()
    rows = await reader.all("report_rolls", codes=wanted)
    found = rolls((Owing(*row) for row in rows), now)
    return {(roll.parts[0].code, roll.parts[0].to_unit_id): roll for roll in found}


def told_whole(roll: Roll, above: int) -> bool:
    """Whether an occurrence is told to its receiving side as one: more units owe it than a list is made of, or somebody
    asked several for it once."""
    ad_hoc = bool(roll.first.detail) and _detail(roll.first.detail).ad_hoc
    return len(roll.owing) > (1 if ad_hoc else above)


def units_below(snapshot: Snapshot, unit: Unit) -> list[Unit]:
    """The units under a unit, at any depth, that exist today; in the order of their codes."""
    directory = snapshot.directory
    found = [
        one
        for one in directory.units.values()
        if one.id != unit.id
        and directory.exists(one)
        and any(above.id == unit.id for above in directory.up_from(one))
    ]
    return sorted(found, key=lambda one: one.code)


def minds(person: Person) -> bool:
    """Whether somebody looks after reports: a coordinator, a head or a leader."""
    return any(person.has_role(role) for role in (Role.COORDINATOR, Role.HEAD, Role.LEADER))


def roll_view(snapshot: Snapshot, roll: Roll, first: int = 0) -> RollView:
    """An occurrence for a text; of those missing a page of names from a place on."""
    part = roll.first
    detail = _detail(part.detail) if part.detail else Detail()
    missing = sorted(roll.missing, key=lambda p: (p.standing(roll.now) != Sent.LATE, p.unit_id))
    shown = missing[first : first + NAMES]
    return {
        "code": part.code,
        "title": part.title,
        "due": roll.due_at,
        "due_precision": part.due_precision,
        "window": detail.window,
        "source": detail.source,
        "to_unit": unit_view(snapshot, part.to_unit_id)["name"],
        "owing": len(roll.owing),
        "handed_in": len(roll.sent) + len(roll.confirmed),
        "sent": len(roll.sent),
        "confirmed": len(roll.confirmed),
        "missing": len(missing),
        "late": roll.late(),
        "blocked": roll.blocked(),
        "cancelled": roll.cancelled(),
        "names": [_named(snapshot, p, n) for n, p in enumerate(shown, start=first + 1)],
        "more": max(0, len(missing) - first - len(shown)),
        "first": first,
        "over": roll.now >= roll.due_at,
    }


def _named(snapshot: Snapshot, part: Owing, number: int) -> RollNameView:
    why = part.obstacle
    return {
        "number": number,
        "name": unit_view(snapshot, part.unit_id)["name"],
        "stuck": part.answer == Answer.BLOCKED,
        "reason": labels.text(labels.BLOCK_REASONS[why]) if why else "",
    }


def state_context(snapshot: Snapshot, person: Person, roll: Roll, first: int = 0) -> dict[str, Any]:
    """The context of a text about one occurrence."""
    return {"person": person_view(person), "roll": roll_view(snapshot, roll, first)}


def roll_buttons(
    signer: Signer, person: Person, roll: Roll, first: int = 0, *, receives: bool = True
) -> Buttons:
    """What the receiving side may do about an occurrence; who only oversees the senders may urge them."""
    found: Buttons = []

    def put(label: str, verb: Verb, argument: str = "") -> None:
        payload = Payload(verb, roll.first.item_id, 0, person.id, argument, on=On.ROOM)
        found.append((label, signer.write(payload)))

    missing = len(roll.missing)
    if missing > first + NAMES:
        put(labels.text(labels.READ_ON), Verb.ROLL, str(first + NAMES))
    if missing:
        put(labels.urge_rest(missing), Verb.URGE_REST)
    if receives and roll.sent:
        if len(roll.sent) > 1:
            put(labels.text(labels.TAKE_ALL), Verb.TAKE_ALL, str(roll.now))
        put(labels.text(labels.SIFT), Verb.SIFT, "0")
    return found


def sift_buttons(
    signer: Signer, snapshot: Snapshot, person: Person, roll: Roll, page: Sequence[Owing], rest: int
) -> Buttons:
    """One button for each of a few units that have sent it, and one for the next few."""
    found: Buttons = []
    for part in page:
        name = unit_view(snapshot, part.unit_id)["name"]
        payload = Payload(Answer.CONFIRM, part.item_id, part.version, person.id)
        found.append((labels.cut(name), signer.write(payload)))
    if rest:
        payload = Payload(
            Verb.SIFT, roll.first.item_id, 0, person.id, str(page[-1].item_id), on=On.ROOM
        )
        found.append((labels.text(labels.READ_ON), signer.write(payload)))
    return found


def choice_of_rolls(signer: Signer, person: Person, found: Sequence[Roll]) -> Buttons:
    """Which of these occurrences is meant."""
    return [
        (
            labels.choice(number, roll.parts[0].code),
            signer.write(Payload(Verb.ROLL, roll.first.item_id, 0, person.id, "0", on=On.ROOM)),
        )
        for number, roll in enumerate(found, start=1)
    ]
