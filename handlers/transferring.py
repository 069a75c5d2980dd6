"""Work that changes hands: to whom, both sides told, and who had it before when somebody above gives it to another."""

from __future__ import annotations

from db.records import Person, WorkItem
from db.words import Answer, ItemState, Role
from handlers import answers
from handlers.buttons import MAKES, MAX_BUTTONS, colleague_buttons, item_buttons, undo_button
from handlers.context import Context, Say, say
from handlers.officer import about, already_recorded, undo_until
from handlers.standing import behalf
from handlers.views import item_view, named_view, person_view
from messages_vi.language import speaking


async def transfer(
    ctx: Context, item: WorkItem, argument: str, giver: int | None = None
) -> list[Say]:
    """ "Chuyển người khác": asks to whom; with it, the item changes hands and both sides are told.

    `giver` is which of several holders it is taken from, where that is not the speaker.
    """
    target = ctx.snapshot.directory.people.get(int(argument)) if argument.isdigit() else None
    if target is None or not _may_receive(ctx, item, target):
        offered = colleagues(ctx, item)[:MAX_BUTTONS]
        context = about(ctx, item) | {
            "colleagues": [
                {"number": n, "name": p.name, "title": p.title}
                for n, p in enumerate(offered, start=1)
            ]
        }
        buttons = colleague_buttons(ctx.signer, ctx.speaker, item, offered)
        return [ctx.say("ask_transfer_to", context, buttons)]
    if target.id in item.holder_ids():
        return [await already_recorded(ctx, item)]
    before = behalf(ctx.snapshot.directory, ctx.speaker, item, ctx.now) or ctx.speaker
    assignee_id, co_holders = _handed_on(item, giver or before.id, target.id)
    reply_id, changed = await answers.record(
        ctx,
        item,
        Answer.TRANSFER,
        str(target.id),
        assignee_id=assignee_id,
        co_holders=co_holders,
        answered_at=None,
        promise_until=None,
        state=ItemState.OPEN,
        claimed_at=None,
    )
    context = about(ctx, changed) | {
        "to": named_view(target),
        "when": ctx.now,
        "undo_until": undo_until(ctx),
    }
    told = [
        ctx.say("transferred", context, undo_button(ctx.signer, ctx.speaker, changed, reply_id))
    ]
    if ctx.speaker.id not in item.holder_ids():
        told += _taken_from(ctx, item, target)
    if target.id != ctx.speaker.id and target.zalo_sealed is not None:
        told.append(_hand_to(ctx, changed, target))
    return told


def _taken_from(ctx: Context, item: WorkItem, target: Person) -> list[Say]:
    """Who had it hears that somebody above has given it to another."""
    before = ctx.snapshot.directory.people.get(item.assignee_id or 0)
    if before is None or before.zalo_sealed is None or before.id == target.id:
        return []
    with speaking(before.language):
        context = {
            "person": person_view(before),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "to": named_view(target),
            "when": ctx.now,
        }
        return [say(before, "taken_over", context, item_id=item.id)]


def _handed_on(item: WorkItem, speaker_id: int, target_id: int) -> tuple[int, str]:
    """Assignee and co-holders after a transfer: of several holders the others keep it, the one who hands on leaves."""
    first, *others = item.holder_ids() or (0,)
    if speaker_id not in others:  # the assignee, or a head in the assignee's place
        return target_id, ";".join(map(str, others))
    return first, ";".join(str(target_id if i == speaker_id else i) for i in others)


def _hand_to(ctx: Context, item: WorkItem, target: Person) -> Say:
    with speaking(target.language):
        context = {
            "person": person_view(target),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
        }
        buttons = item_buttons(ctx.signer, target, item, MAKES)
        return say(target, "received_from", context, buttons, item.id)


def colleagues(ctx: Context, item: WorkItem) -> list[Person]:
    """Whom an item can be handed to."""
    people = ctx.snapshot.directory.of_unit(item.unit_id)
    return [p for p in people if _may_receive(ctx, item, p)]


def _may_receive(ctx: Context, item: WorkItem, person: Person) -> bool:
    works = person.has_role(Role.OFFICER) or person.has_role(Role.COORDINATOR)
    return works and person.unit_id == item.unit_id and person.id not in item.holder_ids()
