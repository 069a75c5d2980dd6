"""What came of an import: counts, and every rejected row with its reason."""

from __future__ import annotations

from typing import Any


class DryRun(Exception):
    """Everything was tried; the transaction is rolled back on purpose."""


class Outcome:
    """Counts rows as they are decided. A row that was already as the file says is `unchanged`."""

    def __init__(self, ignored_columns: list[str] | None = None) -> None:
        self.created = 0
        self.updated = 0
        self.unchanged = 0
        self.procedures: set[str] = set()  # codes of the internal processes a file spoke of
        self.changed_procedures: set[str] = set()
        self._rejected: list[dict[str, Any]] = []
        self._ignored_columns = ignored_columns or []

    def reject(self, row: int, error: str) -> None:
        """A row that was not taken."""
        self._rejected.append({"row": row, "error": error})

    def count(self, before: object, after: object) -> bool:
        """Compare what is stored (None: nothing) with what the file says; True when there is something to write."""
        if before is None:
            self.created += 1
        elif before != after:
            self.updated += 1
        else:
            self.unchanged += 1
        return before != after

    def answer(self) -> dict[str, Any]:
        """The answer promised in the contract."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": sorted(self._rejected, key=lambda r: r["row"]),
            "ignored_columns": self._ignored_columns,
        }
