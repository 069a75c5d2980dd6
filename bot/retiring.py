"""Somebody leaves: their account is untied, their open work goes to a successor or to nobody, their place is kept for the record."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.hearing import write_says
from db.items import schedule_items
from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.store import Store, Tx
from db.words import CodeEnd, ItemState, TieBy
from handlers.context import say
from handlers.ties import untie
from handlers.views import named_view, person_view
from schedules.errors import RejectedInput

BATCH: Final = 500


async def retire(
    store: Store, snapshot: Snapshot, code: str, successor: str | None, now: int
) -> tuple[Person, int]:
    """The person and how many items changed hands; of each the ladder speaks anew to whoever has it now.

    Without a successor the work is nobody's: the coordinators of its units hear of it. Raises `RejectedInput` for people who
    are not known.
    """
    person, heir = _known(snapshot, "code", code), None
    if successor is not None:
        heir = _known(snapshot, "--successor", successor)
        if heir.id == person.id:
            raise RejectedInput("--successor", successor, "somebody else than the one who leaves")
    async with store.tx() as tx:
        left = await untie(tx, person, TieBy.COMMAND, now)
        if left is not None:
            told = {"person": person_view(left), "whom": named_view(person)}
            await write_says(tx, snapshot, [left], [say(left, "unlinked", told, at_once=True)], now)
        await tx.run(
            "end_link_codes", person_id=person.id, origin=None, ended_as=CodeEnd.WITHDRAWN, at=now
        )
        await tx.run("retire_person", person_id=person.id)
        await tx.run("bump_meta", key="directory")
        count = await _hand_on(tx, snapshot, person, heir)
    return person, count


async def _hand_on(tx: Tx, snapshot: Snapshot, person: Person, heir: Person | None) -> int:
    after = count = 0
    while rows := await tx.all("work_held", person_id=person.id, after=after, limit=BATCH):
        items = [WorkItem(*row) for row in rows]
        after, count = items[-1].id, count + len(items)
        handed = [_handed(item, person.id, heir.id if heir else None) for item in items]
        await tx.many(
            "hand_over_item",
            [
                {"id": i.id, "assignee_id": i.assignee_id, "co_holders": i.co_holders}
                for i in handed
            ],
        )
        await schedule_items(tx, snapshot, [(item, item.starts_at - 1) for item in handed])
    return count


def _handed(item: WorkItem, person_id: int, heir_id: int | None) -> WorkItem:
    """An item in other hands; what the one before promised or claimed ends with them."""
    held = [heir_id if one == person_id else one for one in item.holder_ids()]
    holders = list(dict.fromkeys(one for one in held if one is not None))
    return msgspec.structs.replace(
        item,
        assignee_id=holders[0] if holders else None,
        co_holders=";".join(map(str, holders[1:])),
        answered_at=None,
        promise_until=None,
        claimed_at=None,
        state=ItemState.OPEN if item.state == ItemState.CLAIMED else item.state,
    )


def _known(snapshot: Snapshot, field: str, code: str) -> Person:
    found = snapshot.directory.people_by_code.get(code)
    if found is None:
        raise RejectedInput(field, code, "nobody active has this code; see `nhacviec people`")
    return found
