"""What the receiving side says of units by name: "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi"."""

from __future__ import annotations

from collections.abc import Sequence

from db.items import items_by_code
from db.records import Unit
from db.words import Answer, ItemState, Role
from handlers import work
from handlers.buttons import undo_all_button
from handlers.context import Context, Say
from handlers.desk import received, show
from handlers.desk_words import Marks, read_marks
from handlers.routing import Heard, Router, Says, of, typed
from handlers.views import person_view, unit_view
from schedules.roll import Roll, named_by

router = Router("marks", of(Role.COORDINATOR, Role.HEAD, Role.LEADER))


@router.on(typed)
async def of_units(ctx: Context, heard: Heard) -> Says | None:
    """ "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi": all of it counts, or nothing and it is asked back."""
    if heard.quoted is not None:
        return None
    found = await received(ctx)
    units = {p.unit_id: ctx.snapshot.directory.units[p.unit_id] for r in found for p in r.owing}
    marks = read_marks(heard.text, units.values()) if units else None
    if marks is None:
        return None
    if marks.unclear:
        return [_unclear(ctx, marks, units)]
    if marks.word:
        found = [roll for roll in found if named_by(roll, marks.word)]
    if marks.asks:
        asked = {unit_id for unit_id, _ in marks.marks}
        return await show(ctx, [r for r in found if asked & {p.unit_id for p in r.owing}])
    return await _mark(ctx, found, marks)


def _unclear(ctx: Context, marks: Marks, units: dict[int, Unit]) -> Say:
    names = [units[i].name for i in marks.candidates]
    first = names[0] if names else next(iter(units.values())).name
    context = {
        "person": person_view(ctx.speaker),
        "name": marks.unclear,
        "names": names,
        "example": f"đã nhận báo cáo {first}",
    }
    return ctx.say("desk_unclear", context)


async def _mark(ctx: Context, found: Sequence[Roll], marks: Marks) -> Says:
    """Record what was said of each unit about one report; which one is asked where several may be meant."""
    open_for = [roll for roll in found if _fits(roll, marks)]
    if len(open_for) != 1:
        return await show(ctx, open_for or found)
    roll = open_for[0]
    items = {i.unit_id: i for i in await items_by_code(ctx.tx, roll.first.code)}
    names: dict[str, list[str]] = {"confirmed": [], "rejected": [], "unchanged": []}
    others: Says = []
    for unit_id, given in marks.marks:
        says = await work.answer(ctx, items[unit_id], given, items[unit_id].version)
        kept = any(s.template == "reply/confirm_recorded" for s in says)
        heard = "confirmed" if given == Answer.CONFIRM else "rejected"
        names[heard if kept else "unchanged"].append(unit_view(ctx.snapshot, unit_id)["name"])
        others += [say for say in says if say.person_id != ctx.speaker.id]
    changed = bool(names["confirmed"] or names["rejected"])
    context = {
        "person": person_view(ctx.speaker),
        "title": roll.first.title,
        "when": ctx.now,
        "undo_until": ctx.now + ctx.snapshot.policy.undo_s if changed else None,
    }
    buttons = undo_all_button(ctx.signer, ctx.speaker, ctx.now) if changed else []
    return [ctx.say("desk_marked", context | names, buttons), *others]


def _fits(roll: Roll, marks: Marks) -> bool:
    """Whether all units that were named owe this report, and one of them at least is not settled yet."""
    there = {part.unit_id: part.state for part in roll.owing}
    named = [unit_id for unit_id, _ in marks.marks]
    return all(i in there for i in named) and any(there[i] != ItemState.DONE for i in named)
