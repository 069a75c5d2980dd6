"""Rights of people about data kept of them: seen at once in the chat, corrected and deleted as work with a term.

Source: Law 91/2025/QH15; terms: Decree 356/2025/NĐ-CP art. 5 – acknowledged within 2 working days (here at once), correction
answered within 10 days, deletion within 20. "Ngày" are calendar days where the decree does not say "ngày làm việc", and a last
day that is a day off moves to the next working day (Civil Code 2015, art. 147 and 148).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from db.items import schedule_items
from db.records import Person, Unit, WorkItem
from db.words import DataRight, ItemState, Kind, Role, Verb
from handlers.agreements import agreements_of
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.payload import On, Payload
from handlers.routing import Ignored, Says
from handlers.views import Detail, person_view
from messages_vi import citizens as words
from messages_vi.formats import due as shown
from messages_vi.labels import text as _
from schedules import due
from schedules.spans import Span, SpanUnit

# Calendar days until a request is answered (Decree 356/2025/NĐ-CP art. 5).
TERMS: Final[Mapping[DataRight, int]] = {DataRight.CORRECT: 10, DataRight.DELETE: 20}
ASK: Final = 0  # version of a button that asks to confirm
CONFIRMED: Final = 1
NOT: Final = 2


async def show(ctx: Context) -> Says:
    """What is kept of the speaker: kinds of data, numbers with stars, and what they may ask."""
    if ctx.desk is None:
        return []
    await ctx.tx.run(
        "add_data_request",
        person_id=ctx.speaker.id,
        asked=DataRight.ACCESS,
        at=ctx.now,
        due_at=ctx.now,
        item_id=None,
        done_at=ctx.now,
    )
    context: dict[str, Any] = {
        "person": person_view(ctx.speaker),
        "kept": await _kept(ctx),
        "contact": ctx.desk.rules.contact,
    }
    offered = [
        (_(words.RIGHTS[one]), _payload(ctx, one, ASK))
        for one in (DataRight.CORRECT, DataRight.DELETE)
    ]
    return [ctx.say("citizen_data", context, offered)]


async def _kept(ctx: Context) -> list[str]:
    lines = [_(words.KEPT_ACCOUNT)]
    if await ctx.tx.value("proven_phone", id=ctx.speaker.id) is not None:
        lines.append(_(words.KEPT_PHONE_HASH))
    for one in await agreements_of(ctx.tx, ctx.speaker.id):
        purpose = next((_(t) for p, t in words.PURPOSES.items() if p == one.purpose), one.purpose)
        since = shown(one.since, "date")
        told = {"code": one.code, "purpose": purpose, "since": since}
        lines.append(_(words.KEPT_AGREEMENT) % told)
    counts = {
        words.KEPT_PROOFS: len(await ctx.tx.all("proofs_of_person", person_id=ctx.speaker.id)),
        words.KEPT_MESSAGES: await ctx.tx.value("messages_kept_of", person_id=ctx.speaker.id),
        words.KEPT_RATINGS: len(await ctx.tx.all("rated_by_person", person_id=ctx.speaker.id)),
    }
    return lines + [_(text) % {"n": count} for text, count in counts.items() if count]


def ask(ctx: Context, right: DataRight) -> Say:
    """Whether they mean it: a deletion cannot be taken back."""
    yes_no: Buttons = [
        (_(words.SEND_REQUEST), _payload(ctx, right, CONFIRMED)),
        (_(words.NO_REQUEST), _payload(ctx, right, NOT)),
    ]
    context = {"person": person_view(ctx.speaker), "asked": str(right)}
    return ctx.say("citizen_right_confirm", context, yes_no)


async def tapped(ctx: Context, payload: Payload) -> Says:
    """A right chosen, confirmed or put aside."""
    if payload.argument not in TERMS:
        raise Ignored("unknown_right")
    right = DataRight(payload.argument)
    if payload.version == ASK:
        return [ask(ctx, right)]
    if payload.version == NOT:
        return [ctx.say("citizen_kept", {"person": person_view(ctx.speaker)})]
    return await _take(ctx, right)


async def _take(ctx: Context, right: DataRight) -> Says:
    """The request becomes work of whoever sees to such requests; asked again while it is open it stays the one it is."""
    row = await ctx.tx.one("open_data_request", person_id=ctx.speaker.id, asked=right)
    if row is not None:
        return [_taken(ctx, right, row[3], row[1], row[2])]
    unit = _unit(ctx)
    if unit is None:
        raise Ignored("no_office")
    number = await ctx.tx.value("last_data_request_id") + 1
    code = f"DL-{number:06}"
    found = due.add(
        ctx.now, Span(TERMS[right], SpanUnit.CALENDAR_DAYS), ctx.snapshot.calendar(unit.id)
    )
    item_id = await _item(ctx, right, unit, code, found)
    await ctx.tx.run(
        "add_data_request",
        person_id=ctx.speaker.id,
        asked=right,
        at=ctx.now,
        due_at=found.due_at,
        item_id=item_id,
        done_at=None,
    )
    return [_taken(ctx, right, code, ctx.now, found.due_at)]


async def _item(ctx: Context, right: DataRight, unit: Unit, code: str, found: due.Due) -> int:
    before = await ctx.tx.value("last_item_id")
    officer = _officer(ctx, unit)
    row = {
        "key": f"data:{code}",
        "kind": Kind.TASK,
        "code": code,
        "title": await _title(ctx, right),
        "unit_id": unit.id,
        "to_unit_id": None,
        "assignee_id": officer.id if officer else None,
        "dossier_id": None,
        "starts_at": ctx.now,
        "due_at": found.due_at,
        "due_precision": "date",
        "state": ItemState.OPEN,
        "policy_id": max(ctx.snapshot.policies),
        "derivation": msgspec.json.encode(found.derivation).decode(),
        "detail": msgspec.json.encode(Detail(source=_(words.TASK_SOURCE))).decode(),
    }
    await ctx.tx.many("insert_item_quietly", [row])
    made = [WorkItem(*row) for row in await ctx.tx.all("items_since", after=before)]
    await schedule_items(ctx.tx, ctx.snapshot, [(item, ctx.now - 1) for item in made])
    return made[0].id


async def _title(ctx: Context, right: DataRight) -> str:
    """Whose data: the person by code, and the dossiers they hear of or proved; never a name or number."""
    agreed = {one.code for one in await agreements_of(ctx.tx, ctx.speaker.id)}
    for row in await ctx.tx.all("proofs_of_person", person_id=ctx.speaker.id):
        agreed.add(await ctx.tx.value("dossier_code", id=row[0]))
    codes = _(words.TASK_DOSSIERS) % {"codes": ", ".join(sorted(agreed)[:3])} if agreed else ""
    return _(words.TASK_TITLES[right]) % {"person": ctx.speaker.code, "dossiers": codes}


def _taken(ctx: Context, right: DataRight, code: str, at: int, until: int) -> Say:
    context = {
        "person": person_view(ctx.speaker),
        "what": _(words.RIGHTS[right]),
        "dossier": {"code": code, "procedure": "", "received": 0, "due": None},
        "when": at,
        "until": until,
        "contact": ctx.desk.rules.contact if ctx.desk else "",
    }
    return ctx.say("citizen_right_taken", context)


def _unit(ctx: Context) -> Unit | None:
    """The office that sees to requests: the one of the settings, else the first at the top."""
    directory = ctx.snapshot.directory
    wanted = ctx.desk.rules.rights_unit if ctx.desk else ""
    if wanted and (found := directory.units_by_code.get(wanted)) is not None:
        return found
    tops = (u for u in directory.units.values() if not u.parent_code and directory.exists(u))
    return next(tops, None)


def _officer(ctx: Context, unit: Unit) -> Person | None:
    found: Iterable[Person] = (
        person
        for role in (Role.COORDINATOR, Role.HEAD, Role.ADMIN)
        for person in ctx.snapshot.directory.of_unit(unit.id, role)
    )
    return next(iter(found), None)


def _payload(ctx: Context, right: DataRight, step: int) -> str:
    return ctx.signer.write(
        Payload(
            verb=Verb.CLAIM_RIGHT,
            subject=0,
            version=step,
            person_id=ctx.speaker.id,
            argument=str(right),
            on=On.ROOM,
        )
    )
