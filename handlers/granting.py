"""Wishes for a later date are decided: agreed to or not, by the letter, taken back – and who asked hears of it."""

from __future__ import annotations

from typing import Any

import msgspec

from db.items import item_by_id, schedule_items
from db.records import WorkItem
from db.words import Answer, ItemState, Verb, Wish
from handlers import answers
from handlers.context import Context, Say, say
from handlers.officer import about
from handlers.views import item_view, named_view, person_view
from handlers.wishing import (
    MOVABLE,
    Asked,
    decider_of,
    decisions,
    end,
    letter_meant,
    own_button,
)
from messages_vi import labels
from messages_vi.language import speaking
from schedules.agreements import KEY, with_agreement
from schedules.civil import to_iso

_WATCHED = (ItemState.OPEN, ItemState.CLAIMED)


async def decide(ctx: Context, wish: Asked, item: WorkItem, *, agreed: bool) -> list[Say]:
    """Agree or not, once; the one who asked hears of it."""
    if wish.state != Wish.OPEN or wish.version != item.version or item.state not in _WATCHED:
        return [over(ctx, item, wish)]
    state = Wish.AGREED if agreed else Wish.DECLINED
    await end(ctx, wish, state, item.due_at)
    changed = await _granted(ctx, wish, item) if agreed else item
    undo_until = ctx.now + ctx.snapshot.policy.undo_s
    told = about(ctx, changed) | _outcome(wish, item, agreed=agreed) | {"undo_until": undo_until}
    back = own_button(ctx, Verb.WITHDRAW, wish.id, changed.version, labels.UNDO)
    return [
        ctx.say("wish_decided", told, back),
        *_tell_asker(ctx, wish, changed, _outcome(wish, item, agreed=agreed)),
    ]


def _outcome(wish: Asked, item: WorkItem, *, agreed: bool) -> dict[str, Any]:
    moves = item.kind in MOVABLE
    return {"agreed": agreed, "until": wish.wanted_at, "moves": moves, "letter": False}


async def _granted(ctx: Context, wish: Asked, item: WorkItem) -> WorkItem:
    if item.kind in MOVABLE:
        return await _move(ctx, item, wish.wanted_at, _derivation(ctx, wish, item))
    _, changed = await answers.record(
        ctx,
        item,
        Answer.WORKING,
        str(wish.wanted_at),
        state=ItemState.OPEN,
        claimed_at=None,
        promise_until=min(wish.wanted_at, item.due_at) if item.due_at > ctx.now else wish.wanted_at,
    )
    return changed


async def _move(ctx: Context, item: WorkItem, due_at: int, derivation: str) -> WorkItem:
    """Another due date: a new version, and the ladder decided anew from now on."""
    await ctx.tx.run(
        "shift_item",
        id=item.id,
        version=item.version,
        due_at=due_at,
        starts_at=item.starts_at,
        derivation=derivation,
    )
    moved = msgspec.structs.replace(
        item, due_at=due_at, version=item.version + 1, derivation=derivation
    )
    await schedule_items(ctx.tx, ctx.snapshot, [(moved, ctx.now - 1)])
    return moved


def _derivation(ctx: Context, wish: Asked, item: WorkItem) -> str:
    """The old derivation, and that somebody agreed to another date: who, when, why."""
    people = ctx.snapshot.directory.people
    asker = people.get(wish.person_id)
    postponed = {
        "from": to_iso(item.due_at),
        "to": to_iso(wish.wanted_at),
        "asked_by": asker.name if asker else "",
        "agreed_by": ctx.speaker.name,
        "at": to_iso(ctx.now),
        "reason": wish.reason,
    }
    told = msgspec.json.decode(item.derivation) if item.derivation else {}
    return msgspec.json.encode(with_agreement(told, postponed)).decode()


def _tell_asker(ctx: Context, wish: Asked, item: WorkItem, outcome: dict[str, Any]) -> list[Say]:
    asker = ctx.snapshot.directory.people.get(wish.person_id)
    if asker is None or asker.zalo_sealed is None or asker.id == ctx.speaker.id:
        return []
    with speaking(asker.language):
        context = {
            "person": person_view(asker),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "when": ctx.now,
        }
        return [say(asker, "wish_answered", context | outcome, item_id=item.id)]


