"""Answers by the buttons of quick-reply templates, told by webhook or fetched: the same handlers as in a chat.

Who answers is known by the message, not by the sender: it went to a telephone number.
"""

from __future__ import annotations

from typing import Final

from bot.receipts import message_by_provider, tracked_message
from bot.zalo.details import ResponseTapped
from bot.zalo.templates import answer_of
from db.records import Person
from db.store import Tx
from db.words import Answer, BlockReason
from handlers.context import Context, Say
from handlers.routing import Ignored
from handlers.work import on_response

CHAT_S: Final = 7 * 86_400  # seconds after an interaction during which a chat takes a message


async def addressee(tx: Tx, told: ResponseTapped) -> tuple[Person, int, int | None]:
    """The person a template went to, the message, and its item if it had no notices; raises `Ignored`."""
    message_id = await tracked_message(tx, told.tracking_id)
    if message_id is None:
        message_id = await message_by_provider(tx, [told.message_id] if told.message_id else [])
    row = await tx.one("message_addressee", id=message_id) if message_id is not None else None
    found = await tx.one("person_by_id", id=row[0]) if row else None
    if message_id is None or row is None or found is None:
        raise Ignored("unknown_message")
    person = Person(*found)
    if not person.active:
        raise Ignored("unknown_person")
    return person, message_id, row[1]


async def on_tap(
    ctx: Context, told: ResponseTapped, message_id: int, item_id: int | None
) -> list[Say]:
    """Record what the button says; raises `Ignored` for words of no button of ours.

    "Vướng mắc" asks for the reason where a chat can carry the question; else it is recorded without a particular one,
    for the tap may be all we hear.
    """
    given = answer_of(told.caption)
    if given is None:
        raise Ignored("unknown_caption")
    chats = ctx.now - (ctx.speaker.last_interaction_at or 0) < CHAT_S
    reason = "" if given != Answer.BLOCKED or chats else BlockReason.OTHER
    return await on_response(ctx, given, message_id, item_id, reason)
