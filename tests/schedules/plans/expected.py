"""What is compared of a plan that was read, and the files it stands in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from schedules.plans import Plan, as_json, read_plan
from schedules.plans.lines import blocks_of

HERE = Path(__file__).parent
TODAY = date(2025, 3, 1)  # a Saturday; only what names no day of its own is read as of it
COMPARED = ("section", "item", "lead_units", "coop_units", "deadline_text", "rule")


def plan_in(text: str, doc: str = "mau") -> Plan:
    """A plan in plain text, read."""
    return read_plan(doc, blocks_of(text), TODAY)


def rows_of(plan: Plan) -> list[dict[str, Any]]:
    """The obligations, cut to what is compared."""
    read = [as_json(plan.doc, one, plan.on) for one in plan.obligations]
    return [{key: row[key] for key in COMPARED} | {"task": row["task"][:60]} for row in read]


def expected(name: str) -> list[dict[str, Any]]:
    """What should be read out of a document, from the JSON lines beside it."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
