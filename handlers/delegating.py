"""Delegation in the chat: "ủy quyền cho … từ … đến …, văn bản số …" becomes a draft, a tap makes it, and the delegate is told.

What is missing is asked for step by step; the open question keeps it. A button names the draft by the instant it was begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from db.records import Person
from db.standins import add_delegation
from db.words import Verb
from handlers.appointing import Wish, parts, read_absence, read_delegation, read_number
from handlers.buttons import Buttons, name_on_button
from handlers.context import Context, Say, say
from handlers.delegation_draft import (
    TOPIC,
    Draft,
    colleagues_to_offer,
    complete,
    draft_of,
    mark_of,
    may_give_signing,
    scope_of,
    shown,
)
from handlers.elsewhere import PUT_ASIDE, for_another_room
from handlers.payload import Payload
from handlers.revoking import room_button, room_payload
from handlers.routing import Heard, Router, Says, button, during, typed
from handlers.subjects import called
from handlers.views import named_view, person_view
from messages_vi import leaving
from messages_vi.labels import text as words
from messages_vi.language import speaking
from schedules.civil import civil_date
from schedules.stretches import read_stretch
from schedules.text import fold

MAX_CANDIDATES: Final = 4
_LONGEST_DAYS: Final = 60
_SIGN = {"ca ky": True, "gom ca ky": True, "khong ky": False, "khong gom ky": False}

router = Router("delegating")


@router.on(typed)
async def begun(ctx: Context, heard: Heard) -> Says | None:
    """A sentence that begins with "ủy quyền"."""
    wish = read_delegation(heard.text, civil_date(ctx.now))
    if wish is None:
        return None
    draft = Draft(
        begun_at=ctx.now,
        number=wish.number,
        dated=wish.dated,
        signs=bool(wish.signs) and may_give_signing(ctx),
        procedures=";".join(parts(wish.procedures)),
    )
    if wish.stretch is not None and wish.stretch.ends_at > ctx.now:
        draft.starts_at, draft.ends_at = wish.stretch.starts_at, wish.stretch.ends_at
    return await _named(ctx, draft, wish)


async def _named(ctx: Context, draft: Draft, wish: Wish) -> Says:
    found = find(ctx, wish.name) if wish.name else []
    if len(found) == 1:
        draft.to_id = found[0].id
    return await _further(ctx, draft, found, wish.name)


@router.on(typed, during(TOPIC))
async def gone_on(ctx: Context, heard: Heard) -> Says | None:
    """An answer to what is open: a name, days, a document. Anything else is somebody else's to understand."""
    draft, said_so = draft_of(ctx), fold(heard.text).strip(" .!")
    if draft is None:
        return None
    if said_so in PUT_ASIDE:
        return await _discarded(ctx)
    if for_another_room(heard.text) or read_absence(heard.text, civil_date(ctx.now)):
        return None
    signs = _SIGN.get(said_so)
    if signs is not None:
        draft.signs = signs and may_give_signing(ctx)
    found = find(ctx, heard.text) if not draft.to_id else []
    understood = signs is not None or bool(found) or _filled_in(draft, heard.text, ctx.now)
    if not understood:
        return None
    if found:
        draft.to_id = found[0].id if len(found) == 1 else 0
    return await _further(ctx, draft, found, heard.text.strip())


def _filled_in(draft: Draft, text: str, now: int) -> bool:
    """Whether a text gave the days or the document that a draft lacks; what is known is not overwritten by a date typed for
    something else."""
    today = civil_date(now)
    if draft.to_id and not draft.ends_at:
        stretch = read_stretch(fold(text).strip(" .!"), today)
        if stretch is None or len(text) > _LONGEST_DAYS or stretch.ends_at <= now:
            return False
        draft.starts_at, draft.ends_at = stretch.starts_at, stretch.ends_at
        return True
    document = read_number(text, today) if draft.signs and not draft.number else None
    if document is None:
        return False
    draft.number, draft.dated = document
    return True


async def _discarded(ctx: Context) -> Says:
    await ctx.asked_enough()
    return [ctx.say("delegation_discarded", {"person": person_view(ctx.speaker)})]


@router.on(button(Verb.APPOINT))
async def tapped(ctx: Context, heard: Heard) -> Says | None:
    """A button of a draft: a name, with or without signing, yes, no."""
    payload = room_payload(heard)
    if payload.argument == "yes" and (made := await _made_already(ctx, payload)):
        return made
    draft = draft_of(ctx)
    if draft is None or draft.begun_at != payload.subject:
        return [ctx.say("delegation_discarded", {"person": person_view(ctx.speaker)})]
    if payload.argument == "no":
        return await _discarded(ctx)
    if payload.argument.startswith("to"):
        chosen = ctx.snapshot.directory.people.get(int(payload.argument[2:] or 0))
        draft.to_id = chosen.id if chosen and chosen.id != ctx.speaker.id else 0
    elif payload.argument in ("sign", "nosign"):
        draft.signs = payload.argument == "sign" and may_give_signing(ctx)
    elif complete(draft) and payload.version == mark_of(draft) and draft.ends_at > ctx.now:
        to = ctx.snapshot.directory.people.get(draft.to_id)
        if to is not None and (may_give_signing(ctx) or not draft.signs):
            return await _make(ctx, draft, to)
        draft.signs = draft.signs and may_give_signing(ctx)
    return await _further(ctx, draft, ())


