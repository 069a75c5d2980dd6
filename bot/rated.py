"""Ratings by an approved rating template: what `user_feedback` tells is stored as a tap in the chat is."""

from __future__ import annotations

from bot.receipts import message_by_provider, tracked_message
from bot.zalo.details import Rated
from db.store import Tx
from handlers.rating import LOW, keep, short
from handlers.routing import Ignored
from messages_vi.citizens import SCORES


async def on_rated(tx: Tx, told: Rated, now: int) -> str:
    """Keep a rating of the dossier that its message told of; raises `Ignored` where there is none."""
    if told.rate is None or told.rate not in SCORES:
        raise Ignored("unknown_score")
    message_id = await tracked_message(tx, told.tracking_id)
    if message_id is None:
        message_id = await message_by_provider(tx, [told.message_id] if told.message_id else [])
    row = await tx.one("news_of_message", message_id=message_id) if message_id else None
    if row is None:
        raise Ignored("unknown_message")
    person_id, dossier_id = row
    rating_id, _ = await keep(tx, dossier_id, person_id, told.rate, now)
    said = short("; ".join([*told.feedbacks, told.note])) if told.rate <= LOW else ""
    if said:
        await tx.run("explain_rating", id=rating_id, reason="", words=said)
    return "rated"
