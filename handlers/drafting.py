"""The draft of a letter of apology in the store, and what the head is shown of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from db.records import Letter, Reply, WorkItem
from db.told import told
from db.words import HEADS_OWN, Answer, Audience, DelayReason, ItemState, Kind
from handlers import answers
from handlers.buttons import (
    asking_buttons,
    date_buttons,
    delay_reason_buttons,
    draft_buttons,
)
from handlers.context import Context, Say
from handlers.officer import about, already_recorded, what_stands
from handlers.telling import tell
from messages_vi import formats, labels
from messages_vi.catalogue import SOURCE_LOCALE
from schedules.apology import BadDate, proposals
from schedules.civil import civil_date
from schedules.planner import first_instant


class Matter(NamedTuple):
    """A dossier whose promised date is in question.

    `whole` is its item, due at the date in force; `asked` the question that stands open; `letter_item` the letter's.
    `extended`: a letter has moved the date, be it under another code of the dossier.
    """

    whole: WorkItem
    asked: WorkItem | None
    letter_item: WorkItem | None
    letter: Letter | None
    extended: bool

    @property
    def subject(self) -> WorkItem:
        """What buttons are bound to."""
        return self.asked or self.whole

    @property
    def promised(self) -> int:
        """The date in force."""
        return self.whole.due_at


async def matter_of(ctx: Context, item: WorkItem) -> Matter | None:
    """The matter an item belongs to; None when it is no dossier's, or the dossier has no promised date."""
    if item.dossier_id is None:
        return None
    return await matter_of_dossier(ctx, item.dossier_id)


async def matter_of_dossier(ctx: Context, dossier_id: int) -> Matter | None:
    """The matter of a dossier."""
    rows = await ctx.tx.all("items_of_dossier", dossier_id=dossier_id)
    items = {item.kind: item for item in (WorkItem(*row) for row in rows) if item.kind != Kind.STEP}
    whole = items.get(Kind.DOSSIER)
    if whole is None:
        return None
    asked = [items[kind] for kind in (Kind.EXTENSION, Kind.APOLOGY) if kind in items]
    standing = [i for i in asked if i.state in (ItemState.OPEN, ItemState.CLAIMED)]
    row = await ctx.tx.one("letter_of_dossier", dossier_id=dossier_id)
    letter = Letter(*row) if row else None
    return Matter(
        whole,
        standing[0] if standing else None,
        items.get(Kind.APOLOGY),
        letter,
        Kind.EXTENSION in items or (letter is not None and letter.signed_at is not None),
    )


# --- the draft


def has_reason(letter: Letter) -> bool:
    """Whether a draft says why."""
    return bool(letter.reason or letter.told_reason)


def complete(letter: Letter) -> bool:
    """Whether a draft lacks nothing but the signature."""
    return has_reason(letter) and letter.new_due_at is not None


def mark(letter: Letter) -> str:
    """What a draft says, short enough for a button: a tap on an older one does not sign the newer."""
    told = f"{letter.due_at}|{letter.new_due_at}|{letter.reason}|{letter.told_reason}"
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def reason_text(letter: Letter, language: str = "") -> str:
    """The reason in words."""
    if letter.reason in set(DelayReason):
        return labels.text(labels.DELAY_REASONS[DelayReason(letter.reason)], language)
    return letter.told_reason


async def begin(ctx: Context, matter: Matter) -> Letter:
    """A new draft about the date in force; what an older one said of another date is gone, its reason stays."""
    old = matter.letter
    return await keep(
        ctx,
        Letter(
            id=0,
            dossier_id=matter.whole.dossier_id or 0,
            due_at=matter.promised,
            reason=old.reason if old else "",
            told_reason=old.told_reason if old else "",
            new_due_at=None,
            person_id=ctx.speaker.id,
            touched_at=ctx.now,
            signed_at=None,
        ),
    )


async def keep(ctx: Context, letter: Letter) -> Letter:
    """Write a draft."""
    await ctx.tx.run(
        "keep_draft",
        dossier_id=letter.dossier_id,
        due_at=letter.due_at,
        reason=letter.reason,
        told_reason=letter.told_reason,
        new_due_at=letter.new_due_at,
        person_id=ctx.speaker.id,
        at=ctx.now,
    )
    return msgspec.structs.replace(letter, person_id=ctx.speaker.id, touched_at=ctx.now)


