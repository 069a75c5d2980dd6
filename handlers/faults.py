"""Faults of the data in the chat: a coordinator's open warnings, whom an unclear name means, and putting aside what was looked at.

What is decided about a name is kept here; the open items of its dossiers follow in the next pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from db.records import Person, Unit
from db.words import Role, Verb
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.coordinators import units_of
from handlers.likeness import candidates
from handlers.payload import On, Payload
from handlers.routing import Heard, Ignored, Router, Says, button, during, of, said, typed
from handlers.views import named_view, person_view, unit_view
from messages_vi import labels
from messages_vi.doubts import coordinator_words, doubt_words
from messages_vi.render import reply_for
from schedules.text import fold

TOPIC: Final = "faults"
A_PAGE: Final = 8
_BUTTONS: Final = 4  # of a page, beside the one for the next
_LOOKED_AT: Final = 2_000  # warnings; more are looked at when these are done with
_PEOPLE: Final = 4  # to choose from, beside *nobody of these*
ASKED: Final = (
    "lỗi dữ liệu", "cảnh báo", "các cảnh báo", "xem cảnh báo", "kiểm tra dữ liệu", "dữ liệu", "lỗi", "tên chưa rõ", "xem lỗi dữ liệu",
    "nội dung cần kiểm tra", "danh sách cảnh báo", "người xử lý chưa rõ",
)  # fmt: skip
_CHECKED: Final = frozenset({"da kiem tra", "kiem tra roi", "da kiem tra roi", "da xem xet"})
router = Router("faults", of(Role.COORDINATOR, Role.ADMIN))


class Fault(NamedTuple):
    """A warning as it stands; `unit_id` 0 is the province. `facts` is JSON."""

    id: int
    kind: str
    unit_id: int
    code: str
    facts: str
    closed_at: int | None = None
    aside_at: int | None = None
    aside_why: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What it says, for the words."""
        return msgspec.json.decode(self.facts, type=dict[str, Any])

    @property
    def names(self) -> list[str]:
        """The names that fit nobody or several people; empty for other faults."""
        return list(self.told.get("names") or []) if self.kind.startswith("holder_") else []

    @property
    def about(self) -> tuple[str, ...]:
        """What faults about the same names in a unit have in common; empty for others."""
        unit = str(self.told.get("unit", "")) or str(self.unit_id)
        return (self.kind, unit, *map(fold, self.names)) if self.names else ()

    @property
    def there(self) -> bool:
        """Whether it is still to be looked at."""
        return self.closed_at is None and self.aside_at is None


@router.on(said(*ASKED))
async def faults_asked(ctx: Context, heard: Heard) -> Says | None:
    """The first page."""
    return [await _page(ctx, 0)]


@router.on(button(Verb.FAULTS))
async def faults_tapped(ctx: Context, heard: Heard) -> Says | None:
    """The page from a place on."""
    return [await _page(ctx, _argument(heard))]


@router.on(button(Verb.FAULT))
async def fault_tapped(ctx: Context, heard: Heard) -> Says | None:
    """One of them, with what can be done."""
    return [await _one(ctx, await _of_button(ctx, heard))]


@router.on(during(TOPIC), typed)
async def fault_typed(ctx: Context, heard: Heard) -> Says | None:
    """The number of a line of the page, or that the one in hand was looked at."""
    assert ctx.talk is not None  # noqa: S101 - the filter lets only open questions through
    ids, current = list(ctx.talk.facts["ids"]), int(ctx.talk.facts["id"])
    first = int(ctx.talk.facts["first"])
    if heard.folded in _CHECKED and current:
        return [await _put_aside(ctx, await _fault(ctx, current), labels.CHECKED)]
    if not heard.folded.isdecimal() or not await _of_page(ctx):
        return None
    if first < int(heard.folded) <= first + len(ids):
        return [await _one(ctx, await _fault(ctx, ids[int(heard.folded) - first - 1]))]
    return None


async def _of_page(ctx: Context) -> bool:
    """Whether a page of faults, or one of them, is the newest thing the speaker was told: a digest has numbers too."""
    newest = await ctx.tx.value("newest_understood", person_id=ctx.speaker.id)
    return str(newest or "").startswith(reply_for("fault"))


@router.on(button(Verb.CHECKED))
async def checked(ctx: Context, heard: Heard) -> Says | None:
    """Looked at, nothing to be done: it does not come again unless the fact changes."""
    return [await _put_aside(ctx, await _of_button(ctx, heard), labels.CHECKED)]


@router.on(button(Verb.NOBODY))
async def nobody(ctx: Context, heard: Heard) -> Says | None:
    """None of those who were offered."""
    return [await _put_aside(ctx, await _of_button(ctx, heard), labels.NOBODY_MEANT)]


