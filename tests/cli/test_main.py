"""The command as a whole: exit statuses, what goes to which stream, settings, speed of help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.cli.conftest import Desk

HEAVY = ("aiohttp", "sqlite_utils", "pydantic", "structlog", "babel", "openpyxl", "httpx")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(desk: Desk, name: str) -> None:
    result = desk.run(name, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {name}")
    assert result.stderr == ""


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, bot.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = _python("-c", code)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "args",
    [
        ["nothing-like-this"],
        ["items", "--kind", "letter"],
        ["items", "--due-before", "soon"],
        ["items", "--limit", "-1"],
        ["import", "units"],
        ["import", "letters", "x.csv"],
        ["sample", "here", "--on", "30/02/2026"],
        ["db"],
        ["due"],
        ["explain"],
    ],
)
def test_wrong_usage_is_two(desk: Desk, args: list[str]) -> None:
    result = desk.run(*args)

    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ["items", "--json"],
        ["messages"],
        ["journal"],
        ["people"],
        ["explain", "X"],
        ["db", "check"],
        ["db", "backup", "b"],
    ],
)
def test_without_a_database_reading_commands_say_so_and_make_none(
    desk: Desk, args: list[str]
) -> None:
    result = desk.run(*args)

    assert result.exit_code == 1
    assert "there is no database at" in result.output
    assert list(desk.folder.iterdir()) == []


def test_all_problems_of_the_settings_are_told_at_once_and_secrets_are_stars(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_PORT", "eighty")
    monkeypatch.setenv("NHACVIEC_SMS__GATEWAY", "pigeon")
    monkeypatch.setenv("NHACVIEC_FEED__PASSWORD__X", "open-sesame")

    result = desk.run("items", "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert {line.split(" = ")[0] for line in result.stderr.splitlines()} == {
        "nhacviec: NHACVIEC_SMS__GATEWAY",
        "nhacviec: NHACVIEC_FEED__PASSWORD",
        "nhacviec: NHACVIEC_PORT",
    }
    assert "open-sesame" not in result.stderr


def test_a_database_that_is_none_is_an_error_with_its_name(desk: Desk) -> None:
    desk.database.write_text("no database at all, only some letters" * 50)

    result = desk.run("items")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"nhacviec: cannot read the database {desk.database}")


def test_words_arrive_where_the_locale_does_not_know_their_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}.items():
        monkeypatch.setenv(name, value)

    done = _python("-m", "bot", "due", "05/03/2026 09:10", "--add", "1 ngày làm việc")

    assert done.stdout.splitlines()[:2] == [
        "2026-03-06T09:10:00+07:00",
        "- Cộng thêm 1 ngày làm việc.",
    ]


def test_bytes_that_are_no_letters_are_wrong_usage(desk: Desk) -> None:
    assert desk.run("explain", "H01\udcff").exit_code == 2


def test_python_m_bot_is_the_same_command() -> None:
    command = [
        "-m",
        "bot",
        "due",
        "05/03/2026 09:10",
        "--add",
        "120 phút",
        "--json",
    ]
    done = _python(*command)

    assert json.loads(done.stdout)["due_at"] == "2026-03-05T11:10:00+07:00"  # Thursday


def _python(*args: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    return subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, *args], capture_output=True, encoding="utf-8", check=True, cwd=root
    )
