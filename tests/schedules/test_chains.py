"""The report chains of An Giang: what ships, which chain holds on which day, who sends to whom."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import msgspec
import pytest

from db.records import Duty, Unit
from db.words import Level
from schedules.chains import (
    duties_in_force,
    duty_occurrences,
    duty_rules,
    receiver,
    reporters,
    standard_duties,
)
from schedules.errors import BadRule
from schedules.rules import Recurring

OLD, NEW = date(2025, 3, 17), date(2025, 9, 17)  # a Monday of the plan's year; a Wednesday after it
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def duty(code: str, day: date) -> Duty:
    """The one standard duty of that code in force on `day`."""
    (found,) = [one for one in duties_in_force(standard_duties(), day) if one.code == code]
    return found


def unit(
    code: str,
    level: str,
    parent: str | None,
    valid_from: str | None = None,
    valid_to: str | None = None,
) -> Unit:
    """A made-up office."""
    return Unit(0, code, f"Đơn vị {code}", level, parent, valid_from, valid_to, None, None)


UNITS = [
    unit("T", "tinh", None),
    unit("S1", "so", "T"),
    unit("SO-TTTT", "so", "T", None, "2025-06-30"),
    unit("SO-KHCN", "so", "T"),
    unit("H1", "huyen", "T", None, "2025-06-30"),
    unit("P1", "phong", "H1", None, "2025-06-30"),
    unit("X1", "xa", "H1", None, "2025-06-30"),
    unit("X2", "xa", "T", "2025-07-01"),
    unit("TT1", "trungtam", "X2", "2025-07-01"),
]
BY_CODE = {one.code: one for one in UNITS}


# --- the shipped table


def test_the_plan_of_2025_stands_twice_without_overlap() -> None:
    duties = standard_duties()
    assert {(one.valid_from, one.valid_to) for one in duties} == {
        ("2025-02-24", "2025-06-30"),
        ("2025-07-01", None),
    }
    assert max(Counter((one.code, one.valid_from) for one in duties).values()) == 1
    old = {one.code for one in duties if one.valid_to}
    new = {one.code for one in duties if not one.valid_to}
    # communes take over the districts' report on NQ 131; every other duty keeps its code
    assert new - old == {"R17b"}
    assert not old - new
    assert {"R17", "R19", "R19b", "R22", "RX", "RV", "P05", "P-W", "G-W", "P-M"} <= old
    assert {"M-1", "M-2", "Q-1", "Q-2", "H-1", "Y-1"} <= old


@pytest.mark.parametrize("one", standard_duties(), ids=lambda one: f"{one.code}-{one.valid_from}")
def test_every_row_is_sound(one: Duty) -> None:
    rules = duty_rules(one)
    assert one.id == 0
    for text in (one.name, one.source, one.rule):
        assert text == unicodedata.normalize("NFC", text).strip() != ""
    assert "Quyết định 242/QĐ-UBND ngày 24/02/2025" in one.source
    assert ("đề nghị tỉnh xác nhận" in one.source) is (one.valid_to is None)
    levels = {str(level) for level in Level}
    named = set(one.from_units.split(";"))
    assert named <= levels | {"SO-TTTT", "SO-KHCN"}
    assert one.to_unit in {"tinh", "huyen"}
    if one.valid_to is None:  # districts are gone
        assert not {*named, one.to_unit} & {"huyen", "phong"}
    windows = {
        f"{rule.data_window.from_day}-{rule.data_window.to_day}"
        for rule in rules
        if isinstance(rule, Recurring) and rule.data_window
    }
    assert windows == ({one.data_window} if one.data_window else set())


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2025, 2, 23), None),
        (date(2025, 2, 24), "2025-02-24"),
        (date(2025, 6, 30), "2025-02-24"),
        (date(2025, 7, 1), "2025-07-01"),
        (date(2031, 1, 1), "2025-07-01"),
    ],
)
def test_the_date_chooses_the_chain(day: date, in_force: str | None) -> None:
    found = {one.valid_from for one in duties_in_force(standard_duties(), day)}
    assert found == ({in_force} if in_force else set())


# --- dates


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        pytest.param("R17", OLD, ["2025-Q1 2025-03-17", "2025-Q2 2025-06-17"], id="Mon, Tue"),
        pytest.param(
            "R17",
            NEW,
            ["2025-Q3 2025-09-17", "2025-Q4 2025-12-17", "2025 2025-12-17"],
            id="Wed, Wed and the year's",
        ),
        pytest.param("R19", OLD, ["2025-Q1 2025-03-19", "2025-Q2 2025-06-19"], id="Wed, Thu"),
        pytest.param(
            "R19",
            NEW,
            ["2025-Q3 2025-09-19", "2025-Q4 2025-12-19", "2025 2025-12-19"],
            id="Fri, Fri and the year's",
        ),
        pytest.param("R19b", NEW, ["2025-Q3 2025-09-19", "2025-Q4 2025-12-19"], id="Fri, Fri"),
        pytest.param("R17b", NEW, ["2025-Q3 2025-09-17", "2025-Q4 2025-12-17"], id="Wed, Wed"),
        pytest.param(
            "R22",
            OLD,
            [f"2025-{month:02} 2025-{month:02}-21" for month in (3, 4, 5, 6)],
            id="Fri, Mon, Wed, Sat: the days before the 22nd",
        ),
        pytest.param("RX", OLD, [], id="on request"),
        pytest.param("H-1", OLD, ["2025-H1 2025-06-30"], id="Mon"),
        pytest.param("H-2", NEW, ["2025 2025-12-31"], id="Wed"),
        pytest.param("Y-1", OLD, [], id="due after the districts"),
        pytest.param("Y-1", NEW, ["2025-09-05 2025-09-04"], id="Thu"),
        pytest.param("Y-2", NEW, ["2025-09-15 2025-09-14"], id="Sun"),
    ],
)
def test_occurrences_stay_within_the_chain(code: str, day: date, expected: list[str]) -> None:
    found = duty_occurrences(duty(code, day), *YEAR)
    assert [f"{one.period} {one.due}" for one in found] == expected


def test_windows_of_the_two_regimes() -> None:
    (quarter, *_) = duty_occurrences(duty("R19", OLD), *YEAR)
    assert quarter.window == (date(2024, 12, 15), date(2025, 3, 14))  # Sun - Fri, NĐ 09/2019
    assert quarter.label == "báo cáo quý"
    (*_, year) = duty_occurrences(duty("R19", NEW), *YEAR)
    assert year.window == (date(2024, 12, 15), date(2025, 12, 14))  # Sun - Sun
    assert year.label == "báo cáo năm"
    (month, *_) = duty_occurrences(duty("R22", OLD), *YEAR)
    assert month.window == (date(2025, 2, 21), date(2025, 3, 20))  # Fri - Thu, its own


def test_the_weekly_duty_passes_from_district_to_commune_within_a_week() -> None:
    week = (date(2025, 6, 23), date(2025, 7, 6))  # Monday to Sunday of the week after
    assert [one.period for one in duty_occurrences(duty("P-W", OLD), *week)] == ["2025-W26"]
    assert [one.period for one in duty_occurrences(duty("P-W", NEW), *week)] == ["2025-W27"]


@pytest.mark.parametrize(
    "text",
    ["15-14", "15 – 14", "từ ngày 15 tháng trước đến ngày 14", '{"from_day":15,"to_day":14}'],
)
def test_a_window_column_is_read(text: str) -> None:
    one = msgspec.structs.replace(duty("R19b", OLD), data_window=text)
    (rule,) = duty_rules(one)
    assert isinstance(rule, Recurring)
    assert rule.data_window is not None
    assert (rule.data_window.from_day, rule.data_window.to_day) == (15, 14)


def test_the_rule_s_own_window_wins_over_the_column() -> None:
    one = msgspec.structs.replace(duty("R22", OLD), data_window="15-14")
    assert duty_rules(one) == duty_rules(duty("R22", OLD))


def test_rules_without_months_take_no_window() -> None:
    one = msgspec.structs.replace(duty("P-W", OLD), data_window="15-14")
    assert duty_rules(one) == duty_rules(duty("P-W", OLD))


@pytest.mark.parametrize("text", ["15", "15/12-14/12", "0-14", "15-32", "NĐ 09/2019", "2025-06"])
def test_a_window_column_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadRule, match="15-14") as refused:
        duty_rules(msgspec.structs.replace(duty("R19", OLD), data_window=text))
    assert (refused.value.field, refused.value.value) == ("data_window", text)


def test_a_rule_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadRule, match=r"recurring\.day"):
        duty_rules(
            msgspec.structs.replace(
                duty("R19", OLD), rule='{"kind": "recurring", "every": "month", "day": 32}'
            )
        )


# --- units


@pytest.mark.parametrize(
    ("code", "day", "senders"),
    [
        ("R17", OLD, ["P1", "X1"]),
        ("R17", NEW, ["X2"]),
        ("R19", OLD, ["S1", "SO-TTTT", "SO-KHCN", "H1"]),
        ("R19", NEW, ["S1", "SO-KHCN"]),
        ("R22", NEW, ["S1", "SO-KHCN", "X2"]),
        ("M-2", OLD, ["SO-TTTT"]),
        ("M-2", NEW, ["SO-KHCN"]),
        ("P05", OLD, ["T"]),
    ],
)
def test_reporters_exist_on_the_day(code: str, day: date, senders: list[str]) -> None:
    assert [one.code for one in reporters(duty(code, day), UNITS, day)] == senders


@pytest.mark.parametrize("last", [date(2025, 6, 30), date(2025, 7, 1)])
def test_a_unit_exists_on_its_first_and_last_day(last: date) -> None:
    everyone = msgspec.structs.replace(duty("R17", OLD), from_units=" xa ; huyen;")
    expected = ["H1", "X1"] if last == date(2025, 6, 30) else ["X2"]
    assert [one.code for one in reporters(everyone, UNITS, last)] == expected


def test_a_unit_named_twice_reports_once() -> None:
    twice = msgspec.structs.replace(duty("R17", OLD), from_units="xa;X1;xa")
    assert [one.code for one in reporters(twice, UNITS, OLD)] == ["X1"]


@pytest.mark.parametrize(
    ("to_unit", "sender", "receiving"),
    [
        ("huyen", "X1", "H1"),
        ("huyen", "P1", "H1"),
        ("tinh", "X1", "T"),  # through the district
        ("tinh", "X2", "T"),
        ("tinh", "TT1", "T"),
        ("tinh", "T", None),  # never itself
        ("huyen", "X2", None),  # no district above
        ("S1", "X2", "S1"),
        (" S1 ", "S1", None),
        ("unknown", "X2", None),
        ("", "X2", None),
    ],
)
def test_the_receiver(to_unit: str, sender: str, receiving: str | None) -> None:
    one = msgspec.structs.replace(duty("R17", OLD), to_unit=to_unit)
    found = receiver(one, BY_CODE[sender], BY_CODE)
    assert (found and found.code) == receiving


def test_a_circle_of_units_ends() -> None:
    circle = {"A": unit("A", "xa", "B"), "B": unit("B", "xa", "A")}
    assert receiver(duty("R17", OLD), circle["A"], circle) is None
