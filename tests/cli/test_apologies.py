"""`apology` and `explain` about a promised date: the draft as a file, and where the letter stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document

from db.sqlite import connect
from schedules.civil import parse_civil, to_instant
from tests.cli.conftest import Desk


def _asked(desk: Desk) -> dict[str, Any]:
    """A question about a promised date that stands open."""
    found: list[dict[str, Any]] = desk.json(
        "items", "--kind", "apology", "--state", "open", "--limit", "0", "--json"
    )
    return found[0]


def _draft(desk: Desk, code: str, signed: str | None = None) -> None:
    """The head has chosen reason and date."""
    conn = connect(desk.database)
    conn.execute(
        "INSERT INTO letter (dossier_id, due_at, reason, told_reason, new_due_at, person_id, touched_at, signed_at)"
        " SELECT d.id, d.due_at, 'tax', '', ?, (SELECT min(id) FROM person WHERE roles LIKE '%head%'), 0, ?"
        " FROM dossier d WHERE d.code = ?",
        (_instant("25/04/2025 16:00"), _instant(signed) if signed else None, code),
    )
    conn.commit()
    conn.close()


def _instant(text: str) -> int:
    return to_instant(parse_civil(text))


def _text(path: Path) -> str:
    return "\n".join(p.text for p in Document(str(path)).paragraphs)


def test_the_letter_is_written_with_what_is_chosen_so_far(province: Desk) -> None:
    code = _asked(province)["code"]

    told = province.json("apology", code, "--out", "thu.docx", "--json")

    assert (told["code"], told["file"], told["reason"], told["new_date"]) == (code, "thu.docx", None, None)  # fmt: skip
    assert code in _text(province.folder / "thu.docx")
    _draft(province, code)
    told = province.json("apology", code, "--json")
    assert told["file"] == f"xin-loi-{code}.docx"
    assert (told["new_date"], told["signed_at"]) == ("2025-04-25", None)
    text = _text(province.folder / told["file"])
    assert "Lý do: chờ xác định nghĩa vụ tài chính." in text
    assert "ngày 25 tháng 4 năm 2025" in text


def test_a_code_nobody_knows_is_named(province: Desk) -> None:
    result = province.run("apology", "H99-000000-0000")

    assert result.exit_code == 1
    assert "no dossier carries this code" in result.stderr


def test_explain_says_by_when_it_must_be_signed_and_where_it_stands(province: Desk) -> None:
    code = _asked(province)["code"]

    def why(kind: str) -> str:
        found = province.json("explain", code, "--json")["items"]
        (item,) = [i for i in found if i["kind"] == kind]
        return "\n".join(item["text"])

    assert "Hạn ký là giờ đóng cửa của ngày làm việc cuối cùng trước ngày hẹn trả" in why("apology")
    assert "Văn bản xin lỗi:" not in why("dossier")
    _draft(province, code)
    assert "đang soạn, lý do: Chờ xác định nghĩa vụ tài chính, hẹn lại đến" in why("apology")
    assert "đang soạn" in why("dossier")


def test_a_signed_letter_is_explained(province: Desk) -> None:
    code = _asked(province)["code"]
    _draft(province, code, signed="17/03/2025 08:00")

    (item,) = [i for i in province.json("explain", code, "--json")["items"] if i["kind"] == "apology"]  # fmt: skip

    assert item["letter"]["signed_at"].startswith("2025-03-17T08:00")
    assert "đã ký lúc 08 giờ 00 phút ngày 17/3/2025" in "\n".join(item["text"])
