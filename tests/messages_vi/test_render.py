"""Rendering: strict about names, careful with data, tidy about white space, within the limit."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from db.words import Audience, Kind
from messages_vi.phrases import short
from messages_vi.render import MAX_TEXT, _environment, _tidy, render
from messages_vi.samples import digest, line, notice
from schedules.errors import RejectedInput


def _with(**fields: Any) -> dict[str, Any]:
    context: dict[str, Any] = dict(notice(Audience.ASSIGNEE, Kind.STEP, "due_soon"))
    return {**context, "item": {**context["item"], **fields}}


@pytest.mark.parametrize(
    ("value", "length", "shown"),
    [
        ("một", 10, "một"),
        ("một\nhai\r\n ba\u2028bốn", 40, "một hai ba bốn"),
        ("  hai   đầu  ", 40, "hai đầu"),
        ("trái\u202ephải\u200b", 40, "trái phải"),
        (unicodedata.normalize("NFD", "Đặng"), 4, "Đặng"),
        ("Cấp bản sao trích lục", 13, "Cấp bản sao…"),
        ("Cấp bản sao, trích lục", 13, "Cấp bản sao…"),
        ("Cấp bản sao trích lục", 15, "Cấp bản sao…"),
        ("x" * 20, 8, "xxxxxxx…"),
        (17, 4, "17"),
    ],
    ids=[
        "short",
        "lines",
        "spaces",
        "direction marks",
        "decomposed",
        "at a word's end",
        "at a comma",
        "within a word",
        "one word",
        "number",
    ],
)
def test_values_from_data_stay_on_one_line_and_within_length(
    value: object, length: int, shown: str
) -> None:
    assert short(value, length) == shown


@given(st.text(), st.integers(2, 60))
def test_short_is_printable_never_longer_and_stable(value: str, length: int) -> None:
    once = short(value, length)
    assert len(once) <= length
    assert once.isprintable()
    assert short(once, length) == once


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_data_can_add_a_line(title: str, code: str) -> None:
    text = render("officer/due_soon", _with(procedure=f"a{title}", code=f"a{code}"))
    assert len(text.splitlines()) == 9
    assert unicodedata.is_normalized("NFC", text)


def test_a_percent_sign_or_braces_in_data_mean_themselves() -> None:
    text = render("officer/due_soon", _with(procedure="Giảm 50 % {{ 7 * 7 }} %(due)s"))
    assert "- Thủ tục: Giảm 50 % {{ 7 * 7 }} %(due)s\n" in text


@pytest.mark.parametrize("name", ["person", "item"])
def test_a_missing_name_is_an_error_and_not_an_empty_place(name: str) -> None:
    context = _with()
    del context[name]
    with pytest.raises(UndefinedError, match=name):
        render("officer/due_soon", context)


def test_a_missing_field_is_an_error_and_not_an_empty_place() -> None:
    context = _with()
    del context["item"]["late_days"]
    with pytest.raises(UndefinedError, match="late_days"):
        render("officer/due_soon", context)


def test_a_key_of_the_context_wins_over_a_method_of_dict() -> None:
    source = "{{ item.items }}"
    assert _environment("vi").from_string(source).render(item={"items": "ba"}) == "ba"


def test_a_key_that_holds_nothing_is_nothing_and_not_missing() -> None:
    source = "{{ item.a is none }} {{ item.b is defined }} {{ other is defined }}"
    assert _environment("vi").from_string(source).render(item={"a": None}) == "True False False"


def test_templates_reach_no_insides() -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        _environment("vi").from_string("{{ ''.__class__.__mro__ }}").render()


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("a  \nb\t\nc", "a\nb\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n \n \nb", "a\n\nb"),
        ("\n\na\n", "a"),
        (unicodedata.normalize("NFD", "Kính gửi"), "Kính gửi"),
    ],
    ids=["trailing", "empty lines", "lines of spaces", "ends", "decomposed"],
)
def test_white_space_is_tidy(raw: str, tidy: str) -> None:
    assert _tidy(raw) == tidy


def test_a_text_that_does_not_fit_is_refused_with_the_mend() -> None:
    lines = [line(number, Kind.STEP, "overdue") for number in range(1, 60)]
    with pytest.raises(RejectedInput, match=f"at most {MAX_TEXT} characters"):
        render("officer/digest", {**digest(Audience.ASSIGNEE), "lines": lines})
