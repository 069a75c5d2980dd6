"""Decides what of an item's ladder is due: item + ladder + calendar + instant → decisions with reasons.

Every instant derives from the item's own dates, never from when the service happened to look. So after a stop of a
second or a month the plan is the one that would have been made without it; what came late is merged into the one
rung per audience that says most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from db.records import Audience, Fate, ItemState, Reason, WorkItem
from schedules.calendar import WorkCalendar
from schedules.civil import at, civil_date
from schedules.policy import Ladder, Rung, When
from schedules.spans import Span, SpanUnit

SOON_S = (
    2 * 3600
)  # a rung later than this is left to the next one, if that comes within the same time


class Decision(NamedTuple):
    """What becomes of one rung: `waiting` speaks now, the other fates are final and say why."""

    rung: Rung
    key: str
    at: int
    fate: Fate
    reason: Reason


class Plan(NamedTuple):
    """The decisions that are due and the next instant at which there is something to decide (None: never)."""

    decisions: Sequence[Decision]
    next_at: int | None


class _Moment(NamedTuple):
    at: int
    order: int  # place in the ladder: of two rungs at one instant the later one says more
    rung: Rung
    key: str
    question_at: int = 0  # of a silence: when the question was asked
    question_rests: bool = (
        False  # of a silence: whether a promise keeps the question from being asked
    )


def plan(item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar, now: int) -> Plan:
    """Decide all rungs of `item` whose instant lies in (`item.planned_until`, `now`].

    Nothing speaks about an item that is neither open nor claimed. A deadline on a day off keeps its date; rungs
    counted in days move to the working days before it.
    """
    if item.state not in (ItemState.OPEN, ItemState.CLAIMED):
        return Plan((), None)
    moments = sorted(_moments(item, ladder, calendar, now))
    since, latest = item.planned_until, max(now, item.planned_until)
    due = [m for m in moments if since < m.at <= now]
    coming = next((m.at for m in moments if m.at > latest), None)
    return Plan(tuple(_decide(item, due, now, moments)) if due else (), coming)


def first_instant(item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar) -> int | None:
    """The first instant after `item.planned_until` at which there is something to decide."""
    if item.state not in (ItemState.OPEN, ItemState.CLAIMED):
        return None
    moments = _moments(item, ladder, calendar, item.planned_until)
    return min((m.at for m in moments if m.at > item.planned_until), default=None)


def _decide(
    item: WorkItem, due: Iterable[_Moment], now: int, moments: Sequence[_Moment]
) -> Iterator[Decision]:
    """One rung an audience speaks; none, when it comes late and the next one is about to say the same."""
    speaking: dict[Audience, Decision] = {}
    for moment in due:
        reason = _rests(item, moment)
        if reason is not None:
            yield Decision(moment.rung, moment.key, moment.at, Fate.SUPPRESSED, reason)
            continue
        if moment.question_at > item.planned_until:
            # The question is only being asked now: nobody has been silent about it yet.
            yield Decision(moment.rung, moment.key, moment.at, Fate.MERGED, Reason.CATCH_UP)
            continue
        earlier = speaking.get(moment.rung.audience)
        if earlier is not None:
            yield earlier._replace(fate=Fate.MERGED, reason=Reason.CATCH_UP)
        speaking[moment.rung.audience] = Decision(
            moment.rung, moment.key, moment.at, Fate.WAITING, Reason.DUE
        )
    for decision in speaking.values():
        if now - decision.at > SOON_S and _speaks_soon(decision.rung.audience, now, moments):
            yield decision._replace(fate=Fate.MERGED, reason=Reason.CATCH_UP)
        else:
            yield decision


def _speaks_soon(audience: Audience, now: int, moments: Iterable[_Moment]) -> bool:
    """Whether a rung to the same audience comes by itself, whatever is answered, within a short while."""
    return any(
        now < m.at <= now + SOON_S and m.rung.audience == audience and not m.question_at
        for m in moments
    )


def _rests(item: WorkItem, moment: _Moment) -> Reason | None:
    """Why a rung stays silent, or None. Due dates are facts: no promise silences `due` and what follows it."""
    promised = item.promise_until is not None and moment.at < item.promise_until
    if moment.rung.when.how == "silence":
        unasked = moment.question_rests and moment.question_at < (item.promise_until or 0)
        if promised or unasked:
            return Reason.PROMISED
        if item.answered_at is not None and item.answered_at >= moment.question_at:
            return Reason.ANSWERED
    elif moment.rung.rests_on_promise and promised:
        return Reason.PROMISED
    return None


def _moments(
    item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar, now: int
) -> Iterator[_Moment]:
    """The instants of all rungs that the item's state lets speak; of endless ones only up to the first after `now`."""
    asked: dict[str, _Moment] = {}
    for order, rung in _relevant(item, ladder, now):
        how = rung.when.how
        if how == "silence":
            if (question := asked.get(rung.when.after)) is not None:
                instant = advance(question.at, rung.when.span, calendar)
                key, rests = f"{rung.name}@{question.key}", question.rung.rests_on_promise
                yield _Moment(instant, order, rung, key, question.at, rests)
            continue
        for instant, key in _instants(item, rung, calendar, now):
            if instant >= item.starts_at:
                asked[rung.name] = _Moment(instant, order, rung, key)
                yield asked[rung.name]


