"""What the holder of a work item answers: done, working on it, stuck, handed on, taken back."""

from __future__ import annotations

from db.records import Reply, WorkItem
from db.told import Told, told
from db.words import Answer, Audience, BlockReason, ItemState, Kind
from handlers import answers
from handlers.buttons import (
    FURTHER,
    block_reason_buttons,
    item_buttons,
    makes,
    undo_button,
)
from handlers.context import Context, Say, say
from handlers.standing import Refusal, behalf, confirms_for_good
from handlers.telling import tell
from handlers.views import acting, answer_label, item_view, named_view, person_view
from messages_vi.language import speaking
from schedules.planner import advance

FROM_SOURCES = (Kind.STEP, Kind.DOSSIER)  # what a one-stop system says is done, or not


async def done(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Đã xong": a claim. Reminders rest until the source system or the receiving side agrees.

    Once the ladder has asked about a claim, the same answer claims it anew and is asked about again.
    """
    if item.state == ItemState.CLAIMED and not _asked_about(ctx, item):
        return [await already_recorded(ctx, item)]
    reply_id, changed = await answers.record(
        ctx, item, Answer.DONE, state=ItemState.CLAIMED, claimed_at=ctx.now, promise_until=None
    )
    return [recorded(ctx, changed, Answer.DONE, reply_id)]


def _asked_about(ctx: Context, item: WorkItem) -> bool:
    calendar = ctx.snapshot.calendar(item.unit_id)
    return any(
        advance(item.claimed_at or ctx.now, rung.when.span, calendar) <= ctx.now
        for rung in ctx.snapshot.ladder(item)
        if rung.when.how == "after_claim" and rung.audience == Audience.ASSIGNEE
    )


async def seen(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Đã nhận": heard, nothing more; it ends the silence and closes nothing."""
    reply_id, changed = await answers.record(ctx, item, Answer.SEEN)
    return [recorded(ctx, changed, Answer.SEEN, reply_id)]


async def working(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Đã nhận, đang làm": a promise that lapses back into the ladder."""
    last = await answers.last_reply(ctx, item)
    running = item.promise_until is not None and item.promise_until > ctx.now
    if running and last and last.answer == Answer.WORKING:
        return [await already_recorded(ctx, item)]
    calendar = ctx.snapshot.calendar(item.unit_id)
    until = advance(ctx.now, ctx.snapshot.policy.promise, calendar)
    reply_id, changed = await answers.record(
        ctx, item, Answer.WORKING, state=ItemState.OPEN, claimed_at=None, promise_until=until
    )
    undo = undo_button(ctx.signer, ctx.speaker, changed, reply_id)
    context = about(ctx, changed) | {"until": until, "undo_until": undo_until(ctx)}
    return [ctx.say("promise_recorded", context, undo)]


async def blocked(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Vướng mắc": asks for the reason first; with it, reminders rest for a while and the head is told.

    A fault of the synchronisation says that the work is done and the source does not show it: it stands as a claim, so that
    nobody is called late for it, and who can have it synchronised is told.
    """
    if argument not in set(BlockReason):
        further = argument == FURTHER
        buttons = block_reason_buttons(ctx.signer, ctx.speaker, item, further=further)
        return [ctx.say("ask_block_reason", about(ctx, item), buttons)]
    last = await answers.last_reply(ctx, item)
    # Once its rest is over, or the claim was asked about, the ladder asks again, and the same reason is a new answer.
    running = item.promise_until is not None and item.promise_until > ctx.now
    claimed = item.state == ItemState.CLAIMED and not _asked_about(ctx, item)
    same = (Answer.BLOCKED, argument, ctx.speaker.id)
    if (running or claimed) and last and (last.answer, last.argument, last.person_id) == same:
        return [await already_recorded(ctx, item)]
    if argument == BlockReason.SYNC and item.kind in FROM_SOURCES:
        return await _not_synced(ctx, item)
    until = advance(ctx.now, ctx.snapshot.policy.blocked, ctx.snapshot.calendar(item.unit_id))
    reply_id, changed = await answers.record(
        ctx,
        item,
        Answer.BLOCKED,
        argument,
        state=ItemState.OPEN,
        claimed_at=None,
        promise_until=until,
    )
    context = about(ctx, changed) | {
        "reason": answer_label(Answer.BLOCKED, argument),
        "when": ctx.now,
        "until": until,
        "undo_until": undo_until(ctx),
    }
    undo = undo_button(ctx.signer, ctx.speaker, changed, reply_id)
    return [ctx.say("block_recorded", context, undo), *_tell_head(ctx, changed, argument)]


async def _not_synced(ctx: Context, item: WorkItem) -> list[Say]:
    reply_id, changed = await answers.record(
        ctx,
        item,
        Answer.BLOCKED,
        BlockReason.SYNC,
        state=ItemState.CLAIMED,
        claimed_at=item.claimed_at if item.claimed_at is not None else ctx.now,
        promise_until=None,
    )
    coordinators = told(ctx.snapshot.directory, Audience.COORDINATOR, item, ctx.now)
    heard = [
        tell(ctx, one.person, item, "sync_to_coordinator", told=one)
        for one in coordinators
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    ]
    heard_back = recorded(ctx, changed, Answer.BLOCKED, reply_id, BlockReason.SYNC)
    return [heard_back, *(heard or _tell_head(ctx, changed, BlockReason.SYNC))]


def _tell_head(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    return [
        tell(
            ctx,
            one.person,
            item,
            "blocked_to_head",
            (Answer.NUDGE, Answer.TRANSFER),
            reason=argument,
            told=one,
        )
        for one in told(ctx.snapshot.directory, Audience.HEAD, item, ctx.now)
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    ]


async def undo(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Hoàn tác": the item stands again as before the answer, within the time the policy allows."""
    reply = await answers.reply_by_id(ctx, int(argument)) if argument.isdigit() else None
    last = await answers.last_reply(ctx, item)
    if reply is None or reply.person_id != ctx.speaker.id or reply.item_id != item.id:
        return []
    what = answer_label(reply.answer, reply.argument)
    if reply.undone_at is not None and last is None:  # a second tap is answered like the first
        return [_undone(ctx, item, what, reply.undone_at)]
    out = reply.answer == Answer.SIGN  # the letter is on its way, and a date moves once
    if out or reply.undone_at is not None or last is None or last.id != reply.id:
        return [await already_recorded(ctx, item)]
    if _overtaken(ctx, item, reply):
        return [ctx.say("item_closed", about(ctx, item))]
    limit = reply.at + ctx.snapshot.policy.undo_s
    if ctx.now > limit:
        return [ctx.say("undo_too_late", about(ctx, item) | {"what": what, "until": limit})]
    restored = await answers.take_back(ctx, item, reply)
    return [_undone(ctx, restored, what, ctx.now), *_tell_taken_back(ctx, restored, reply, what)]


def _tell_taken_back(ctx: Context, item: WorkItem, reply: Reply, what: str) -> list[Say]:
    """Those above who were told that a date will slip hear that this no longer stands; of work that changed hands both sides."""
    if reply.answer == Answer.TRANSFER:
        return _given_back(ctx, item, reply)
    if reply.answer != Answer.SLIP:
        return []
    above = {
        one.person.id: one
        for audience in (Audience.LEADER, Audience.COORDINATOR)
        for one in told(ctx.snapshot.directory, audience, item, ctx.now)
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    }
    return [_taken_back(ctx, item, one, what) for one in above.values()]


def _taken_back(ctx: Context, item: WorkItem, one: Told, what: str) -> Say:
    with speaking(one.person.language):
        context = {
            "person": person_view(one.person),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "what": what,
            "when": ctx.now,
        }
        return say(one.person, "answer_taken_back", context, item_id=item.id, told=one)


def _given_back(ctx: Context, item: WorkItem, reply: Reply) -> list[Say]:
    """Who had got it, and who has it again."""
    people = ctx.snapshot.directory.people
    lost = people.get(int(reply.argument)) if reply.argument.isdigit() else None
    has = people.get(item.assignee_id or 0)
    says = []
    for person, to in ((lost, None), (has, named_view(has))):
        if person is None or person.id == ctx.speaker.id or person.zalo_sealed is None:
            continue
        with speaking(person.language):
            context = {
                "person": person_view(person),
                "item": item_view(ctx.snapshot, item, ctx.now),
                "sender": named_view(ctx.speaker),
                "to": to,
            }
            says.append(say(person, "given_back", context, item_id=item.id))
    return says


def _overtaken(ctx: Context, item: WorkItem, reply: Reply) -> bool:
    """Whether the source has closed or moved the item since the answer: then there is nothing left to take back."""
    by_answer = reply.answer == Answer.CONFIRM and confirms_for_good(
        ctx.snapshot.directory, ctx.speaker, item, ctx.now
    )
    watched = item.state in (ItemState.OPEN, ItemState.CLAIMED)
    return reply.version != item.version or not (watched or by_answer)


def _undone(ctx: Context, item: WorkItem, what: str, when: int) -> Say:
    buttons = item_buttons(ctx.signer, ctx.speaker, item, makes(item))
    return ctx.say("undone", about(ctx, item) | {"what": what, "when": when}, buttons)


def recorded(
    ctx: Context, item: WorkItem, answer: Answer, reply_id: int, argument: str = ""
) -> Say:
    """What was recorded, with the way back."""
    context = about(ctx, item) | {
        "what": answer_label(answer, argument),
        "who": acting(ctx.speaker, behalf(ctx.snapshot.directory, ctx.speaker, item, ctx.now)),
        "when": ctx.now,
        "undo_until": undo_until(ctx),
    }
    return ctx.say("recorded", context, undo_button(ctx.signer, ctx.speaker, item, reply_id))


async def already_recorded(ctx: Context, item: WorkItem) -> Say:
    """A second tap is answered with what is recorded, by whom and when."""
    last = await answers.last_reply(ctx, item)
    if last is None:
        return ctx.say("item_closed", about(ctx, item))
    return ctx.say("already_recorded", about(ctx, item) | what_stands(ctx, last))


async def refused(ctx: Context, item: WorkItem, why: Refusal) -> Say:
    """Why an answer does not count."""
    if why == Refusal.ALREADY:
        return await already_recorded(ctx, item)
    holder = ctx.snapshot.directory.people.get(item.assignee_id or 0)
    return ctx.say(why, about(ctx, item) | {"holder": named_view(holder)})


def what_stands(ctx: Context, last: Reply) -> dict[str, object]:
    """An answer that is recorded: what, who, when."""
    people = ctx.snapshot.directory.people
    return {
        "what": answer_label(last.answer, last.argument),
        "who": acting(people.get(last.person_id), people.get(last.behalf_of or 0)),
        "when": last.at,
    }


def about(ctx: Context, item: WorkItem) -> dict[str, object]:
    return {
        "person": person_view(ctx.speaker),
        "item": item_view(ctx.snapshot, item, ctx.now),
    }


def undo_until(ctx: Context) -> int:
    """Until when an answer given now can be taken back."""
    return ctx.now + ctx.snapshot.policy.undo_s
