"""The table of error codes: every row on its outcome, and what nobody has described is unknown."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import get_args

import pytest

from bot.zalo.errors import (
    BY_UID,
    OA,
    UNDESCRIBED,
    ZBS,
    Api,
    Scope,
    Until,
    classify,
    explain,
    table,
)
from db.words import Outcome

# Each code of the reference table, by api and outcome.
EXPECTED: dict[Api, dict[str, str]] = {
    "oa": {
        "accepted": "0",
        "again": "-214",
        "after_refresh": "-216 -220",
        "later": "-32 -211 -218 -234 -311",
        "other_road": "-213 -217 -222 -227 -230 -232 -244 -249 -305",
        "stop": "-202 -204 -205 -207 -208 -209 -212 -215 -219 -221 -223 -224 -235 -237 -238 -240 -241 -242 -320 -321",
        "refused": "-100 -201 -210 -233 -248 -403 -1340 -1341",
        "unknown": "-200",
    },
    "zbs": {
        "accepted": "0",
        "again": "-129 -152",
        "after_refresh": "-124",
        "later": "-133 -144 -147 -160 -1472",
        "other_road": "-108 -110 -114 -118 -119 -134 -139 -140 -141 -1471 -249",
        "stop": "-101 -102 -103 -104 -105 -109 -113 -1132 -115 -117 -120 -1241 -125 -126 -128 -131 -135 -1351 "
        "-136 -137 -138 -1381 -142 -145 -146",
        "refused": "-106 -107 -1091 -111 -112 -1121 -1122 -1123 -1124 -1131 -116 -1201 -1202 -121 -122 -123 -127 "
        "-130 -132 -143 -1441 -148 -149 -1491 -150 -151 -153 -158 -159 -161 -162",
        "unknown": "-100",
    },
    "oauth": {"stop": "-14002 -14003 -14012 -14024 -14029 error_name"},
    "social": {"stop": "112", "refused": "210", "after_refresh": "452"},
    "bot": {
        "again": "403",
        "later": "429",
        "stop": "401",
        "refused": "400 404",
        "unknown": "408 5xx",
    },
    "transport": {"unknown": "timeout http_5xx"},
}
ROWS = [
    (api, code, Outcome(outcome))
    for api, outcomes in EXPECTED.items()
    for outcome, codes in outcomes.items()
    for code in codes.split()
]


@pytest.mark.parametrize(("api", "code", "outcome"), ROWS)
def test_each_code_has_its_outcome(api: Api, code: str, outcome: Outcome) -> None:
    assert classify(api, code) == outcome


def test_the_table_has_each_row_once_and_no_other() -> None:
    text = files("bot.zalo").joinpath("errors.csv").read_text(encoding="utf-8")
    rows = [(row["api"], row["code"]) for row in csv.DictReader(text.splitlines())]

    assert sorted(rows) == sorted((api, code) for api, code, _ in ROWS)
    assert len(rows) == len(table()) == 142


def test_numbers_and_their_texts_are_the_same_code() -> None:
    assert classify("oa", -230) == classify("oa", "-230") == Outcome.OTHER_ROAD


def test_every_row_speaks_in_known_words() -> None:
    for row in table().values():
        assert row.meaning
        assert row.scope in get_args(Scope)
        assert row.until in get_args(Until)
        assert bool(row.until) == (row.outcome == Outcome.LATER)
        assert bool(row.scope) == (row.outcome != Outcome.ACCEPTED)


def test_a_bad_template_stops_the_template_and_not_the_account() -> None:
    stopped = {code for (api, code), row in table().items() if row[:2] == ("stop", "template")}

    assert stopped == {"-109", "-113", "-1132", "-117", "-131", "-145", "-146"}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        pytest.param(-100, Outcome.REFUSED, id="-100 has two meanings: the account's comes first"),
        pytest.param(-118, Outcome.OTHER_ROAD, id="-118 stands in the template table only"),
        pytest.param(-216, Outcome.AFTER_REFRESH, id="-216 stands in the account table only"),
        pytest.param(-124, Outcome.AFTER_REFRESH, id="-124 from the template table"),
        pytest.param(-99999, Outcome.UNKNOWN, id="in neither"),
    ],
)
def test_a_template_by_user_id_is_looked_up_in_both_tables(code: int, outcome: Outcome) -> None:
    assert explain(BY_UID, code).outcome == outcome


def test_a_channel_does_not_borrow_from_another() -> None:
    assert explain(OA, -118) is UNDESCRIBED
    assert explain(ZBS, -230) is UNDESCRIBED


@pytest.mark.parametrize(
    ("api", "code"),
    [("oa", -99999), ("oa", 1), ("zbs", -32), ("oauth", 0), ("oa", "0 "), ("transport", "ok")],
)
def test_what_nobody_has_described_is_unknown(api: Api, code: int | str) -> None:
    assert classify(api, code) == Outcome.UNKNOWN
