"""Specifications of working hours and civil time: what is read, how it is spelt, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.civil import (
    VIETNAM,
    at,
    civil_date,
    clock_minutes,
    parse_civil,
    parse_date,
    to_civil,
    to_instant,
    to_iso,
)
from schedules.errors import BadHours, RejectedInput
from schedules.hours import DEFAULT_HOURS, WeekHours, parse_hours

OFFICE = ((420, 690), (810, 1020))  # 07:00-11:30, 13:30-17:00


@pytest.mark.parametrize(
    ("spec", "saturday", "sunday"),
    [
        ("07:00-11:30,13:30-17:00", (), ()),
        (" 7:00 - 11:30 , 13:30 – 17:00 ", (), ()),
        ("T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00", ((420, 660),), ()),
        ("t2-t6 07:00-11:30,13:30-17:00 ;t7-cn 08:00-10:00;", ((480, 600),), ((480, 600),)),
        ("07:00-11:30,13:30-17:00; CN 00:00-24:00", (), ((0, 1440),)),
        ("T2,T3-T5,T6 07:00-11:30,13:30-17:00\nT7 07:00-11:00", ((420, 660),), ()),
    ],
)
def test_a_spec_is_read_by_weekday(
    spec: str, saturday: tuple[tuple[int, int], ...], sunday: tuple[tuple[int, int], ...]
) -> None:
    assert parse_hours(spec).days == (OFFICE,) * 5 + (saturday, sunday)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_no_spec_means_the_default(blank: str | None) -> None:
    assert parse_hours(blank) == DEFAULT_HOURS == WeekHours((OFFICE,) * 5 + ((), ()))


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("sáng", "07:00-11:30"),
        ("T2-T6", "07:00-11:30"),
        ("T8 07:00-11:00", "07:00-11:30"),
        (";", "07:00-11:30"),
        ("07:00-11:30-12:00", "is no segment"),
        ("07:00", "is no segment"),
        ("07:60-11:30", "is no segment"),
        ("07:00-24:01", "is no segment"),
        ("11:30-07:00", "ends before it begins"),
        ("07:00-07:00", "ends before it begins"),
        ("07:00-11:30,11:00-17:00", "touches or overlaps"),
        ("07:00-11:30,11:30-17:00", "touches or overlaps"),
        ("13:30-17:00,07:00-11:30", "touches or overlaps"),
        ("07:00-11:30; T6 07:00-11:00", "T6 is given twice"),
        ("T7,T7 07:00-11:00", "T7 is given twice"),
        ("T6-T2 07:00-11:00", "no range of weekdays"),
        ("T2-T4-T6 07:00-11:00", "no range of weekdays"),
    ],
)
def test_a_wrong_spec_is_refused_with_its_mend(spec: str, told: str) -> None:
    with pytest.raises(BadHours) as caught:
        parse_hours(spec)
    assert caught.value.field == "hours"
    assert caught.value.value == spec
    assert told in caught.value.mend


@pytest.mark.parametrize(
    ("spec", "spelt"),
    [
        ("7:00-11:30,13:30-17:00", "07:00-11:30,13:30-17:00"),
        ("T2-T5 7:00-11:00; T6 7:00-11:00", "07:00-11:00"),
        ("T2,T4 7:00-11:00", "T2 07:00-11:00; T4 07:00-11:00"),
        ("T7 8:00-10:00; 7:00-11:00", "T2-T6 07:00-11:00; T7 08:00-10:00"),
        ("T2-CN 0:00-24:00", "T2-CN 00:00-24:00"),
    ],
)
def test_hours_are_spelt_one_way(spec: str, spelt: str) -> None:
    assert str(parse_hours(spec)) == spelt


@st.composite
def week_hours(draw: st.DrawFn) -> WeekHours:
    """Any valid week: up to three segments a day, at least one in the week."""

    def day() -> tuple[tuple[int, int], ...]:
        marks = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
        return tuple(zip(marks[::2], marks[1::2], strict=False))

    days = tuple(day() for _ in range(6))
    return WeekHours((*days, day() if any(days) else OFFICE))


@given(week_hours())
def test_what_is_spelt_reads_back(hours: WeekHours) -> None:
    assert parse_hours(str(hours)) == hours


# -- civil time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("05/03/2026", "2026-03-05T00:00:00+07:00"),
        ("5/3/2026 9:10", "2026-03-05T09:10:00+07:00"),
        (" 05/03/2026 09:10:59 ", "2026-03-05T09:10:59+07:00"),
        ("2026-03-05", "2026-03-05T00:00:00+07:00"),
        ("2026-03-05 09:10", "2026-03-05T09:10:00+07:00"),
        ("2026-03-05T09:10:00.1234567", "2026-03-05T09:10:00+07:00"),
        ("2026-03-05T09:10:00+07:00", "2026-03-05T09:10:00+07:00"),
        ("2026-03-05T18:10:00Z", "2026-03-06T01:10:00+07:00"),
        ("2026-03-05T09:10-0300", "2026-03-05T19:10:00+07:00"),
        ("20260305091059", "2026-03-05T09:10:59+07:00"),
        ("20260305", "2026-03-05T00:00:00+07:00"),
    ],
)
def test_dates_are_read_as_people_and_feeds_write_them(text: str, iso: str) -> None:
    assert parse_civil(text).isoformat() == iso
    assert parse_date(text).isoformat() == iso[:10]


@pytest.mark.parametrize(
    "text",
    ["", "hôm qua", "31/02/2026", "05/13/2026", "2026-03-05 24:30", "20261305091000", "5/3/26",
     "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "2026-W10-4", "2026-03-05T09:10:00+99:00", "202603050910"],
)  # fmt: skip
def test_a_wrong_date_is_refused_naming_field_value_and_forms(text: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        parse_civil(text, "received_at")
    assert (caught.value.field, caught.value.value) == ("received_at", text)
    assert "dd/MM/yyyy" in caught.value.mend
    assert "yyyyMMddHHmmss" in caught.value.mend


def test_instants_are_seconds_in_utc_and_civil_time_is_seven_hours_ahead() -> None:
    assert at(date(1970, 1, 1), "07:00") == 0
    assert to_instant(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert to_instant(datetime(1969, 12, 31, 19, tzinfo=timezone(timedelta(hours=-5)))) == 0
    assert to_civil(0) == datetime(1970, 1, 1, 7, tzinfo=VIETNAM)
    assert to_civil(0).utcoffset() == timedelta(hours=7)
    assert VIETNAM.tzname(None) == "Asia/Ho_Chi_Minh"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(RejectedInput, match="offset"):
        to_instant(datetime(2026, 3, 5))  # noqa: DTZ001 - the very thing under test


@given(st.integers(-2_000_000_000, 6_000_000_000))
def test_instants_and_civil_time_are_two_spellings_of_one_thing(instant: int) -> None:
    civil = to_civil(instant)
    assert to_instant(civil) == instant
    assert civil_date(instant) == civil.date()
    assert at(civil.date(), civil.hour * 60 + civil.minute) + civil.second == instant
    assert to_instant(parse_civil(to_iso(instant))) == instant


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("7:05", 425), (" 17:00 ", 1020), ("24:00", 1440)]
)
def test_an_hour_is_minutes_after_midnight(text: str, minutes: int) -> None:
    assert clock_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "7", "7h30", "24:01", "12:60", "-1:00", "٠٧:٠٠"])
def test_a_wrong_hour_is_refused(text: str) -> None:
    with pytest.raises(RejectedInput, match="HH:MM"):
        clock_minutes(text)
