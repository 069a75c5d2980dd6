"""Absence in the chat: "tôi nghỉ phép từ … đến …", confirmed by a tap; "đã đi làm lại" ends it."""

from __future__ import annotations

from typing import Any, Final

from db.standins import add_absence, end_absences
from db.words import AbsenceReason, Verb
from handlers.appointing import read_absence
from handlers.context import Context, Say
from handlers.elsewhere import PUT_ASIDE, for_another_room
from handlers.payload import On, Payload
from handlers.routing import Heard, Ignored, Router, Says, button, during, said, typed
from handlers.views import named_view, person_view
from messages_vi import leaving
from messages_vi.labels import text as words
from schedules.civil import civil_date
from schedules.stretches import Stretch, read_stretch
from schedules.text import fold

TOPIC: Final = "absence"

router = Router("absences")


@router.on(
    said(
        "đã đi làm lại",
        "tôi đã đi làm lại",
        "đi làm lại",
        "tôi đi làm lại",
        "hết nghỉ",
        "hết phép",
        "hết nghỉ phép",
        "tôi đã trở lại",
        "hủy nghỉ phép",
    )
)
async def back(ctx: Context, heard: Heard) -> Says | None:
    """Somebody is back: what runs ends, and what was to come does not."""
    await end_absences(ctx.tx, ctx.speaker.id, ctx.now)
    return [ctx.say("absence_ended", {"person": person_view(ctx.speaker)})]


@router.on(typed)
async def told(ctx: Context, heard: Heard) -> Says | None:
    """A sentence that begins with one's own leave, and says when; a bare "nghỉ phép" is asked about."""
    found = read_absence(heard.text, civil_date(ctx.now))
    if found is None:
        return None
    reason, stretch = found
    bare = len(fold(heard.text).split()) <= _BARE_WORDS
    if stretch is None and not bare:
        return None
    return await _asked(ctx, reason, stretch)


_BARE_WORDS: Final = 4


@router.on(typed, during(TOPIC))
async def when(ctx: Context, heard: Heard) -> Says | None:
    """The days that were asked for."""
    facts = ctx.talk.facts if ctx.talk else {}
    if heard.folded in PUT_ASIDE:
        await ctx.asked_enough()
        return [ctx.say("delegation_discarded", {"person": person_view(ctx.speaker)})]
    if for_another_room(heard.text):
        return None
    stretch = read_stretch(fold(heard.text).strip(" .!"), civil_date(ctx.now))
    if stretch is None or len(fold(heard.text)) > 60:
        return None
    return await _asked(ctx, AbsenceReason(facts["reason"]), stretch)


@router.on(button(Verb.ABSENT))
async def tapped(ctx: Context, heard: Heard) -> Says | None:
    """Yes or no to the draft; a second yes is answered like the first."""
    payload = heard.payload
    if payload is None or payload.on != On.ROOM:
        raise Ignored("foreign_button")
    key = f"chat:{ctx.speaker.id}:{payload.subject}"
    rows = await ctx.tx.all("list_absences", person=ctx.speaker.code, unit=None, running=None)
    known = await ctx.tx.value("absence_by_key", key=key)
    if payload.argument == "yes" and known is not None:
        row = next(row for row in rows if row[0] == known)
        return [_made(ctx, AbsenceReason(row[6]), row[4], row[5])]
    facts = ctx.talk.facts if ctx.talk and ctx.talk.topic == TOPIC else {}
    if payload.argument != "yes" or facts.get("begun_at") != payload.subject:
        await ctx.asked_enough()
        return [ctx.say("delegation_discarded", {"person": person_view(ctx.speaker)})]
    await add_absence(
        ctx.tx,
        {
            "key": key,
            "person_id": ctx.speaker.id,
            "starts_at": facts["starts_at"],
            "ends_at": facts["ends_at"],
            "reason": facts["reason"],
            "said_by": ctx.speaker.id,
            "said_how": "chat",
            "said_at": ctx.now,
        },
    )
    await ctx.asked_enough()
    return [_made(ctx, AbsenceReason(facts["reason"]), facts["starts_at"], facts["ends_at"])]


async def _asked(ctx: Context, reason: AbsenceReason, stretch: Stretch | None) -> list[Say]:
    facts: dict[str, Any] = {"begun_at": ctx.now, "reason": str(reason)}
    about = {"person": person_view(ctx.speaker), "what": words(leaving.ABSENCES[reason])}
    if stretch is None or stretch.ends_at <= ctx.now:
        await ctx.ask(TOPIC, facts)
        return [ctx.say("absence_when", about)]
    facts |= {"starts_at": stretch.starts_at, "ends_at": stretch.ends_at}
    await ctx.ask(TOPIC, facts)
    about["period"] = leaving.period(stretch.starts_at, stretch.ends_at)
    buttons = [
        (words(title), _button(ctx, argument))
        for title, argument in ((leaving.BUTTON_ABSENT, "yes"), (leaving.BUTTON_DISCARD, "no"))
    ]
    return [ctx.say("absence_draft", about, buttons)]


def _button(ctx: Context, argument: str) -> str:
    payload = Payload(Verb.ABSENT, ctx.now, 0, ctx.speaker.id, argument, On.ROOM)
    return ctx.signer.write(payload)


def _made(ctx: Context, reason: AbsenceReason, starts_at: int, ends_at: int) -> Say:
    """What was recorded, with who stands in for all of that time, if anybody does."""
    directory = ctx.snapshot.directory
    covering = next(
        (
            one
            for one in directory.standins.given(ctx.speaker.id)
            if one.starts_at <= starts_at and ends_at <= one.ends_at
        ),
        None,
    )
    to = directory.people.get(covering.to_id) if covering else None
    context = {
        "person": person_view(ctx.speaker),
        "what": words(leaving.ABSENCES[reason]),
        "period": leaving.period(starts_at, ends_at),
        "to": named_view(to),
    }
    return ctx.say("absence_made", context)
