"""Answers to a digest: all lines at once, some by number, or each line as a message of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from db.items import item_by_id
from db.records import WorkItem
from db.words import Answer, ItemState
from handlers import head, officer
from handlers.buttons import answers_offered, details_button, item_buttons, undo_all_button
from handlers.context import Context, Say, say
from handlers.standing import refusal
from handlers.typed import Intent
from handlers.views import answer_label, named_view, notice_context, person_view
from messages_vi.render import render, reply_for, template_for

Lines = list[tuple[int, int, int, str, str]]  # line, item, version, audience, rung
AnswerOne = Callable[[Context, WorkItem, Answer, int], Awaitable[list[Say]]]
# A reason, a name or a date is needed for each line.
_ASK_FIRST = {Answer.BLOCKED, Answer.TRANSFER, Answer.APOLOGIZE, Answer.SIGN, Answer.SLIP}
AT_A_TIME = 4  # single messages after one tap on "Trả lời từng việc"


async def on_digest(
    ctx: Context, given: Answer, written_at: int, argument: str, answer: AnswerOne
) -> list[Say]:
    """A button below a digest, or below the summary of one tap on all its lines."""
    if given == Answer.UNDO:
        return await undo_all(ctx, written_at)
    lines = await _lines(ctx, written_at)
    if given == Answer.DETAILS:
        first = int(argument) if argument.isdigit() else 1
        return await details(ctx, written_at, lines, first)
    return await answer_all(ctx, given, lines, answer)


async def on_typed(ctx: Context, intent: Intent, answer: AnswerOne) -> list[Say]:
    """Typed numbers or "tất cả", about the newest digest; empty when there is none or a number is not in it."""
    elsewhere = intent.lines and intent.answer != Answer.DETAILS and await _numbered_since(ctx)
    newest = None if elsewhere else await ctx.tx.value("newest_digest_at", person_id=ctx.speaker.id)
    written_at = int(newest or 0)
    lines = await _lines(ctx, written_at) if written_at else []
    if not lines:
        return []
    chosen = [line for line in lines if intent.all_lines or line[0] in intent.lines]
    if intent.answer == Answer.DETAILS and not chosen:
        return [] if intent.lines else await details(ctx, written_at, lines, 1)
    if intent.answer == Answer.DETAILS:
        return await details(ctx, written_at, chosen, 1, whole=False)
    if not intent.all_lines and len(chosen) != len(set(intent.lines)):
        return []
    if len(chosen) == 1 or intent.answer in _ASK_FIRST:
        return await _each(ctx, intent.answer, chosen, answer)
    return await answer_all(ctx, intent.answer, chosen, answer)


async def _numbered_since(ctx: Context) -> bool:
    """Whether the speaker was just asked which of several: those have numbers too, and are not the digest's lines."""
    newest = await ctx.tx.value("newest_understood", person_id=ctx.speaker.id)
    return bool(newest == reply_for("ask_which"))


async def _each(ctx: Context, given: Answer, lines: Lines, answer: AnswerOne) -> list[Say]:
    """The full reply about each line; empty when they are more than anyone wants to read at once."""
    if len(lines) > AT_A_TIME:
        return []
    says: list[Say] = []
    for _, item_id, version, _, _ in lines:
        if (item := await item_by_id(ctx.tx, item_id)) is not None:
            says += await answer(ctx, item, given, version)
    return says


async def answer_all(ctx: Context, given: Answer, lines: Lines, answer: AnswerOne) -> list[Say]:
    """One answer to many lines: one summary for the speaker; what others must hear goes out as usual."""
    if given == Answer.NUDGE and len(lines) > ctx.snapshot.policy.digest_above:
        urged = await head.nudge_many(ctx, await _overseen(ctx, lines))
        return [_summary(ctx, given, urged.items)]
    counted = 0
    asked: list[Say] = []  # only a decision counts there: not that nothing is left to answer
    others: list[Say] = []
    for _, item_id, version, _, _ in lines:
        item = await item_by_id(ctx.tx, item_id)
        if item is None or item.state not in (ItemState.OPEN, ItemState.CLAIMED):
            continue
        says = await answer(ctx, item, given, version)
        counted += any(s.template in _COUNTED for s in says)
        asked += [s for s in says if s.template == reply_for("apology_ask")]
        others.extend(s for s in says if s.person_id != ctx.speaker.id)
    if asked and not counted:
        return [*asked[:AT_A_TIME], *others]
    return [_summary(ctx, given, counted, can_undo=given != Answer.NUDGE), *others]


