"""When the last unit has sent a report, the receiving side hears so, once for each due date; never unit by unit."""

from __future__ import annotations

from typing import Final

import structlog

from bot.engine import Engine
from db.items import item_by_id
from db.outbox import put
from db.records import Person
from db.snapshot import Snapshot
from db.store import Tx
from db.told import told
from db.words import Audience
from handlers import ad_hoc
from handlers.payload import Signer
from handlers.rolls import roll_buttons, roll_of_item, state_context, told_whole
from messages_vi.language import speaking
from messages_vi.render import render
from schedules.civil import civil_date
from schedules.quiet import send_time
from schedules.roll import Roll

log = structlog.get_logger()
TEMPLATE: Final = "receiver/complete"
_KEY: Final = "reports_answered_until"
_STALE_S: Final = 7 * 86_400  # whoever was away so long asks for it


async def tell_complete(engine: Engine, signer: Signer, now: int) -> int:
    """Look at the occurrences that were answered about since the last look; how many messages were written."""
    after = int(await engine.store.value("meta", key=_KEY) or 0)
    if not await engine.store.all("reports_answered", after=after):
        return 0
    written = 0
    async with engine.store.tx() as tx:
        rows = await tx.all("reports_answered", after=after)
        for _, _, item_id, _ in rows:
            try:
                roll = await roll_of_item(tx, item_id, now)
                if roll is not None and await _closes(tx, engine.snapshot, roll, now):
                    written += await _tell(tx, engine.snapshot, signer, roll, now)
            except Exception:  # one text that cannot be made must not keep the others waiting
                log.exception("reports.failed", action="reports.failed", item_id=item_id)
        await tx.run("set_meta", key=_KEY, value=str(max(row[3] for row in rows)))
    if written:
        log.info("reports.complete", action="reports.complete", messages=written)
    return written


async def _closes(tx: Tx, snapshot: Snapshot, roll: Roll, now: int) -> bool:
    """Whether it has just become complete and there is something to confirm; what was closed is closed."""
    fresh = roll.due_at >= now - _STALE_S
    if not (
        roll.complete and roll.sent and fresh and told_whole(roll, snapshot.policy.digest_above)
    ):
        return False
    key = {"code": roll.first.code, "to_unit_id": roll.first.to_unit_id, "due_at": roll.due_at}
    return bool(await tx.run("close_report", **key, at=now))


async def _tell(tx: Tx, snapshot: Snapshot, signer: Signer, roll: Roll, now: int) -> int:
    people = await _told(tx, snapshot, roll, now)
    for person in people:
        calendar = snapshot.calendar(person.unit_id)
        slots = snapshot.policy.digest_slots
        send_at, _ = send_time(now, now, in_digest=False, slots=slots, calendar=calendar)
        with speaking(person.language):
            buttons = roll_buttons(signer, person, roll)
            text = render(TEMPLATE, state_context(snapshot, person, roll))
        await put(
            tx,
            person.id,
            TEMPLATE,
            text,
            now=now,
            not_before=send_at,
            deadline_at=calendar.closing(civil_date(send_at)),
            buttons=buttons,
        )
    return len(people)


async def _told(tx: Tx, snapshot: Snapshot, roll: Roll, now: int) -> list[Person]:
    """The coordinator who receives it, and whoever asked for it once, where they can be written to."""
    item = await item_by_id(tx, roll.first.item_id)
    listeners = told(snapshot.directory, Audience.RECEIVER, item, now) if item else ()
    found = [one.person for one in listeners]
    report = await ad_hoc.by_code(tx, roll.first.code)
    giver = snapshot.directory.people.get(report.given_by or 0) if report else None
    if giver is not None and giver.id not in {person.id for person in found}:
        found.append(giver)
    return [person for person in found if person.zalo_sealed is not None]
