"""Working time in tables with the weekdays written out; its laws stand in `test_calendar_laws`."""

from __future__ import annotations

from datetime import date

import pytest

from db.records import CalendarDay
from schedules.calendar import WorkCalendar, official_calendar, official_days
from schedules.civil import at, civil_date, parse_civil, to_civil, to_instant
from schedules.errors import RejectedInput
from schedules.hours import DEFAULT_HOURS, parse_hours

OFFICE = official_calendar()
SATURDAYS = official_calendar(parse_hours("T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00"))
HALF_DAYS = WorkCalendar(
    DEFAULT_HOURS,
    [
        *official_days(),
        CalendarDay("2026-12-31", "half", "Nghỉ buổi chiều", "kiểm thử", 2),  # Thursday
        CalendarDay("2026-11-28", "half", "Thứ Bảy", "kiểm thử", 2),  # a Saturday stays off
    ],
    version=2,
)


def t(text: str) -> int:
    """An instant from civil text."""
    return to_instant(parse_civil(text))


def said(instant: int) -> str:
    """An instant as civil text."""
    return to_civil(instant).strftime("%d/%m/%Y %H:%M:%S").removesuffix(":00")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("24/01/2025", True),  # Friday before Tết Ất Tỵ
        ("27/01/2025", False),  # Monday, first day of Tết
        ("31/01/2025", False),  # Friday, last day of Tết
        ("03/02/2025", True),  # Monday after Tết
        ("26/04/2025", True),  # Saturday worked for 2/5
        ("30/04/2025", False),  # Wednesday
        ("01/05/2025", False),  # Thursday
        ("02/05/2025", False),  # Friday swapped
        ("01/01/2026", False),  # Thursday
        ("02/01/2026", False),  # Friday swapped
        ("10/01/2026", True),  # Saturday worked for it
        ("17/01/2026", False),  # an ordinary Saturday
        ("13/02/2026", True),  # Friday before Tết Bính Ngọ
        ("16/02/2026", False),  # Monday, eve
        ("20/02/2026", False),  # Friday, mùng 4
        ("23/02/2026", True),  # Monday after Tết
        ("26/04/2026", False),  # Sunday, Giỗ Tổ
        ("27/04/2026", False),  # Monday in lieu
        ("22/08/2026", True),  # Saturday worked for 31/8
        ("31/08/2026", False),  # Monday swapped
        ("23/11/2026", True),  # Monday: the bridge was not adopted
        ("24/11/2026", False),  # Tuesday, Ngày Văn hóa Việt Nam
        ("28/11/2026", False),  # Saturday: nothing to make up for
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert OFFICE.is_working_day(civil_date(t(day))) is works


@pytest.mark.parametrize(
    ("calendar", "day", "opening", "closing"),
    [
        (OFFICE, "05/03/2026", "07:00", "17:00"),  # Thursday
        (OFFICE, "10/01/2026", "07:00", "17:00"),  # worked Saturday: a full day
        (SATURDAYS, "07/03/2026", "07:00", "11:00"),  # Saturday by the unit's own hours
        (SATURDAYS, "10/01/2026", "07:00", "17:00"),  # worked Saturday: weekday hours
        (HALF_DAYS, "31/12/2026", "07:00", "11:30"),  # Thursday, morning only
    ],
)
def test_opening_and_closing(calendar: WorkCalendar, day: str, opening: str, closing: str) -> None:
    when = civil_date(t(day))
    assert calendar.opening(when) == at(when, opening)
    assert calendar.closing(when) == at(when, closing)


def test_a_half_day_on_a_weekly_day_off_stays_off() -> None:
    assert not HALF_DAYS.is_working_day(date(2026, 11, 28))  # Saturday


