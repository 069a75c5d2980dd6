"""The picture of a unit, of one officer's work, and of many units: counts first, then the worst, then what to do."""

from __future__ import annotations

from typing import Any, Final

from db.records import Person
from db.snapshot import Snapshot
from db.store import Reader
from db.words import Role, Verb
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.overview import (
    LINES,
    Counts,
    blocked_of,
    counts_of,
    late_lines,
    summed,
    units_below,
)
from handlers.payload import On, Payload
from handlers.views import line_view, named_view, person_view, unit_view
from messages_vi import formats, labels
from schedules.civil import DAY, civil_date

WORST: Final = 3
_WEEK: Final = 7 * DAY


async def picture(
    ctx: Context, unit_id: int, officer: Person | None = None, offset: int = 0
) -> Say:
    """One unit with those below it; with `officer` what that one has there."""
    below = units_below(ctx.snapshot.directory, unit_id)
    officer_id = officer.id if officer else None
    every = await counts_of(ctx.tx, below, ctx.now, officer_id)
    counts = summed(every)
    late = await late_lines(
        ctx.tx, below, ctx.now, person_id=officer_id, limit=LINES, offset=offset
    )
    context = {
        "person": person_view(ctx.speaker),
        "unit": unit_view(ctx.snapshot, unit_id),
        "to": named_view(officer),
        "counts": counts._asdict(),
        "blocked": await blocked_of(ctx.tx, below, ctx.now, officer_id),
        "units": _worst(ctx.snapshot, every) if len(every) > 1 and officer is None else [],
        "lines": [
            line_view(ctx.snapshot, item, number, ctx.now)
            for number, item in enumerate(late, start=offset + 1)
        ],
        "overflow": max(0, counts.overdue - offset - len(late)),
        "further": offset > 0,
    }
    return ctx.say(
        "unit_picture", context, _buttons(ctx, unit_id, officer_id, counts, offset + len(late))
    )


def _buttons(
    ctx: Context, unit_id: int, officer_id: int | None, counts: Counts, shown: int
) -> Buttons:
    about = str(officer_id or "")
    found: Buttons = []
    if counts.overdue:
        payload = Payload(Verb.URGE, unit_id, 0, ctx.speaker.id, about, on=On.ROOM)
        title = labels.text(labels.URGE_LATE) % {"n": formats.tally(counts.overdue)}
        found.append((title, ctx.signer.write(payload)))
    if counts.overdue > shown:
        payload = Payload(Verb.PICTURE, unit_id, shown, ctx.speaker.id, about, on=On.ROOM)
        found.append((labels.text(labels.MORE), ctx.signer.write(payload)))
    return found


async def leaders_picture(ctx: Context, unit_id: int) -> Say:
    """Many units in a few lines: in all, against last week, the worst three."""
    below = units_below(ctx.snapshot.directory, unit_id)
    every = await counts_of(ctx.tx, below, ctx.now)
    kept = await days_before(ctx.tx, ctx.now)
    before = {i: n for i, n in kept.items() if i in set(below)} if kept is not None else None
    context = summary_context(ctx.snapshot, ctx.speaker, unit_id, every, before)
    counts = summed(every)
    return ctx.say("leader_picture", context, _buttons(ctx, unit_id, None, counts, counts.overdue))


async def days_before(reader: Reader, now: int) -> dict[int, int] | None:
    """How many were overdue in each unit on the latest morning at least a week ago; None when no such morning is kept."""
    rows = await reader.all("unit_days", day=civil_date(now - _WEEK).isoformat())
    return {row[0]: row[2] for row in rows} if rows else None


def summary_context(
    snapshot: Snapshot,
    person: Person,
    unit_id: int,
    every: list[Counts],
    before: dict[int, int] | None,
) -> dict[str, Any]:
    """What a leader is told of these units; `before` is how many were overdue a week ago by unit, None: not known."""
    counts = summed(every)
    return {
        "person": person_view(person),
        "unit": unit_view(snapshot, unit_id),
        "counts": counts._asdict(),
        "units": _worst(snapshot, every),
        "n": sum(1 for one in every if one.overdue),
        "before": sum(before.values()) if before is not None else None,
    }


def _worst(snapshot: Snapshot, every: list[Counts]) -> list[dict[str, Any]]:
    """The units with most overdue work."""
    late = sorted((c for c in every if c.overdue), key=lambda c: (-c.overdue, -c.open, c.unit_id))
    return [
        {"name": unit_view(snapshot, c.unit_id)["name"], "overdue": c.overdue, "open": c.open}
        for c in late[:WORST]
    ]


def is_leader(person: Person) -> bool:
    """Whether somebody is told in the short form."""
    return person.has_role(Role.LEADER)
