"""What a head answers about a promised date: it will hold; it will not, why, and until when; the letter is signed.

The state of the conversation is the draft in the store (`letter`), one a dossier. Buttons name the item they are about and
carry the choice; what is typed goes to the draft that was worked on last. Only a head of the unit is heard here, and only
"Đã ký" about a draft as it was shown moves the date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec

from db.records import Letter, WorkItem
from db.told import signers, signs_for
from db.words import DECISIONS, HEADS_OWN, Answer, DelayReason, ItemState, Kind
from handlers import answers, drafting, granting
from handlers.buttons import asking_buttons, undo_button
from handlers.context import Context, Say
from handlers.drafting import Matter
from handlers.officer import about, already_recorded, recorded
from handlers.standing import Refusal, oversees
from handlers.views import named_view
from messages_vi import labels
from messages_vi.phrases import short
from messages_vi.render import reply_for
from schedules.apology import bad_date, new_due
from schedules.civil import civil_date
from schedules.days_said import RECENT, date_said
from schedules.text import fold

OTHER_DATE = "date"  # argument of the button that asks for another date
AT_A_TIME = 4
_LONGEST_REASON = 200
# "lý do" stands without its accent too; another language's word wants the colon that was shown.
_OTHERS = "|".join(map(re.escape, labels.everywhere(labels.REASON_IS)[1:])) or "(?!)"
_OWN_WORDS = re.compile(
    rf"\s*(?:l[ýy]\s+do\s*[:,–-]?|(?:{_OTHERS})\s*:)\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
_SIGNED = {
    fold(words)
    for label in (labels.TYPED[Answer.SIGN], labels.SIGN)
    for words in labels.everywhere(label)
}
_OVER: dict[str, Refusal] = {
    ItemState.DONE: Refusal.CLOSED,
    ItemState.CANCELLED: Refusal.CLOSED,
    ItemState.SUSPENDED: Refusal.SUSPENDED,
}


def concerns(item: WorkItem, given: Answer) -> bool:
    """Whether an answer about an item is one about its promised date. Urging goes the usual way."""
    return given in DECISIONS or (item.kind in HEADS_OWN and given != Answer.NUDGE)


async def answer(
    ctx: Context, item: WorkItem, given: Answer, version: int, argument: str
) -> list[Say]:
    """Record a decision about a promised date, or tell why it does not count; empty for what cannot be meant."""
    matter = await drafting.matter_of(ctx, item)
    whole = matter.whole if matter else item
    if item.kind not in HEADS_OWN and not _plausible(ctx, matter, given):
        return []
    if not _may_sign(ctx, whole):
        return [await _from_others(ctx, whole, item, given)]
    over = Refusal.CLOSED if matter is None else _OVER.get(matter.whole.state)
    if matter is None or over is not None:
        return [ctx.say(over or Refusal.CLOSED, about(ctx, item))]
    if version and version != item.version:
        return [ctx.say(Refusal.STALE, about(ctx, item))]
    handler = _HANDLERS.get(given)
    if handler is None:
        return [_asked_back(ctx, matter)]
    says = await handler(ctx, matter, argument)
    return says + await _tell_who_wished(ctx, matter, says)


async def _tell_who_wished(ctx: Context, matter: Matter, says: list[Say]) -> list[Say]:
    """Whoever asked for a later date hears how it was decided."""
    told = {one.template for one in says}
    signed, kept = reply_for("apology_signed") in told, reply_for("apology_kept") in told
    if not (signed or kept) or matter.whole.dossier_id is None:
        return []
    return await granting.by_letter(ctx, matter.whole.dossier_id, agreed=signed)


async def on_typed(ctx: Context, text: str) -> list[Say]:
    """A date, "lý do: …" or "đã ký" without naming a dossier: about the draft worked on last; empty for anything else.

    With several drafts in hand nobody can know which letter was signed, and heads sign much beside letters: a bare "đã ký" is
    about the one draft when it is the last thing they were shown; else each is shown with its own button.
    """
    day = date_said(text, civil_date(ctx.now) - RECENT)
    signed = fold(text).strip(" .!") in _SIGNED
    told = _own_words(text) if day is None and not signed else ""
    if day is None and not signed and not told:
        return []
    found = await _drafts(ctx)
    if signed:
        found = [(matter, letter) for matter, letter in found if drafting.complete(letter)]
    if not found:
        return []
    if signed and (len(found) > 1 or not await _just_shown(ctx)):
        return [drafting.shown(ctx, matter, letter) for matter, letter in found[:AT_A_TIME]]
    matter, letter = found[0]
    if told:
        return await _told_why(ctx, matter, letter, told)
    given, argument = Answer.SIGN, drafting.mark(letter)
    if day is not None:
        given, argument = Answer.APOLOGIZE, f"d{day:%Y%m%d}"
    return await answer(ctx, matter.subject, given, matter.subject.version, argument)


async def _just_shown(ctx: Context) -> bool:
    """Whether a draft is the newest message to the speaker."""
    newest = await ctx.tx.value("template_of_message", person_id=ctx.speaker.id, message_id=None)
    return bool(newest == reply_for("apology_draft"))


async def _drafts(ctx: Context) -> list[tuple[Matter, Letter]]:
    """The drafts in the speaker's hand that can still be signed by them, the last one first."""
    found = []
    for row in await ctx.tx.all("drafts_of_person", person_id=ctx.speaker.id, limit=AT_A_TIME + 1):
        letter = Letter(*row)
        matter = await drafting.matter_of_dossier(ctx, letter.dossier_id)
        if matter is None or matter.whole.state in _OVER:
            continue
        if _may_sign(ctx, matter.whole) and letter.due_at == matter.promised:
            found.append((matter, letter))
    return found


