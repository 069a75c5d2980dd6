"""When duties of 2025 fall due: what is reported, by which day, over which data; weekdays written beside."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schedules.occurrences import Occurrence, occurrences
from schedules.rules import parse_rules

BEFORE_22 = {
    "kind": "recurring",
    "every": "month",
    "day": 22,
    "inclusive": False,
    "data_window": {"from_day": 21, "to_day": 20},
}


def day(text: str) -> date:
    """`dd/MM` of 2025."""
    number, month = text.split("/")
    return date(2025, int(month), int(number))


def recurring(every: str, **fields: Any) -> dict[str, Any]:
    """A recurring rule as JSON."""
    return {"kind": "recurring", "every": every, **fields}


# --- the reports of 2025: period, due day, first and last day of the data

WINDOW_9 = {"data_window": {"from_day": 15, "to_day": 14}}  # NĐ 09/2019/NĐ-CP, Điều 12
YEAR_2025 = [
    pytest.param(
        recurring("quarter", month="last", day=17, **WINDOW_9),
        [
            ("2025-Q1", "2025-03-17", "2024-12-15", "2025-03-14"),  # Mon; data to Fri
            ("2025-Q2", "2025-06-17", "2025-03-15", "2025-06-14"),  # Tue; data to Sat
            ("2025-Q3", "2025-09-17", "2025-06-15", "2025-09-14"),  # Wed; data to Sun
            ("2025-Q4", "2025-12-17", "2025-09-15", "2025-12-14"),  # Wed; data to Sun
        ],
        id="chậm nhất ngày 17 tháng cuối quý",
    ),
    pytest.param(
        recurring("quarter", month="last", day=19, **WINDOW_9),
        [
            ("2025-Q1", "2025-03-19", "2024-12-15", "2025-03-14"),  # Wed
            ("2025-Q2", "2025-06-19", "2025-03-15", "2025-06-14"),  # Thu
            ("2025-Q3", "2025-09-19", "2025-06-15", "2025-09-14"),  # Fri
            ("2025-Q4", "2025-12-19", "2025-09-15", "2025-12-14"),  # Fri
        ],
        id="chậm nhất ngày 19 tháng cuối quý",
    ),
    pytest.param(
        recurring("half_year", month="last", day=19, **WINDOW_9),
        [
            ("2025-H1", "2025-06-19", "2024-12-15", "2025-06-14"),  # Thu
            ("2025-H2", "2025-12-19", "2025-06-15", "2025-12-14"),  # Fri
        ],
        id="báo cáo 6 tháng",
    ),
    pytest.param(
        recurring("year", month=12, day=19, **WINDOW_9),
        [("2025", "2025-12-19", "2024-12-15", "2025-12-14")],  # Fri
        id="báo cáo năm",
    ),
    pytest.param(
        recurring("year", month="next", day=10, **WINDOW_9),
        [("2024", "2025-01-10", "2023-12-15", "2024-12-14")],  # Fri; reports the year before
        id="báo cáo năm, gửi ngày 10 tháng 01 năm sau",
    ),
    pytest.param(
        recurring("quarter", month="next", day=5, **WINDOW_9),
        [
            ("2024-Q4", "2025-01-05", "2024-09-15", "2024-12-14"),  # Sun
            ("2025-Q1", "2025-04-05", "2024-12-15", "2025-03-14"),  # Sat
            ("2025-Q2", "2025-07-05", "2025-03-15", "2025-06-14"),  # Sat
            ("2025-Q3", "2025-10-05", "2025-06-15", "2025-09-14"),  # Sun
        ],
        id="ngày 05 tháng đầu quý sau: the quarter reported, not the month it is due in",
    ),
]


@pytest.mark.parametrize(("data", "expected"), YEAR_2025)
def test_the_reports_of_2025(data: Any, expected: list[tuple[str, str, str, str]]) -> None:
    found = occurrences(parse_rules(data), day("01/1"), day("31/12"))
    assert [
        (one.period, str(one.due), *(str(end) for end in one.window or ())) for one in found
    ] == expected


def test_the_monthly_report_before_the_22nd() -> None:
    found = occurrences(parse_rules(BEFORE_22), day("01/1"), day("31/12"))
    assert [one.period for one in found] == [f"2025-{month:02}" for month in range(1, 13)]
    quarter_ends = {
        one.period: (one.due, one.window) for one in found if one.period[-2:] in "03 06 09 12"
    }
    assert quarter_ends == {
        "2025-03": (day("21/3"), (day("21/2"), day("20/3"))),  # Fri; data to Thu
        "2025-06": (day("21/6"), (day("21/5"), day("20/6"))),  # Sat; data to Fri
        "2025-09": (day("21/9"), (day("21/8"), day("20/9"))),  # Sun; data to Sat
        "2025-12": (day("21/12"), (day("21/11"), day("20/12"))),  # Sun; data to Sat
    }
    # a deadline on a day off keeps its date
    assert [one.due.weekday() for one in found if one.period == "2025-09"] == [6]
    assert found[2] == Occurrence(
        period="2025-03",
        stated=day("22/3"),
        due=day("21/3"),
        inclusive=False,
        window=(day("21/2"), day("20/3")),
    )


def test_a_window_is_clamped_to_its_months() -> None:
    rules = parse_rules(recurring("month", data_window={"from_day": 31, "to_day": 30}))
    windows = [one.window for one in occurrences(rules, day("01/2"), day("31/3"))]
    assert windows == [(day("31/1"), day("28/2")), (day("28/2"), day("30/3"))]


@pytest.mark.parametrize(
    ("data", "periods", "first_stated"),
    [
        pytest.param(recurring("month", month="next", day=5), ["2025-02"], "05/3", id="Wed 5/3"),
        pytest.param(
            recurring("month", day=1, inclusive=False), ["2025-04"], "01/4", id="before Tue 1/4"
        ),
        pytest.param(
            recurring("week", weekday=5),
            ["2025-W10", "2025-W11", "2025-W12", "2025-W13"],
            "07/3",
            id="Fridays of March",
        ),
        pytest.param(
            recurring("week", weekday=1, inclusive=False),
            ["2025-W10", "2025-W11", "2025-W12", "2025-W13", "2025-W14"],
            "03/3",
            id="Sundays before the Mondays they are named by",
        ),
        pytest.param(
            recurring("day", until="2025-03-02"), ["2025-03-01", "2025-03-02"], "01/3", id="Sat-Sun"
        ),
        pytest.param(
            {"kind": "by_date", "date": "2025-03-07", "inclusive": False},
            ["2025-03-07"],
            "07/3",
            id="before Fri 7/3",
        ),
        pytest.param(
            {"kind": "within_period", "period": "2025-02/2025-03"},
            ["2025-02/2025-03"],
            "31/3",
            id="Mon 31/3",
        ),
        pytest.param(
            {"kind": "n_per_period", "n": 2, "period": "month"}, ["2025-03"], "31/3", id="twice"
        ),
    ],
)
def test_a_period_names_what_is_reported(data: Any, periods: list[str], first_stated: str) -> None:
    found = occurrences(parse_rules(data), day("01/3"), day("31/3"))
    assert [one.period for one in found] == periods
    assert found[0].stated == day(first_stated)


def test_time_and_label_come_along() -> None:
    data = [
        {**recurring("month", day=5, time="10:00"), "label": "gửi số liệu"},
        {"kind": "by_date", "date": "2025-03-05", "time": "16:30"},
    ]
    found = occurrences(parse_rules(data), day("01/3"), day("31/3"))
    assert [(one.time, one.label) for one in found] == [("10:00", "gửi số liệu"), ("16:30", None)]
