"""Dossiers of the sample province: received over thirty working days, walked through their steps up to a morning.

Peaks follow the domain reference, 9: Mondays and days after holidays, 08:00 to 10:00; about 3 % run late.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

import msgspec

from bot.sample import names
from bot.sample.organisation import SampleUnit
from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure
from bot.sample.walk import Fate, Walk, walk
from schedules.calendar import WorkCalendar, official_calendar
from schedules.civil import at, civil_date
from schedules.hours import parse_hours

WORKING_DAYS: Final = 30
MORNING: Final = "06:00"  # the state is that of a day before its work begins
INTAKE_MINUTES: Final = (
    480  # online: accept or return within eight working hours (domain reference, 2.2)
)
LATE: Final = 0.04  # share that loses time; some of these are not due yet, so fewer show as late
WRONG_DATE: Final = 0.005  # share whose promised date a faulty calculator moved by a day
_STOPS: Final = {
    0: 945,
    3: 10,
    5: 25,
    7: 8,
    8: 7,
}  # status that stops a dossier -> how many of a thousand
_TAXED: Final = 0.3  # share of land dossiers that wait for a financial duty
_LOOKUP_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
_VAGUE_HOLDERS: Final = ("Chuyên viên", "Cán bộ một cửa")

# Minutes after midnight at which an hour of receipt begins -> weight; all open under each of the sample's hours.
_ARRIVALS: Final = {435: 8, 480: 24, 540: 22, 600: 16, 810: 10, 840: 12, 900: 6, 930: 2}


class SampleDossier(msgspec.Struct, frozen=True):
    """One dossier and what was done to it."""

    code: str
    procedure: Procedure
    unit: SampleUnit
    received_at: int
    due_at: int | None
    walk: Walk
    holder: str
    applicant: str
    phone: str
    lookup_code: str


class _Desk(msgspec.Struct, frozen=True):
    """A unit that does a procedure, with the persons for each title and the calendar of its hours."""

    unit: SampleUnit
    people: dict[str, list[SamplePerson]]
    calendar: WorkCalendar
    weight: float


def receive(
    units: list[SampleUnit],
    people: dict[str, list[SamplePerson]],
    procedures: list[Procedure],
    count: int,
    on: date,
    rng: random.Random,
) -> list[SampleDossier]:
    """Return `count` dossiers in order of receipt, as they stand on the morning of `on`.

    Only units whose people fill all titles of a procedure do it. Raises `RejectedInput` when `on` lies outside the years
    of the calendar.
    """
    desks = [_desk(unit, people.get(unit.code, []), rng) for unit in units]
    able = {procedure: _able(desks, procedure) for procedure in procedures}
    offered = [procedure for procedure in procedures if able[procedure]]
    totals = {
        procedure: list(accumulate(desk.weight for desk in able[procedure]))
        for procedure in offered
    }
    chosen = rng.choices(offered, [procedure.weight for procedure in offered], k=count)
    now = at(on, MORNING)
    serials: Counter[str] = Counter()
    dossiers: list[SampleDossier] = []
    for received_at, procedure in zip(_arrivals(count, on, rng), chosen, strict=True):
        desk = rng.choices(able[procedure], cum_weights=totals[procedure])[0]
        stem = f"{desk.unit.code}-{civil_date(received_at):%y%m%d}"
        serials[stem] += 1
        code = f"{stem}-{serials[stem]:04}"
        dossiers.append(_dossier(code, desk, procedure, received_at, now, rng))
    return dossiers


def _desk(unit: SampleUnit, people: list[SamplePerson], rng: random.Random) -> _Desk:
    titles: dict[str, list[SamplePerson]] = {}
    for person in people:
        titles.setdefault(person.title, []).append(person)
    weight = rng.lognormvariate(0, 0.5)  # few large communes, many small ones
    return _Desk(unit, titles, official_calendar(parse_hours(unit.hours)), weight)


def _able(desks: list[_Desk], procedure: Procedure) -> list[_Desk]:
    titles = {step.role for step in procedure.steps}
    return [
        desk
        for desk in desks
        if desk.unit.place == procedure.place and titles <= desk.people.keys()
    ]


def _arrivals(count: int, on: date, rng: random.Random) -> list[int]:
    """Return the instants of receipt on the working days before `on`, earliest first."""
    calendar = official_calendar()
    yesterday = on - timedelta(days=1)
    days = [calendar.working_day_back(yesterday, back) for back in range(WORKING_DAYS)]
    crowds = [1.0 if calendar.is_working_day(day - timedelta(days=1)) else 1.4 for day in days]
    chosen = rng.choices(days, crowds, k=count)
    hours = rng.choices(list(_ARRIVALS), list(_ARRIVALS.values()), k=count)
    return sorted(
        at(day, hour + rng.randrange(60)) for day, hour in zip(chosen, hours, strict=True)
    )


def _dossier(
    code: str,
    desk: _Desk,
    procedure: Procedure,
    received_at: int,
    now: int,
    rng: random.Random,
) -> SampleDossier:
    team = [rng.choice(desk.people[step.role]) for step in procedure.steps]
    fate = _fate(procedure, rng)
    state = walk(procedure, team, received_at, now, desk.calendar, fate, rng)
    if desk.calendar.minutes_between(received_at, now) < INTAKE_MINUTES and rng.random() < 0.15:
        # Handed in online the day before and not yet looked at.
        until = desk.calendar.add_minutes(received_at, INTAKE_MINUTES)
        state = Walk(1, (), team[0], until)
    promised = None if state.status in {1, 3} else _promise(desk, procedure, received_at, rng)
    holder = state.holder.name if state.holder else ""
    if holder and rng.random() < 0.02:
        holder = rng.choice(_VAGUE_HOLDERS)
    return SampleDossier(
        code=code,
        procedure=procedure,
        unit=desk.unit,
        received_at=received_at,
        due_at=promised,
        walk=state,
        holder=holder,
        applicant=names.person(rng),
        phone=names.citizen_phone(rng) if rng.random() < 0.7 else "",
        lookup_code="".join(rng.choices(_LOOKUP_LETTERS, k=8)),
    )


def _fate(procedure: Procedure, rng: random.Random) -> Fate:
    if procedure.taxed and rng.random() < _TAXED:
        return Fate(stop=6)
    stop = rng.choices(list(_STOPS), list(_STOPS.values()))[0]
    lost = 0
    if rng.random() < LATE:
        lost = round(procedure.minutes * 0.6) + rng.randrange(480, 2400)
    return Fate(stop, lost)


def _promise(desk: _Desk, procedure: Procedure, received_at: int, rng: random.Random) -> int:
    promised = desk.calendar.add_minutes(received_at, procedure.minutes)
    if rng.random() < WRONG_DATE:
        return desk.calendar.add_working_days(promised, 1)
    return promised
