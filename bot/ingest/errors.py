"""What can be wrong with a file or a cell, said in Vietnamese to the person who will mend it."""

from __future__ import annotations

from pathlib import Path

from schedules.errors import RejectedInput


class BadCell(RejectedInput):
    """One cell that cannot be used: column in both languages, the value, what is wrong, the mend."""

    def __init__(self, name: str, label: str, value: str, problem: str, mend: str) -> None:
        super().__init__(name, value, mend)
        self.label = label
        self.problem = problem

    def __str__(self) -> str:
        """Return for example `cột "Bước" (seq): "một" không phải số nguyên; dùng 1, 2, 3…`."""
        shown = f'"{self.value}" ' if str(self.value).strip() else ""
        return f'cột "{self.label}" ({self.field}): {shown}{self.problem}; {self.mend}'


class BadRow(RejectedInput):
    """A row that does not fit its table as a whole, such as one with too many cells."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__("row", problem, mend)
        self.problem = problem

    def __str__(self) -> str:
        """Return the problem and the mend."""
        return f"{self.problem}; {self.mend}"


class BadTable(RejectedInput):
    """A whole file or payload that cannot be read as rows."""

    def __init__(self, source: Path | str, problem: str, mend: str) -> None:
        name = source.name if isinstance(source, Path) else source
        super().__init__(name, problem, mend)
        self.problem = problem

    def __str__(self) -> str:
        """Return the file's name, what is wrong with it and the mend."""
        return f"{self.field}: {self.problem}; {self.mend}"
