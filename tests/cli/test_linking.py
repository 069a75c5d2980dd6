"""`nhacviec people invite`, `unlink`, `links`: who is meant, what is printed, what is kept; and the listing as it was."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from db.link_codes import read_code
from db.sqlite import connect
from tests.cli.conftest import Desk

OA = "2000000000000000001"
CODE = re.compile(r"[2-9CFGHJKMNPQRTVX]{4}-[2-9CFGHJKMNPQRTVX]{4}")


@pytest.fixture
def half_linked(province: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Every third person has no account any more."""
    monkeypatch.setenv("NHACVIEC_ZALO__OA_ID", OA)
    with connect(province.database) as conn:
        conn.execute(
            "UPDATE person SET zalo_key = NULL, zalo_sealed = NULL WHERE id % 3 = 0 AND roles <> 'citizen'"
        )
        conn.commit()
    return province


def unlinked(desk: Desk, *more: str) -> list[str]:
    found: list[dict[str, Any]] = desk.json("people", "--state", "unlinked", "--json", *more)
    return sorted(one["code"] for one in found)


def test_everybody_without_an_account_gets_a_code_once_shown(half_linked: Desk) -> None:
    made = half_linked.json("people", "invite", "--json")
    assert sorted(one["person"] for one in made) == unlinked(half_linked)
    assert {one["outcome"] for one in made} == {"made"}
    assert {one["expires_at"] for one in made} == {"2025-03-24T09:00:00+07:00"}
    codes = [one["code"] for one in made]
    assert len(set(codes)) == len(codes)
    assert all(CODE.fullmatch(code) and read_code(code) for code in codes)
    raw = b"".join(file.read_bytes() for file in half_linked.folder.glob("nhacviec.db*"))
    assert not [code for code in codes if code.encode() in raw]
    assert not [code for code in codes if code.replace("-", "").encode() in raw]


def test_one_unit_and_somebody_named_who_is_linked(half_linked: Desk) -> None:
    unit = half_linked.json("people", "--state", "unlinked", "--json")[0]["unit"]
    made = half_linked.json("people", "invite", "--unit", unit, "--days", "3", "--json")
    assert [one["person"] for one in made] == unlinked(half_linked, "--unit", unit)
    assert {one["expires_at"] for one in made} == {"2025-03-20T09:00:00+07:00"}
    linked = half_linked.json("people", "--state", "linked", "--json")[0]["code"]
    [again] = half_linked.json("people", "invite", "--person", linked, "--json")
    assert again["person"] == linked


def test_the_table_shows_name_code_and_date(half_linked: Desk) -> None:
    person = unlinked(half_linked)[0]
    out = half_linked.run("people", "invite", "--person", person).stdout
    assert CODE.search(out)
    assert "2025-03-24 09:00" in out
    assert person in out


