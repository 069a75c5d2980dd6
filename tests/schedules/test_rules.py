"""The vocabulary: what is read, what is written back, and what is refused with which words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from schedules.errors import BadRule
from schedules.rules import (
    KINDS,
    AfterEvent,
    ByDate,
    Recurring,
    dump_rules,
    parse_rule,
    parse_rules,
    read_rules,
)

ROUND_TRIPS: list[Any] = [
    {"kind": "by_date", "date": "2025-09-05", "inclusive": False},
    {"kind": "by_date", "inclusive": True, "date": "2025-12-20", "time": "15:00"},
    {"kind": "within_period", "period": "2025-Q2"},
    {"kind": "within_period", "period": "2025-02/2025-03", "part": "early"},
    {"kind": "recurring", "every": "quarter", "month": "last", "day": 19},
    {"kind": "recurring", "every": "quarter", "month": 2, "day": "last_working"},
    {"kind": "recurring", "every": "half_year", "month": 6},
    {"kind": "recurring", "every": "month", "month": "next", "day": 5},
    {"kind": "recurring", "every": "month", "weekday": 5, "nth": 2},
    {"kind": "recurring", "every": "week", "weekday": 1, "time": "10:00"},
    {"kind": "recurring", "every": "week", "interval": 2},
    {"kind": "recurring", "every": "day", "weekdays_only": True},
    {"kind": "recurring", "every": "unspecified"},
    {"kind": "recurring", "every": "month", "day": 5, "from": "2025-03-01", "until": "2025-12-31"},
    {
        "kind": "recurring",
        "every": "month",
        "day": 22,
        "inclusive": False,
        "data_window": {"from_day": 21, "to_day": 20},
    },
    {"kind": "n_per_period", "n": 3, "period": "year", "min": True, "year": 2025},
    {"kind": "after_event", "event": "tiếp nhận", "days": 10, "unit": "calendar"},
    {"kind": "after_event", "event": "tiếp nhận", "hours": 24, "condition": "hồ sơ khẩn"},
    {"kind": "before_event", "event": "hết hạn", "months": 2, "event_date": "2025-06-30"},
    {"kind": "ongoing", "from": "2025-07-01"},
    {"kind": "on_request", "label": "báo cáo đột xuất", "applies_to": ["UBND cấp xã"]},
    {"kind": "external", "ref": "kế hoạch"},
    {"kind": "unspecified"},
    [{"kind": "ongoing"}, {"kind": "after_event", "event": "x", "days": 5, "unit": "working"}],
]


@pytest.mark.parametrize("data", ROUND_TRIPS, ids=lambda data: json.dumps(data)[:60])
def test_what_is_read_is_written_back(data: Any) -> None:
    rules = parse_rules(data)
    assert dump_rules(rules) == data
    assert read_rules(json.dumps(data)) == rules
    assert {rule.kind for rule in rules} <= set(KINDS)


def test_every_kind_is_covered_above() -> None:
    rules = [rule for data in ROUND_TRIPS for rule in parse_rules(data)]
    assert {rule.kind for rule in rules} == set(KINDS)


def test_what_is_left_out_has_its_usual_meaning() -> None:
    assert parse_rule({"kind": "by_date", "date": "2025-09-05"}) == ByDate(
        date=date(2025, 9, 5), inclusive=True
    )
    event = parse_rule({"kind": "after_event", "event": "x", "days": 0})
    assert isinstance(event, AfterEvent)
    assert event.unit == "calendar"
    recurring = parse_rule({"kind": "recurring", "every": "month"})
    assert isinstance(recurring, Recurring)
    assert recurring.inclusive
    assert recurring.interval == 1


def test_null_counts_as_left_out_and_start_day_means_nothing() -> None:
    bare = {"kind": "after_event", "event": "x", "days": 1, "unit": "calendar"}
    assert dump_rules(parse_rules({**bare, "start_day": 1, "label": None, "hours": None})) == bare


def test_a_list_of_one_is_its_rule() -> None:
    assert parse_rules([{"kind": "ongoing"}]) == parse_rules({"kind": "ongoing"})


BY_DATE = {"kind": "by_date", "date": "2025-09-05"}
MONTHLY = {"kind": "recurring", "every": "month"}
QUARTERLY = {"kind": "recurring", "every": "quarter"}
WEEKLY = {"kind": "recurring", "every": "week"}
DAILY = {"kind": "recurring", "every": "day"}
AFTER = {"kind": "after_event", "event": "tiếp nhận"}
WINDOW = {"from_day": 15, "to_day": 14}

REFUSED: list[tuple[Any, str, str]] = [
    ("Hàng quý", "rule", "on_request"),
    ([], "rule", "at least one"),
    (None, "rule", "object"),
    ({}, "kind", "recurring"),
    ({"kind": "weekly"}, "kind", "recurring"),
    ({"kind": ["by_date"]}, "kind", "recurring"),
    ({"kind": "by_date"}, "by_date.date", "missing"),
    ({"kind": "by_date", "date": "05/9/2025"}, "by_date.date", "2025-09-05"),
    ({"kind": "by_date", "date": "20250905"}, "by_date.date", "2025-09-05"),
    ({"kind": "by_date", "date": "0225-09-05"}, "by_date.date", "1900"),
    ({"kind": "by_date", "date": 20250905}, "by_date.date", "2025-09-05"),
    ({**BY_DATE, "inclusive": "false"}, "by_date.inclusive", "true or false"),
    ({**BY_DATE, "time": "15h00"}, "by_date.time", "15:00"),
    ({**BY_DATE, "time": "24:00"}, "by_date.time", "15:00"),
    ({**BY_DATE, "dya": 5}, "by_date.dya", "knows only"),
    ({**BY_DATE, "label": " "}, "by_date.label", "some words"),
    ({**BY_DATE, "applies_to": "UBND cấp xã"}, "by_date.applies_to", "a list"),
    ({**BY_DATE, "applies_to": [5]}, "by_date.applies_to", "a list"),
    ({"kind": "within_period"}, "within_period.period", "missing"),
    ({"kind": "within_period", "period": "Quý II"}, "within_period.period", "2025-Q2"),
    ({"kind": "within_period", "period": 2025}, "within_period.period", "2025-Q2"),
    ({"kind": "within_period", "period": "2025-W11"}, "within_period.period", "2025-Q2"),
    ({"kind": "within_period", "period": "2025/2024"}, "within_period.period", "earlier end"),
    ({"kind": "within_period", "period": "2025", "part": "end"}, "within_period.part", "late"),
    ({"kind": "recurring"}, "recurring.every", "missing"),
    ({"kind": "recurring", "every": "fortnight"}, "recurring.every", "half_year"),
    ({**MONTHLY, "day": 32}, "recurring.day", "1 to 31"),
    ({**MONTHLY, "day": 0}, "recurring.day", "1 to 31"),
    ({**MONTHLY, "day": True}, "recurring.day", "1 to 31"),
    ({**MONTHLY, "day": "5"}, "recurring.day", "last_working"),
    ({**MONTHLY, "month": "last"}, "recurring.month", "only next"),
    ({**QUARTERLY, "month": 4}, "recurring.month", "1 to 3"),
    ({**QUARTERLY, "month": "middle"}, "recurring.month", "next"),
    ({**QUARTERLY, "nth": 1}, "recurring.weekday", "go together"),
    ({**QUARTERLY, "weekday": 1}, "recurring.nth", "go together"),
    ({**QUARTERLY, "weekday": 1, "nth": 1, "day": 5}, "recurring.day", "either"),
    ({**QUARTERLY, "weekday": 8, "nth": 1}, "recurring.weekday", "7 for Sunday"),
    ({**QUARTERLY, "weekday": 1, "nth": 6}, "recurring.nth", "1 to 5"),
    ({**QUARTERLY, "weekdays_only": True}, "recurring.weekdays_only", "every day"),
    ({**QUARTERLY, "interval": 0}, "recurring.interval", "from 1"),
    ({**QUARTERLY, "data_window": [15, 14]}, "recurring.data_window", "from_day"),
    ({**QUARTERLY, "data_window": {"from_day": 15}}, "recurring.data_window", "from_day"),
    ({**MONTHLY, "data_window": {**WINDOW, "to_day": 40}}, "recurring.data_window", "from_day"),
    ({**WEEKLY, "data_window": WINDOW}, "recurring.data_window", "every month or longer"),
    ({**WEEKLY, "day": 5}, "recurring.day", "every month or longer"),
    ({**WEEKLY, "nth": 1, "weekday": 5}, "recurring.nth", "every month or longer"),
    ({**DAILY, "month": 3}, "recurring.month", "every month or longer"),
    ({**DAILY, "weekday": 5}, "recurring.weekday", "every week"),
    (
        {**MONTHLY, "from": "2025-07-01", "until": "2025-06-30"},
        "recurring.until",
        "before from",
    ),
    (
        {"kind": "ongoing", "from": "2025-07-01", "until": "2025-06-30"},
        "ongoing.until",
        "before from",
    ),
    ({"kind": "n_per_period", "n": 0, "period": "year"}, "n_per_period.n", "from 1"),
    ({"kind": "n_per_period", "n": 2}, "n_per_period.period", "missing; write one of day"),
    ({"kind": "n_per_period", "n": 2, "period": "2025"}, "n_per_period.period", "half_year"),
    (
        {"kind": "n_per_period", "n": 2, "period": "year", "year": "2025"},
        "n_per_period.year",
        "2025",
    ),
    (
        {"kind": "n_per_period", "n": 2, "period": "year", "min": 1},
        "n_per_period.min",
        "true or false",
    ),
    (AFTER, "after_event.days", "exactly one"),
    ({**AFTER, "days": 1, "hours": 5}, "after_event.hours", "exactly one"),
    ({**AFTER, "days": -1}, "after_event.days", "0 or more"),
    ({**AFTER, "days": 1, "unit": "ngày"}, "after_event.unit", "working"),
    ({**AFTER, "hours": 5, "unit": "working"}, "after_event.unit", "days only"),
    ({**AFTER, "hours": 2.5}, "after_event.hours", "whole number"),
    ({**AFTER, "months": "2"}, "after_event.months", "whole number"),
    ({**AFTER, "days": 1, "event_date": "24/02/2025"}, "after_event.event_date", "2025-09-05"),
    ({"kind": "before_event", "days": 1}, "before_event.event", "missing"),
    ({"kind": "external"}, "external.ref", "missing"),
    ({"kind": "unspecified", "day": 5}, "unspecified.day", "knows only"),
    ([{"kind": "ongoing"}, {"kind": "never"}], "kind", "recurring"),
]


@pytest.mark.parametrize(
    ("data", "field", "mend"),
    REFUSED,
    ids=[f"{n}-{field}" for n, (_, field, _) in enumerate(REFUSED)],
)
def test_a_refusal_names_field_value_and_mend(data: Any, field: str, mend: str) -> None:
    with pytest.raises(BadRule) as refused:
        parse_rules(data)
    assert refused.value.field == field
    assert mend in refused.value.mend
    assert repr(refused.value.value) in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "Hàng quý", b"\xff"])
def test_text_that_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadRule, match="not JSON"):
        read_rules(text)
