"""The seam to the database: three verbs on named statements, inside a transaction or as a plain read.

A transaction is never open across a network call: `open_transaction()` tells, and `bot.http` refuses to call out
while it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from typing import Any, Protocol

from schedules.errors import StoreProblem

Row = tuple[Any, ...]
Params = Mapping[str, Any]

_in_transaction: ContextVar[bool] = ContextVar("nhacviec_in_transaction", default=False)


def open_transaction() -> bool:
    """Whether the running task holds a transaction."""
    return _in_transaction.get()


class Reader(Protocol):
    """Reads by statement name. Rows come as tuples in the column order of the statement."""

    async def all(self, name: str, /, **params: Any) -> list[Row]:
        """All rows."""
        ...

    async def one(self, name: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def value(self, name: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        ...


class Tx(Reader, Protocol):
    """A transaction: reads see its own writes, everything or nothing is kept."""

    async def run(self, name: str, /, **params: Any) -> int:
        """Run one writing statement; the number of rows it touched."""
        ...

    async def insert(self, name: str, /, **params: Any) -> int | None:
        """Run one INSERT … RETURNING id; None when a conflict left nothing to insert."""
        ...

    async def many(self, name: str, /, rows: Iterable[Params] | Iterable[tuple[Any, ...]]) -> int:
        """Run a statement once for each set of parameters; the number of rows touched in all.

        Rows may be named tuples of just its parameters, in the order in which it names them (`db.named.placed`).
        """
        ...


class Store(Reader, Protocol):
    """A database of ours, upgraded to this version's schema."""

    def tx(self) -> AbstractAsyncContextManager[Tx]:
        """Open a writing transaction; nested ones in one task are refused."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...


def enter_transaction() -> Any:
    """Mark the running task as holding a transaction; returns the token for `leave_transaction`."""
    if _in_transaction.get():
        raise StoreProblem("a transaction is already open in this task")
    return _in_transaction.set(True)


def leave_transaction(token: Any) -> None:
    """Take the mark back."""
    _in_transaction.reset(token)
