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
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

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
    lines = result.stderr.splitlines()
    assert [line.split(" = ")[0] for line in lines] == [
        "nhacviec: NHACVIEC_SMS__GATEWAY",
        "nhacviec: NHACVIEC_FEED__PASSWORD",
        "nhacviec: NHACVIEC_PORT",
    ] or {line.split(" = ")[0].split()[-1] for line in lines} == {
        "NHACVIEC_SMS__GATEWAY",
        "NHACVIEC_FEED__PASSWORD",
        "NHACVIEC_PORT",
    }
    assert "open-sesame" not in result.stderr


def test_a_database_that_is_none_is_an_error_with_its_name(desk: Desk) -> None:
    desk.database.write_text("no database at all, only some letters" * 50)

    result = desk.run("items")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"nhacviec: cannot read the database {desk.database}")


def test_python_m_bot_is_the_same_command(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "bot",
        "due",
        "05/03/2026 09:10",
        "--add",
        "120 phút",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_root())

    assert json.loads(done.stdout)["due_at"] == "2026-03-05T11:10:00+07:00"  # Thursday


def _root() -> Path:
    return Path(__file__).parents[2]
