"""Items on the ladders of the default policy, a service that never sleeps, and plans spelled for reading."""

from __future__ import annotations

from typing import Any

import msgspec

from db.records import WorkItem
from db.words import Fate
from schedules.calendar import official_calendar
from schedules.civil import to_civil
from schedules.planner import Decision, first_instant, plan
from schedules.policy import Rung, default_policy_body, parse_policy
from tests.db.making import an_item, moment

POLICY = parse_policy(default_policy_body())
CALENDAR = official_calendar()
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def ladder(item: WorkItem) -> tuple[Rung, ...]:
    return POLICY.ladders[item.kind]


def watched(kind: str, start: str, due: str, **more: Any) -> WorkItem:
    """An item handed over and due at `dd/MM/yyyy HH:MM`."""
    begin, end = moment(*start.split()), moment(*due.split())
    return an_item(kind=kind, starts_at=begin, due_at=end, planned_until=begin - 1, **more)


def walk(item: WorkItem, until: int) -> list[Decision]:
    """What is decided by a service that never sleeps: one plan at each instant the planner itself names."""
    told: list[Decision] = []
    now = first_instant(item, ladder(item), CALENDAR)
    while now is not None and now <= until:
        found = plan(item, ladder(item), CALENDAR, now)
        assert found.next_at is None or found.next_at > now
        told += found.decisions
        item = msgspec.structs.replace(item, planned_until=now)
        now = found.next_at
    return told


def spell(decisions: list[Decision]) -> list[str]:
    """`T2 17/03 08:00 assignee due_today:0`, with the reason where a rung stays silent."""
    lines = []
    for d in decisions:
        civil = to_civil(d.at)
        said = "" if d.fate == Fate.WAITING else f" ({d.reason})"
        day = f"{WEEKDAYS[civil.weekday()]} {civil:%d/%m %H:%M}"
        lines.append(f"{day} {d.rung.audience} {d.key}{said}")
    return lines
