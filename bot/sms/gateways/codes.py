"""Code tables of the gateways: a CSV beside each adapter, from code to what it means; contracts may override."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bot.sms.gateway import Scope
from db.words import Outcome


class Meaning(NamedTuple):
    """One row: the class of the answer, and what it speaks about."""

    outcome: Outcome
    scope: Scope
    meaning: str


@cache
def table(gateway: str) -> dict[str, Meaning]:
    """The packaged table `<gateway>.csv` with columns code, outcome, scope, meaning.

    Sources: the SMS reference, sections 1.2–1.8; only eSMS publishes its table.
    """
    text = files(__package__).joinpath(f"{gateway}.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Meaning(Outcome(row["outcome"]), Scope(row["scope"]), row["meaning"])
        for row in csv.DictReader(text.splitlines())
    }


def explain(
    gateway: str, code: str, overrides: Mapping[str, Outcome], undescribed: Outcome
) -> Meaning:
    """What a code means: as the contract says, else as the table says, else `undescribed`. Codes decide, never texts.

    >>> explain("esms", "124", {}, Outcome.UNKNOWN).outcome
    <Outcome.ACCEPTED: 'accepted'>
    """
    row = table(gateway).get(code, Meaning(undescribed, Scope.MESSAGE, "not described anywhere"))
    return row._replace(outcome=overrides[code]) if code in overrides else row
