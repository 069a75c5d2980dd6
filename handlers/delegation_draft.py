"""The draft of a delegation: what was understood so far, how it is shown, and what speaks against it."""

from __future__ import annotations

import zlib
from typing import Final

import msgspec

from db.records import Person
from db.words import Role, Verb
from handlers.context import Context, Say
from handlers.revoking import room_button
from handlers.views import named_view, person_view
from messages_vi import leaving
from messages_vi.labels import text as words
from schedules.standins import Delegation, clashes
from schedules.text import fold

TOPIC: Final = "delegation"


class Draft(msgspec.Struct):
    """What was understood so far; `begun_at` is its name."""

    begun_at: int
    to_id: int = 0
    starts_at: int = 0
    ends_at: int = 0
    number: str = ""
    dated: str = ""
    signs: bool = False
    procedures: str = ""


def may_give_signing(ctx: Context) -> bool:
    """Only who may sign can hand it on, and not who holds it by delegation (Nghị định 30/2020/NĐ-CP, article 13)."""
    return ctx.speaker.has_role(Role.HEAD)


def mark_of(draft: Draft) -> int:
    """Tells one state of a draft from another: a button counts for what stood above it."""
    return zlib.crc32(msgspec.json.encode(draft)) % 1_000_000_000


def complete(draft: Draft) -> bool:
    """Whether it can be made: to whom and when is known, and by which document where signing is given."""
    return bool(draft.to_id and draft.ends_at and (draft.number or not draft.signs))


def draft_of(ctx: Context) -> Draft | None:
    """The speaker's open draft."""
    if ctx.talk is None or ctx.talk.topic != TOPIC:
        return None
    return msgspec.convert(dict(ctx.talk.facts), Draft)


def colleagues_to_offer(ctx: Context) -> list[Person]:
    """Colleagues to offer: heads and deputies first."""
    own = ctx.snapshot.directory.of_unit(ctx.speaker.unit_id)
    return sorted(own, key=lambda p: (not p.has_role(Role.HEAD), p.zalo_sealed is None, p.id))


async def shown(ctx: Context, draft: Draft, to: Person) -> Say:
    """The draft as it would be made, what speaks against it, and the buttons."""
    yes = words(leaving.BUTTON_APPOINT)
    context = {
        "person": person_view(ctx.speaker),
        "to": named_view(to),
        "period": leaving.period(draft.starts_at, draft.ends_at),
        "what": scope_of(draft),
        "reason": leaving.document(draft.number, draft.dated),
        "choices": await _warnings(ctx, draft, to),
        "who": yes,
    }
    titles = [(yes, "yes")]
    if may_give_signing(ctx):
        flip = leaving.BUTTON_NO_SIGN if draft.signs else leaving.BUTTON_SIGN
        titles.append((words(flip), "nosign" if draft.signs else "sign"))
    titles.append((words(leaving.BUTTON_DISCARD), "no"))
    buttons = [
        (
            title,
            room_button(ctx, Verb.APPOINT, draft.begun_at, ctx.speaker, argument, mark_of(draft)),
        )
        for title, argument in titles
    ]
    return ctx.say("delegation_draft", context, buttons)


def scope_of(draft: Draft) -> str:
    """What it reaches, in words."""
    return leaving.scope((), [one for one in draft.procedures.split(";") if one], signs=draft.signs)


async def _warnings(ctx: Context, draft: Draft, to: Person) -> list[str]:
    """What speaks against a draft, without forbidding it."""
    standins, people = ctx.snapshot.directory.standins, ctx.snapshot.directory.people
    found = [leaving.unlinked(to.name)] if to.zalo_sealed is None else []
    for absence in standins.absences(to.id):
        if absence.starts_at < draft.ends_at and draft.starts_at < absence.ends_at:
            period = leaving.period(absence.starts_at, absence.ends_at)
            found.append(leaving.away_too(to.name, period))
    new = Delegation(0, ctx.speaker.id, to.id, draft.starts_at, draft.ends_at)
    for other in clashes(new, standins.given(ctx.speaker.id)):
        period = leaving.period(other.starts_at, other.ends_at)
        found.append(leaving.clashing(people[other.to_id].name, period))
    if draft.procedures:
        rows = await ctx.tx.all("procedures_and_fields")
        known = {fold(str(one)) for row in rows for one in row}
        found += [
            leaving.narrow(one) for one in draft.procedures.split(";") if fold(one) not in known
        ]
    return found