def over(ctx: Context, item: WorkItem, wish: Asked) -> Say:
    """What stands, for who comes later."""
    decided = wish.state in (Wish.AGREED, Wish.DECLINED)
    who = ctx.snapshot.directory.people.get(wish.decided_by or 0) if decided else None
    known = wish.state if wish.state in labels.WISHES else Wish.REPLACED
    told = about(ctx, item) | {
        "what": labels.text(labels.WISHES[Wish(known)]),
        "who": who.name if who else "",
        "until": wish.wanted_at,
    }
    return ctx.say("wish_over", told)


async def by_letter(ctx: Context, dossier_id: int, *, agreed: bool) -> list[Say]:
    """The head signed the letter, or keeps the date: who asked about this dossier hears of it."""
    says: list[Say] = []
    for row in await ctx.tx.all("open_wishes_of_dossier", dossier_id=dossier_id):
        wish = Asked(*row)
        item = await item_by_id(ctx.tx, wish.item_id)
        if item is None:
            continue
        await end(ctx, wish, Wish.AGREED if agreed else Wish.DECLINED, item.due_at)
        outcome = {"agreed": agreed, "until": wish.wanted_at, "moves": False, "letter": True}
        says += _tell_asker(ctx, wish, item, outcome)
    return says


# --- taken back


async def take_back(ctx: Context, wish: Asked, item: WorkItem) -> list[Say]:
    """Who asked withdraws what is open; who decided takes the decision back in time."""
    if wish.state == Wish.OPEN and wish.person_id == ctx.speaker.id:
        await end(ctx, wish, Wish.WITHDRAWN)
        told = about(ctx, item) | {"until": wish.wanted_at}
        return [ctx.say("wish_withdrawn", told), *await _tell_decider(ctx, wish, item)]
    decided = wish.state in (Wish.AGREED, Wish.DECLINED) and wish.decided_by == ctx.speaker.id
    if not decided or wish.decided_at is None:
        return [over(ctx, item, wish)]
    if item.state not in _WATCHED:
        return [over(ctx, item, wish)]
    limit = wish.decided_at + ctx.snapshot.policy.undo_s
    if ctx.now > limit:
        what = labels.text(labels.WISHES[Wish(wish.state)])
        return [ctx.say("undo_too_late", about(ctx, item) | {"what": what, "until": limit})]
    if not await ctx.tx.run("reopen_wish", id=wish.id):
        return [over(ctx, item, wish)]
    restored = await _restored(ctx, wish, item)
    await ctx.tx.run(
        "end_wish", id=wish.id, state=Wish.REPLACED, person_id=None, at=ctx.now, due_before=None
    )
    asked_anew = await ctx.tx.insert(
        "add_wish",
        item_id=item.id,
        version=restored.version,
        person_id=wish.person_id,
        wanted_at=wish.wanted_at,
        reason=wish.reason,
        at=wish.asked_at,
    )
    buttons = decisions(ctx, ctx.speaker, restored, asked_anew or 0)
    told = about(ctx, restored) | {"until": wish.wanted_at}
    outcome = _outcome(wish, item, agreed=True) | {"agreed": None}
    return [
        ctx.say("wish_reopened", told, buttons),
        *_tell_asker(ctx, wish, restored, outcome),
    ]


async def _restored(ctx: Context, wish: Asked, item: WorkItem) -> WorkItem:
    if wish.state != Wish.AGREED:
        return item
    if item.kind in MOVABLE and wish.due_before is not None and item.due_at == wish.wanted_at:
        told = msgspec.json.decode(item.derivation)
        told.pop(KEY, None)
        return await _move(ctx, item, wish.due_before, msgspec.json.encode(told).decode())
    last = await answers.last_reply(ctx, item)
    if last is not None and (last.person_id, last.at) == (ctx.speaker.id, wish.decided_at):
        return await answers.take_back(ctx, item, last)
    return item


async def _tell_decider(ctx: Context, wish: Asked, item: WorkItem) -> list[Say]:
    letter = await letter_meant(ctx, item, wish.wanted_at) is not None
    decides = decider_of(ctx, item, letter=letter)
    if decides is None or decides.person.zalo_sealed is None:
        return []
    with speaking(decides.person.language):
        context = {
            "person": person_view(decides.person),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "until": wish.wanted_at,
        }
        return [say(decides.person, "wish_gone", context, item_id=item.id, told=decides)]
