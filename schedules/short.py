"""Flood guards: which work is so short that its notices go into digests. Item + figures of the policy + calendar → yes or no.

At a counter where most is answered within the day, a message a step would be one every few minutes for the officer and the
head; 15 to 40 thousand a day in one province (`domain.md` §9).
"""

from __future__ import annotations

from typing import Final

import msgspec

from db.records import WorkItem
from db.words import Kind
from schedules.calendar import WorkCalendar
from schedules.policy import Ladder, Policy, Short

_GUARDED: Final = frozenset({Kind.STEP, Kind.DOSSIER})


class _Length(msgspec.Struct):
    """What an item's detail says of the length of its procedure."""

    whole: int = 0
    same_day: bool = False
    ad_hoc: bool = False


_read = msgspec.json.Decoder(_Length).decode


def is_short(item: WorkItem, figures: Short, calendar: WorkCalendar) -> bool:
    """Whether a step is short, or step or dossier belong to a short procedure or one answered within the day.

    Where the length of the procedure is not known, that of the dossier itself stands for it.
    """
    if item.kind not in _GUARDED or not figures.step_minutes:
        return False
    told = _read(item.detail) if item.detail else _Length()
    if told.same_day or 0 < told.whole < figures.whole_minutes:
        return True
    under = figures.step_minutes
    if item.kind == Kind.DOSSIER:
        if told.whole:
            return False
        under = figures.whole_minutes
    return calendar.minutes_between(item.starts_at, item.due_at) < under


def ladder_for(item: WorkItem, policy: Policy, calendar: WorkCalendar) -> Ladder:
    """The ladder of an item as its length lets it speak; empty for a kind without one."""
    if item.kind == Kind.REPORT and policy.ad_hoc.ladder and is_ad_hoc(item):
        return _for_once(item, policy, calendar)
    ladder = policy.ladders.get(item.kind, _NO_LADDER)
    if ladder.short is ladder or not is_short(item, policy.short, calendar):
        return ladder
    return ladder.short


def is_ad_hoc(item: WorkItem) -> bool:
    """Whether somebody asked for it once: its detail says so."""
    return bool(item.detail) and '"ad_hoc"' in item.detail and _read(item.detail).ad_hoc


def _for_once(item: WorkItem, policy: Policy, calendar: WorkCalendar) -> Ladder:
    """Of a report that somebody asked for once: what is due within hours has no days to be reminded on."""
    minutes = calendar.minutes_between(item.starts_at, item.due_at)
    return policy.ad_hoc.short if minutes < policy.ad_hoc.short_minutes else policy.ad_hoc.ladder


_NO_LADDER: Final = Ladder()