async def sign(ctx: Context, matter: Matter, letter: Letter) -> list[Say]:
    """The date moves: the letter is closed, the citizen's news is noted; the items follow in the next pass."""
    item = matter.letter_item or matter.whole
    signed = await ctx.tx.run(
        "sign_letter",
        dossier_id=letter.dossier_id,
        person_id=ctx.speaker.id,
        due_at=letter.due_at,
        new_due_at=letter.new_due_at,
        at=ctx.now,
    )
    if not signed:  # it was signed or changed a moment before
        return [await already_recorded(ctx, item)]
    day = civil_date(letter.new_due_at or 0)
    changes = {"state": ItemState.DONE} if item.kind == Kind.APOLOGY else {}
    await answers.record(ctx, item, Answer.SIGN, day.isoformat(), **changes)
    facts = {
        "old_date": civil_date(letter.due_at).isoformat(),
        "new_date": day.isoformat(),
        "reason": reason_text(letter, SOURCE_LOCALE),  # as it stands in the letter
    }
    await ctx.tx.run(
        "add_citizen_news",
        key=f"date_moved:{letter.dossier_id}:{day.isoformat()}",
        dossier_id=letter.dossier_id,
        occasion="date_moved",
        facts=msgspec.json.encode(facts).decode(),
        at=ctx.now,
    )
    told = about(ctx, matter.subject) | {"new_date": _day_words(day), "when": ctx.now}
    return [ctx.say("apology_signed", told)]


# --- what the head is shown


def ask_reason(ctx: Context, matter: Matter) -> Say:
    """The question why, with the closed list as buttons."""
    buttons = delay_reason_buttons(ctx.signer, ctx.speaker, matter.subject)
    return ctx.say("apology_reason", _about(ctx, matter), buttons)


def ask_date(ctx: Context, matter: Matter, letter: Letter) -> Say:
    """The question until when, with some working days as buttons."""
    told = _about(ctx, matter) | {"reason": reason_text(letter)}
    return ctx.say("apology_date", told, _dates(ctx, matter))


def refused_date(ctx: Context, matter: Matter, day: date, why: BadDate) -> Say:
    """A date that cannot be, why, and others to choose from."""
    reason = labels.text(labels.BAD_DATES[why])
    told = _about(ctx, matter) | {"what": _day_words(day), "reason": reason}
    return ctx.say("apology_bad_date", told, _dates(ctx, matter))


def shown(ctx: Context, matter: Matter, letter: Letter) -> Say:
    """The draft, with the button that signs just this one."""
    told = _about(ctx, matter) | {
        "what": _day_words(civil_date(letter.due_at)),
        "reason": reason_text(letter),
        "new_date": _day_words(civil_date(letter.new_due_at or 0)),
    }
    buttons = draft_buttons(ctx.signer, ctx.speaker, matter.subject, mark(letter))
    return ctx.say("apology_draft", told, buttons)


def once_only(ctx: Context, matter: Matter) -> Say:
    """A date is moved once; what is left is to hold it or to say that it will not hold."""
    buttons = asking_buttons(ctx.signer, ctx.speaker, matter.asked) if matter.asked else []
    return ctx.say("apology_once", _about(ctx, matter), buttons)


def tell_above(ctx: Context, item: WorkItem) -> Iterator[Say]:
    """Leader and coordinator hear that a date will slip a second time."""
    heard = {ctx.speaker.id}
    for audience in (Audience.LEADER, Audience.COORDINATOR):
        for one in told(ctx.snapshot.directory, audience, item, ctx.now):
            person = one.person
            if person.id in heard or person.zalo_sealed is None:
                continue
            heard.add(person.id)
            yield tell(ctx, person, item, "second_slip_told", told=one)


def _about(ctx: Context, matter: Matter) -> dict[str, object]:
    return about(ctx, matter.subject)


def _dates(ctx: Context, matter: Matter) -> list[tuple[str, str]]:
    calendar = ctx.snapshot.calendar(matter.whole.unit_id)
    found = proposals(matter.promised, ctx.now, calendar)
    return date_buttons(ctx.signer, ctx.speaker, matter.subject, found)


def _day_words(day: date) -> str:
    return formats.long_day(day)


# --- what was decided


async def last_decision(ctx: Context, item: WorkItem) -> Reply | None:
    """The newest decision that stands."""
    row = await ctx.tx.one("last_decision", item_id=item.id)
    return Reply(*row) if row else None


def decided(ctx: Context, item: WorkItem, last: Reply) -> Say:
    """A second tap is answered with what is recorded."""
    return ctx.say("already_recorded", about(ctx, item) | what_stands(ctx, last))


# --- questions of the ladder


def next_question(ctx: Context, item: WorkItem) -> int | None:
    """When the ladder asks again, whatever is answered; None when it does not."""
    rungs = [r for r in ctx.snapshot.ladder(item) if r.asks and r.when.at_minute >= 0]
    calendar = ctx.snapshot.calendar(item.unit_id)
    ahead = msgspec.structs.replace(item, state=ItemState.OPEN, planned_until=ctx.now)
    return first_instant(ahead, rungs, calendar) if item.kind in HEADS_OWN else None


def last_question(ctx: Context, item: WorkItem) -> int | None:
    """When the ladder asked last."""
    rungs = [r for r in ctx.snapshot.ladder(item) if r.asks and r.when.at_minute >= 0]
    calendar = ctx.snapshot.calendar(item.unit_id)
    asked, until = None, item.starts_at - 1
    while True:
        looked = msgspec.structs.replace(item, state=ItemState.OPEN, planned_until=until)
        found = first_instant(looked, rungs, calendar)
        if found is None or found > ctx.now:
            return asked
        asked = until = found
