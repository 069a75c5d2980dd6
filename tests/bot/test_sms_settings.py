"""Settings of SMS gateways: tables, numbers and booleans from file and environment, two gateways, no value ever shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import load
from bot.sms.failover import Shares
from bot.sms.gateways import all_gateway_settings, shares_of
from bot.sms.gateways.esms import EsmsSettings
from bot.sms.gateways.vnpt import VnptSettings
from bot.sms.numbers import Operator
from db.words import Outcome
from schedules.errors import Misconfigured

FILE = """
[sms]
gateway = "esms"
brandname = "UBND-MAU"
api_key = "bi-mat-1"
secret_key = 123456789
sandbox = true
share = 70
share_by_operator = {viettel = 20}

[sms.codes]
12 = "stop"

[sms.second]
gateway = "vnpt"
brandname = "UBND-MAU"
url = "https://sms.mau.example/api"
label_id = 77
contract_id = 88
agent_id = 99
api_user = "mau"
api_password = "bi-mat-2"
username = "ubnd_mau"

[sms.second.templates]
officer_due = 1234
"""
ENVIRONMENT = {
    "GATEWAY": "esms",
    "BRANDNAME": "UBND-MAU",
    "API_KEY": "bi-mat-1",
    "SECRET_KEY": "123456789",
    "SANDBOX": "1",
    "SHARE": "70",
    "SHARE_BY_OPERATOR__VIETTEL": "20",
    "CODES": '{"12": "stop"}',
    "SECOND__GATEWAY": "vnpt",
    "SECOND__BRANDNAME": "UBND-MAU",
    "SECOND__URL": "https://sms.mau.example/api",
    "SECOND__LABEL_ID": "77",
    "SECOND__CONTRACT_ID": "88",
    "SECOND__AGENT_ID": "99",
    "SECOND__API_USER": "mau",
    "SECOND__API_PASSWORD": "bi-mat-2",
    "SECOND__USERNAME": "ubnd_mau",
    "SECOND__TEMPLATES": "officer_due=1234",
}


@pytest.fixture(autouse=True)
def _empty_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("NHACVIEC_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def told(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """What is said about these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(f"NHACVIEC_SMS__{name}", value)
    with pytest.raises(Misconfigured) as caught:
        load()
    return caught.value.problems


@pytest.mark.parametrize("source", ["file", "environment"])
def test_both_gateways_are_read(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if source == "file":
        Path("nhacviec.toml").write_text(FILE, encoding="utf-8")
    else:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(f"NHACVIEC_SMS__{name}", value)
    sms = load().sms
    found = all_gateway_settings(sms)
    esms, vnpt = found["esms"], found["vnpt"]

    assert list(found) == ["esms", "vnpt"]
    assert isinstance(esms, EsmsSettings)
    assert isinstance(vnpt, VnptSettings)
    assert (esms.sandbox, esms.codes) == (True, {"12": Outcome.STOP})
    assert esms.secret_key.get_secret_value() == "123456789"
    assert (vnpt.label_id, vnpt.templates) == ("77", {"officer_due": "1234"})
    assert shares_of(sms) == Shares(70, {Operator.VIETTEL: 20})
    assert "bi-mat" not in repr(sms)
    assert "123456789" not in repr(sms)


def test_the_environment_wins_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("nhacviec.toml").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("NHACVIEC_SMS__SECOND__TEMPLATES__OFFICER_DUE", "4321")
    monkeypatch.setenv("NHACVIEC_SMS__SANDBOX", "false")
    found = all_gateway_settings(load().sms)
    vnpt = found["vnpt"]

    assert isinstance(vnpt, VnptSettings)
    assert vnpt.templates == {"officer_due": "4321"}
    assert not found["esms"].sandbox


def test_shares_at_rest_without_a_word_about_them(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("nhacviec.toml").write_text(
        FILE.replace("share = 70\nshare_by_operator = {viettel = 20}\n", ""), encoding="utf-8"
    )
    two = load().sms
    Path("nhacviec.toml").write_text("", encoding="utf-8")

    assert shares_of(two) == Shares(51)
    assert shares_of(load().sms) == Shares(100)


def test_everything_wrong_is_told_at_once_with_other_problems_and_without_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NHACVIEC_PORT", "achtzig")
    problems = told(
        monkeypatch,
        GATEWAY="esms",
        BRANDNAME="123",
        SECRET_KEY="bi-mat-1",
        PASWORD="bi-mat-2",
        SECOND__GATEWAY="fpt",
        SECOND__CLIENT_SECRET="bi-mat-3",
        SECOND__SANDBOX="perhaps",
        SHARE_BY_OPERATOR__VIETTELL="20",
    )
    keys = {problem.partition(":")[0].partition(" ")[0] for problem in problems}

    assert keys == {
        "NHACVIEC_PORT",
        "NHACVIEC_SMS__API_KEY",
        "NHACVIEC_SMS__BRANDNAME",
        "NHACVIEC_SMS__PASWORD",
        "NHACVIEC_SMS__SECOND__BRANDNAME",
        "NHACVIEC_SMS__SECOND__CLIENT_ID",
        "NHACVIEC_SMS__SECOND__SANDBOX",
        "NHACVIEC_SMS__SHARE_BY_OPERATOR__VIETTELL",
    }
    assert "bi-mat" not in "".join(problems)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"GATEWAY": "none", "SECOND__GATEWAY": "pigeon"}, "NHACVIEC_SMS__SECOND__GATEWAY"),
        ({"SECOND__API_KEY": "bi-mat"}, "NHACVIEC_SMS__SECOND__GATEWAY"),
        ({"SECOND": "bi-mat"}, "NHACVIEC_SMS__SECOND"),
        ({"SHARE": "101"}, "NHACVIEC_SMS__SHARE"),
        ({"SHARE": "50"}, "NHACVIEC_SMS__SHARE"),
        ({"SHARE_BY_OPERATOR__VIETTEL": "-1"}, "NHACVIEC_SMS__SHARE_BY_OPERATOR__VIETTEL"),
        ({"REQUESTS_PER_MINUTE": "0"}, "NHACVIEC_SMS__REQUESTS_PER_MINUTE"),
    ],
)
def test_what_does_not_fit_together(
    given: dict[str, str], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = told(monkeypatch, **given)

    assert problems[0].replace(" =", ":").partition(":")[0] == key
    assert "bi-mat" not in "".join(problems)


def test_the_second_is_another_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        "CLIENT_ID": "mau", "CLIENT_SECRET": "bi-mat", "BRANDNAME": "UBND-MAU", "GATEWAY": "fpt"
    }  # fmt: skip
    second = {f"SECOND__{name}": value for name, value in keys.items()}

    [problem] = told(monkeypatch, **keys, **second)

    assert problem.startswith("NHACVIEC_SMS__SECOND__GATEWAY: must be another gateway")
    [problem] = told(monkeypatch, **second, GATEWAY="none")
    assert problem.startswith("NHACVIEC_SMS__GATEWAY: name the first gateway")
