"""Files to rows: CSV, XLSX and JSON become numbered rows of raw text under canonical column names.

Nothing here knows what a date is; `bot.ingest.rows` gives the cells their meaning. Files are read as a stream, so a big
export costs no more memory than one row (JSON excepted).
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bot.ingest.columns import COLUMNS, Header, understand
from bot.ingest.errors import BadRow, BadTable

HEADER_WITHIN = 10  # exports put a title or two above the header; no one puts ten

Cells = dict[str, str]

_BROKEN: Final = BadRow("dòng hỏng hoặc thiếu dấu ngoặc kép đóng", "sửa dòng này trong tệp")
_NOT_UTF8: Final = BadRow(
    "dòng có chữ không thuộc bảng mã UTF-8", 'lưu lại tệp dưới dạng "CSV UTF-8"'
)
_SURROGATE: Final = re.compile("[\udc80-\udcff]")


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row: its number as the person sees it (the header is 1; in JSON the first item is 1) and its cells."""

    number: int
    cells: Cells


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """One row that was not taken, the reason in Vietnamese, and its code where it could still be read."""

    row: int
    error: str
    code: str = ""


class Table(msgspec.Struct, frozen=True):
    """A whole file read into memory."""

    rows: list[Row]
    ignored_columns: list[str]
    rejected: list[Rejected]


class OpenTable(msgspec.Struct, frozen=True):
    """A file whose header is understood and whose rows come as they are asked for."""

    ignored_columns: list[str]
    rows: Iterator[Row | Rejected]


def iter_rows(path: Path, kind: str) -> OpenTable:
    """Open `path` as a table of `kind` (a key of `COLUMNS`); the form is told by the file's ending.

    Raises `BadTable` when the file as a whole cannot be read or a required column is missing; a bad row comes out as a
    `Rejected` among the rows. Source of the columns: the contract, section 5.

    >>> for row in iter_rows(Path("units.csv"), "units").rows: ...
    """
    if kind not in COLUMNS:
        raise BadTable(path, f'không có loại tệp "{kind}"', f"dùng một trong: {', '.join(COLUMNS)}")
    if not path.is_file():
        raise BadTable(path, "không tìm thấy tệp", "kiểm tra lại đường dẫn")
    ending = path.suffix.lower()
    if ending == ".json":
        return _from_items(path, kind, open_json(path.read_bytes(), path)[0])
    if ending == ".xlsx":
        return _from_lines(path, kind, _xlsx_lines(path))
    if ending in {".csv", ".txt"}:
        return _from_lines(path, kind, _csv_lines(path, _delimiter(path, kind)))
    raise BadTable(path, f'không đọc được đuôi tệp "{path.suffix}"', "dùng .csv, .xlsx hoặc .json")


def read_rows(path: Path, kind: str) -> Table:
    """Read all of `path` at once; see `iter_rows`."""
    table = iter_rows(path, kind)
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for row in table.rows:
        if isinstance(row, Row):
            rows.append(row)
        else:
            rejected.append(row)
    return Table(rows, table.ignored_columns, rejected)


# --- lines (CSV, XLSX): a header and the rows below it


def _from_lines(path: Path, kind: str, lines: Iterator[Sequence[str] | BadRow]) -> OpenTable:
    top = list(itertools.islice(lines, HEADER_WITHIN))
    place, header = _header(path, kind, top)
    rest = itertools.chain(top[place + 1 :], lines)
    return OpenTable(header.ignored, _rows(header, rest, place + 2))


def _header(path: Path, kind: str, top: Sequence[Sequence[str] | BadRow]) -> tuple[int, Header]:
    """Return the place and meaning of the line among the first ten that names most columns."""
    read = [
        (place, understand(kind, line))
        for place, line in enumerate(top)
        if not isinstance(line, BadRow)
    ]
    if not any(header.known for _, header in read):
        if _NOT_UTF8 in top:
            raise BadTable(path, "tệp không thuộc bảng mã UTF-8", _NOT_UTF8.mend)
        wanted = ", ".join(f'"{column.label}" ({column.name})' for column in COLUMNS[kind])
        raise BadTable(path, "không thấy dòng tiêu đề", f"dòng đầu cần ghi tên cột: {wanted}")
    place, header = max(read, key=lambda found: (found[1].known, -found[0]))
    _demand(path, header)
    return place, header


def _demand(path: Path, header: Header) -> None:
    if header.missing:
        lacking = ", ".join(f'"{column.label}" ({column.name})' for column in header.missing)
        raise BadTable(path, f"thiếu cột {lacking}", "thêm cột này vào dòng tiêu đề")


