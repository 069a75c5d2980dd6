"""Messages ended by word or button: at once, answered once, one dossier or all; who is meant to hear of work is asked back."""

from __future__ import annotations

from typing import Any, Final

from db.words import ConsentSource, Purpose, Verb
from handlers.agreements import Withdrawal, agreements_of, withdraw
from handlers.buttons import MAX_BUTTONS, Buttons
from handlers.context import Context, Say
from handlers.payload import On, Payload
from handlers.routing import Says
from handlers.views import person_view
from messages_vi import citizens as words
from messages_vi.labels import MAX_TITLE
from messages_vi.labels import text as _

ALL: Final = "all"
NONE: Final = "none"


async def end_messages(
    ctx: Context, dossier_id: int | None, purpose: Purpose | None, *, again: bool = False
) -> Says:
    """Words are answered once: who has withdrawn already hears nothing more, not even that. `again`: a button says so twice."""
    proof = f"chat {ctx.event_id or 0}"
    given = Withdrawal(ctx.speaker.id, ConsentSource.CHAT, proof, dossier_id, purpose)
    if not await withdraw(ctx.tx, ctx.desk, given, ctx.now) and not again:
        return []
    code = await ctx.tx.value("dossier_code", id=dossier_id) or ""
    what = _(words.PURPOSES[purpose]) if purpose and purpose != Purpose.DOSSIER_NEWS else ""
    return [answer(ctx, "citizen_withdrawn", dossier=dossier_of(code), purpose=what)]


async def withdraw_one(ctx: Context, said: str, *, at_work: bool = False) -> Says:
    """ "HỦY 0003": the dossier whose code is or ends so; what is unclear is asked back. `at_work`: it may be about work."""
    found: dict[int, str] = {}
    standing: dict[int, str] = {}
    for one in await agreements_of(ctx.tx, ctx.speaker.id):
        standing[one.dossier_id] = one.code
        if one.code == said or one.code.endswith(f"-{said}"):
            found[one.dossier_id] = one.code
    if not standing:
        return [] if at_work else await end_messages(ctx, None, None)
    if len(found) == 1:
        return await end_messages(ctx, next(iter(found)), None)
    offered = [
        (code[-MAX_TITLE:], signed(ctx, Verb.STOP, i))
        for i, code in list(standing.items())[:MAX_BUTTONS]
    ]
    return [answer(ctx, "citizen_stop_which", buttons=offered)]


def ask_back(ctx: Context) -> Say:
    """An official who writes "hủy": their work is not withdrawn from, news of a dossier of their own may be."""
    offered = [
        (_(words.NO_MORE), signed(ctx, Verb.STOP, 0, ALL)),
        (_(words.KEEP_ON), signed(ctx, Verb.STOP, 0, NONE)),
    ]
    return answer(ctx, "citizen_stop_staff", buttons=offered)


def signed(ctx: Context, verb: Verb, subject: int, argument: str = "") -> str:
    """Button data of this room, for the speaker."""
    return ctx.signer.write(
        Payload(
            verb=verb,
            subject=subject,
            version=0,
            person_id=ctx.speaker.id,
            argument=argument,
            on=On.ROOM,
        )
    )


def dossier_of(code: str) -> dict[str, Any]:
    """A dossier of which only the code is told."""
    return {"code": code, "procedure": "", "received": 0, "due": None}


def answer(ctx: Context, reply: str, buttons: Buttons | None = None, **more: Any) -> Say:
    """An answer to the speaker that may name whom to call."""
    contact = ctx.desk.rules.contact if ctx.desk else ""
    context = {"person": person_view(ctx.speaker), "contact": contact, "dossier": dossier_of("")}
    return ctx.say(reply, context | more, buttons)
