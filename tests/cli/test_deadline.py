"""`deadline`: one expression in words or as JSON, and a table of them."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Desk


def test_what_was_understood_is_said_back_with_the_next_due_date(desk: Desk) -> None:
    result = desk.run("deadline", "Trước ngày 05/9/2025", "--on", "2025-09-01")
    assert result.stdout.splitlines() == [
        "- trước ngày 05/9/2025 (ngày cuối còn kịp: 04/9/2025)",
        "next due: 2025-09-04 (thứ Năm, ngày 04 tháng 9 năm 2025)",
    ]


def test_as_json_each_rule_has_the_words_it_came_from(desk: Desk) -> None:
    text = "trước ngày 22 hàng tháng, chốt số liệu từ ngày 21 tháng trước đến ngày 20"
    found = desk.json("deadline", text, "--on", "22/03/2025", "--json")
    rule = {"kind": "recurring", "every": "month", "day": 22, "inclusive": False}
    assert found["rule"] == {**rule, "data_window": {"from_day": 21, "to_day": 20}}
    assert found["next_due"] == "2025-04-21"  # Monday; the one of March is past on the 22nd
    assert [span["text"] for span in found["spans"]] == [text]
    assert found["unread"] == []


def test_nothing_due_is_said(desk: Desk) -> None:
    result = desk.run("deadline", "Theo yêu cầu", "--on", "2025-02-24")
    assert result.stdout.splitlines() == ["- khi có yêu cầu hoặc phát sinh", "next due: none"]


def test_a_table_gets_two_columns_and_a_bad_row_stops_none(desk: Desk) -> None:
    table = (
        "expression\treference_date\tnote\n"
        'Hàng quý "theo quy chế"\t24/02/2025\tmột\n'
        "Hàng quý\thôm nay\thai\n"
        "15/5\t2025-03-01\tba\n"
    )
    result = desk.run("deadline", "--tsv", "-", stdin=table)
    assert result.exit_code == 1
    header, first, bad, last = (line.split("\t") for line in result.stdout.splitlines())
    assert header == ["expression", "reference_date", "note", "rule", "next_due"]
    assert json.loads(first[3]) == {"kind": "recurring", "every": "quarter"}
    assert first[0] == 'Hàng quý "theo quy chế"'
    assert first[4] == "2025-03-31"
    assert bad[3].startswith("error: reference_date: 'hôm nay'")
    assert last[4] == "2025-05-15"
    assert "1 of 3 rows" in result.stderr


@pytest.mark.parametrize(
    "args", [[], ["--tsv", "-", "--json"], ["15/5", "--tsv", "-"], ["15/5", "--on", "hôm nay"]]
)
def test_what_to_read_must_be_clear(desk: Desk, args: list[str]) -> None:
    assert desk.run("deadline", *args, stdin="").exit_code == 2
