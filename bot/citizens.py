"""Citizens hear how their dossier moves: news that are due become messages to those who agreed, each with an outcome.

    noted → due → told | put off (night, too early, enough for today) | ended with a reason

`decide` is pure; `tell_citizens` reads what it needs for a whole batch, writes messages into the outbox and what became of
each piece of news. From there on they take the roads that all messages take.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from bot.config import CitizenSettings
from bot.consents import roads_of
from bot.delivery.citizen_parcels import Facts, Told, chat_context, key_of, new_date, read_facts
from bot.delivery.desk import Desk
from bot.engine import Engine
from bot.ingest.aliases import gather
from bot.ingest.knowing import known_of
from bot.ingest.news import News, news_of, same
from bot.ingest.steps import Known, pauses_of, status_of
from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import ZALO_ROADS, MessageState, NewsOutcome, Occasion, Road
from messages_vi.render import render
from messages_vi.table import CITIZEN
from schedules.civil import at, civil_date
from schedules.pauses import PAUSED, RUNNING, Pause
from schedules.quiet import CIVIL_HOURS, next_civil

log = structlog.get_logger()
BATCH: Final = 200
DAY_S: Final = 24 * 3600
REMIND_AT: Final = 8 * 60  # minutes after midnight of the reminder before a limit


class Due(NamedTuple):
    """News that are due, as they were noted."""

    id: int
    occasion: str
    facts: str
    at: int
    code: str  # of the dossier


class Citizen(NamedTuple):
    """Somebody who agreed: to which roads, what is known of them, and how many messages they had today."""

    person_id: int
    roads: frozenset[Road]
    linked: bool
    phone: bool
    heard: int


class Standing(NamedTuple):
    """How a dossier stands now: its news, its pauses, whether anybody still works on it or waits."""

    news: Sequence[News]
    rests: Sequence[Pause]
    going_on: bool


class Tell(NamedTuple):
    """Write to these people, with the facts as they are now."""

    citizens: Sequence[Citizen]
    facts: Facts


class PutOff(NamedTuple):
    """Look again at this instant."""

    until: int


Decision = Tell | PutOff | NewsOutcome


def decide(
    due: Due,
    standing: Standing | None,
    citizens: Sequence[Citizen],
    settings: CitizenSettings,
    now: int,
) -> Decision:
    """What becomes of one piece of news at `now`. `citizens` are those who agreed and can be reached by what there is."""
    if due.occasion not in settings.occasions:
        return NewsOutcome.NOT_WANTED
    facts = _true_still(due, standing)
    if facts is None:
        return NewsOutcome.CLOSED
    if (other := _of_its_time(due, facts, settings, now)) is not None:
        return other
    if not citizens:
        return NewsOutcome.NO_CONSENT
    quiet_until = _quiet_until(citizens, settings, now)
    return Tell(citizens, facts) if quiet_until is None else PutOff(quiet_until)


def remind_at(asked_at: int, until: int, days: int) -> int | None:
    """When a supplement is reminded of: the morning so many calendar days before its limit, but not on the day it was asked
    for; None where the limit comes before that.
    """
    wanted = at(civil_date(until) - timedelta(days=days), REMIND_AT)
    earliest = at(civil_date(asked_at) + timedelta(days=1), REMIND_AT)
    found = max(wanted, earliest)
    return found if found < until else None


def _quiet_until(citizens: Sequence[Citizen], settings: CitizenSettings, now: int) -> int | None:
    """When people may be told something who must be left alone now, at night or as they had enough today; else None."""
    if (morning := next_civil(now)) > now:
        return morning
    enough = any(citizen.heard >= settings.per_day for citizen in citizens)
    return at(civil_date(now) + timedelta(days=1), CIVIL_HOURS[0]) if enough else None


def _true_still(due: Due, standing: Standing | None) -> Facts | None:
    """The facts of news as they are now; None when it is no longer so."""
    if standing is None:
        return None
    if due.occasion == Occasion.DATE_MOVED:
        facts = read_facts(due.facts)
        return facts if standing.going_on and new_date(facts) is not None else None
    for one in standing.news:
        if one.occasion == due.occasion and same(due.occasion, due.at, one.at, standing.rests):
            return one.facts
    return None


def _of_its_time(due: Due, facts: Facts, settings: CitizenSettings, now: int) -> Decision | None:
    """What else is to become of news because of the time; None when it may be told now."""
    if due.occasion != Occasion.SUPPLEMENT_DUE:
        return NewsOutcome.TOO_OLD if now - due.at > settings.too_old_days * DAY_S else None
    if facts.until is None or now >= facts.until:
        return NewsOutcome.TOO_OLD
    reminder = remind_at(due.at, facts.until, settings.reminder_days)
    if reminder is None:
        return NewsOutcome.SUPERSEDED  # so short a time that asking for it has said it all
    return PutOff(reminder) if reminder > now else None


async def tell_citizens(
    engine: Engine, desk: Desk, settings: CitizenSettings, now: int, limit: int = BATCH
) -> int:
    """Decide about a batch of news that are due; how many. What is put off comes back at its own instant."""
    if await engine.store.value("has_due_citizen_news", now=now) is None:
        return 0
    async with engine.store.tx() as tx:
        due = [Due(*row) for row in await tx.all("due_citizen_news", now=now, limit=limit)]
        room = await _look_around(tx, engine.snapshot, desk, due, now)
        decisions = _decide_all(due, room, settings, now)
        await _write(tx, engine.snapshot, desk, room, decisions, now)
    return len(due)


class _Room(NamedTuple):
    """What a batch is decided with; by the code of the dossier, people by the news."""

    known: Mapping[str, Known]
    standing: Mapping[str, Standing]
    citizens: Mapping[int, Sequence[Citizen]]
    cut_off: frozenset[int]  # news that somebody agreed to hear by no road that there is
    already: frozenset[int]  # news that all have heard


async def _look_around(
    tx: Tx, snapshot: Snapshot, desk: Desk, due: Sequence[Due], now: int
) -> _Room:
    told = await gather(tx, dict.fromkeys(one.code for one in due))
    known = {k.dossier.code: k for k in await known_of(tx, told)}
    main = {code: name for name, group in told.groups.items() for code in group}
    by_code = {code: known[name] for code, name in main.items()}
    standing = {code: _standing(snapshot, k, now) for code, k in by_code.items()}
    agreed = await _agreed(tx, told.codes, main, now)
    heard: dict[int, set[int]] = defaultdict(set)
    for news_id, person_id in await tx.all("told_of_news", ids=_json([one.id for one in due])):
        heard[news_id].add(person_id)
    citizens, cut_off, already = {}, set(), set()
    for one in due:
        people = agreed.get(main.get(one.code, ""), [])
        left = [p for p in people if p.person_id not in heard[one.id]]
        key = _key(by_code.get(one.code), one)
        citizens[one.id] = [p for p in left if _reachable(p, key, desk)]
        if left and not citizens[one.id]:
            cut_off.add(one.id)
        if people and not left:
            already.add(one.id)
    return _Room(by_code, standing, citizens, frozenset(cut_off), frozenset(already))


def _standing(snapshot: Snapshot, known: Known, now: int) -> Standing:
    status = status_of(known.dossier, known.progress)
    calendar = snapshot.calendar(known.dossier.unit_id)
    return Standing(news_of(known, calendar, now), pauses_of(known), status in RUNNING | PAUSED)


async def _agreed(
    reader: Reader, codes: Sequence[str], main: Mapping[str, str], now: int
) -> dict[str, list[Citizen]]:
    """Who agreed, by the code that stands for a dossier; one who agreed under two codes is one."""
    roads: dict[tuple[str, int], frozenset[Road]] = defaultdict(frozenset)
    reach: dict[int, tuple[bool, bool]] = {}
    for code, person_id, agreed, linked, phone in await reader.all(
        "citizens_of", codes=_json(codes)
    ):
        roads[main[code], person_id] |= roads_of(agreed)
        reach[person_id] = bool(linked), bool(phone)
    people = _json(sorted(reach))
    heard: dict[int, int] = {
        row[0]: row[1]
        for row in await reader.all("citizens_heard", people=people, since=now - DAY_S)
    }
    found: dict[str, list[Citizen]] = defaultdict(list)
    for (code, person_id), by in roads.items():
        found[code].append(Citizen(person_id, by, *reach[person_id], heard.get(person_id, 0)))
    return found


def _key(known: Known | None, due: Due) -> str:
    """The approved template that would say it."""
    if known is None or due.occasion not in set(Occasion):
        return ""
    return key_of(_told(known, due.occasion, read_facts(due.facts)))


def _told(known: Known, occasion: str, facts: Facts) -> Told:
    dossier = known.dossier
    return Told(
        Occasion(occasion),
        facts,
        dossier.code,
        dossier.procedure_name,
        dossier.unit_id,
        dossier.received_at,
        dossier.due_at,
    )


def _reachable(citizen: Citizen, key: str, desk: Desk) -> bool:
    """Whether any road that they agreed to and that there is leads to a citizen."""
    template = key in desk.templates
    open_roads = {
        Road.CHAT: citizen.linked,
        Road.TEMPLATE_UID: citizen.linked and template and key not in desk.by_phone_only,
        Road.TEMPLATE_PHONE: citizen.phone and template,
        Road.SMS: citizen.phone,
    }
    return any(open_roads[road] for road in citizen.roads & desk.roads)


def _decide_all(
    due: Sequence[Due], room: _Room, settings: CitizenSettings, now: int
) -> dict[int, tuple[Due, Decision]]:
    """The decision about each; what one person is told in this batch counts for the next."""
    written: Counter[int] = Counter()
    found: dict[int, tuple[Due, Decision]] = {}
    reminded = set()
    for one in due:
        citizens = [c._replace(heard=c.heard + written[c.person_id]) for c in room.citizens[one.id]]
        decision = decide(one, room.standing.get(one.code), citizens, settings, now)
        if decision == NewsOutcome.NO_CONSENT and one.id in room.already:
            decision = NewsOutcome.TOLD
        elif decision == NewsOutcome.NO_CONSENT and one.id in room.cut_off:
            decision = NewsOutcome.NO_ROAD
        if isinstance(decision, Tell):
            written.update(c.person_id for c in decision.citizens)
            if one.occasion == Occasion.SUPPLEMENT_DUE:
                reminded.add(one.code)
        found[one.id] = (one, decision)
    for one, decision in list(found.values()):
        asked = one.occasion == Occasion.SUPPLEMENT_ASKED and one.code in reminded
        if asked and isinstance(decision, Tell):  # the reminder says both
            found[one.id] = (one, NewsOutcome.SUPERSEDED)
    return found


async def _write(
    tx: Tx,
    snapshot: Snapshot,
    desk: Desk,
    room: _Room,
    decisions: Mapping[int, tuple[Due, Decision]],
    now: int,
) -> None:
    ended: list[dict[str, Any]] = []
    put_off: list[dict[str, Any]] = []
    for news_id, (due, decision) in decisions.items():
        match decision:
            case PutOff(until):
                put_off.append({"id": news_id, "tell_at": until})
            case Tell(citizens, facts):
                told = _told(room.known[due.code], due.occasion, facts)
                for citizen in citizens:
                    await _write_to(tx, snapshot, desk, citizen, told, news_id, now)
                ended.append({"id": news_id, "at": now, "outcome": NewsOutcome.TOLD})
            case outcome:
                ended.append({"id": news_id, "at": now, "outcome": outcome})
    await tx.many("put_off_citizen_news", put_off)
    await tx.many("end_citizen_news", ended)


async def _write_to(
    tx: Tx, snapshot: Snapshot, desk: Desk, citizen: Citizen, told: Told, news_id: int, now: int
) -> None:
    """One message into the outbox; roads that were not agreed to are shut for it from the beginning."""
    message_id = await tx.insert(
        "insert_message",
        person_id=citizen.person_id,
        channel=_first_road(citizen, desk),
        template=CITIZEN[told.occasion],
        text=render(CITIZEN[told.occasion], chat_context(snapshot, told)),
        buttons="[]",
        state=MessageState.WAITING,
        reason="",
        deadline_at=told.facts.until or now + DAY_S,
        not_before=now,
        created_at=now,
        item_id=None,
    )
    shut = [f"{road}:not_agreed" for road in Road if road not in citizen.roads]
    if shut:
        await tx.run("set_tried", id=message_id, tried=";".join(shut))
    await tx.run("add_citizen_message", message_id=message_id, news_id=news_id)


def _first_road(citizen: Citizen, desk: Desk) -> Road:
    """Whose line looks at a message first; it may hand it on."""
    if citizen.linked and not ZALO_ROADS.isdisjoint(citizen.roads):
        return Road.CHAT
    return Road.SMS if Road.SMS in desk.roads else Road.TEMPLATE_PHONE


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
