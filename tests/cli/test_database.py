"""`db`: schema, check, backup, restore."""

from __future__ import annotations

import json
import sqlite3
import stat

import pytest

from db import glance
from db.sqlite import connect
from tests.cli.conftest import Desk


def _checks(desk: Desk) -> tuple[int, dict[str, str]]:
    result = desk.run("db", "check", "--json")
    return result.exit_code, {f["check"]: f["status"] for f in json.loads(result.stdout)}


def test_upgrade_makes_a_database_with_what_a_new_one_begins_with(desk: Desk) -> None:
    first, second = desk.run("db", "upgrade"), desk.run("db", "upgrade")

    assert first.stdout.startswith("applied 0001_")
    assert second.stdout == f"{desk.database} is up to date\n"
    assert desk.json("items", "--json") == []
    assert len(desk.json("calendar", "show", "--json")) > 30


def test_a_sound_database_passes_every_check(province: Desk) -> None:
    status, found = _checks(province)

    assert status == 0
    assert found == dict.fromkeys(
        ("schema", "integrity", "references", "conservation", "journal"), "ok"
    )


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal WHERE final = 1)", {"conservation", "journal"}),
        ("UPDATE notice SET fate = 'sent', reason = 'accepted' WHERE id = (SELECT min(id) FROM notice WHERE fate = 'waiting')", {"conservation", "journal"}),
        ("DELETE FROM person WHERE id = (SELECT person_id FROM message LIMIT 1)", {"references"}),
        ("DELETE FROM _sqlite_migrations", {"schema"}),
        ("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('nhacviec', '9999_later', '')", {"schema"}),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_found(province: Desk, harm: str, broken: set[str]) -> None:
    conn = connect(province.database)
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute(harm)
    conn.close()

    status, found = _checks(province)

    assert status == 1
    assert {name for name, state in found.items() if state == "fail"} == broken


def test_damage_is_found(province: Desk) -> None:
    body = bytearray(province.database.read_bytes())
    middle = len(body) // 8192 * 4096
    body[middle : middle + 40_960] = bytes(40_960)
    province.database.write_bytes(body)

    status, found = _checks(province)

    assert (status, found["integrity"]) == (1, "fail")


def test_a_database_of_a_later_version_is_left_alone(province: Desk) -> None:
    conn = connect(province.database)
    conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('nhacviec', '9999_later', '')"
    )
    conn.close()

    for args in (["items"], ["db", "upgrade"], ["calendar", "load", "x.csv"]):
        (province.folder / "x.csv").write_text("date,name,kind,source\n", encoding="utf-8")
        result = province.run(*args)
        assert result.exit_code == 1, args
        assert "made by a later version (9999_later)" in result.stderr


def test_a_backup_is_one_whole_private_file(province: Desk) -> None:
    writer = connect(province.database)  # as the running service has it open
    writer.execute("BEGIN IMMEDIATE")

    result = province.run("db", "backup", "copy.db")

    writer.execute("ROLLBACK")
    writer.close()
    copy = province.folder / "copy.db"
    assert result.exit_code == 0, result.stderr
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [f.name for f in province.folder.glob("copy*")] == ["copy.db"]
    with glance.Glance(copy) as kept, glance.Glance(province.database) as origin:
        assert kept.rows("conservation") == origin.rows("conservation")
    again = province.run("db", "backup", "copy.db")
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)
    assert province.run("db", "backup", "copy.db", "--yes").exit_code == 0


def test_restore_brings_the_copy_back_and_keeps_what_was_there(province: Desk) -> None:
    before = province.json("items", "--limit", "0", "--json")
    province.run("db", "backup", "copy.db")
    conn = connect(province.database)
    conn.execute("UPDATE work_item SET title = 'changed since'")
    conn.close()

    refused = province.run("db", "restore", "copy.db")
    done = province.run("db", "restore", "copy.db", "--yes")

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert province.json("items", "--limit", "0", "--json") == before
    assert province.json("items", "--limit", "1", "--json")
    with sqlite3.connect(f"{province.database}.before-restore") as kept:
        assert kept.execute("SELECT DISTINCT title FROM work_item").fetchall() == [("changed since",)]  # fmt: skip
    kept.close()
    assert not list(province.folder.glob("*.part"))


def _install(desk: Desk) -> str:
    with glance.Glance(desk.database) as kept:
        return str(kept.rows("meta", key="install")[0][0])


def test_what_is_restored_gets_a_name_of_its_own(province: Desk) -> None:
    """Numbers of messages are used again; under the old name providers would take them for repeats."""
    before = _install(province)
    province.run("db", "backup", "copy.db")
    names = {before}
    for _ in range(2):
        assert province.run("db", "restore", "copy.db", "--yes").exit_code == 0
        names.add(_install(province))

    assert len(names) == 3
    with glance.Glance(province.folder / "copy.db") as copy:
        assert copy.rows("meta", key="install") == [(before,)]


def test_restore_into_nothing_makes_the_database(province: Desk) -> None:
    province.run("db", "backup", "copy.db")
    province.database.unlink()

    assert province.run("db", "restore", "copy.db").exit_code == 0
    assert province.json("items", "--json")


def test_restore_refuses_while_the_database_is_open(province: Desk) -> None:
    province.run("db", "backup", "copy.db")
    service = connect(province.database)
    service.execute("SELECT count(*) FROM unit").fetchall()

    result = province.run("db", "restore", "copy.db", "--yes")
    service.close()

    assert result.exit_code == 1
    assert "is in use: stop the service" in result.stderr
    assert not list(province.folder.glob("*.part"))
    assert province.json("items", "--json")


@pytest.mark.parametrize("body", [b"", b"letters only" * 1000])
def test_what_is_no_copy_of_ours_is_not_restored(province: Desk, body: bytes) -> None:
    (province.folder / "copy.db").write_bytes(body)

    result = province.run("db", "restore", "copy.db", "--yes")

    assert result.exit_code == 1
    assert "copy.db" in result.stderr
    assert province.json("items", "--json")
