"""The database file from outside the service: looked at without making it or bringing it to another schema; copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from db.named import statements
from schedules.errors import StoreProblem

Row = tuple[Any, ...]


class Schema(NamedTuple):
    """Names of schema changes: applied to the database, still lacking, and known to a later version of ours only."""

    applied: list[str]
    lacking: list[str]
    later: list[str]


class Glance:
    """A read-only connection, used as a context; raises `StoreProblem` when the file is missing or no database."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreProblem(
                f"there is no database at {path}: make it with `nhacviec db upgrade`, or set NHACVIEC_DATABASE"
            )
        try:
            self._conn = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
            self._conn.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.Error as error:
            raise StoreProblem(f"cannot read the database {path}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._conn.close()

    def rows(self, name: str, **params: Any) -> list[Row]:
        """All rows of a named statement."""
        return self._conn.execute(statements()[name], params).fetchall()

    def pragma(self, name: str) -> list[Row]:
        """All rows of one of SQLite's own questions, such as `integrity_check`."""
        return self._conn.execute(f"PRAGMA {name}").fetchall()

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy while others go on writing."""
        with closing(sqlite3.connect(target)) as copy:
            # In one step: between steps a write by another connection would start it anew.
            self._conn.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions

    def schema(self) -> Schema:
        """How far the database is with the schema changes of this version."""
        from sqlite_utils import Database

        from db.migrations import MIGRATIONS

        nothing = Database(memory=True)
        known = [m.name for m in MIGRATIONS.pending(nothing)]
        nothing.close()
        applied = [m.name for m in MIGRATIONS.applied(Database(self._conn))]
        return Schema(
            applied=applied,
            lacking=[name for name in known if name not in applied],
            later=[name for name in applied if name not in known],
        )


def write_meta(path: Path, key: str, value: str) -> None:
    """Set one value of the table `meta` in a file that nobody else has open, such as a copy."""
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(statements()["set_meta"], {"key": key, "value": value})


def left_alone(path: Path) -> bool:
    """Whether nobody else has the database open; if so, what stood in its log is folded into the file."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=1.0)) as conn:
        try:
            # Leaving WAL needs the file to oneself, and folds the log into it.
            mode: str = conn.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        except sqlite3.DatabaseError:
            return True  # damaged beyond reading: nobody can be using it
    return mode == "delete"
