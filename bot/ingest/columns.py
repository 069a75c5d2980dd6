"""The columns of every kind of file: canonical name, Vietnamese header, the other names it goes by.

Headers are compared folded: without case, diacritics, spaces and punctuation. So `Mã hồ sơ`, `MA HO SO` and the feed's
`MaHoSo` are one name, and the same table reads spreadsheets and feed items alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.ingest.errors import BadCell


class Column(NamedTuple):
    """One column: `name` is the key of a row's cells, `label` what a Vietnamese reader calls it."""

    name: str
    label: str
    required: bool = False
    also: tuple[str, ...] = ()


class Cell(NamedTuple):
    """One cell with its column, so that a complaint can name both."""

    column: Column
    text: str

    def wrong(self, problem: str, mend: str) -> BadCell:
        """Return the error that names this cell; the caller raises it."""
        return BadCell(self.column.name, self.column.label, self.text, problem, mend)


COLUMNS: dict[str, tuple[Column, ...]] = {
    "units": (
        Column("code", "Mã đơn vị", required=True, also=("Mã", "Mã định danh")),
        Column("name", "Tên đơn vị", required=True, also=("Tên", "Đơn vị")),
        Column("level", "Cấp", required=True),
        Column("parent", "Đơn vị cấp trên", also=("Mã đơn vị cấp trên", "Cơ quan cấp trên")),
        Column("valid_from", "Từ ngày", also=("Hiệu lực từ",)),
        Column("valid_to", "Đến ngày", also=("Hiệu lực đến",)),
        Column("successor", "Đơn vị kế thừa", also=("Mã đơn vị kế thừa",)),
        Column("hours", "Giờ làm việc"),
    ),
    "people": (
        Column("code", "Mã", required=True, also=("Mã cán bộ", "Mã công chức")),
        Column("name", "Họ tên", required=True, also=("Họ và tên", "Tên")),
        Column("title", "Chức vụ", also=("Chức danh",)),
        Column("unit", "Đơn vị", required=True, also=("Mã đơn vị", "Tên đơn vị")),
        Column("roles", "Vai trò"),
        Column("phone", "Điện thoại", also=("Số điện thoại", "Di động")),
        Column("zalo_user_id", "Zalo ID", also=("Zalo", "Mã Zalo")),
        Column("reports_to", "Cấp trên", also=("Báo cáo cho", "Thủ trưởng")),
        Column("language", "Ngôn ngữ"),
    ),
    "procedures": (
        Column("code", "Mã TTHC", required=True, also=("Mã thủ tục",)),
        Column("name", "Tên TTHC", required=True, also=("Tên thủ tục",)),
        Column("field", "Lĩnh vực", also=("Tên lĩnh vực",)),
        Column("seq", "Bước", required=True, also=("Thứ tự", "TT", "STT")),
        Column("step", "Tên bước", required=True, also=("Nội dung", "Nội dung công việc")),
        Column("role", "Vai trò", also=("Người thực hiện", "Chức danh thực hiện")),
        Column("unit", "Đơn vị", also=("Đơn vị thực hiện",)),
        Column("hours", "Số giờ", also=("Thời gian", "Thời gian (giờ)")),
        Column("counts", "Cách tính"),
        Column("total_hours", "Tổng số giờ", also=("Tổng thời gian (giờ)",)),
        Column("case", "Trường hợp", also=("Tên trường hợp",)),
        Column("phase", "Giai đoạn", also=("GĐ",)),
        Column("hours_online", "Số giờ trực tuyến", also=("Thời gian thực hiện trực tuyến",)),
        Column("total_hours_online", "Tổng số giờ trực tuyến"),
        Column("valid_from", "Từ ngày", also=("Hiệu lực từ", "Ngày hiệu lực")),
        Column("valid_to", "Đến ngày", also=("Hiệu lực đến",)),
        Column("source", "Căn cứ", also=("Văn bản", "Quyết định")),
    ),
    "dossiers": (
        Column("code", "Mã hồ sơ", required=True, also=("Số hồ sơ",)),
        Column("procedure", "Mã TTHC", also=("Mã thủ tục",)),
        Column("procedure_name", "Tên TTHC", also=("Tên thủ tục",)),
        Column("unit", "Đơn vị xử lý", also=("Đơn vị", "Tên đơn vị", "Cơ quan giải quyết")),
        Column("submitted_at", "Ngày nộp", also=("Ngày nộp hồ sơ",)),
        Column("received_at", "Ngày tiếp nhận", required=True, also=("Ngày nhận",)),
        Column("due_at", "Ngày hẹn trả", also=("Ngày hẹn trả kết quả", "Hạn trả")),
        Column("status", "Trạng thái", required=True, also=("TrangThaiHoSo", "TrangThaiHoSoId")),
        Column("holder", "Người đang xử lý", also=("Người xử lý", "Cán bộ đang xử lý")),
        Column("step_due_at", "Hạn bước", also=("Ngày hẹn trả cá nhân", "Hạn xử lý bước")),
        Column("finished_at", "Ngày kết thúc xử lý", also=("Ngày kết thúc",)),
        Column("returned_at", "Ngày trả", also=("Ngày trả kết quả",)),
        Column("phone", "Số điện thoại", also=("Điện thoại",)),
        Column("lookup_code", "Mã tra cứu"),
        Column("updated_at", "Ngày cập nhật"),
        Column("also", "Mã hồ sơ khác", also=("Mã hồ sơ quốc gia", "Mã hồ sơ DVCQG")),
        Column("receipt", "Số biên nhận"),
        Column("step_number", "Bước hiện tại"),
        Column("step_name", "Tên bước hiện tại"),
        Column("intake_due_at", "Hạn tiếp nhận"),
        Column("supplement_asked_at", "Ngày yêu cầu bổ sung"),
        Column("supplement_days", "Thời hạn bổ sung"),
        Column("refused_at", "Ngày từ chối"),
        Column("supplements", "Danh sách hồ sơ bổ sung"),
        Column("notify_zalo", "Thông báo Zalo"),
        Column("notify_sms", "Thông báo SMS"),
        Column("case", "Trường hợp", also=("Tên trường hợp",)),
        Column("channel", "Kênh thực hiện", also=("Hình thức tiếp nhận", "Hình thức nộp")),
    ),
    "progress": (
        Column("code", "Mã hồ sơ", required=True),
        Column("actor", "Người xử lý", also=("Tài khoản xử lý",)),
        Column("at", "Thời điểm xử lý", required=True),
        Column("status", "Trạng thái", also=("StatusId",)),
        Column("text", "Nội dung xử lý", also=("Nội dung ý kiến",)),
        Column("department", "Phòng ban xử lý", also=("Đơn vị xử lý",)),
        Column("step_due_at", "Ngày kết thúc theo quy định"),
    ),
    "reports": (
        Column("code", "Mã báo cáo", required=True, also=("Mã",)),
        Column("name", "Tên báo cáo", required=True, also=("Tên",)),
        Column("rule", "Quy tắc", required=True, also=("Quy tắc thời hạn",)),
        Column("from_units", "Đơn vị báo cáo", required=True),
        Column("to_unit", "Nơi nhận", required=True),
        Column("data_window", "Kỳ số liệu", also=("Thời gian chốt số liệu",)),
        Column("source", "Căn cứ"),
        Column("valid_from", "Từ ngày", also=("Hiệu lực từ",)),
        Column("valid_to", "Đến ngày", also=("Hiệu lực đến",)),
    ),
    "feedback": (
        Column("code", "Mã PAKN", required=True),
        Column("received_at", "Ngày tiếp nhận", required=True),
        Column("unit", "Đơn vị xử lý", required=True, also=("Đơn vị",)),
        Column("title", "Nội dung", also=("Tiêu đề", "Trích yếu")),
        Column("answered_at", "Ngày trả lời"),
    ),
    "events": (
        Column("event", "Sự kiện", required=True),
        Column("ref", "Số văn bản", required=True, also=("Số ký hiệu",)),
        Column("date", "Ngày", required=True, also=("Ngày ban hành",)),
        Column("unit", "Đơn vị", required=True),
        Column("title", "Trích yếu"),
    ),
}


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, spaces and punctuation.

    `fold("Mã hồ sơ")` and `fold("MaHoSo")` are both `mahoso`.
    """
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare.lower() if letter.isascii() and letter.isalnum())


@lru_cache
def names(kind: str) -> dict[str, Column]:
    """Return every folded header of `kind` with the column it stands for; a canonical name beats an alias."""
    known: dict[str, Column] = {}
    for column in COLUMNS[kind]:
        known[fold(column.name)] = column
        known[fold(column.label)] = column
    for column in COLUMNS[kind]:
        for alias in column.also:
            known.setdefault(fold(alias), column)
    return known


class Header(NamedTuple):
    """A header line understood: the column at each position (None: not used) and what was left out."""

    columns: tuple[Column | None, ...]
    ignored: list[str]
    missing: list[Column]

    @property
    def known(self) -> int:
        """How many columns were recognised."""
        return sum(column is not None for column in self.columns)


def understand(kind: str, titles: Sequence[str]) -> Header:
    """Match the titles of a header line to the columns of `kind`.

    A second title for a column already found is ignored and named, so nobody wonders which of the two was taken.
    """
    known = names(kind)
    columns: list[Column | None] = []
    ignored: list[str] = []
    for title in titles:
        column = known.get(fold(title))
        if column in columns:
            column = None
        columns.append(column)
        if column is None and title.strip():
            ignored.append(title.strip())
    missing = [column for column in COLUMNS[kind] if column.required and column not in columns]
    return Header(tuple(columns), ignored, missing)
