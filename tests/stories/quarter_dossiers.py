"""The second opinion's view of dossiers: which items follow from the rows that have arrived, in whatever order.

Rules: domain reference, 1.4 (late, repeated, out of order), 1.6 (a progress row tells a step that is done), 2.2 (counting),
2.3 (pauses). A row is as late as the last thing it tells of; between rows of one instant the status further on counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tests.slow_calendar import SlowCalendar
from tests.stories.quarter_oracle import SECOND, WATCHED, Item
from tests.stories.quarter_world import World

RUNNING, PAUSED, ENDED, DONE = {2, 4}, {5, 6}, {3, 7, 8}, {9, 10}
_FURTHER = {1: 0, 2: 1, 4: 2, 5: 2, 6: 2, 3: 3, 7: 3, 8: 3, 9: 4, 10: 5}


class Step(NamedTuple):
    """One step of an internal process: whose, how long, counted how."""

    name: str
    title: str
    hours: int
    counts: str  # gio_lam_viec, ngay_lam_viec, ngay


class Procedure(NamedTuple):
    """An internal process and what its pauses do."""

    code: str
    steps: tuple[Step, ...]
    restart: bool = False
    supplement_days: int = 10


class Row(NamedTuple):
    """What the source says of a dossier at one time."""

    code: str
    procedure: str
    unit: str
    received: datetime
    due: datetime | None
    status: int
    finished: datetime | None = None
    returned: datetime | None = None
    asked: datetime | None = None  # for a supplement
    handed_in: datetime | None = None

    def later_than(self, now: datetime) -> tuple[datetime, int]:
        """Its place among the rows of its dossier."""
        told = (self.received, self.finished, self.returned, self.asked, self.handed_in)
        return min(max(t for t in told if t), now), _FURTHER[self.status]


@dataclass
class Dossier:
    """All that has arrived of one dossier, and its items."""

    world: World
    procedures: dict[str, Procedure]
    row: Row | None = None
    place: tuple[datetime, int] | None = None
    done_at: set[datetime] = field(default_factory=set)  # instants of finished steps
    seen: set[tuple[datetime, int]] = field(default_factory=set)  # of the clock: runs or rests
    items: dict[str, Item] = field(default_factory=dict)

    def dossier_row(self, row: Row, now: datetime) -> None:
        """A row of the dossier arrives."""
        place = row.later_than(now)
        if self.place is not None and place < self.place:
            return  # overtaken
        before = self.row.status if self.row else 0
        self.row, self.place = row, place
        if row.asked and row.asked <= now:
            self.seen.add((row.asked, 5))
        if row.handed_in and row.handed_in <= now:
            self.seen.add((row.handed_in, 4))
        if row.status in RUNNING | PAUSED and not row.asked:
            changed = before and before != row.status
            if changed or (not before and row.status in PAUSED):
                self.seen.add((now, row.status))
        self.follow(now)

    def step_row(self, at: datetime, now: datetime) -> None:
        """A row of a finished step arrives."""
        if at not in self.done_at:
            self.done_at.add(at)
            self.follow(now)

    # -- what should be watched ----------------------------------------------------------------------------------

    def follow(self, now: datetime) -> None:
        """Make the items what the rows say, then look at their ladders."""
        if self.row is None:
            return
        row = self.row
        for item in self.items.values():
            item.advance(now)
        wanted = self._wanted(row)
        for key, wish in wanted.items():
            if key in self.items:
                self._change(self.items[key], *wish, now)
            elif wish[2] in (*WATCHED, "suspended"):
                kind = key.partition(":")[0]
                starts, due, state, holder = wish
                self.items[key] = Item(self.world, key, kind, row.unit, starts, due, state, holder)
        for key, item in self.items.items():
            if key not in wanted and item.state not in ("done", "cancelled"):
                state = self._state(row)
                item.state = state if state in ("suspended", "cancelled") else "done"
            item.decide(now)
            item.stands(now)

    def _state(self, row: Row) -> str:
        if row.status in RUNNING:
            return "open"
        if row.status in PAUSED:
            return "suspended"
        return "cancelled" if row.status in ENDED else "done"

    def _wanted(self, row: Row) -> dict[str, tuple[datetime, datetime, str, str]]:
        state, found, holder = self._state(row), {}, ""
        rests = self.pauses(row)
        process = self.procedures[row.procedure].steps
        number = len(
            self.done_at
        )  # so many steps are done; the next one starts with the last of them
        if state == "open" and number < len(process):
            step = process[number]
            starts = max(self.done_at, default=row.received)
            holder = self.world.titled(row.unit, step.title)
            due = self._step_due(row, step, starts, rests)
            found[f"step:{row.code}:{number + 1}"] = (starts, due, "open", holder)
        if row.due:
            found[f"dossier:{row.code}"] = (row.received, row.due, state, holder)
        asked = [pause for pause in rests if pause[2] == 5]
        if asked:
            starts, until, _ = asked[-1]
            waits = state == "suspended" and until is None
            days = self.procedures[row.procedure].supplement_days
            due = self._calendar(row).add_days(starts, days)
            over = "cancelled" if state == "cancelled" else "done"
            coordinator = self.world.nearest(row.unit, "coordinator")
            found[f"supplement:{row.code}"] = (starts, due, "open" if waits else over, coordinator)
        return found

    def _calendar(self, row: Row) -> SlowCalendar:
        return self.world.calendar(row.unit)

    def pauses(self, row: Row) -> list[tuple[datetime, datetime | None, int]]:
        """When the clock stood still. The dossier itself is believed before its steps: if it rests, the last pause lasts."""
        found: list[tuple[datetime, datetime | None, int]] = []
        begun: tuple[datetime, int] | None = None
        signs = self.seen | {(at, 4) for at in self.done_at}
        for at, status in sorted(signs, key=lambda s: (s[0], s[1] in RUNNING, s[1])):
            if begun and status != begun[1]:
                found.append((begun[0], at, begun[1]))
                begun = None
            if status in PAUSED and not begun:
                begun = (at, status)
        if row.status not in PAUSED:
            return found
        if begun:
            return [*found, (begun[0], None, begun[1])]
        return [*found[:-1], (found[-1][0], None, found[-1][2])] if found else []

    def _step_due(
        self,
        row: Row,
        step: Step,
        starts: datetime,
        rests: list[tuple[datetime, datetime | None, int]],
    ) -> datetime:
        calendar = self._calendar(row)
        due, since, waited = _counted(calendar, starts, step), starts, 0
        for begin, end, _ in rests:
            if begin >= due or end is None or end <= starts:
                continue
            begun = max(begin, starts)
            if self.procedures[row.procedure].restart:
                due = _counted(calendar, end, step)
            elif step.counts == "ngay":
                waited += (end.date() - begun.date()).days
                due = calendar.add_days(starts, step.hours // 8 + waited)
            elif minutes := calendar.minutes_between(begun, end):
                due = calendar.add_minutes(due, minutes)
            since = max(since, end)
        # Never after the promised date, unless that was given before the clock went on again.
        return row.due if row.due and since < row.due < due else due

    def _change(
        self, item: Item, starts: datetime, due: datetime, state: str, holder: str, now: datetime
    ) -> None:
        """What is watched is brought in line; what moves is a new version, whose ladder begins with what is to come."""
        if state in ("done", "cancelled"):
            item.state = state
            return
        rested = item.state not in WATCHED
        if item.due != due:
            item.starts, item.due, item.version = starts, due, item.version + 1
            item.state = "open"
            item.promise = item.claimed = item.answered = None
            item.decided = now - SECOND
        item.starts = starts
        if state == "suspended":
            item.state = state
        elif rested:
            item.state, item.decided = "open", now - SECOND
        if holder and holder != item.holder:
            # The ladder speaks to the new holder from the start; what the one before said was theirs.
            item.holder = holder
            item.promise = item.claimed = item.answered = None
            item.state = "open" if item.state == "claimed" else item.state
            item.decided = item.starts - SECOND


def _counted(calendar: SlowCalendar, at: datetime, step: Step) -> datetime:
    if step.counts == "ngay":
        return calendar.add_days(at, step.hours // 8)
    if step.counts == "ngay_lam_viec" and step.hours % 8 == 0:
        return calendar.add_working_days(at, step.hours // 8)
    return calendar.add_minutes(at, step.hours * 60)
