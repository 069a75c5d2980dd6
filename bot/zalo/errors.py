"""What a Zalo answer means for the engine: a table from (api, code) to an outcome class; unknown codes are safe."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from db.records import Outcome


@cache
def table() -> dict[tuple[str, int], Outcome]:
    """The packaged table `errors.csv` with columns api, code, outcome."""
    text = files("bot.zalo").joinpath("errors.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["api"], int(row["code"])): Outcome(row["outcome"]) for row in rows}


def classify(api: str, code: int) -> Outcome:
    """The outcome class of a numeric code. A code nobody has described is neither sent nor failed: `unknown` is asked
    about before anything is repeated.
    """
    return table().get((api, code), Outcome.UNKNOWN)
