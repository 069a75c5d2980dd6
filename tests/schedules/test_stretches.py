"""Stretches of days as people type them on Thursday 20/11/2025: what is meant, and what is no stretch."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.civil import to_civil
from schedules.stretches import read_stretch
from schedules.text import fold

TODAY = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("từ 24/11 đến 28/11", "24/11 00:00", "29/11 00:00"),  # Monday to Friday
        ("từ 24/11 đến hết 28/11", "24/11 00:00", "29/11 00:00"),
        ("từ 24/11/2025 tới 28/11/2025", "24/11 00:00", "29/11 00:00"),
        ("24/11-28/11", "24/11 00:00", "29/11 00:00"),
        ("24/11 – 28/11", "24/11 00:00", "29/11 00:00"),
        ("từ 24 đến 28/11", "24/11 00:00", "29/11 00:00"),
        ("từ ngày 24 tháng 11 đến ngày 28 tháng 11", "24/11 00:00", "29/11 00:00"),
        ("từ thứ hai đến thứ sáu", "24/11 00:00", "29/11 00:00"),
        ("từ thứ 2 đến thứ 6 tuần sau", "24/11 00:00", "29/11 00:00"),
        ("từ thứ sáu đến thứ ba", "21/11 00:00", "26/11 00:00"),  # over the weekend
        ("từ hôm nay đến 28/11", "20/11 00:00", "29/11 00:00"),
        ("đến hết 28/11", "20/11 00:00", "29/11 00:00"),
        ("ngày mai", "21/11 00:00", "22/11 00:00"),
        ("từ mai đến thứ ba", "21/11 00:00", "26/11 00:00"),
        ("chiều mai", "21/11 12:00", "22/11 00:00"),
        ("sáng 25/11", "25/11 00:00", "25/11 12:00"),
        ("từ chiều 24/11 đến sáng 26/11", "24/11 12:00", "26/11 12:00"),
        ("tuần sau", "24/11 00:00", "01/12 00:00"),
        ("tuần này", "20/11 00:00", "24/11 00:00"),
        ("từ 29/12 đến 5/1", "29/12 00:00", "06/01 00:00"),
        ("chiều nay", "20/11 12:00", "21/11 00:00"),
        ("ngày mốt", "22/11 00:00", "23/11 00:00"),
        ("từ thứ 2 tới thứ 6", "24/11 00:00", "29/11 00:00"),
        ("từ thứ hai 24/11 đến thứ sáu 28/11", "24/11 00:00", "29/11 00:00"),
        ("từ 24/11/25 đến 28/11/25", "24/11 00:00", "29/11 00:00"),
    ],
)
def test_what_is_meant(typed: str, first: str, last: str) -> None:
    found = read_stretch(fold(typed), TODAY)

    assert found is not None
    shown = [f"{to_civil(at):%d/%m %H:%M}" for at in (found.starts_at, found.ends_at)]
    assert shown == [first, last]


@pytest.mark.parametrize(
    "typed",
    ["", "xong 0003", "Mai", "chị Mai nhé", "từ 24/11", "từ 28/11 đến 24/11", "31/11", "số 12/UQ", "từ 31 đến 30/2", "31/12/9999"],
)  # fmt: skip
def test_what_is_no_stretch(typed: str) -> None:
    assert read_stretch(fold(typed), TODAY) is None


@given(st.text(alphabet="từ đến ngày/0123456789-mai thứ hai chiều hết tuần sau", max_size=60))
def test_whatever_is_typed_it_ends_after_it_begins(typed: str) -> None:
    found = read_stretch(fold(typed), TODAY)

    assert found is None or found.starts_at < found.ends_at