@router.on(button(Verb.MEANT))
async def meant(ctx: Context, heard: Heard) -> Says | None:
    """Whom a name means in its unit, decided once; who comes second hears what stands."""
    fault = await _of_button(ctx, heard)
    assert heard.payload is not None  # noqa: S101 - the filter lets only buttons through
    place, _, person_id = heard.payload.argument.partition("p")
    index = int(place)
    unit, person = _unit(ctx, fault), ctx.snapshot.directory.people.get(int(person_id))
    if index >= len(fault.names) or unit is None or person is None:
        return [_gone(ctx)]
    name = fault.names[index]
    key = fold(name)
    standing = await ctx.tx.one("name_decided", name_key=key, unit_id=unit.id)
    if standing is None and not fault.there:
        return [_gone(ctx)]
    since = ctx.now
    if standing is not None:
        person, since = ctx.snapshot.directory.people.get(standing[0]) or person, standing[1]
    else:
        row = {"name_key": key, "name": name.strip(), "unit_id": unit.id, "person_id": person.id}
        await ctx.tx.run("decide_name", **row, at=ctx.now, by=ctx.speaker.id)
        await _follow(ctx, key)
    context = {
        "person": person_view(ctx.speaker),
        "name": name,
        "unit": {"name": unit.name},
        "meant": named_view(person),
        "undo_until": since + ctx.snapshot.policy.undo_s,
    }
    return [ctx.say("fault_meant", context, _undo(ctx, fault, f"n{index}t{since}"))]


@router.on(button(Verb.UNDO_FAULT))
async def take_back(ctx: Context, heard: Heard) -> Says | None:
    """What was decided or put aside stands again as before, within the usual time."""
    fault = await _of_button(ctx, heard)
    assert heard.payload is not None  # noqa: S101 - the filter lets only buttons through
    what, _, since = heard.payload.argument.partition("t")
    if ctx.now > int(since) + ctx.snapshot.policy.undo_s:
        return [_gone(ctx)]
    if what == "a":
        brought = await ctx.tx.run("bring_back", at=int(since), by=ctx.speaker.id)
        if not brought and not fault.there:
            return [_gone(ctx)]  # somebody put it aside anew
    elif not await _forgotten(ctx, fault, int(what[1:]), int(since)):
        return [_gone(ctx)]
    return [ctx.say("fault_back", {"person": person_view(ctx.speaker), "code": fault.code})]


async def _forgotten(ctx: Context, fault: Fault, index: int, since: int) -> bool:
    """Take back what was decided about a name at an instant; False when something else was decided since."""
    unit = _unit(ctx, fault)
    if unit is None:
        return True
    key = fold(fault.names[index])
    row = {"name_key": key, "unit_id": unit.id}
    standing = await ctx.tx.one("name_decided", **row)
    if standing is None:
        return True  # a second tap
    if standing[1] != since:
        return False
    if await ctx.tx.run("forget_holder_name", **row, at=ctx.now):
        await _follow(ctx, key)
    return True


async def _follow(ctx: Context, key: str) -> None:
    """Open items of dossiers with that name follow; the directory is read anew."""
    await ctx.tx.run("bump_meta", key="directory")
    await ctx.tx.run("follow_name", name_key=key, at=ctx.now)


async def _open(ctx: Context) -> list[list[Fault]]:
    """The faults the speaker looks after, oldest first; those about the same names in a unit stand together."""
    units = msgspec.json.encode(units_of(ctx.snapshot.directory, ctx.speaker)).decode()
    rows = await ctx.tx.all("faults_of_units", units=units, limit=_LOOKED_AT)
    groups: dict[object, list[Fault]] = {}
    for row in rows:
        fault = Fault(*row)
        groups.setdefault(fault.about or fault.id, []).append(fault)
    return list(groups.values())


async def _page(ctx: Context, first: int) -> Say:
    groups = await _open(ctx)
    page = groups[first : first + A_PAGE]
    await ctx.ask(TOPIC, {"ids": [group[0].id for group in page], "first": first, "id": 0})
    context = {
        "person": person_view(ctx.speaker),
        "n": sum(map(len, groups)),
        "faults": [_line(group, n) for n, group in enumerate(page, start=first + 1)],
    }
    buttons = [
        (labels.choice(n, group[0].code), _data(ctx, Verb.FAULT, group[0].id))
        for n, group in enumerate(page[:_BUTTONS], start=first + 1)
    ]
    if len(groups) > first + A_PAGE:
        argument = str(first + A_PAGE)
        buttons.append((labels.text(labels.READ_ON), _data(ctx, Verb.FAULTS, 0, argument)))
    return ctx.say("fault_list", context, buttons)


