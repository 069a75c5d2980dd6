"""What a dossier's standing means to its citizen: news that follow from what is known of it, noted once each.

News are read off the dossier as it stands now, never off a row, so an old status that arrives late tells nothing and rows may
come in any order. They ripen for a while before anybody looks at them: senders report a pause as "finished" and set it
right by the next row (domain reference, 1.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from bot.delivery.citizen_parcels import Facts
from bot.ingest.aliases import Gathered, order_of
from bot.ingest.steps import Known, pauses_of, status_of
from bot.ingest.supplements import asked_for
from db.snapshot import Snapshot
from db.store import Tx
from db.words import NewsOutcome, Occasion
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.pauses import RUNNING, SUPPLEMENT, Pause
from schedules.spans import Span, SpanUnit

RIPENS_S: Final = 900
FINANCIAL: Final = 6
RETURNED: Final = 10
# What happens to a dossier once. The others come with each pause.
_ENDS: Final = {
    3: Occasion.REFUSED,
    7: Occasion.WITHDRAWN,
    8: Occasion.STOPPED,
    9: Occasion.RESULT_READY,
    10: Occasion.RESULT_RETURNED,
}
_OF_PAUSES: Final = frozenset(
    {Occasion.SUPPLEMENT_ASKED, Occasion.SUPPLEMENT_DUE, Occasion.FINANCIAL_DUTY}
)


class News(NamedTuple):
    """One thing to be heard: what, since when it is so, and what the words need."""

    occasion: Occasion
    at: int
    facts: Facts = Facts()


class Noted(NamedTuple):
    """A row of `citizen_news`; `occasion` is free text there."""

    id: int
    occasion: str
    facts: str
    at: int
    told_at: int | None
    outcome: str


def news_of(known: Known, calendar: WorkCalendar, changed_at: int) -> list[News]:
    """What there is to hear of a dossier as it stands. `changed_at` stands for an end without a date of its own. Pure."""
    status = status_of(known.dossier, known.progress)
    if ends := _ENDS.get(status):
        ended_at = _ended_at(known, status) or changed_at
        asked = [News(Occasion.SATISFACTION, ended_at)] if status == RETURNED else []
        return [News(ends, ended_at), *asked]
    rests = pauses_of(known)
    last = rests[-1] if rests else None
    if status in RUNNING:
        if last is None or last.end is None:
            return [News(Occasion.RECEIVED, known.dossier.received_at), *_steps(known)]
        return [
            News(Occasion.CLOCK_RESUMED, last.end, Facts(status=last.status)),
            *_steps(known, last.end),
        ]
    if last is None or last.end is not None:
        return []  # rests, and nobody can say since when
    if status == FINANCIAL:
        return [News(Occasion.FINANCIAL_DUTY, last.start)]
    return _supplement(known, rests, calendar) if status == SUPPLEMENT else []


def same(occasion: str, one: int, other: int, rests: Iterable[Pause]) -> bool:
    """Whether two instants of one kind of news mean the same pause: the clock did not turn between them.

    A pause may first be seen, and its true minute be told later; that makes it no other pause.
    """
    first, last = min(one, other), max(one, other)
    if occasion == Occasion.STEP:
        return one == other
    if occasion in _OF_PAUSES:
        return not any(p.end is not None and first < p.end <= last for p in rests)
    if occasion == Occasion.CLOCK_RESUMED:
        return not any(first <= p.start < last for p in rests)
    return True


async def note_news(
    tx: Tx, snapshot: Snapshot, told: Gathered, everything: Iterable[Known], now: int
) -> None:
    """Note what is new of dossiers that somebody agreed to hear of, in the caller's transaction."""
    watched = {row[0] for row in await tx.all("codes_with_citizens", codes=_json(told.codes))}
    if not watched:
        return
    wanted = [k for k in everything if not watched.isdisjoint(told.groups[k.dossier.code])]
    noted = await noted_of(tx, told)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for known in wanted:
        earlier = noted[known.dossier.code]
        calendar = snapshot.calendar(known.dossier.unit_id)
        # Who was told of it before hears of its end when we do; a dossier that is new to us may have ended long ago.
        changed_at = now if earlier else _stated_at(known)
        for one in news_of(known, calendar, changed_at):
            name, row = _noting(known, one, earlier, now)
            if row:
                rows[name].append(row)
    for name, found in rows.items():
        await tx.many(name, found)


async def noted_of(tx: Tx, told: Gathered) -> dict[str, list[Noted]]:
    """What was noted of dossiers under any of their codes, by the code each goes by."""
    main = {code: name for name, group in told.groups.items() for code in group}
    found: dict[str, list[Noted]] = defaultdict(list)
    for code, *row in await tx.all("citizen_news_of", codes=_json(told.codes)):
        found[main[code]].append(Noted(*row))
    return found


def _noting(
    known: Known, one: News, earlier: Sequence[Noted], now: int
) -> tuple[str, dict[str, Any] | None]:
    """The statement by which one piece of news is noted, or corrected, and its row; None when it is known."""
    rests = pauses_of(known)
    alive = [n for n in earlier if n.outcome != NewsOutcome.CLOSED]
    if one.occasion == Occasion.RECEIVED and alive:
        return "", None  # they have heard more than that
    facts = _json(one.facts)
    before = [
        n for n in alive if n.occasion == one.occasion and same(n.occasion, n.at, one.at, rests)
    ]
    if not before:
        return "note_citizen_news", {
            "key": f"{known.dossier.code}:{one.occasion}:{one.at}",
            "dossier_id": known.dossier.id,
            "occasion": one.occasion,
            "facts": facts,
            "at": one.at,
            "tell_at": now + RIPENS_S,
        }
    last = before[-1]
    if last.told_at is None and last.facts != facts:
        ripe = {"id": last.id, "facts": facts, "tell_at": now + RIPENS_S}
        return "correct_citizen_news", ripe
    return "", None


def _steps(known: Known, after: int = 0) -> list[News]:
    """The last step that is done, with the name of the one in hand where the source gives it."""
    done = max((p.at for p in known.progress if p.status in RUNNING), default=0)
    if done <= max(after, known.dossier.received_at):
        return []
    return [News(Occasion.STEP, done, Facts(step=known.dossier.step_name))]


def _supplement(known: Known, rests: Sequence[Pause], calendar: WorkCalendar) -> list[News]:
    asked = asked_for(known.dossier, known.setting, rests)
    if asked is None:
        return []
    if asked.days is None:
        return [News(Occasion.SUPPLEMENT_ASKED, asked.start)]
    limit = due.add(asked.start, Span(asked.days, SpanUnit.CALENDAR_DAYS), calendar).due_at
    facts = Facts(until=limit)
    return [
        News(o, asked.start, facts) for o in (Occasion.SUPPLEMENT_ASKED, Occasion.SUPPLEMENT_DUE)
    ]


def _ended_at(known: Known, status: int) -> int | None:
    """When a dossier ended, as far as its rows say."""
    dossier = known.dossier
    if status == 10 and dossier.returned_at is not None:
        return dossier.returned_at
    if status in {9, 10} and dossier.finished_at is not None:
        return dossier.finished_at
    return max((p.at for p in known.progress if p.status == status), default=None)


def _stated_at(known: Known) -> int:
    """The last instant that the rows of a dossier tell of."""
    told = [
        known.dossier.received_at,
        known.dossier.updated_at,
        *order_of(known.dossier.told_order)[:1],
    ]
    return max(told)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
