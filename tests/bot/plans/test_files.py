"""The same plan as text, DOCX, XLSX and PDF; files that are broken, locked, old or made to harm."""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.plans import UnreadablePlan, open_plan
from messages_vi import plans as words
from schedules.plans import Plan
from schedules.rules import dump_rules
from tests.bot.plans.pdf_file import ruled_pdf

TODAY = dt.date(2025, 3, 1)
HEADER = ["STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời hạn", "Ghi chú"]
ROWS = [
    ["1", "Ban hành kế hoạch kiểm tra", "Văn phòng UBND tỉnh", "Sở Tư pháp", "Trước ngày 15/3/2025", ""],
    ["2", "Tổ chức tập huấn", "Văn phòng UBND tỉnh", "", "Quý II năm 2025", ""],
    ["3", "Công khai danh mục", "Các sở, ban, ngành", "", "Hàng tháng", "Trước ngày 05"],
]  # fmt: skip
PLACE = "Mẫu Sơn, ngày 20 tháng 02 năm 2025"
TEXT = "\n".join([PLACE, *("| " + " | ".join(row) + " |" for row in [HEADER, *ROWS])])


def read(plan: Plan) -> list[tuple[str, tuple[str, ...], object]]:
    return [(one.item, one.lead_units, dump_rules(one.rules)) for one in plan.obligations]


WANTED = [
    ("1", ("Văn phòng UBND tỉnh",), {"kind": "by_date", "date": "2025-03-15", "inclusive": False}),
    ("2", ("Văn phòng UBND tỉnh",), {"kind": "within_period", "period": "2025-Q2"}),
    ("3", ("Các sở, ban, ngành",), {"kind": "recurring", "every": "month", "day": 5, "inclusive": False}),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_text_in_any_unicode(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mau.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read(open_plan(path, TODAY)) == WANTED


def _docx(path: Path, *, merged: bool = True) -> None:
    document = docx.Document()
    document.add_paragraph(PLACE)
    document.add_paragraph("II. NHIỆM VỤ")
    table = document.add_table(rows=2, cols=6)
    for i, name in enumerate(["STT", "Nội dung", "Đơn vị thực hiện", "", "Thời hạn", "Ghi chú"]):
        table.cell(0, i).text = name
    if merged:
        table.cell(0, 2).merge(table.cell(0, 3))
        for i in (0, 1, 4, 5):
            table.cell(0, i).merge(table.cell(1, i))
    table.cell(1, 2).text, table.cell(1, 3).text = "Chủ trì", "Phối hợp"
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for number in (2, 3, 4):  # numbered by Word itself
        table.cell(number, 0).text = ""
        table.cell(number, 0).paragraphs[0].style = "List Number"
    leads = table.cell(2, 2).merge(table.cell(3, 2))
    leads.text = "Văn phòng UBND tỉnh"
    document.save(str(path))


def test_docx_with_spanned_cells_and_automatic_numbers(tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    _docx(path)
    plan = open_plan(path, TODAY)
    assert read(plan) == WANTED
    assert plan.obligations[0].coop_units == ("Sở Tư pháp",)
    assert plan.heading.issued == dt.date(2025, 2, 20)  # a Thursday


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PHÂN CÔNG NHIỆM VỤ NĂM 2025"])
    sheet.append([PLACE])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append([int(row[0]), *row[1:]])
    sheet["E4"] = "Trước ngày 15/3/2025"
    sheet["C5"] = None
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("C4:C5")
    sheet.append([4, "Báo cáo tổng kết", "Sở Nội vụ", None, dt.date(2025, 12, 10), None])
    book.save(path)


def test_xlsx_with_merged_cells_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    _xlsx(path)
    last = {"kind": "by_date", "date": "2025-12-10", "inclusive": True}
    assert read(open_plan(path, TODAY)) == [*WANTED, ("4", ("Sở Nội vụ",), last)]


def test_pdf_with_a_ruled_table(tmp_path: Path) -> None:
    pytest.importorskip("pdfminer", reason="pdfminer.six reads PDF")
    path = tmp_path / "mau.pdf"
    path.write_bytes(ruled_pdf(PLACE, [HEADER, *ROWS]))
    assert read(open_plan(path, TODAY)) == WANTED


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (61 * 1024 * 1024))


def _many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(5_001):
            archive.writestr(f"xl/{i}.xml", b"")


def _hollow(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", b"<w:document")


def _cut(path: Path) -> None:
    _docx(path)
    path.write_bytes(path.read_bytes()[:-200])


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


_TCVN3 = (
    "Uû ban nh©n d©n tØnh MÉu ban hµnh KÕ ho¹ch kiÓm so¸t thñ tôc hµnh chÝnh n¨m 2025 ®Ó thùc hiÖn "
    * 3
)
_VNI = (
    "UÛy ban nhaân daân tænh Maãu ban haønh Keá hoaïch kieåm soaùt thuû tuïc haønh chính naêm 2025 ñeå thöïc hieän "
    * 4
)


@pytest.mark.parametrize(
    ("name", "make", "trouble"),
    [
        ("a.docx", _bomb, words.BOMB),
        ("a.xlsx", _many, words.BOMB),
        ("a.docx", _hollow, words.BROKEN),
        ("a.docx", _cut, words.BROKEN),
        ("a.docx", _bytes(b"not a document"), words.BROKEN),
        ("a.pdf", _bytes(b"%PDF-1.7\nbroken"), words.BROKEN),
        ("a.doc", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), words.OLD_OFFICE),
        ("a.png", _bytes(b"\x89PNG\r\n\x1a\n"), words.UNKNOWN_FORM),
        ("a.txt", _bytes(b""), words.EMPTY),
        ("a.txt", _bytes(codecs.BOM_UTF16_LE + b"\x00\xd8\x00"), words.BROKEN),
        ("a.txt", _bytes(_TCVN3.encode()), words.TCVN3),
        ("a.txt", _bytes(_TCVN3.encode("latin-1")), words.TCVN3),
        ("a.txt", _bytes(_VNI.encode()), words.VNI),
        ("a.txt", _bytes(b"\x81\x8d\x8f\x90\x9d a" * 50), words.ENCODING),
    ],
)
def test_what_cannot_be_read_is_named_with_its_mend(
    tmp_path: Path, name: str, make: Callable[[Path], object], trouble: words.Trouble
) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfminer", reason="pdfminer.six reads PDF")
    path = tmp_path / name
    make(path)
    with pytest.raises(UnreadablePlan) as found:
        open_plan(path, TODAY)
    assert found.value.trouble == trouble
    assert str(found.value).startswith(f"{name}: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePlan, match=r"khong-co\.txt: không tìm thấy tệp"):
        open_plan(tmp_path / "khong-co.txt", TODAY)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", codecs.BOM_UTF16_LE, b"\xef\xbb\xbf"]),
)
def test_no_bytes_break_the_reader(tmp_path: Path, data: bytes, mark: bytes) -> None:
    path = tmp_path / "mau.txt"
    path.write_bytes(mark + data)
    with contextlib.suppress(UnreadablePlan):
        open_plan(path, TODAY)
