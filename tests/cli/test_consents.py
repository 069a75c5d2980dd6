"""`nhacviec consents`: the ledger with its filters, numbers in stars; and who agrees again at an office."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli.consents import masked
from bot.consents import citizen_code
from db.sealing import Sealer
from db.sqlite import connect
from tests.cli.conftest import SECRET, Desk

PHONE = "84900500001"
CODE = citizen_code(Sealer(SECRET).lookup(PHONE))


@pytest.fixture
def agreed(province: Desk) -> dict[str, Any]:
    """A dossier whose citizen agreed, and the file row that told it."""
    dossier: dict[str, Any] = province.json("items", "--kind", "dossier", "--json")[0]
    header = "code,unit,received_at,status,phone,notify_sms,notify_zalo"
    row = f"{dossier['code']},{dossier['unit']},14/03/2025 09:00,4,0900500001,true,"
    file = province.folder / "flags.csv"
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    result = province.run("import", "dossiers", str(file))
    assert result.exit_code == 0, result.stderr
    return dossier


def test_an_agreement_is_shown_with_its_proof_and_a_number_in_stars(
    province: Desk, agreed: dict[str, Any]
) -> None:
    [found] = province.json("consents", "--json")

    assert found | {"id": 0, "at": "", "unit_name": ""} == {
        "id": 0,
        "at": "",
        "state": "given",
        "person": CODE,
        "phone": "090***0001",
        "dossier": agreed["code"],
        "unit": agreed["unit"],
        "unit_name": "",
        "purpose": "dossier_news",
        "roads": ["sms"],
        "source": "feed",
        "proof": "ThongBaoSMS=true (file)",
    }
    assert "090***0001" in province.run("consents").stdout
    assert CODE not in province.run("people").stdout


@pytest.mark.parametrize(
    ("args", "rows"),
    [
        (("--state", "given"), 1),
        (("--state", "withdrawn"), 0),
        (("--source", "sms"), 0),
        (("--person", CODE), 1),
        (("--person", "khong-co"), 0),
        (("--code", "khong-co"), 0),
    ],
)
def test_filters(province: Desk, agreed: dict[str, Any], args: tuple[str, ...], rows: int) -> None:
    assert len(province.json("consents", *args, "--json")) == rows
    assert ("nothing found" in province.run("consents", *args).stderr) == (rows == 0)


def test_by_dossier_and_unit(province: Desk, agreed: dict[str, Any]) -> None:
    assert len(province.json("consents", "--code", agreed["code"], "--json")) == 1
    assert len(province.json("consents", "--unit", agreed["unit"], "--json")) == 1


def test_an_office_notes_who_agrees_again(province: Desk, agreed: dict[str, Any]) -> None:
    key = Sealer(SECRET).lookup(PHONE)
    stranger = "0123456789abcdef0123456789abcdef"  # withdrew before any dossier of theirs was known
    conn = connect(province.database)
    for phone_key in (key, stranger):
        conn.execute(
            "INSERT INTO consent (phone_key, purpose, given, roads, source, proof, at)"
            " VALUES (?, 'dossier_news', 0, '', 'sms', 'SMS m1', 1)",
            (phone_key,),
        )
    conn.close()
    for code in (CODE, citizen_code(stranger)):
        opened = province.run("sms", "open", "--person", code, "--why", "Phiếu mẫu 17/3")
        again = province.run("sms", "open", "--person", code, "--why", "Phiếu mẫu 17/3")
        assert (opened.exit_code, again.exit_code) == (0, 1), opened.stderr

    found, other = province.json("consents", "--source", "desk", "--json")
    assert other["person"] == citizen_code(stranger)
    assert (found["state"], found["proof"], found["dossier"]) == ("given", "Phiếu mẫu 17/3", None)


def test_a_number_is_never_shown_whole() -> None:
    sealer = Sealer(SECRET)

    assert masked(sealer.seal(PHONE), sealer) == "090***0001"
    assert masked(sealer.seal(PHONE), None) is None
    assert masked(None, sealer) is None
    assert masked(sealer.seal(PHONE), Sealer("another secret of the tests")) is None
