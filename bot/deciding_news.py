"""What becomes of one piece of news for citizens: the news, how the dossier stands, who agreed, and an instant → decision. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from bot.config import CitizenSettings
from bot.delivery.citizen_parcels import Facts, new_date, read_facts
from bot.ingest.news import News, same
from db.words import NewsOutcome, Occasion, Purpose, Road
from schedules.civil import at, civil_date
from schedules.pauses import Pause
from schedules.quiet import CIVIL_HOURS, next_civil

DAY_S: Final = 24 * 3600
# Seconds after somebody's last word in which a chat takes messages (the Zalo reference, 2.1).
CHAT_S: Final = 7 * DAY_S
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
    phone_key: str | None = None  # of their number, also the one a chat account proved
    spoke_at: int | None = None
    language: str = ""  # empty: the province's


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
    if due.occasion not in settings.wanted:
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


def purpose_of(occasion: str) -> Purpose:
    """What somebody must have agreed to, to hear of an occasion."""
    of = {"step": Purpose.STEP_NEWS, "satisfaction": Purpose.SATISFACTION}
    return of.get(occasion, Purpose.DOSSIER_NEWS)


def once_each(citizens: Sequence[Citizen], now: int) -> list[Citizen]:
    """Who is known by a number and by a chat account hears once: in the chat while it takes messages, else by the number. Pure."""
    chats = {c.phone_key for c in citizens if c.phone_key and _chats(c, now)}
    numbers = {c.phone_key for c in citizens if c.phone_key and not c.linked}
    return [
        c
        for c in citizens
        if (c.linked and (_chats(c, now) or c.phone_key not in numbers))
        or (not c.linked and c.phone_key not in chats)
    ]


def _chats(citizen: Citizen, now: int) -> bool:
    return citizen.linked and now - (citizen.spoke_at or 0) < CHAT_S


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
