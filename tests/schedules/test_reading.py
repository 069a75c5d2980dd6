"""Deadline language: what offices write → rules. The table was judged by hand, line by line; Monday 24/02/2025 is its day."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schedules.occurrences import next_due
from schedules.reading import read_deadline
from schedules.rules import ByDate, Unspecified, dump_rules, parse_rules
from schedules.text import fold

TABLE = Path(__file__).with_name("reading_cases.tsv")
DAY = date(2025, 2, 24)  # a Monday

with TABLE.open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _rules(text: str, on: date = DAY) -> Any:
    return dump_rules(read_deadline(text, on).rules)


@pytest.mark.parametrize("case", CASES, ids=[case["expression"] for case in CASES])
def test_what_offices_write(case: dict[str, str]) -> None:
    on = date.fromisoformat(case["on"])
    reading = read_deadline(case["expression"], on)
    assert dump_rules(reading.rules) == json.loads(case["rule"])
    due = next_due(reading.rules, on)
    assert (due.isoformat() if due else "none") == case["next_due"]


# Words that folding takes for others; without their marks nobody can tell.
_ONLY_WITH_MARKS = ("tháng Sáu", "Tháng Sáu", "sáu hằng", "Sáu hàng", "Sáu tháng", "thứ")


def _told_apart(expression: str) -> bool:
    return not any(word in expression for word in _ONLY_WITH_MARKS)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if _told_apart(case["expression"])],
    ids=lambda case: case["expression"],
)
def test_case_and_diacritics_change_no_date(case: dict[str, str]) -> None:
    for text in (case["expression"].upper(), fold(case["expression"])):
        due = next_due(read_deadline(text, DAY).rules, DAY)
        assert (due.isoformat() if due else "none") == case["next_due"], text


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("trước ngày 05/9/2025", "2025-09-04"),  # exclusive: Thursday is the last good day
        ("chậm nhất ngày 05/9/2025", "2025-09-05"),
        ("trước 16 giờ ngày 05/9/2025", "2025-09-05"),  # an hour makes the day itself usable
        ("trước ngày 23/02", "2026-02-22"),  # Sunday 23/02 is past on Monday the 24th
        ("ngày 24/02", "2025-02-24"),
        ("trước ngày 24/02", "2026-02-23"),
        ("trước ngày 01 hằng tháng", "2025-02-28"),  # the last day of the month before
        ("ngày 31 hằng tháng", "2025-02-28"),  # clamped
    ],
)
def test_the_day_itself(text: str, due: str) -> None:
    assert str(next_due(read_deadline(text, DAY).rules, DAY)) == due


def test_the_year_of_a_heading_goes_before_that_of_the_day() -> None:
    rules = read_deadline("tháng 3", date(2025, 12, 20), year=2026).rules
    assert dump_rules(rules) == {"kind": "within_period", "period": "2026-03"}


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("cấp xã trước ngày 15/6/2025, cấp huyện trước ngày 18/6/2025", ["cấp xã", "cấp huyện"]),
        ("Sở, ngành: 15/6/2025; UBND xã: 18/6/2025", ["Sở, ngành", "UBND xã"]),
        ("15/6/2025 (đối với cấp tỉnh); 18/6/2025 (đối với cấp xã)", ["cấp tỉnh", "cấp xã"]),
        ("UBND huyện gửi trước 15/6/2025", ["UBND huyện"]),
    ],
)
def test_for_whom_each_deadline_is(text: str, whom: list[str]) -> None:
    assert [", ".join(rule.applies_to) for rule in read_deadline(text, DAY).rules] == whom


def test_each_rule_keeps_the_words_it_came_from() -> None:
    text = "Thường xuyên; báo cáo trước ngày 25 hằng tháng"
    told = [span.text for span in read_deadline(text, DAY).spans]
    assert told == ["Thường xuyên", "trước ngày 25 hằng tháng"]
    for span in read_deadline(text, DAY).spans:
        assert text[span.start : span.end] == span.text


def test_what_was_not_understood_is_told() -> None:
    assert read_deadline("trước ngày 25/4/2025, lần 77", DAY).unread == ("77",)
    assert read_deadline("theo Kế hoạch số 712/KH-UBND ngày 18/11/2020", DAY).unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ",
        "Quyết định số 766/QĐ-TTg ngày 23/6/2022",
        "Công văn 476/VPCP-KSTT ngày 16/01/2025",
    ],
)
def test_the_date_of_a_document_is_no_deadline(text: str) -> None:
    assert read_deadline(text, DAY).rules == (Unspecified(),)


@given(st.text(max_size=80))
@example("ngày 31/2/2025")
@example("trước ngày 00/13/9999")
@example("từ đến từ đến - - (")
@example("hằng tháng đến")
def test_no_text_breaks_it(text: str) -> None:
    reading = read_deadline(text, DAY)
    assert parse_rules(dump_rules(reading.rules)) == reading.rules


_PIECES = st.sampled_from(
    [
        "trước",
        "chậm",
        "nhất",
        "ngày",
        "25",
        "tháng",
        "6",
        "quý",
        "II",
        "năm",
        "2025",
        "hằng",
        "hàng",
        "tuần",
        "thứ",
        "Sáu",
        "16h30",
        "đến",
        "từ",
        "hết",
        "15/6",
        "và",
        ",",
        ";",
        "(",
        ")",
        "hoặc",
        "kể",
        "sau",
        "khi",
        "05",
        "làm",
        "việc",
        "cuối",
        "đầu",
        "giữa",
        "định",
        "kỳ",
        "lần",
        "/",
        "-",
        "số",
        "liệu",
        "báo",
        "cáo",
        "xã",
        "huyện",
    ]
)


@given(st.lists(_PIECES, max_size=14).map(" ".join))
def test_no_mixture_of_its_own_words_breaks_it(text: str) -> None:
    reading = read_deadline(text, DAY)
    assert parse_rules(dump_rules(reading.rules)) == reading.rules
    for span in reading.spans:
        assert 0 <= span.start <= span.end <= len(text)


@given(st.dates(date(2025, 1, 1), date(2034, 12, 31)))
def test_every_spelling_of_a_date_is_that_date(day: date) -> None:
    spellings = (
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"ngày {day:%d} tháng {day:%m}/{day:%Y}",
    )
    for text in spellings:
        assert read_deadline(text, DAY).rules == (ByDate(date=day, inclusive=True),), text