def _own_words(text: str) -> str:
    """What follows "lý do", on one line."""
    found = _OWN_WORDS.match(unicodedata.normalize("NFC", text))
    return short(found[1], _LONGEST_REASON) if found else ""


def _plausible(ctx: Context, matter: Matter | None, given: Answer) -> bool:
    """Whether a decision typed about a dossier or a step can be meant: "xin lỗi" is also said out of courtesy, and "đã ký"
    about the step in hand."""
    if matter is None or not _may_sign(ctx, matter.whole):
        return False
    return given != Answer.SIGN or matter.letter is not None


async def _from_others(ctx: Context, whole: WorkItem, item: WorkItem, given: Answer) -> Say:
    """Who was told of a head's silence has heard it; the head is asked all the same. Nobody decides in his stead."""
    if given != Answer.SEEN or not oversees(ctx.snapshot.directory, ctx.speaker, item, ctx.now):
        return _not_yours(ctx, whole)
    reply_id, changed = await answers.record(ctx, item, Answer.SEEN, answered_at=item.answered_at)
    return recorded(ctx, changed, Answer.SEEN, reply_id)


def _may_sign(ctx: Context, item: WorkItem) -> bool:
    """A head of the unit, or who holds a delegation to sign from one."""
    directory = ctx.snapshot.directory
    by_right = ctx.speaker.id in {person.id for person in directory.signers(item.unit_id)}
    return by_right or signs_for(directory, ctx.speaker, item, ctx.now) is not None


def _not_yours(ctx: Context, item: WorkItem) -> Say:
    directory = ctx.snapshot.directory
    there = [one.person for one in signers(directory, item, ctx.now)]
    head = next(iter(there or directory.signers(item.unit_id)), None)
    return ctx.say(Refusal.NOT_YOURS, about(ctx, item) | {"holder": named_view(head)})


def _asked_back(ctx: Context, matter: Matter) -> Say:
    """Only a decision counts; "ok" is none."""
    buttons = asking_buttons(ctx.signer, ctx.speaker, matter.subject)
    return ctx.say("apology_ask", about(ctx, matter.subject), buttons)


async def _keep(ctx: Context, matter: Matter, argument: str) -> list[Say]:
    """ "Giữ đúng hẹn": rests until the next question of the ladder; after the last one it is taken for settled.

    The watch of a date that was moved already never rests beyond its questions: whether it is late is told in any case.
    """
    item = matter.asked or matter.subject
    last = await drafting.last_decision(ctx, item)
    if last is not None and last.answer == Answer.KEEP and last.version == item.version:
        asked = drafting.last_question(ctx, item)
        if asked is None or last.at >= asked:
            return [drafting.decided(ctx, item, last)]
    again = drafting.next_question(ctx, item)
    changes: dict[str, Any] = {}
    if item.kind in HEADS_OWN:  # a dossier that is asked about by no item of its own is only heard
        settled = again is None and item.kind == Kind.APOLOGY
        changes = {
            "state": ItemState.CLAIMED if settled else ItemState.OPEN,
            "claimed_at": ctx.now if settled else None,
            "promise_until": again,
        }
    reply_id, changed = await answers.record(ctx, item, Answer.KEEP, **changes)
    undo_until = ctx.now + ctx.snapshot.policy.undo_s
    told = about(ctx, changed) | {"until": again, "undo_until": undo_until}
    return [ctx.say("apology_kept", told, undo_button(ctx.signer, ctx.speaker, changed, reply_id))]


async def _apologize(ctx: Context, matter: Matter, argument: str) -> list[Say]:
    """ "Ký thư xin lỗi": asks for the reason, then for the date, then shows the draft; each choice may be made anew."""
    letter = matter.letter
    if matter.extended:
        return [drafting.once_only(ctx, matter)]
    if letter is None or letter.due_at != matter.promised:
        letter = await drafting.begin(ctx, matter)
    await _note_beginning(ctx, matter)
    if argument in set(DelayReason):
        return await _reasoned(ctx, matter, letter, argument, "")
    if argument == OTHER_DATE and drafting.has_reason(letter):
        return [drafting.ask_date(ctx, matter, letter)]
    if (day := _chosen_day(argument)) is not None:
        return await _dated(ctx, matter, letter, day)
    return [drafting.ask_reason(ctx, matter)]


