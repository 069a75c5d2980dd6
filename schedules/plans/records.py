"""What is read out of a plan: one record an obligation, in the vocabulary of RULES.md."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Final

import msgspec

from schedules.occurrences import next_due
from schedules.rules import Rule, dump_rules

TASK_LENGTH: Final = 200  # characters, RULES.md


class Doubt(StrEnum):
    """Why somebody should look at a row before it is watched."""

    NO_LEAD = "no_lead"
    LEAD_ABOVE = "lead_above"
    NO_DEADLINE = "no_deadline"
    NOT_UNDERSTOOD = "not_understood"
    SWAPPED = "swapped"
    ELSEWHERE = "elsewhere"
    CONTRADICTS = "contradicts"
    HEADER = "header"
    COLUMNS = "columns"
    ASSIGNED_ELSEWHERE = "assigned_elsewhere"


# How much each doubt takes from the confidence; what only tells where something stood takes little.
WEIGHT: Final[dict[Doubt, float]] = {
    Doubt.NO_LEAD: 0.4,
    Doubt.LEAD_ABOVE: 0.15,
    Doubt.NO_DEADLINE: 0.4,
    Doubt.NOT_UNDERSTOOD: 0.4,
    Doubt.SWAPPED: 0.2,
    Doubt.ELSEWHERE: 0.1,
    Doubt.CONTRADICTS: 0.3,
    Doubt.HEADER: 0.15,
    Doubt.COLUMNS: 0.3,
    Doubt.ASSIGNED_ELSEWHERE: 0.3,
}


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that someone must do by, at or every so often."""

    section: str
    item: str
    task: str
    lead_units: tuple[str, ...]
    coop_units: tuple[str, ...] = ()
    deadline_text: str | None
    notes_text: str | None = None
    rules: tuple[Rule, ...]
    result: str | None = None
    extra_spans: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    leader: str | None = None

    @property
    def confidence(self) -> float:
        """From 0 to 1: what is left when every doubt has taken its part."""
        return round(max(0.05, 1.0 - sum(WEIGHT[doubt] for doubt in set(self.doubts))), 2)


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a document says of itself; None where it is silent."""

    issued: date | None = None
    issuer: str | None = None
    number: str | None = None
    title: str | None = None
    year: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A document as read: its head, the day it is read as of, and its obligations."""

    doc: str
    heading: Heading
    on: date
    obligations: tuple[Obligation, ...]


def as_json(doc: str, found: Obligation, on: date) -> dict[str, Any]:
    """One obligation as a JSON object of RULES.md, with ours added: `next_due`, `confidence`, `doubts`."""
    due = next_due(found.rules, on)
    written: dict[str, Any] = {
        "doc": doc,
        "section": found.section,
        "item": found.item,
        "task": found.task,
        "lead_units": list(found.lead_units),
        "coop_units": list(found.coop_units),
        "deadline_text": found.deadline_text,
        "notes_text": found.notes_text,
        "rule": dump_rules(found.rules),
        "result": found.result,
    }
    if found.extra_spans:
        written["extra_spans"] = list(found.extra_spans)
    if found.leader:
        written["leader"] = found.leader
    return written | {
        "next_due": due.isoformat() if due else None,
        "confidence": found.confidence,
        "doubts": [str(doubt) for doubt in found.doubts],
    }
