"""The outbox: a message that is written whole and waits for its turn."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.store import Tx
from db.words import MessageState, Road


async def put(
    tx: Tx,
    person_id: int,
    template: str,
    text: str,
    *,
    now: int,
    not_before: int,
    deadline_at: int,
    buttons: Sequence[tuple[str, str]] = (),
    road: Road = Road.CHAT,
    item_id: int | None = None,
) -> int | None:
    """Leave a message to a person, not sent before an instant and wanted there by another; its id."""
    return await tx.insert(
        "insert_message",
        person_id=person_id,
        channel=road,
        template=template,
        text=text,
        buttons=msgspec.json.encode(buttons).decode(),
        state=MessageState.WAITING,
        reason="",
        deadline_at=deadline_at,
        not_before=not_before,
        created_at=now,
        item_id=item_id,
    )
