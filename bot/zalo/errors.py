"""What a Zalo answer means for the engine: a table from (api, code) to an outcome class; unknown codes are safe."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from db.words import Outcome

Api = Literal["oa", "zbs", "oauth", "social", "bot", "transport"]
Scope = Literal["", "message", "person", "template", "account"]
Until = Literal["", "minute", "morning", "tomorrow"]

OA: Final[tuple[Api, ...]] = ("oa",)
ZBS: Final[tuple[Api, ...]] = ("zbs",)
BY_UID: Final[tuple[Api, ...]] = ("oa", "zbs")
"""Where a code is looked up, in this order. A template sent by user id is answered from either table."""


class Meaning(NamedTuple):
    """One row. `scope` is what the answer speaks about, so that one bad template does not stop the account; `until`
    says when a `later` may be tried: in the next minute, in the morning (06:05), or tomorrow.
    """

    outcome: Outcome
    scope: Scope
    until: Until
    meaning: str


UNDESCRIBED: Final = Meaning(Outcome.UNKNOWN, "message", "", "not described anywhere")


@cache
def table() -> dict[tuple[str, str], Meaning]:
    """The packaged table `errors.csv` with columns api, code, outcome, scope, until, meaning."""
    text = files("bot.zalo").joinpath("errors.csv").read_text(encoding="utf-8")
    return {
        (row["api"], row["code"]): Meaning(
            Outcome(row["outcome"]),
            row["scope"],  # type: ignore[arg-type]  # the words of the file are held by a test
            row["until"],  # type: ignore[arg-type]
            row["meaning"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def explain(apis: tuple[Api, ...], code: int | str) -> Meaning:
    """The row of a code, looked up in each of `apis` in turn.

    A code nobody has described is neither sent nor failed: it is asked about before anything is repeated. Nor is
    `0` believed on an api whose table does not have it.

    Source: the error tables of OpenAPI, ZBS and OAuth v4, appendix `ma-loi`.

    >>> explain(BY_UID, -118).outcome, explain(("oa",), -118).outcome
    (<Outcome.OTHER_ROAD: 'other_road'>, <Outcome.UNKNOWN: 'unknown'>)
    """
    rows = (table().get((api, str(code))) for api in apis)
    return next((row for row in rows if row is not None), UNDESCRIBED)


def classify(api: Api, code: int | str) -> Outcome:
    """The outcome class of a code of one api.

    >>> classify("oa", -230)
    <Outcome.OTHER_ROAD: 'other_road'>
    """
    return explain((api,), code).outcome
