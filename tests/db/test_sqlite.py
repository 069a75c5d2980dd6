"""The embedded store: schema, pragmas, transactions, two connections, cancellation."""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
import threading
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from db import sqlite
from db.sqlite import SqliteStore, connect, upgrade
from db.store import open_transaction
from schedules.errors import StoreProblem


async def set_meta(store: SqliteStore, key: str, value: str) -> None:
    async with store.tx() as tx:
        await tx.run("set_meta", key=key, value=value)


async def writer_busy(store: SqliteStore) -> None:
    """Wait until a task has taken its turn to write; what it asks of the database is then on its thread."""
    while not store._one_writer.locked():  # noqa: ASYNC110 - the lock has no event to wait for
        await asyncio.sleep(0)
    await asyncio.sleep(0)


def in_transaction(store: SqliteStore) -> list[bool]:
    """Of the writing and the reading connection."""
    return [conn.in_transaction for conn in store._connections]


# --- schema ---


def test_a_second_upgrade_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "x.db"
    first, second = upgrade(path), upgrade(path)
    conn = connect(path)
    applied = conn.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
    conn.close()

    assert first[0] == "0001_ground"
    assert second == []
    assert applied == (len(first),)


def test_threads_upgrade_one_new_file_once(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)
    told: list[list[str]] = []

    def run() -> None:
        barrier.wait()
        told.append(upgrade(tmp_path / "x.db"))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(len, told), reverse=True) == [len(max(told)), 0, 0, 0]
    assert max(told)


def _upgrade_in_step(path: str, barrier: Barrier, told: Any) -> None:
    barrier.wait()
    try:
        told.put(upgrade(path))
    except StoreProblem as error:
        told.put(str(error))


