"""Asking for a report once, in the chat: step by step to a draft, given by a tap; called off or moved by whoever gave it."""

from __future__ import annotations

from typing import Any, Final
from zlib import crc32

import msgspec

from db.records import Unit
from db.words import Level, Role, Verb
from handlers import ad_hoc
from handlers.ad_hoc import AdHoc
from handlers.ad_hoc_words import (
    Asked,
    begins_request,
    read_request_for_report,
    read_units,
)
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.elsewhere import for_any_other
from handlers.payload import On, Payload
from handlers.politeness import ENOUGH
from handlers.requests import read_request
from handlers.rolls import units_below
from handlers.routing import Heard, Ignored, Router, Says, button, during, of, typed
from handlers.typed import read_typed
from handlers.views import person_view
from messages_vi import labels
from messages_vi.phrases import short
from messages_vi.render import reply_for
from schedules.due_words import read_due
from schedules.text import fold

TOPIC: Final = "report"
_YES: Final = frozenset({"dong y", "giao", "giao bao cao", "ok giao", "dong y giao", "giao di", "xac nhan giao"})  # fmt: skip
_NO: Final = ENOUGH | {"khong giao nua", "khong"}
_ALL: Final = "all"
router = Router("reports", of(Role.COORDINATOR, Role.HEAD, Role.LEADER))
drafts = Router("reports", of(Role.COORDINATOR, Role.HEAD, Role.LEADER))  # what is still asked for


# --- asking


def _asks_for_report(_: Context, heard: Heard) -> bool:
    return begins_request(heard.text)


@router.on(typed, _asks_for_report)
async def ask(ctx: Context, heard: Heard) -> Says | None:
    """A new draft; who has nobody to ask is not meant."""
    units = below(ctx)
    if not units:
        return None
    calendar = ctx.snapshot.calendar(ctx.speaker.unit_id)
    asked = read_request_for_report(heard.text, units, ctx.now, calendar)
    report = await ad_hoc.draft(ctx.tx, _row(ctx, asked, heard.text), ctx.now)
    return await _next(ctx, report, _problem(ctx, asked))


@drafts.on(during(TOPIC), typed)
async def told_more(ctx: Context, heard: Heard) -> Says | None:
    """What was asked for, or a correction of the draft; what answers about work goes its usual way."""
    assert ctx.talk is not None  # noqa: S101 - the filter lets only open questions through
    report = await ad_hoc.load(ctx.tx, ctx.talk.facts["id"])
    if report is None or not report.open_draft or report.given_by != ctx.speaker.id:
        return None
    if heard.folded in _NO:
        return await _let_be(ctx, report)
    asks = str(ctx.talk.facts["asks"])
    if heard.folded in _YES:
        return await (_give(ctx, report) if await _just_shown(ctx) else _next(ctx, report))
    if read_typed(heard.text) is not None or read_request(heard.text) is not None:
        return None
    changed = _changed(ctx, report, asks, heard.text)
    if changed is None:
        unread = {"due": labels.DRAFT_WORDS["due_unread"]}.get(asks, "")
        again = asks and not for_any_other(heard.text)
        return await _next(ctx, report, labels.text(unread) if unread else "") if again else None
    report, problem = changed
    return await _next(ctx, await _kept(ctx, report), problem)


async def _just_shown(ctx: Context) -> bool:
    """Whether the draft is the newest thing the speaker was told: "đồng ý" a while later may be about something else."""
    newest = await ctx.tx.value("newest_understood", person_id=ctx.speaker.id)
    return bool(newest == reply_for("report_draft"))


@router.on(button(Verb.ASK_UNITS))
async def units_tapped(ctx: Context, heard: Heard) -> Says | None:
    """A group of units."""
    report, argument = await mine(ctx, heard)
    if not report.open_draft:
        return [_given(ctx, report)] if report.under_way else [off(ctx, report)]
    chosen = [u.id for u in below(ctx) if argument in (_ALL, u.level)]
    units = msgspec.json.encode(chosen).decode()
    return await _next(ctx, await _kept(ctx, report._replace(units=units)))


@router.on(button(Verb.ISSUE))
async def issue_tapped(ctx: Context, heard: Heard) -> Says | None:
    """The draft as it was shown; one that changed since is shown again."""
    report, argument = await mine(ctx, heard)
    if report.under_way:
        return [_given(ctx, report)]
    if report.open_draft and argument != _mark(report):
        return await _next(ctx, report)
    return await _give(ctx, report)


@router.on(button(Verb.LET_BE))
async def let_be_tapped(ctx: Context, heard: Heard) -> Says | None:
    """The draft, or the question about a report, is put aside."""
    report, _ = await mine(ctx, heard)
    return await _let_be(ctx, report)


async def _next(ctx: Context, report: AdHoc, problem: str = "") -> Says:
    """Ask for what is missing, else show the whole."""
    past = report.due_at is not None and report.due_at <= ctx.now
    if past:
        report = await _kept(ctx, report._replace(due_at=None))
        problem = labels.text(labels.DRAFT_WORDS["due_past"])
    asks = _missing(report)
    await ctx.ask(TOPIC, {"id": report.id, "asks": asks})
    context: dict[str, Any] = {
        "person": person_view(ctx.speaker),
        "draft": ad_hoc.draft_view(ctx.snapshot, report),
        "asks": asks,
        "problem": problem,
        "nobody": ad_hoc.unreached(ctx.snapshot, report.unit_ids),
        "issue": labels.text(labels.ISSUE),
    }
    if asks:
        buttons = _group_buttons(ctx, report) if asks == "units" else []
        return [ctx.say("report_ask", context, buttons)]
    buttons = [
        (labels.text(labels.ISSUE), data(ctx, Verb.ISSUE, report, _mark(report))),
        (labels.text(labels.LET_BE), data(ctx, Verb.LET_BE, report)),
    ]
    return [ctx.say("report_draft", context | {"problem": problem}, buttons)]


