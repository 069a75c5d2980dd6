"""`import` and `sample`: answers, repetition, trying, and what is refused."""

from __future__ import annotations

import json

import pytest

from bot.cli.importing import KINDS
from bot.ingest import importing
from tests.cli.conftest import FILES, SAMPLE, Desk
from tests.sample.province import every_byte


def test_the_kinds_offered_are_those_that_can_be_imported() -> None:
    assert set(KINDS) == set(importing.KINDS)


def test_the_same_files_twice_change_nothing(province: Desk, filled: object) -> None:
    folder = province.folder / "again"
    province.run("sample", str(folder), *SAMPLE)

    for kind, name in FILES:
        answer = province.json("import", kind, str(folder / name))
        assert (answer["created"], answer["updated"], answer["rejected"]) == (0, 0, []), kind
        assert answer["unchanged"] > 0


def test_a_sample_tells_its_rows_and_repeats_itself(desk: Desk) -> None:
    args = ["--communes", "2", "--dossiers", "5", "--seed", "7", "--on", "2025-03-17", "--json"]

    first, second = desk.json("sample", "a", *args), desk.json("sample", "b", *args)

    assert first == second
    assert first["dossiers"] == 5
    assert every_byte(desk.folder / "a") == every_byte(desk.folder / "b")


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    desk.run("sample", "p", "--communes", "1", "--dossiers", "0", "--on", "2025-03-17")

    tried = desk.json("import", "units", "p/units.csv", "--dry-run")

    assert tried["created"] > 0
    assert desk.json("import", "units", "p/units.csv") == tried


def test_wrong_rows_are_named_and_the_others_taken(desk: Desk) -> None:
    (desk.folder / "units.csv").write_text(
        "code,name,level,note\nX1,UBND xã Mẫu,xa,\nX2,,xa,\n", encoding="utf-8"
    )

    result = desk.run("import", "units", "units.csv")

    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["created"], answer["ignored_columns"]) == (1, ["note"])
    assert [row["row"] for row in answer["rejected"]] == [3]
    assert result.stderr.startswith("units.csv, row 3: ")
    assert desk.run("import", "units", "units.csv", "--json").stderr == ""


def test_a_file_of_which_nothing_could_be_taken_is_not_done(desk: Desk) -> None:
    (desk.folder / "units.csv").write_text("code,name,level\nX1,,xa\n", encoding="utf-8")

    result = desk.run("import", "units", "units.csv")

    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["rejected"]) == 1


def test_a_file_that_is_no_table_is_refused_whole(desk: Desk) -> None:
    (desk.folder / "units.csv").write_text("", encoding="utf-8")

    result = desk.run("import", "units", "units.csv")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("nhacviec: units.csv: ")


def test_nothing_is_imported_without_the_secret_or_with_another_one(
    province: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.run("sample", "p", "--communes", "2", "--dossiers", "0", "--on", "2025-03-17")

    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "")
    without = province.run("import", "people", "p/people.csv")
    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "another-secret-of-this-test")
    other = province.run("import", "people", "p/people.csv")

    assert (without.exit_code, other.exit_code) == (1, 1)
    assert "NHACVIEC_SECRET_KEY is missing" in without.stderr
    assert "does not open with this NHACVIEC_SECRET_KEY" in other.stderr
