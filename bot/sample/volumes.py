"""How much comes in when, and where: peaks of days and hours, seasons, large and small units (domain reference, 9)."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from bot.sample.organisation import SampleUnit
from bot.sample.procedures import SUMMER, YEAR_END, Procedure
from schedules.calendar import WorkCalendar
from schedules.civil import at

MONDAY: Final = 1.35
AFTER_A_DAY_OFF: Final = 1.3
AFTER_TET: Final = 1.6  # the first three working days
AFTER_THE_MERGER: Final = 1.4  # addresses and papers change, July 2025
SCHOOL: Final = 1.25  # June to August
IN_SEASON: Final = 1.6  # for the procedures that people then ask for
LONG_BREAK: Final = 5  # days off in a row: Tết, with its week-ends

# Minutes after midnight at which a stretch of receipt begins -> weight and length; open under each of the sample's hours.
_ARRIVALS: Final = {435: (8, 45), 480: (26, 60), 540: (24, 60), 600: (14, 60), 810: (10, 30), 840: (10, 60), 900: (8, 60)}  # fmt: skip
# How many times the work of a rural commune others get.
_SIZES: Final = {"phường": 3.0, "thị trấn": 2.0, "đặc khu": 0.5}
SWAMPED: Final = 0.09  # times the work of all other communes together


def day_weight(day: date, calendar: WorkCalendar) -> float:
    """Return how many times an ordinary day's dossiers are handed in on a working day."""
    weight = MONDAY if day.weekday() == 0 else 1.0
    if not calendar.is_working_day(day - timedelta(days=1)) and day.weekday() != 0:
        weight *= AFTER_A_DAY_OFF
    if any(_long_break_before(calendar.working_day_back(day, n), calendar) for n in range(3)):
        weight *= AFTER_TET
    if date(2025, 7, 1) <= day <= date(2025, 7, 31):
        weight *= AFTER_THE_MERGER
    return weight * (SCHOOL if day.month in {6, 7, 8} else 1.0)


def _long_break_before(day: date, calendar: WorkCalendar) -> bool:
    before = calendar.working_day_back(day - timedelta(days=1))
    return (day - before).days > LONG_BREAK


def procedure_weight(procedure: Procedure, day: date) -> float:
    """Return how often a procedure is asked for on a day."""
    wanted = {SUMMER: {6, 7, 8}, YEAR_END: {11, 12}}.get(procedure.season, set())
    return procedure.weight * (IN_SEASON if day.month in wanted else 1.0)


def unit_weights(units: Iterable[SampleUnit], rng: random.Random) -> dict[str, float]:
    """Return how much work each unit gets, by its code: wards more than rural communes, and no two the same."""
    found = list(units)
    weights = {
        unit.code: _SIZES.get(unit.kind, 1.0) * min(rng.lognormvariate(0, 0.4), 2.5)
        for unit in found
    }
    others = sum(weights[unit.code] for unit in found if unit.kind and not unit.swamped)
    return weights | {unit.code: max(SWAMPED * others, 1.0) for unit in found if unit.swamped}


def arrivals(day: date, count: int, rng: random.Random) -> list[int]:
    """Return the instants at which `count` dossiers are received on a day, earliest first; the peak is 08:00 to 10:00."""
    hours = list(_ARRIVALS)
    chosen = rng.choices(hours, [weight for weight, _ in _ARRIVALS.values()], k=count)
    return sorted(at(day, hour + rng.randrange(_ARRIVALS[hour][1])) for hour in chosen)
