"""A wish for a later date: asked with a reason, decided by who may, told to who asked. The state stands in `postponement`.

    open ──► agreed | declined ──(taken back in time)──► open
      └────► withdrawn by who asked, or replaced by a newer wish

The promised date of a dossier is moved by a signed letter of apology only (NĐ 61/2018/NĐ-CP; QĐ 242/QĐ-UBND An Giang,
appendix 3.11). So a wish about a dossier goes to the head, who signs the letter or keeps the date; where only a step inside
the promised time is meant, the head agrees that reminders rest. Reports and tasks are agreed to by the receiving side, else by
the head: then the due date moves, as a new version whose derivation says by whom.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from db.items import item_by_id, schedule_items
from db.records import Person, WorkItem
from db.words import Answer, Audience, ItemState, Kind, Verb, Wish
from handlers import answers
from handlers.buttons import Buttons, asking_buttons, item_buttons
from handlers.context import Context, Say, say
from handlers.drafting import Matter, matter_of
from handlers.officer import about
from handlers.payload import On, Payload
from handlers.views import item_view, named_view, person_view
from messages_vi import labels
from schedules.agreements import KEY, with_agreement
from schedules.civil import to_iso

MOVABLE: Final = frozenset({Kind.REPORT, Kind.TASK, Kind.PUBLICATION})
_WATCHED: Final = (ItemState.OPEN, ItemState.CLAIMED)


class Asked(NamedTuple):
    """One wish; a row of `postponement`."""

    id: int
    item_id: int
    version: int
    person_id: int
    wanted_at: int
    reason: str
    asked_at: int
    state: str
    decided_by: int | None
    decided_at: int | None
    due_before: int | None


async def open_wish(ctx: Context, item: WorkItem) -> Asked | None:
    """The wish about an item that waits for a decision."""
    row = await ctx.tx.one("open_wish", item_id=item.id)
    return Asked(*row) if row else None


async def wish_by_id(ctx: Context, wish_id: int) -> Asked | None:
    """One wish, or None."""
    row = await ctx.tx.one("wish_by_id", id=wish_id)
    return Asked(*row) if row else None


def decider_of(ctx: Context, item: WorkItem) -> Person | None:
    """Who decides: of reports and tasks the receiving side, else the head; never who asks."""
    audiences = [Audience.HEAD]
    if item.kind in MOVABLE and item.to_unit_id is not None:
        audiences = [Audience.RECEIVER, Audience.HEAD]
    for audience in audiences:
        for person in ctx.snapshot.directory.recipients(audience, item):
            if person.id != ctx.speaker.id:
                return person
    return None


async def ask(ctx: Context, item: WorkItem, until: int, reason: str) -> list[Say]:
    """Write the wish down and bring it before who decides; a newer one takes the place of the one that waits."""
    standing = await open_wish(ctx, item)
    decider = decider_of(ctx, item)
    if standing is not None and standing.version == item.version:
        if standing.wanted_at == until:
            return [_standing(ctx, item, standing, decider)]
        await _end(ctx, standing, Wish.REPLACED)
    elif standing is not None:
        await _end(ctx, standing, Wish.REPLACED)
    wish_id = await ctx.tx.insert(
        "add_wish",
        item_id=item.id,
        version=item.version,
        person_id=ctx.speaker.id,
        wanted_at=until,
        reason=reason,
        at=ctx.now,
    )
    assert wish_id is not None  # noqa: S101 - the open one was ended above
    reached = decider is not None and decider.zalo_sealed is not None
    told = about(ctx, item) | {
        "until": until,
        "reason": reason,
        "to": named_view(decider),
        "law": item.kind not in MOVABLE,
        "reached": reached,
    }
    back = _button(ctx, Verb.WITHDRAW, wish_id, item.version, labels.WITHDRAW)
    says = [ctx.say("wish_asked", told, back)]
    if decider is not None and reached:
        says.append(await _before(ctx, decider, item, wish_id, until, reason))
    return says


async def _before(
    ctx: Context, decider: Person, item: WorkItem, wish_id: int, until: int, reason: str
) -> Say:
    """What who decides is shown: the letter where the promised date is meant, else agreement or not."""
    matter = await matter_of(ctx, item) if item.kind not in MOVABLE else None
    letter = matter is not None and not matter.extended and until > matter.promised
    buttons = (
        _letter_buttons(ctx, decider, matter)
        if letter and matter is not None
        else _decisions(ctx, decider, item, wish_id)
    )
    context = {
        "person": person_view(decider),
        "item": item_view(ctx.snapshot, item, ctx.now),
        "sender": named_view(ctx.speaker),
        "until": until,
        "reason": reason,
        "letter": letter,
        "moves": item.kind in MOVABLE,
    }
    return say(decider, "wish_to_decide", context, buttons, item.id)


def _letter_buttons(ctx: Context, decider: Person, matter: Matter) -> Buttons:
    if matter.asked is not None:
        return list(reversed(asking_buttons(ctx.signer, decider, matter.asked)))
    return item_buttons(ctx.signer, decider, matter.whole, (Answer.APOLOGIZE, Answer.KEEP))


def _decisions(ctx: Context, decider: Person, item: WorkItem, wish_id: int) -> Buttons:
    agree = labels.AGREE_DATE if item.kind in MOVABLE else labels.AGREE_REST
    return [
        (
            labels.text(label),
            ctx.signer.write(Payload(verb, wish_id, item.version, decider.id, on=On.ROOM)),
        )
        for verb, label in ((Verb.AGREE, agree), (Verb.DECLINE, labels.DECLINE))
    ]


def _standing(ctx: Context, item: WorkItem, wish: Asked, decider: Person | None) -> Say:
    told = about(ctx, item) | {
        "until": wish.wanted_at,
        "when": wish.asked_at,
        "to": named_view(decider),
    }
    back = _button(ctx, Verb.WITHDRAW, wish.id, item.version, labels.WITHDRAW)
    return ctx.say("wish_standing", told, back)


# --- decided


async def decide(ctx: Context, wish: Asked, item: WorkItem, *, agreed: bool) -> list[Say]:
    """Agree or not, once; the one who asked hears of it."""
    if wish.state != Wish.OPEN or wish.version != item.version or item.state not in _WATCHED:
        return [over(ctx, item, wish)]
    state = Wish.AGREED if agreed else Wish.DECLINED
    await _end(ctx, wish, state, item.due_at)
    changed = await _granted(ctx, wish, item) if agreed else item
    undo_until = ctx.now + ctx.snapshot.policy.undo_s
    told = about(ctx, changed) | _outcome(wish, item, agreed=agreed) | {"undo_until": undo_until}
    back = _button(ctx, Verb.WITHDRAW, wish.id, changed.version, labels.UNDO)
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
    context = {
        "person": person_view(asker),
        "item": item_view(ctx.snapshot, item, ctx.now),
        "sender": named_view(ctx.speaker),
        "when": ctx.now,
    }
    return [say(asker, "wish_answered", context | outcome, item_id=item.id)]


def over(ctx: Context, item: WorkItem, wish: Asked) -> Say:
    """What stands, for who comes later."""
    who = ctx.snapshot.directory.people.get(wish.decided_by or 0)
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
        await _end(ctx, wish, Wish.AGREED if agreed else Wish.DECLINED, item.due_at)
        outcome = {"agreed": agreed, "until": wish.wanted_at, "moves": False, "letter": True}
        says += _tell_asker(ctx, wish, item, outcome)
    return says


# --- taken back


async def take_back(ctx: Context, wish: Asked, item: WorkItem) -> list[Say]:
    """Who asked withdraws what is open; who decided takes the decision back in time."""
    if wish.state == Wish.OPEN and wish.person_id == ctx.speaker.id:
        await _end(ctx, wish, Wish.WITHDRAWN)
        told = about(ctx, item) | {"until": wish.wanted_at}
        return [ctx.say("wish_withdrawn", told), *_tell_decider(ctx, wish, item)]
    decided = wish.state in (Wish.AGREED, Wish.DECLINED) and wish.decided_by == ctx.speaker.id
    if not decided or wish.decided_at is None:
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
    buttons = _decisions(ctx, ctx.speaker, restored, asked_anew or 0)
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


def _tell_decider(ctx: Context, wish: Asked, item: WorkItem) -> list[Say]:
    decider = decider_of(ctx, item)
    if decider is None or decider.zalo_sealed is None:
        return []
    context = {
        "person": person_view(decider),
        "item": item_view(ctx.snapshot, item, ctx.now),
        "sender": named_view(ctx.speaker),
        "until": wish.wanted_at,
    }
    return [say(decider, "wish_gone", context, item_id=item.id)]


async def _end(ctx: Context, wish: Asked, state: Wish, due_before: int | None = None) -> None:
    await ctx.tx.run(
        "end_wish",
        id=wish.id,
        state=state,
        person_id=ctx.speaker.id,
        at=ctx.now,
        due_before=due_before,
    )


def _button(ctx: Context, verb: Verb, subject: int, version: int, label: str) -> Buttons:
    payload = Payload(verb, subject, version, ctx.speaker.id, on=On.ROOM)
    return [(labels.text(label), ctx.signer.write(payload))]


def day_argument(day: date, reason: str = "") -> str:
    """A day and a reason as a button carries them."""
    return f"d{day:%Y%m%d}{reason}"
