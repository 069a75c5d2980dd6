"""What heads, coordinators and leaders order: see a unit, urge who is late, hand work over, promise on somebody's behalf."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from db.records import Person
from db.words import Answer, Verb
from handlers import handing, promising, work
from handlers.context import Context, Say
from handlers.head import nudge_many
from handlers.orders import Order, read_order
from handlers.overview import late_lines, named_units, oversees, people_below, units_below
from handlers.picture import is_leader, leaders_picture, picture
from handlers.routing import Heard, Router, Says, button, typed
from handlers.subjects import called, which_person, who_is_meant
from handlers.typed import Intent
from handlers.views import named_view, person_view, unit_view
from schedules.civil import civil_date

AT_ONCE: Final = 200  # items urged about by one tap; what is left is told

router = Router("heads", lambda ctx, _: oversees(ctx.speaker))
holders = Router("holders")  # what whoever has work may say as well


@router.on(typed)
async def ordered(ctx: Context, heard: Heard) -> Says | None:
    """Orders in plain words."""
    order = read_order(heard.text)
    if order is None or (heard.quoted is not None and order.verb.startswith("urge")):
        return None  # "đôn đốc …" below a quoted message is about what that tells
    take = _ORDERS.get(order.verb)
    return await take(ctx, order) if take else None


@holders.on(typed)
async def given_or_promised(ctx: Context, heard: Heard) -> Says | None:
    """ "giao hồ sơ 0003 cho Hoa", "0003 hẹn thứ 5": of the holder, and of who oversees."""
    order = read_order(heard.text)
    if order is None:
        return None
    if order.verb == "give":
        intent = Intent(Answer.TRANSFER, codes=order.codes, argument=order.to_name)
        return await work.on_intent(ctx, intent, heard.quoted)
    if order.verb == "promise":
        return await promising.promised(ctx, order.codes, order.when, heard.quoted)
    return None


async def _picture(ctx: Context, order: Order) -> Says | None:
    if is_leader(ctx.speaker):
        return [await leaders_picture(ctx, ctx.speaker.unit_id)]
    return [await picture(ctx, ctx.speaker.unit_id)]


async def _situation(ctx: Context, order: Order) -> Says | None:
    """ "tình hình xã Mẫu Hai": a unit below the speaker's, or somebody of it; unclear ones are asked back."""
    units = named_units(ctx.snapshot.directory, ctx.speaker.unit_id, order.name)
    if len(units) == 1:
        return [await picture(ctx, units[0].id)]
    if len(units) > 1:
        return [who_is_meant(ctx, [unit.name for unit in units], order.name)]
    return await _of_officer(ctx, order)


async def _of_officer(ctx: Context, order: Order) -> Says | None:
    found = _people(ctx, order.name)
    if not found:
        return None
    if len(found) > 1:
        return [which_person(ctx, found, order.name)]
    return [await picture(ctx, ctx.speaker.unit_id, found[0])]


@router.on(button(Verb.PICTURE))
async def further(ctx: Context, heard: Heard) -> Says | None:
    """The next lines of a picture."""
    if heard.payload is None:
        return None
    if not _may(ctx, heard.payload.subject):
        return [_not_yours(ctx)]
    officer = ctx.snapshot.directory.people.get(int(heard.payload.argument or 0))
    return [await picture(ctx, heard.payload.subject, officer, heard.payload.version)]


@router.on(button(Verb.URGE))
async def urge(ctx: Context, heard: Heard) -> Says | None:
    """The button below a picture."""
    if heard.payload is None:
        return None
    if not _may(ctx, heard.payload.subject):
        return [_not_yours(ctx)]
    officer = ctx.snapshot.directory.people.get(int(heard.payload.argument or 0))
    return [await _urged(ctx, heard.payload.subject, officer)]


async def _urge_all(ctx: Context, order: Order) -> Says | None:
    """ "đôn đốc hết": of a digest of today its lines, as ever; else everything that is late in the unit."""
    if not order.name:
        newest = await ctx.tx.value("newest_digest_at", person_id=ctx.speaker.id)
        if newest is not None and civil_date(newest) == civil_date(ctx.now):
            return None
    return [await _urged(ctx, ctx.speaker.unit_id, None)]


async def _urge_named(ctx: Context, order: Order) -> Says | None:
    """ "đôn đốc Lan", "nhắc Lan và Hoa"; None where a name is nobody's, for it may be another word."""
    says: list[Say] = []
    for name in order.name.replace(", ", " va ").split(" va "):
        found = _people(ctx, name)
        if not found:
            return None
        if len(found) > 1:
            return [which_person(ctx, found, name)]
        says.append(await _urged(ctx, ctx.speaker.unit_id, found[0]))
    return says


async def _urged(ctx: Context, unit_id: int, officer: Person | None) -> Say:
    """Urge about what is late: each holder hears once of all of it, and not twice within the hour."""
    below = units_below(ctx.snapshot.directory, unit_id)
    found = await late_lines(
        ctx.tx, below, ctx.now, person_id=officer.id if officer else None, limit=AT_ONCE + 1
    )
    urged = await nudge_many(ctx, found[:AT_ONCE])
    people = ctx.snapshot.directory.people
    context = {
        "person": person_view(ctx.speaker),
        "unit": unit_view(ctx.snapshot, unit_id),
        "to": named_view(officer),
        "n": urged.items,
        "found": len(found),
        "names": [people[i].name for i in urged.people if i in people],
        "resting": urged.resting,
        "unheard": [people[i].name for i in urged.unheard if i in people],
        "nobody": 0 in urged.unheard,
        "overflow": len(found) > AT_ONCE,
        "when": ctx.now,
    }
    return ctx.say("urged_late", context)


def _people(ctx: Context, name: str) -> list[Person]:
    people = people_below(ctx.snapshot.directory, ctx.speaker.unit_id)
    return called((p for p in people if p.id != ctx.speaker.id), name)


def _may(ctx: Context, unit_id: int) -> bool:
    """Whether a unit is still the speaker's to look after."""
    return unit_id in units_below(ctx.snapshot.directory, ctx.speaker.unit_id)


def _not_yours(ctx: Context) -> Say:
    return ctx.say("unit_not_yours", {"person": person_view(ctx.speaker)})


@router.on(button(Verb.HANDOVER))
async def handed_over(ctx: Context, heard: Heard) -> Says | None:
    """The button that hands all work of one person to another."""
    return await handing.confirmed(ctx, heard.payload) if heard.payload else None


@holders.on(button(Verb.PROMISE))
async def promised_one(ctx: Context, heard: Heard) -> Says | None:
    """Which of several a promise is about."""
    return await promising.chosen(ctx, heard.payload) if heard.payload else None


async def _handover(ctx: Context, order: Order) -> Says | None:
    return await handing.ask(ctx, order.name, order.to_name)


_ORDERS: Final[Mapping[str, Callable[[Context, Order], Awaitable[Says | None]]]] = {
    "picture": _picture,
    "below": _picture,
    "situation": _situation,
    "of": _of_officer,
    "urge": _urge_all,
    "urge_one": _urge_named,
    "handover": _handover,
}
