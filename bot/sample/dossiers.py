"""Dossiers of the sample province: received over thirty working days, walked through their steps up to a morning."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

import msgspec

from bot.sample import names
from bot.sample.fates import Fates
from bot.sample.organisation import CENTRE, SampleUnit
from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure
from bot.sample.volumes import arrivals, day_weight, procedure_weight, unit_weights
from bot.sample.walk import REFUSED, WAITING, Walk, Walker
from db.codes import other_generation
from schedules.calendar import WorkCalendar, official_calendar
from schedules.civil import at, civil_date
from schedules.hours import parse_hours

WORKING_DAYS: Final = 30
MORNING: Final = "06:00"  # the state is that of a day before its work begins
INTAKE_MINUTES: Final = (
    480  # online: accept or return within eight working hours (domain reference, 2.2)
)
ONLINE: Final = 0.45
WAITS: Final = 0.3  # share of what came online within those hours that nobody has looked at
FORGOTTEN: Final = (
    0.06  # the same share of what came online in the five working days before those hours
)
WRONG_DATE: Final = 0.005  # share whose promised date a faulty calculator moved by a day
TWO_CODES: Final = 0.04  # share that is told under another code as well
VAGUE: Final = 0.03  # share of those in hand that name a title for a holder
FOLLOWS: Final = 0.25  # share of citizens who want to hear by Zalo or SMS
SUPPLEMENT_DAYS: Final = 15  # ThoiHanBoSung, calendar days
_LOOKUP_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
VAGUE_HOLDERS: Final = ("Chuyên viên", "Cán bộ một cửa")


class SampleDossier(msgspec.Struct, frozen=True):
    """One dossier and what was done to it.

    `submitted_at` is earlier than the receipt where it came online; `promised_at` is the date first given to the citizen,
    `due_at` the one after pauses. `also` is another code under which a part of it is told.
    """

    code: str
    also: str
    procedure: Procedure
    unit: SampleUnit
    online: bool
    submitted_at: int
    received_at: int
    promised_at: int | None
    dues: tuple[tuple[int, int], ...]  # since when, due when
    intake_due_at: int | None
    walk: Walk
    holder: str
    applicant: str
    phone: str
    lookup_code: str
    by_zalo: bool
    by_sms: bool
    wrong_date: bool

    @property
    def due_at(self) -> int | None:
        """The date promised now."""
        return self.dues[-1][1] if self.dues else self.promised_at


class _Desk(msgspec.Struct, frozen=True):
    """A unit that does a procedure, with the persons for each title and the calendar of its hours."""

    unit: SampleUnit
    people: dict[str, list[SamplePerson]]
    calendar: WorkCalendar
    weight: float


class Receiving:
    """Receives dossiers day by day; never more than one day's are held.

    Only units whose people fill all titles of a procedure do it.
    """

    def __init__(
        self,
        units: list[SampleUnit],
        people: dict[str, list[SamplePerson]],
        procedures: list[Procedure],
        on: date,
        rng: random.Random,
    ) -> None:
        weights = unit_weights(units, rng)
        desks = [_desk(unit, people.get(unit.code, []), weights[unit.code]) for unit in units]
        self._centre = next(desk for desk in desks if desk.unit.place == CENTRE)
        able = {procedure: self._able(desks, procedure) for procedure in procedures}
        self._able_desks = {procedure: found for procedure, found in able.items() if found}
        self._totals = {
            procedure: list(accumulate(desk.weight for desk in found))
            for procedure, found in self._able_desks.items()
        }
        self._now = at(on, MORNING)
        self._on = on
        self._rng = rng
        self._fates = Fates(rng)

    def receive(self, count: int) -> Iterator[SampleDossier]:
        """Yield `count` dossiers in order of receipt, as they stand on the morning of the day."""
        for day, size in self._days(count):
            serials: Counter[str] = Counter()
            offered = list(self._able_desks)
            weights = [procedure_weight(procedure, day) for procedure in offered]
            chosen = self._rng.choices(offered, weights, k=size)
            instants = arrivals(day, size, self._rng)
            for received_at, procedure in zip(instants, chosen, strict=True):
                totals = self._totals[procedure]
                desk = self._rng.choices(self._able_desks[procedure], cum_weights=totals)[0]
                stem = f"{desk.unit.code}-{day:%y%m%d}"
                serials[stem] += 1
                yield self._dossier(f"{stem}-{serials[stem]:04}", desk, procedure, received_at)

    def _able(self, desks: list[_Desk], procedure: Procedure) -> list[_Desk]:
        here = {step.role for step in procedure.steps if not step.place}
        return [
            desk
            for desk in desks
            if desk.unit.place == procedure.place and here <= desk.people.keys()
        ]

    def _days(self, count: int) -> Iterator[tuple[date, int]]:
        """The working days before, earliest first, and how many dossiers each received."""
        calendar = official_calendar()
        yesterday = self._on - timedelta(days=1)
        back = range(WORKING_DAYS)
        days = [calendar.working_day_back(yesterday, n) for n in reversed(back)]
        chosen = Counter(
            self._rng.choices(days, [day_weight(day, calendar) for day in days], k=count)
        )
        return ((day, chosen[day]) for day in days)

    def _dossier(
        self, code: str, desk: _Desk, procedure: Procedure, received_at: int
    ) -> SampleDossier:
        rng, calendar = self._rng, desk.calendar
        team = [self._hand(desk, step.role, step.place) for step in procedure.steps]
        fate = self._fates.draw(procedure, desk.unit)
        walker = Walker(procedure, team, received_at, self._now, calendar, fate, rng)
        online = rng.random() < ONLINE
        state = walker.walk()
        if online and self._unseen(received_at, calendar):
            state = Walk(WAITING, holder=team[0])
        early = online and state.status != WAITING
        submitted_at = received_at - (60 * rng.randrange(5, 600) if early else 0)
        wrong = rng.random() < WRONG_DATE
        promised = None
        if state.status not in {WAITING, REFUSED}:
            promised = _promise(procedure, received_at, calendar, wrong)
        holder = state.holder.name if state.holder else ""
        if holder and rng.random() < VAGUE:
            holder = rng.choice(VAGUE_HOLDERS)
        phone = names.citizen_phone(rng) if rng.random() < 0.7 else ""
        follows = phone != "" and rng.random() < FOLLOWS
        return SampleDossier(
            code=code,
            also=self._other_code(code, desk.unit, received_at),
            procedure=procedure,
            unit=desk.unit,
            online=online,
            submitted_at=submitted_at,
            received_at=received_at,
            promised_at=promised,
            dues=_moved(promised, state, calendar),
            intake_due_at=calendar.add_minutes(submitted_at, INTAKE_MINUTES) if online else None,
            walk=state,
            holder=holder,
            applicant=names.person(rng),
            phone=phone,
            lookup_code="".join(rng.choices(_LOOKUP_LETTERS, k=8)),
            by_zalo=follows and rng.random() < 0.8,
            by_sms=follows and rng.random() < 0.4,
            wrong_date=wrong and promised is not None,
        )

    def _hand(self, desk: _Desk, role: str, place: str) -> SamplePerson:
        return self._rng.choice((self._centre if place else desk).people[role])

    def _unseen(self, submitted_at: int, calendar: WorkCalendar) -> bool:
        waited = calendar.minutes_between(submitted_at, self._now) // INTAKE_MINUTES
        return self._rng.random() < (WAITS if waited < 1 else FORGOTTEN if waited < 6 else 0)

    def _other_code(self, code: str, unit: SampleUnit, received_at: int) -> str:
        """Both generations of codes live on; the national gateway gives codes of its own (domain reference, 1.2)."""
        if self._rng.random() >= TWO_CODES:
            return ""
        serial = code.rpartition("-")[2]
        national = (
            f"G22.99-{civil_date(received_at):%y%m%d}-{unit.code.split('.')[-1]:0>3}{serial[-3:]}"
        )
        return other_generation(code) or national


def _desk(unit: SampleUnit, people: list[SamplePerson], weight: float) -> _Desk:
    titles: dict[str, list[SamplePerson]] = {}
    for person in people:
        titles.setdefault(person.title, []).append(person)
    calendar = official_calendar(parse_hours(unit.hours))
    return _Desk(unit, titles, calendar, weight)


def _promise(procedure: Procedure, received_at: int, calendar: WorkCalendar, wrong: bool) -> int:
    promised = calendar.add_minutes(received_at, procedure.minutes)
    return calendar.add_working_days(promised, 1) if wrong else promised


def _moved(
    promised: int | None, state: Walk, calendar: WorkCalendar
) -> tuple[tuple[int, int], ...]:
    """The promised dates after each pause, with the instants since when; what was late when it rested stays late."""
    found = []
    due_at = promised
    for rest, (since, minutes) in zip(state.rests, state.moved, strict=False):
        if due_at is not None and rest.start < due_at:
            due_at = calendar.add_minutes(due_at, minutes)
            found.append((since, due_at))
    return tuple(found)
