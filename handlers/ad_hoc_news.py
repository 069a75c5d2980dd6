"""What the holders of a report asked for once hear when it moves or is called off, from the chat or by command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from db.records import Person, WorkItem
from db.snapshot import Snapshot
from db.told import Told, told
from db.words import Audience
from handlers.ad_hoc import Changed
from handlers.buttons import MAKES, item_buttons
from handlers.context import Say, say
from handlers.payload import Signer
from handlers.views import item_view, person_view
from messages_vi.language import speaking


def told_of_cancel(
    snapshot: Snapshot, items: Sequence[WorkItem], sender: str, now: int
) -> list[Say]:
    """One message for each holder of what is owed no more; `sender` is a name."""
    says: list[Say] = []
    for item in items:
        for one in _holders(snapshot, item, now):
            with speaking(one.person.language):
                context = _about(snapshot, one.person, item, now) | {"sender": sender}
                says.append(
                    say(one.person, "report_called_off", context, item_id=item.id, told=one)
                )
    return says


def told_of_move(
    snapshot: Snapshot, signer: Signer, changed: Changed, sender: str, now: int
) -> list[Say]:
    """One message for each holder of what has another date, with the old one; `sender` is a name."""
    says: list[Say] = []
    report = changed.report
    for before in changed.items:
        item = msgspec.structs.replace(
            before,
            due_at=report.due_at or 0,
            due_precision=report.due_precision,
            version=before.version + 1,
        )
        more = {
            "sender": sender,
            "old_due": before.due_at,
            "old_precision": before.due_precision,
        }
        for one in _holders(snapshot, item, now):
            with speaking(one.person.language):
                context = _about(snapshot, one.person, item, now) | more
                buttons = item_buttons(signer, one.person, item, MAKES)
                says.append(
                    say(one.person, "report_moved_told", context, buttons, item.id, told=one)
                )
    return says


def _holders(snapshot: Snapshot, item: WorkItem, now: int) -> Iterator[Told]:
    for one in told(snapshot.directory, Audience.ASSIGNEE, item, now):
        if snapshot.reaches(one.person):
            yield one


def _about(snapshot: Snapshot, person: Person, item: WorkItem, now: int) -> dict[str, Any]:
    return {"person": person_view(person), "item": item_view(snapshot, item, now)}
