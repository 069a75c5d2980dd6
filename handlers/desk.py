"""The desk of who receives reports: who has sent and who has not, urging the rest, confirming what came, by button or typed."""

from __future__ import annotations

from collections.abc import Sequence

from db.items import item_by_id
from db.notices import write_notices
from db.records import Person, Unit, WorkItem
from db.words import Answer, ItemState, Kind, Role, Verb
from handlers import head, work
from handlers.buttons import undo_all_button
from handlers.context import Context, Say
from handlers.desk_words import (
    BELOW,
    STATE,
    TAKE,
    URGE,
    own_report_sent,
    which_report,
)
from handlers.payload import Payload
from handlers.rolls import (
    choice_of_rolls,
    minds,
    owed_below,
    received_by,
    roll_buttons,
    roll_of_item,
    roll_view,
    sift_buttons,
    state_context,
)
from handlers.routing import Heard, Ignored, Router, Says, button, of, said, typed
from handlers.standing import receives, refusal, represented
from handlers.subjects import ask_which
from handlers.views import person_view, unit_view
from schedules.roll import Owing, Roll, named_by

CHOICES = 5  # as many buttons as a message may carry
A_PAGE = 4  # units to confirm one by one, beside the button for the next
_AHEAD_S = 60 * 86_400  # a report may be sent well before its date
router = Router("desk")
overseers = Router("desk", of(Role.COORDINATOR, Role.HEAD, Role.LEADER))


# --- what is asked


@overseers.on(said(*STATE))
async def how_it_stands(ctx: Context, heard: Heard) -> Says | None:
    """All that is under way, or the one there is; who receives nothing is shown what the units below owe."""
    return await show(ctx, await _mine(ctx))


@overseers.on(said(*BELOW))
async def below(ctx: Context, heard: Heard) -> Says | None:
    """What the units below owe, to whomever."""
    return await show(ctx, await owed_below(ctx.tx, ctx.snapshot, _unit(ctx), ctx.now))


@overseers.on(typed)
async def one_report(ctx: Context, heard: Heard) -> Says | None:
    """ "báo cáo 17": the occurrences of that duty; what nobody here receives is not meant for the desk."""
    word = which_report(heard.text)
    found = [roll for roll in await _mine(ctx) if named_by(roll, word)] if word else []
    return await show(ctx, found) if found else None


@overseers.on(said(*URGE))
async def urge_typed(ctx: Context, heard: Heard) -> Says | None:
    """The same as the button, where only one report has anybody missing."""
    found = [roll for roll in await _mine(ctx) if roll.missing]
    if len(found) == 1:
        return await _urge(ctx, found[0])
    return await show(ctx, found)


@overseers.on(said(*TAKE))
async def take_typed(ctx: Context, heard: Heard) -> Says | None:
    """The same as the button, where only one report has anything to confirm."""
    found = [roll for roll in await received(ctx) if roll.sent]
    if len(found) == 1:
        return await _take(ctx, found[0], ctx.now)
    return await show(ctx, found)


@router.on(typed)
async def own_sent(ctx: Context, heard: Heard) -> Says | None:
    """ "đã gửi báo cáo 17", of the report of one's own; the number is that of the report and not of a line."""
    word = own_report_sent(heard.text) if heard.quoted is None else None
    if word is None:
        return None
    rows = await ctx.tx.all(
        "work_until", person_id=ctx.speaker.id, until=ctx.now + _AHEAD_S, limit=300
    )
    items = [WorkItem(*row) for row in rows]
    items = [i for i in items if i.kind == Kind.REPORT and named_by(Roll([_part(i)], 0), word)]
    if len(items) > 1:
        return [ask_which(ctx, Answer.DONE, items)]
    return await work.answer(ctx, items[0], Answer.DONE, items[0].version) if items else None


def _part(item: WorkItem) -> Owing:
    return Owing(
        item.id, item.unit_id, item.to_unit_id or 0, item.code, item.title, item.state, item.due_at,
        item.due_precision, item.version, item.claimed_at, item.detail, None, None,
    )  # fmt: skip


# --- what is tapped


async def _tapped(ctx: Context, heard: Heard) -> tuple[Roll, Payload, bool]:
    """The occurrence a button of the desk is about, and whether it is received by the speaker, or by somebody in whose
    place they act; raises `Ignored` when there is none, or it is not theirs.
    """
    payload = heard.payload
    assert payload is not None  # noqa: S101 - the filter lets only buttons through
    roll = await roll_of_item(ctx.tx, payload.subject, ctx.now)
    item = await item_by_id(ctx.tx, payload.subject)
    if roll is None or item is None:
        raise Ignored("unknown_report")
    others = represented(ctx.snapshot.directory, ctx.speaker, item, ctx.now)
    people = [one for one in (ctx.speaker, *others) if minds(one)]
    if not people:
        raise Ignored("unknown_report")
    receives_it = any(_receives(one, roll) for one in people)
    if not receives_it:
        mine = {
            unit.id
            for unit in ctx.snapshot.directory.units.values()
            if any(_above(ctx, one, unit) for one in people)
        }
        roll = Roll([part for part in roll.parts if part.unit_id in mine], ctx.now)
    if not roll.parts:
        raise Ignored("foreign_report")
    return roll, payload, receives_it


@router.on(button(Verb.ROLL))
async def show_tapped(ctx: Context, heard: Heard) -> Says | None:
    """One occurrence, or the next page of who is missing."""
    roll, payload, receives_it = await _tapped(ctx, heard)
    return [_state(ctx, roll, _number(payload), receives_it)]


@router.on(button(Verb.URGE_REST))
async def urge_tapped(ctx: Context, heard: Heard) -> Says | None:
    """Everybody who has not sent it hears of it once."""
    roll, *_ = await _tapped(ctx, heard)
    return await _urge(ctx, roll)


