"""`due`: one reckoning, a table of them, and which calendar counts."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        # Thursday 09:10 + 3 working days: Tuesday 09:10
        (["05/03/2026 09:10", "--add", "3 ngày làm việc"], "2026-03-10T09:10:00+07:00"),
        # Friday evening counts from Tuesday (Monday is the day in lieu of Giỗ Tổ): Wednesday's opening
        (["2026-04-24T17:30", "--add", "1 ngày làm việc"], "2026-04-29T07:00:00+07:00"),
        # one working day before Monday: Friday's closing
        (["16/03/2026 10:00", "--before", "1 ngày làm việc"], "2026-03-13T17:00:00+07:00"),
        # Saturday morning is open here: Friday 16:00 + 4 hours ends on Saturday
        (
            ["13/03/2026 16:00", "--add", "4 giờ làm việc", "--hours", "T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00"],
            "2026-03-14T10:00:00+07:00",
        ),
    ],
)  # fmt: skip
def test_an_instant_with_its_derivation(desk: Desk, args: list[str], answer: str) -> None:
    found = desk.json("due", *args, "--json")

    assert found["due_at"] == found["derivation"]["due_at"] == answer
    text = desk.run("due", *args)
    assert text.stdout.splitlines()[0] == answer
    assert len(text.stdout.splitlines()) > 2  # and why


def test_working_minutes_between_two_instants(desk: Desk) -> None:
    args = ["due", "05/03/2026 09:10", "--until", "06/03/2026 09:10"]  # Thursday to Friday

    assert desk.json(*args, "--json") == {"working_minutes": 480}
    assert desk.run(*args).stdout == "1 ngày làm việc (480 phút)\n"


@pytest.mark.parametrize(
    "args",
    [
        ["05/03/2026"],
        ["05/03/2026", "--add", "1 ngày", "--before", "1 ngày"],
        ["05/03/2026", "--tsv", "-"],
        ["--tsv", "-", "--json"],
        ["--add", "1 ngày"],
    ],
)
def test_what_to_count_must_be_clear(desk: Desk, args: list[str]) -> None:
    assert desk.run("due", *args, stdin="").exit_code == 2


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["hôm qua", "--add", "1 ngày"], "start: 'hôm qua'"),
        (["05/03/2026", "--add", "3 tuần"], "span: '3 tuần'"),
        (["05/03/2026", "--until", "mai"], "until: 'mai'"),
        (["05/03/2026", "--add", "1 ngày", "--hours", "sáng"], "hours: 'sáng'"),
    ],
)
def test_a_bad_value_is_named_with_the_mend(desk: Desk, args: list[str], named: str) -> None:
    result = desk.run("due", *args)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"nhacviec: {named} – ")


def test_a_table_comes_back_with_answers_and_its_own_columns(desk: Desk) -> None:
    table = (
        "\ufeffid\top\tstart\targ\thours\n"
        "a\tadd\t05/03/2026 09:10\t3 ngày làm việc\t\n"
        'b\tbefore\t2026-03-16T10:00\t1 ngày làm việc\t"07:00-11:30,13:30-17:00"\n'
        "c\tbetween\t05/03/2026 09:10\t05/03/2026 10:40\t\r\n"
    )
    (desk.folder / "in.tsv").write_text(table, encoding="utf-8")

    result = desk.run("due", "--tsv", "in.tsv")

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == (
        "id\top\tstart\targ\thours\tanswer\n"
        "a\tadd\t05/03/2026 09:10\t3 ngày làm việc\t\t2026-03-10T09:10:00+07:00\n"
        "b\tbefore\t2026-03-16T10:00\t1 ngày làm việc\t07:00-11:30,13:30-17:00\t2026-03-13T17:00:00+07:00\n"
        "c\tbetween\t05/03/2026 09:10\t05/03/2026 10:40\t\t90\n"
    )


def test_a_bad_row_says_so_and_the_others_are_answered(desk: Desk) -> None:
    table = (
        "op\tstart\targ\nadd\tnever\t1 ngày\nadd\t05/03/2026\t1 ngày\nguess\t05/03/2026\t1 ngày\n"
    )

    result = desk.run("due", "--tsv", "-", stdin=table)

    assert result.exit_code == 1
    answers = [line.split("\t")[-1] for line in result.stdout.splitlines()]
    assert answers[0] == "answer"
    assert answers[1].startswith("error: start: 'never' – ")
    assert answers[2] == "2026-03-06T07:00:00+07:00"  # Friday
    assert answers[3].startswith("error: op: 'guess' – ")
    assert "2 of 3 rows" in result.stderr


def test_a_table_without_its_columns_is_refused(desk: Desk) -> None:
    result = desk.run("due", "--tsv", "-", stdin="op\tbegin\nadd\t05/03/2026\n")

    assert result.exit_code == 1
    assert "start, arg are missing" in result.stderr
    assert result.stdout == ""


def test_the_packaged_calendar_counts_until_there_is_a_database(desk: Desk) -> None:
    args = ["due", "20/11/2026 09:00", "--add", "1 ngày làm việc", "--json"]  # Friday
    assert desk.json(*args)["due_at"] == "2026-11-23T09:00:00+07:00"
    assert not desk.database.exists()

    (desk.folder / "decision.csv").write_text(
        "date,name,kind,source\n2026-11-23,Nghỉ mẫu,swap_off,Công văn mẫu 01\n", encoding="utf-8"
    )
    assert desk.run("calendar", "load", "decision.csv").exit_code == 0

    # Monday is off now; Tuesday 24/11 is a holiday since 2026
    found = desk.json(*args)
    assert found["due_at"] == "2026-11-25T09:00:00+07:00"
    assert found["derivation"]["calendar_version"] == 2