@pytest.mark.parametrize(
    ("received", "counts_from"),
    [
        ("05/03/2026 09:10:30", "05/03/2026 09:10:30"),  # Thursday, open
        ("05/03/2026 07:00", "05/03/2026 07:00"),  # Thursday, the opening itself
        ("05/03/2026 05:59", "05/03/2026 07:00"),  # Thursday, before opening
        ("05/03/2026 11:30", "05/03/2026 13:30"),  # Thursday, the break begins
        ("05/03/2026 12:15", "05/03/2026 13:30"),  # Thursday, in the break
        ("05/03/2026 16:59:59", "05/03/2026 16:59:59"),  # Thursday, the last second
        ("05/03/2026 17:00", "06/03/2026 07:00"),  # Thursday at closing → Friday
        ("06/03/2026 17:30", "09/03/2026 07:00"),  # Friday after closing → Monday
        ("07/03/2026 09:00", "09/03/2026 07:00"),  # Saturday → Monday
        ("25/04/2025 18:00", "26/04/2025 07:00"),  # Friday → the Saturday worked
        ("29/04/2025 17:30", "05/05/2025 07:00"),  # Tuesday → Monday after the long break
        ("24/01/2025 17:01", "03/02/2025 07:00"),  # Friday before Tết → Monday after
        ("13/02/2026 20:00", "23/02/2026 07:00"),  # Friday before Tết → Monday after
        ("31/12/2025 18:00", "05/01/2026 07:00"),  # Wednesday → Monday: 2/1 is off
        ("09/01/2026 18:00", "10/01/2026 07:00"),  # Friday → the Saturday worked
        ("23/11/2026 17:00", "25/11/2026 07:00"),  # Monday → Wednesday
    ],
)
def test_receipt_counts_from_the_next_opening(received: str, counts_from: str) -> None:
    assert said(OFFICE.received(t(received))) == counts_from
    assert OFFICE.is_open(t(received)) is (received == counts_from)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("05/03/2026 07:00", 480, "05/03/2026 17:00"),  # Thursday, just fills the day
        ("05/03/2026 07:00", 270, "05/03/2026 11:30"),  # just fills the morning
        ("05/03/2026 07:00", 271, "05/03/2026 13:31"),
        ("05/03/2026 16:00", 120, "06/03/2026 08:00"),  # Thursday → Friday
        ("06/03/2026 16:00", 120, "09/03/2026 08:00"),  # Friday → Monday
        ("05/03/2026 12:00", 60, "05/03/2026 14:30"),  # received in the break
        ("05/03/2026 06:00", 60, "05/03/2026 08:00"),  # before opening
        ("07/03/2026 10:00", 480, "09/03/2026 17:00"),  # Saturday → Monday
        ("05/03/2026 12:00", 0, "05/03/2026 13:30"),
        ("25/04/2025 16:00", 120, "26/04/2025 08:00"),  # Friday → the Saturday worked
        ("26/04/2025 16:00", 120, "28/04/2025 08:00"),  # that Saturday → Monday
        ("24/01/2025 15:00", 480, "03/02/2025 15:00"),  # across Tết 2025, Friday → Monday
        ("13/02/2026 15:00", 480, "23/02/2026 15:00"),  # across Tết 2026, Friday → Monday
        ("31/12/2025 16:00", 120, "05/01/2026 08:00"),  # Wednesday → Monday
        ("05/03/2026 09:10:30", 480, "06/03/2026 09:10:30"),  # seconds are kept
    ],
)
def test_add_working_minutes(start: str, minutes: int, due: str) -> None:
    assert said(OFFICE.add_minutes(t(start), minutes)) == due
    assert OFFICE.minutes_between(t(start), t(due)) == minutes
    assert OFFICE.minutes_between(t(due), t(start)) == -minutes


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("06/03/2026 08:00", 120, "05/03/2026 16:00"),  # Friday → Thursday
        ("09/03/2026 08:00", 120, "06/03/2026 16:00"),  # Monday → Friday
        ("05/03/2026 17:00", 480, "05/03/2026 07:00"),  # Thursday
        ("06/03/2026 07:00", 120, "05/03/2026 15:00"),
        ("05/03/2026 15:30", 120, "05/03/2026 13:30"),  # not 11:30
        ("05/03/2026 12:00", 30, "05/03/2026 11:00"),  # a deadline in the break
        ("08/03/2026 12:00", 60, "06/03/2026 16:00"),  # Sunday → Friday
        ("23/02/2026 08:00", 120, "13/02/2026 16:00"),  # back across Tết 2026
        ("05/03/2026 15:30", 0, "05/03/2026 15:30"),
        ("05/03/2026 12:00", 0, "05/03/2026 11:30"),
        ("08/03/2026 12:00", 0, "06/03/2026 17:00"),  # Sunday → Friday's closing
    ],
)
def test_subtract_working_minutes(end: str, minutes: int, start: str) -> None:
    assert said(OFFICE.subtract_minutes(t(end), minutes)) == start