@router.on(button(Verb.TAKE_ALL))
async def take_tapped(ctx: Context, heard: Heard) -> Says | None:
    """What was sent until the list was shown is confirmed; what came since was not seen."""
    roll, payload, _ = await _tapped(ctx, heard)
    return await _take(ctx, roll, _number(payload))


@router.on(button(Verb.SIFT))
async def sift_tapped(ctx: Context, heard: Heard) -> Says | None:
    """A few of those that wait to be confirmed, each with a button; the argument is the item behind which to go on."""
    roll, payload, _ = await _tapped(ctx, heard)
    waiting = sorted(roll.sent, key=lambda part: part.item_id)
    coming = [part for part in waiting if part.item_id > _number(payload)]
    page = coming[:A_PAGE]
    context = state_context(ctx.snapshot, ctx.speaker, roll)
    context["names"] = [unit_view(ctx.snapshot, part.unit_id)["name"] for part in page]
    rest = len(coming) - len(page)
    buttons = sift_buttons(ctx.signer, ctx.snapshot, ctx.speaker, roll, page, rest)
    return [ctx.say("desk_sift", context, buttons)]


router.include(overseers)


# --- what follows


def _number(payload: Payload) -> int:
    return int(payload.argument) if payload.argument.isdigit() else 0


def _unit(ctx: Context) -> Unit:
    return ctx.snapshot.directory.units[ctx.speaker.unit_id]


def _above(ctx: Context, person: Person, unit: Unit) -> bool:
    """Whether a person's unit stands above a unit."""
    return any(one.id == person.unit_id for one in ctx.snapshot.directory.up_from(unit))


def _receives(person: Person, roll: Roll) -> bool:
    return person.unit_id == roll.parts[0].to_unit_id


async def received(ctx: Context) -> list[Roll]:
    """The occurrences under way that the speaker's unit receives."""
    return await received_by(ctx.tx, ctx.speaker.unit_id, ctx.now)


async def _mine(ctx: Context) -> list[Roll]:
    """What the speaker's unit receives; without any, what the units below it owe."""
    return await received(ctx) or await owed_below(ctx.tx, ctx.snapshot, _unit(ctx), ctx.now)


async def show(ctx: Context, found: Sequence[Roll]) -> Says:
    """The state of the one there is; of several which is meant."""
    if not found:
        return [ctx.say("desk_none", {"person": person_view(ctx.speaker)})]
    if len(found) == 1:
        return [_state(ctx, found[0])]
    waiting = [roll for roll in found if roll.missing or roll.sent] or list(found)
    shown = waiting[:CHOICES]
    context = {
        "person": person_view(ctx.speaker),
        "n": len(found),
        "rolls": [
            {**roll_view(ctx.snapshot, roll), "number": number}
            for number, roll in enumerate(shown, start=1)
        ],
        "more": len(found) - len(shown),
    }
    return [ctx.say("desk_choose", context, choice_of_rolls(ctx.signer, ctx.speaker, shown))]


def _state(ctx: Context, roll: Roll, first: int = 0, receives: bool | None = None) -> Say:
    receives = _receives(ctx.speaker, roll) if receives is None else receives
    buttons = roll_buttons(ctx.signer, ctx.speaker, roll, first, receives=receives)
    return ctx.say("desk_roll", state_context(ctx.snapshot, ctx.speaker, roll, first), buttons)


async def _urge(ctx: Context, roll: Roll) -> Says:
    """One notice for each item whose holder can be reached and was not urged within the hour; of one holder they become
    one message."""
    reached, lately, unheard, rows = 0, 0, [], []
    for part in roll.missing:
        item = await item_by_id(ctx.tx, part.item_id)
        if item is None or refusal(
            ctx.snapshot.directory, ctx.speaker, item, Answer.NUDGE, item.version, ctx.now
        ):
            continue
        holders = head.reachable_holders(ctx, item)
        if not holders:
            unheard.append(unit_view(ctx.snapshot, part.unit_id)["name"])
        elif await ctx.tx.value("urged_since", item_id=item.id, since=ctx.now - head.NUDGE_REST_S):
            lately += 1
        else:
            await head.note_nudge(ctx, item)
            rows += [head.nudge_notice(ctx, item, holder) for holder in holders]
            reached += 1
    await write_notices(ctx.tx, rows, ctx.now)
    context = state_context(ctx.snapshot, ctx.speaker, roll)
    context |= {"reached": reached, "lately": lately, "unheard": unheard, "when": ctx.now}
    return [ctx.say("desk_urged", context)]


async def _take(ctx: Context, roll: Roll, until: int) -> Says:
    others: Says = []
    taken = 0
    for part in roll.sent:
        item = await item_by_id(ctx.tx, part.item_id)
        if item is None or item.state != ItemState.CLAIMED:
            continue
        if not receives(ctx.snapshot.directory, ctx.speaker, item, ctx.now):
            continue
        if (item.claimed_at or 0) > until:
            continue
        says = await head.confirm(ctx, item, "")
        others += [say for say in says if say.person_id != ctx.speaker.id]
        taken += 1
    after = await roll_of_item(ctx.tx, roll.first.item_id, ctx.now) or roll
    context = state_context(ctx.snapshot, ctx.speaker, after)
    context |= {
        "n": taken,
        "when": ctx.now,
        "undo_until": ctx.now + ctx.snapshot.policy.undo_s if taken else None,
    }
    buttons = undo_all_button(ctx.signer, ctx.speaker, ctx.now) if taken else []
    buttons += roll_buttons(ctx.signer, ctx.speaker, after)
    return [ctx.say("desk_taken", context, buttons[:CHOICES]), *others]