def _missing(report: AdHoc) -> str:
    if not report.name:
        return "name"
    if report.due_at is None:
        return "due"
    return "" if report.unit_ids else "units"


def _row(ctx: Context, asked: Asked, text: str) -> dict[str, Any]:
    return {
        "name": asked.name[: ad_hoc.LONGEST_NAME],
        "due_at": asked.due.at if asked.due else None,
        "due_precision": asked.due.precision if asked.due else "date",
        "to_unit_id": ctx.speaker.unit_id,
        "units": msgspec.json.encode([] if asked.unknown else asked.units).decode(),
        "data_window": asked.window,
        "source": asked.source,
        "told": text[:1000],
        "given_by": ctx.speaker.id,
    }


def _problem(ctx: Context, asked: Asked) -> str:
    if not asked.unknown:
        return ""
    return labels.text(labels.DRAFT_WORDS["units_unread"]) % {
        "names": short(", ".join(asked.unknown), 200)
    }


def _changed(ctx: Context, report: AdHoc, asks: str, text: str) -> tuple[AdHoc, str] | None:
    """The draft with what was typed, and what is wrong with it; None where nothing could be read."""
    if asks == "name":
        if for_any_other(text):
            return None
        return report._replace(name=" ".join(text.split())[: ad_hoc.LONGEST_NAME]), ""
    due = read_due(text, ctx.now, ctx.snapshot.calendar(ctx.speaker.unit_id))
    if due is not None and due.end - due.start == len(fold(text).strip(" .")):
        return report._replace(due_at=due.at, due_precision=due.precision), ""
    ids, unknown = read_units(text, below(ctx))
    if not ids and (asks != "units" or for_any_other(text)):
        return None
    problem = _problem(ctx, Asked(unknown=unknown))
    units = msgspec.json.encode([] if unknown else ids).decode()
    return report._replace(units=units), problem


async def _kept(ctx: Context, report: AdHoc) -> AdHoc:
    row = {k: getattr(report, k) for k in ("id", "name", "due_at", "due_precision", "units")}
    await ctx.tx.run("redraft_report", **row)
    return report


async def _give(ctx: Context, report: AdHoc) -> Says:
    if not report.open_draft:
        return [_given(ctx, report)] if report.under_way else [off(ctx, report)]
    if report.to_unit_id != ctx.speaker.unit_id:  # drafted in another office
        return await _let_be(ctx, report)
    if _missing(report) or (report.due_at or 0) <= ctx.now:
        return await _next(ctx, report)
    await ad_hoc.give(ctx.tx, ctx.snapshot, report, ctx.now)
    await ctx.asked_enough()
    return [_given(ctx, report._replace(given_at=ctx.now))]


def _given(ctx: Context, report: AdHoc) -> Say:
    context = {
        "person": person_view(ctx.speaker),
        "draft": ad_hoc.draft_view(ctx.snapshot, report),
        "when": report.given_at,
    }
    return ctx.say("report_given", context)


def off(ctx: Context, report: AdHoc) -> Say:
    """That nothing was given, or that a report stays as it is."""
    draft = ad_hoc.draft_view(ctx.snapshot, report)
    return ctx.say("report_off", {"person": person_view(ctx.speaker), "draft": draft})


async def _let_be(ctx: Context, report: AdHoc) -> Says:
    if report.open_draft:
        await ctx.tx.run("cancel_report", id=report.id, by=ctx.speaker.id, at=ctx.now)
    await ctx.asked_enough()
    return [off(ctx, report)]


async def mine(ctx: Context, heard: Heard) -> tuple[AdHoc, str]:
    """The report a button is about; raises `Ignored` where the speaker did not begin it."""
    payload = heard.payload
    assert payload is not None  # noqa: S101 - the filter lets only buttons through
    report = await ad_hoc.load(ctx.tx, payload.subject)
    if report is None or report.given_by != ctx.speaker.id:
        raise Ignored("foreign_report")
    return report, payload.argument


def below(ctx: Context) -> list[Unit]:
    """The units that the speaker may ask for a report."""
    return units_below(ctx.snapshot, ctx.snapshot.directory.units[ctx.speaker.unit_id])


def _mark(report: AdHoc) -> str:
    """Tells the drafts of one report apart: what is given is what was shown."""
    shown = f"{report.name}|{report.due_at}|{report.due_precision}|{report.units}"
    return f"{crc32(shown.encode()):x}"


def data(ctx: Context, verb: Verb, report: AdHoc, argument: str = "") -> str:
    """The data of a button about a report."""
    return ctx.signer.write(Payload(verb, report.id, 0, ctx.speaker.id, argument, on=On.ROOM))


def _group_buttons(ctx: Context, report: AdHoc) -> Buttons:
    levels = dict.fromkeys(unit.level for unit in below(ctx))
    groups = [(labels.text(labels.GROUPS[Level(one)]), one) for one in levels][:3]
    if len(levels) > 1:
        groups.insert(0, (labels.text(labels.ALL_BELOW), _ALL))
    found = [(title, data(ctx, Verb.ASK_UNITS, report, level)) for title, level in groups]
    return [*found, (labels.text(labels.LET_BE), data(ctx, Verb.LET_BE, report))]
