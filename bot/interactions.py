"""What a person's own doing changes: the window, the roads that lead to them, the number they gave.

What counts as an interaction: following, any message, a tap on the account's page, a widget, a call, an answer to a
request for contact data. Opening or reacting does not, and of a tap on a template's button Zalo does not say.
Source: the appendix of the OpenAPI on users' interactions with an account.
"""

from __future__ import annotations

from bot.engine import Engine
from bot.zalo.details import (
    Called,
    ChatOpened,
    Detail,
    Followed,
    Said,
    SharedInfo,
    Speaker,
    WidgetUsed,
)
from db.records import Person
from db.store import Tx
from db.words import Road
from schedules.errors import RejectedInput

UNFOLLOWED = "unfollowed"  # `closed_road.code`


def is_interaction(told: Detail) -> bool:
    """Whether an event begins both windows anew."""
    match told:
        case Followed(on=on):
            return on
        case Said(speaker=speaker) | Called(speaker=speaker):
            return speaker == Speaker.PERSON
        case WidgetUsed(accepted=accepted):
            return accepted
    return isinstance(told, ChatOpened | SharedInfo)


async def interacted(tx: Tx, person: Person, at: int) -> None:
    """Keep the instant, never backwards, and open the roads of Zalo that were closed before it."""
    await tx.run("set_last_interaction", person_id=person.id, at=at)
    await tx.run("open_zalo_roads", person_id=person.id, at=at)


async def unfollowed(tx: Tx, person: Person, at: int) -> str:
    """Whoever leaves is not written to in a chat; a later interaction that was heard first keeps it open."""
    if (person.last_interaction_at or 0) > at:
        return "overtaken"
    await tx.run(
        "close_road", person_id=person.id, road=Road.CHAT, code=UNFOLLOWED, at=at, until=None
    )
    return UNFOLLOWED


def number_of(told: SharedInfo) -> str:
    """The mobile number somebody gave, in international form; empty for what is none."""
    from bot.sms.numbers import mobile  # the library of numbers is large and needed here only

    try:
        return mobile(told.phone)
    except RejectedInput:
        return ""


async def shared(tx: Tx, engine: Engine, person: Person, told: SharedInfo) -> str:
    """Keep the number a known person gave, if the directory has none.

    Nobody is tied to an account by it: whoever fills in the form may type any number.
    """
    number = number_of(told)
    if not number:
        return "no_phone"
    kept = await tx.run(
        "keep_phone",
        id=person.id,
        phone_sealed=engine.sealer.seal(number),
        phone_key=engine.sealer.lookup(number),
    )
    if kept:
        await tx.run("bump_meta", key="directory")
    return "phone_kept" if kept else "phone_known"