@pytest.mark.parametrize(
    ("calendar", "start", "days", "due"),
    [
        (OFFICE, "05/03/2026 09:10", 3, "10/03/2026 09:10"),  # Thursday → Tuesday
        (OFFICE, "05/03/2026 09:10", 0, "05/03/2026 09:10"),
        (OFFICE, "05/03/2026 12:00", 1, "06/03/2026 13:30"),  # break → Friday's afternoon opening
        (OFFICE, "05/03/2026 06:10", 1, "06/03/2026 07:00"),  # before opening
        (
            OFFICE,
            "05/03/2026 17:30",
            1,
            "09/03/2026 07:00",
        ),  # Thursday evening = Friday; due Monday
        (OFFICE, "07/03/2026 09:00", 1, "10/03/2026 07:00"),  # Saturday = Monday; due Tuesday
        (OFFICE, "24/01/2025 10:00", 1, "03/02/2025 10:00"),  # Friday, across Tết 2025
        (OFFICE, "13/02/2026 10:00", 5, "27/02/2026 10:00"),  # Friday, across Tết 2026
        (OFFICE, "25/04/2025 10:00", 1, "26/04/2025 10:00"),  # Friday → Saturday worked
        (OFFICE, "25/04/2025 10:00", 4, "05/05/2025 10:00"),  # … Mon 28, Tue 29, Monday 5/5
        (OFFICE, "31/12/2025 14:00", 5, "09/01/2026 14:00"),  # Wednesday → Friday: Mon–Fri 5–9/1
        (OFFICE, "31/12/2025 14:00", 6, "10/01/2026 14:00"),  # → Saturday worked
        (OFFICE, "31/12/2025 14:00", 7, "12/01/2026 14:00"),  # → Monday
        (OFFICE, "23/11/2026 08:00", 1, "25/11/2026 08:00"),  # Monday → Wednesday
        (SATURDAYS, "06/03/2026 09:00", 1, "07/03/2026 09:00"),  # Friday → Saturday morning
        (
            SATURDAYS,
            "06/03/2026 15:00",
            1,
            "07/03/2026 11:00",
        ),  # afternoon hour → Saturday's closing
        (SATURDAYS, "06/03/2026 15:00", 2, "09/03/2026 15:00"),  # Monday keeps it
        (SATURDAYS, "09/01/2026 15:00", 1, "10/01/2026 15:00"),  # Saturday worked in full
        (HALF_DAYS, "30/12/2026 15:00", 1, "31/12/2026 11:30"),  # Wednesday → Thursday's half
    ],
)
def test_add_working_days(calendar: WorkCalendar, start: str, days: int, due: str) -> None:
    assert said(calendar.add_working_days(t(start), days)) == due


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("12:00", 1, "13:00"),  # in Tuesday's break → after it
        ("08:00", 1, "09:00"),  # before Tuesday's opening → its opening
        ("18:00", 1, "17:00"),  # after Tuesday's closing → its closing
        ("11:00", 1, "11:00"),  # the hour Tuesday's morning ends → still Tuesday's morning
        ("16:30", 1, "16:30"),
    ],
)
def test_a_kept_hour_is_moved_into_the_other_day_s_hours(start: str, days: int, due: str) -> None:
    calendar = official_calendar(parse_hours("T2 07:00-19:00; T3 09:00-11:00,13:00-17:00"))
    # Monday 09/03/2026 → Tuesday 10/03/2026
    assert said(calendar.add_working_days(t(f"09/03/2026 {start}"), days)) == f"10/03/2026 {due}"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("05/03/2026 09:10", 1, "06/03/2026 09:10"),  # Thursday → Friday
        ("05/03/2026 09:10", 2, "09/03/2026 09:10"),  # Saturday → Monday
        ("05/03/2026 09:10", 10, "16/03/2026 09:10"),  # Sunday 15 → Monday 16
        ("06/03/2026 17:30", 10, "19/03/2026 07:00"),  # Friday evening = Monday 9 → Thursday 19
        ("22/01/2025 08:00", 5, "03/02/2025 08:00"),  # lands in Tết 2025 → Monday after
        ("10/02/2026 08:00", 7, "23/02/2026 08:00"),  # lands on mùng 1 → Monday after
        ("24/04/2025 08:00", 2, "26/04/2025 08:00"),  # lands on the Saturday worked: stays
        ("20/04/2026 08:00", 6, "28/04/2026 08:00"),  # Sunday Giỗ Tổ, Monday in lieu → Tuesday
        (
            "14/11/2026 08:00",
            8,
            "25/11/2026 07:00",
        ),  # Saturday = Monday 16 → Tuesday 24 off → Wednesday
    ],
)
def test_add_calendar_days(start: str, days: int, due: str) -> None:
    assert said(OFFICE.add_calendar_days(t(start), days)) == due


