"""Named SQL: reads `db/sql/*.sql` into a mapping of statement name to text.

A statement starts at a line `-- name: do_something`; comment lines below it say what it is for; everything up to the
next name is its text. What stands before the first name of a file is a note to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


def parse(text: str) -> dict[str, str]:
    """Split one file into its statements; a name given twice is an error."""
    parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found:
            raise ValueError(f"statement {name} is defined twice")
        lines = [line for line in body.splitlines() if not line.lstrip().startswith("--")]
        found[name] = "\n".join(lines).strip()
    return found


@cache
def statements() -> Mapping[str, str]:
    """All statements of the house by name."""
    found: dict[str, str] = {}
    for file in sorted(files("db.sql").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            for name, body in parse(file.read_text(encoding="utf-8")).items():
                if name in found:
                    raise ValueError(f"statement {name} stands in two files")
                found[name] = body
    return found
