"""The packaged holiday table: well formed, reaching far enough, and checked against an independent library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from db.records import CalendarDay
from schedules.calendar import official_days, table_ends
from schedules.errors import RejectedInput
from schedules.holidays import KINDS, OFF_KINDS, date_of, hours_of
from schedules.hours import DEFAULT_HOURS, parse_hours

# Where table and library differ, and why the table is right.
ONLY_IN_TABLE = {
    date(
        2026, 1, 2
    ): "Friday off for Saturday 10/01/2026: CV 12729/VPCP-KGVX of 25/12/2025, a week before the day",
    date(2026, 1, 10): "the Saturday worked for it, same letter",
}
ONLY_IN_LIBRARY = {
    date(
        2025, 2, 1
    ): "mùng 4 Tết, a Saturday: a day of the break but none of the five paid days (27–31/01/2025)",
}


def test_the_table_reaches_at_least_six_months_beyond_today() -> None:
    needed = datetime.now(UTC).date() + timedelta(days=183)
    assert table_ends() >= needed, (
        f"The packaged holiday table ends on {table_ends()}, due dates after it would ignore holidays. Add the coming "
        "year's days (announced each autumn by letter of Văn phòng Chính phủ or Bộ Nội vụ) with their sources to "
        "schedules/data/holidays_vn.csv and raise OFFICIAL_VERSION in schedules/holidays.py."
    )


def test_every_row_is_well_formed_sourced_and_alone() -> None:
    days = official_days()
    assert len({day.date for day in days}) == len(days)
    assert [day.date for day in days] == sorted(day.date for day in days)
    for day in days:
        assert date_of(day).isoformat() == day.date
        assert day.kind in KINDS
        assert day.name.strip() == day.name != ""
        assert day.source


def test_swapped_days_come_in_pairs_and_days_in_lieu_follow_a_weekend() -> None:
    for year in {day.date[:4] for day in official_days()}:
        rows = [day for day in official_days() if day.date.startswith(year)]
        off = [date_of(day) for day in rows if day.kind == "swap_off"]
        work = [date_of(day) for day in rows if day.kind == "swap_work"]
        in_lieu = [date_of(day) for day in rows if day.kind == "compensation"]
        on_weekends = [d for d in map(date_of, rows) if d.weekday() > 4 and d not in work]
        assert len(off) == len(work)
        assert all(day.weekday() < 5 for day in off + in_lieu)
        assert all(day.weekday() == 5 for day in work)
        assert len(in_lieu) == len(on_weekends)


@pytest.mark.parametrize(("year", "paid_days"), [(2025, 11), (2026, 12), (2027, 12)])
def test_a_year_has_as_many_holidays_as_the_labour_code_gives(year: int, paid_days: int) -> None:
    # BLLĐ 2019 Điều 112: 1 + 5 (Tết) + 1 + 1 + 1 + 2; from 2026 also 24/11.
    assert (
        sum(d.kind == "holiday" and d.date.startswith(str(year)) for d in official_days())
        == paid_days
    )


@pytest.mark.parametrize("year", [2025, 2026])
def test_table_agrees_with_an_independent_library_but_for_known_days(year: int) -> None:
    library = holidays.country_holidays("VN", years=year)
    theirs = set(library) | {day for day in library.weekend_workdays if day.year == year}
    ours = {date_of(day) for day in official_days() if day.date.startswith(str(year))}
    assert ours - theirs == {day for day in ONLY_IN_TABLE if day.year == year}
    assert theirs - ours == {day for day in ONLY_IN_LIBRARY if day.year == year}
    for day in official_days():
        if day.date.startswith(str(year)) and date_of(day) in theirs:
            assert (day.kind in OFF_KINDS) == (date_of(day) in library), day


def _day(kind: str, text: str = "2026-03-05") -> CalendarDay:  # a Thursday
    return CalendarDay(text, kind, "Ngày mẫu", "kiểm thử", 1)


@pytest.mark.parametrize(
    ("kind", "segments"),
    [
        ("holiday", ()),
        ("compensation", ()),
        ("swap_off", ()),
        ("half", ((420, 690),)),
        ("swap_work", ((420, 690), (810, 1020))),
    ],
)
def test_what_a_kind_of_day_means(kind: str, segments: tuple[tuple[int, int], ...]) -> None:
    assert hours_of(_day(kind), DEFAULT_HOURS) == segments


def test_a_worked_saturday_has_the_hours_of_the_first_weekday_that_has_any() -> None:
    hours = parse_hours("T3-T6 08:00-12:00; T7 07:00-09:00")
    assert hours_of(_day("swap_work", "2026-01-10"), hours) == ((480, 720),)


@pytest.mark.parametrize(
    ("day", "field"),
    [
        (_day("party"), "kind"),
        (_day("half", "2026-02-30"), "date"),
        (_day("half", "20260305"), "date"),
        (_day("half", "05/03/2026"), "date"),
    ],
)
def test_a_wrong_row_is_refused_naming_its_field(day: CalendarDay, field: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        hours_of(day, DEFAULT_HOURS)
    assert caught.value.field == field