def _rows(
    header: Header, lines: Iterable[Sequence[str] | BadRow], number: int
) -> Iterator[Row | Rejected]:
    width = len(header.columns)
    for at, line in enumerate(lines, number):
        if isinstance(line, BadRow):
            yield Rejected(at, str(line))
        elif not any(line):
            continue
        elif any(line[width:]):
            problem = f"dòng có {len(line)} ô nhưng tiêu đề chỉ có {width} cột"
            mend = "đặt ô có dấu phân cách trong dấu ngoặc kép"
            yield Rejected(at, str(BadRow(problem, mend)))
        else:
            pairs = zip(header.columns, line, strict=False)
            yield Row(at, {column.name: text for column, text in pairs if column is not None})


def _delimiter(path: Path, kind: str) -> str:
    """Return the delimiter under which one of the first lines names most columns (comma on a tie)."""

    def known(delimiter: str) -> int:
        lines = itertools.islice(_csv_lines(path, delimiter), HEADER_WITHIN)
        return max(
            (understand(kind, line).known for line in lines if not isinstance(line, BadRow)),
            default=0,
        )

    return max(",;", key=known)


def _csv_lines(path: Path, delimiter: str) -> Iterator[Sequence[str] | BadRow]:
    # With or without BOM; bytes that are no UTF-8 survive as surrogates, so that only their own line is refused.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            try:
                line = [cell.strip() for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error:
                yield _BROKEN
                continue
            yield _NOT_UTF8 if any(map(_SURROGATE.search, line)) else line


def _xlsx_lines(path: Path) -> Iterator[Sequence[str] | BadRow]:
    """Yield the lines of the first sheet as text; formulas give the value last computed."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which no reminder needs
            book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some exporters write a wrong size, and rows would be lost
            for values in sheet.iter_rows(values_only=True):
                yield [as_text(value) for value in values]
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, IndexError, OSError, SyntaxError, ValueError) as error:
        raise BadTable(path, "tệp Excel hỏng hoặc không phải .xlsx", "mở và lưu lại tệp") from error


# --- items (JSON): each carries its own names


def open_json(body: bytes, source: Path | str) -> tuple[list[object], dict[str, object]]:
    """Return the items of a JSON text and the object around them, which is empty for a bare array.

    Taken are an array, or an object with the array under `data`, `Data` or `items`; anything else raises `BadTable`.
    The forms stand in the domain reference, sections 1.4 and 1.8.
    """
    return items_in(decode_json(body, source), source)


def items_in(found: object, source: Path | str) -> tuple[list[object], dict[str, object]]:
    """The same of a JSON text that is decoded already."""
    if isinstance(found, list):
        return found, {}
    outer = found if isinstance(found, dict) else {}
    items = next((outer[key] for key in ("data", "Data", "items") if key in outer), None)
    if not isinstance(items, list):
        raise BadTable(source, "không thấy danh sách", 'cần một mảng, hoặc mảng trong "data"')
    return items, outer


def decode_json(body: bytes, source: Path | str) -> object:
    """Return what a JSON text says, with or without BOM; raises `BadTable` for what is none, or is nested too deep."""
    try:
        return msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadTable(
            source, "không phải JSON hợp lệ", f"kiểm tra lại nội dung ({error})"
        ) from error


def _from_items(path: Path, kind: str, items: list[object]) -> OpenTable:
    keys = dict.fromkeys(key for item in items if isinstance(item, dict) for key in item)
    header = understand(kind, list(keys))
    if items:
        _demand(path, header)
    return OpenTable(header.ignored, item_rows(kind, items))


def item_rows(kind: str, items: Iterable[object]) -> Iterator[Row | Rejected]:
    """Yield one row for each item, keeping only the fields that are columns of `kind`: the rest stays at the door."""
    headers: dict[tuple[str, ...], Header] = {}
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            wrong = BadRow(
                "mục này không phải một đối tượng", 'dùng dạng {"tên trường": "giá trị"}'
            )
            yield Rejected(number, str(wrong))
            continue
        keys = tuple(item)
        if keys not in headers:
            headers[keys] = understand(kind, keys)
        pairs = zip(headers[keys].columns, item.values(), strict=True)
        cells = {
            column.name: value.strip() if isinstance(value, str) else as_text(value)
            for column, value in pairs
            if column
        }
        yield Row(number, cells)


def as_text(value: object) -> str:
    """Return what a person would have typed: `2.0` is `2`, a day without hour has no hour, a list is `;`-separated."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return _date_text(value)
    if isinstance(value, list | dict):
        return _nested_text(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _date_text(value: dt.date) -> str:
    hour = f"{value:%H:%M:%S}" if isinstance(value, dt.datetime) else "00:00:00"
    return f"{value:%d/%m/%Y}" if hour == "00:00:00" else f"{value:%d/%m/%Y} {hour}"


def _nested_text(value: list[object] | dict[str, object]) -> str:
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ";".join(as_text(part) for part in value)
    return msgspec.json.encode(value).decode()
