"""What the room of linking says: its texts with what they are told, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from db.link_codes import EXAMPLE
from db.records import Person
from db.words import Role, Verb
from handlers.buttons import MAX_BUTTONS, Buttons
from handlers.context import Context, Say, say
from handlers.payload import On, Payload
from handlers.views import named_view, person_view, unit_view
from messages_vi import labels
from messages_vi.labels import MAX_TITLE
from messages_vi.phrases import short

# The title of the only button of a message that goes out as Zalo's form for contact data stands beside this payload.
CONTACT_FORM: Final = "#form.contact"


def about(ctx: Context, listener: Person, person: Person) -> dict[str, Any]:
    """Whom a text speaks to, and the person of the directory it is about with title and office."""
    return {
        "person": person_view(listener),
        "whom": named_view(person),
        "unit": unit_view(ctx.snapshot, person.unit_id),
        "when": ctx.now,
    }


def room_button(
    ctx: Context, title: str, verb: Verb, subject: int, argument: str, bound_to: Person
) -> tuple[str, str]:
    """A button of this room; it is worth something at the account of whom it is bound to."""
    payload = Payload(verb, subject, 0, bound_to.id, argument, on=On.ROOM)
    return labels.text(title), ctx.signer.write(payload)


def paused(ctx: Context, until: int) -> Say:
    """Too many wrong codes."""
    return ctx.say("link_paused", {"person": person_view(ctx.speaker), "until": until})


def refused(ctx: Context, why: str) -> Say:
    """A code that ties nobody: what to do, and not whose it was."""
    context = {"person": person_view(ctx.speaker), "why": str(why), "example": EXAMPLE}
    return ctx.say("link_refused", context)


def already(ctx: Context, person: Person) -> Say:
    """The account speaks for this person anyway."""
    return ctx.say("link_already", about(ctx, person, person))


def linked(
    ctx: Context, person: Person, event_id: int, others: Sequence[Person], account: Person
) -> Say:
    """Welcome: who is linked, what they will get, and the way back for whoever is somebody else."""
    context = {
        **about(ctx, person, person),
        "roles": person.roles.split(";"),
        "others": [named_view(other) for other in others],
    }
    buttons = [room_button(ctx, labels.NOT_ME, Verb.LINK, event_id, "notme", account)]
    return say(person, "linked", context, buttons, at_once=True)


def ask(
    ctx: Context,
    code_id: int,
    person: Person,
    others: Sequence[Person],
    moves: bool,
    since: int | None,
    account: Person,
) -> Say:
    """What is tied so far is shown, and it is asked whether it shall be otherwise."""
    context = {
        **about(ctx, ctx.speaker, person),
        "others": [named_view(other) for other in others],
        "moves": moves,
        "since": since,
    }
    yes = labels.SHARE_ACCOUNT if others else labels.MOVE_LINK
    buttons = [
        room_button(ctx, yes, Verb.LINK, code_id, "yes", account),
        room_button(ctx, labels.LEAVE_LINK, Verb.LINK, code_id, "no", account),
    ]
    return ctx.say("link_ask", context, buttons)


def kept(ctx: Context) -> Say:
    """Nothing was changed."""
    return ctx.say("link_kept", {"person": person_view(ctx.speaker)})


def undone(ctx: Context, person: Person) -> Say:
    """To whoever said that they are somebody else."""
    return ctx.say("link_undone", about(ctx, ctx.speaker, person))


def moved_away(ctx: Context, left: Person, person: Person, event_id: int) -> Say:
    """To the account that a person was tied to so far."""
    buttons = [room_button(ctx, labels.NOT_MY_DOING, Verb.LINK, event_id, "object", left)]
    return say(left, "link_moved", about(ctx, left, person), buttons, at_once=True)


def to_coordinator(ctx: Context, person: Person, why: str) -> list[Say]:
    """Somebody has to look after it: the nearest coordinator, other than the person."""
    found = ctx.snapshot.directory.nearest(person.unit_id, Role.COORDINATOR, [person.id])[:1]
    return [say(one, "link_trouble", {**about(ctx, one, person), "why": why}) for one in found]


def staff_buttons(ctx: Context) -> Buttons:
    """For an official whose account is not linked: the form that asks for a telephone number, where there is one."""
    if not ctx.asks_phone:
        return []
    return [room_button(ctx, labels.I_AM_STAFF, Verb.LINK, 0, "staff", ctx.speaker)]


def greeting(ctx: Context) -> Say:
    """To somebody the directory does not know: how officials link, how citizens look up a dossier."""
    context = {"person": person_view(ctx.speaker), "example": EXAMPLE}
    return ctx.say("greeting_stranger", context, staff_buttons(ctx))


def ask_contact(ctx: Context) -> Say:
    """Zalo's form for contact data."""
    context = {"person": person_view(ctx.speaker)}
    return ctx.say("link_form", context, [(labels.text(labels.SHARE_PHONE), CONTACT_FORM)])


def ask_unlink(ctx: Context, people: Sequence[Person], account: Person) -> Say:
    """Whose tie is to end? One button each, and one to leave all as it is."""
    one = len(people) == 1
    shown = people[: MAX_BUTTONS - 1]
    buttons = [
        room_button(
            ctx,
            labels.END_LINK if one else short(person.name, MAX_TITLE),
            Verb.UNLINK,
            person.id,
            "yes",
            account,
        )
        for person in shown
    ]
    buttons.append(room_button(ctx, labels.LEAVE_LINK, Verb.UNLINK, 0, "no", account))
    context = {
        "person": person_view(ctx.speaker),
        "lines": [named_view(person) for person in people],
    }
    return ctx.say("unlink_ask", context, buttons)