def _relevant(item: WorkItem, ladder: Sequence[Rung], now: int) -> Sequence[tuple[int, Rung]]:
    """The rungs that the item's state lets speak; before the due instant most of a ladder need not be computed."""
    split = ladder if isinstance(ladder, Ladder) else Ladder(ladder)
    if item.state == ItemState.CLAIMED:
        return split.claimed
    return split.before_due if item.due_at > now else split.open


def advance(instant: int, span: Span, calendar: WorkCalendar) -> int:
    """`instant` plus a span of the policy: working time, working days or calendar days."""
    if span.unit == SpanUnit.WORKING_MINUTES:
        return calendar.add_minutes(instant, span.amount)
    if span.unit == SpanUnit.WORKING_DAYS:
        return calendar.add_working_days(instant, span.amount)
    return calendar.add_calendar_days(instant, span.amount)


def _instants(  # noqa: C901 - the table of `when` words, one case each
    item: WorkItem, rung: Rung, calendar: WorkCalendar, now: int
) -> Iterator[tuple[int, str]]:
    """The instants of one rung with its key in each cycle; none when its condition does not hold."""
    when = rung.when
    match when.how:
        case "start":
            yield item.starts_at, rung.key
        case "due":
            yield item.due_at, rung.key
        case "share":
            total = calendar.minutes_between(item.starts_at, item.due_at)
            if total > when.longer_than_minutes:
                yield calendar.add_minutes(item.starts_at, total * when.share // 100), rung.key
        case "before_due":
            yield _before_due(item, when, calendar), rung.key
        case "after_due":
            yield _days_after_due(item, when, calendar), rung.key
        case "daily_after_due":
            yield from _daily(item, rung, calendar, now)
        case "promise_lapses":
            if item.promise_until is not None:
                yield item.promise_until, f"{rung.key}:{item.promise_until}"
        case "after_claim":
            if item.claimed_at is not None:
                instant = advance(item.claimed_at, when.span, calendar)
                yield instant, f"{rung.key}:{item.claimed_at}"


def _before_due(item: WorkItem, when: When, calendar: WorkCalendar) -> int:
    if when.at_minute < 0:
        return calendar.subtract_minutes(item.due_at, when.span.amount)
    return at(calendar.working_day_back(civil_date(item.due_at), when.span.amount), when.at_minute)


def _days_after_due(item: WorkItem, when: When, calendar: WorkCalendar) -> int:
    return at(_working_day_after(item, when.span.amount, calendar), when.at_minute)


def _working_day_after(item: WorkItem, n: int, calendar: WorkCalendar) -> date:
    """The n-th working day after the due day: after a Saturday the first one is Monday. n = 0 is the due day itself."""
    due_day = civil_date(item.due_at)
    if n == 0:
        return calendar.working_day_forward(due_day)
    return calendar.working_day_forward(due_day + timedelta(days=1), n - 1)


def _daily(
    item: WorkItem, rung: Rung, calendar: WorkCalendar, now: int
) -> Iterator[tuple[int, str]]:
    """One instant each working day after the due day, up to the first that lies after `now`."""
    for n in range(rung.when.first, rung.when.first + rung.when.times):
        instant = at(_working_day_after(item, n, calendar), rung.when.at_minute)
        yield instant, f"{rung.key}:{n}"
        if instant > now:
            return
