"""How a wish for a later date is asked in the chat: which work, until when, why – in one sentence, or asked back one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from db.items import item_by_id
from db.records import WorkItem
from db.words import Answer, BlockReason, ItemState, Verb
from handlers import digests, officer, work
from handlers.context import Context, Say
from handlers.elsewhere import PUT_ASIDE, for_another_room
from handlers.granting import decide, take_back
from handlers.officer import about
from handlers.payload import On, Payload
from handlers.requests import read_request
from handlers.routing import Heard, Ignored, Router, Says, button, during, typed
from handlers.standing import Refusal, is_doer, refusal, represented
from handlers.subjects import MAX_CHOICES, candidates, which_of
from handlers.typed import Intent, read_typed
from handlers.views import person_view
from handlers.wish_words import LONGEST_REASON, Wanted, read_wish, without_because
from handlers.wishing import MOVABLE, ask, day_argument, open_wish, wish_by_id
from messages_vi import formats, labels
from messages_vi.phrases import short
from schedules.apology import new_due, proposals
from schedules.civil import civil_date
from schedules.errors import RejectedInput
from schedules.moments import read_moment

_TOPIC: Final = "wish"
_SHORTEST_REASON: Final = 4  # letters; "ok" is none
_AHEAD_S: Final = 30 * 86_400

router = Router("wishes")


@router.on(typed)
async def wished(ctx: Context, heard: Heard) -> Says | None:
    """ "gia hạn", "xin gia hạn 0003 đến 25/11 vì …"."""
    wanted = read_wish(heard.text)
    if wanted is None:
        return None
    items = await _meant(ctx, wanted, heard.quoted)
    until = _until(ctx, wanted.when)
    if wanted.when and until is None and len(items) != 1:
        return None
    if len(items) != 1:
        return [_which(ctx, items, until)]
    return await step(ctx, items[0], until, wanted.reason)


async def _meant(ctx: Context, wanted: Wanted, quoted: int | None) -> list[WorkItem]:
    """What was cited or quoted, or the one thing last asked; without any, what the speaker has that is due first."""
    if wanted.code:
        return await candidates(ctx, Intent(Answer.TRANSFER, codes=(wanted.code,)), quoted)
    found = []
    for item_id, _ in await digests.subjects_of(ctx, quoted):
        item = await item_by_id(ctx.tx, item_id)
        if item and item.state == ItemState.OPEN and _does(ctx, item):
            found.append(item)
    if not found and quoted is None:
        rows = await ctx.tx.all(
            "work_until", person_id=ctx.speaker.id, until=ctx.now + _AHEAD_S, limit=MAX_CHOICES + 1
        )
        found = [WorkItem(*row) for row in rows]
    return found


def _does(ctx: Context, item: WorkItem) -> bool:
    """Whether it is the speaker's to do, or somebody's in whose place they act."""
    directory = ctx.snapshot.directory
    people = (ctx.speaker, *represented(directory, ctx.speaker, item, ctx.now))
    return any(is_doer(directory, one, item) for one in people)


def _until(ctx: Context, when: str) -> int | None:
    return read_moment(when, ctx.now, ctx.snapshot.calendar(ctx.speaker.unit_id)) if when else None


@router.on(during(_TOPIC), typed)
async def told_more(ctx: Context, heard: Heard) -> Says | None:
    """The date, then the reason, that were asked for; anything that is an answer about work goes its own way."""
    facts = ctx.talk.facts if ctx.talk else {}
    item = await item_by_id(ctx.tx, int(facts["item"]))
    if item is None or heard.quoted is not None or for_another_room(heard.text):
        return None
    if heard.folded in PUT_ASIDE:
        await ctx.asked_enough()
        return [ctx.say("delegation_discarded", {"person": person_view(ctx.speaker)})]
    if not facts.get("until"):
        until = _until(ctx, heard.text)
        return await step(ctx, item, until, "") if until is not None else None
    reason = _numbered(heard.folded)
    if "?" in heard.text or read_request(heard.text) is not None:
        return None
    if not reason and (read_typed(heard.text) is None or _says_why(heard.text)):
        reason = short(without_because(heard.text), LONGEST_REASON).strip(" .!")
    if len(reason) < _SHORTEST_REASON:
        return None
    return await step(ctx, item, int(facts["until"]), reason)


def _says_why(text: str) -> bool:
    """ "chờ thuế" is a reason here, whatever else it could be."""
    intents = read_typed(text) or []
    return len(intents) == 1 and intents[0].answer == Answer.BLOCKED and not intents[0].codes


def _numbered(folded: str) -> str:
    reasons = dict(enumerate(labels.BLOCK_REASONS.values(), start=1))
    return (
        labels.text(reasons[int(folded)]) if folded.isdecimal() and int(folded) in reasons else ""
    )


@router.on(button(Verb.WISH))
async def chosen(ctx: Context, heard: Heard) -> Says | None:
    """The buttons: which work, which day, which reason."""
    payload = heard.payload
    item = await item_by_id(ctx.tx, payload.subject) if payload else None
    if payload is None or item is None:
        raise Ignored("unknown_item")
    if payload.version != item.version:
        return [ctx.say("stale_version", about(ctx, item))]
    day, reason = _read_argument(payload.argument)
    until = _at(ctx, item, day) if day else None
    words = (
        labels.text(labels.BLOCK_REASONS[BlockReason(reason)]) if reason in set(BlockReason) else ""
    )
    return await step(ctx, item, until, words)


def _read_argument(argument: str) -> tuple[date | None, str]:
    try:
        return date.fromisoformat(argument[1:9]), argument[9:]
    except ValueError:
        return None, ""


def _at(ctx: Context, item: WorkItem, day: date) -> int:
    return new_due(day, item.due_at, ctx.snapshot.calendar(item.unit_id))


async def step(ctx: Context, item: WorkItem, until: int | None, reason: str) -> Says:
    """Ask for what is missing, else write the wish down."""
    directory = ctx.snapshot.directory
    refused = refusal(directory, ctx.speaker, item, Answer.TRANSFER, item.version, ctx.now)
    if refused is not None:
        return [await officer.refused(ctx, item, refused)]
    signers = {person.id for person in directory.signers(item.unit_id)}
    if item.kind not in MOVABLE and ctx.speaker.id in signers:
        return await _heads_own(ctx, item)
    standing = await open_wish(ctx, item)
    if standing is not None and until is None and standing.version == item.version:
        return await ask(ctx, item, standing.wanted_at, standing.reason)
    return await _asked_on(ctx, item, until, reason)


async def _asked_on(ctx: Context, item: WorkItem, until: int | None, reason: str) -> Says:
    day = _normal(ctx, item, until) if until is not None else None
    if day is None or day <= item.due_at:
        await ctx.ask(_TOPIC, {"item": item.id})
        return [_when(ctx, item, not_later=until is not None)]
    if not reason:
        await ctx.ask(_TOPIC, {"item": item.id, "until": day})
        return [_why(ctx, item, day)]
    await ctx.asked_enough()
    return await ask(ctx, item, day, reason)


async def _heads_own(ctx: Context, item: WorkItem) -> Says:
    """Who signs need not ask: the way is the letter."""
    return await work.answer(ctx, item, Answer.APOLOGIZE, item.version)


def _normal(ctx: Context, item: WorkItem, until: int) -> int | None:
    """The wanted day at the hour at which the work was due; None beyond the calendar."""
    try:
        return _at(ctx, item, civil_date(until))
    except RejectedInput:
        return None


def _which(ctx: Context, items: Sequence[WorkItem], until: int | None) -> Say:
    argument = day_argument(civil_date(until)) if until is not None else ""
    what = labels.text(labels.SUBJECTS[Verb.WISH])
    return which_of(ctx, what, items, lambda item: _payload(ctx, item, argument))


def _payload(ctx: Context, item: WorkItem, argument: str) -> Payload:
    return Payload(Verb.WISH, item.id, item.version, ctx.speaker.id, argument, on=On.ROOM)


def _pressed(ctx: Context, item: WorkItem, argument: str) -> str:
    return ctx.signer.write(_payload(ctx, item, argument))


def _when(ctx: Context, item: WorkItem, *, not_later: bool = False) -> Say:
    calendar = ctx.snapshot.calendar(item.unit_id)
    buttons = [
        (
            labels.text(labels.NEW_DATE) % {"date": formats.day(day), "n": formats.tally(n)},
            _pressed(ctx, item, day_argument(day)),
        )
        for n, day in proposals(item.due_at, ctx.now, calendar)
    ]
    told = about(ctx, item) | {"not_later": not_later, "law": item.kind not in MOVABLE}
    return ctx.say("wish_when", told, buttons)


def _why(ctx: Context, item: WorkItem, until: int) -> Say:
    day = civil_date(until)
    reasons = [r for r in labels.BLOCK_REASONS if r not in (BlockReason.OTHER, BlockReason.SYNC)]
    buttons = [
        (labels.text(labels.BLOCK_REASONS[r]), _pressed(ctx, item, day_argument(day, r)))
        for r in reasons
    ]
    return ctx.say("wish_why", about(ctx, item) | {"until": until}, buttons)


@router.on(button(Verb.AGREE, Verb.DECLINE))
async def decided(ctx: Context, heard: Heard) -> Says | None:
    """Who decides taps; a later one is told what stands."""
    payload = heard.payload
    wish = await wish_by_id(ctx, payload.subject) if payload else None
    item = await item_by_id(ctx.tx, wish.item_id) if wish else None
    if payload is None or wish is None or item is None:
        raise Ignored("unknown_wish")
    directory = ctx.snapshot.directory
    refused = refusal(directory, ctx.speaker, item, Answer.NUDGE, 0, ctx.now)
    if refused == Refusal.NOT_YOURS or wish.person_id == ctx.speaker.id:
        return [await officer.refused(ctx, item, Refusal.NOT_YOURS)]
    return await decide(ctx, wish, item, agreed=payload.verb == Verb.AGREE)


@router.on(button(Verb.WITHDRAW))
async def withdrawn(ctx: Context, heard: Heard) -> Says | None:
    """Take back the wish, or the decision about it."""
    wish = await wish_by_id(ctx, heard.payload.subject) if heard.payload else None
    item = await item_by_id(ctx.tx, wish.item_id) if wish else None
    if wish is None or item is None:
        raise Ignored("unknown_wish")
    refused = refusal(ctx.snapshot.directory, ctx.speaker, item, Answer.NUDGE, 0, ctx.now)
    if wish.person_id != ctx.speaker.id and refused == Refusal.NOT_YOURS:
        return [await officer.refused(ctx, item, refused)]
    return await take_back(ctx, wish, item)
