"""Gateways from settings: what is missing or wrong is told all at once, without a value."""

from __future__ import annotations

from typing import Any

import pytest

from bot.config import SmsSettings
from bot.http import make_wire
from bot.sms.gateways import gateway_settings, make_gateway
from bot.sms.gateways.fpt import REAL, SANDBOX
from db.words import Outcome
from schedules.errors import Misconfigured
from tests.sms.gateways.providers import KEYS, NAMES
from tests.sms.gateways.stand import BRAND, PASSWORD

HOSTS = {"vnpt": "https://sms.mau.example/api", "viettel": "https://sms.mau.example/bulkapi"}


def settings(name: str, **changes: Any) -> SmsSettings:
    """The general settings with all that this gateway needs."""
    url = {"url": HOSTS[name]} if name in HOSTS else {}
    keys = {**KEYS.get(name, {}), **url, "brandname": BRAND}
    return SmsSettings.model_validate({"gateway": name, **keys, **changes})


def problems(name: str, **changes: Any) -> list[str]:
    """What is said about wrong settings."""
    with pytest.raises(Misconfigured) as caught:
        gateway_settings(settings(name, **changes))
    return caught.value.problems


def test_none_makes_none() -> None:
    assert gateway_settings(SmsSettings.model_validate({})) is None


@pytest.mark.parametrize("name", NAMES)
async def test_each_name_makes_its_gateway(name: str) -> None:
    wire = make_wire()
    keys = gateway_settings(settings(name))
    assert keys is not None
    made = make_gateway(keys, wire)
    await wire.aclose()

    assert made.name == name


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("esms", {"API_KEY", "BRANDNAME", "SECRET_KEY"}),
        (
            "vnpt",
            {
                *("AGENT_ID", "API_PASSWORD", "API_USER", "BRANDNAME"),
                *("CONTRACT_ID", "LABEL_ID", "URL", "USERNAME"),
            },
        ),
        ("viettel", {"BRANDNAME", "CP_CODE", "PASSWORD", "USER"}),
        ("fpt", {"BRANDNAME", "CLIENT_ID", "CLIENT_SECRET"}),
    ],
)
def test_all_that_is_missing_is_named_at_once(name: str, missing: set[str]) -> None:
    with pytest.raises(Misconfigured) as caught:
        gateway_settings(SmsSettings.model_validate({"gateway": name}))

    named = {problem.partition(":")[0] for problem in caught.value.problems}
    assert named == {f"NHACVIEC_SMS__{key}" for key in missing}


@pytest.mark.parametrize("name", NAMES)
def test_a_key_nobody_knows_is_refused(name: str) -> None:
    [told] = problems(name, pasword=PASSWORD)

    assert told.startswith("NHACVIEC_SMS__PASWORD: ")
    assert PASSWORD not in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"brandname": "123"}, "not digits only", id="brandname"),
        pytest.param({"api_key": "  "}, "must not be empty", id="empty secret"),
        pytest.param({"codes": "12"}, "name=value", id="codes without a class"),
        pytest.param({"codes": "12=gone"}, "'accepted'", id="class nobody knows"),
        pytest.param({"url": "http://sms.mau.example"}, "plain HTTP", id="plain HTTP"),
        pytest.param({"url": "https://a:b@sms.mau.example"}, "without name", id="name in the URL"),
        pytest.param({"url": "https://sms.mau.example/?k=1"}, "question mark", id="query"),
        pytest.param({"url": "sms.mau.example"}, "https://", id="no scheme"),
        pytest.param({"url": "ftp://sms.mau.example"}, "https://", id="another scheme"),
    ],
)
def test_wrong_values(changes: dict[str, str], told: str) -> None:
    [problem] = problems("esms", **changes)

    assert problem.startswith("NHACVIEC_SMS")
    assert told in problem


def test_plain_http_needs_a_private_line() -> None:
    url = "http://sms.mau.example:8888/api"

    assert "plain HTTP" in problems("vnpt", url=url)[0]
    found = gateway_settings(settings("vnpt", url=url, private_line="true"))
    assert found is not None
    assert found.url == url


def test_the_documented_host_of_viettel_needs_a_private_line() -> None:
    keys = {**KEYS["viettel"], "brandname": BRAND, "gateway": "viettel"}
    with pytest.raises(Misconfigured, match="private_line"):
        gateway_settings(SmsSettings.model_validate(keys))


@pytest.mark.parametrize(
    ("sandbox", "url"),
    [("true", SANDBOX), ("1", SANDBOX), ("false", REAL), ("0", REAL), (None, REAL)],
)
def test_the_sandbox_of_fpt_is_another_host(sandbox: str | None, url: str) -> None:
    found = gateway_settings(settings("fpt", **({"sandbox": sandbox} if sandbox else {})))

    assert found is not None
    assert (found.url, found.sandbox) == (url, url == SANDBOX)


def test_mappings_are_read_from_one_line() -> None:
    told = "officer/due_soon=12, head/overdue = 13,"
    found = gateway_settings(settings("vnpt", templates=told, codes="31=stop"))

    assert found is not None
    assert found.model_dump()["templates"] == {"officer/due_soon": "12", "head/overdue": "13"}
    assert found.codes == {"31": Outcome.STOP}


@pytest.mark.parametrize("name", NAMES)
def test_settings_never_show_a_secret(name: str) -> None:
    assert PASSWORD not in repr(gateway_settings(settings(name)))
