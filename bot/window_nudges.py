"""The nearing end of a person's window triggers one question inside it; a tap on its button opens the window anew.

Chat messages are free for 48 hours after a person's last interaction and possible until day 7; later only approved
templates are, which cost most (Zalo's rules for consultation messages since 01/01/2026).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Final, Literal, NamedTuple

from bot.engine import Engine
from db.directory import Directory
from db.outbox import put
from db.records import Person
from db.store import Reader, Tx
from db.words import Role
from handlers.payload import Signer
from handlers.views import person_view
from handlers.windows import TEMPLATE, window_buttons
from messages_vi.language import speaking
from messages_vi.render import render
from schedules.calendar import WorkCalendar

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
ENOUGH: Final = (
    90  # working minutes to tap within; with fewer the last hours before the closing count
)
LAST_HOURS: Final = 240  # working minutes
EARLY: Final = (
    16 * HOUR
)  # however long the office is closed then: nobody is asked who has just been heard of
# Reports whose ladders can speak within the coming two weeks: begun, or late for no longer than a month.
_REPORTS_LATE, _REPORTS_EARLY = 30 * DAY, 15 * DAY

Reason = Literal["free_ends", "window_ends"]


class Window(NamedTuple):
    """One window after an interaction: its length, when the question may be asked, and for work how far ahead."""

    reason: Reason
    length: int
    opens: int  # seconds before the end from which one may ask
    closes: int  # seconds before the end until which asking still helps
    ahead: int


WINDOWS: Final = (
    Window("free_ends", 48 * HOUR, 8 * HOUR, 30 * MINUTE, 5 * DAY),
    Window("window_ends", 7 * DAY, 24 * HOUR, 2 * HOUR, 14 * DAY),
)


def nudge_due(
    interacted_at: int | None,
    nudged_at: int | None,
    next_work_at: int | None,
    now: int,
    calendar: WorkCalendar,
) -> Reason | None:
    """Which window of a person is about to end, so that they are asked now; None when they are left alone.

    Asked once after an interaction, in working hours, when there is work to come: between 40 h and 47 h 30 for work
    within 5 days, or between 6 d and 6 d 22 h for work within 14 days. When the office is closed then, the last working
    hours before count – unless a tap in them would not reach the next opening: nothing would be gained by it.
    """
    if interacted_at is None or next_work_at is None or not calendar.is_open(now):
        return None
    if nudged_at is not None and nudged_at >= interacted_at:
        return None
    for window in WINDOWS:
        soon = next_work_at <= now + window.ahead
        if soon and _is_time(window, interacted_at, now, calendar):
            return window.reason
    return None


def _is_time(window: Window, interacted_at: int, now: int, calendar: WorkCalendar) -> bool:
    end = interacted_at + window.length
    first, last = end - window.opens, end - window.closes
    if not interacted_at + EARLY <= now <= last:
        return False
    if calendar.minutes_between(first, last) < ENOUGH:
        first = calendar.subtract_minutes(last, LAST_HOURS)
    return first <= now and now + window.length > calendar.next_opening(end)


async def nudge_windows(engine: Engine, signer: Signer, now: int) -> int:
    """Ask everybody whose window is about to end, once; the number of people asked. For the slow round."""
    work = _Work(engine.store, engine.snapshot.directory, now)
    asked: list[tuple[Person, int, Window]] = []
    for window in WINDOWS:
        rows = await engine.store.all(
            "windows_nearing_end",
            after=now - window.length,
            before=now - EARLY,
            now=now,
        )
        for person_id, interacted_at, nudged_at in rows:
            person = engine.snapshot.directory.people.get(person_id)
            if person is None:
                continue
            calendar = engine.snapshot.calendar(person.unit_id)
            if nudge_due(interacted_at, nudged_at, now, now, calendar) != window.reason:
                continue  # whatever there is to do: it is not the time; the work need not be looked for
            next_at = await work.next_of(person, now + window.ahead)
            if nudge_due(interacted_at, nudged_at, next_at, now, calendar) == window.reason:
                asked.append((person, interacted_at, window))
    if not asked:
        return 0
    async with engine.store.tx() as tx:
        return sum([await _ask(tx, signer, *one, now) for one in asked])


async def _ask(
    tx: Tx, signer: Signer, person: Person, interacted_at: int, window: Window, now: int
) -> bool:
    marked = await tx.run("mark_nudged", person_id=person.id, interacted_at=interacted_at, at=now)
    if not marked:
        return False
    end = interacted_at + window.length
    context = {
        "person": person_view(person),
        "until": end,
        "free": window.reason == "free_ends",
    }
    with speaking(person.language):
        text, buttons = render(TEMPLATE, context), window_buttons(signer, person, now)
    await put(
        tx,
        person.id,
        TEMPLATE,
        text,
        now=now,
        not_before=now,
        deadline_at=end - window.closes,
        buttons=buttons,
    )
    return True


class _Work:
    """Whether there is work for a person: what they hold, and what is held or owed where they oversee. Asked lazily."""

    def __init__(self, reader: Reader, directory: Directory, now: int) -> None:
        self._reader = reader
        self._directory = directory
        self._now = now
        self._of_unit: dict[tuple[int, int], int | None] = {}
        self._reports: dict[int, dict[int, int]] = {}

    async def next_of(self, person: Person, until: int) -> int | None:
        """An instant of work up to `until`, or None."""
        if (own := await self._own(person, until)) is not None:
            return own
        for one in self._directory.standins.held(person.id):
            giver = self._directory.people.get(one.from_id)
            runs = one.starts_at < until and self._now < one.ends_at
            found = await self._own(giver, until) if giver and runs else None
            if found is not None:
                return found
        return None

    async def _own(self, person: Person, until: int) -> int | None:
        """The same by right: what they hold, and what is held or owed where they oversee."""
        own: int | None = await self._reader.value(
            "work_of_person", person_id=person.id, until=until
        )
        if own is not None:
            return own
        for unit_id in self._overseen.get(person.id, ()):
            if (found := await self._next_in(unit_id, until)) is not None:
                return found
        return None

    @cached_property
    def _overseen(self) -> dict[int, Collection[int]]:
        """The units whose head, coordinator or leader is a person – their own, or those below without one."""
        found: dict[int, dict[int, None]] = defaultdict(dict)
        for unit in self._directory.units.values():
            for role in (Role.HEAD, Role.COORDINATOR, Role.LEADER):
                for person in self._directory.nearest(unit.id, role)[:1]:
                    found[person.id][unit.id] = None
        return dict(found)

    async def _next_in(self, unit_id: int, until: int) -> int | None:
        if until not in self._reports:
            self._reports[until] = await self._reports_until(until)
        if (report := self._reports[until].get(unit_id)) is not None:
            return report
        key = (unit_id, until)
        if key not in self._of_unit:
            self._of_unit[key] = await self._reader.value(
                "work_of_unit", unit_id=unit_id, until=until
            )
        return self._of_unit[key]

    async def _reports_until(self, until: int) -> dict[int, int]:
        rows = await self._reader.all(
            "reports_ahead",
            due_from=self._now - _REPORTS_LATE,
            due_to=until + _REPORTS_EARLY,
            until=until,
        )
        found: dict[int, int] = {}
        for unit_id, to_unit_id, at in rows:
            for unit in (unit_id, to_unit_id):
                if unit is not None:
                    found[unit] = min(at, found.get(unit, at))
        return found
