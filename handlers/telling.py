"""What somebody else than the speaker hears of an item, in their own language."""

from __future__ import annotations

from collections.abc import Sequence

from db.records import Person, WorkItem
from db.told import Told
from db.words import Answer
from handlers.buttons import item_buttons
from handlers.context import Context, Say, say
from handlers.views import answer_label, item_view, named_view, person_view, unit_view
from messages_vi.language import speaking


def tell(
    ctx: Context,
    person: Person,
    item: WorkItem,
    reply: str,
    offered: Sequence[Answer] = (),
    *,
    reason: str = "",
    told: Told | None = None,
) -> Say:
    """A reply's text about an item for one person, with the buttons offered; `reason` is a word of `BlockReason`.

    `told`: in whose place they are told, which the message says.
    """
    with speaking(person.language):
        context = {
            "person": person_view(person),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "unit": unit_view(ctx.snapshot, item.unit_id),
            "sender": named_view(ctx.speaker),
            "confirmer": named_view(ctx.speaker),
            "when": ctx.now,
            "reason": answer_label(Answer.BLOCKED, reason),
        }
        buttons = item_buttons(ctx.signer, person, item, offered)
        return say(person, reply, context, buttons, item.id, told=told)
