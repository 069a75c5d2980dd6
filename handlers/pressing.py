"""What is typed instead of tapped: the number of a line, or a button's own words, right below the question it belongs to.

The question is the newest message to the speaker, or the one that is quoted. Its buttons are in the store, signed; so what is
typed means the very same as the tap, also after a restart, and never what an older question asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from db.words import Answer, BlockReason, Verb
from handlers.context import Context
from handlers.payload import On, Payload
from handlers.routing import Came, Handler, Heard, Says
from messages_vi import labels
from messages_vi.render import reply_for
from schedules.civil import civil_date
from schedules.days_said import day_about
from schedules.text import fold

_NUMBER: Final = re.compile(
    r"(?:(?:so|chon|muc|ly do|li do|phuong an|nguoi|dong|cai) ?(?:so )?[:,]? ?)?(\d{1,2})(?: (?:a|nhe|nha|em))?"
)
_NUMBERED: Final = frozenset(
    map(reply_for, ("ask_block_reason", "ask_transfer_to", "ask_which", "apology_reason"))
)
_DRAFT: Final = reply_for("apology_draft")
_DATED: Final = frozenset((_DRAFT, reply_for("apology_date"), reply_for("apology_bad_date")))
_SIGNED: Final = frozenset(
    (
        fold(labels.TYPED[Answer.SIGN]),
        fold(labels.SIGN),
        "em da ky",
        "toi da ky",
        "da ky roi",
        "ky roi",
    )
)
_YES: Final = frozenset(("dong y", "dong y nhe", "dong y em", "toi dong y"))
_NO: Final = frozenset(("khong dong y", "tu choi", "khong nhat tri", "toi khong dong y"))


async def pressed(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """Middleware: a typed number or title becomes the button it stands for."""
    payload = await _meant(ctx, heard) if heard.came == Came.TEXT and len(heard.text) < 60 else None
    if payload is not None:
        heard = heard._replace(came=Came.BUTTON, payload=payload, text="")
    return await handle(ctx, heard)


async def _meant(ctx: Context, heard: Heard) -> Payload | None:
    row = await ctx.tx.one("question_of_person", person_id=ctx.speaker.id, message_id=heard.quoted)
    if row is None:
        return None
    template, buttons = row[0], msgspec.json.decode(row[1], type=list[tuple[str, str]])
    found = [payload for _, text in buttons if (payload := ctx.signer.read(text)) is not None]
    if (number := _NUMBER.fullmatch(heard.folded)) and template in _NUMBERED:
        return _numbered(template, found, int(number[1]))
    if heard.quoted is not None and template in _DATED:
        return _of_letter(ctx, heard, found)
    return _decision(heard.folded, found) or _titled(ctx, heard.folded, buttons)


def _of_letter(ctx: Context, heard: Heard, found: Sequence[Payload]) -> Payload | None:
    """What is typed below a quoted draft is about that letter: "đã ký", or another date."""
    if heard.folded in _SIGNED:
        return _of_verb(found, Answer.SIGN)
    about, day = _of_verb(found, Answer.APOLOGIZE), day_about(heard.text, civil_date(ctx.now))
    if about is None or day is None:
        return None
    return msgspec.structs.replace(about, argument=f"d{day:%Y%m%d}")


def _decision(folded: str, found: Sequence[Payload]) -> Payload | None:
    """ "đồng ý" and its contrary; a bare ok decides nothing."""
    if folded in _YES:
        return _of_verb(found, Verb.AGREE)
    return _of_verb(found, Verb.DECLINE) if folded in _NO else None


def _titled(ctx: Context, folded: str, buttons: Sequence[tuple[str, str]]) -> Payload | None:
    """The very words of a room's own button."""
    for title, text in buttons:
        payload = ctx.signer.read(text)
        if payload is not None and payload.on == On.ROOM and fold(title) == folded:
            return payload
    return None


def _numbered(template: str, found: Sequence[Payload], number: int) -> Payload | None:
    """The n-th line; reasons have more lines than buttons, and all of them count."""
    if template == reply_for("ask_block_reason"):
        reasons = list(labels.BLOCK_REASONS)
        first = found[0] if found else None
        if first is None or not 0 < number <= len(reasons):
            return None
        return msgspec.structs.replace(first, argument=str(BlockReason(reasons[number - 1])))
    return found[number - 1] if 0 < number <= len(found) else None


def _of_verb(found: Sequence[Payload], verb: Answer | Verb) -> Payload | None:
    return next((payload for payload in found if payload.verb == verb), None)
