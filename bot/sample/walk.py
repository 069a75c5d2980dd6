"""One dossier's way through its steps: who did what when, and where it stands at a given instant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure
from schedules.calendar import WorkCalendar

RECEIVED: Final = 2
WORKING: Final = 4
FINISHED: Final = 9
HANDED_OVER: Final = 10
# The step at which something stops a dossier: it is turned away at the desk, all else happens to the expert.
STOPS_AT: Final = {3: 0, 5: 1, 6: 1, 7: 1, 8: 1}


class Done(msgspec.Struct, frozen=True):
    """One finished step: when it was sent on, and the deadline it had."""

    step: str
    person: SamplePerson
    at: int
    due_at: int


class Walk(msgspec.Struct, frozen=True):
    """Where a dossier stands. `stopped` is who stopped it and when, for statuses 3 and 5 to 8."""

    status: int
    done: tuple[Done, ...]
    holder: SamplePerson | None = None
    step_due_at: int | None = None
    stopped: Done | None = None
    finished_at: int | None = None
    returned_at: int | None = None


class Fate(msgspec.Struct, frozen=True):
    """What will become of a dossier: the status that stops it (0: none), and minutes lost on the way."""

    stop: int = 0
    lost: int = 0


def walk(
    procedure: Procedure,
    team: Sequence[SamplePerson],
    received_at: int,
    now: int,
    calendar: WorkCalendar,
    fate: Fate,
    rng: random.Random,
) -> Walk:
    """Return the state at `now` of a dossier received at `received_at` and worked on by `team`, one person a step.

    People take 40 to 95 % of a step's time; minutes lost are lost at the second step.
    """
    done: list[Done] = []
    begun = calendar.received(received_at)
    for place, (step, person) in enumerate(zip(procedure.steps, team, strict=True)):
        due_at = calendar.add_minutes(begun, step.minutes)
        took = round(step.minutes * rng.uniform(0.4, 0.95)) + (fate.lost if place == 1 else 0)
        ended = calendar.add_minutes(begun, took)
        if fate.stop and place == STOPS_AT[fate.stop]:
            halfway = calendar.add_minutes(begun, took // 2)
            if halfway <= now:
                stopped = Done(step.name, person, halfway, due_at)
                holder = person if fate.stop in {5, 6} else None
                return Walk(fate.stop, tuple(done), holder, stopped=stopped)
        if ended > now:
            status = WORKING if done else RECEIVED
            return Walk(status, tuple(done), person, due_at)
        done.append(Done(step.name, person, ended, due_at))
        begun = ended
    returned_at = calendar.add_minutes(begun, rng.randrange(1, 960))
    if returned_at > now:
        return Walk(FINISHED, tuple(done), finished_at=begun)
    return Walk(HANDED_OVER, tuple(done), finished_at=begun, returned_at=returned_at)
