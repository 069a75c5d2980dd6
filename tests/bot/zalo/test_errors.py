"""The table of error codes: every row is sound, and what nobody has described is unknown."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from bot.zalo.errors import classify, table
from db.records import Outcome


def rows() -> list[dict[str, str]]:
    text = files("bot.zalo").joinpath("errors.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_row_names_an_outcome_and_a_meaning_once() -> None:
    assert len(table()) == len(rows()) > 30
    assert all(row["outcome"] in set(Outcome) and row["meaning"] for row in rows())


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (0, Outcome.ACCEPTED),
        (-32, Outcome.LATER),
        (-211, Outcome.LATER),
        (-216, Outcome.AFTER_REFRESH),
        (-220, Outcome.AFTER_REFRESH),
        (-230, Outcome.OTHER_ROAD),
        (-213, Outcome.OTHER_ROAD),
        (-244, Outcome.OTHER_ROAD),
        (-201, Outcome.REFUSED),
        (-204, Outcome.STOP),
        (-321, Outcome.STOP),
        (-200, Outcome.UNKNOWN),
    ],
)
def test_the_codes_that_steer_the_engine(code: int, outcome: Outcome) -> None:
    assert classify("oa", code) == outcome


def test_only_zero_is_accepted() -> None:
    assert [code for (_, code), o in table().items() if o == Outcome.ACCEPTED] == [0]


@pytest.mark.parametrize(("api", "code"), [("oa", -99999), ("oa", 1), ("zbs", 0)])
def test_what_nobody_has_described_is_unknown(api: str, code: int) -> None:
    assert classify(api, code) == Outcome.UNKNOWN
