"""What is said about a plan that was read: troubles of the file, doubts of a row, the table and its sums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from schedules.plans.records import Doubt


class Trouble(NamedTuple):
    """Why a file cannot be read, and how to mend it."""

    what: str
    mend: str

    def said(self) -> str:
        """Both in one line."""
        return f"{_(self.what)}; {_(self.mend)}"


NO_FILE: Final = Trouble(N_("không tìm thấy tệp"), N_("kiểm tra lại đường dẫn"))
TOO_LARGE: Final = Trouble(
    N_("tệp lớn hơn 30 MB"), N_("tách phụ lục ra tệp riêng hoặc bỏ bớt hình ảnh rồi đọc lại")
)
TEXT_TOO_LARGE: Final = Trouble(
    N_("tệp chữ lớn hơn 5 MB"), N_("tách thành nhiều tệp rồi đọc lần lượt")
)
EMPTY: Final = Trouble(N_("tệp không có chữ"), N_("kiểm tra lại nội dung tệp"))
BROKEN: Final = Trouble(
    N_("tệp hỏng hoặc không đúng định dạng"),
    N_("mở bằng phần mềm soạn thảo, lưu lại rồi đọc tệp mới"),
)
LOCKED: Final = Trouble(N_("tệp có mật khẩu"), N_("lưu một bản không đặt mật khẩu"))
BOMB: Final = Trouble(
    N_("tệp nén bung ra quá lớn nên không được mở"),
    N_("lưu lại văn bản thành tệp mới, bỏ các đối tượng nhúng"),
)
OLD_OFFICE: Final = Trouble(
    N_("tệp ở định dạng cũ (.doc, .xls, .rtf) hoặc có mật khẩu"),
    N_("lưu lại thành .docx hoặc .xlsx không đặt mật khẩu"),
)
UNKNOWN_FORM: Final = Trouble(
    N_("không nhận ra định dạng tệp"), N_("dùng tệp .txt, .md, .docx, .xlsx hoặc .pdf")
)
ENCODING: Final = Trouble(N_("không nhận ra bảng mã của tệp"), N_("lưu lại tệp với bảng mã UTF-8"))
TCVN3: Final = Trouble(
    N_("văn bản dùng bảng mã cũ TCVN3 (phông .VnTime)"), N_("chuyển mã sang Unicode rồi đọc lại")
)
VNI: Final = Trouble(
    N_("văn bản dùng bảng mã cũ VNI (phông VNI-Times)"), N_("chuyển mã sang Unicode rồi đọc lại")
)
SCANNED: Final = Trouble(
    N_("tệp PDF chỉ có hình quét, không có chữ"),
    N_("nhận dạng chữ (OCR) hoặc dùng tệp văn bản gốc"),
)
NO_PDF: Final = Trouble(
    N_("máy này chưa có thành phần đọc PDF"),
    N_("cài gói pdfminer.six hoặc lưu văn bản thành .docx"),
)

DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.NO_LEAD: N_("chưa rõ đơn vị chủ trì"),
    Doubt.LEAD_ABOVE: N_("đơn vị chủ trì lấy từ dòng hoặc mục phía trên"),
    Doubt.NO_DEADLINE: N_("không ghi thời hạn"),
    Doubt.NOT_UNDERSTOOD: N_("thời hạn chưa hiểu hết"),
    Doubt.SWAPPED: N_("ô thời gian và ô kết quả có thể bị đảo"),
    Doubt.ELSEWHERE: N_("thời hạn lấy thêm từ ghi chú hoặc nội dung"),
    Doubt.CONTRADICTS: N_("nội dung hoặc ghi chú nêu thời hạn khác cột thời gian"),
    Doubt.HEADER: N_("thời hạn suy ra từ tên cột"),
    Doubt.COLUMNS: N_("dòng thiếu ô, các ô được xếp vào cột theo nội dung"),
    Doubt.ASSIGNED_ELSEWHERE: N_("phân công theo văn bản khác"),
}

TASK: Final = N_("Nhiệm vụ")
PLACE: Final = N_("Mục")
LEAD: Final = N_("Chủ trì")
RULE: Final = N_("Thời hạn")
NEXT_DUE: Final = N_("Đến hạn kế tiếp")
LOOK_AT: Final = N_("Cần xem lại")


def doubts_words(doubts: tuple[Doubt, ...]) -> str:
    """The doubts of a row as one phrase.

    >>> doubts_words((Doubt.NO_LEAD, Doubt.HEADER))
    'chưa rõ đơn vị chủ trì; thời hạn suy ra từ tên cột'
    """
    return "; ".join(_(DOUBTS[doubt]) for doubt in doubts)


def head_words(issuer: str | None, number: str | None, day: str | None, on: str) -> str:
    """What the head of the document was understood to say."""
    known = "; ".join(
        said
        for said in (
            issuer and _("Nơi ban hành: %(issuer)s") % {"issuer": issuer},
            number and _("số %(number)s") % {"number": number},
            day and _("ngày %(day)s") % {"day": day},
        )
        if said
    )
    return (
        known
        if day
        else "; ".join(
            filter(
                None, (known, _("không thấy ngày ban hành, đọc theo ngày %(day)s") % {"day": on})
            )
        )
    )


def sum_words(rows: int, doubtful: int) -> str:
    """How many obligations were read, and how many somebody should look at.

    >>> sum_words(143, 12)
    'Đọc được 143 nhiệm vụ: 131 không có điểm nghi vấn, 12 cần xem lại.'
    """
    if not rows:
        return _("Không đọc được nhiệm vụ nào có thời hạn.")
    return _(
        "Đọc được %(rows)s nhiệm vụ: %(sure)s không có điểm nghi vấn, %(doubtful)s cần xem lại."
    ) % {
        "rows": rows,
        "sure": rows - doubtful,
        "doubtful": doubtful,
    }
