"""Is the service well? Liveness, readiness with reasons, the conservation law, and figures for the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import structlog

from bot import metrics
from bot.clock import Clock
from bot.config import BudgetSettings
from bot.delivery.budget import Spent, left, spent_this_month
from bot.delivery.sender import Sender
from db.store import Reader
from db.words import Road
from schedules.civil import civil_date
from schedules.errors import StoreProblem

log = structlog.get_logger()
FRESH_S = 60


class Sums:
    """The conservation law: planned = sent + held + merged + suppressed + failed + waiting, journal and notices agree."""

    def __init__(self, row: tuple[int, ...], unjournaled: list[tuple[int, str, str]]) -> None:
        (
            self.planned,
            self.sent,
            self.held,
            self.merged,
            self.suppressed,
            self.failed,
            self.waiting,
            self.final,
        ) = row
        self.unjournaled = unjournaled

    @property
    def agree(self) -> bool:
        """Whether nothing is missing and nothing is told twice."""
        ended = self.sent + self.merged + self.suppressed + self.failed
        return (
            self.planned == ended + self.held + self.waiting
            and self.final == ended
            and not self.unjournaled
        )


async def read_sums(reader: Reader) -> Sums:
    """Count notices by fate and compare them with the journal."""
    row = await reader.one("conservation")
    assert row is not None  # noqa: S101 - an aggregate always gives one row
    return Sums(row, [(r[0], r[1], r[2]) for r in await reader.all("unjournaled", limit=10)])


class Fault(NamedTuple):
    """What is wrong now and no alarm: a `sender` at rest, a `stage` whose pass failed, `sums` that do not agree."""

    kind: Literal["sender", "stage", "sums"]
    subject: str
    problem: str


class Figures(NamedTuple):
    """Counts over everything there ever was, and what was spent this month; too dear to take at every request."""

    taken_at: int
    sums: Sums
    items: list[tuple[str, str, int]]  # kind, state, number
    messages: list[tuple[str, int]]  # state, number
    events: list[tuple[str, int]]
    spent: list[Spent]
    left: Mapping[Road, int]  # đồng, by each road that has a limit
    without_holder: int  # dossiers nobody is known to have


class Health:
    """Answers the questions of load balancers and of people at night."""

    def __init__(
        self,
        store: Reader,
        clock: Clock,
        senders: Sequence[Sender],
        budget: BudgetSettings | None = None,
    ) -> None:
        self._budget = budget or BudgetSettings()
        self._store = store
        self._clock = clock
        self._senders = senders
        self.breach = False
        self._figures: Figures | None = None
        self.failing: dict[str, str] = {}  # stage → kind of the error its last pass ended with

    async def check_sums(self) -> bool:
        """Check the conservation law; a breach withholds the heartbeat and is shouted into the log."""
        sums = await read_sums(self._store)
        self.breach = not sums.agree
        metrics.CONSERVATION.set(int(self.breach))
        if self.breach:
            log.error(
                "conservation.breach",
                action="conservation.breach",
                planned=sums.planned,
                rows=sums.unjournaled,
            )
        elif not self.failing:
            metrics.HEARTBEAT.set(self._clock.now())
        return sums.agree

    async def problems(self) -> list[str]:
        """Why the service is not ready; empty when it is."""
        found = []
        try:
            alarms = await self._store.all("open_alarms")
            found += [f"alarm {key}: {problem}" for key, problem, _, _ in alarms]
        except StoreProblem as error:
            found.append(f"database: {error}")
        return found + [f"{fault.subject}: {fault.problem}" for fault in self.faults()]

    async def alarms(self) -> list[tuple[str, int]]:
        """Keys of the open alarms, each with the instant since when, oldest first."""
        return [(row[0], row[2]) for row in await self._store.all("open_alarms")]

    def faults(self) -> list[Fault]:
        """What is wrong beside the alarms."""
        found = [Fault("sender", one.name, one.problem) for one in self._senders if one.problem]
        for stage, kind in self.failing.items():
            found.append(Fault("stage", stage, f"the last pass failed ({kind}); see the log"))
        if self.breach:
            told = "planned and told do not add up; run `nhacviec db check`"
            found.append(Fault("sums", "conservation", told))
        return found

    async def figures(self) -> Figures:
        """The counts, at most a minute old on the service's clock: a busy reader must not slow the service down."""
        now = self._clock.now()
        if self._figures is None or now - self._figures.taken_at >= FRESH_S:
            spent = await spent_this_month(self._store, now)
            self._figures = Figures(
                taken_at=now,
                sums=await read_sums(self._store),
                items=[(r[0], r[1], r[2]) for r in await self._store.all("items_counts")],
                messages=[(r[0], r[1]) for r in await self._store.all("message_counts")],
                events=[(r[0], r[1]) for r in await self._store.all("event_counts")],
                spent=spent,
                left=left(self._budget, spent, now),
                without_holder=await self._store.value("dossiers_without_holder"),
            )
        return self._figures

    async def measure(self) -> None:
        """Bring the gauges up to date."""
        figures = await self.figures()
        for state, count in figures.messages:
            metrics.MESSAGES.labels(state).set(count)
        for state, count in figures.events:
            metrics.EVENTS.labels(state).set(count)
        for fate in ("sent", "held", "merged", "suppressed", "failed", "waiting"):
            metrics.NOTICES.labels(fate).set(getattr(figures.sums, fate))
        today = civil_date(figures.taken_at).isoformat()
        for road in Road:
            rows = [row for row in figures.spent if (row.day, row.road) == (today, road)]
            metrics.SPENT.labels(road).set(sum(row.vnd for row in rows))
            metrics.CARRIED.labels(road).set(sum(row.messages for row in rows))
        metrics.ALARMS.set(await self._store.value("open_alarm_count"))
        oldest = await self._store.value("oldest_waiting", now=self._clock.now())
        metrics.OUTBOX_AGE.set(self._clock.now() - oldest if oldest is not None else 0)
