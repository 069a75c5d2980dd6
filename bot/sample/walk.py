"""One dossier's way through its steps: who did what when, where its clock stood still, and where it stands at an instant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure
from schedules.calendar import WorkCalendar

WAITING: Final = 1
RECEIVED: Final = 2
REFUSED: Final = 3
WORKING: Final = 4
SUPPLEMENT: Final = 5
DUTY: Final = 6
WITHDRAWN: Final = 7
STOPPED: Final = 8
FINISHED: Final = 9
HANDED_OVER: Final = 10
# The step at which something stops a dossier: it is turned away at the desk, all else happens to the expert.
STOPS_AT: Final = {REFUSED: 0, SUPPLEMENT: 1, DUTY: 1, WITHDRAWN: 1, STOPPED: 1}


class Move(msgspec.Struct, frozen=True):
    """One thing done to a dossier: `status` it has since, `text` and person of its progress row, steps finished by then.

    `step_due_at` is the deadline of the step that was left.
    """

    at: int
    status: int
    text: str
    person: SamplePerson
    finished: int
    step_due_at: int | None = None


class Rest(msgspec.Struct, frozen=True):
    """A time in which the clock stood still; `end` is None while it lasts. `status` is 5 or 6."""

    start: int
    end: int | None
    status: int


class Walk(msgspec.Struct, frozen=True):
    """Where a dossier stands. `moved` are working minutes by which pauses moved its promised date, with their instants."""

    status: int
    moves: tuple[Move, ...] = ()
    holder: SamplePerson | None = None
    step: int | None = None
    step_due_at: int | None = None
    rests: tuple[Rest, ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    finished_at: int | None = None
    returned_at: int | None = None
    unsynced_at: int | None = None  # done then, but the feed never heard of it


class Fate(msgspec.Struct, frozen=True):
    """What will become of a dossier.

    `stop` is the status that stops it (0: none) and `rest` the working minutes until it goes on (None: never); `taxed`
    those between two phases; `lost` are minutes lost on the way; `unsynced` says that the feed does not hear of its end.
    """

    stop: int = 0
    rest: int | None = None
    taxed: int = 0
    lost: int = 0
    unsynced: bool = False


_ENDS: Final = {
    REFUSED: "Từ chối tiếp nhận hồ sơ",
    WITHDRAWN: "Công dân rút hồ sơ",
    STOPPED: "Dừng xử lý hồ sơ",
}
# By these texts senders tell a pause although the status beside them says "finished" (domain reference, 1.6).
_PAUSES: Final = {SUPPLEMENT: "Cán bộ trả hồ sơ bổ sung", DUTY: "Công dân thực hiện NVTC"}
_GOES_ON: Final = {
    SUPPLEMENT: "Công dân đã nộp hồ sơ bổ sung",
    DUTY: "Công dân đã hoàn thành nghĩa vụ tài chính",
}


class Walker:
    """Walks one dossier through its steps up to `now`."""

    def __init__(
        self,
        procedure: Procedure,
        team: Sequence[SamplePerson],
        received_at: int,
        now: int,
        calendar: WorkCalendar,
        fate: Fate,
        rng: random.Random,
    ) -> None:
        self._procedure, self._team, self._calendar = procedure, team, calendar
        self._now, self._fate, self._rng = now, fate, rng
        self._begun = calendar.received(received_at)
        self._moves: list[Move] = []
        self._rests: list[Rest] = []
        self._moved: list[tuple[int, int]] = []

    def walk(self) -> Walk:
        """The state at `now`. People take 40 to 95 % of a step's time; minutes lost are lost at the second step."""
        for place in range(len(self._team)):
            if (stands := self._step(place)) is not None:
                return stands
        finished_at = self._begun
        if self._fate.unsynced:
            last = self._moves.pop()
            stands = self._stands(WORKING, last.finished - 1, last.step_due_at)
            return msgspec.structs.replace(stands, unsynced_at=finished_at)
        returned_at = self._calendar.add_minutes(finished_at, self._rng.randrange(1, 960))
        ended = self._stands(FINISHED)
        if returned_at > self._now:
            return msgspec.structs.replace(ended, finished_at=finished_at)
        return msgspec.structs.replace(
            ended, status=HANDED_OVER, finished_at=finished_at, returned_at=returned_at
        )

    def _step(self, place: int) -> Walk | None:
        """One step; where the dossier stands if it does not get past it."""
        step, fate = self._procedure.steps[place], self._fate
        due_at = self._calendar.add_minutes(self._begun, step.minutes)
        took = round(step.minutes * self._rng.uniform(0.4, 0.95))
        took += fate.lost if place == 1 else 0
        ended = self._calendar.add_minutes(self._begun, took)
        if fate.stop and place == STOPS_AT[fate.stop]:
            halfway = self._calendar.add_minutes(self._begun, took // 2)
            if halfway <= self._now:
                if (stands := self._stop(place, halfway)) is not None:
                    return stands
                rested = self._moved[-1][1]
                due_at = self._calendar.add_minutes(due_at, rested)
                ended = self._calendar.add_minutes(ended, rested)
        if ended > self._now:
            status = WORKING if self._moves else RECEIVED
            return self._stands(status, place, due_at)
        if self._between_phases(place):
            # A minute apart, so that nobody takes the step that ends for the one that goes on.
            self._finish(place, self._calendar.subtract_minutes(ended, 1), due_at)
            stands = self._rest(place + 1, ended, DUTY, fate.taxed, self._team[place])
            self._begun = self._rests[-1].end or ended
            return stands
        self._finish(place, ended, due_at)
        return None

    def _finish(self, place: int, ended: int, due_at: int) -> None:
        last = place == len(self._team) - 1
        status = RECEIVED if place == 0 else FINISHED if last else WORKING
        text = f"Chuyển xử lý: {self._procedure.steps[place].name}"
        text = "Tiếp nhận hồ sơ" if place == 0 else "Kết thúc xử lý hồ sơ" if last else text
        self._moves.append(Move(ended, status, text, self._team[place], place + 1, due_at))
        self._begun = ended

    def _between_phases(self, place: int) -> bool:
        phases = [step.phase for step in self._procedure.steps[place : place + 2]]
        return bool(self._fate.taxed) and phases == [1, 2]

    def _stop(self, place: int, at: int) -> Walk | None:
        if (text := _ENDS.get(self._fate.stop)) is not None:
            self._moves.append(Move(at, self._fate.stop, text, self._team[place], place))
            return self._stands(self._fate.stop)
        return self._rest(place, at, self._fate.stop, self._fate.rest, self._team[place])

    def _rest(
        self, finished: int, at: int, status: int, minutes: int | None, holder: SamplePerson
    ) -> Walk | None:
        """The clock stands still after so many steps; where the dossier stands if it still does so now."""
        self._moves.append(Move(at, status, _PAUSES[status], holder, finished))
        end = None if minutes is None else self._calendar.add_minutes(at, minutes)
        if end is None or end > self._now:
            self._rests.append(Rest(at, None, status))
            return msgspec.structs.replace(self._stands(status), holder=holder)
        self._rests.append(Rest(at, end, status))
        self._moved.append((end, self._calendar.minutes_between(at, end)))
        self._moves.append(Move(end, WORKING, _GOES_ON[status], self._team[0], finished))
        return None

    def _stands(self, status: int, place: int | None = None, due_at: int | None = None) -> Walk:
        holder = None if place is None else self._team[place]
        return Walk(
            status,
            tuple(self._moves),
            holder,
            place,
            due_at,
            tuple(self._rests),
            tuple(self._moved),
        )
