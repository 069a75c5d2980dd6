"""Citizens: their dossiers looked up, agreements given and taken back, their rights, how content they are.

Without a second proof nobody hears more than the state in general words; a wrong code and a wrong proof are told alike. What is
not understood is answered a few times a day, so that two automatic accounts never talk to each other for long.
"""

from __future__ import annotations

from typing import Final

import msgspec

from db.words import DataRight, Role, Verb
from handlers import agreeing, rating, rights
from handlers.citizen_words import (
    Said,
    Wish,
    code_in,
    has_number,
    like_proof,
    read_citizen,
    withdraws,
)
from handlers.context import Context, Say
from handlers.guesses import Limit
from handlers.link_views import staff_buttons
from handlers.looking_up import CODE_ASKED, PROOF_ASKED, ask_code, look_up, prove
from handlers.routing import Came, Handler, Heard, Router, Says, button, came, during, of, typed
from handlers.ties import account_of, own_row
from handlers.tries import count_try
from handlers.typed import read_typed
from handlers.views import person_view
from handlers.withdrawing import NONE, answer, ask_back, end_messages, signed, withdraw_one
from messages_vi import citizens as words
from messages_vi.labels import text as _

LOOK: Final = "look"
DATA: Final = "data"
NUMBERS_A_DAY: Final = 10  # of an account, answered without a dossier's code

router = Router("citizen", of(Role.CITIZEN))
at_work = Router(
    "citizen_at_work"
)  # officials, in an open question of this room or behind a button of it
for_staff = Router("citizen_for_staff")  # officials, in whole phrases that say nothing about work


