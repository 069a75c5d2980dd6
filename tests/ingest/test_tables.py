"""Files to rows: headers in two languages, separators, encodings, bad rows, XLSX and JSON."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.ingest.columns import COLUMNS, Column, fold, names, understand
from bot.ingest.errors import BadTable
from bot.ingest.tables import Rejected, Row, as_text, item_rows, iter_rows, read_rows
from schedules.errors import RejectedInput

ONE_UNIT = [Row(2, {"code": "H01.05", "name": "Sở Y tế", "level": "so"})]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "don-vi.csv"


@pytest.mark.parametrize(
    "content",
    [
        "code,name,level\nH01.05,Sở Y tế,so\n",
        "Mã đơn vị,Tên đơn vị,Cấp\nH01.05,Sở Y tế,so\n",
        "MA DON VI;ten don vi;cap\nH01.05;Sở Y tế;so\n",
        "\ufeffcode;name;level\r\nH01.05;Sở Y tế;so\r\n",
        '" Mã  đơn vị ","Tên Đơn Vị",CẤP\n H01.05 , Sở Y tế , so \n',
        "Code,Tên đơn vị,LEVEL\nH01.05,Sở Y tế,so",
    ],
    ids=["english", "vietnamese", "bare letters, semicolon", "BOM, CRLF", "spaces", "mixed"],
)
def test_a_csv_is_read_however_its_header_is_written(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8", newline="")
    table = read_rows(file, "units")
    assert table.rows == ONE_UNIT
    assert table.ignored_columns == []
    assert table.rejected == []


def test_columns_in_any_order_and_unknown_ones_named(file: Path) -> None:
    file.write_text("Cấp,Ghi chú,Tên đơn vị,Mã đơn vị,Fax\nso,x,Sở Y tế,H01.05,0\n", "utf-8")
    table = read_rows(file, "units")
    assert table.rows == ONE_UNIT
    assert table.ignored_columns == ["Ghi chú", "Fax"]


def test_a_second_title_for_the_same_column_is_ignored_and_named(file: Path) -> None:
    file.write_text("code,name,level,Mã đơn vị\nH01.05,Sở Y tế,so,H99\n", "utf-8")
    table = read_rows(file, "units")
    assert table.rows == ONE_UNIT
    assert table.ignored_columns == ["Mã đơn vị"]


def test_titles_above_the_header_are_skipped_and_rows_keep_their_number(file: Path) -> None:
    file.write_text(
        "DANH SÁCH ĐƠN VỊ, QUÝ I;;\n\nMã đơn vị;Tên đơn vị;Cấp\n\nH01.05;Sở Y tế;so\n", "utf-8"
    )
    assert read_rows(file, "units").rows == [Row(5, ONE_UNIT[0].cells)]


def test_bad_rows_are_named_and_do_not_stop_the_good_ones(file: Path) -> None:
    lines = [
        b"code,name,level",
        "H01.01,Sở Nội vụ,so".encode(),
        "H01.02,Sở Tài chính,so,thừa".encode(),
        "H01.03,Sở ".encode() + b"\xd0\xff" + b",so",
        b'H01.04,"S" Tu phap,so',
        b",,",
        "H01.05,Sở Y tế,so".encode(),
    ]
    file.write_bytes(b"\n".join(lines))
    table = read_rows(file, "units")
    assert [(row.number, row.cells["code"]) for row in table.rows] == [(2, "H01.01"), (7, "H01.05")]
    assert table.rejected == [
        Rejected(
            3,
            "dòng có 4 ô nhưng tiêu đề chỉ có 3 cột; đặt ô có dấu phân cách trong dấu ngoặc kép",
        ),
        Rejected(4, 'dòng có chữ không thuộc bảng mã UTF-8; lưu lại tệp dưới dạng "CSV UTF-8"'),
        Rejected(5, "dòng hỏng hoặc thiếu dấu ngoặc kép đóng; sửa dòng này trong tệp"),
    ]


def test_a_short_row_has_no_cells_at_its_end(file: Path) -> None:
    file.write_text("code,name,level,hours\nH01.05,Sở Y tế,so\n", "utf-8")
    assert read_rows(file, "units").rows == ONE_UNIT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "Mã đơn vị,Ghi chú\nH01,x\n".encode(),
            'don-vi.csv: thiếu cột "Tên đơn vị" (name), "Cấp" (level); '
            "thêm cột này vào dòng tiêu đề",
        ),
        (
            b"",
            'don-vi.csv: không thấy dòng tiêu đề; dòng đầu cần ghi tên cột: "Mã đơn vị" (code), '
            '"Tên đơn vị" (name), "Cấp" (level), "Đơn vị cấp trên" (parent), '
            '"Từ ngày" (valid_from), "Đến ngày" (valid_to), "Đơn vị kế thừa" (successor), '
            '"Giờ làm việc" (hours)',
        ),
        (
            "Mã đơn vị;Tên;Cấp\n".encode("utf-16"),
            'don-vi.csv: tệp không thuộc bảng mã UTF-8; lưu lại tệp dưới dạng "CSV UTF-8"',
        ),
    ],
    ids=["missing columns", "empty", "UTF-16"],
)
def test_a_file_without_a_usable_header_says_so(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    with pytest.raises(BadTable) as caught:
        iter_rows(file, "units")
    assert str(caught.value) == message
    assert isinstance(caught.value, RejectedInput)


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, kind, part in [
        ("khong-co.csv", "units", "khong-co.csv: không tìm thấy tệp"),
        ("a.pdf", "units", 'a.pdf: không đọc được đuôi tệp ".pdf"; dùng .csv, .xlsx hoặc .json'),
        ("a.pdf", "houses", 'không có loại tệp "houses"; dùng một trong: units, people'),
    ]:
        (tmp_path / "a.pdf").write_bytes(b"%PDF")
        with pytest.raises(BadTable) as caught:
            iter_rows(tmp_path / name, kind)
        assert part in str(caught.value)


def test_rows_come_one_by_one(file: Path) -> None:
    file.write_text("code,name,level\n" + "H01.05,Sở Y tế,so\n" * 50_000, "utf-8")
    table = iter_rows(file, "units")
    assert next(table.rows) == ONE_UNIT[0]
    assert sum(1 for _ in table.rows) == 49_999


# --- XLSX


def test_an_xlsx_reads_as_people_see_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH HỒ SƠ", None, None])
    sheet.append(
        ["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái", "SĐT khác"]
    )
    received = dt.datetime(2025, 3, 13, 9, 10)  # noqa: DTZ001 – spreadsheets know no zone
    sheet.append(["H01.05-250313-0001", 2.00029, received, dt.date(2025, 3, 20), 4, None])
    sheet.append([None, None, None, None, None, None])
    sheet.append(["H01.05-250313-0002", "1.001193", "13/03/2025 10:00", None, "Đang xử lý", 12.5])
    path = tmp_path / "ho-so.XLSX"
    book.save(path)
    table = read_rows(path, "dossiers")
    assert table.ignored_columns == ["SĐT khác"]
    assert table.rows == [
        Row(
            3,
            {
                "code": "H01.05-250313-0001",
                "procedure": "2.00029",
                "received_at": "13/03/2025 09:10:00",
                "due_at": "20/03/2025",
                "status": "4",
            },
        ),
        Row(
            5,
            {
                "code": "H01.05-250313-0002",
                "procedure": "1.001193",
                "received_at": "13/03/2025 10:00",
                "due_at": "",
                "status": "Đang xử lý",
            },
        ),
    ]


def test_a_broken_xlsx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hong.xlsx"
    path.write_bytes(b"code,name\n")
    with pytest.raises(BadTable) as caught:
        iter_rows(path, "units")
    assert str(caught.value) == (
        "hong.xlsx: tệp Excel hỏng hoặc không phải .xlsx; mở và lưu lại tệp"
    )


# --- JSON

ITEM = {"Mã đơn vị": "H01.05", "name": "Sở Y tế", "CAP": "so", "lạ": 1}


@pytest.mark.parametrize(
    "content",
    [[ITEM], {"data": [ITEM]}, {"Total": 1, "Data": [ITEM]}, {"items": [ITEM]}],
    ids=["array", "data", "Data", "items"],
)
def test_json_is_an_array_or_an_object_around_one(tmp_path: Path, content: object) -> None:
    path = tmp_path / "don-vi.json"
    path.write_bytes(b"\xef\xbb\xbf" + msgspec.json.encode(content))
    table = read_rows(path, "units")
    assert table.rows == [Row(1, ONE_UNIT[0].cells)]
    assert table.ignored_columns == ["lạ"]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"{", "a.json: không phải JSON hợp lệ; kiểm tra lại nội dung ("),
        (b"\xff[]", "a.json: không phải JSON hợp lệ; kiểm tra lại nội dung ("),
        (b'{"rows": []}', 'a.json: không thấy danh sách; cần một mảng, hoặc mảng trong "data"'),
        (b"3", 'a.json: không thấy danh sách; cần một mảng, hoặc mảng trong "data"'),
        (b'[{"code": "H01"}]', 'a.json: thiếu cột "Tên đơn vị" (name), "Cấp" (level)'),
    ],
)
def test_bad_json_is_refused(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(BadTable) as caught:
        iter_rows(path, "units")
    assert part in str(caught.value)


def test_items_of_different_shape_stand_side_by_side() -> None:
    rows = list(item_rows("units", [{"code": "H01"}, 7, {"Tên đơn vị": "Sở Y tế", "code": None}]))
    assert rows == [
        Row(1, {"code": "H01"}),
        Rejected(2, 'mục này không phải một đối tượng; dùng dạng {"tên trường": "giá trị"}'),
        Row(3, {"name": "Sở Y tế", "code": ""}),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  a ", "a"),
        (4, "4"),
        (4.0, "4"),
        (0.5, "0.5"),
        (dt.datetime(2025, 3, 13, 9, 10, 5), "13/03/2025 09:10:05"),  # noqa: DTZ001
        (dt.datetime(2025, 3, 13), "13/03/2025"),  # noqa: DTZ001
        (dt.date(2025, 3, 13), "13/03/2025"),
        (["officer", "head"], "officer;head"),
        ({"kind": "ongoing"}, '{"kind":"ongoing"}'),
        ([{"kind": "ongoing"}], '[{"kind":"ongoing"}]'),
    ],
)
def test_values_become_what_a_person_would_have_typed(value: object, text: str) -> None:
    assert as_text(value) == text


# --- columns


@pytest.mark.parametrize(
    ("kind", "title", "name"),
    [
        ("dossiers", "MaHoSo", "code"),
        ("dossiers", "mã hồ sơ", "code"),
        ("dossiers", "MaTTHC", "procedure"),
        ("dossiers", "DonViXuLy", "unit"),
        ("dossiers", "NgayHenTra", "due_at"),
        ("dossiers", "NgayHenTraCaNhan", "step_due_at"),
        ("dossiers", "NguoiDangXuLy", "holder"),
        ("dossiers", "DienThoai", "phone"),
        ("dossiers", "SoDienThoai", "phone"),
        ("dossiers", "TrangThaiHoSo", "status"),
        ("progress", "ThoiDiemXuLy", "at"),
        ("progress", "NgayKetThucTheoQuyDinh", "step_due_at"),
        ("progress", "TaiKhoanXuLy", "actor"),
        ("people", "Họ và tên", "name"),
        ("reports", "Đơn vị báo cáo", "from_units"),
        ("feedback", "Mã PAKN", "code"),
        ("events", "Số văn bản", "ref"),
        ("procedures", "Cách tính", "counts"),
    ],
)
def test_known_titles(kind: str, title: str, name: str) -> None:
    assert names(kind)[fold(title)].name == name


@pytest.mark.parametrize("kind", COLUMNS)
def test_both_names_of_every_column_mean_that_column(kind: str) -> None:
    for column in COLUMNS[kind]:
        assert names(kind)[fold(column.name)] is column
        assert names(kind)[fold(column.label)] is column


@given(st.permutations(COLUMNS["people"]), st.data())
def test_a_header_means_the_same_in_any_order_and_language(
    columns: list[Column], data: st.DataObject
) -> None:
    titles = [data.draw(st.sampled_from([c.name, c.label, c.label.upper()])) for c in columns]
    header = understand("people", titles)
    assert list(header.columns) == columns
    assert header.missing == []


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), max_size=12
).map(str.strip)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL).filter(any), max_size=8),
    delimiter=st.sampled_from(",;"),
)
def test_any_text_comes_back_from_a_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], delimiter: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "bat-ky.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([("code", "name", "level"), *rows])
    found = read_rows(path, "units")
    assert [tuple(row.cells.values()) for row in found.rows] == rows
    assert found.rejected == []
