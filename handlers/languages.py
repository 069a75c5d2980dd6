"""A person chooses the language they are written to in, by its name: "English", "tiếng Việt"."""

from __future__ import annotations

import msgspec

from db.words import Role
from handlers.context import Context, say
from handlers.guesses import Limit
from handlers.routing import Says
from handlers.tries import count_try
from handlers.views import person_view
from messages_vi.language import language_named

_OF_CITIZENS = "Ông/Bà"
_CODE = 2  # letters: "vi" and "en" are typed for other things too
_A_DAY = 10  # changes of a citizen that are answered


async def chosen(ctx: Context, text: str) -> Says | None:
    """Keep the language that a text names and nothing else, and say so in it; None for any other text.

    Open to everybody, citizens too: it changes nothing but the words.
    """
    language = language_named(text)
    if not language or len(text.strip()) <= _CODE:
        return None
    own = [one for one in ctx.speakers if one.has_role(Role.CITIZEN)]  # the account's own row
    for one in {person.id: person for person in (ctx.speaker, *own)}:
        await ctx.tx.run("set_language", id=one, language=language)
    if not ctx.speaker.has_role(Role.CITIZEN):
        await ctx.tx.run("bump_meta", key="directory")
    elif await count_try(ctx, f"g:{ctx.speaker.id}", Limit(_A_DAY, _A_DAY)) is not None:
        return []
    speaker = msgspec.structs.replace(ctx.speaker, language=language)
    person = person_view(speaker)
    if speaker.has_role(Role.CITIZEN):
        person["form_of_address"] = _OF_CITIZENS
    return [say(speaker, "language_chosen", {"person": person})]
