"""What can be wrong with a plan's file, said to the person who will mend it."""

from __future__ import annotations

from pathlib import Path

from messages_vi.plans import Trouble
from schedules.errors import RejectedInput


class UnreadablePlan(RejectedInput):
    """A file that cannot be read as a plan: its name, what is wrong, the mend."""

    def __init__(self, path: Path, trouble: Trouble) -> None:
        super().__init__(path.name, trouble.what, trouble.mend)
        self.trouble = trouble

    def __str__(self) -> str:
        """Return the file's name, what is wrong with it and the mend."""
        return f"{self.field}: {self.trouble.said()}"
