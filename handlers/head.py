"""What those answer who oversee or receive: urge, confirm, say that it has not arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from db.notices import Planned, write_notices
from db.records import WorkItem
from db.told import Told, standing_in, told
from db.words import HEADS_OWN, Answer, Audience, Fate, ItemState, Reason
from handlers import answers
from handlers.buttons import makes, undo_button
from handlers.context import Context, Say
from handlers.officer import about, already_recorded
from handlers.standing import confirms_for_good
from handlers.telling import tell
from handlers.views import answer_label, named_view, unit_view

# A second nudge about the same item within the hour tells what is recorded instead.
NUDGE_REST_S = 3600


async def nudge(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Đôn đốc": the holder hears of it at once, with the buttons to answer."""
    if await nudged_lately(ctx, item) or item.state != ItemState.OPEN:
        return [await already_recorded(ctx, item)]
    holders = reachable_holders(ctx, item)
    if not holders:
        return [ctx.say("nudge_unheard", about(ctx, item))]
    await answers.record(ctx, item, Answer.NUDGE, answered_at=item.answered_at)
    context = about(ctx, item) | {"assignee": named_view(holders[0].person), "when": ctx.now}
    return [ctx.say("nudged", context), *(_urge(ctx, item, holder) for holder in holders)]


async def note_nudge(ctx: Context, item: WorkItem) -> None:
    """Keep that somebody urged; it answers nothing about the work itself."""
    await answers.record(ctx, item, Answer.NUDGE, answered_at=item.answered_at)


class Urged(NamedTuple):
    """What became of urging about many items: how many were told, to whom; how many rest, urged within the hour; who of
    several holders cannot be reached.
    """

    items: int
    people: tuple[int, ...]
    resting: int
    unheard: tuple[int, ...]  # ids of people; 0: nobody is known


async def nudge_many(ctx: Context, items: Sequence[WorkItem]) -> Urged:
    """One "Đôn đốc" for many items: holders hear of them in a digest, not one by one."""
    rows: list[Planned] = []
    urged = resting = 0
    unheard: dict[int, None] = {}
    for item in items:
        if item.state != ItemState.OPEN:
            continue
        holders = reachable_holders(ctx, item)
        if not holders:
            meant = ctx.snapshot.directory.recipients(_audience(item), item)
            unheard |= dict.fromkeys([p.id for p in meant if p.id != ctx.speaker.id] or [0])
        elif await nudged_lately(ctx, item):
            resting += 1
        else:
            await note_nudge(ctx, item)
            rows += [nudge_notice(ctx, item, holder) for holder in holders]
            urged += 1
    await write_notices(ctx.tx, rows, ctx.now)
    people = dict.fromkeys(row.person_id or 0 for row in rows)
    return Urged(urged, tuple(people), resting, tuple(unheard))


def nudge_notice(ctx: Context, item: WorkItem, holder: Told) -> Planned:
    """What a holder hears of an item, grouped with whatever else they are urged about."""
    return Planned(
        item_id=item.id,
        version=item.version,
        person_id=holder.person.id,
        audience=str(_audience(item)),
        rung=f"nudge:{ctx.now}",
        fate=str(Fate.WAITING),
        reason=str(Reason.DUE),
        rung_at=ctx.now,
        send_at=ctx.now,
        in_digest=1,
        planned_at=ctx.now,
        **standing_in(holder),
    )


async def nudged_lately(ctx: Context, item: WorkItem) -> bool:
    """Whether it was urged within the hour."""
    last = await answers.last_reply(ctx, item)
    return last is not None and last.answer == Answer.NUDGE and ctx.now - last.at < NUDGE_REST_S


def reachable_holders(ctx: Context, item: WorkItem) -> list[Told]:
    """Who has it, or stands in for who does, and can be written to; never the one who speaks."""
    return [
        one
        for one in told(ctx.snapshot.directory, _audience(item), item, ctx.now)
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    ]


def _audience(item: WorkItem) -> Audience:
    """Whom urging is meant for: what the head owes is the head's."""
    return Audience.HEAD if item.kind in HEADS_OWN else Audience.ASSIGNEE


def _urge(ctx: Context, item: WorkItem, to: Told) -> Say:
    reply = "apology_nudge" if item.kind in HEADS_OWN else "nudge"
    return tell(ctx, to.person, item, reply, makes(item), told=to)


async def confirm(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Xác nhận": closes what this person has the last word on; otherwise it is a claim on the holder's behalf."""
    for_good = confirms_for_good(ctx.snapshot.directory, ctx.speaker, item, ctx.now)
    if item.state == ItemState.CLAIMED and not for_good:
        return [await already_recorded(ctx, item)]
    state = ItemState.DONE if for_good else ItemState.CLAIMED
    reply_id, changed = await answers.record(
        ctx, item, Answer.CONFIRM, state=state, claimed_at=item.claimed_at or ctx.now
    )
    return [
        _confirm_recorded(ctx, changed, Answer.CONFIRM, reply_id),
        *_tell_holder(ctx, changed, "confirmed"),
    ]


async def reject(ctx: Context, item: WorkItem, argument: str) -> list[Say]:
    """ "Chưa nhận được": a claim does not hold; the holder is told and the ladder goes on.

    The lines of the receiving side's digest offer it of overdue items too, about which nobody has said anything yet.
    """
    if item.state != ItemState.CLAIMED and await answers.last_reply(ctx, item):
        return [await already_recorded(ctx, item)]
    reply_id, changed = await answers.record(
        ctx, item, Answer.REJECT, state=ItemState.OPEN, claimed_at=None, answered_at=None
    )
    return [
        _confirm_recorded(ctx, changed, Answer.REJECT, reply_id),
        *_tell_holder(ctx, changed, "rejected"),
    ]


def _confirm_recorded(ctx: Context, item: WorkItem, answer: Answer, reply_id: int) -> Say:
    context = about(ctx, item) | {
        "unit": unit_view(ctx.snapshot, item.unit_id),
        "what": answer_label(answer),
        "when": ctx.now,
        "undo_until": ctx.now + ctx.snapshot.policy.undo_s,
    }
    return ctx.say(
        "confirm_recorded", context, undo_button(ctx.signer, ctx.speaker, item, reply_id)
    )


def _tell_holder(ctx: Context, item: WorkItem, reply: str) -> list[Say]:
    buttons = (Answer.DONE, Answer.BLOCKED) if reply == "rejected" else ()
    return [
        tell(ctx, one.person, item, reply, buttons, told=one)
        for one in told(ctx.snapshot.directory, Audience.ASSIGNEE, item, ctx.now)
        if one.person.id != ctx.speaker.id and one.person.zalo_sealed is not None
    ]