@pytest.mark.parametrize(
    ("day", "n", "back", "forward"),
    [
        ("05/03/2026", 0, "05/03/2026", "05/03/2026"),  # Thursday
        ("05/03/2026", 1, "04/03/2026", "06/03/2026"),
        ("05/03/2026", 4, "27/02/2026", "11/03/2026"),  # Friday, Wednesday
        ("08/03/2026", 0, "06/03/2026", "09/03/2026"),  # Sunday: Friday, Monday
        ("08/03/2026", 1, "05/03/2026", "10/03/2026"),
        ("18/02/2026", 0, "13/02/2026", "23/02/2026"),  # mùng 2 Tết
        ("02/05/2025", 0, "29/04/2025", "05/05/2025"),  # Friday swapped
        ("28/04/2025", 1, "26/04/2025", "29/04/2025"),  # Monday: back to the Saturday worked
    ],
)
def test_working_days_back_and_forward(day: str, n: int, back: str, forward: str) -> None:
    when = civil_date(t(day))
    assert OFFICE.working_day_back(when, n) == civil_date(t(back))
    assert OFFICE.working_day_forward(when, n) == civil_date(t(forward))


def test_calendar_days_back_roll_back_and_never_pass_the_deadline() -> None:
    back = OFFICE.subtract_calendar_days
    assert said(back(t("16/03/2026 09:10"), 1)) == "13/03/2026 09:10"  # Monday → Sunday → Friday
    assert said(back(t("16/03/2026 09:10"), 3)) == "13/03/2026 09:10"
    assert (
        said(back(t("24/02/2026 16:00"), 5)) == "13/02/2026 16:00"
    )  # Tuesday → Tết → Friday before
    assert said(back(t("13/03/2026 18:00"), 1)) == "12/03/2026 17:00"
    assert said(back(t("13/03/2026 12:00"), 0)) == "13/03/2026 12:00"


def test_special_days_are_found_with_both_ends() -> None:
    found = OFFICE.special_days(date(2025, 4, 26), date(2025, 5, 2))
    assert [day.date[5:] for day in found] == ["04-26", "04-30", "05-01", "05-02"]
    assert OFFICE.special_days(date(2025, 5, 3), date(2025, 8, 31)) == ()


def test_a_later_row_for_the_same_date_counts() -> None:
    first = CalendarDay("2026-11-23", "swap_off", "Đề xuất", "kiểm thử", 1)  # Monday
    second = CalendarDay("2026-11-23", "half", "Quyết định", "kiểm thử", 2)
    calendar = WorkCalendar(DEFAULT_HOURS, [first, second], version=2)
    assert calendar.closing(date(2026, 11, 23)) == at(date(2026, 11, 23), "11:30")
    assert calendar.special_days(date(2026, 1, 1), date(2026, 12, 31)) == (second,)


