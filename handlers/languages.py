"""A person chooses the language they are written to in, by its name: "English", "tiếng Việt"."""

from __future__ import annotations

import msgspec

from db.words import Role
from handlers.context import Context, Say, say
from handlers.views import person_view
from messages_vi.language import language_named

_OF_CITIZENS = "Ông/Bà"
_CODE = 2  # letters: "vi" and "en" are typed for other things too


async def chosen(ctx: Context, text: str) -> Say | None:
    """Keep the language that a text names and nothing else, and say so in it; None for any other text.

    Open to everybody, citizens too: it changes nothing but the words.
    """
    language = language_named(text)
    if not language or len(text.strip()) <= _CODE:
        return None
    await ctx.tx.run("set_language", id=ctx.speaker.id, language=language)
    await ctx.tx.run("bump_meta", key="directory")
    speaker = msgspec.structs.replace(ctx.speaker, language=language)
    person = person_view(speaker)
    if speaker.has_role(Role.CITIZEN):
        person["form_of_address"] = _OF_CITIZENS
    return say(speaker, "language_chosen", {"person": person})
