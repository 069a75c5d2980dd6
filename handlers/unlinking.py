"""Ending a tie in the chat: asked once, then the account hears nothing more of that person's work."""

from __future__ import annotations

from db.records import Person
from db.words import Role, TieBy, Verb
from handlers import link_views as views
from handlers.context import Context
from handlers.routing import Heard, Ignored, Router, Says, button, said
from handlers.ties import account_of, own_row, untie

router = Router("unlinking")


@router.on(
    said(
        "hủy liên kết",
        "huỷ liên kết",
        "bỏ liên kết",
        "hủy liên kết tài khoản",
        "hủy liên kết zalo",
        "ngừng liên kết",
        "ngừng nhận việc",
        "ngừng nhận nhắc việc",
        "ngừng nhận việc trên máy này",
        "ngừng nhận nhắc việc trên máy này",
        "dừng nhận việc",
        "dừng nhận việc trên máy này",
        "dừng nhận nhắc việc",
    )
)
async def asked(ctx: Context, heard: Heard) -> Says | None:
    """It is asked whether, and at a shared account whose."""
    people = [one for one in ctx.speakers if not one.has_role(Role.CITIZEN)]
    if not people:
        return None
    people.sort(key=lambda one: one.id)
    return [views.ask_unlink(ctx, people, await own_row(ctx.tx, ctx.speaker))]


@router.on(button(Verb.UNLINK))
async def pressed(ctx: Context, heard: Heard) -> Says | None:
    """The tie of the person a button names ends; or nothing changes."""
    payload = heard.payload
    assert payload is not None  # noqa: S101 - the filter lets nothing else through
    if payload.argument == "no":
        return [views.kept(ctx)]
    row = await ctx.tx.one("person_by_id", id=payload.subject)
    account = await account_of(ctx.tx, ctx.speaker.id)
    if row is None or account is None:
        raise Ignored("unknown_person")
    person = Person(*row)
    if account == await account_of(ctx.tx, person.id):  # else it was done before
        await untie(ctx.tx, person, TieBy.CHAT, ctx.now)
    return [ctx.say("unlinked", views.about(ctx, ctx.speaker, person))]
