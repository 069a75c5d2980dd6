"""Somebody the directory does not know: the greeting, the form that asks for a telephone number, and what the number brings.

Anybody may type any number into that form, so it ties nobody: a number of the directory is sent a code, and only the code
ties. What is answered does not tell whether the number is known.
"""

from __future__ import annotations

from typing import Final

from db.records import Person
from db.words import CodeOrigin, Role, Verb
from handlers import link_views as views
from handlers.context import Context
from handlers.inviting import has_road, send
from handlers.link_rules import CODES_OF_A_NUMBER, after_share
from handlers.linking import CONTACT_ASKED, keep_tries, load_tries
from handlers.routing import Came, Heard, Router, Says, button, came, of, said
from handlers.ties import account_of
from handlers.views import person_view
from schedules.civil import at, civil_date

LIFE_S: Final = 24 * 3600  # of a code that a shared number brought
_SOON_S: Final = 3600  # somebody waits for it

router = Router("link_phone", of(Role.CITIZEN))


@router.on(came(Came.FOLLOW))
async def followed(ctx: Context, heard: Heard) -> Says | None:
    """A short greeting; who speaks for somebody of the directory too needs none."""
    return [views.greeting(ctx)] if _is_stranger(ctx) else None


@router.on(button(Verb.LINK))
async def is_staff(ctx: Context, heard: Heard) -> Says | None:
    """An official who is not linked yet."""
    if heard.payload is None or heard.payload.argument != "staff":
        return None
    return await _ask_contact(ctx)


@router.on(
    said(
        "liên kết",
        "liên kết zalo",
        "liên kết tài khoản",
        "tôi muốn liên kết",
        "tôi là công chức",
        "tôi là viên chức",
        "tôi là cán bộ",
        "công chức",
        "cán bộ",
    )
)
async def wants_to_link(ctx: Context, heard: Heard) -> Says | None:
    """The same in words."""
    return await _ask_contact(ctx) if _is_stranger(ctx) else None


@router.on(came(Came.PHONE))
async def shared(ctx: Context, heard: Heard) -> Says | None:
    """A number, whoever's it is: what the directory has is sent a code, once in the code's life."""
    account = await account_of(ctx.tx, ctx.speaker.id)
    if account is None or ctx.sealer is None or not _is_stranger(ctx):
        return None
    if ctx.talk is not None and ctx.talk.topic != CONTACT_ASKED:
        return None  # it answers what another room asked
    await ctx.blank_event()
    about = {"person": person_view(ctx.speaker)}
    began = at(civil_date(ctx.now), 0)
    tries = after_share(await load_tries(ctx, account), ctx.now, began)
    if tries is None:
        return [ctx.say("link_phone_enough", about)]
    await keep_tries(ctx, account, tries)
    if heard.phone:
        await _send_codes(ctx, heard.phone)
    return [ctx.say("link_phone_noted", about)]


async def _ask_contact(ctx: Context) -> Says:
    if not ctx.asks_phone:
        return [views.greeting(ctx)]
    await ctx.ask(CONTACT_ASKED, {})  # another open question is put aside
    return [views.ask_contact(ctx)]


async def _send_codes(ctx: Context, phone: str) -> None:
    assert ctx.sealer is not None  # noqa: S101 - looked at before
    rows = await ctx.tx.all("people_by_phone_key", phone_key=ctx.sealer.lookup(phone))
    for person in [Person(*row) for row in rows][:CODES_OF_A_NUMBER]:
        on_the_way = await ctx.tx.all("link_codes_on_the_way", person_id=person.id, now=ctx.now)
        if on_the_way or not has_road(ctx.snapshot, person):
            continue
        await send(
            ctx.tx,
            ctx.sealer,
            ctx.snapshot,
            person,
            CodeOrigin.PHONE,
            ctx.now,
            expires_at=ctx.now + LIFE_S,
            not_before=ctx.now,
            deadline_at=ctx.now + _SOON_S,
        )


def _is_stranger(ctx: Context) -> bool:
    return all(one.has_role(Role.CITIZEN) for one in ctx.speakers)