def _chosen_day(argument: str) -> date | None:
    """The date in a button's argument such as `d20250324`; None for one that carries none."""
    try:
        return date.fromisoformat(argument[1:]) if argument.startswith("d") else None
    except ValueError:  # the button for another date
        return None


async def _note_beginning(ctx: Context, matter: Matter) -> None:
    """That the head has begun is an answer: nobody has to hear of silence. Said once."""
    item = matter.asked
    if item is None:
        return
    last = await drafting.last_decision(ctx, item)
    if last is not None and last.answer == Answer.APOLOGIZE and last.version == item.version:
        return
    opened: dict[str, Any] = {"state": ItemState.OPEN, "claimed_at": None, "promise_until": None}
    await answers.record(ctx, item, Answer.APOLOGIZE, **opened)


async def _reasoned(
    ctx: Context, matter: Matter, letter: Letter, reason: str, told: str
) -> list[Say]:
    if letter.due_at != matter.promised:
        letter = await drafting.begin(ctx, matter)
    letter = msgspec.structs.replace(letter, reason=reason, told_reason=told)
    letter = await drafting.keep(ctx, letter)
    if letter.new_due_at is None:
        return [drafting.ask_date(ctx, matter, letter)]
    return [drafting.shown(ctx, matter, letter)]


async def _told_why(ctx: Context, matter: Matter, letter: Letter, told: str) -> list[Say]:
    """A reason in one's own words, or by its place in the list that was shown: no letter says "Lý do: 2"."""
    number = told.strip(" .")
    if not number.isdecimal():
        return await _reasoned(ctx, matter, letter, "", told)
    listed = dict(enumerate(labels.DELAY_REASONS, start=1)).get(int(number))
    if listed is None:
        return [drafting.ask_reason(ctx, matter)]
    return await _reasoned(ctx, matter, letter, listed, "")


async def _dated(ctx: Context, matter: Matter, letter: Letter, day: date) -> list[Say]:
    calendar = ctx.snapshot.calendar(matter.whole.unit_id)
    why_not = bad_date(day, matter.promised, ctx.now, calendar)
    if why_not is not None:
        return [drafting.refused_date(ctx, matter, day, why_not)]
    due_at = new_due(day, matter.promised, calendar)
    letter = await drafting.keep(ctx, msgspec.structs.replace(letter, new_due_at=due_at))
    if not drafting.has_reason(letter):
        return [drafting.ask_reason(ctx, matter)]
    return [drafting.shown(ctx, matter, letter)]


async def _sign(ctx: Context, matter: Matter, argument: str) -> list[Say]:
    """ "Đã ký": the letter as it was shown moves the date, once and for good."""
    letter = matter.letter
    if matter.extended:
        return [await already_recorded(ctx, matter.letter_item or matter.subject)]
    if letter is None or letter.due_at != matter.promised or not drafting.has_reason(letter):
        return await _apologize(ctx, matter, "")
    if letter.new_due_at is None:
        return [drafting.ask_date(ctx, matter, letter)]
    # Changed since it was shown, or "đã ký 0003" typed about the dossier: its result is signed too.
    if argument != drafting.mark(letter):
        return [drafting.shown(ctx, matter, letter)]
    calendar = ctx.snapshot.calendar(matter.whole.unit_id)
    day = civil_date(letter.new_due_at)
    why_not = bad_date(day, matter.promised, ctx.now, calendar)
    if why_not is not None:
        return [drafting.refused_date(ctx, matter, day, why_not)]
    return await drafting.sign(ctx, matter, letter)


async def _slip(ctx: Context, matter: Matter, argument: str) -> list[Say]:
    """ "Không kịp hẹn" about a date that was moved already: leader and coordinator hear of it. Else it begins a letter."""
    item = matter.asked
    if item is None or item.kind != Kind.EXTENSION:
        return await _apologize(ctx, matter, "")
    last = await drafting.last_decision(ctx, item)
    if last is not None and last.answer == Answer.SLIP:
        return [drafting.decided(ctx, item, last)]
    _, changed = await answers.record(ctx, item, Answer.SLIP, promise_until=None)
    told = about(ctx, changed) | {"when": ctx.now}
    return [ctx.say("second_slip_recorded", told), *drafting.tell_above(ctx, changed)]


_HANDLERS: dict[Answer, Callable[[Context, Matter, str], Awaitable[list[Say]]]] = {
    Answer.KEEP: _keep,
    Answer.APOLOGIZE: _apologize,
    Answer.SIGN: _sign,
    Answer.SLIP: _slip,
}
