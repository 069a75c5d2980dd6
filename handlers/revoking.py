"""How a delegation ends in the chat: by who gave it, or because the delegate cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.records import Person
from db.standins import end_delegation
from db.words import DelegationEnd, Verb
from handlers.buttons import MAX_BUTTONS
from handlers.context import Context, Say, say
from handlers.payload import On, Payload
from handlers.routing import Heard, Ignored, Router, Says, button, said
from handlers.views import named_view, person_view
from messages_vi import leaving
from messages_vi.labels import MAX_TITLE
from messages_vi.language import speaking

router = Router("revoking")


@router.on(
    said(
        "hết ủy quyền",
        "kết thúc ủy quyền",
        "hủy ủy quyền",
        "thôi ủy quyền",
        "chấm dứt ủy quyền",
        "dừng ủy quyền",
        "bỏ ủy quyền",
    )
)
async def end(ctx: Context, heard: Heard) -> Says | None:
    """What runs or is to come ends; of several it is asked which."""
    rows = await ctx.tx.all("delegations_of", person_id=ctx.speaker.id, now=ctx.now)
    if not rows:
        return [ctx.say("delegation_none", {"person": person_view(ctx.speaker)})]
    if len(rows) == 1:
        return await _ended(ctx, rows[0], DelegationEnd.ENDED)
    people = ctx.snapshot.directory.people
    listed = [(row, people[row[3]].name if row[3] in people else "") for row in rows]
    context = {
        "person": person_view(ctx.speaker),
        "n": len(rows),
        "choices": [
            leaving.one_delegation(name, leaving.period(row[4], row[5])) for row, name in listed
        ],
    }
    buttons = [
        (name[:MAX_TITLE], room_button(ctx, Verb.REVOKE, row[0], ctx.speaker))
        for row, name in listed[:MAX_BUTTONS]
    ]
    return [ctx.say("delegation_which", context, buttons)]


@router.on(button(Verb.CANNOT))
async def declined(ctx: Context, heard: Heard) -> Says | None:
    """The delegate cannot: it ends, and who gave it is told."""
    payload = room_payload(heard)
    row = await ctx.tx.one("delegation", id=payload.subject)
    if row is None or row[3] != ctx.speaker.id:
        raise Ignored("unknown_delegation")
    giver = ctx.snapshot.directory.people.get(row[2])
    ended = await end_delegation(ctx.tx, row[0], ctx.now, DelegationEnd.DECLINED)
    await ctx.tx.run("settle_delegation", id=row[0], at=ctx.now)
    if not ended and row[16] != DelegationEnd.DECLINED:
        return [_over(ctx, row, row[15] or row[5])]
    context: dict[str, Any] = {
        "sender": named_view(giver) or {"name": "", "title": ""},
        "period": leaving.period(row[4], row[5]),
    }
    told = [ctx.say("delegation_decline_noted", context | {"person": person_view(ctx.speaker)})]
    if ended and giver is not None and giver.zalo_sealed is not None:
        with speaking(giver.language):
            context = {
                "person": person_view(giver),
                "sender": named_view(ctx.speaker),
                "period": leaving.period(row[4], row[5]),
            }
            told.append(say(giver, "delegation_declined", context))
    return told


@router.on(button(Verb.REVOKE))
async def revoked(ctx: Context, heard: Heard) -> Says | None:
    """One of several is ended."""
    payload = room_payload(heard)
    row = await ctx.tx.one("delegation", id=payload.subject)
    if row is None or row[2] != ctx.speaker.id:
        raise Ignored("unknown_delegation")
    return await _ended(ctx, row, DelegationEnd.ENDED)


async def _ended(ctx: Context, row: Sequence[Any], why: DelegationEnd) -> Says:
    """A second tap is answered like the first and tells nobody else anew."""
    ended = await end_delegation(ctx.tx, row[0], ctx.now, why)
    await ctx.tx.run("settle_delegation", id=row[0], at=ctx.now)  # both hear of it here
    told = [_over(ctx, row, ctx.now if ended else row[15] or row[5])]
    other = ctx.snapshot.directory.people.get(row[3])
    if ended and other is not None and other.zalo_sealed is not None:
        with speaking(other.language):
            told.append(say(other, "delegation_ended", _ending(ctx, other, row, ctx.now)))
    return told


def _over(ctx: Context, row: Sequence[Any], when: int) -> Say:
    return ctx.say("delegation_ended", _ending(ctx, ctx.speaker, row, when))


def _ending(ctx: Context, reader: Person, row: Sequence[Any], when: int) -> dict[str, Any]:
    people = ctx.snapshot.directory.people
    nobody = {"name": "", "title": ""}
    return {
        "person": person_view(reader),
        "sender": named_view(people.get(row[2])) or nobody,
        "to": named_view(people.get(row[3])) or nobody,
        "period": leaving.period(row[4], row[5]),
        "when": when,
    }


def room_button(
    ctx: Context, verb: Verb, subject: int, person: Person, argument: str = "", version: int = 0
) -> str:
    """A button of this room: its subject is a draft's instant or a delegation's id, its version the state of the draft."""
    return ctx.signer.write(Payload(verb, subject, version, person.id, argument, On.ROOM))


def room_payload(heard: Heard) -> Payload:
    """What a button of this room says; raises `Ignored` for one of another."""
    if heard.payload is None or heard.payload.on != On.ROOM:
        raise Ignored("foreign_button")
    return heard.payload
