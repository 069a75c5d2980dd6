"""What the holders of a report asked for once hear when it moves or is called off, from the chat or by command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from db.records import Person, WorkItem
from db.snapshot import Snapshot
from handlers.ad_hoc import Changed
from handlers.buttons import MAKES, item_buttons
from handlers.context import Say, say
from handlers.payload import Signer
from handlers.views import item_view, person_view


def told_of_cancel(
    snapshot: Snapshot, items: Sequence[WorkItem], sender: str, now: int
) -> list[Say]:
    """One message for each holder of what is owed no more; `sender` is a name."""
    return [
        say(holder, "report_called_off", context | {"sender": sender}, item_id=item.id)
        for item in items
        for holder, context in _holders(snapshot, item, now)
    ]


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
        for holder, context in _holders(snapshot, item, now):
            buttons = item_buttons(signer, holder, item, MAKES)
            says.append(say(holder, "report_moved_told", context | more, buttons, item.id))
    return says


def _holders(
    snapshot: Snapshot, item: WorkItem, now: int
) -> Iterator[tuple[Person, dict[str, Any]]]:
    view = item_view(snapshot, item, now)
    for person in snapshot.directory.recipients("assignee", item):
        if snapshot.reaches(person):
            yield person, {"person": person_view(person), "item": view}
