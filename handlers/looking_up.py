"""A dossier looked up: its code, then a second proof, then what its citizen may know. No names, no numbers, ever.

A code alone tells the state in general words, as the public look-up of a portal does, and for a code nobody knows the same
sentence with "no information"; `state_openly` off tells not even that. What follows a wrong proof is the same text
whether the code, the proof or both are wrong, and counts the same.
"""

from __future__ import annotations

import hmac
from typing import Any, Final

from db.words import Purpose
from handlers import agreeing
from handlers.agreements import agreements_of
from handlers.citizen_words import Said, proof_in
from handlers.context import Context, Say
from handlers.conversation import PATIENCE_S
from handlers.dossier_desk import CitizenRules, DossierDesk, Shown
from handlers.guesses import Limit
from handlers.routing import Says
from handlers.tries import add_try, count_try, resting
from handlers.views import person_view, unit_view
from messages_vi import citizens as words
from messages_vi.labels import text as _

CODE_ASKED: Final = "citizen.code"
PROOF_ASKED: Final = "citizen.proof"
PROVEN_FOR_S: Final = 24 * 3600  # somebody who proved it is not asked again that day
LONGEST_PROOF: Final = 60
_FREE_LOOKS: Final = 5  # codes looked at before it is slowed
_RESTS_A_DAY: Final = 10  # times that somebody is told to wait


async def ask_code(ctx: Context) -> Says | None:
    """ "tra cứu" alone."""
    if ctx.desk is None:
        return None
    await ctx.ask(CODE_ASKED, {})
    return [ctx.say("citizen_ask_code", {"person": person_view(ctx.speaker)})]


async def look_up(ctx: Context, said: Said) -> Says | None:
    """A code, perhaps with its second proof."""
    desk = ctx.desk
    if desk is None:
        return None
    if said.proof:
        return await prove(ctx, said.code, said.proof)
    found = await desk.find(ctx.tx, ctx.snapshot, said.code, ctx.now)
    if found is not None and await _is_known(ctx, found):
        await ctx.asked_enough()
        return [await details(ctx, found)]
    limit = Limit(desk.rules.lookups_a_day, _FREE_LOOKS)
    until = await count_try(ctx, f"l:{ctx.speaker.id}", limit)
    if until is not None:
        return await _rest(ctx, desk, until)
    await ctx.ask(PROOF_ASKED, {"code": said.code})
    dossier = {"code": said.code, "procedure": "", "received": 0, "due": None}
    context: dict[str, Any] = {"person": person_view(ctx.speaker), "dossier": dossier}
    if not desk.rules.state_openly:
        return [ctx.say("citizen_prove", context)]
    state = words.GENERAL_STATES[found.status if found else 0]
    return [ctx.say("citizen_state", context | {"state": _(state)})]


async def prove(ctx: Context, code: str, typed: str) -> Says | None:
    """The second proof of a code: compared as keyed hashes, counted when it is wrong, never repeated."""
    desk = ctx.desk
    if desk is None:
        return None
    found = await desk.find(ctx.tx, ctx.snapshot, code, ctx.now)
    subjects = _subjects(ctx, desk.rules, desk.key(found.code if found else code))
    until = await resting(ctx.tx, subjects, ctx.now)
    if until is not None:
        await ctx.ask(PROOF_ASKED, {"code": code}, until - ctx.now + PATIENCE_S)
        return await _rest(ctx, desk, until)
    proved_by = _proved_by(desk, found, typed)
    if found is None or not proved_by:
        for subject, limit in subjects:
            await add_try(ctx.tx, subject, limit, ctx.now)
        await ctx.ask(PROOF_ASKED, {"code": code})
        context = {"person": person_view(ctx.speaker), "contact": desk.rules.contact}
        return [ctx.say("citizen_wrong", context)]
    await ctx.tx.run(
        "put_citizen_proof",
        person_id=ctx.speaker.id,
        dossier_id=found.dossier_id,
        proved_by=proved_by,
        at=ctx.now,
    )
    await ctx.asked_enough()
    return [await details(ctx, found)]


async def details(ctx: Context, found: Shown) -> Say:
    """What the citizen of a dossier may know, with the questions of consent that are still open."""
    standing = {
        Purpose(one.purpose): one.dossier_id
        for one in await agreements_of(ctx.tx, ctx.speaker.id)
        if one.dossier_id in found.dossier_ids
    }
    context: dict[str, Any] = {
        "person": person_view(ctx.speaker),
        "dossier": {
            "code": found.code,
            "procedure": found.procedure,
            "received": found.received,
            "due": found.due,
        },
        "state": _(words.STATES.get(found.status, words.STATES[4])),
        "when": found.since,
        "moved": found.moved,
        "needed": _(words.NEEDED[found.status]) if found.status in words.NEEDED else "",
        "until": found.until,
        "unit": unit_view(ctx.snapshot, found.unit_id),
    }
    offered = agreeing.offers(ctx, found.dossier_id, standing)
    return ctx.say("citizen_details", context, offered)


async def _is_known(ctx: Context, found: Shown) -> bool:
    """Whether the speaker agreed to hear of it, or proved it today."""
    rows = await ctx.tx.all("proofs_of_person", person_id=ctx.speaker.id)
    if any(row[0] in found.dossier_ids and row[2] > ctx.now - PROVEN_FOR_S for row in rows):
        return True
    standing = await agreements_of(ctx.tx, ctx.speaker.id)
    return any(one.dossier_id in found.dossier_ids for one in standing)


def _proved_by(desk: DossierDesk, found: Shown | None, typed: str) -> str:
    """How a proof proves: `phone`, `code`, or empty. Every hash is compared, so that nothing is told by the time it takes."""
    given = desk.proofs(proof_in(typed)) if len(typed) <= LONGEST_PROOF else frozenset()
    proved = ""
    for kind, key in sorted(found.secrets if found else ()):
        for said, tried in sorted(given):
            if hmac.compare_digest(key, tried) and kind == said:
                proved = proved or kind
    return proved


def _subjects(ctx: Context, rules: CitizenRules, key: str) -> list[tuple[str, Limit]]:
    # A dossier is slowed only after as many tries as one account has: its citizen is not shut out by a single stranger.
    return [
        (f"a:{ctx.speaker.id}", Limit(rules.tries_of_account)),
        (f"d:{key}", Limit(rules.tries_of_dossier, rules.tries_of_account)),
    ]


async def _rest(ctx: Context, desk: DossierDesk, until: int) -> Says:
    """Told a few times a day: a machine that answers every message would go on for ever."""
    if await count_try(ctx, f"r:{ctx.speaker.id}", Limit(_RESTS_A_DAY, _RESTS_A_DAY)) is not None:
        return []
    context = {"person": person_view(ctx.speaker), "contact": desk.rules.contact, "when": until}
    return [ctx.say("citizen_rest", context)]
