"""Decides what of an item's ladder is due: item + ladder + calendar + instant → decisions with reasons.

Every instant derives from the item's own dates, never from when the service happened to look. So after a stop of a
second or a month the plan is the one that would have been made without it; what came late is merged into the one
rung per audience that says most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec

from db.records import WorkItem
from db.words import Audience, Fate, ItemState, Reason
from schedules.calendar import WorkCalendar
from schedules.policy import Ladder, Rung
from schedules.spans import Span, SpanUnit

SOON_S = (
    2 * 3600
)  # a rung later than this is left to the next one, if that comes within the same time
_WATCHED: Final = (ItemState.OPEN, ItemState.CLAIMED)


class Decision(msgspec.Struct, frozen=True, gc=False):
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


class _Moment(msgspec.Struct, frozen=True, gc=False):
    at: int
    rung: Rung
    key: str
    question_at: int = 0  # of a silence: when the question was asked
    question_rests: bool = (
        False  # of a silence: whether a promise keeps the question from being asked
    )


_in_time = attrgetter("at")


def plan(item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar, now: int) -> Plan:
    """Decide all rungs of `item` whose instant lies in (`item.planned_until`, `now`].

    Nothing speaks about an item that is neither open nor claimed. A deadline on a day off keeps its date; rungs
    counted in days move to the working days before it.
    """
    if item.state not in _WATCHED:
        return Plan((), None)
    # A stable sort: of two rungs at one instant the one later in the ladder says more and stays behind the other.
    moments = sorted(_moments(item, ladder, calendar, now), key=_in_time)
    first = bisect_right(moments, item.planned_until, key=_in_time)
    after = bisect_right(moments, max(now, item.planned_until), key=_in_time)
    due, coming = moments[first:after], moments[after:]
    decisions = tuple(_decide(item, due, now, coming)) if due else ()
    return Plan(decisions, coming[0].at if coming else None)


def first_instant(item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar) -> int | None:
    """The first instant after `item.planned_until` at which there is something to decide."""
    if item.state not in _WATCHED:
        return None
    rungs = _relevant(item, ladder, item.planned_until)
    if item.starts_at > item.planned_until and any(r.when.how == "start" for r in rungs):
        return item.starts_at  # nothing speaks before it
    moments = _moments(item, ladder, calendar, item.planned_until)
    return min((m.at for m in moments if m.at > item.planned_until), default=None)


def _decide(
    item: WorkItem, due: Iterable[_Moment], now: int, coming: Sequence[_Moment]
) -> Iterator[Decision]:
    """One rung an audience speaks; none, when it comes late and the next one is about to say the same."""
    speaking: dict[Audience, _Moment] = {}
    for moment in due:
        reason = _rests(item, moment)
        if reason is not None:
            yield Decision(moment.rung, moment.key, moment.at, Fate.SUPPRESSED, reason)
            continue
        if moment.question_at > item.planned_until:
            # The question is only being asked now: nobody has been silent about it yet.
            yield _merged(moment)
            continue
        earlier = speaking.get(moment.rung.audience)
        if earlier is not None:
            yield _merged(earlier)
        speaking[moment.rung.audience] = moment
    for moment in speaking.values():
        if now - moment.at > SOON_S and _speaks_soon(moment.rung.audience, now, coming):
            yield _merged(moment)
        else:
            yield Decision(moment.rung, moment.key, moment.at, Fate.WAITING, Reason.DUE)


def _merged(moment: _Moment) -> Decision:
    """A later rung says more."""
    return Decision(moment.rung, moment.key, moment.at, Fate.MERGED, Reason.CATCH_UP)


def _speaks_soon(audience: Audience, now: int, coming: Iterable[_Moment]) -> bool:
    """Whether a rung to the same audience comes by itself, whatever is answered, within a short while.

    `coming` are in order of time.
    """
    soon = takewhile(lambda m: m.at <= now + SOON_S, coming)
    return any(m.rung.audience == audience and not m.question_at for m in soon)


def _rests(item: WorkItem, moment: _Moment) -> Reason | None:
    """Why a rung stays silent, or None. Due dates are facts: no promise silences `due` and what follows it."""
    of_silence = moment.question_at > 0
    if not of_silence and not moment.rung.rests_on_promise:
        return None
    promised = item.promise_until is not None and moment.at < item.promise_until
    if of_silence:
        unasked = moment.question_rests and moment.question_at < (item.promise_until or 0)
        if promised or unasked:
            return Reason.PROMISED
        if item.answered_at is not None and item.answered_at >= moment.question_at:
            return Reason.ANSWERED
        return None
    return Reason.PROMISED if promised else None


def _moments(
    item: WorkItem, ladder: Sequence[Rung], calendar: WorkCalendar, now: int
) -> list[_Moment]:
    """The instants of all rungs that the item's state lets speak, in the ladder's order; of endless ones only up to the
    first after `now`."""
    asked: dict[str, _Moment] = {}
    found: list[_Moment] = []
    for rung in _relevant(item, ladder, now):
        when = rung.when
        if when.how == "silence":
            if (question := asked.get(when.after)) is not None:
                instant = advance(question.at, when.span, calendar)
                key, rests = f"{rung.name}@{question.key}", question.rung.rests_on_promise
                found.append(_Moment(instant, rung, key, question.at, rests))
            continue
        for moment in _MOMENTS[when.how](item, rung, calendar, now):
            if moment.at >= item.starts_at:
                asked[rung.name] = moment
                found.append(moment)
    return found


def _relevant(item: WorkItem, ladder: Sequence[Rung], now: int) -> Sequence[Rung]:
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


# One function for each word of `When.how` but `silence`, which rests on another rung: the moments of a rung, one a cycle;
# none when its condition does not hold.

_Moments = Sequence[_Moment]


def _start(item: WorkItem, rung: Rung, _calendar: WorkCalendar, _now: int) -> _Moments:
    return (_Moment(item.starts_at, rung, rung.key),)


def _due(item: WorkItem, rung: Rung, _calendar: WorkCalendar, _now: int) -> _Moments:
    return (_Moment(item.due_at, rung, rung.key),)


def _share(item: WorkItem, rung: Rung, calendar: WorkCalendar, _now: int) -> _Moments:
    total = calendar.minutes_between(item.starts_at, item.due_at)
    if total <= rung.when.longer_than_minutes:
        return ()
    instant = calendar.add_minutes(item.starts_at, total * rung.when.share // 100)
    return (_Moment(instant, rung, rung.key),)


def _before_due(item: WorkItem, rung: Rung, calendar: WorkCalendar, _now: int) -> _Moments:
    minute, n = rung.when.at_minute, rung.when.span.amount
    if minute < 0:
        return (_Moment(calendar.subtract_minutes(item.due_at, n), rung, rung.key),)
    return (_Moment(calendar.hour_before(item.due_at, n, minute), rung, rung.key),)


def _after_due(item: WorkItem, rung: Rung, calendar: WorkCalendar, _now: int) -> _Moments:
    when = rung.when
    instant = calendar.hour_after(item.due_at, when.span.amount, when.at_minute)
    return (_Moment(instant, rung, rung.key),)


def _daily_after_due(item: WorkItem, rung: Rung, calendar: WorkCalendar, now: int) -> _Moments:
    """One instant each working day after the due day, up to the first that lies after `now`."""
    when, due_at = rung.when, item.due_at
    if when.first or not when.times:
        hours = calendar.hours_after(due_at, when.first, when.times, when.at_minute, now)
    else:
        hours = [calendar.hour_after(due_at, 0, when.at_minute)]
        if hours[0] <= now and when.times > 1:
            hours += calendar.hours_after(due_at, 1, when.times - 1, when.at_minute, now)
    return [_Moment(at, rung, f"{rung.key}:{n}") for n, at in enumerate(hours, when.first)]


def _promise_lapses(item: WorkItem, rung: Rung, _calendar: WorkCalendar, _now: int) -> _Moments:
    if item.promise_until is None:
        return ()
    return (_Moment(item.promise_until, rung, f"{rung.key}:{item.promise_until}"),)


def _after_claim(item: WorkItem, rung: Rung, calendar: WorkCalendar, _now: int) -> _Moments:
    if item.claimed_at is None:
        return ()
    instant = advance(item.claimed_at, rung.when.span, calendar)
    return (_Moment(instant, rung, f"{rung.key}:{item.claimed_at}"),)


_MOMENTS: Final[Mapping[str, Callable[[WorkItem, Rung, WorkCalendar, int], _Moments]]] = {
    "start": _start,
    "share": _share,
    "before_due": _before_due,
    "due": _due,
    "after_due": _after_due,
    "daily_after_due": _daily_after_due,
    "promise_lapses": _promise_lapses,
    "after_claim": _after_claim,
}