SHORT = WorkCalendar(DEFAULT_HOURS, (), version=1, first_year=2026, last_year=2026)


@pytest.mark.parametrize(
    "act",
    [
        lambda: SHORT.is_open(t("31/12/2025 23:59:59")),
        lambda: SHORT.is_open(t("01/01/2027")),
        lambda: SHORT.received(t("31/12/2026 17:00")),  # Thursday: the next opening is outside
        lambda: SHORT.received(10**15),
        lambda: SHORT.minutes_between(t("05/03/2026"), t("05/03/2027")),
        lambda: SHORT.add_minutes(t("31/12/2026 16:00"), 61),
        lambda: SHORT.subtract_minutes(t("01/01/2026 08:00"), 61),
        lambda: SHORT.subtract_minutes(t("01/01/2026 06:00"), 0),
        lambda: SHORT.add_working_days(t("31/12/2026 16:00"), 1),
        lambda: SHORT.add_calendar_days(t("30/12/2026 16:00"), 2),
        lambda: SHORT.add_calendar_days(t("30/12/2026 16:00"), 10**9),
        lambda: SHORT.subtract_calendar_days(t("02/01/2026 16:00"), 2),
        lambda: SHORT.subtract_calendar_days(t("06/03/2026 16:00"), 200),
        lambda: SHORT.is_working_day(date(2027, 1, 1)),
        lambda: SHORT.opening(date(2025, 12, 31)),
        lambda: SHORT.working_day_back(date(2026, 1, 1), 1),
        lambda: SHORT.working_day_forward(date(2026, 12, 31), 1),
        lambda: SHORT.hour_before(t("01/01/2026 08:00"), 1, 450),
        lambda: SHORT.hour_after(t("31/12/2026 08:00"), 1, 450),
        lambda: SHORT.hours_after(t("30/12/2026 08:00"), 1, 3, 450, t("31/12/2026 08:00")),
    ],
)
def test_leaving_the_calendar_is_refused_naming_its_years(act: object) -> None:
    assert callable(act)
    with pytest.raises(RejectedInput, match="01/01/2026 to 31/12/2026"):
        act()


def test_the_edges_of_the_calendar_belong_to_it() -> None:
    assert said(SHORT.add_minutes(t("31/12/2026 16:00"), 60)) == "31/12/2026 17:00"
    assert said(SHORT.subtract_minutes(t("01/01/2026 08:00"), 60)) == "01/01/2026 07:00"
    assert said(SHORT.received(t("01/01/2026"))) == "01/01/2026 07:00"
    assert SHORT.minutes_between(t("01/01/2026"), t("31/12/2026 23:59")) == 261 * 480


@pytest.mark.parametrize("method", ["add_minutes", "subtract_minutes", "add_working_days", "add_calendar_days",
                                    "subtract_calendar_days"])  # fmt: skip
def test_counting_with_a_negative_number_is_refused(method: str) -> None:
    with pytest.raises(RejectedInput, match="-1"):
        getattr(OFFICE, method)(t("05/03/2026 09:00"), -1)


def test_a_day_off_has_no_opening_and_no_closing() -> None:
    for ask in (OFFICE.opening, OFFICE.closing):
        with pytest.raises(RejectedInput, match="2026-02-17"):
            ask(date(2026, 2, 17))  # Tuesday, mùng 1


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2025, 3, 13), date(2025, 3, 17), 2),  # Thu 13 -> Mon 17: Fri, Mon
        (date(2025, 3, 14), date(2025, 3, 16), 0),  # Fri 14 -> Sun 16: the week-end only
        (
            date(2025, 4, 25),
            date(2025, 5, 5),
            4,
        ),  # Fri 25/4 -> Mon 5/5: worked Sat 26/4, Mon, Tue, Mon
        (date(2025, 3, 17), date(2025, 3, 17), 0),
        (date(2025, 3, 18), date(2025, 3, 17), 0),  # turned round
    ],
)
def test_working_days_between_counts_after_the_first_up_to_the_last(first, last, days):
    assert official_calendar().working_days_between(first, last) == days