async def undo_all(ctx: Context, at: int) -> list[Say]:
    """ "Hoàn tác" for all that one tap recorded; each answer by the rules of its own undo."""
    counted = 0
    others: dict[int, list[Say]] = {}
    for reply_id, item_id in await ctx.tx.all(
        "replies_of_instant", person_id=ctx.speaker.id, at=at
    ):
        item = await item_by_id(ctx.tx, item_id)
        says = await officer.undo(ctx, item, str(reply_id)) if item else []
        counted += any(s.template == "reply/undone" for s in says)
        for one in says:
            if one.person_id != ctx.speaker.id:
                others.setdefault(one.person_id, []).append(one)
    told = [_given_back(ctx, person_id, mine) for person_id, mine in others.items()]
    return [_summary(ctx, Answer.UNDO, counted), *told]


def _given_back(ctx: Context, person_id: int, says: list[Say]) -> Say:
    """What somebody else must hear of it: one message, however much it is."""
    person = ctx.snapshot.directory.people.get(person_id)
    if len(says) == 1 or person is None:
        return says[0]
    context = {
        "person": person_view(person),
        "sender": named_view(ctx.speaker),
        "n": len({one.item_id for one in says}),
    }
    return say(person, "given_back_many", context)


def _summary(ctx: Context, given: Answer, counted: int, *, can_undo: bool = False) -> Say:
    can_undo = can_undo and counted > 0
    context = {
        "person": person_view(ctx.speaker),
        "n": counted,
        "what": answer_label(given),
        "when": ctx.now,
        "undo_until": ctx.now + ctx.snapshot.policy.undo_s if can_undo else None,
    }
    buttons = undo_all_button(ctx.signer, ctx.speaker, ctx.now) if can_undo else []
    return ctx.say("recorded_all", context, buttons)


async def _overseen(ctx: Context, lines: Lines) -> list[WorkItem]:
    """The items of these lines that the speaker may urge, as they are now."""
    found = []
    for _, item_id, version, _, _ in lines:
        item = await item_by_id(ctx.tx, item_id)
        directory = ctx.snapshot.directory
        if item and refusal(directory, ctx.speaker, item, Answer.NUDGE, version, ctx.now) is None:
            found.append(item)
    return found


_COUNTED = {
    "reply/recorded",
    "reply/promise_recorded",
    "reply/confirm_recorded",
    "reply/apology_kept",
    "reply/nudged",
    "reply/already_recorded",
}


async def details(
    ctx: Context, written_at: int, lines: Lines, first: int, *, whole: bool = True
) -> list[Say]:
    """Lines from `first` on that are still open, each as a message with its own buttons, a few at a time.

    `whole`: they are all there are, and the end of them is told.
    """
    says: list[Say] = []
    for line, item_id, _, audience, rung in lines:
        if line < first:
            continue
        if len(says) == AT_A_TIME:
            more = details_button(ctx.signer, ctx.speaker, written_at, line)
            says[-1] = says[-1]._replace(buttons=[*says[-1].buttons, *more])
            return says
        item = await item_by_id(ctx.tx, item_id)
        if item is not None and item.state in (ItemState.OPEN, ItemState.CLAIMED):
            says.append(_single(ctx, item, audience, rung))
    if (whole and len(says) < AT_A_TIME) or not says:
        says.append(ctx.say("details_end", {"person": person_view(ctx.speaker)}))
    return says


def _single(ctx: Context, item: WorkItem, audience: str, rung: str) -> Say:
    template = template_for(audience, item.kind, rung)
    context = notice_context(ctx.snapshot, ctx.speaker, item, ctx.now, [])
    buttons = item_buttons(
        ctx.signer, ctx.speaker, item, answers_offered(audience, item.kind, rung)
    )
    return Say(ctx.speaker.id, template, render(template, context), buttons)


async def subjects_of(ctx: Context, message_id: int | None) -> list[tuple[int, int]]:
    """What a bare answer is about: (item, version) of the quoted message, or of the newest one that asks."""
    rows = await ctx.tx.all("subjects_of_message", person_id=ctx.speaker.id, message_id=message_id)
    return [(row[0], row[1]) for row in rows]


async def _lines(ctx: Context, written_at: int) -> Lines:
    rows = await ctx.tx.all("lines_of_digest", person_id=ctx.speaker.id, written_at=written_at)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
