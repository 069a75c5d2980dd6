"""A promise by date: "0003 hẹn thứ 5", by who has the work or by who oversees them.

Until then questions to the holder rest; once it has passed the holder is asked before anything else (`promise_lapses` of
the ladder). What falls due speaks all the same, to the holder and to the head: a promise never lasts beyond the due date
that lies ahead, and it never moves that date.
"""

from __future__ import annotations

from db.items import item_by_id
from db.records import WorkItem
from db.told import Told, told
from db.words import Answer, Audience, ItemState, Verb
from handlers import answers, digests, officer
from handlers.buttons import undo_button
from handlers.context import Context, Say, say
from handlers.officer import about
from handlers.payload import On, Payload
from handlers.routing import Ignored, Says
from handlers.standing import is_doer, oversees, refusal
from handlers.subjects import candidates, which_of
from handlers.typed import Intent
from handlers.views import item_view, named_view, person_view
from messages_vi import labels
from messages_vi.language import speaking
from schedules.moments import read_moment


async def promised(
    ctx: Context, codes: tuple[str, ...], when: str, quoted: int | None
) -> Says | None:
    """Note a promise about what was cited, quoted or last asked; None where no instant was named."""
    until = read_moment(when, ctx.now, ctx.snapshot.calendar(ctx.speaker.unit_id))
    if until is None:
        return None
    says: list[Say] = []
    for code in codes:
        found = await candidates(ctx, Intent(Answer.TRANSFER, codes=(code,)), quoted)
        if len(found) != 1:
            return [which(ctx, found, until)]
        says += await note(ctx, found[0], until)
    return says if codes else await _of_quoted(ctx, until, quoted)


async def _of_quoted(ctx: Context, until: int, quoted: int | None) -> Says | None:
    subjects = await digests.subjects_of(ctx, quoted)
    if len(subjects) != 1:
        found = [await item_by_id(ctx.tx, item_id) for item_id, _ in subjects]
        mine = [item for item in found if item is not None and item.state == ItemState.OPEN]
        return [which(ctx, mine, until)] if mine else None
    item = await item_by_id(ctx.tx, subjects[0][0])
    return await note(ctx, item, until, subjects[0][1]) if item else None


def which(ctx: Context, items: list[WorkItem], until: int) -> Say:
    """Which of several is promised?"""
    return which_of(
        ctx,
        labels.text(labels.SUBJECTS[Verb.PROMISE]),
        items,
        lambda i: Payload(Verb.PROMISE, i.id, i.version, ctx.speaker.id, str(until), on=On.ROOM),
    )


async def chosen(ctx: Context, payload: Payload) -> Says:
    """The button of one of several."""
    item = await item_by_id(ctx.tx, payload.subject)
    if item is None:
        raise Ignored("unknown_item")
    return await note(ctx, item, int(payload.argument), payload.version)


async def note(ctx: Context, item: WorkItem, until: int, version: int = 0) -> Says:
    """Write the promise down, tell the speaker what it does, and the holder when it is another."""
    directory = ctx.snapshot.directory
    refused = refusal(directory, ctx.speaker, item, Answer.TRANSFER, version, ctx.now)
    if refused is not None:
        return [await officer.refused(ctx, item, refused)]
    rests_until = min(until, item.due_at) if item.due_at > ctx.now else until
    if item.promise_until == rests_until and await _same(ctx, item, until):
        return [ctx.say("promise_noted", _told(ctx, item, until, rests_until, None))]
    reply_id, changed = await answers.record(
        ctx,
        item,
        Answer.WORKING,
        str(until),
        state=ItemState.OPEN,
        claimed_at=None,
        promise_until=rests_until,
    )
    undo_until = ctx.now + ctx.snapshot.policy.undo_s
    told = _told(ctx, changed, until, rests_until, undo_until)
    undo = undo_button(ctx.signer, ctx.speaker, changed, reply_id)
    return [ctx.say("promise_noted", told, undo), *_tell_holder(ctx, changed, until, rests_until)]


async def _same(ctx: Context, item: WorkItem, until: int) -> bool:
    last = await answers.last_reply(ctx, item)
    return last is not None and (last.answer, last.argument) == (Answer.WORKING, str(until))


def _told(
    ctx: Context, item: WorkItem, until: int, rests_until: int, undo_until: int | None
) -> dict[str, object]:
    beyond = until > item.due_at
    return about(ctx, item) | {
        "until": until,
        "rests_until": rests_until,
        "beyond": beyond and item.due_at > ctx.now,
        "late": item.due_at <= ctx.now,
        "undo_until": undo_until,
    }


def _tell_holder(ctx: Context, item: WorkItem, until: int, rests_until: int) -> list[Say]:
    directory = ctx.snapshot.directory
    if is_doer(directory, ctx.speaker, item) or not oversees(directory, ctx.speaker, item, ctx.now):
        return []
    return [
        _told_holder(ctx, item, one, until, rests_until)
        for one in told(directory, Audience.ASSIGNEE, item, ctx.now)
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    ]


def _told_holder(ctx: Context, item: WorkItem, one: Told, until: int, rests_until: int) -> Say:
    with speaking(one.person.language):
        context = {
            "person": person_view(one.person),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "until": until,
            "rests_until": rests_until,
        }
        return say(one.person, "promise_told", context, item_id=item.id, told=one)
