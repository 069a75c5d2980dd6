"""The way of everything that people say: who speaks is made sure of, then the rooms are asked in order.

Whoever is not in the directory is a citizen here; whoever is may be one too.
"""

from __future__ import annotations

import structlog

from db.words import Role
from handlers import (
    absences,
    ad_hoc_chat,
    ad_hoc_moves,
    admin,
    citizen,
    delegating,
    desk,
    desk_marks,
    faults,
    heads,
    holes,
    link_phone,
    linking,
    revoking,
    unlinking,
    wishes,
    work,
)
from handlers.context import Context, Say
from handlers.conversation import load_talk
from handlers.languages import chosen
from handlers.link_views import greeting
from handlers.payload import looks_like_button
from handlers.pressing import pressed
from handlers.routing import Came, Handler, Heard, Ignored, Router, Says, came, of, typed
from handlers.views import person_view
from messages_vi.language import speaking

log = structlog.get_logger()


async def identity(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """A button is worth what its signature proves, and speaks for the person it was made for; raises `Ignored`."""
    if heard.came == Came.TEXT and looks_like_button(heard.text):
        payload = ctx.signer.read(heard.text)
        if payload is None:
            raise Ignored("forged_button")
        meant = next((p for p in ctx.speakers if p.id == payload.person_id), None)
        if meant is None:
            raise Ignored("foreign_button")
        ctx = ctx._replace(speaker=meant)
        heard = heard._replace(came=Came.BUTTON, payload=payload, text="")
    talk = await load_talk(ctx.tx, ctx.typist.id, ctx.now)
    return await handle(ctx._replace(talk=talk), heard)


async def locale(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """What is said back is in the language of whoever speaks."""
    with speaking(ctx.speaker.language):
        return await handle(ctx, heard)


async def audit(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """What was done at whose word, without the words."""
    says = await handle(ctx, heard)
    log.info(
        "heard",
        action="heard",
        event_id=ctx.event_id,
        person=ctx.speaker.code,
        came=str(heard.came),
        route=".".join(ctx.route) or "nobody",
        answers=len(says or ()),
    )
    return says


staff = Router("staff", lambda ctx, _: not ctx.speaker.has_role(Role.CITIZEN))
staff.use(pressed)
# Whole phrases go before what is answered to a question, answers about work before what officials ask as citizens.
staff.include(admin.router, desk.router, faults.router, citizen.at_work)
staff.include(revoking.router, delegating.router, absences.router, holes.router)
staff.include(ad_hoc_chat.router, ad_hoc_moves.router, desk_marks.router, ad_hoc_chat.drafts)
staff.include(heads.router, heads.holders, wishes.router, work.router, citizen.for_staff)


@staff.on(typed)
async def not_understood(ctx: Context, heard: Heard) -> Says | None:
    """Nobody took it: it is asked back, never guessed."""
    return [work.not_understood(ctx)]


@staff.on(came(Came.BUTTON))
async def no_longer(ctx: Context, heard: Heard) -> Says | None:
    """A button of a room that the speaker has left since: another role, another office."""
    return [ctx.say("unit_not_yours", {"person": person_view(ctx.speaker)})]


outside = Router("outside", of(Role.CITIZEN))
outside.use(citizen.forgets)
outside.include(citizen.router)


@outside.on(typed)
async def who_are_you(ctx: Context, heard: Heard) -> Says | None:
    """Somebody the directory does not know."""
    return [greeting(ctx)]


root = Router("root")
root.use(identity)
root.use(locale)
root.use(audit)


@root.on(typed)
async def language(ctx: Context, heard: Heard) -> Says | None:
    """Somebody names a language: it is theirs from now on."""
    return await chosen(ctx, heard.text)


# An account may be tied to others whoever speaks: its filters are whole phrases, codes and buttons of its own.
root.include(linking.router, unlinking.router, link_phone.router, staff, outside)


async def hear(ctx: Context, heard: Heard) -> list[Say]:
    """The answers to what arrived; empty when it asks for none. Raises `Ignored` for buttons that prove nothing."""
    return await root.hear(ctx, heard) or []
