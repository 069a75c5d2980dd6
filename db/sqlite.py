"""The embedded store: SQLite in WAL mode with one writing and one reading connection, each on a thread of its own.

sqlite-utils owns schema and migrations. Hot statements run as plain SQL on the same connection under an explicit
BEGIN IMMEDIATE: a deferred BEGIN that reads before it writes fails at once with "database is locked" when another
process wrote in between, whatever the busy timeout.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from db.migrations import MIGRATIONS
from db.named import Wide, numbered, placed, statements, widened
from db.store import Params, Row, enter_transaction, leave_transaction
from schedules.errors import StoreProblem

T = TypeVar("T")
BUSY_MS = 15_000
SYNCHRONOUS = "FULL"  # what is committed outlives a power cut
_RETRY_MS = 20


def connect(path: str | Path) -> sqlite3.Connection:
    """Open a connection under our rules: no implicit transactions, WAL, full sync, foreign keys on."""
    try:
        conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _use_wal(conn)
        conn.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA cache_size = -32768")
        # A commit copies the log back only as a last resort; `tidy` does it between the passes.
        conn.execute("PRAGMA wal_autocheckpoint = 25000")
    except sqlite3.Error as error:
        raise StoreProblem(f"cannot open the database {path}: {error}") from error
    return conn


def _use_wal(conn: sqlite3.Connection) -> None:
    """SQLite does not wait by itself when two processes make this change to one new file: try again until it is done."""
    for patience in range(BUSY_MS // _RETRY_MS, -1, -1):
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not patience:
                raise
            time.sleep(_RETRY_MS / 1000)
        else:
            return


def upgrade(path: str | Path) -> list[str]:
    """Bring the database to this version's schema; the names of the migrations applied."""
    if str(path) != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(
            mode=0o600
        )  # names and sealed ids: nobody else on the machine needs to read them
    conn = connect(path)
    try:
        return upgrade_connection(conn)
    finally:
        conn.close()


def upgrade_connection(conn: sqlite3.Connection) -> list[str]:
    """The same on an open connection. Two processes upgrading one new file: the second waits and finds it done."""
    db = Database(conn)
    try:
        # One writing transaction around looking and doing: what another process applies meanwhile is not pending here.
        conn.execute("BEGIN IMMEDIATE")
        with conn:
            pending = [m.name for m in MIGRATIONS.pending(db)]
            MIGRATIONS.apply(db)
    except sqlite3.OperationalError as error:
        raise StoreProblem(
            f"cannot upgrade the database: {error}; run `nhacviec db upgrade` again"
        ) from error
    return pending


class _Session:
    """Statements on one connection, each run on that connection's own thread."""

    def __init__(self, conn: sqlite3.Connection, threads: ThreadPoolExecutor) -> None:
        self._conn = conn
        self._threads = threads
        self._statements = statements()

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except sqlite3.OperationalError as error:
            raise StoreProblem(f"the database did not answer: {error}") from error

    async def all(self, name: str, /, **params: Any) -> list[Row]:
        sql = self._statements[name]
        return await self._do(lambda: self._conn.execute(sql, params).fetchall())

    async def one(self, name: str, /, **params: Any) -> Row | None:
        sql = self._statements[name]
        row: Row | None = await self._do(lambda: self._conn.execute(sql, params).fetchone())
        return row

    async def value(self, name: str, /, **params: Any) -> Any:
        row = await self.one(name, **params)
        return row[0] if row else None

    async def run(self, name: str, /, **params: Any) -> int:
        sql = self._statements[name]
        return await self._do(lambda: self._conn.execute(sql, params).rowcount)

    async def insert(self, name: str, /, **params: Any) -> int | None:
        row = await self.one(name, **params)
        return None if row is None else int(row[0])

    async def many(self, name: str, /, rows: Iterable[Params] | Iterable[tuple[Any, ...]]) -> int:
        values = placed(name, rows)
        if not values:
            return 0
        sql, wide = numbered(name)[0], widened(name)
        return await self._do(lambda: _run_many(self._conn, sql, wide, values))

    async def control(self, sql: str) -> None:
        """BEGIN, COMMIT."""
        await self._do(lambda: self._conn.execute(sql))

    async def roll_back(self) -> None:
        """Give up the transaction if there is one."""
        await self._do(self._conn.rollback)


def _run_many(
    conn: sqlite3.Connection, sql: str, wide: Wide | None, values: Sequence[tuple[Any, ...]]
) -> int:
    """A numbered statement for each row, several rows at once where its form allows it; the number of rows touched."""
    touched = several = 0
    if wide is not None and len(values) >= wide.rows:
        several = len(values) - len(values) % wide.rows
        starts = range(0, several, wide.rows)
        packed = (tuple(chain.from_iterable(values[s : s + wide.rows])) for s in starts)
        touched = conn.executemany(wide.sql, packed).rowcount
    if several < len(values):
        touched += conn.executemany(sql, values[several:]).rowcount
    return touched


class SqliteStore:
    """The embedded store. Reads outside transactions see the last commit and never wait for the writer."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        upgrade(path)
        self._threads = [
            ThreadPoolExecutor(1, thread_name_prefix=f"sqlite-{role}") for role in ("write", "read")
        ]
        self._connections = [connect(path), connect(path)]
        self._writer, self._reader = (
            _Session(conn, threads)
            for conn, threads in zip(self._connections, self._threads, strict=True)
        )
        self._one_writer = asyncio.Lock()
        self.all = self._reader.all
        self.one = self._reader.one
        self.value = self._reader.value

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[_Session]:
        token = enter_transaction()
        try:
            async with self._one_writer:
                try:
                    await self._writer.control("BEGIN IMMEDIATE")
                    yield self._writer
                    await asyncio.shield(self._writer.control("COMMIT"))
                except BaseException:
                    # A cancelled BEGIN or a failed COMMIT must not leave the one writer inside its transaction either.
                    # Shielded, and run on the writer's thread after whatever is still running there.
                    await asyncio.shield(self._writer.roll_back())
                    raise
        finally:
            leave_transaction(token)

    async def tidy(self) -> None:
        """Copy what is committed from the log into the database file, beside the writer and without stopping it."""

        def checkpoint() -> None:
            self._connections[1].execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

        await asyncio.get_running_loop().run_in_executor(self._threads[1], checkpoint)

    async def backup(self, target: str | Path) -> None:
        """Write a consistent copy while the service goes on."""

        def copy() -> None:
            with sqlite3.connect(target) as out:
                # In one step: between steps a write by another connection would start it anew.
                self._connections[1].backup(out)
            out.close()

        await asyncio.get_running_loop().run_in_executor(self._threads[1], copy)

    async def close(self) -> None:
        for conn, threads in zip(self._connections, self._threads, strict=True):
            await asyncio.get_running_loop().run_in_executor(threads, conn.close)
            threads.shutdown(wait=False)
