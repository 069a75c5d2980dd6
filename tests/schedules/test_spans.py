"""Spans of time in Vietnamese."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.errors import BadSpan
from schedules.spans import Span, SpanUnit, parse_span

DAYS, MINUTES, CALENDAR = (
    SpanUnit.WORKING_DAYS,
    SpanUnit.WORKING_MINUTES,
    SpanUnit.CALENDAR_DAYS,
)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("3 ngày làm việc", 3, DAYS),
        ("03 ngày làm việc", 3, DAYS),
        ("3 ngay lam viec", 3, DAYS),
        ("3 NGÀY LÀM VIỆC", 3, DAYS),
        ("  3   ngày\tlàm  việc ", 3, DAYS),
        ("3ngày làm việc", 3, DAYS),
        ("3 ngay_lam_viec", 3, DAYS),
        ("2,0 ngày làm việc", 2, DAYS),
        ("0 ngày làm việc", 0, DAYS),
        ("0,5 ngày làm việc", 240, MINUTES),
        ("0.25 ngày làm việc", 120, MINUTES),
        ("1,5 ngày làm việc", 720, MINUTES),
        ("0,125 ngày làm việc", 60, MINUTES),
        ("4 giờ làm việc", 240, MINUTES),
        ("2 giờ", 120, MINUTES),
        ("4,5 giờ", 270, MINUTES),
        ("0,5 Giờ", 30, MINUTES),
        ("90 phút", 90, MINUTES),
        ("90 phút làm việc", 90, MINUTES),
        ("0 phút", 0, MINUTES),
        ("10 ngày", 10, CALENDAR),
        ("10 NGAY", 10, CALENDAR),
    ],
)
def test_a_span_is_read(text: str, amount: int, unit: SpanUnit) -> None:
    assert parse_span(text) == Span(amount, unit)
    assert parse_span(unicodedata.normalize("NFD", text)) == Span(amount, unit)


@pytest.mark.parametrize(
    "text",
    ["", "ba ngày", "3", "ngày", "-3 ngày", "3 tuần làm", "3 tháng", "3 ngày làm", "1.000 phút", "0,01 giờ",
     "0,5 phút", "0,5 ngày", "1/2 ngày làm việc", "3 ngày làm việc 2 giờ", "9999999 ngày", "٣ ngày", "1,2345 giờ"],
)  # fmt: skip
def test_anything_else_is_refused_with_its_mend(text: str) -> None:
    with pytest.raises(BadSpan) as caught:
        parse_span(text)
    assert (caught.value.field, caught.value.value) == ("span", text)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("span", "spelt"),
    [
        (Span(3, DAYS), "3 ngày làm việc"),
        (Span(240, MINUTES), "4 giờ làm việc"),
        (Span(90, MINUTES), "90 phút làm việc"),
        (Span(10, CALENDAR), "10 ngày"),
    ],
)
def test_a_span_is_spelt_in_vietnamese(span: Span, spelt: str) -> None:
    assert str(span) == spelt


@given(st.builds(Span, st.integers(0, 999_999), st.sampled_from(SpanUnit)))
def test_what_is_spelt_reads_back(span: Span) -> None:
    assert parse_span(str(span)) == span
