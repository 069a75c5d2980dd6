"""Next due dates: every example of RULES.md, what its prose adds, and limits counted from events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schedules.occurrences import due_after, next_due, occurrences
from schedules.rules import AfterEvent, BeforeEvent, parse_rules

NINETEENTH = {"kind": "recurring", "every": "quarter", "month": "last", "day": 19}
BEFORE_22 = {
    "kind": "recurring",
    "every": "month",
    "day": 22,
    "inclusive": False,
    "data_window": {"from_day": 21, "to_day": 20},
}
BEFORE_5_SEP = {"kind": "by_date", "date": "2025-09-05", "inclusive": False}
AFTER_24_FEB = {"kind": "after_event", "event": "ngày 24/02/2025", "event_date": "2025-02-24"}
BEFORE_15_DEC = {"kind": "recurring", "every": "year", "month": 12, "day": 15, "inclusive": False}
FIFTH_NEXT = {"kind": "recurring", "every": "quarter", "month": "next", "day": 5}
COMMUNES_AND_DISTRICTS = [
    {**NINETEENTH, "day": 17, "applies_to": ["UBND cấp xã"]},
    {**NINETEENTH, "applies_to": ["UBND cấp huyện"]},
]


def day(text: str) -> date:
    """A date, or `dd/MM` of 2025."""
    if "/" in text:
        number, month = text.split("/")
        return date(2025, int(month), int(number))
    return date.fromisoformat(text)


def recurring(every: str, **fields: Any) -> dict[str, Any]:
    """A recurring rule as JSON."""
    return {"kind": "recurring", "every": every, **fields}


# Every example of RULES.md, in its order; the weekday of the answer stands in the id.
EXAMPLES = [
    pytest.param(BEFORE_5_SEP, "2025-09-01", "2025-09-04", id="Trước ngày 05/9/2025 - Thu"),
    pytest.param(BEFORE_5_SEP, "2025-09-05", None, id="Trước ngày 05/9/2025 - past"),
    pytest.param(
        {"kind": "by_date", "date": "2025-08-20", "inclusive": True},
        "2025-08-20",
        "2025-08-20",
        id="chậm nhất là ngày 20/8/2025 - Wed",
    ),
    pytest.param(
        {"kind": "within_period", "period": "2025-Q2"},
        "2025-02-24",
        "2025-06-30",
        id="Quý II năm 2025 - Mon",
    ),
    pytest.param(
        {"kind": "within_period", "period": "2025-03"},
        "2025-02-24",
        "2025-03-31",
        id="Tháng 03 năm 2025 - Mon",
    ),
    pytest.param(
        {"kind": "within_period", "period": "2025"},
        "2025-02-24",
        "2025-12-31",
        id="hết năm 2025 - Wed",
    ),
    pytest.param(recurring("quarter"), "2025-02-24", "2025-03-31", id="Hàng quý - Mon"),
    pytest.param(NINETEENTH, "2025-03-20", "2025-06-19", id="ngày 19 tháng cuối quý - Thu"),
    pytest.param(BEFORE_22, "2025-03-22", "2025-04-21", id="trước ngày 22 hàng tháng - Mon"),
    pytest.param(FIFTH_NEXT, "2025-12-31", "2026-01-05", id="ngày 05 tháng đầu quý sau - Mon"),
    pytest.param(BEFORE_15_DEC, "2025-12-15", "2026-12-14", id="Trước 15/12 hàng năm - Mon"),
    pytest.param(recurring("week"), "2025-08-05", "2025-08-10", id="Hàng tuần - Sun"),
    pytest.param(recurring("half_year"), "2025-02-24", "2025-06-30", id="06 tháng/lần - Mon"),
    pytest.param(
        {"kind": "n_per_period", "n": 2, "period": "year"},
        "2025-02-24",
        "2025-12-31",
        id="02 lần/năm - Wed",
    ),
    pytest.param(
        {"kind": "after_event", "event": "tiếp nhận", "days": 10, "unit": "calendar"},
        "2025-02-24",
        None,
        id="10 ngày kể từ ngày tiếp nhận",
    ),
    pytest.param(
        {**AFTER_24_FEB, "days": 15, "unit": "calendar"},
        "2025-02-24",
        "2025-03-11",
        id="15 ngày kể từ ngày 24/02/2025 - Tue",
    ),
    pytest.param(
        {"kind": "before_event", "event": "đến hạn", "days": 1, "unit": "calendar"},
        "2025-02-24",
        None,
        id="Trước 01 ngày của hồ sơ đến hạn",
    ),
    pytest.param(
        [{"kind": "ongoing"}, {"kind": "after_event", "event": "có Quyết định", "days": 5}],
        "2025-02-24",
        None,
        id="Thường xuyên, chậm nhất sau 05 ngày",
    ),
    pytest.param(COMMUNES_AND_DISTRICTS, "2025-02-24", "2025-03-17", id="xã 17, huyện 19 - Mon"),
    pytest.param(COMMUNES_AND_DISTRICTS, "2025-03-18", "2025-03-19", id="xã 17, huyện 19 - Wed"),
    pytest.param({"kind": "ongoing"}, "2025-02-24", None, id="Thường xuyên"),
    pytest.param({"kind": "on_request"}, "2025-02-24", None, id="Theo yêu cầu"),
    pytest.param({"kind": "external", "ref": "kế hoạch"}, "2025-02-24", None, id="Theo kế hoạch"),
    pytest.param({"kind": "unspecified"}, "2025-02-24", None, id="Kịp thời"),
]

# What the prose of RULES.md says beyond its examples.
CONVENTIONS = [
    pytest.param(
        {"kind": "by_date", "date": "2025-12-20", "inclusive": True, "time": "15:00"},
        "2025-12-20",
        "2025-12-20",
        id="trước 15h00 ngày 20/12/2025 - Sat",
    ),
    pytest.param(
        {"kind": "by_date", "date": "2025-04-01", "inclusive": False},
        "2025-01-01",
        "2025-03-31",
        id="trước quý II/2025 - Mon",
    ),
    pytest.param(
        {"kind": "within_period", "period": "2025-02/2025-03", "part": "early"},
        "2025-02-24",
        "2025-03-10",
        id="tháng 2 hoặc đầu tháng 3 - Mon",
    ),
    pytest.param(recurring("month", day=31), "2025-06-01", "2025-06-30", id="ngày 31 in June"),
    pytest.param(
        recurring("month", day=31, inclusive=False),
        "2025-04-01",
        "2025-04-30",
        id="trước ngày 31 in April",
    ),
    pytest.param(
        recurring("month", day=30, inclusive=False),
        "2025-02-01",
        "2025-02-28",
        id="trước ngày 30 in February",
    ),
    pytest.param(
        recurring("month", day=30, inclusive=False),
        "2024-02-01",
        "2024-02-29",
        id="trước ngày 30 in a leap February",
    ),
    pytest.param(
        recurring("month", day=1, inclusive=False),
        "2025-03-01",
        "2025-03-31",
        id="trước ngày 01 hàng tháng",
    ),
    pytest.param(
        recurring("month", day="last_working"),
        "2025-08-01",
        "2025-08-29",
        id="last working day of August - Fri, the 31st is a Sunday",
    ),
    pytest.param(
        recurring("month", day="last", inclusive=False),
        "2025-06-01",
        "2025-06-29",
        id="trước ngày cuối tháng",
    ),
    pytest.param(
        recurring("quarter", month="first", day=10),
        "2025-02-24",
        "2025-04-10",
        id="ngày 10 tháng đầu quý - Thu",
    ),
    pytest.param(
        recurring("half_year", month=5, day=20), "2025-05-21", "2025-11-20", id="month 5 of a half"
    ),
    pytest.param(
        recurring("year", month="next", day=15), "2025-02-24", "2026-01-15", id="15/01 năm sau"
    ),
    pytest.param(
        recurring("month", weekday=5, nth=2),
        "2025-03-01",
        "2025-03-14",
        id="thứ Sáu tuần thứ hai - Fri",
    ),
    pytest.param(
        recurring("month", weekday=5, nth=2, inclusive=False),
        "2025-03-01",
        "2025-03-13",
        id="trước thứ Sáu tuần thứ hai - Thu",
    ),
    pytest.param(
        recurring("month", weekday=1, nth=5),
        "2025-04-01",
        "2025-04-28",
        id="a fifth Monday that April lacks is its last",
    ),
    pytest.param(
        recurring("week", weekday=1, time="10:00"), "2025-02-24", "2025-02-24", id="thứ Hai - Mon"
    ),
    pytest.param(
        recurring("week", weekday=1, inclusive=False),
        "2025-02-24",
        "2025-03-02",
        id="trước thứ Hai - Sun",
    ),
    pytest.param(
        recurring("day", weekdays_only=True), "2025-03-01", "2025-03-03", id="Sat waits for Mon"
    ),
    pytest.param(recurring("day"), "2025-03-01", "2025-03-01", id="hàng ngày - Sat"),
    pytest.param(recurring("week", interval=2), "2025-03-01", None, id="02 tuần/lần"),
    pytest.param(recurring("unspecified"), "2025-03-01", None, id="định kỳ"),
    pytest.param(
        recurring("month", day=5, **{"from": "2025-07-01"}),
        "2025-03-01",
        "2025-07-05",
        id="from July - Sat",
    ),
    pytest.param(
        recurring("month", day=5, until="2025-06-30"), "2025-06-06", None, id="until June - past"
    ),
    pytest.param(
        {"kind": "n_per_period", "n": 2, "period": "quarter"},
        "2025-04-01",
        "2025-06-30",
        id="02 lần/quý",
    ),
    pytest.param(
        {"kind": "n_per_period", "n": 2, "period": "week"},
        "2025-03-12",
        "2025-03-16",
        id="02 lần/tuần - Sun",
    ),
    pytest.param(
        {"kind": "n_per_period", "n": 2, "period": "year", "year": 2025},
        "2026-01-01",
        None,
        id="02 lần/năm 2025 - past",
    ),
    pytest.param(
        [{"kind": "on_request"}, {"kind": "within_period", "period": "2025-Q1"}],
        "2025-02-24",
        "2025-03-31",
        id="Quý I hoặc đột xuất",
    ),
]


@pytest.mark.parametrize(("data", "reference", "due"), EXAMPLES + CONVENTIONS)
def test_next_due(data: Any, reference: str, due: str | None) -> None:
    assert next_due(parse_rules(data), day(reference)) == (due and day(due))


@pytest.mark.parametrize(
    ("rule", "event", "due"),
    [
        pytest.param({"days": 10, "unit": "calendar"}, "2025-02-24", "2025-03-06", id="10 days"),
        pytest.param({"days": 0, "unit": "calendar"}, "2025-02-24", "2025-02-24", id="ngay sau"),
        pytest.param({"days": 3, "unit": "working"}, "2025-02-27", "2025-03-04", id="Thu to Tue"),
        pytest.param({"hours": 1}, "2025-02-24", "2025-02-25", id="a begun day counts"),
        pytest.param({"hours": 48}, "2025-02-24", "2025-02-26", id="48 hours"),
        pytest.param({"hours": 49}, "2025-02-24", "2025-02-27", id="49 hours"),
        pytest.param({"months": 1}, "2025-01-31", "2025-02-28", id="a month from the 31st"),
        pytest.param({"months": 12}, "2024-02-29", "2025-02-28", id="a year from 29 February"),
    ],
)
def test_due_after_an_event(rule: dict[str, Any], event: str, due: str) -> None:
    assert due_after(AfterEvent(event="nhận đủ hồ sơ", **rule), day(event)) == day(due)


@pytest.mark.parametrize(
    ("rule", "event", "due", "stated"),
    [
        pytest.param({"days": 1, "unit": "calendar"}, "03/3", "02/3", "02/3", id="Mon -1 = Sun"),
        pytest.param({"days": 1, "unit": "working"}, "03/3", "28/2", "28/2", id="Mon -1 = Fri"),
        pytest.param({"days": 0, "unit": "calendar"}, "03/3", "02/3", "03/3", id="trước khi"),
        pytest.param({"hours": 30}, "03/3", "01/3", "01/3", id="30 hours are two days"),
        pytest.param({"months": 1}, "31/3", "28/2", "28/2", id="a month before the 31st"),
    ],
)
def test_due_before_an_event(rule: dict[str, Any], event: str, due: str, stated: str) -> None:
    bare = BeforeEvent(event="ngày trả kết quả", **rule)
    assert due_after(bare, day(event)) == day(due)
    anchored = BeforeEvent(event="ngày trả kết quả", event_date=day(event), **rule)
    (one,) = occurrences(anchored, day("01/1"), day("31/12"))
    assert (one.period, one.due, one.stated) == (str(day(event)), day(due), day(stated))
    assert one.inclusive is (stated == due)
