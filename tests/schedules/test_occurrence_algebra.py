"""What holds for occurrences of any rule: order, range, splitting, and agreement with the next due date."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schedules.occurrences import next_due, occurrences
from schedules.periods import bounds
from schedules.rules import Recurring, Rule, parse_rules

DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SPANS = st.integers(0, 500)


@st.composite
def recurring_rules(draw: st.DrawFn) -> Recurring:
    """Any recurring rule that has dates."""
    every = draw(st.sampled_from(["day", "week", "month", "quarter", "half_year", "year"]))
    fields: dict[str, Any] = {"inclusive": draw(st.booleans())}
    if every == "day":
        fields["weekdays_only"] = draw(st.booleans())
    elif every == "week":
        fields["weekday"] = draw(st.none() | st.integers(1, 7))
    else:
        months: Any = st.sampled_from(["first", "last", "next"]) | st.integers(1, 3)
        fields["month"] = draw(st.none() if every == "month" else st.none() | months)
        if draw(st.booleans()):
            fields |= {"weekday": draw(st.integers(1, 7)), "nth": draw(st.integers(1, 5))}
        else:
            fields["day"] = draw(st.none() | st.integers(1, 31) | st.just("last_working"))
    if draw(st.booleans()):
        fields["from"] = str(draw(DATES))
    if draw(st.booleans()):
        fields["until"] = str(draw(DATES))
        if fields.get("from", "") > fields["until"]:
            del fields["from"]
    (rule,) = parse_rules({"kind": "recurring", "every": every, **fields})
    assert isinstance(rule, Recurring)
    return rule


RULES: st.SearchStrategy[Rule] = recurring_rules() | st.sampled_from(
    [
        parse_rules({"kind": "n_per_period", "n": 2, "period": "half_year"})[0],
        parse_rules({"kind": "by_date", "date": "2025-09-05", "inclusive": False})[0],
        parse_rules({"kind": "within_period", "period": "2025-Q1"})[0],
        parse_rules({"kind": "after_event", "event": "x", "days": 10, "event_date": "2025-02-24"})[
            0
        ],
        parse_rules({"kind": "ongoing"})[0],
    ]
)


@given(RULES, DATES, SPANS)
def test_occurrences_are_ordered_distinct_and_within_range(
    rule: Rule, start: date, span: int
) -> None:
    end = start + timedelta(span)
    found = occurrences(rule, start, end)
    assert all(start <= one.due <= end for one in found)
    assert all(one.due < other.due for one, other in pairwise(found))
    assert len({one.period for one in found}) == len(found)
    for one in found:
        assert one.due == one.stated - timedelta(0 if one.inclusive else 1)
        first, last = bounds(one.period)
        assert first <= last


@given(RULES, DATES)
def test_next_due_is_the_first_occurrence(rule: Rule, reference: date) -> None:
    due = next_due(rule, reference)
    if due is None:
        assert occurrences(rule, reference, reference + timedelta(800)) == []
    else:
        assert [one.due for one in occurrences(rule, reference, due)] == [due]


@given(RULES, DATES, SPANS)
def test_next_due_never_goes_back(rule: Rule, reference: date, later: int) -> None:
    due, then = next_due(rule, reference), next_due(rule, reference + timedelta(later))
    if due is None:
        assert then is None
    elif then is not None:
        assert due <= then


@given(st.lists(RULES, min_size=1, max_size=3), DATES, SPANS, SPANS)
def test_a_split_range_gives_the_same_list(
    rules: list[Rule], start: date, span: int, more: int
) -> None:
    cut = start + timedelta(span)
    end = cut + timedelta(more)
    parts = occurrences(rules, start, cut) + occurrences(rules, cut + timedelta(1), end)
    assert parts == occurrences(rules, start, end)


@given(st.lists(RULES, min_size=1, max_size=3), DATES)
def test_of_a_list_the_earliest_counts(rules: list[Rule], reference: date) -> None:
    each = [due for rule in rules if (due := next_due(rule, reference))]
    assert next_due(rules, reference) == min(each, default=None)
