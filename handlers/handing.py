"""All work of one person goes to another of the same unit: asked with the number, done at one tap, both told, taken back at one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.records import Person, WorkItem
from db.words import Answer, Role, Verb
from handlers import transferring
from handlers.buttons import undo_all_button
from handlers.context import Context, Say, say
from handlers.overview import as_list, people_below, units_below
from handlers.payload import On, Payload
from handlers.routing import Says
from handlers.standing import refusal
from handlers.subjects import called, which_person
from handlers.views import line_view, named_view, person_view
from messages_vi import formats, labels
from messages_vi.language import speaking
from messages_vi.render import LINES_PER_PAGE

AT_ONCE = 300


async def ask(ctx: Context, name: str, to_name: str) -> Says | None:
    """Who to whom, and how many; None where the first name is nobody's."""
    people = people_below(ctx.snapshot.directory, ctx.speaker.unit_id)
    giving = called(people, name)
    if not giving:
        return None
    taking = [p for p in called(people, to_name) if _works(p)]
    for found, said in ((giving, name), (taking, to_name)):
        if len(found) != 1:
            return [which_person(ctx, found, said)]
    movable = await _movable(ctx, giving[0], taking[0])
    context = _context(ctx, giving[0], taking[0], movable)
    if not movable:
        return [ctx.say("handover_nothing", context)]
    payload = Payload(
        Verb.HANDOVER, giving[0].id, len(movable), ctx.speaker.id, str(taking[0].id), on=On.ROOM
    )
    title = labels.text(labels.HANDOVER) % {"n": formats.tally(len(one_a_dossier(movable)))}
    return [ctx.say("handover_ask", context, [(title, ctx.signer.write(payload))])]


async def confirmed(ctx: Context, payload: Payload) -> Says:
    """Hand over what was asked about; when it is another number by now it is asked again."""
    people = ctx.snapshot.directory.people
    giving, taking = people.get(payload.subject), people.get(int(payload.argument or 0))
    if giving is None or taking is None or not _works(taking):
        return [ctx.say("unit_not_yours", {"person": person_view(ctx.speaker)})]
    movable = await _movable(ctx, giving, taking)
    context = _context(ctx, giving, taking, movable)
    if not movable:
        return [ctx.say("handover_nothing", context)]
    if len(movable) != payload.version:
        anew = Payload(
            Verb.HANDOVER, giving.id, len(movable), ctx.speaker.id, str(taking.id), on=On.ROOM
        )
        title = labels.text(labels.HANDOVER) % {"n": formats.tally(len(one_a_dossier(movable)))}
        return [ctx.say("handover_ask", context, [(title, ctx.signer.write(anew))])]
    moved = [item for item in movable if await _moved(ctx, item, giving, taking)]
    context = _context(ctx, giving, taking, moved)
    undo_until = ctx.now + ctx.snapshot.policy.undo_s
    undo = undo_all_button(ctx.signer, ctx.speaker, ctx.now)
    told = context | {"when": ctx.now, "undo_until": undo_until}
    return [ctx.say("handover_done", told, undo), *_tell(ctx, moved, giving, taking)]


async def _moved(ctx: Context, item: WorkItem, giving: Person, taking: Person) -> bool:
    """Hand on one; answers and history stay with it. Of several holders the others keep it."""
    says = await transferring.transfer(ctx, item, str(taking.id), giver=giving.id)
    return any(one.template == "reply/transferred" for one in says)


def _tell(ctx: Context, moved: list[WorkItem], giving: Person, taking: Person) -> Iterator[Say]:
    for person, reply in ((giving, "handover_lost"), (taking, "handover_got")):
        if person.id != ctx.speaker.id and person.zalo_sealed is not None:
            with speaking(person.language):
                told = _context(ctx, giving, taking, moved)
                told |= {"person": person_view(person), "sender": named_view(ctx.speaker)}
                one = say(person, reply, told | {"when": ctx.now})
            yield one


async def _movable(ctx: Context, giving: Person, taking: Person) -> list[WorkItem]:
    """What the first has that the second may take and the speaker may give."""
    directory = ctx.snapshot.directory
    if giving.id == taking.id:
        return []
    units = units_below(directory, ctx.speaker.unit_id)
    rows = await ctx.tx.all("work_of_holder", units=as_list(units), person=giving.id, limit=AT_ONCE)
    items = [WorkItem(*row) for row in rows]
    return [
        item
        for item in items
        if item.unit_id == taking.unit_id
        and taking.id not in item.holder_ids()
        and refusal(directory, ctx.speaker, item, Answer.TRANSFER, item.version, ctx.now) is None
    ]


def _works(person: Person) -> bool:
    return person.has_role(Role.OFFICER) or person.has_role(Role.COORDINATOR)


def _context(
    ctx: Context, giving: Person, taking: Person, items: list[WorkItem]
) -> dict[str, object]:
    works = one_a_dossier(items)
    shown = works[:LINES_PER_PAGE]
    return {
        "person": person_view(ctx.speaker),
        "assignee": named_view(giving),
        "to": named_view(taking),
        "n": len(works),
        "lines": [line_view(ctx.snapshot, item, n, ctx.now) for n, item in enumerate(shown, 1)],
        "overflow": len(works) - len(shown),
    }


def one_a_dossier(items: Sequence[WorkItem]) -> list[WorkItem]:
    """A dossier and its steps are one work to people: the one that is due first stands for all."""
    first: dict[int, WorkItem] = {}
    for item in items:
        first.setdefault(item.dossier_id or -item.id, item)
    return list(first.values())