async def forgets(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """What was typed or sent is not kept once it was answered: it may hold a number, a proof, a picture. Words that withdraw
    and buttons are: they are the proof of what was wanted.
    """
    says = await handle(ctx, heard)
    kept = heard.came == Came.BUTTON or withdraws(heard.text)
    if says is not None and not kept:
        await ctx.blank_event()
    return says


async def as_the_account(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
    """What an official types as a citizen concerns the row of the account itself, as before it was linked and after: what was
    agreed to there is taken back there. The row is made where the account was never met as nobody's.
    """
    asked = ctx.talk is not None and ctx.talk.topic in (CODE_ASKED, PROOF_ASKED, rating.WHY_ASKED)
    meant = heard.came == Came.TEXT and (asked or read_citizen(heard.text) is not None)
    if not meant or await account_of(ctx.tx, ctx.speaker.id) is None:
        return await handle(ctx, heard)
    found = await own_row(ctx.tx, ctx.speaker)
    row = msgspec.structs.replace(found, language=ctx.speaker.language)
    says = await handle(ctx._replace(speaker=row), heard)
    # Who asked is answered at once, also by a row that was made just now.
    return says and [say._replace(at_once=True) if say.person_id == row.id else say for say in says]


for room in (at_work, for_staff):
    room.use(forgets)
    room.use(as_the_account)


@router.on(button(Verb.WANTS))
@at_work.on(button(Verb.WANTS))
async def picked(ctx: Context, heard: Heard) -> Says | None:
    """A button of the menu."""
    argument = heard.payload.argument if heard.payload else ""
    if argument == DATA:
        return await rights.show(ctx)
    return await ask_code(ctx)


@router.on(button(Verb.CONSENT, Verb.REFUSE))
@at_work.on(button(Verb.CONSENT, Verb.REFUSE))
async def decided(ctx: Context, heard: Heard) -> Says | None:
    """An answer to a question of consent, or the wish to be asked it."""
    return await agreeing.decided(ctx, heard.payload) if heard.payload else None


@router.on(button(Verb.STOP))
@at_work.on(button(Verb.STOP))
async def stopped(ctx: Context, heard: Heard) -> Says | None:
    """A button that ends messages: all of them, or those about a dossier, or for one purpose."""
    payload = heard.payload
    if payload is None:
        return None
    if payload.argument == NONE:
        return [ctx.say("citizen_kept", {"person": person_view(ctx.speaker)})]
    purpose = agreeing.PURPOSE_OF.get(payload.argument)
    return await end_messages(ctx, payload.subject or None, purpose, again=True)


@router.on(button(Verb.RATE, Verb.WHY))
@at_work.on(button(Verb.RATE, Verb.WHY))
async def rated(ctx: Context, heard: Heard) -> Says | None:
    """How content somebody is, and why not."""
    return await rating.tapped(ctx, heard.payload) if heard.payload else None


@router.on(button(Verb.CLAIM_RIGHT))
@at_work.on(button(Verb.CLAIM_RIGHT))
async def claimed(ctx: Context, heard: Heard) -> Says | None:
    """A right about one's own data, asked for or confirmed."""
    return await rights.tapped(ctx, heard.payload) if heard.payload else None


@router.on(typed)
async def withdrew(ctx: Context, heard: Heard) -> Says | None:
    """ "HỦY" and its kin go before everything else, whatever is being asked."""
    said = read_citizen(heard.text)
    if said is None or said.wish != Wish.STOP:
        return None
    await ctx.asked_enough()
    if not said.code:
        return await end_messages(ctx, None, None)
    return await withdraw_one(ctx, said.code)


@router.on(during(PROOF_ASKED), typed)
@at_work.on(during(PROOF_ASKED), typed)
async def proved(ctx: Context, heard: Heard) -> Says | None:
    """The second proof of the dossier that was asked for; another wish puts the question aside."""
    said = read_citizen(heard.text)
    if said is not None and not (said.wish == Wish.LOOKUP and not said.code):
        return None
    if not like_proof(heard.text):
        return None  # "tôi không nhớ mã" is no guess
    if _official(ctx) and not _only_a_proof(heard.text):
        return None
    return await prove(ctx, str(ctx.talk.facts["code"]) if ctx.talk else "", heard.text)


@router.on(during(PROOF_ASKED), came(Came.PHONE))
async def shared(ctx: Context, heard: Heard) -> Says | None:
    """The number given by the form of the account, which anybody may fill in: worth as much as a typed one."""
    if not heard.phone:
        return None
    return await prove(ctx, str(ctx.talk.facts["code"]) if ctx.talk else "", heard.phone)


@router.on(during(CODE_ASKED), typed)
@at_work.on(during(CODE_ASKED), typed)
async def coded(ctx: Context, heard: Heard) -> Says | None:
    """The code that was asked for."""
    said = read_citizen(heard.text) or read_citizen(f"tra cứu {heard.text}")
    if said is None or said.wish != Wish.LOOKUP or not said.code:
        return None
    if _official(ctx) and not code_in(heard.text)[0]:
        return None  # "0003" may well be work
    return await look_up(ctx, said)


@router.on(during(rating.WHY_ASKED), typed)
@at_work.on(during(rating.WHY_ASKED), typed)
async def explained(ctx: Context, heard: Heard) -> Says | None:
    """Why somebody is not content, in their own words; whole phrases of another wish are that wish."""
    said = read_citizen(heard.text)
    if said is not None and said.wish not in (Wish.COMPLAINT, Wish.THANKS):
        return None
    if _official(ctx) and read_typed(heard.text) is not None:
        return None
    return await rating.explained(ctx, heard.text)


@router.on(typed)
async def wished(ctx: Context, heard: Heard) -> Says | None:
    """What a citizen wishes for in plain words."""
    said = read_citizen(heard.text)
    if said is not None and said.wish == Wish.LOOKUP and said.code:
        return await look_up(ctx, said)
    if said is not None and said.wish == Wish.LOOKUP:
        return await ask_code(ctx)
    if said is None and has_number(heard.text):  # a proof whose question was put aside, or the
        limit = Limit(NUMBERS_A_DAY, NUMBERS_A_DAY)  # greeting of a machine that names its number
        told = await count_try(ctx, f"n:{ctx.speaker.id}", limit) is None
        return await ask_code(ctx) if told else []
    if said is not None and (answer := await _right(ctx, said)) is not None:
        return answer
    return await _small_talk(ctx, heard, said)


async def _small_talk(ctx: Context, heard: Heard, said: Said | None) -> Says | None:
    if not await _may_chat(ctx):
        return []
    if said is None and read_typed(heard.text) is not None and not _official(ctx):
        return None  # an official whose account is not linked yet: told how it is
    if said is not None and said.wish == Wish.COMPLAINT:
        return [answer(ctx, "citizen_complaint")]
    agreed = await ctx.tx.all("agreements_of_person", person_id=ctx.speaker.id)
    return [_menu(ctx, understood=said is not None, stranger=not agreed and not _official(ctx))]


@router.on(came(Came.MEDIA))
async def sent_something(ctx: Context, heard: Heard) -> Says | None:
    """A picture, a file, a voice: nothing of it is kept."""
    return [answer(ctx, "citizen_media")] if await _may_chat(ctx) else []


@for_staff.on(typed)
async def as_a_citizen(ctx: Context, heard: Heard) -> Says | None:
    """An official may look up a dossier of their own; "hủy" asks back, as work is not withdrawn from."""
    said = read_citizen(heard.text)
    if said is None:
        return None
    if said.wish == Wish.STOP and not said.code:
        return [ask_back(ctx)]
    if said.wish == Wish.STOP:
        return await withdraw_one(ctx, said.code, at_work=True) or None
    if said.wish == Wish.LOOKUP and _names_look_up(heard):
        return await look_up(ctx, said) if said.code else await ask_code(ctx)
    return await _right(ctx, said)


def _names_look_up(heard: Heard) -> bool:
    return heard.folded.replace(" ", "").startswith(("tracuu", "trahoso", "kiemtrahoso"))


def _official(ctx: Context) -> bool:
    return not ctx.typist.has_role(Role.CITIZEN)


def _only_a_proof(text: str) -> bool:
    """What cannot be an answer about work: a telephone number, or one word as long as a code of a slip."""
    return has_number(text) or (len(text.split()) == 1 and len(text.strip()) >= 6)


async def _right(ctx: Context, said: Said) -> Says | None:
    if said.wish == Wish.ACCESS:
        return await rights.show(ctx)
    if said.wish == Wish.CORRECT:
        return [rights.ask(ctx, DataRight.CORRECT)]
    if said.wish == Wish.DELETE:
        return [rights.ask(ctx, DataRight.DELETE)]
    return None


async def _may_chat(ctx: Context) -> bool:
    """Whether one more answer to small talk may be given today."""
    most = ctx.desk.rules.menus_a_day if ctx.desk else 0
    return await count_try(ctx, f"m:{ctx.speaker.id}", Limit(most, most)) is None


def _menu(ctx: Context, *, understood: bool, stranger: bool) -> Say:
    """What may be typed. A `stranger`, who agreed to nothing, may be an official whose account is not linked."""
    offered = [
        (_(words.LOOK_UP), signed(ctx, Verb.WANTS, 0, LOOK)),
        (_(words.MY_DATA), signed(ctx, Verb.WANTS, 0, DATA)),
        *(staff_buttons(ctx) if stranger else ()),
    ]
    return answer(ctx, "citizen_menu", understood=understood, stranger=stranger, buttons=offered)
