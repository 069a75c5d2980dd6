"""`explain`: why this date, who was told or not and why, by which road, what was answered, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from bot.cli import records
from bot.cli.apologies import letter_record
from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import iso, print_json
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from db.notices import Planned
    from db.records import WorkItem
    from db.snapshot import Snapshot
    from db.store import Reader

Record = dict[str, Any]
INSTANTS_AHEAD = 5
_LETTER_INSTANTS = ("due_at", "new_due_at", "signed_at")


class Story(NamedTuple):
    """Everything there is to say about one item; instants in seconds."""

    item: WorkItem
    why: list[str]
    told: list[Record]
    went: list[Record]
    answers: list[Record]
    next: list[Record]
    letter: Record | None  # of apology, begun or signed
    timeliness: str | None  # of a dossier: its class by dates


@click.command()
@click.argument("code")
@click.option("--unit", help="Of a duty that many units owe, only this unit's item (its code).")
@json_option
def explain(code: str, unit: str | None, as_json: bool) -> None:
    """Explain a date, who was told, what comes next.

    CODE is that of a dossier (any of its codes, or the number of its receipt), report or task; every item that carries it
    is explained.
    """
    settings, now = settings_now()

    async def work() -> None:
        async with stored(settings) as store:
            await _explain(store, code, unit, now, as_json)

    run(work())


async def _explain(store: Reader, code: str, unit: str | None, now: int, as_json: bool) -> None:
    from bot.ingest.aliases import codes_behind
    from db.items import items_by_code
    from db.snapshot import take_snapshot
    from messages_vi import telling

    codes = await codes_behind(store, code)
    items = [item for one in codes for item in await items_by_code(store, one)]
    status = None if items else await _status(store, codes)
    if not items and status is None:
        raise RejectedInput(
            "code", code, "nothing carries this code; `nhacviec items` lists the codes there are"
        )
    news = await _news(store, code)
    if status is not None:
        text = [telling.unwatched(code, status), *_news_text(news)]
        answer = {"code": code, "items": [], "citizens": _dated_news(news), "text": text}
        print_json(answer) if as_json else click.echo("\n".join(text))
        return
    snapshot = await take_snapshot(store)
    if unit is not None:
        items = [i for i in items if snapshot.directory.units[i.unit_id].code == unit]
        if not items:
            raise RejectedInput("unit", unit, f"this unit owes nothing with the code {code}")
    stories = [await _story(store, snapshot, item, now) for item in items]
    if as_json:
        found = [_as_record(snapshot, story, now) for story in stories]
        print_json({"code": code, "items": found, "citizens": _dated_news(news)})
        return
    parts = ["\n".join(_as_text(snapshot, story, now)) for story in stories]
    click.echo("\n\n".join([*parts, *filter(None, ["\n".join(_news_text(news))])]))


async def _news(store: Reader, code: str) -> list[Record]:
    """What was noted for the citizens of a dossier; instants in seconds."""
    rows = await store.all("citizen_news_of", codes=f'["{code}"]')
    names = ("occasion", "at", "told_at", "outcome")
    return [dict(zip(names, (row[2], *row[4:]), strict=True)) for row in rows]


def _dated_news(news: Iterable[Record]) -> list[Record]:
    return [_dated(one, "at", "told_at") for one in news]


def _news_text(news: Sequence[Record]) -> Iterator[str]:
    """What citizens heard, if there was anything."""
    from messages_vi import telling
    from messages_vi.labels import text

    if news:
        yield text(telling.CITIZENS)
        yield from (f"  - {telling.heard(one)}" for one in news)


async def _status(store: Reader, codes: Iterable[str]) -> int | None:
    """The status of a dossier without anything to watch; None when nobody knows these codes."""
    for code in codes:
        if (found := await store.value("dossier_status", code=code)) is not None:
            return int(found)
    return None


async def _story(store: Reader, snapshot: Snapshot, item: WorkItem, now: int) -> Story:
    from messages_vi import explaining

    told_names = (
        "rung", "audience", "person", "person_name", "fate", "reason", "rung_at", "send_at", "message", "message_state",
        "sent_at", "version", "behalf_of", "behalf_of_name", "document",
    )  # fmt: skip
    answer_names = (
        "person", "person_name", "answer", "argument", "at", "undone_at", "behalf_of", "behalf_of_name",
    )  # fmt: skip
    told = await store.all("notices_of_item", item_id=item.id)
    went = await store.all("messages_of_item", item_id=item.id)
    answers = await store.all("answers_of_item", item_id=item.id)
    letter = await letter_record(store, snapshot, item)
    return Story(
        item=item,
        why=[
            *explaining.why(records.derivation(item.derivation)),
            *([explaining.letter_words(letter)] if letter else []),
        ],
        told=[dict(zip(told_names, row, strict=True)) for row in told],
        went=_messages(went),
        answers=[dict(zip(answer_names, row, strict=True)) for row in answers],
        next=list(ahead(snapshot, item, now)),
        letter=letter,
        timeliness=await _timeliness(store, snapshot, item, now),
    )


async def _timeliness(store: Reader, snapshot: Snapshot, item: WorkItem, now: int) -> str | None:
    from db.words import Kind
    from schedules.civil import civil_date
    from schedules.timeliness import timeliness

    row = await store.one("dossier_outcome", id=item.dossier_id)
    if item.kind != Kind.DOSSIER or row is None:
        return None
    calendar = snapshot.calendar(item.unit_id)
    return timeliness(row[0], item.due_at, row[1], civil_date(now), calendar)


def _messages(rows: Iterable[Sequence[Any]]) -> list[Record]:
    """The messages about an item, each with its attempts; instants in seconds."""
    names = ("message", "person", "person_name", "channel", "state", "reason", "created_at")
    parts = ("number", "road", "sender", "why", "outcome", "code", "price_vnd", "started_at", "delivered_at")  # fmt: skip
    found: dict[int, Record] = {}
    for row in rows:
        about = dict(zip(names, row, strict=False))
        message = found.setdefault(row[0], about | {"roads": []})
        if row[len(names)] is not None:
            message["roads"].append(dict(zip(parts, row[len(names) :], strict=True)))
    return list(found.values())


def _went(messages: Iterable[Record]) -> Iterator[str]:
    """By which road each message went, or why it waits."""
    from messages_vi import roads

    for message in messages:
        who = message["person_name"]
        if not message["roads"]:
            yield roads.waits(message, who)
        for attempt in message["roads"]:
            yield ". ".join(roads.went(attempt, who))


def ahead(snapshot: Snapshot, item: WorkItem, now: int) -> Iterator[Record]:
    """What the planner would decide at the next instants, as the item stands now and if nobody answers.

    Everything whose instant has passed is decided together, as the next tick will.
    """
    from msgspec.structs import replace

    from bot.planning import notices_of
    from schedules.planner import first_instant, plan

    if item.next_at is None:  # its ladder has said all it has to say
        return
    calendar, ladder = snapshot.calendar(item.unit_id), snapshot.ladder(item)
    for _ in range(INSTANTS_AHEAD):
        first = first_instant(item, ladder, calendar)
        if first is None:
            return
        at = max(first, now)
        decisions = plan(item, ladder, calendar, at).decisions
        for notice in notices_of(snapshot, item, decisions, at):
            yield _coming(snapshot, notice)
        item = replace(item, planned_until=at)


def _coming(snapshot: Snapshot, notice: Planned) -> Record:
    person = snapshot.directory.people.get(notice.person_id or 0)
    behalf = snapshot.directory.people.get(notice.behalf_of or 0)
    kept = ("rung", "audience", "fate", "reason", "send_at")
    return {
        "at": notice.rung_at,
        "person": person.code if person else None,
        "person_name": person.name if person else None,
        "behalf_of": behalf.code if behalf else None,
        "behalf_of_name": behalf.name if behalf else None,
    } | {name: getattr(notice, name) for name in kept}


def _as_text(snapshot: Snapshot, story: Story, now: int) -> Iterator[str]:
    from messages_vi import telling
    from messages_vi.labels import text

    item = story.item
    head, *rest = telling.heading(_heading(snapshot, story))
    yield head
    yield from (f"  {line}" for line in rest)
    closed = item.state not in ("open", "claimed")
    told = [telling.told(notice, item.version) for notice in story.told]
    answers = [telling.answered(answer) for answer in story.answers]
    coming = [telling.coming(step, now) for step in story.next]
    nothing_next = telling.CLOSED if closed else telling.NOTHING_NEXT
    for title, lines, otherwise in (
        (telling.WHY, story.why, ""),
        (telling.TOLD, told, telling.NOTHING_TOLD),
        (telling.ROADS, list(_went(story.went)), telling.NO_ROADS),
        (telling.ANSWERS, answers, telling.NO_ANSWERS),
        (telling.NEXT, coming, nothing_next),
    ):
        yield f"{text(title)}"
        yield from (f"  - {line}" for line in lines or [text(otherwise)])


def _heading(snapshot: Snapshot, story: Story) -> Record:
    from db.words import HEADS_OWN, ItemState
    from handlers.views import bearer_of, detail_of
    from messages_vi import labels
    from schedules.timeliness import Timeliness

    item, late = story.item, story.timeliness
    people = snapshot.directory.people
    held = [people[i] for i in item.holder_ids() if i in people]
    head = bearer_of(snapshot, item) if item.kind in HEADS_OWN else None
    holders = [person.name for person in ([head] if head else held)]
    return {
        "kind_label": labels.kind_label(item.kind),
        "code": item.code,
        "title": item.title,
        "step": detail_of(item).step,
        "unit": snapshot.directory.units[item.unit_id].name,
        "assignee": ", ".join(holders),
        "state_label": labels.text(labels.ITEM_STATES[ItemState(item.state)]),
        "due": item.due_at,
        "due_precision": item.due_precision,
        "timeliness": labels.text(labels.TIMELINESS[Timeliness(late)]) if late else "",
    }


def _as_record(snapshot: Snapshot, story: Story, now: int) -> Record:
    item = story.item
    unit = snapshot.directory.units[item.unit_id]
    people = snapshot.directory.people
    assignee = people.get(item.assignee_id or 0)
    return {
        "id": item.id,
        "kind": item.kind,
        "code": item.code,
        "title": item.title,
        "unit": unit.code,
        "unit_name": unit.name,
        "assignee": assignee.code if assignee else None,
        "assignee_name": assignee.name if assignee else None,
        "co_holders": [people[i].code for i in item.holder_ids()[1:] if i in people],
        "due_at": iso(item.due_at),
        "due_precision": item.due_precision,
        "state": item.state,
        "timeliness": story.timeliness,
        "next_at": iso(item.next_at),
        "version": item.version,
        "derivation": records.derivation(item.derivation),
        "answers": [_dated(answer, "at", "undone_at") for answer in story.answers],
        "told": [_dated(notice, "rung_at", "send_at", "sent_at") for notice in story.told],
        "roads": [_dated_message(message) for message in story.went],
        "next": [_dated(step, "at", "send_at") for step in story.next],
        "letter": _dated(story.letter, *_LETTER_INSTANTS) if story.letter else None,
        "text": list(_as_text(snapshot, story, now)),
    }


def _dated_message(message: Record) -> Record:
    roads = [_dated(attempt, "started_at", "delivered_at") for attempt in message["roads"]]
    return _dated(message, "created_at") | {"roads": roads, "price_vnd": records.price(roads)}


def _dated(record: Record, *instants: str) -> Record:
    return record | {name: iso(record[name]) for name in instants}