def find(ctx: Context, name: str) -> list[Person]:
    """Whom a typed name means: in the speaker's own office first, then anywhere by at least two words of the name."""
    directory = ctx.snapshot.directory
    own = [p for p in directory.of_unit(ctx.speaker.unit_id) if p.id != ctx.speaker.id]
    found = called(own, name)
    if not found and len(fold(name).split()) > 1:
        found = called((p for p in directory.people.values() if p.id != ctx.speaker.id), name)
    return found


async def _further(ctx: Context, draft: Draft, found: Iterable[Person], name: str = "") -> Says:
    """Ask for what is missing, else show the draft."""
    await ctx.ask(TOPIC, msgspec.to_builtins(draft))
    people = ctx.snapshot.directory.people
    to = people.get(draft.to_id)
    person: dict[str, Any] = {"person": person_view(ctx.speaker)}
    if to is None:
        offered = list(found) or [p for p in colleagues_to_offer(ctx) if p.id != ctx.speaker.id]
        context = person | {
            "what": name,
            "colleagues": [
                {"number": n, "name": p.name, "title": p.title}
                for n, p in enumerate(offered[:MAX_CANDIDATES], start=1)
            ],
        }
        buttons = [
            (
                name_on_button(p, offered),
                room_button(ctx, Verb.APPOINT, draft.begun_at, ctx.speaker, f"to{p.id}"),
            )
            for p in offered[:MAX_CANDIDATES]
        ]
        return [ctx.say("delegation_whom", context, buttons)]
    if not draft.ends_at:
        return [ctx.say("delegation_when", person | {"to": named_view(to)})]
    if draft.signs and not draft.number:
        return [ctx.say("delegation_number", person)]
    return [await shown(ctx, draft, to)]


async def _make(ctx: Context, draft: Draft, to: Person) -> Says:
    made = await add_delegation(
        ctx.tx,
        {
            "key": _key(ctx, draft.begun_at, mark_of(draft)),
            "from_id": ctx.speaker.id,
            "to_id": draft.to_id,
            "starts_at": draft.starts_at,
            "ends_at": draft.ends_at,
            "units": "",
            "procedures": draft.procedures,
            "may_sign": int(draft.signs),
            "number": draft.number,
            "dated": draft.dated,
            "said_by": ctx.speaker.id,
            "said_how": "chat",
            "said_at": ctx.now,
            "told_at": ctx.now,
        },
    )
    await ctx.asked_enough()
    told = [_made(ctx, to, _reach(draft))]
    if made is not None and to.zalo_sealed is not None:
        with speaking(to.language):
            given = _reach(draft) | {
                "person": person_view(to),
                "sender": named_view(ctx.speaker),
                "reason": leaving.document(draft.number, draft.dated),
            }
            decline: Buttons = [
                (words(leaving.BUTTON_DECLINE), room_button(ctx, Verb.CANNOT, made, to))
            ]
            told.append(say(to, "delegation_given", given, decline))
    return told


def _reach(draft: Draft) -> dict[str, Any]:
    """For how long and about what."""
    return {"period": leaving.period(draft.starts_at, draft.ends_at), "what": scope_of(draft)}


def _made(ctx: Context, to: Person, context: dict[str, Any]) -> Say:
    unheard = [leaving.unlinked(to.name)] if to.zalo_sealed is None else []
    own = {"person": person_view(ctx.speaker), "to": named_view(to), "choices": unheard}
    return ctx.say("delegation_made", context | own)


async def _made_already(ctx: Context, payload: Payload) -> Says:
    """A second tap is answered like the first; empty when the draft was not made yet."""
    known = await ctx.tx.value("delegation_by_key", key=_key(ctx, payload.subject, payload.version))
    row = await ctx.tx.one("delegation", id=known) if known else None
    to = ctx.snapshot.directory.people.get(row[3]) if row else None
    if row is None or to is None:
        return []
    named = [one for one in row[7].split(";") if one]
    scope = leaving.scope((), named, signs=bool(row[8]))
    return [_made(ctx, to, {"period": leaving.period(row[4], row[5]), "what": scope})]


def _key(ctx: Context, begun_at: int, mark: int) -> str:
    return f"chat:{ctx.speaker.id}:{begun_at}:{mark}"
