"""Citizens hear how their dossier moves: news that are due become messages to those who agreed, each with an outcome.

    noted → due → told | put off (night, too early, enough for today) | ended with a reason

`bot.deciding_news` decides. What it needs is read for a whole batch; messages are written into the outbox and take the roads
that all messages take.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from bot.config import CitizenSettings
from bot.consents import roads_of
from bot.deciding_news import (
    DAY_S,
    Citizen,
    Decision,
    Due,
    PutOff,
    Standing,
    Tell,
    decide,
    once_each,
    purpose_of,
)
from bot.delivery.citizen_parcels import Facts, Told, chat_context, key_of, read_facts
from bot.delivery.desk import Desk
from bot.engine import Engine
from bot.ingest.aliases import gather
from bot.ingest.knowing import known_of
from bot.ingest.news import news_of
from bot.ingest.steps import Known, pauses_of, status_of
from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import ZALO_ROADS, MessageState, NewsOutcome, Occasion, Purpose, Road
from handlers.payload import Signer
from handlers.rating import rating_buttons
from messages_vi.language import speaking
from messages_vi.render import render
from messages_vi.table import CITIZEN
from schedules.civil import at, civil_date
from schedules.pauses import PAUSED, RUNNING

log = structlog.get_logger()
BATCH: Final = 200


async def tell_citizens(
    engine: Engine,
    desk: Desk,
    settings: CitizenSettings,
    now: int,
    limit: int = BATCH,
    signer: Signer | None = None,
) -> int:
    """Decide about a batch of news that are due; how many. What is put off comes back at its own instant."""
    if await engine.store.value("has_due_citizen_news", now=now) is None:
        return 0
    async with engine.store.tx() as tx:
        due = [Due(*row) for row in await tx.all("due_citizen_news", now=now, limit=limit)]
        room = await _look_around(tx, engine.snapshot, desk, due, now)
        decisions = _decide_all(due, room, settings, now)
        await _write(tx, engine.snapshot, Writing(desk, signer), room, decisions, now)
    return len(due)


class Writing(NamedTuple):
    """What messages are written with; without a signer nobody is asked anything."""

    desk: Desk
    signer: Signer | None


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
        people = agreed.get((main.get(one.code, ""), purpose_of(one.occasion)), [])
        left = [p for p in people if p.person_id not in heard[one.id]]
        key = _key(by_code.get(one.code), one)
        citizens[one.id] = once_each([p for p in left if _reachable(p, key, desk)], now)
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
) -> dict[tuple[str, str], list[Citizen]]:
    """Who agreed, by the code that stands for a dossier and the purpose; one who agreed under two codes is one."""
    roads: dict[tuple[str, str, int], frozenset[Road]] = defaultdict(frozenset)
    reach: dict[int, tuple[bool, bool, str, str | None, int | None]] = {}
    for code, person_id, agreed, linked, phone, purpose, key, spoke_at, said in await reader.all(
        "citizens_of", codes=_json(codes)
    ):
        roads[main[code], purpose, person_id] |= roads_of(agreed)
        reach[person_id] = bool(linked), bool(phone), said, key, spoke_at
    people = _json(sorted(reach))
    today = at(civil_date(now), 0)
    heard: dict[int, int] = {
        row[0]: row[1] for row in await reader.all("citizens_heard", people=people, since=today)
    }
    found: dict[tuple[str, str], list[Citizen]] = defaultdict(list)
    for (code, purpose, person_id), by in roads.items():
        linked, phone, said, key, spoke_at = reach[person_id]
        allowed = (
            by & {Road.CHAT} if purpose == Purpose.SATISFACTION else by
        )  # it is answered there
        counted = heard.get(person_id, 0)
        citizen = Citizen(person_id, allowed, linked, phone, counted, key, spoke_at, said)
        found[code, purpose].append(citizen)
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
    writing: Writing,
    room: _Room,
    decisions: Mapping[int, tuple[Due, Decision]],
    now: int,
) -> None:
    ended: list[dict[str, Any]] = []
    put_off: list[dict[str, Any]] = []
    written: list[tuple[int, Citizen, dict[str, Any]]] = []
    for news_id, (due, decision) in decisions.items():
        if isinstance(decision, PutOff):
            put_off.append({"id": news_id, "tell_at": decision.until})
            continue
        outcome = decision
        if isinstance(decision, Tell):
            told = _told(room.known[due.code], due.occasion, decision.facts)
            texts = {c.language: "" for c in decision.citizens}
            texts = {language: _text(snapshot, told, language) for language in texts}
            outcome = NewsOutcome.TOLD if all(texts.values()) else NewsOutcome.NOT_RENDERED
            people = decision.citizens if all(texts.values()) else ()
            dossier_id = room.known[due.code].dossier.id
            for citizen in people:
                text = texts[citizen.language]
                message = _message(citizen, told, text, writing.desk, now)
                if due.occasion == Occasion.SATISFACTION and writing.signer is not None:
                    offered = rating_buttons(writing.signer, citizen.person_id, dossier_id)
                    message["buttons"] = _json(offered)
                written.append((news_id, citizen, message))
        ended.append({"id": news_id, "at": now, "outcome": outcome})
    await tx.many("put_off_citizen_news", put_off)
    await tx.many("end_citizen_news", ended)
    await _put_out(tx, written)


def _text(snapshot: Snapshot, told: Told, language: str) -> str:
    """The words of a chat; empty when they cannot be made, which must not keep others waiting."""
    try:
        with speaking(language):
            return render(CITIZEN[told.occasion], chat_context(snapshot, told))
    except Exception:
        log.exception("citizen.failed", action="citizen.failed", occasion=told.occasion)
        return ""


def _message(citizen: Citizen, told: Told, text: str, desk: Desk, now: int) -> dict[str, Any]:
    return {
        "person_id": citizen.person_id,
        "channel": _first_road(citizen, desk),
        "template": CITIZEN[told.occasion],
        "text": text,
        "buttons": "[]",
        "state": MessageState.WAITING,
        "reason": "",
        "deadline_at": told.facts.until or now + DAY_S,
        "not_before": now,
        "created_at": now,
    }


async def _put_out(tx: Tx, written: Sequence[tuple[int, Citizen, Mapping[str, Any]]]) -> None:
    """Into the outbox, numbered here; roads that were not agreed to are shut for a message from the beginning."""
    if not written:
        return
    first = await tx.value("last_message_id") + 1
    numbered = list(enumerate(written, first))
    await tx.many("insert_message_as", [{"id": n, **message} for n, (_, _, message) in numbered])
    shut = {n: [r for r in Road if r not in citizen.roads] for n, (_, citizen, _) in numbered}
    tried = {n: ";".join(f"{road}:not_agreed" for road in roads) for n, roads in shut.items()}
    await tx.many("set_tried", [{"id": n, "tried": text} for n, text in tried.items() if text])
    pairs = [{"message_id": n, "news_id": news_id} for n, (news_id, _, _) in numbered]
    await tx.many("add_citizen_message", pairs)


def _first_road(citizen: Citizen, desk: Desk) -> Road:
    """Whose line looks at a message first; it may hand it on."""
    if citizen.linked and not ZALO_ROADS.isdisjoint(citizen.roads):
        return Road.CHAT
    return Road.SMS if Road.SMS in desk.roads else Road.TEMPLATE_PHONE


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
