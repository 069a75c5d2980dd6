"""The founding plan (Quyết định 242/QĐ-UBND of An Giang, 24/02/2025), read from its own text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import bot.sample
from schedules.plans import Doubt, Obligation, Plan
from schedules.plans.records import as_json
from schedules.rules import dump_rules
from tests.schedules.plans.expected import HERE, plan_in

TEXT = Path(bot.sample.__file__).parent / "plans" / "242-qd-ubnd.txt"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_in(TEXT.read_text(encoding="utf-8"), TEXT.stem)


def row(plan: Plan, section: str, item: str) -> Obligation:
    (found,) = (one for one in plan.obligations if (one.section, one.item) == (section, item))
    return found


def test_its_head_is_understood(plan: Plan) -> None:
    head = plan.heading
    assert head.issued == plan.on == date(2025, 2, 24)  # a Monday
    assert head.number == "242/QĐ-UBND"
    assert head.year == 2025


def test_every_row_and_clause_has_its_units_deadline_and_rule(plan: Plan) -> None:
    lines = (HERE / "founding.tsv").read_text(encoding="utf-8").splitlines()
    wanted = [line.split("\t") for line in lines]
    found = [
        [
            one.section,
            one.item,
            "; ".join(one.lead_units),
            one.deadline_text or "",
            json.dumps(dump_rules(one.rules), ensure_ascii=False),
        ]
        for one in plan.obligations
    ]
    assert found == wanted


@pytest.mark.parametrize(
    ("item", "days"), [("1", {17, 19}), ("2", {19}), ("3", {22})], ids=["TTHC", "131", "933"]
)
def test_the_days_of_reports_come_from_the_words_of_the_task(
    plan: Plan, item: str, days: set[int]
) -> None:
    rules = dump_rules(row(plan, "10", item).rules)
    several = rules if isinstance(rules, list) else [rules]
    assert {rule["day"] for rule in several} == days


def test_the_list_of_late_officers_is_published_on_the_fifth(plan: Plan) -> None:
    assert dump_rules(row(plan, "3", "7").rules) == {
        "kind": "recurring",
        "every": "month",
        "day": 5,
    }


def test_swapped_cells_are_seen_and_doubted(plan: Plan) -> None:
    found = row(plan, "1", "9")
    assert found.deadline_text == "Theo Kế hoạch của Cơ quan Trung ương"
    assert found.result == "Tham dự Hội nghị, Hội thảo, tọa đàm, …"
    assert Doubt.SWAPPED in found.doubts


def test_the_column_wins_over_another_limit_in_the_task_which_is_doubted(plan: Plan) -> None:
    found = row(plan, "5", "10")
    assert dump_rules(found.rules) == {"kind": "by_date", "date": "2025-04-30", "inclusive": False}
    assert Doubt.CONTRADICTS in found.doubts


def test_what_another_paper_assigns_has_no_lead_here(plan: Plan) -> None:
    found = [one for one in plan.obligations if Doubt.ASSIGNED_ELSEWHERE in one.doubts]
    assert [(one.section, one.item) for one in found] == [
        ("10", n) for n in ("8", "9", "10", "11", "12")
    ]
    assert all(one.lead_units == () and one.deadline_text is None for one in found)


def test_background_and_cited_papers_are_no_obligations(plan: Plan) -> None:
    assert not [one for one in plan.obligations if one.section in ("I", "II", "IV")]


def test_a_record_has_the_fields_of_the_rules_and_ours(plan: Plan) -> None:
    written = as_json(plan.doc, row(plan, "2", "6"), plan.on)
    assert written["doc"] == "242-qd-ubnd"
    assert written["next_due"] == "2025-09-04"
    assert written["confidence"] == 1.0
    assert written["notes_text"] == "Cung cấp kết quả rà soát về Văn phòng UBND tỉnh tổng hợp"
    assert written["coop_units"] == ["Các đơn vị có liên quan"]