def test_sheets_pictures_and_the_accounts_own_code(half_linked: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "phieu"
    made = half_linked.json("people", "invite", "--qr", str(folder), "--json")
    png = (folder / f"zalo-{OA}.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24])[0] >= 300  # pixels
    ET.parse(folder / f"zalo-{OA}.svg")  # noqa: S314 - our own file
    pages = "".join(file.read_text("utf-8") for file in folder.glob("phieu-*.html"))
    assert len(list(folder.glob("phieu-*.html"))) == len({one["unit"] for one in made})
    for one in made:
        assert one["code"] in pages
        assert one["name"] in pages
        picture = Path(one["picture"])
        assert one["code"] in picture.read_text("utf-8")
        ET.parse(picture)  # noqa: S314
        assert picture.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert "size: A4" in pages
    assert "Không phải tôi" in pages
    assert "http" not in pages.replace("http://www.w3.org/", "")  # nothing is fetched to print it


def test_without_an_account_id_there_is_nothing_to_point_at(province: Desk, tmp_path: Path) -> None:
    result = province.run("people", "invite", "--qr", str(tmp_path / "phieu"))
    assert result.exit_code == 1
    assert "NHACVIEC_ZALO__OA_ID" in result.stderr


def test_sending_needs_a_road_and_a_number(
    half_linked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = half_linked.json("people", "invite", "--send", "--json")
    assert {one["outcome"] for one in nowhere} == {"no_number"}
    monkeypatch.setenv("NHACVIEC_ZALO__TEMPLATES", json.dumps({"link_invitation": "1"}))
    sent = half_linked.json("people", "invite", "--send", "--json")
    with_number = [one for one in sent if one["outcome"] == "sent"]
    assert with_number
    again = half_linked.json("people", "invite", "--send", "--json")
    assert {(one["person"], one["code"]) for one in again if one["outcome"] == "on_the_way"} == {
        (one["person"], None) for one in with_number
    }
    messages = half_linked.json("messages", "--json")
    told = [one for one in messages if "mời" in one["text"] and one["state"] == "waiting"]
    assert len(told) == len(with_number)
    assert not [one for one in told if CODE.search(one["text"])]
    assert {one["tried"]["zalo"] for one in told} == {"by_number"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--unit", "KHONG-CO"), "no unit has this code"),
        (("--person", "khong-co"), "nobody active has this code"),
    ],
)
def test_an_unknown_unit_or_person_is_said(
    half_linked: Desk, args: tuple[str, str], words: str
) -> None:
    result = half_linked.run("people", "invite", *args)
    assert result.exit_code == 1
    assert words in result.stderr


def test_the_listing_is_as_it_was(half_linked: Desk) -> None:
    assert half_linked.json("people", "--json")
    assert half_linked.run("people", "--unit", "X").exit_code == 0
    misplaced = half_linked.run("people", "--unit", "X", "invite")
    assert misplaced.exit_code == 2
    assert "people invite" in misplaced.stderr


def test_a_tie_is_ended_told_and_kept_in_the_record(half_linked: Desk) -> None:
    person = half_linked.json("people", "--state", "linked", "--json")[0]["code"]
    before = len(half_linked.json("messages", "--limit", "0", "--json"))
    assert half_linked.json("people", "unlink", person, "--json")["zalo_linked"] is False
    assert person in unlinked(half_linked)
    messages = half_linked.json("messages", "--limit", "0", "--json")
    assert len(messages) == before + 1
    assert "đã ngừng nhận nhắc việc" in messages[-1]["text"]
    record = half_linked.json("people", "links", "--person", person, "--json")
    assert [(one["what"], one["how"]) for one in record] == [
        ("linked", "import"),
        ("unlinked", "command"),
    ]
    again = half_linked.run("people", "unlink", person)
    assert again.exit_code == 1
    assert "tied to no Zalo account" in again.stderr
    assert "unlinked" in half_linked.run("people", "links", "--person", person).stdout
    assert half_linked.run("people", "unlink", "khong-co").exit_code == 1


def test_who_has_left_gets_nothing_and_their_work_goes_to_a_successor(half_linked: Desk) -> None:
    items = half_linked.json("items", "--state", "open", "--limit", "0", "--json")
    held = [one["assignee"] for one in items if one["assignee"]]
    leaver = max(set(held), key=held.count)
    people = half_linked.json("people", "--limit", "0", "--json")
    unit = next(one["unit"] for one in people if one["code"] == leaver)
    heir = next(one["code"] for one in people if one["unit"] == unit and one["code"] != leaver)
    answer = half_linked.json("people", "retire", leaver, "--successor", heir, "--json")
    assert answer["items"] >= held.count(leaver)
    after = [
        one["assignee"]
        for one in half_linked.json("items", "--limit", "0", "--state", "open", "--json")
    ]
    assert leaver not in after
    assert after.count(heir) >= held.count(leaver) + held.count(heir)
    [gone] = half_linked.json("people", "--person", leaver, "--json")
    assert (gone["active"], gone["zalo_linked"]) == (False, False)
    again = half_linked.run("people", "retire", leaver)
    assert again.exit_code == 1
    assert "nobody active has this code" in again.stderr
    assert half_linked.run("people", "retire", heir, "--successor", heir).exit_code == 1
    assert half_linked.run("people", "invite", "--person", leaver).exit_code == 1
