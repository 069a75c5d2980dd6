"""How content somebody is after their result was handed over: 1 to 5 once, and why where it is little.

A rating is about one dossier and person. What was said first stays; own words are cut short and asked for without personal data.
"""

from __future__ import annotations

import re
from typing import Final

from db.store import Tx
from db.words import RatingReason, Verb
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.payload import On, Payload, Signer
from handlers.routing import Ignored, Says
from handlers.views import person_view
from messages_vi import citizens as words
from messages_vi.labels import text as _
from schedules.text import one_line

LOW: Final = 2  # from here down an office is told
WHY_ASKED: Final = "citizen.why"
PATIENCE_S: Final = 24 * 3600  # to answer in own words
MAX_WORDS: Final = 200
_FIGURES: Final = re.compile(r"\d[\d .\-]{6,}\d")  # a number that may be somebody's


def rating_buttons(signer: Signer, person_id: int, dossier_id: int) -> Buttons:
    """The five answers, the best first."""
    return [
        (_(title), _signed(signer, person_id, Verb.RATE, dossier_id, str(score)))
        for score, title in words.SCORES.items()
    ]


async def tapped(ctx: Context, payload: Payload) -> Says:
    """A score, or the reason of a low one."""
    if payload.verb == Verb.RATE:
        if payload.argument not in {str(score) for score in words.SCORES}:
            raise Ignored("unknown_score")
        return await _scored(ctx, payload.subject, int(payload.argument))
    if payload.argument not in set(RatingReason):
        raise Ignored("unknown_reason")
    row = await ctx.tx.one("rating_by_id", id=payload.subject)
    if row is None or row[1] != ctx.speaker.id:
        raise Ignored("unknown_rating")
    await ctx.tx.run("explain_rating", id=row[0], reason=payload.argument, words="")
    if payload.argument != RatingReason.OTHER:
        await ctx.asked_enough()
    return [_thanks(ctx)]


async def explained(ctx: Context, text: str) -> Says:
    """Own words to a low rating."""
    rating_id = int(str(ctx.talk.facts["rating"])) if ctx.talk else 0
    row = await ctx.tx.one("rating_by_id", id=rating_id)
    await ctx.asked_enough()
    if row is None or row[1] != ctx.speaker.id:
        return []
    await ctx.tx.run("explain_rating", id=rating_id, reason=RatingReason.OTHER, words=short(text))
    return [_thanks(ctx)]


def short(text: str) -> str:
    """Own words on one line, cut short, long figures starred: nobody needs a number to see what went wrong.

    >>> short("chờ lâu quá,\\n gọi 0912 345 678")
    'chờ lâu quá, gọi ***'
    """
    line = one_line(text)
    kept = "".join(sign for sign in _FIGURES.sub("***", line) if sign.isprintable())
    return kept if len(kept) <= MAX_WORDS else f"{kept[: MAX_WORDS - 1].rstrip()}…"


async def keep(tx: Tx, dossier_id: int, person_id: int, score: int, at: int) -> tuple[int, int]:
    """Store a rating unless there is one: its id and the score that counts."""
    row = {"dossier_id": dossier_id, "person_id": person_id}
    await tx.insert("add_rating", **row, score=score, low=LOW, at=at)
    found = await tx.one("rating_of", **row)
    assert found is not None  # noqa: S101 - written just now, or before
    return found[0], found[1]


async def _scored(ctx: Context, dossier_id: int, score: int) -> Says:
    if await ctx.tx.value("dossier_code", id=dossier_id) is None:
        raise Ignored("unknown_dossier")
    rating_id, counted = await keep(ctx.tx, dossier_id, ctx.speaker.id, score, ctx.now)
    if counted > LOW:
        return [_thanks(ctx)]
    await ctx.ask(WHY_ASKED, {"rating": rating_id}, PATIENCE_S)
    reasons = [
        (_(title), _signed(ctx.signer, ctx.speaker.id, Verb.WHY, rating_id, str(reason)))
        for reason, title in words.RATING_REASONS.items()
    ]
    return [ctx.say("citizen_why", {"person": person_view(ctx.speaker)}, reasons)]


def _thanks(ctx: Context) -> Say:
    return ctx.say("citizen_rated", {"person": person_view(ctx.speaker)})


def _signed(signer: Signer, person_id: int, verb: Verb, subject: int, argument: str) -> str:
    return signer.write(
        Payload(
            verb=verb,
            subject=subject,
            version=0,
            person_id=person_id,
            argument=argument,
            on=On.ROOM,
        )
    )
