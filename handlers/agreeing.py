"""Questions of consent: the very text is shown, each purpose by itself, and a tap on a signed button answers.

The button proves which text was shown, to whom, about which dossier; the ledger keeps the text word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db.words import Purpose, Verb
from handlers.agreements import Agreement, Proof, agree, agreements_of
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.payload import On, Payload
from handlers.routing import Ignored, Says
from handlers.views import person_view
from handlers.withdrawing import end_messages
from messages_vi import citizens as words
from messages_vi.labels import text as _

# What a button says of a purpose: letters and figures only.
ARGUMENTS: Final = {
    Purpose.DOSSIER_NEWS: "news",
    Purpose.STEP_NEWS: "steps",
    Purpose.SATISFACTION: "survey",
}
PURPOSE_OF: Final = {argument: purpose for purpose, argument in ARGUMENTS.items()}
ASKED_NEXT: Final = (Purpose.DOSSIER_NEWS, Purpose.STEP_NEWS, Purpose.SATISFACTION)
SHOW: Final = 0  # version of a button that only shows the text


def offers(ctx: Context, dossier_id: int, standing: Mapping[Purpose, int]) -> Buttons:
    """The questions that may be asked about a dossier, and the ends of what is agreed to. `standing`: under which row it was."""
    found: Buttons = [
        (_(words.ENDS[one]), _payload(ctx, Verb.STOP, standing[one], 0, ARGUMENTS[one]))
        for one in sorted(standing)
    ]
    for purpose in _asked(ctx):
        if purpose in standing:
            continue
        if purpose == Purpose.STEP_NEWS and Purpose.DOSSIER_NEWS not in standing:
            continue
        title = _(words.OFFERS[purpose])
        found.append((title, _payload(ctx, Verb.CONSENT, dossier_id, SHOW, ARGUMENTS[purpose])))
    return found


async def decided(ctx: Context, payload: Payload) -> Says:
    """The text of a purpose, or what somebody said to it; the next question follows an answer."""
    purpose = PURPOSE_OF.get(payload.argument)
    row = await ctx.tx.one("dossier_code", id=payload.subject)
    if purpose is None or row is None:
        raise Ignored("unknown_dossier")
    code, dossier_id = row[0], payload.subject
    if payload.verb == Verb.CONSENT and payload.version == SHOW:
        return [question(ctx, dossier_id, code, purpose)]
    if payload.verb == Verb.REFUSE and await _agreed(ctx, dossier_id, purpose):
        return await end_messages(ctx, dossier_id, purpose, again=True)  # said after a yes
    if payload.version != words.STATEMENTS[purpose].version:
        return [question(ctx, dossier_id, code, purpose)]  # the words changed meanwhile
    if payload.verb == Verb.REFUSE:
        said = [_said(ctx, "citizen_declined", code, purpose)]
        return said + await _next(ctx, dossier_id, code, purpose, agreed=False)
    if not await _agree(ctx, dossier_id, code, purpose):
        return [ctx.say("citizen_ask_code", {"person": person_view(ctx.speaker)})]
    said = [_said(ctx, "citizen_agreed", code, purpose)]
    return said + await _next(ctx, dossier_id, code, purpose, agreed=True)


def question(ctx: Context, dossier_id: int, code: str, purpose: Purpose) -> Say:
    """The very text with yes and no beside each other; nothing is chosen beforehand."""
    version = words.STATEMENTS[purpose].version
    yes_no = [
        (_(title), _payload(ctx, verb, dossier_id, version, ARGUMENTS[purpose]))
        for title, verb in ((words.AGREE, Verb.CONSENT), (words.DECLINE, Verb.REFUSE))
    ]
    context: dict[str, Any] = {
        "person": person_view(ctx.speaker),
        "purpose": _(words.PURPOSES[purpose]),
        "statement": statement(purpose, code),
    }
    return ctx.say("citizen_consent", context, yes_no)


def statement(purpose: Purpose, code: str) -> str:
    """What is agreed to, word for word."""
    return _(words.STATEMENTS[purpose].text) % {"code": code}


async def _agree(ctx: Context, dossier_id: int, code: str, purpose: Purpose) -> bool:
    """Whether they agree now; not without a proof that was forgotten meanwhile: then it is looked up anew."""
    rows = await ctx.tx.all("proofs_of_person", person_id=ctx.speaker.id)
    proved = {row[0]: row[1] for row in rows}
    if dossier_id not in proved and not await _stands(ctx, dossier_id):
        return False
    version = words.STATEMENTS[purpose].version
    proof = Proof(statement(purpose, code), version, ctx.event_id or 0, proved.get(dossier_id, ""))
    new = await agree(ctx.tx, ctx.speaker.id, dossier_id, purpose, proof, ctx.now)
    if new and purpose == Purpose.DOSSIER_NEWS:
        await _join_number(ctx, dossier_id, proved.get(dossier_id, ""))
        if ctx.desk is not None:
            await ctx.desk.began(ctx.tx, ctx.snapshot, code, ctx.now)
    return True


async def _join_number(ctx: Context, dossier_id: int, proved_by: str) -> None:
    """The number that was proven is the same person's: they hear once, by the chat, and withdraw from both at once."""
    if proved_by != "phone":
        return
    key = await ctx.tx.value("dossier_phone_key", id=dossier_id)
    if key is not None:
        await ctx.tx.run("prove_phone", id=ctx.speaker.id, phone_key=key)


async def _agreed(ctx: Context, dossier_id: int, purpose: Purpose) -> bool:
    standing = await agreements_of(ctx.tx, ctx.speaker.id)
    return any(one.dossier_id == dossier_id and one.purpose == purpose for one in standing)


async def _stands(ctx: Context, dossier_id: int) -> bool:
    standing: list[Agreement] = await agreements_of(ctx.tx, ctx.speaker.id)
    return any(one.dossier_id == dossier_id for one in standing)


async def _next(
    ctx: Context, dossier_id: int, code: str, after: Purpose, *, agreed: bool
) -> list[Say]:
    """The next question that has not been answered; who wants no news is not asked about its steps."""
    standing = {
        one.purpose
        for one in await agreements_of(ctx.tx, ctx.speaker.id)
        if one.dossier_id == dossier_id
    }
    coming = [one for one in _asked(ctx) if ASKED_NEXT.index(one) > ASKED_NEXT.index(after)]
    for purpose in coming:
        if purpose in standing or (purpose == Purpose.STEP_NEWS and not agreed):
            continue
        return [question(ctx, dossier_id, code, purpose)]
    return []


def _asked(ctx: Context) -> list[Purpose]:
    rules = ctx.desk.rules if ctx.desk else None
    on = {
        Purpose.STEP_NEWS: bool(rules and rules.tells_steps),
        Purpose.SATISFACTION: bool(rules and rules.surveys),
    }
    return [purpose for purpose in ASKED_NEXT if on.get(purpose, True)]


def _said(ctx: Context, reply: str, code: str, purpose: Purpose) -> Say:
    dossier = {"code": code, "procedure": "", "received": 0, "due": None}
    context = {"purpose": _(words.PURPOSES[purpose]), "dossier": dossier}
    return ctx.say(reply, context | {"person": person_view(ctx.speaker)})


def _payload(ctx: Context, verb: Verb, subject: int, version: int, argument: str = "") -> str:
    return ctx.signer.write(
        Payload(
            verb=verb,
            subject=subject,
            version=version,
            person_id=ctx.speaker.id,
            argument=argument,
            on=On.ROOM,
        )
    )
