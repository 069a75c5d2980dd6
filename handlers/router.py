"""The way of everything that people say: who speaks is made sure of, then the rooms are asked in order.

Whoever is not in the directory is a citizen here; whoever is may be one too.
"""

from __future__ import annotations

import structlog

from db.words import Role
from handlers import absences, delegating, holes, revoking, work
from handlers.context import Context, Say
from handlers.conversation import load_talk
from handlers.payload import looks_like_button
from handlers.routing import Came, Handler, Heard, Ignored, Router, Says, of, typed
from handlers.views import person_view

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
    talk = await load_talk(ctx.tx, ctx.speaker.id, ctx.now)
    return await handle(ctx._replace(talk=talk), heard)


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
staff.include(revoking.router, delegating.router, absences.router, holes.router)
staff.include(work.router)


@staff.on(typed)
async def not_understood(ctx: Context, heard: Heard) -> Says | None:
    """Nobody took it: it is asked back, never guessed."""
    return [work.not_understood(ctx)]


outside = Router("outside", of(Role.CITIZEN))


@outside.on(typed)
async def who_are_you(ctx: Context, heard: Heard) -> Says | None:
    """Somebody the directory does not know."""
    return [ctx.say("unknown_person", {"person": person_view(ctx.speaker), "contact": ""})]


root = Router("root")
root.use(identity)
root.use(audit)
root.include(staff, outside)


async def hear(ctx: Context, heard: Heard) -> list[Say]:
    """The answers to what arrived; empty when it asks for none. Raises `Ignored` for buttons that prove nothing."""
    return await root.hear(ctx, heard) or []
