"""`plan read`: a plan in words for people, as JSON lines for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Desk

TEXT = """Mẫu Sơn, ngày 20 tháng 02 năm 2025
| TT | Nội dung | Chủ trì | Thời hạn |
|---|---|---|---|
| 1 | Ban hành kế hoạch | Sở Mẫu | Trước ngày 15/3/2025 |
| 2 | Báo cáo kết quả | Sở Mẫu | (xem phụ lục 3) |
"""


def _file(tmp_path: Path) -> str:
    path = tmp_path / "ke-hoach-mau.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_people_see_a_table_and_how_many_rows_to_look_at(desk: Desk, tmp_path: Path) -> None:
    shown = desk.run("plan", "read", _file(tmp_path)).stdout
    assert "ngày 20/02/2025" in shown
    assert "trước ngày 15/3/2025" in shown
    assert "14/3/2025" in shown  # the next due day, a Friday
    assert "thời hạn chưa hiểu hết" in shown
    assert "Đọc được 2 nhiệm vụ: 1 không có điểm nghi vấn, 1 cần xem lại." in shown


def test_programs_get_one_object_a_line_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    result = desk.run("plan", "read", _file(tmp_path), "--jsonl")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["doc"] == "ke-hoach-mau"
    assert first["rule"] == {"kind": "by_date", "date": "2025-03-15", "inclusive": False}
    assert (first["next_due"], first["doubts"]) == ("2025-03-14", [])
    assert second["doubts"] == ["not_understood"]
    assert second["confidence"] < first["confidence"]


def test_a_plan_without_a_day_is_read_as_of_the_one_given(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mau.txt"
    path.write_text("1. Sở Mẫu gửi báo cáo trước ngày 15/3.", encoding="utf-8")
    result = desk.run("plan", "read", str(path), "--jsonl", "--on", "2026-03-20")
    assert json.loads(result.stdout)["rule"]["date"] == "2027-03-15"


def test_a_file_that_cannot_be_read_is_named_with_the_mend(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    result = desk.run("plan", "read", str(path))
    assert result.exit_code == 1
    assert "mau.docx: tệp hỏng" in result.stderr