def _line(group: Sequence[Fault], number: int) -> dict[str, Any]:
    what = doubt_words(group[0].kind, group[0].told)[0]
    return {"number": number, "code": group[0].code, "more": len(group) - 1, "what": what}


async def _one(ctx: Context, fault: Fault) -> Say:
    if not fault.there:
        return _gone(ctx)
    facts = (
        dict(ctx.talk.facts)
        if ctx.talk is not None and ctx.talk.topic == TOPIC
        else {"ids": [], "first": 0}
    )
    await ctx.ask(TOPIC, facts | {"id": fault.id})
    people, buttons, name = _offered(ctx, fault)
    mend = coordinator_words(fault.kind, 1)[1]
    context = {
        "person": person_view(ctx.speaker),
        "unit": unit_view(ctx.snapshot, fault.unit_id),
        "fault": {
            "code": fault.code,
            "what": doubt_words(fault.kind, fault.told)[0],
            "mend": labels.text(labels.DRAFT_WORDS["point_out"]) if people else mend,
        },
        "name": name,
        "people": [
            {"number": n, "name": p.name, "title": p.title} for n, p in enumerate(people, start=1)
        ],
        "checked": labels.text(labels.CHECKED),
    }
    return ctx.say("fault", context, buttons)


def _offered(ctx: Context, fault: Fault) -> tuple[Sequence[Person], Buttons, str]:
    """Who may be meant by the first name that nothing was decided about, a button for each, and that name."""
    directory, unit = ctx.snapshot.directory, _unit(ctx, fault)
    for index, name in enumerate(fault.names):
        people = candidates(directory, name, unit.id)[:_PEOPLE] if unit is not None else []
        if len(people) == 1 and unit is not None and len(directory.named(name, unit.id)) == 1:
            continue  # decided a moment before
        buttons = [(_title(p), _data(ctx, Verb.MEANT, fault.id, f"{index}p{p.id}")) for p in people]
        label, verb = (
            (labels.NOBODY_MEANT, Verb.NOBODY) if people else (labels.CHECKED, Verb.CHECKED)
        )
        return people, [*buttons, (labels.text(label), _data(ctx, verb, fault.id))], name
    return (), [(labels.text(labels.CHECKED), _data(ctx, Verb.CHECKED, fault.id))], ""


def _title(person: Person) -> str:
    return labels.cut(f"{person.name} – {person.title}" if person.title else person.name)


async def _put_aside(ctx: Context, fault: Fault, label: str) -> Say:
    """A second tap is answered with what stands."""
    if fault.closed_at is not None:
        return _gone(ctx)
    why, since = labels.text(label), ctx.now
    if fault.aside_at is None:
        same = [f for group in await _open(ctx) for f in group if f.about == fault.about != ()]
        rows = [
            {"id": one.id, "at": ctx.now, "by": ctx.speaker.id, "why": why}
            for one in same or [fault]
        ]
        await ctx.tx.many("put_aside", rows)
    else:
        why, since = fault.aside_why or why, fault.aside_at
    context = {
        "person": person_view(ctx.speaker),
        "fault": {"code": fault.code},
        "why": why,
        "when": since,
        "undo_until": since + ctx.snapshot.policy.undo_s,
    }
    return ctx.say("fault_aside", context, _undo(ctx, fault, f"at{since}"))


def _gone(ctx: Context) -> Say:
    return ctx.say("fault_gone", {"person": person_view(ctx.speaker)})


def _undo(ctx: Context, fault: Fault, argument: str) -> Buttons:
    return [(labels.text(labels.UNDO), _data(ctx, Verb.UNDO_FAULT, fault.id, argument))]


def _unit(ctx: Context, fault: Fault) -> Unit | None:
    """The unit in which the names were looked for."""
    directory = ctx.snapshot.directory
    found = directory.units_by_code.get(str(fault.told.get("unit", "")))
    return found or directory.units.get(fault.unit_id)


async def _fault(ctx: Context, fault_id: int) -> Fault:
    """A warning of a unit the speaker looks after; raises `Ignored` for others."""
    row = await ctx.tx.one("warning_by_id", id=fault_id)
    fault = Fault(*row) if row else None
    if fault is None or fault.unit_id not in units_of(ctx.snapshot.directory, ctx.speaker):
        raise Ignored("foreign_warning")
    return fault


async def _of_button(ctx: Context, heard: Heard) -> Fault:
    assert heard.payload is not None  # noqa: S101 - the filter lets only buttons through
    return await _fault(ctx, heard.payload.subject)


def _argument(heard: Heard) -> int:
    payload = heard.payload
    return int(payload.argument) if payload and payload.argument.isdigit() else 0


def _data(ctx: Context, verb: Verb, subject: int, argument: str = "") -> str:
    return ctx.signer.write(Payload(verb, subject, 0, ctx.speaker.id, argument, on=On.ROOM))
