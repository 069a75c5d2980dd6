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
from typing import Final, NamedTuple

from db.records import Person, WorkItem
from db.told import Told, signers, told
from db.words import Answer, Audience, ItemState, Kind, Verb, Wish
from handlers.buttons import Buttons, asking_buttons, item_buttons
from handlers.context import Context, Say, say
from handlers.drafting import Matter, matter_of
from handlers.officer import about
from handlers.payload import On, Payload
from handlers.views import item_view, named_view, person_view
from messages_vi import labels
from messages_vi.language import speaking

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


async def letter_meant(ctx: Context, item: WorkItem, until: int) -> Matter | None:
    """The matter of a letter, where the promised date itself would have to move; else None."""
    matter = await matter_of(ctx, item) if item.kind not in MOVABLE else None
    meant = matter is not None and not matter.extended and until > matter.promised
    return matter if meant else None


def decider_of(ctx: Context, item: WorkItem, *, letter: bool) -> Told | None:
    """Who decides: of reports and tasks the receiving side, else the head, of a letter who may sign; never who asks.

    Who is away is represented; of several who can be written to goes first.
    """
    directory = ctx.snapshot.directory
    audiences = [Audience.HEAD]
    if item.kind in MOVABLE and item.to_unit_id is not None:
        audiences = [Audience.RECEIVER, Audience.HEAD]
    groups = [told(directory, audience, item, ctx.now) for audience in audiences]
    if letter:
        groups.insert(0, signers(directory, item, ctx.now))
    for group in groups:
        found = [one for one in group if one.person.id != ctx.speaker.id]
        if found:
            return next((one for one in found if one.person.zalo_sealed is not None), found[0])
    return None


async def ask(ctx: Context, item: WorkItem, until: int, reason: str) -> list[Say]:
    """Write the wish down and bring it before who decides; a newer one takes the place of the one that waits."""
    standing = await open_wish(ctx, item)
    matter = await letter_meant(ctx, item, until)
    decides = decider_of(ctx, item, letter=matter is not None)
    decider = decides.person if decides else None
    if standing is not None and standing.version == item.version:
        if standing.wanted_at == until:
            return [_standing(ctx, item, standing, decider)]
        await end(ctx, standing, Wish.REPLACED)
    elif standing is not None:
        await end(ctx, standing, Wish.REPLACED)
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
    back = own_button(ctx, Verb.WITHDRAW, wish_id, item.version, labels.WITHDRAW)
    says = [ctx.say("wish_asked", told, back)]
    if decides is not None and reached:
        says.append(_before(ctx, decides, item, matter, (wish_id, until, reason)))
    return says


def _before(
    ctx: Context, decides: Told, item: WorkItem, matter: Matter | None, wish: tuple[int, int, str]
) -> Say:
    """What who decides is shown: the letter where the promised date is meant, else agreement or not.

    `wish` is its id, the wanted instant and the reason.
    """
    decider, (wish_id, until, reason) = decides.person, wish
    with speaking(decider.language):
        buttons = (
            _letter_buttons(ctx, decider, matter)
            if matter is not None
            else decisions(ctx, decider, item, wish_id)
        )
        context = {
            "person": person_view(decider),
            "item": item_view(ctx.snapshot, item, ctx.now),
            "sender": named_view(ctx.speaker),
            "until": until,
            "reason": reason,
            "letter": matter is not None,
            "moves": item.kind in MOVABLE,
        }
        return say(decider, "wish_to_decide", context, buttons, item.id, told=decides)


def _letter_buttons(ctx: Context, decider: Person, matter: Matter) -> Buttons:
    if matter.asked is not None:
        return list(reversed(asking_buttons(ctx.signer, decider, matter.asked)))
    return item_buttons(ctx.signer, decider, matter.whole, (Answer.APOLOGIZE, Answer.KEEP))


def decisions(ctx: Context, decider: Person, item: WorkItem, wish_id: int) -> Buttons:
    """To agree, or not."""
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
    back = own_button(ctx, Verb.WITHDRAW, wish.id, item.version, labels.WITHDRAW)
    return ctx.say("wish_standing", told, back)


async def end(ctx: Context, wish: Asked, state: Wish, due_before: int | None = None) -> None:
    """Close a wish; nothing when it is closed already."""
    await ctx.tx.run(
        "end_wish",
        id=wish.id,
        state=state,
        person_id=ctx.speaker.id,
        at=ctx.now,
        due_before=due_before,
    )


def own_button(ctx: Context, verb: Verb, subject: int, version: int, label: str) -> Buttons:
    """One button for the speaker."""
    payload = Payload(verb, subject, version, ctx.speaker.id, on=On.ROOM)
    return [(labels.text(label), ctx.signer.write(payload))]


def day_argument(day: date, reason: str = "") -> str:
    """A day and a reason as a button carries them."""
    return f"d{day:%Y%m%d}{reason}"
