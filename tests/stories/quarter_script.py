"""What happens in a small province in one quarter: dossiers, steps early and late, pauses, ends, rows late and repeated, answers.

Drawn from a seed; made-up people and codes. Civil time without a zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from tests.slow_calendar import SlowCalendar, moment
from tests.stories.quarter_dossiers import Procedure, Row, Step
from tests.stories.quarter_world import Person, Unit, World
from tests.stories.stage import PEOPLE, UNITS

SATURDAYS = "T2-T6 07:30-11:30,13:00-17:00; T7 07:30-11:30"
MORE_UNITS = (("X3", "UBND đặc khu Mẫu Ba", "xa", "T", SATURDAYS),)
# No coordinator of its own; the one who works on the second step has no account.
MORE_PEOPLE = (
    ("van", "Đặng Mẫu Vân", "Công chức văn phòng", "X3", "officer", "z-van"),
    ("luu", "Tô Mẫu Lưu", "Công chức tư pháp - hộ tịch", "X3", "officer", ""),
    ("khoa", "Dương Mẫu Khoa", "Chủ tịch UBND xã", "X3", "head", "z-khoa"),
)
OFFICE, STATUS, CHAIR = "Công chức văn phòng", "Công chức tư pháp - hộ tịch", "Chủ tịch UBND xã"
PROCEDURES = {
    p.code: p
    for p in (
        Procedure(
            "1.000001",
            (
                Step("Tiếp nhận", OFFICE, 4, "gio_lam_viec"),
                Step("Thẩm định", STATUS, 24, "gio_lam_viec"),
                Step("Ký duyệt", CHAIR, 4, "gio_lam_viec"),
            ),
        ),
        Procedure(
            "1.000002",
            (
                Step("Tiếp nhận", OFFICE, 8, "ngay_lam_viec"),
                Step("Ký duyệt", CHAIR, 16, "ngay_lam_viec"),
            ),
            restart=True,
        ),
        Procedure(
            "1.000003",
            (
                Step("Tiếp nhận", OFFICE, 2, "gio_lam_viec"),
                Step("Thẩm định", STATUS, 80, "ngay"),
                Step("Ký duyệt", CHAIR, 4, "gio_lam_viec"),
            ),
        ),
        Procedure("1.000004", (Step("Giải quyết", STATUS, 16, "gio_lam_viec"),)),
    )
}
FROM, TO = datetime(2025, 12, 31, 16, 0), datetime(2026, 3, 31, 23, 0)  # noqa: DTZ001 - civil

# Reports of the quarter with their due dates, and ways in which they go.
REPORTS = {
    "R22:2026-01": moment("21/01/2026 17:00"),
    "R22:2026-02": moment("21/02/2026 17:00"),
    "R22:2026-03": moment("21/03/2026 17:00"),
    "M-1:2026-01": moment("31/01/2026 17:00"),
    "M-1:2026-02": moment("28/02/2026 17:00"),
    "R17:2026-Q1": moment("17/03/2026 17:00"),
    "R17b:2026-Q1": moment("17/03/2026 17:00"),
}
REPORTED = (
    ("working", "done", "confirm"),
    ("done", "reject", "done", "confirm"),
    ("blocked", "blocked", "blocked", "working"),
    ("working", "working", "working"),
    ("seen", "done"),
    ("done", "blocked", "done", "working"),
    ("confirm",),
)


class Event(NamedTuple):
    """Something that happens at an instant: `row`, `step` (a row arrives), `answer`."""

    at: datetime
    what: str
    code: str
    row: Row | None = None
    done_at: datetime | None = None
    item: str = ""
    who: str = ""
    said: str = ""
    reason: str = ""


def the_world() -> World:
    """Units and people of the stage, and the further ones."""
    units = [Unit(code, parent, "") for code, _, _, parent in UNITS]
    units += [Unit(code, parent, hours) for code, _, _, parent, hours in MORE_UNITS]
    people = [
        Person(code, title, unit, tuple(roles.split(";")), bool(zalo))
        for code, _, title, unit, roles, zalo in (*PEOPLE, *MORE_PEOPLE)
    ]
    return World(units, people)


def the_quarter(world: World, seed: int, dossiers: int) -> list[Event]:
    """Everything that happens, in order of time."""
    draw = Random(seed)
    events: list[Event] = []
    for number in range(1, dossiers + 1):
        events += _Life(world, draw, number).events
    events += _of_reports(draw)
    return sorted((_on_a_stop(e) for e in events if e.at < TO), key=lambda e: e.at)


def _on_a_stop(event: Event) -> Event:
    """Let what arrives arrive at full five minutes: fewer stops for the clock, the instants told of stay as they are."""
    late = timedelta(minutes=-event.at.minute % 5)
    return event._replace(at=event.at + late)


def _of_reports(draw: Random) -> list[Event]:
    """What coordinators say of some reports, and whether the province has them."""
    found = []
    for code, due in REPORTS.items():
        for unit, who in (("X1", "lan"), ("X2", "nam"), ("X3", "khoa")):
            key = f"report:{code}:{unit}"
            at = due - timedelta(minutes=draw.randrange(60, 12 * 24 * 60))
            for said in draw.choice(REPORTED):
                speaks = "an" if said in ("confirm", "reject") else who
                reason = "other" if said == "blocked" else ""
                at += timedelta(minutes=draw.randrange(5, 4 * 24 * 60))
                name = code.replace(":", "-")
                found.append(
                    Event(at, "answer", name, item=key, who=speaks, said=said, reason=reason)
                )
    return found


class _Life:
    """One dossier from receipt to hand-over, as it happens and as the source tells of it."""

    def __init__(self, world: World, draw: Random, number: int) -> None:
        self._world, self._draw = world, draw
        self.unit = draw.choice(("X1", "X1", "X2", "X3"))
        self.calendar: SlowCalendar = world.calendar(self.unit)
        self.procedure = PROCEDURES[draw.choice(list(PROCEDURES))]
        self.received = self._receipt()
        self.code = f"H01.{number % 30 + 10}-{self.received:%y%m%d}-{number:04}"
        self.events: list[Event] = []
        self._live()

    def _receipt(self) -> datetime:
        """Mostly in working hours; some by night, at noon, on Saturdays and in Tết."""
        at = FROM + timedelta(minutes=self._draw.randrange(60, 87 * 24 * 60))
        return at if self._draw.random() < 0.25 else self.calendar.received(at)

    def _arrives(self, happened: datetime) -> datetime:
        """Mostly at once, sometimes with the nightly batch or days late."""
        draw = self._draw
        late = draw.choices((3, 90, 16 * 60, 3 * 24 * 60), (70, 15, 10, 5))[0]
        return happened + timedelta(minutes=draw.randrange(1, late + 1))

    def _send(self, row: Row, happened: datetime, *, again: bool = True) -> None:
        at = self._arrives(happened)
        self.events.append(Event(at, "row", self.code, row))
        if again and self._draw.random() < 0.3:
            at += timedelta(minutes=self._draw.randrange(1, 5 * 24 * 60))
            self.events.append(Event(at, "row", self.code, row))

    def _live(self) -> None:
        draw, procedure = self._draw, self.procedure
        minutes = sum(step.hours * 60 for step in procedure.steps)
        due = self.calendar.add_minutes(self.received, minutes)
        promised = draw.choices((due, None, due - timedelta(days=2)), (80, 10, 10))[0]
        if promised and promised <= self.received:
            promised = due
        row = Row(self.code, procedure.code, self.unit, self.received, promised, 4)
        tax = (
            draw.random() < 0.08
        )  # a financial duty comes without an instant: its rows must come in order
        self._send(row, self.received, again=not tax)
        now = self.received
        pause_in = draw.randrange(len(procedure.steps)) if tax or draw.random() < 0.3 else -1
        end_in = draw.randrange(len(procedure.steps)) if draw.random() < 0.12 else -1
        for n, step in enumerate(procedure.steps):
            self._answers(f"step:{self.code}:{n + 1}", n, now, step.hours)
            share = draw.choice((0.1, 0.3, 0.5, 0.8, 0.98, 1.3, 2.5))
            if n == pause_in:
                now, row = self._pause(row, now, tax=tax)
            if n == end_in:
                when = self.calendar.add_minutes(now, draw.randrange(30, 900))
                self._send(row._replace(status=draw.choice((7, 3, 8))), max(when, self._latest()))
                return
            if draw.random() < 0.04:
                return  # it lies where it is
            now = self.calendar.add_minutes(now, max(1, int(step.hours * 60 * share)))
            self._step(now, again=not tax)
        self._answers(
            f"dossier:{self.code}", len(procedure.steps) - 1, self.received, minutes // 60
        )
        row = row._replace(status=9, finished=now)
        self._send(row, max(now, self._latest()) if tax else now)
        row = row._replace(status=10, returned=next_working(self.calendar, now, draw))
        self._send(row, row.returned or now, again=True)

    def _latest(self) -> datetime:
        return max(event.at for event in self.events)

    def _step(self, at: datetime, *, again: bool) -> None:
        arrives = self._arrives(at)
        self.events.append(Event(arrives, "step", self.code, done_at=at))
        if again and self._draw.random() < 0.2:
            later = arrives + timedelta(minutes=self._draw.randrange(1, 3000))
            self.events.append(Event(later, "step", self.code, done_at=at))

    def _pause(self, row: Row, now: datetime, *, tax: bool) -> tuple[datetime, Row]:
        draw = self._draw
        begin = self.calendar.add_minutes(now, draw.randrange(1, 240))
        end = begin + timedelta(minutes=draw.randrange(10, 15 * 24 * 60))
        if tax:
            begin = max(begin, self._latest())
            self.events.append(Event(begin, "row", self.code, row._replace(status=6)))
            end = max(end, begin + timedelta(minutes=5))
            self.events.append(Event(end, "row", self.code, row))
            return end, row
        row = row._replace(status=5, asked=begin)
        self._send(row, begin)
        row = row._replace(status=4, handed_in=end)
        if row.due and draw.random() < 0.5:  # the citizen is given a new date
            row = row._replace(due=self.calendar.add_minutes(end, draw.randrange(480, 4800)))
        self._send(row, end)
        return end, row

    def _answers(self, item: str, n: int, starts: datetime, hours: int) -> None:
        """Somebody who may have it in hand says something, at a time drawn around its own."""
        draw, title = self._draw, self.procedure.steps[n].title
        reason = draw.choice(("citizen", "tax", "sync"))
        for _ in range(draw.choices((0, 1, 2, 4), (40, 25, 20, 15))[0]):
            at = starts + timedelta(minutes=draw.randrange(5, hours * 60 * 6))
            if draw.random() < 0.4:  # to the question shortly before its end
                at = self.calendar.add_minutes(starts, hours * 60 - draw.randrange(1, 115))
            who = self._world.titled(self.unit, title) or self._world.nearest(
                self.unit, "coordinator"
            )
            if not self._world.person(who).linked:
                continue
            said = draw.choice(("done", "done", "working", "working", "blocked", "seen"))
            why = reason if said == "blocked" else ""
            self.events.append(
                Event(at, "answer", self.code, item=item, who=who, said=said, reason=why)
            )


def next_working(calendar: SlowCalendar, at: datetime, draw: Random) -> datetime:
    """Some working hours later."""
    return calendar.add_minutes(at, draw.randrange(10, 1500))
