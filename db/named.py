"""Named SQL: reads `db/sql/*.sql` into a mapping of statement name to text.

A statement starts at a line `-- name: do_something`; comment lines below it say what it is for; everything up to the
next name is its text. What stands before the first name of a file is a note to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any, NamedTuple, cast

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_PARAMETER = re.compile(r":([a-z_]\w*)")
_VALUES = re.compile(r"\bVALUES\s*(\([^()]*\))")
_PLACE = re.compile(r"\?(\d+)")
_PLACES = 512  # of one statement; every database we know takes more


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


@cache
def numbered(name: str) -> tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]]:
    """A statement with places instead of names for its parameters, and what puts a row's values in their order.

    For statements run many thousand times: the database's module looks up each name again for each row.
    """
    sql = statements()[name]
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    places = {name: f"?{n}" for n, name in enumerate(names, start=1)}
    text = _PARAMETER.sub(lambda found: places[found[1]], sql)
    if len(names) == 1:  # `itemgetter` gives a single value bare
        return text, lambda row: (row[names[0]],)
    return text, itemgetter(*names)


def placed(
    name: str, rows: Iterable[Mapping[str, Any]] | Iterable[tuple[Any, ...]]
) -> Sequence[tuple[Any, ...]]:
    """The values of rows in the order of a statement's places.

    Rows are mappings with all parameters; or named tuples of just these in the order in which the statement names them,
    which are taken as they are.
    """
    given = list(rows)
    if given and isinstance(given[0], tuple):
        names = tuple(dict.fromkeys(_PARAMETER.findall(statements()[name])))
        if getattr(given[0], "_fields", None) != names:
            raise ValueError(f"rows for {name} need exactly the fields {', '.join(names)}")
        return cast("list[tuple[Any, ...]]", given)
    _, in_order = numbered(name)
    return [in_order(row) for row in cast("list[Mapping[str, Any]]", given)]


class Wide(NamedTuple):
    """An INSERT that takes several rows at once: their values one after the other."""

    sql: str
    rows: int


@cache
def widened(name: str) -> Wide | None:
    """A numbered INSERT for several rows at once; None for a statement of another form.

    To start and end a statement costs as much as to store a narrow row. What a conflict does is decided row by row, as
    with one statement a row.
    """
    sql, _ = numbered(name)
    found = _VALUES.search(sql)
    if found is None or not sql.startswith("INSERT"):
        return None
    before, row, after = sql[: found.start(1)], found[1], sql[found.end(1) :]
    width = len({*_PLACE.findall(row)})
    if not width or _PLACE.search(before + after) or "RETURNING" in after:
        return None
    rows = _PLACES // width

    def nth(n: int) -> str:
        return _PLACE.sub(lambda place: f"?{int(place[1]) + n * width}", row)

    return Wide(before + ", ".join(nth(n) for n in range(rows)) + after, rows)
