"""`nhacviec ratings` and `nhacviec citizens qr`: listings with averages, pictures, and what is said when something is missing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot import qr
from bot.cli.citizens import averages_of
from db.sqlite import connect
from messages_vi.citizens import POSTER
from schedules.errors import Misconfigured, RejectedInput
from tests.cli.conftest import Desk
from tests.stories.stage import instant

OA = "2000000000000000001"


class Drawn:
    """Stands for the library's code: three modules wide."""

    matrix: Sequence[Sequence[int]] = ((1, 0, 1), (0, 1, 0), (1, 1, 1))

    def save(self, out: Any, **how: Any) -> None:
        """What the library writes."""
        out.write(b"\x89PNG")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The library that draws, and the texts it was asked to draw."""
    asked: list[str] = []
    module = ModuleType("segno")

    def make(text: str, **how: Any) -> Drawn:
        asked.append(text)
        return Drawn()

    module.make = make  # type: ignore[attr-defined]
    monkeypatch.setattr(qr, "import_module", lambda name: module)
    return asked


def test_the_picture_leads_to_the_account_and_says_what_to_do(library: list[str]) -> None:
    poster = ET.fromstring(qr.picture(OA, ".svg"))  # noqa: S314 - our own
    words = ["".join(one.itertext()) for one in poster.iter() if one.tag.endswith("text")]
    assert words == list(POSTER)
    assert qr.picture(OA, ".png").startswith(b"\x89PNG")
    assert library == [f"https://zalo.me/{OA}"] * 2


@pytest.mark.parametrize(
    ("oa", "ending"), [("12/../x", ".svg"), ("", ".svg"), (OA, ".pdf"), (OA, "")]
)
def test_what_cannot_be_drawn_is_refused(library: list[str], oa: str, ending: str) -> None:
    with pytest.raises(RejectedInput):
        qr.picture(oa, ending)


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(qr, "import_module", missing)
    with pytest.raises(Misconfigured, match="segno"):
        qr.picture(OA, ".svg")


def test_the_command_writes_the_file(province: Desk, library: list[str], tmp_path: Path) -> None:
    result = province.run("citizens", "qr", "--out", str(tmp_path / "a.svg"), "--oa", OA)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    result = province.run("citizens", "qr", "--out", str(tmp_path / "a.svg"))
    assert "NHACVIEC_ZALO__OA_ID" in result.stderr or result.exit_code == 0


@pytest.fixture
def rated(province: Desk) -> dict[str, Any]:
    """A dossier that two people rated, in two months."""
    dossier: dict[str, Any] = province.json("items", "--kind", "dossier", "--json")[0]
    with connect(province.database) as conn:
        for place, (at, score) in enumerate((("28/2/2025 10:00", 2), ("3/3/2025 10:00", 5))):
            conn.execute(
                "INSERT INTO person (code, name, name_key, title, unit_id, roles) VALUES (?, '', '', '', 1, 'citizen')",
                (f"ZL-{place}",),
            )
            conn.execute(
                "INSERT INTO rating (dossier_id, person_id, score, reason, words, at)"
                " SELECT d.id, p.id, ?, 'slow', 'Đợi lâu', ? FROM dossier d, person p WHERE d.code = ? AND p.code = ?",
                (score, instant(at), dossier["code"], f"ZL-{place}"),
            )
    return dossier


def test_ratings_are_listed_without_who_gave_them(province: Desk, rated: dict[str, Any]) -> None:
    found = province.json("ratings", "--json")
    assert [one["score"] for one in found] == [2, 5]
    assert set(found[0]) == {"id", "at", "score", "reason", "words", "dossier", "unit", "unit_name"}
    assert [one["score"] for one in province.json("ratings", "--at-most", "2", "--json")] == [2]
    assert province.json("ratings", "--from", "2025-03-01", "--json")[0]["score"] == 5
    assert province.json("ratings", "--to", "2025-02-28", "--json")[0]["score"] == 2
    assert province.json("ratings", "--unit", "nowhere", "--json") == []
    assert "Đợi lâu" in province.run("ratings").stdout


def test_averages_are_by_unit_and_month(province: Desk, rated: dict[str, Any]) -> None:
    found = province.json("ratings", "--averages", "--json")
    assert [(one["month"], one["count"], one["average"], one["low"]) for one in found] == [
        ("2025-02", 1, 2.0, 1), ("2025-03", 1, 5.0, 0),
    ]  # fmt: skip
    assert "2025-03" in province.run("ratings", "--averages").stdout
    rows = [(1, instant("1/3/2025 00:30"), score, "", "", "c", "u", "U") for score in (1, 2, 5)]
    assert averages_of(rows)[0]["average"] == 2.67
