"""What a typed answer is about: lines of a digest, codes that were cited, or the one thing last asked; else it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from db.items import item_by_id
from db.records import Person, WorkItem
from db.words import Answer, ItemState, Kind
from handlers import digests
from handlers.context import Context, Say
from handlers.overview import as_list, oversees, units_below
from handlers.payload import Payload
from handlers.standing import refusal
from handlers.typed import Intent
from handlers.views import answer_label, line_view, person_view
from messages_vi import labels
from schedules.text import fold

MAX_CHOICES = 4  # with "Trả lời từng việc" as many buttons as a message may carry
NAMED_AT_MOST = 5
_FOUND_AT_MOST = 20
_BEFORE_A_NAME = {
    "anh",
    "chi",
    "a",
    "c",
    "e",
    "em",
    "co",
    "chu",
    "bac",
    "ong",
    "ba",
    "dong",
    "dc",
    "cho",
}
_BEHIND_A_NAME = {"a", "nhe", "nha", "giup", "voi"}
_WATCHED = (ItemState.OPEN, ItemState.CLAIMED)
# One dossier has its step and its own date under one code: who says it is done means the step that is in hand.
_FIRST = {Kind.STEP: 0, Kind.INTAKE: 1, Kind.SUPPLEMENT: 2}


async def cited(ctx: Context, intent: Intent) -> list[WorkItem] | None:
    """The items of the codes of an intent, one for each; None when a code names none or several."""
    found = []
    for code in intent.codes:
        items = nearest(await _by_code(ctx, code, intent.answer))
        if len(items) != 1:
            return None
        found += items
    return found


async def candidates(ctx: Context, intent: Intent, quoted_message: int | None) -> list[WorkItem]:
    """What an answer may be about that does not say it clearly: what was cited, else what was last asked."""
    items: list[WorkItem] = []
    for code in intent.codes:
        items += nearest(await _by_code(ctx, code, intent.answer))
    if not intent.codes:
        for item_id, _ in await digests.subjects_of(ctx, quoted_message):
            item = await item_by_id(ctx.tx, item_id)
            items += [item] if item and _may(ctx, item, intent.answer) else []
    return [item for item in items if item.state in _WATCHED]


def nearest(items: Iterable[WorkItem]) -> list[WorkItem]:
    """One item a code: the step in hand before the dossier it belongs to."""
    found: dict[str, WorkItem] = {}
    for item in sorted(items, key=lambda i: (_FIRST.get(Kind(i.kind), 9), i.due_at, i.id)):
        found.setdefault(item.code, item)
    return list(found.values())


async def _by_code(ctx: Context, code: str, answer: Answer) -> list[WorkItem]:
    """What the speaker holds under a cited code, else what of their unit, else what of that very code they may answer about."""
    said = code.upper()
    own = await ctx.tx.all("work_cited", person_id=ctx.speaker.id, said=said, limit=_FOUND_AT_MOST)
    items = [WorkItem(*row) for row in own]
    if not items and oversees(ctx.speaker):
        units = as_list(units_below(ctx.snapshot.directory, ctx.speaker.unit_id))
        rows = await ctx.tx.all("unit_work_cited", units=units, said=said, limit=_FOUND_AT_MOST)
        items = [WorkItem(*row) for row in rows]
    if not items:
        items = [WorkItem(*row) for row in await ctx.tx.all("items_by_code", code=said)]
        items = [item for item in items if item.state in _WATCHED]
    return [item for item in items if _may(ctx, item, answer)]


def _may(ctx: Context, item: WorkItem, answer: Answer) -> bool:
    return refusal(ctx.snapshot.directory, ctx.speaker, item, answer, item.version, ctx.now) is None


def ask_which(ctx: Context, answer: Answer, items: Sequence[WorkItem]) -> Say:
    """Which of these is an answer about?"""
    return which_of(
        ctx, answer_label(answer), items, lambda i: Payload(answer, i.id, i.version, ctx.speaker.id)
    )


def which_of(
    ctx: Context, what: str, items: Sequence[WorkItem], pressed: Callable[[WorkItem], Payload]
) -> Say:
    """Which of these is meant? Each is a button; what has no button is reached by its number or code."""
    shown = items[:MAX_CHOICES]
    context = {
        "person": person_view(ctx.speaker),
        "what": what,
        "lines": [line_view(ctx.snapshot, item, n, ctx.now) for n, item in enumerate(shown, 1)],
        "overflow": len(items) - len(shown),
    }
    buttons = [
        (labels.choice(n, item.code), ctx.signer.write(pressed(item)))
        for n, item in enumerate(shown, 1)
    ]
    return ctx.say("ask_which", context, buttons)


def who_is_meant(ctx: Context, names: Sequence[str], said: str) -> Say:
    """Several are called so: they are named, and one is to be named in full."""
    context = {"person": person_view(ctx.speaker), "what": said, "names": names[:NAMED_AT_MOST]}
    return ctx.say("who_is_meant", context)


def which_person(ctx: Context, found: Sequence[Person], said: str) -> Say:
    """Which of these people is meant? Each with the unit."""
    units = ctx.snapshot.directory.units
    return who_is_meant(ctx, [f"{p.name} ({units[p.unit_id].name})" for p in found], said)


def called(people: Iterable[Person], name: str) -> list[Person]:
    """The people whose name ends with what was typed: "Hoa", "chị Hoa nhé", "pham mau hoa"."""
    words = fold(name).split()
    while words and words[0] in _BEFORE_A_NAME:
        del words[0]
    while words and words[-1] in _BEHIND_A_NAME:
        del words[-1]
    return [
        person for person in people if words and fold(person.name).split()[-len(words) :] == words
    ]
