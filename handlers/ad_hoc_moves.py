"""Whoever asked for a report once calls it off or moves its date, in the chat: shown first, done by a tap."""

from __future__ import annotations

from typing import Any

from db.items import items_by_code
from db.words import ItemState, Role, Verb
from handlers import ad_hoc
from handlers.ad_hoc import AdHoc
from handlers.ad_hoc_chat import below, data, mine, off
from handlers.ad_hoc_news import told_of_cancel, told_of_move
from handlers.ad_hoc_words import read_cancel, read_move
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.routing import Heard, Router, Says, button, of, typed
from handlers.views import person_view
from messages_vi import labels
from schedules.due_words import read_due

router = Router("moves", of(Role.COORDINATOR, Role.HEAD, Role.LEADER))


@router.on(typed)
async def cancel_typed(ctx: Context, heard: Heard) -> Says | None:
    """ "hủy báo cáo DX12": asked once more before it is done."""
    code = read_cancel(heard.text)
    report = None if code is None else await _under_way(ctx, code)
    if code is None or (report is None and not below(ctx)):
        return None
    if report is None:
        return [_unknown(ctx, code)]
    context = {
        "person": person_view(ctx.speaker),
        "draft": ad_hoc.draft_view(ctx.snapshot, report),
        "n": len(await ad_hoc.pending(ctx.tx, report)),
    }
    return [ctx.say("report_ask_cancel", context, _sure(ctx, report, Verb.RETRACT, ""))]


@router.on(typed)
async def move_typed(ctx: Context, heard: Heard) -> Says | None:
    """ "dời hạn DX12 đến 16h 26/11": the old and the new date are shown before it is done."""
    found = read_move(heard.text)
    if found is None or not below(ctx):
        return None
    code, words = found
    report = await _under_way(ctx, code)
    if report is None:
        return [_unknown(ctx, code)]
    due = read_due(words, ctx.now, ctx.snapshot.calendar(ctx.speaker.unit_id))
    draft = ad_hoc.draft_view(ctx.snapshot, report)
    context: dict[str, Any] = {"person": person_view(ctx.speaker), "draft": draft}
    if due is None or due.at <= ctx.now:
        problem = (
            labels.DRAFT_WORDS["due_unread"] if due is None else labels.DRAFT_WORDS["due_past"]
        )
        asked = {"asks": "due", "problem": labels.text(problem)}
        return [ctx.say("report_ask", context | asked)]
    open_ones = [i for i in await ad_hoc.pending(ctx.tx, report) if i.state == ItemState.OPEN]
    context |= {"due": due.at, "due_precision": due.precision, "n": len(open_ones)}
    argument = f"{due.at}{due.precision[0]}"
    return [ctx.say("report_ask_move", context, _sure(ctx, report, Verb.POSTPONE, argument))]


@router.on(button(Verb.RETRACT))
async def retract_tapped(ctx: Context, heard: Heard) -> Says | None:
    """Called off: whoever still owed it hears of it; a second tap is answered like the first."""
    report, _ = await mine(ctx, heard)
    changed = await ad_hoc.cancel(ctx.tx, ctx.snapshot, report, ctx.speaker.id, ctx.now)
    context = {
        "person": person_view(ctx.speaker),
        "draft": ad_hoc.draft_view(ctx.snapshot, report),
        "when": changed.report.cancelled_at,
        "n": len(changed.items) or await _cancelled(ctx, report),
    }
    told = told_of_cancel(ctx.snapshot, changed.items, ctx.speaker.name, ctx.now)
    return [ctx.say("report_cancelled", context), *told]


@router.on(button(Verb.POSTPONE))
async def postpone_tapped(ctx: Context, heard: Heard) -> Says | None:
    """Moved: whoever still owes it hears of the new date."""
    report, argument = await mine(ctx, heard)
    due_at, precision = int(argument[:-1]), "time" if argument[-1] == "t" else "date"
    if not report.under_way or due_at <= ctx.now:
        return [off(ctx, report)]
    due = (due_at, precision)
    changed = await ad_hoc.move(ctx.tx, ctx.snapshot, report, due, ctx.speaker.id, ctx.now)
    again = not changed.items
    open_now = len([i for i in await ad_hoc.pending(ctx.tx, report) if i.state == ItemState.OPEN])
    context = {
        "person": person_view(ctx.speaker),
        "draft": ad_hoc.draft_view(ctx.snapshot, changed.report),
        "when": changed.report.moved_at or ctx.now,
        "n": open_now if again else len(changed.items),
    }
    told = told_of_move(ctx.snapshot, ctx.signer, changed, ctx.speaker.name, ctx.now)
    return [ctx.say("report_moved", context), *told]


async def _cancelled(ctx: Context, report: AdHoc) -> int:
    return sum(i.state == ItemState.CANCELLED for i in await items_by_code(ctx.tx, report.code))


async def _under_way(ctx: Context, code: str) -> AdHoc | None:
    """The report of a code that the speaker gave and that is under way; without a code the only one."""
    if code:
        found = await ad_hoc.by_code(ctx.tx, code)
        mine = found is not None and found.under_way and found.given_by == ctx.speaker.id
        return found if mine else None
    rows = await ctx.tx.all("ad_hoc_reports")
    own = [r for row in rows if (r := AdHoc(*row)).under_way and r.given_by == ctx.speaker.id]
    open_ones = [r for r in own if await ad_hoc.pending(ctx.tx, r)]
    return open_ones[0] if len(open_ones) == 1 else None


def _unknown(ctx: Context, code: str) -> Say:
    context = {"person": person_view(ctx.speaker), "code": code or "…"}
    return ctx.say("report_unknown", context)


def _sure(ctx: Context, report: AdHoc, verb: Verb, argument: str) -> Buttons:
    title = labels.RETRACT if verb == Verb.RETRACT else labels.POSTPONE
    return [
        (labels.text(title), data(ctx, verb, report, argument)),
        (labels.text(labels.LET_BE), data(ctx, Verb.LET_BE, report)),
    ]