def test_processes_upgrade_one_new_file_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    barrier, told = spawn.Barrier(2), spawn.Queue()
    path = str(tmp_path / "x.db")
    processes = [
        spawn.Process(target=_upgrade_in_step, args=(path, barrier, told)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    results = [told.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    told.close()
    told.join_thread()

    assert sorted(results, key=len)[0] == []
    assert sorted(results, key=len)[1][0] == "0001_ground"


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    broken = Migrations("nhacviec")

    def half(db: Database) -> None:
        db.executescript("CREATE TABLE one (id INTEGER); CREATE TABLE one (id INTEGER);")

    broken(name="0001_broken")(half)
    monkeypatch.setattr("db.sqlite.MIGRATIONS", broken)
    with pytest.raises(StoreProblem, match="nhacviec db upgrade"):
        upgrade(tmp_path / "x.db")
    conn = connect(tmp_path / "x.db")
    tables = conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'one'").fetchone()
    conn.close()

    assert tables == (0,)


def test_a_file_that_is_no_database_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"no database at all, only text " * 100)

    with pytest.raises(StoreProblem, match=r"x\.db"):
        SqliteStore(path)


async def test_the_pragmas_are_really_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SYNCHRONOUS", "FULL")  # as it is outside the tests
    store = SqliteStore(tmp_path / "x.db")
    for conn in store._connections:
        found = {
            name: conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 15_000,
        }
        assert conn.isolation_level is None
    await store.close()


# --- transactions ---


async def test_a_transaction_keeps_everything_or_nothing(store: SqliteStore) -> None:
    async def half() -> None:
        async with store.tx() as tx:
            await tx.run("set_meta", key="kept", value="2")
            await tx.run("set_meta", key="lost", value="2")
            raise RuntimeError("by the test")

    await set_meta(store, "kept", "1")
    with pytest.raises(RuntimeError, match="by the test"):
        await half()

    assert await store.value("meta", key="kept") == "1"
    assert await store.value("meta", key="lost") is None
    assert in_transaction(store) == [False, False]


async def test_a_transaction_reads_its_own_writes_and_others_only_the_last_commit(
    store: SqliteStore,
) -> None:
    async with store.tx() as tx:
        await tx.run("set_meta", key="a", value="1")
        inside = await tx.value("meta", key="a")
        outside = await store.value("meta", key="a")
    after = await store.value("meta", key="a")

    assert (inside, outside, after) == ("1", None, "1")


async def test_a_second_process_sees_a_commit_at_once(store: SqliteStore) -> None:
    other = SqliteStore(store.path)
    before = await other.value("meta", key="a")
    await set_meta(store, "a", "1")
    after = await other.value("meta", key="a")
    await other.close()

    assert (before, after) == (None, "1")


async def test_nested_transactions_are_refused_and_the_outer_one_lives(store: SqliteStore) -> None:
    async with store.tx() as tx:
        with pytest.raises(StoreProblem, match="already open"):
            async with store.tx():
                pass
        await tx.run("set_meta", key="outer", value="1")

    assert await store.value("meta", key="outer") == "1"


async def test_the_flag_belongs_to_the_task_that_holds_the_transaction(store: SqliteStore) -> None:
    seen: list[bool] = [open_transaction()]
    entered, leave = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with store.tx():
            seen.append(open_transaction())
            entered.set()
            await leave.wait()
        seen.append(open_transaction())

    holding = asyncio.create_task(hold())
    await entered.wait()
    seen.append(open_transaction())
    leave.set()
    await holding

    assert seen == [False, True, False, False]


async def test_writers_of_one_process_take_turns(store: SqliteStore) -> None:
    async def count_up() -> None:
        async with store.tx() as tx:
            now = int(await tx.value("meta", key="n") or 0)
            await tx.run("set_meta", key="n", value=str(now + 1))

    await asyncio.gather(*(count_up() for _ in range(20)))

    assert await store.value("meta", key="n") == "20"


async def test_a_statement_that_fails_rolls_back_and_the_next_transaction_works(
    store: SqliteStore,
) -> None:
    async def half() -> None:
        async with store.tx() as tx:
            await tx.run("set_meta", key="a", value="1")
            await tx.run("set_meta", key="b", value=None)

    with pytest.raises(sqlite3.IntegrityError):
        await half()
    await set_meta(store, "c", "1")

    assert await store.value("meta", key="a") is None
    assert await store.value("meta", key="c") == "1"


async def test_a_commit_that_fails_leaves_no_open_transaction(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, say."""
    control = store._writer.control

    async def failing(sql: str) -> None:
        if sql == "COMMIT":
            raise StoreProblem("disk full, says the test")
        await control(sql)

    with monkeypatch.context() as patched:
        patched.setattr(store._writer, "control", failing)
        with pytest.raises(StoreProblem, match="disk full"):
            await set_meta(store, "a", "1")
    await set_meta(store, "b", "1")

    assert await store.value("meta", key="a") is None
    assert await store.value("meta", key="b") == "1"


# --- cancellation ---


async def test_a_task_cancelled_inside_leaves_no_open_transaction(store: SqliteStore) -> None:
    entered = asyncio.Event()

    async def hang() -> None:
        async with store.tx() as tx:
            await tx.run("set_meta", key="a", value="1")
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await set_meta(store, "b", "1")

    assert await store.value("meta", key="a") is None
    assert await store.value("meta", key="b") == "1"
    assert in_transaction(store) == [False, False]


async def test_a_task_cancelled_while_it_begins_leaves_no_open_transaction(
    store: SqliteStore,
) -> None:
    """Another process holds the write lock, so BEGIN waits in its thread and cannot be called back."""
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    begun = asyncio.create_task(set_meta(store, "a", "1"))
    await writer_busy(store)
    begun.cancel()
    release = asyncio.get_running_loop().run_in_executor(None, other.execute, "COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await begun
    await release
    other.close()
    await set_meta(store, "b", "1")

    assert await store.value("meta", key="a") is None
    assert await store.value("meta", key="b") == "1"


async def test_a_task_cancelled_while_it_waits_for_its_turn_changes_nothing(
    store: SqliteStore,
) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with store.tx() as tx:
            await tx.run("set_meta", key="first", value="1")
            entered.set()
            await leave.wait()

    holding = asyncio.create_task(first())
    await entered.wait()
    waiting = asyncio.create_task(set_meta(store, "late", "1"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    leave.set()
    await holding

    assert await store.value("meta", key="late") is None
    assert await store.value("meta", key="first") == "1"


# --- two processes ---


async def test_a_writer_waits_for_a_second_process(store: SqliteStore) -> None:
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO meta (key, value) VALUES ('theirs', '1')")
    writing = asyncio.create_task(set_meta(store, "ours", "1"))
    await writer_busy(store)
    seen_meanwhile = await store.value("meta", key="theirs")
    other.execute("COMMIT")
    await writing
    other.close()

    assert seen_meanwhile is None
    assert await store.value("meta", key="theirs") == "1"
    assert await store.value("meta", key="ours") == "1"


async def test_a_lock_that_is_never_given_back_is_told_as_a_store_problem(
    store: SqliteStore,
) -> None:
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    for conn in store._connections:
        conn.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(StoreProblem, match="did not answer"):
        await set_meta(store, "a", "1")
    other.execute("ROLLBACK")
    other.close()
    await set_meta(store, "b", "1")

    assert await store.value("meta", key="b") == "1"


# --- verbs ---


async def test_insert_tells_the_id_or_that_nothing_was_inserted(store: SqliteStore) -> None:
    policy = {"name": "mau", "version": 1, "body": "{}", "at": 0}
    async with store.tx() as tx:
        first = await tx.insert("insert_policy", **policy)
        second = await tx.insert("insert_policy", **policy)

    assert isinstance(first, int)
    assert second is None


async def test_many_counts_rows_and_takes_none_at_all(store: SqliteStore) -> None:
    async with store.tx() as tx:
        none = await tx.many("set_meta", [])
        three = await tx.many("set_meta", ({"key": str(n), "value": "x"} for n in range(3)))

    assert (none, three) == (0, 3)


async def test_many_rows_are_stored_as_if_one_by_one(store: SqliteStore) -> None:
    """More than one statement holds, the last few short of one, and two words about one key: the later one stands."""
    rows = [{"key": f"k{n % 1_200}", "value": str(n)} for n in range(1_300)]
    async with store.tx() as tx:
        touched = await tx.many("set_meta", rows)

    assert touched == 1_300
    assert await store.value("meta", key="k99") == "1299"
    assert await store.value("meta", key="k100") == "100"
    assert await store.value("meta", key="k1199") == "1199"


async def test_one_bad_row_among_many_leaves_none_of_them(store: SqliteStore) -> None:
    rows = [{"key": f"k{n}", "value": None if n == 700 else "x"} for n in range(900)]
    with pytest.raises(sqlite3.IntegrityError):
        async with store.tx() as tx:
            await tx.many("set_meta", rows)

    assert await store.value("meta", key="k0") is None


async def test_an_unknown_statement_is_an_error_of_ours(store: SqliteStore) -> None:
    with pytest.raises(KeyError, match="no_such_statement"):
        await store.all("no_such_statement")


async def test_a_backup_is_a_database_of_its_own(store: SqliteStore, tmp_path: Path) -> None:
    await set_meta(store, "a", "before")
    target = tmp_path / "copy.db"
    await store.backup(target)
    await set_meta(store, "a", "after")
    copy = SqliteStore(target)
    found = await copy.value("meta", key="a")
    await copy.close()

    assert found == "before"
