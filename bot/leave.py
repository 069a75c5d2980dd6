"""What follows when delegations are made, begin and end, and when somebody is away without one. A pass of the service.

Notices follow by themselves (`bot.delivery.passing_on`); here the people concerned hear of it, once each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.engine import Engine
from bot.hearing import write_says
from db.notices import Planned, write_notices
from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.store import Tx
from db.told import standing_in, told
from db.words import AbsenceReason, Audience, Fate, Reason, Role, Verb
from handlers.buttons import Buttons
from handlers.context import Say, say
from handlers.payload import On, Payload, Signer
from handlers.views import named_view, person_view
from messages_vi import leaving
from messages_vi.labels import text as words
from messages_vi.language import speaking

CATCH_UP: Final = 40  # what a digest lists at most
GRACE_S: Final = 30 * 60  # in which who is away may still name somebody
_LATE_S: Final = 30 * 86_400
_COUNTED_TO: Final = 300

Row = Sequence[Any]


async def follow_leave(engine: Engine, signer: Signer, now: int) -> int:
    """Follow what was made, began or ended since; how many delegations and absences were looked at."""
    reader = engine.store
    new = await reader.all("delegations_to_tell", now=now)
    begun = await reader.all("delegations_to_begin", now=now)
    over = await reader.all("delegations_to_settle", now=now)
    away = await reader.all("absences_to_tell", before=now - GRACE_S, now=now)
    if not (new or begun or over or away):
        return 0
    async with engine.store.tx() as tx:
        says: list[Say] = []
        for row in new:
            says += await _tell(tx, engine.snapshot, signer, row, now)
        for row in begun:
            await _begin(tx, engine.snapshot, row, now)
        for row in over:
            says += await _settle(tx, engine.snapshot, row, now)
        for row in away:
            says += await _tell_head(tx, engine.snapshot, row, now)
        await write_says(tx, engine.snapshot, (), says, now)
    return len(new) + len(begun) + len(over) + len(away)


async def _tell(tx: Tx, snapshot: Snapshot, signer: Signer, row: Row, now: int) -> list[Say]:
    """A delegation that an operator wrote down: the delegate hears what it means, and may say that they cannot."""
    await tx.run("tell_delegation", id=row[0], at=now)
    people = snapshot.directory.people
    giver, to = people.get(row[2]), people.get(row[3])
    if giver is None or to is None or to.zalo_sealed is None:
        return []
    named = [one for one in row[7].split(";") if one]
    units = [one for one in row[6].split(";") if one]
    with speaking(to.language):
        context = {
            "person": person_view(to),
            "sender": named_view(giver),
            "period": leaving.period(row[4], row[5]),
            "what": leaving.scope(units, named, signs=bool(row[8])),
            "reason": leaving.document(row[9], row[10]),
        }
        payload = signer.write(Payload(Verb.CANNOT, row[0], 0, to.id, "", On.ROOM))
        buttons: Buttons = [(words(leaving.BUTTON_DECLINE), payload)]
        return [say(to, "delegation_given", context, buttons)]


async def _begin(tx: Tx, snapshot: Snapshot, row: Row, now: int) -> None:
    """What is open comes to the delegate as one digest, each piece once; it can be answered line by line."""
    directory = snapshot.directory
    if row[0] not in {one.id for one in directory.standins.given(row[2])}:
        return  # made since the directory was read: the next pass has it
    await tx.run("begin_delegation", id=row[0], at=now)
    giver = directory.people.get(row[2])
    if giver is None:
        return
    rows: list[Planned] = []
    for audience, item in await _open(tx, giver, now):
        for one in told(directory, audience, item, now):
            by = one.delegation
            if by is not None and by.id == row[0] and snapshot.reaches(one.person):
                calendar = snapshot.calendar(one.person.unit_id)
                send_at = calendar.next_opening(now)
                rows.append(
                    Planned(
                        item_id=item.id,
                        version=item.version,
                        person_id=one.person.id,
                        audience=str(audience),
                        rung=f"stand_in:{row[0]}",
                        fate=str(Fate.WAITING if send_at <= now else Fate.HELD),
                        reason=str(Reason.DUE if send_at <= now else Reason.QUIET_HOURS),
                        rung_at=now,
                        send_at=send_at,
                        in_digest=1,
                        planned_at=now,
                        **standing_in(one),
                    )
                )
    await write_notices(tx, rows, now)


async def _open(tx: Tx, giver: Person, now: int) -> list[tuple[Audience, WorkItem]]:
    """What somebody has in hand: as a holder, and what they owe as a head."""
    rows = await tx.all("work_begun", person_id=giver.id, now=now, limit=CATCH_UP)
    found = [(Audience.ASSIGNEE, WorkItem(*row)) for row in rows]
    if giver.has_role(Role.HEAD):
        own = await tx.all(
            "heads_work_begun",
            unit_id=giver.unit_id,
            now=now,
            due_from=now - _LATE_S,
            limit=CATCH_UP,
        )
        found += [(Audience.HEAD, WorkItem(*row)) for row in own]
    return found


async def _settle(tx: Tx, snapshot: Snapshot, row: Row, now: int) -> list[Say]:
    """It is over: who gave it hears that all comes to them again. One ended by an operator is told to both."""
    await tx.run("settle_delegation", id=row[0], at=now)
    people = snapshot.directory.people
    giver, to = people.get(row[2]), people.get(row[3])
    if giver is None or to is None:
        return []
    told_of = {"to": named_view(to)}
    if row[15] is not None:
        ended = told_of | {"sender": named_view(giver), "when": row[15]}
        says = []
        for one in (giver, to):
            if one.zalo_sealed is not None:
                with speaking(one.language):
                    period = leaving.period(row[4], row[5])
                    own = {"person": person_view(one), "period": period}
                    says.append(say(one, "delegation_ended", ended | own))
        return says
    if giver.zalo_sealed is None:
        return []
    mine = await tx.all("work_begun", person_id=giver.id, now=now, limit=_COUNTED_TO)
    over = told_of | {"person": person_view(giver), "n": len(mine)}
    with speaking(giver.language):
        over["period"] = leaving.period(row[4], row[5])
        return [say(giver, "delegation_over", over)]


async def _tell_head(tx: Tx, snapshot: Snapshot, row: Row, now: int) -> list[Say]:
    """Somebody is away and nobody stands in: the head hears of it once, of a head who is in place."""
    absence_id, person_id, starts_at, ends_at, why = row
    await tx.run("tell_absence", id=absence_id, at=now)
    directory = snapshot.directory
    person = directory.people.get(person_id)
    begin = max(starts_at, now)
    if person is None or any(
        not one.narrowed and not one.units and one.starts_at <= begin and ends_at <= one.ends_at
        for one in directory.standins.given(person_id)
    ):
        return []
    heads = [
        *directory.nearest(person.unit_id, Role.HEAD, [person_id]),
        *directory.nearest(person.unit_id, Role.COORDINATOR, [person_id]),
    ]
    there = [
        one
        for one in heads
        if one.zalo_sealed is not None and not directory.standins.away(one.id, now)
    ]
    if not there:
        return []
    rows = await tx.all("work_until", person_id=person_id, until=ends_at, limit=_COUNTED_TO)
    with speaking(there[0].language):
        context = {
            "person": person_view(there[0]),
            "sender": named_view(person),
            "what": words(leaving.ABSENCES[AbsenceReason(why)]),
            "period": leaving.period(starts_at, ends_at),
            "n": sum(WorkItem(*one).due_at >= begin for one in rows),
        }
        return [say(there[0], "absence_to_head", context)]
