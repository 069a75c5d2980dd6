"""What people ask the bot without answering about anything: help, and what they have to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from db.records import WorkItem
from db.told import told
from db.words import Audience, Role
from handlers.context import Context, Say
from handlers.views import line_view, person_view
from messages_vi import labels
from messages_vi.labels import Request
from messages_vi.render import LINES_PER_PAGE
from schedules.civil import at, civil_date
from schedules.standins import Matter
from schedules.text import fold

_COUNTED_TO: Final = 300
_MIDNIGHT: Final = 24 * 60


_PHRASES: Final = {
    Request.HELP: "tro giup, huong dan, help, ?, giup, huong dan su dung, cach dung, menu",
    Request.TODAY: (
        "viec hom nay, hom nay, viec cua toi, viec cua em, viec toi, danh sach viec, danh sach, viec den han, "
        "hom nay co viec gi, hom nay co gi, co viec gi, viec gi hom nay, hom nay lam gi, xem viec, viec, "
        "ho so qua han, viec qua han, viec tre, ho so tre, qua han, viec den han hom nay, viec cua minh, hom nay lam gi"
    ),
    Request.WEEK: "viec tuan nay, tuan nay, viec trong tuan, trong tuan, tuan nay co viec gi, tuan nay co gi",
}
_ASKED: Final = {
    fold(words): request
    for request, label in labels.REQUESTS.items()
    for words in labels.everywhere(label)
} | {phrase.strip(): request for request, said in _PHRASES.items() for phrase in said.split(",")}


def read_request(text: str) -> Request | None:
    """
    >>> read_request("Việc hôm nay?"), read_request("xong")
    (<Request.TODAY: 'today'>, None)
    """
    folded = fold(text)
    return _ASKED.get(folded.strip(" .!")) or _ASKED.get(folded.strip(" .!?"))


_HELP: Final = (
    (Role.HEAD, "help_head"),
    (Role.LEADER, "help_leader"),
    (Role.COORDINATOR, "help_coordinator"),
    (Role.ADMIN, "help_admin"),
    (Role.OFFICER, "help"),
)


async def answer_request(ctx: Context, request: Request) -> list[Say]:
    """The answer to a request; help is one short text for each role the speaker has."""
    if request == Request.HELP:
        meant = [reply for role, reply in _HELP if ctx.speaker.has_role(role)]
        return [ctx.say(reply, {"person": person_view(ctx.speaker)}) for reply in meant or ["help"]]
    return [await _my_work(ctx, request)]


async def _held(ctx: Context, until: int) -> list[WorkItem]:
    """What the speaker holds, and what they are told of in another's place, most urgent first."""
    standins, directory = ctx.snapshot.directory.standins, ctx.snapshot.directory
    others = {one.from_id for one in standins.acted_for(ctx.speaker.id, Matter(), ctx.now)}
    others |= {one.from_id for one in standins.held(ctx.speaker.id)}
    if any(ctx.speaker.has_role(role) for role in (Role.COORDINATOR, Role.HEAD)) or others:
        others |= set(standins.absent(ctx.now))
    found: dict[int, WorkItem] = {}
    for person_id in (ctx.speaker.id, *sorted(others)):
        rows = await ctx.tx.all("work_until", person_id=person_id, until=until, limit=_COUNTED_TO)
        for item in (WorkItem(*row) for row in rows):
            if person_id == ctx.speaker.id or any(
                one.person.id == ctx.speaker.id
                for one in told(directory, Audience.ASSIGNEE, item, ctx.now)
            ):
                found.setdefault(item.id, item)
    return sorted(found.values(), key=lambda item: (item.due_at, item.id))


async def _my_work(ctx: Context, request: Request) -> Say:
    """What the speaker holds that is due today, or until Sunday; what is overdue comes first."""
    today = civil_date(ctx.now)
    last = today if request == Request.TODAY else today + timedelta(days=6 - today.weekday())
    items = await _held(ctx, at(last, _MIDNIGHT) - 1)
    lines = [
        line_view(ctx.snapshot, item, number, ctx.now)
        for number, item in enumerate(items[:LINES_PER_PAGE], start=1)
    ]
    context = {
        "person": person_view(ctx.speaker),
        "period": str(request),
        "n": len(items),
        "lines": lines,
        "overflow": len(items) - len(lines),
    }
    return ctx.say("my_work", context)
