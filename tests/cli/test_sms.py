"""`nhacviec sms` and the line of the doctor about SMS."""

from __future__ import annotations

import json

import pytest

from bot.sms.addresses import webhook_token
from db.sqlite import connect
from tests.cli.conftest import SECRET, Desk

ESMS = {"GATEWAY": "esms", "API_KEY": "bi-mat", "SECRET_KEY": "bi-mat", "BRANDNAME": "UBND-MAU"}
FPT = {"GATEWAY": "fpt", "CLIENT_ID": "mau", "CLIENT_SECRET": "bi-mat", "BRANDNAME": "UBND-MAU"}


def set_sms(monkeypatch: pytest.MonkeyPatch, prefix: str = "", **keys: str) -> None:
    for name, value in keys.items():
        monkeypatch.setenv(f"NHACVIEC_SMS__{prefix}{name}", value)


def finding(desk: Desk) -> tuple[str, str, str]:
    """Status, text and mend."""
    found = json.loads(desk.run("doctor", "--json").stdout)
    [sms] = [one for one in found if one["check"] == "sms"]
    return sms["status"], sms["text"], sms["mend"]


def test_the_address_to_register(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_PUBLIC_URL", "https://nhacviec.mau.example")
    address = f"https://nhacviec.mau.example/webhook/sms/esms/{webhook_token(SECRET, 'esms')}"

    assert desk.run("sms", "address").stdout == f"esms  {address}\n"
    assert desk.json("sms", "address", "--json") == [{"gateway": "esms", "address": address}]


def test_without_a_public_address_it_says_so(desk: Desk) -> None:
    result = desk.run("sms", "address")

    assert "https://…/webhook/sms/esms/" in result.stdout
    assert "NHACVIEC_PUBLIC_URL is not set" in result.stderr


def test_without_a_secret_there_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "")
    result = desk.run("sms", "address")

    assert result.exit_code == 1
    assert "NHACVIEC_SECRET_KEY is missing" in result.stderr


def test_the_doctor_says_what_there_is(province: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = finding(province)
    set_sms(monkeypatch, **ESMS)
    silent = finding(province)
    monkeypatch.setenv("NHACVIEC_PUBLIC_URL", "https://nhacviec.mau.example")
    well = finding(province)
    set_sms(monkeypatch, SANDBOX="true")
    trial = finding(province)

    assert nothing == ("ok", "there is no gateway: nobody is reached by SMS", "")
    assert silent[:2] == ("warn", "esms as UBND-MAU; no delivery reports")
    assert "NHACVIEC_PUBLIC_URL" in silent[2]
    assert well == ("ok", "esms as UBND-MAU", "")
    assert trial[:2] == ("warn", "esms as UBND-MAU (sandbox: no phone is reached)")


def test_the_doctor_says_how_two_share(province: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    set_sms(monkeypatch, **FPT)
    set_sms(monkeypatch, "SECOND__", **ESMS, CALLBACK_URL="https://mau.example/x")
    at_rest = finding(province)
    conn = connect(province.database)
    balance = {"shift": -20, "moved_at": 1, "why": "slow", "detail": "first: 3 of 4 messages"}
    conn.execute("INSERT INTO meta VALUES ('sms.balance', ?)", [json.dumps(balance)])
    conn.close()
    moved = finding(province)

    assert at_rest[1].endswith("; fpt carries 51 of 100 (51 at rest; at_rest)")
    assert moved[1].endswith("; fpt carries 31 of 100 (51 at rest; slow, first: 3 of 4 messages)")
    assert "bi-mat" not in moved[1]


def test_who_withdrew_is_written_to_again_with_a_reason(province: Desk) -> None:
    person = province.json("people", "--json")[0]["code"]
    conn = connect(province.database)
    for road in ("sms", "zalo"):
        conn.execute(
            "INSERT INTO closed_road SELECT id, :road, 'opted_out', 1, NULL FROM person WHERE code = :code",
            {"code": person, "road": road},
        )
    opened = province.run("sms", "open", "--person", person, "--why", "đã đồng ý lại ngày 17/3")
    left = conn.execute("SELECT road FROM closed_road").fetchall()
    conn.close()
    again = province.run("sms", "open", "--person", person, "--why", "x")

    assert opened.exit_code == 0, opened.stderr
    assert "đã đồng ý lại ngày 17/3" in opened.stderr
    assert left == [("zalo",)]
    assert (again.exit_code, "no road by SMS is closed" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("--person", "khong-co", "--why", "x"), 1, "nobody has this code"),
        (("--person", "khong-co", "--why", " "), 1, "say who agreed"),
        (("--person", "khong-co"), 2, "--why"),
        (("--why", "x"), 2, "--person"),
    ],
)
def test_nothing_is_opened_without_a_person_and_a_reason(
    province: Desk, args: tuple[str, ...], status: int, told: str
) -> None:
    result = province.run("sms", "open", *args)

    assert (result.exit_code, told in result.stderr) == (status, True)
