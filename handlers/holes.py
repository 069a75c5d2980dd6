"""The list of holes in words, and its request in the chat: "lỗ hổng", "ai chưa liên kết"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from db.directory import Directory
from db.holes import Hole, find_holes, read_facts
from db.records import Person
from db.snapshot import Snapshot
from db.words import Role
from handlers.context import Context, Say
from handlers.routing import Heard, Router, Says, of, said
from handlers.views import person_view
from messages_vi import leaving
from messages_vi.context import HolesContext, HoleView
from messages_vi.labels import text as words
from messages_vi.render import render

DAYS: Final = 14
TEMPLATE: Final = "coordinator/holes"
LINES: Final = 8  # that fit one message with the longest names
PAGES: Final = 5  # messages that answer who asks

router = Router("holes", of(Role.COORDINATOR, Role.HEAD, Role.LEADER, Role.ADMIN))


@router.on(
    said(
        "lỗ hổng",
        "danh sách lỗ hổng",
        "xem lỗ hổng",
        "ai chưa liên kết",
        "ai chưa liên kết zalo",
        "ai không nhận được tin",
        "ai chưa nhận được tin",
        "ai vắng mặt",
        "ai nghỉ",
    )
)
async def at_once(ctx: Context, heard: Heard) -> Says | None:
    """The newest list of the speaker's units."""
    facts = await read_facts(ctx.tx, ctx.now, DAYS)
    found = find_holes(ctx.snapshot, facts, ctx.now)
    units = units_below(ctx.snapshot.directory, ctx.speaker)
    mine = [hole for hole in found if hole.unit_id in units]
    pages = range(0, max(1, min(len(mine), LINES * PAGES)), LINES)
    contexts = [holes_context(ctx.snapshot, ctx.speaker, mine, DAYS, first) for first in pages]
    return [Say(ctx.speaker.id, TEMPLATE, render(TEMPLATE, one), []) for one in contexts]


def units_below(directory: Directory, person: Person) -> Collection[int]:
    """The units a person sees to: their own and those below."""
    return {
        unit.id
        for unit in directory.units.values()
        if any(above.id == person.unit_id for above in directory.up_from(unit))
    }


def holes_context(
    snapshot: Snapshot, person: Person, holes: Sequence[Hole], days: int, first: int = 0
) -> HolesContext:
    """What the template is told: the worst that fit from a place on, and how many more follow."""
    directory = snapshot.directory
    listed: list[HoleView] = []
    for number, hole in enumerate(holes[first : first + LINES], start=first + 1):
        unit = directory.units.get(hole.unit_id)
        about = directory.people.get(hole.person_id or 0)
        who = leaving.hole_of(unit.name if unit else "", about.name if about else "")
        why = words(leaving.HOLES[hole.kind])
        listed.append(
            {"number": number, "who": who, "why": why, "n": hole.count, "due": hole.first_due}
        )
    return {
        "person": person_view(person),
        "holes": listed,
        "n": len(holes),
        "days": days,
        "overflow": len(holes) - first - len(listed),
    }
