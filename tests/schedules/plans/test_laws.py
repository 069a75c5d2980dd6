"""Whatever a text holds, reading it ends, never raises, and what it gives can be written and read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schedules.plans.records import TASK_LENGTH
from schedules.rules import dump_rules, parse_rules
from tests.schedules.plans.expected import plan_in

PIECES = st.sampled_from(
    [
        "Stt |", "TT | Nội dung | Chủ trì | Thời gian", "Nội dung |", "Cơ quan chủ trì |", "Thời gian hoàn thành |", "Ghi chú |",
        "1 |", "2 |", "I |", "8.1 |", "|", "|||||", "| --- | --- |", "Sở Mẫu |", "Quý II năm 2025 |", "Trước ngày 31/02/2025 |",
        "1. Sở Mẫu báo cáo trước ngày 30/6/2025.", "(i) hoàn thành trong Quý III/2025", "Điều 2. Giao UBND cấp xã:", "- Hằng tháng, gửi",
        "PHỤ LỤC", "I. THỰC TRẠNG", "Mẫu, ngày 40 tháng 13 năm 2025", "\x1f", "\x00", "a | b | c", "1 | Việc | Sở Mẫu | 15/5",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=30), max_size=40).map("\n".join)


@given(TEXTS)
def test_nothing_breaks_the_reader(text: str) -> None:
    for one in plan_in(text).obligations:
        assert one.rules
        assert parse_rules(dump_rules(one.rules)) == one.rules
        assert 0 < len(one.task) <= TASK_LENGTH
        assert 0 < one.confidence <= 1
        assert one.lead_units or one.doubts


@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert plan_in(text) == plan_in(text)
