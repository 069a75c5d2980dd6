"""Answers about work items, tapped or typed: each finds the item it is about and the handler that records it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from db.items import item_by_id
from db.records import WorkItem
from db.words import Answer, BlockReason, Role
from handlers import apology, digests, head, officer, transferring, windows
from handlers.context import Context, Say
from handlers.payload import On
from handlers.requests import answer_request, read_request
from handlers.routing import Heard, Ignored, Router, Says, button, typed
from handlers.standing import refusal
from handlers.subjects import ask_which, called, candidates, cited
from handlers.typed import Intent, read_typed
from handlers.views import person_view
from messages_vi.labels import TYPED, Request
from messages_vi.labels import text as words
from schedules.text import fold

Handler = Callable[[Context, WorkItem, str], Awaitable[list[Say]]]

HANDLERS: dict[Answer, Handler] = {
    Answer.DONE: officer.done,
    Answer.SEEN: officer.seen,
    Answer.WORKING: officer.working,
    Answer.BLOCKED: officer.blocked,
    Answer.TRANSFER: transferring.transfer,
    Answer.NUDGE: head.nudge,
    Answer.CONFIRM: head.confirm,
    Answer.REJECT: head.reject,
}


# What a head is told that may be typed, where something was not understood.
_OF_HEADS = (
    Answer.NUDGE, Answer.KEEP, Answer.APOLOGIZE, Answer.SLIP, Answer.CONFIRM, Answer.TRANSFER, Answer.DONE,
)  # fmt: skip


router = Router("work")


@router.on(button(*Answer))
async def tapped(ctx: Context, heard: Heard) -> Says | None:
    """A button of a notice or a digest."""
    payload = heard.payload
    if payload is None or not isinstance(payload.verb, Answer) or payload.on == On.ROOM:
        return None
    if windows.is_here(payload):
        return [windows.thanks(ctx)]
    if payload.on == On.DIGEST:
        return await digests.on_digest(ctx, payload.verb, payload.subject, payload.argument, answer)
    item = await item_by_id(ctx.tx, payload.subject)
    if item is None:
        raise Ignored("unknown_item")
    if payload.verb == Answer.UNDO:
        return await officer.undo(ctx, item, payload.argument)
    return await answer(ctx, item, payload.verb, payload.version, payload.argument)


@router.on(typed)
async def asked(ctx: Context, heard: Heard) -> Says | None:
    """Help, and what there is to do: at a shared account for each of its people."""
    request = read_request(heard.text)
    if request is None:
        return None
    if request == Request.HELP:
        return await answer_request(ctx, request)
    people = [one for one in ctx.speakers if not one.has_role(Role.CITIZEN)] or [ctx.speaker]
    people.sort(key=lambda one: one.id)
    asked = [await answer_request(ctx._replace(speaker=one), request) for one in people]
    return [say for says in asked for say in says]


@router.on(typed)
async def about_a_date(ctx: Context, heard: Heard) -> Says | None:
    """A date, a reason or "đã ký" for the draft of a letter of apology in hand."""
    return (heard.quoted is None and await apology.on_typed(ctx, heard.text)) or None


@router.on(typed)
async def answered(ctx: Context, heard: Heard) -> Says | None:
    """Answers in plain words; what only says *here* or *heard* may answer the question that keeps the window open."""
    intents = read_typed(heard.text)
    only_heard = intents is None or intents == [Intent(Answer.SEEN)]
    if windows.says_here(fold(heard.text).strip(" .!")) or (
        only_heard and await windows.was_asked(ctx, heard.quoted)
    ):
        return [windows.thanks(ctx)]
    if intents is None:
        return None
    return [say for intent in intents for say in await on_intent(ctx, intent, heard.quoted)]


async def on_response(
    ctx: Context, given: Answer, message_id: int, item_id: int | None, argument: str = ""
) -> list[Say]:
    """Handle a button of a template: it answers what its message told of; raises `Ignored` when that was nothing.

    `item_id` is what a message without notices is about.
    """
    subjects = await digests.subjects_of(ctx, message_id)
    subjects = subjects or ([(item_id, 0)] if item_id is not None else [])
    if len(subjects) > 1:

        async def one(ctx: Context, item: WorkItem, given: Answer, version: int) -> list[Say]:
            return await answer(ctx, item, given, version, argument or BlockReason.OTHER)

        lines = [(0, subject, version, "", "") for subject, version in subjects]
        return await digests.answer_all(ctx, given, lines, one)
    item = await item_by_id(ctx.tx, subjects[0][0]) if subjects else None
    if item is None:
        raise Ignored("unknown_item")
    return await answer(ctx, item, given, subjects[0][1], argument)


async def answer(
    ctx: Context, item: WorkItem, given: Answer, version: int, argument: str = ""
) -> list[Say]:
    """Record one answer about one item, or tell why it does not count."""
    if apology.concerns(item, given):
        says = await apology.answer(ctx, item, given, version, argument)
        return says or [not_understood(ctx)]
    refused = refusal(ctx.snapshot.directory, ctx.speaker, item, given, version, ctx.now)
    if refused is not None:
        return [await officer.refused(ctx, item, refused)]
    return await HANDLERS[given](ctx, item, argument)


async def on_intent(ctx: Context, intent: Intent, quoted_message: int | None) -> list[Say]:
    """Handle one typed intent: lines of the newest digest, cited codes, the quoted message, or what was last asked about."""
    if intent.answer == Answer.UNDO:
        # "hoàn tác 1" is not to take back something else: what was recorded carries its own button.
        about_one = intent.lines or intent.codes
        return [not_understood(ctx)] if about_one else await _undo_last(ctx)
    if intent.answer == Answer.DETAILS or intent.all_lines or intent.lines:
        return await digests.on_typed(ctx, intent, answer) or [not_understood(ctx)]
    if intent.codes:
        return await _on_cited(ctx, intent, quoted_message)
    subjects = await digests.subjects_of(ctx, quoted_message)
    if len(subjects) != 1:
        return await _ask_which(ctx, intent, quoted_message)
    item = await item_by_id(ctx.tx, subjects[0][0])
    if item is None:
        return [not_understood(ctx)]
    return await _typed_answer(ctx, item, intent, subjects[0][1])


async def _on_cited(ctx: Context, intent: Intent, quoted_message: int | None) -> list[Say]:
    """All that was cited, or nothing of it: a code that names none or several is asked about."""
    items = await cited(ctx, intent)
    if items is None:
        return await _ask_which(ctx, intent, quoted_message)
    return [say for item in items for say in await _typed_answer(ctx, item, intent, item.version)]


async def _typed_answer(ctx: Context, item: WorkItem, intent: Intent, version: int) -> list[Say]:
    """An answer with what was typed beside it: a reason, or the name of a colleague; an unclear name is asked about."""
    argument = intent.argument
    if intent.answer == Answer.TRANSFER and argument:
        found = called(transferring.colleagues(ctx, item), argument)
        argument = str(found[0].id) if len(found) == 1 else ""
    return await answer(ctx, item, intent.answer, version, argument)


async def _ask_which(ctx: Context, intent: Intent, quoted_message: int | None) -> list[Say]:
    items = await candidates(ctx, intent, quoted_message)
    if not items and not intent.codes:
        return [not_understood(ctx)]
    return [ask_which(ctx, intent.answer, items)]


async def _undo_last(ctx: Context) -> list[Say]:
    row = await ctx.tx.one("last_reply_of_person", person_id=ctx.speaker.id)
    item = await item_by_id(ctx.tx, row[1]) if row else None
    if row is None or item is None:
        return [not_understood(ctx)]
    return await officer.undo(ctx, item, str(row[0]))


def not_understood(ctx: Context) -> Say:
    """What nobody took: what may be typed."""
    choices = [words(TYPED[a]) for a in _OF_HEADS] if ctx.speaker.has_role(Role.HEAD) else []
    return ctx.say("not_understood", {"person": person_view(ctx.speaker), "choices": choices})
