"""The core of `nhacviec due`: dates with their derivations, and the rows of its TSV."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import CalendarDay
from schedules.calendar import WorkCalendar, official_calendar, official_days
from schedules.civil import parse_civil, to_civil, to_instant, to_iso
from schedules.due import Due, add, answer_row, before, between
from schedules.errors import BadHours, BadSpan, RejectedInput
from schedules.hours import WeekHours
from schedules.spans import Span, SpanUnit, parse_span

OFFICE = official_calendar()


def t(text: str) -> int:
    return to_instant(parse_civil(text))


def said(due: Due) -> str:
    return to_civil(due.due_at).strftime("%d/%m/%Y %H:%M")


def dates(due: Due, key: str) -> list[str]:
    rows = due.derivation[key]
    assert isinstance(rows, list)
    return [row["date"] for row in rows]


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("05/03/2026 09:10", "3 ngày làm việc", "10/03/2026 09:10"),  # Thursday → Tuesday
        ("05/03/2026 09:10", "8 giờ làm việc", "06/03/2026 09:10"),  # Thursday → Friday
        ("05/03/2026 13:30", "0,5 ngày làm việc", "06/03/2026 07:30"),  # four hours: 3,5 + 0,5
        ("05/03/2026 07:00", "8 giờ", "05/03/2026 17:00"),
        ("05/03/2026 07:00", "4,5 giờ", "05/03/2026 11:30"),
        ("05/03/2026 16:30", "90 phút", "06/03/2026 08:00"),
        ("05/03/2026 09:10", "10 ngày", "16/03/2026 09:10"),  # Sunday 15 → Monday 16
        ("24/04/2026 17:30", "1 ngày làm việc", "29/04/2026 07:00"),  # Friday evening = Tuesday 28
    ],
)
def test_add(start: str, span: str, due: str) -> None:
    assert said(add(t(start), parse_span(span), OFFICE)) == due


@pytest.mark.parametrize(
    ("end", "span", "due"),
    [
        ("09/03/2026 09:10", "1 ngày làm việc", "06/03/2026 17:00"),  # Monday → Friday's closing
        ("10/03/2026 09:10", "2 ngày làm việc", "06/03/2026 17:00"),  # Tuesday → Friday
        ("08/03/2026 09:10", "1 ngày làm việc", "06/03/2026 17:00"),  # Sunday → Friday
        ("08/03/2026 09:10", "2 ngày làm việc", "05/03/2026 17:00"),  # Sunday → Thursday
        (
            "23/02/2026 09:00",
            "1 ngày làm việc",
            "13/02/2026 17:00",
        ),  # Monday after Tết → Friday before
        ("28/04/2025 09:00", "1 ngày làm việc", "26/04/2025 17:00"),  # Monday → the Saturday worked
        (
            "05/03/2026 09:10",
            "0 ngày làm việc",
            "05/03/2026 09:10",
        ),  # closing, but never after the deadline
        ("05/03/2026 23:59", "0 ngày làm việc", "05/03/2026 17:00"),
        ("08/03/2026 09:10", "0 ngày làm việc", "06/03/2026 17:00"),  # Sunday → Friday
        ("05/03/2026 15:30", "2 giờ làm việc", "05/03/2026 13:30"),
        ("09/03/2026 08:00", "2 giờ làm việc", "06/03/2026 16:00"),  # Monday → Friday
        ("16/03/2026 09:10", "1 ngày", "13/03/2026 09:10"),  # Monday → Sunday → Friday
        ("13/03/2026 09:10", "1 ngày", "12/03/2026 09:10"),
    ],
)
def test_before(end: str, span: str, due: str) -> None:
    assert said(before(t(end), parse_span(span), OFFICE)) == due


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("05/03/2026 09:10", "06/03/2026 09:10", 480),  # Thursday, Friday
        ("06/03/2026 16:00", "09/03/2026 08:00", 120),  # Friday, Monday
        ("07/03/2026 08:00", "08/03/2026 20:00", 0),  # Saturday, Sunday
        ("06/03/2026 09:10", "05/03/2026 09:10", -480),
        ("05/03/2026 09:10:00", "05/03/2026 09:11:59", 1),
        ("05/03/2026 09:11:59", "05/03/2026 09:10:00", -1),
    ],
)
def test_between(start: str, end: str, minutes: int) -> None:
    assert between(t(start), t(end), OFFICE) == minutes


@pytest.mark.parametrize(
    ("start", "counted", "why"),
    [
        ("05/03/2026 09:10", "2026-03-05T09:10:00+07:00", "as_received"),  # Thursday
        ("05/03/2026 06:10", "2026-03-05T07:00:00+07:00", "before_opening"),
        ("05/03/2026 11:30", "2026-03-05T13:30:00+07:00", "in_break"),
        ("05/03/2026 17:00", "2026-03-06T07:00:00+07:00", "after_closing"),
        ("07/03/2026 09:10", "2026-03-09T07:00:00+07:00", "day_off"),  # Saturday
        ("17/02/2026 09:10", "2026-02-23T07:00:00+07:00", "day_off"),  # mùng 1 Tết
    ],
)
def test_the_derivation_says_from_when_and_why(start: str, counted: str, why: str) -> None:
    for span in (Span(1, SpanUnit.WORKING_DAYS), Span(60, SpanUnit.WORKING_MINUTES)):
        derivation = add(t(start), span, OFFICE).derivation
        assert derivation["start"] == to_iso(t(start))
        assert derivation["counted_from"] == {"at": counted, "why": why}


def test_a_whole_derivation() -> None:
    due = add(t("25/04/2025 10:00"), parse_span("4 NGAY LAM VIEC"), OFFICE)  # Friday → Monday 5/5
    assert due.derivation == {
        "op": "add",
        "start": "2025-04-25T10:00:00+07:00",
        "counted_from": {"at": "2025-04-25T10:00:00+07:00", "why": "as_received"},
        "span": "4 ngày làm việc",
        "unit": "working_days",
        "rule": "day_of_receipt_is_day_zero",
        "source": "BLDS 2015 Điều 147 khoản 2; BLLĐ 45/2019/QH14 Điều 111–112",
        "calendar_version": OFFICE.version,
        "hours": "07:00-11:30,13:30-17:00",
        "skipped": [
            {"date": "2025-04-30", "kind": "holiday", "name": "Ngày Chiến thắng"},
            {"date": "2025-05-01", "kind": "holiday", "name": "Ngày Quốc tế Lao động"},
            {"date": "2025-05-02", "kind": "swap_off", "name": "Nghỉ hoán đổi với thứ Bảy 26/4/2025"},
        ],
        "worked": [{"date": "2025-04-26", "kind": "swap_work", "name": "Làm bù cho ngày 02/5/2025"}],
        "moved": False,
        "moved_from": None,
        "due_at": "2025-05-05T10:00:00+07:00",
    }  # fmt: skip
    assert json.loads(json.dumps(due.derivation)) == due.derivation


def test_calendar_days_name_only_the_days_off_that_moved_them() -> None:
    # Friday 24/4/2026 + 2 → Sunday 26/4 (Giỗ Tổ), Monday 27/4 in lieu → Tuesday 28/4
    moved = add(t("24/04/2026 09:00"), parse_span("2 ngày"), OFFICE)
    assert said(moved) == "28/04/2026 09:00"
    assert moved.derivation["moved"] is True
    assert moved.derivation["moved_from"] == "2026-04-26T09:00:00+07:00"
    assert moved.derivation["source"] == "BLDS 2015 Điều 147–148"
    assert dates(moved, "skipped") == ["2026-04-26", "2026-04-27"]
    # Friday 24/4/2026 + 12 → Wednesday 6/5, straight through four holidays
    through = add(t("24/04/2026 09:00"), parse_span("12 ngày"), OFFICE)
    assert said(through) == "06/05/2026 09:00"
    assert through.derivation["moved"] is False
    assert dates(through, "skipped") == []


def test_an_hour_that_had_to_move_is_said_to_have_moved() -> None:
    half = CalendarDay("2026-12-31", "half", "Nghỉ buổi chiều", "kiểm thử", 7)  # Thursday
    calendar = WorkCalendar(OFFICE.hours, [*official_days(), half], version=7)
    due = add(t("30/12/2026 15:00"), parse_span("1 ngày làm việc"), calendar)
    assert said(due) == "31/12/2026 11:30"
    assert due.derivation["moved_from"] == "2026-12-31T15:00:00+07:00"
    assert due.derivation["calendar_version"] == 7
    assert dates(due, "worked") == ["2026-12-31"]


def test_counting_back_explains_itself_too() -> None:
    due = before(t("23/02/2026 09:00"), parse_span("1 ngày làm việc"), OFFICE)  # Monday after Tết
    assert due.derivation["counted_from"] == {"at": "2026-02-23T09:00:00+07:00", "why": "deadline"}
    assert due.derivation["rule"] == "closing_of_working_day_before"
    assert dates(due, "skipped") == [f"2026-02-{day}" for day in range(16, 21)]
    rolled = before(
        t("23/02/2026 09:00"), parse_span("4 ngày"), OFFICE
    )  # Thursday 19/2 → Friday 13/2
    assert said(rolled) == "13/02/2026 09:00"
    assert rolled.derivation["moved_from"] == "2026-02-19T09:00:00+07:00"
    assert dates(rolled, "skipped") == [f"2026-02-{day}" for day in range(16, 20)]


spans = st.builds(Span, st.integers(0, 400), st.sampled_from(SpanUnit))
instants = st.integers(t("01/01/2025"), t("01/12/2027"))


@given(instants, spans)
def test_a_derivation_always_fits_its_date_and_goes_into_json(start: int, span: Span) -> None:
    for due in (add(start, span, OFFICE), before(start, span, OFFICE)):
        assert due.derivation["due_at"] == to_iso(due.due_at)
        assert due.derivation["span"] == str(span)
        assert due.derivation["moved"] is (due.derivation["moved_from"] is not None)
        assert json.loads(json.dumps(due.derivation)) == due.derivation
    assert before(start, span, OFFICE).due_at <= start <= add(start, span, OFFICE).due_at


@pytest.mark.parametrize(
    ("op", "start", "arg", "hours", "answer"),
    [
        ("add", "2026-03-05 09:10", "3 ngày làm việc", "", "2026-03-10T09:10:00+07:00"),
        ("add", "05/03/2026 09:10", "4 giờ làm việc", "07:30-11:30,13:00-17:00", "2026-03-05T14:40:00+07:00"),
        ("add", "20260306150000", "1 ngày làm việc", "T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00",
         "2026-03-07T11:00:00+07:00"),  # Friday → Saturday's closing
        ("before", "2026-03-09T09:10", "1 ngày làm việc", "", "2026-03-06T17:00:00+07:00"),
        (" Between ", "05/03/2026 09:10", "06/03/2026 09:10", "", "480"),
    ],
)  # fmt: skip
def test_a_row_of_the_tsv_gets_its_answer(
    op: str, start: str, arg: str, hours: str, answer: str
) -> None:
    assert answer_row(op, start, arg, hours) == answer


@pytest.mark.parametrize(
    ("row", "error", "field"),
    [
        (("plus", "05/03/2026", "1 ngày", ""), RejectedInput, "op"),
        (("add", "hôm nay", "1 ngày", ""), RejectedInput, "start"),
        (("between", "05/03/2026", "mai", ""), RejectedInput, "arg"),
        (("add", "05/03/2026", "mai", ""), BadSpan, "span"),
        (("add", "05/03/2026", "1 ngày", "sáng"), BadHours, "hours"),
        (("add", "05/03/2036", "1 ngày", ""), RejectedInput, "instant"),
    ],
)
def test_a_wrong_row_names_its_column(
    row: tuple[str, str, str, str], error: type[RejectedInput], field: str
) -> None:
    with pytest.raises(error) as caught:
        answer_row(*row)
    assert caught.value.field == field


def test_rows_are_answered_under_the_calendar_handed_in() -> None:
    def decided(hours: WeekHours) -> WorkCalendar:
        bridge = CalendarDay("2026-11-23", "swap_off", "Đề xuất cũ", "kiểm thử", 2)  # Monday
        return WorkCalendar(hours, [*official_days(), bridge], version=2)

    row = ("add", "20/11/2026 09:00", "1 ngày làm việc", "")  # Friday
    assert answer_row(*row) == "2026-11-23T09:00:00+07:00"
    assert answer_row(*row, decided) == "2026-11-25T09:00:00+07:00"


def test_the_official_calendar_covers_the_years_around_the_table() -> None:
    assert OFFICE.first_year == 2020
    assert OFFICE.last_year == 2032
    assert OFFICE.is_working_day(date(2020, 1, 2))  # Thursday
    assert OFFICE.is_working_day(date(2032, 12, 31))  # Friday
