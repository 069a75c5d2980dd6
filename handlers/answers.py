"""Recording an answer: the reply, the item's new standing, and where its ladder goes on."""

from __future__ import annotations

from typing import Any

import msgspec

from db.items import schedule_items
from db.records import Reply, WorkItem
from db.words import Answer, ItemState, Kind
from handlers.context import Context
from handlers.standing import behalf


class Before(msgspec.Struct, frozen=True):
    """The item's standing before an answer, kept so that it can be taken back."""

    state: str
    answered_at: int | None
    promise_until: int | None
    claimed_at: int | None
    assignee_id: int | None
    planned_until: int
    reply_id: int | None = None
    co_holders: str = ""


async def record(
    ctx: Context, item: WorkItem, answer: Answer, argument: str = "", **changes: Any
) -> tuple[int, WorkItem]:
    """Write the answer and change the item; returns the reply's id and the item as it stands now."""
    last = await last_reply(ctx, item)
    before = Before(
        state=item.state,
        answered_at=item.answered_at,
        promise_until=item.promise_until,
        claimed_at=item.claimed_at,
        assignee_id=item.assignee_id,
        planned_until=_decided_until(ctx, item),
        reply_id=last.id if last else None,
        co_holders=item.co_holders,
    )
    reply_id = await ctx.tx.insert(
        "insert_reply",
        item_id=item.id,
        version=item.version,
        person_id=ctx.speaker.id,
        answer=answer,
        argument=argument,
        at=ctx.now,
        before=msgspec.json.encode(before).decode(),
        event_id=ctx.event_id,
    )
    assert reply_id is not None  # noqa: S101 - the statement has no conflict to lose to
    if (other := behalf(ctx.snapshot.directory, ctx.speaker, item, ctx.now)) is not None:
        await ctx.tx.run("act_for", id=reply_id, behalf_of=other.id)
    changed = msgspec.structs.replace(item, **{"answered_at": ctx.now} | changes)
    # A claim that ends no longer hides what fell due behind it: that is made up for.
    since = None
    if item.claimed_at is not None and changed.claimed_at is None:
        since = min(_decided_until(ctx, item), item.claimed_at - 1)
    await _share(ctx, item, changed)
    await settle(ctx, changed, reply_id, planned_until=since)
    return reply_id, changed


async def _share(ctx: Context, item: WorkItem, changed: WorkItem) -> None:
    """Write who holds it beside the assignee, where an answer changed that."""
    if changed.co_holders != item.co_holders:
        holders = {"assignee_id": changed.assignee_id, "co_holders": changed.co_holders}
        await ctx.tx.run("share_item", id=item.id, **holders)


async def settle(
    ctx: Context, item: WorkItem, reply_id: int | None, planned_until: int | None = None
) -> None:
    """Write an item's standing and set its ladder's hand anew from where it was decided last.

    What was decided stays decided, for a notice exists once; what falls on this very instant still speaks.
    """
    await ctx.tx.run(
        "answer_item",
        id=item.id,
        state=item.state,
        answered_at=item.answered_at,
        promise_until=item.promise_until,
        claimed_at=item.claimed_at,
        assignee_id=item.assignee_id,
        reply_id=reply_id,
    )
    until = _decided_until(ctx, item) if planned_until is None else planned_until
    await schedule_items(ctx.tx, ctx.snapshot, [(item, until)])
    if item.kind == Kind.DOSSIER:
        await _rest_question(ctx, item)


async def _rest_question(ctx: Context, whole: WorkItem) -> None:
    """While somebody says that a dossier is done, the head is not asked whether its date will hold; and again when not.

    A question that the head has answered rests by that answer, and is left alone.
    """
    claimed = whole.state == ItemState.CLAIMED
    for row in await ctx.tx.all("items_of_dossier", dossier_id=whole.dossier_id):
        item = WorkItem(*row)
        mine = item.state == ItemState.OPEN if claimed else item.state == ItemState.CLAIMED
        if item.kind != Kind.APOLOGY or not mine or item.claimed_at is not None:
            continue
        changed = msgspec.structs.replace(
            item, state=ItemState.CLAIMED if claimed else ItemState.OPEN
        )
        await ctx.tx.run("set_item_state", id=item.id, state=changed.state)
        # What was not asked meanwhile is asked now, as long as a letter could still be in time.
        until = item.starts_at - 1 if item.due_at >= ctx.now else ctx.now - 1
        await schedule_items(ctx.tx, ctx.snapshot, [(changed, until)])


def _decided_until(ctx: Context, item: WorkItem) -> int:
    """Until when the ladder was looked at. One that had said all it had to say has left the schedule, and its place with it:
    it does not begin from the start again."""
    before = ctx.now - 1
    return min(item.planned_until, before) if item.next_at is not None else before


async def take_back(ctx: Context, item: WorkItem, reply: Reply) -> WorkItem:
    """Undo one answer: the item stands as it did before."""
    before = msgspec.json.decode(reply.before, type=Before)
    await ctx.tx.run("undo_reply", id=reply.id, at=ctx.now)
    restored = msgspec.structs.replace(
        item,
        state=before.state,
        answered_at=before.answered_at,
        promise_until=before.promise_until,
        claimed_at=before.claimed_at,
        assignee_id=before.assignee_id,
        co_holders=before.co_holders,
    )
    await _share(ctx, item, restored)
    # From where the ladder stood: a rung that fell due in between still speaks, one already decided cannot twice.
    await settle(ctx, restored, before.reply_id, planned_until=before.planned_until)
    return restored


async def last_reply(ctx: Context, item: WorkItem) -> Reply | None:
    """The newest answer that stands."""
    row = await ctx.tx.one("last_reply", item_id=item.id)
    return Reply(*row) if row else None


async def reply_by_id(ctx: Context, reply_id: int) -> Reply | None:
    """One answer."""
    row = await ctx.tx.one("reply_by_id", id=reply_id)
    return Reply(*row) if row else None
