"""Words of the talk with citizens: states, what is needed, the very texts agreed to, reasons, button titles. No logic.

A text that was agreed to is never edited: whoever changes the words gives them the next version, and the old one stays here
as long as anybody agrees to it. Each says which data, for what, and how it is taken back (Law 91/2025/QH15 art. 9–11;
Decree 356/2025/NĐ-CP art. 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from db.words import DataRight, Purpose, RatingReason
from messages_vi.catalogue import N_

# Without a second proof: no more than that, and no date. By status of a dossier (the domain reference, 1.3); 0 is unknown.
GENERAL_STATES: Final[Mapping[int, str]] = {
    0: N_("chưa có thông tin"),
    1: N_("đang chờ tiếp nhận"),
    2: N_("đang giải quyết"),
    3: N_("đã kết thúc"),
    4: N_("đang giải quyết"),
    5: N_("đang giải quyết"),
    6: N_("đang giải quyết"),
    7: N_("đã kết thúc"),
    8: N_("đã kết thúc"),
    9: N_("đã giải quyết xong"),
    10: N_("đã giải quyết xong"),
}
STATES: Final[Mapping[int, str]] = {
    1: N_("Chờ tiếp nhận"),
    2: N_("Đã tiếp nhận, đang giải quyết"),
    3: N_("Không được tiếp nhận giải quyết"),
    4: N_("Đang giải quyết"),
    5: N_("Đang chờ bổ sung hồ sơ"),
    6: N_("Đang chờ thực hiện nghĩa vụ tài chính"),
    7: N_("Đã rút theo yêu cầu"),
    8: N_("Không tiếp tục giải quyết"),
    9: N_("Đã có kết quả"),
    10: N_("Đã trả kết quả"),
}
# What the citizen is to do, by status.
NEEDED: Final[Mapping[int, str]] = {
    3: N_("xem lý do trong phiếu từ chối"),
    5: N_("bổ sung hồ sơ theo phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    6: N_("thực hiện nghĩa vụ tài chính theo thông báo của cơ quan có thẩm quyền"),
    8: N_("xem lý do trong thông báo của cơ quan"),
    9: N_("nhận kết quả tại nơi đã nộp hồ sơ, hoặc theo hình thức đã đăng ký"),
}


class Statement(NamedTuple):
    """What is agreed to, word for word; `code` of the dossier is put in."""

    version: int
    text: str


STATEMENTS: Final[Mapping[Purpose, Statement]] = {
    Purpose.DOSSIER_NEWS: Statement(
        1,
        N_(
            "Tôi đồng ý để cơ quan giải quyết hồ sơ sử dụng tài khoản Zalo này nhằm gửi thông báo về tình trạng hồ sơ %(code)s. "
            "Dữ liệu được sử dụng: mã tài khoản Zalo và mã hồ sơ. Tôi có thể rút lại sự đồng ý bất cứ lúc nào bằng cách gửi "
            "chữ HỦY đến tài khoản này; việc không đồng ý không ảnh hưởng đến việc giải quyết hồ sơ."
        ),
    ),
    Purpose.STEP_NEWS: Statement(
        1,
        N_(
            "Tôi đồng ý để cơ quan giải quyết hồ sơ sử dụng tài khoản Zalo này nhằm gửi thêm thông báo mỗi khi hồ sơ %(code)s "
            "chuyển sang bước tiếp theo. Dữ liệu được sử dụng: mã tài khoản Zalo và mã hồ sơ. Tôi có thể rút lại sự đồng ý bất "
            "cứ lúc nào bằng cách gửi chữ HỦY đến tài khoản này; việc không đồng ý không ảnh hưởng đến việc giải quyết hồ sơ."
        ),
    ),
    Purpose.SATISFACTION: Statement(
        1,
        N_(
            "Tôi đồng ý để cơ quan giải quyết hồ sơ sử dụng tài khoản Zalo này nhằm hỏi một lần về mức độ hài lòng sau khi trả "
            "kết quả hồ sơ %(code)s. Dữ liệu được sử dụng: mã tài khoản Zalo, mã hồ sơ và nội dung đánh giá. Tôi có thể rút lại "
            "sự đồng ý bất cứ lúc nào bằng cách gửi chữ HỦY đến tài khoản này; việc không đồng ý không ảnh hưởng đến việc giải "
            "quyết hồ sơ."
        ),
    ),
}
PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.DOSSIER_NEWS: N_("nhận thông báo về tình trạng hồ sơ"),
    Purpose.STEP_NEWS: N_("nhận thông báo theo từng bước giải quyết"),
    Purpose.SATISFACTION: N_("đánh giá mức độ hài lòng"),
}

LOOK_UP: Final = N_("Tra cứu hồ sơ")
AGREE: Final = N_("Đồng ý")
DECLINE: Final = N_("Không đồng ý")
NO_MORE: Final = N_("Ngừng nhận tin")
KEEP_ON: Final = N_("Giữ nguyên")
MY_DATA: Final = N_("Dữ liệu của tôi")
SEND_REQUEST: Final = N_("Gửi yêu cầu")
NO_REQUEST: Final = N_("Không gửi")
# Buttons that open a question of consent.
OFFERS: Final[Mapping[Purpose, str]] = {
    Purpose.DOSSIER_NEWS: N_("Nhận tin về hồ sơ này"),
    Purpose.STEP_NEWS: N_("Nhận tin từng bước"),
    Purpose.SATISFACTION: N_("Tham gia đánh giá"),
}
# Buttons that end one of them.
ENDS: Final[Mapping[Purpose, str]] = {
    Purpose.DOSSIER_NEWS: N_("Ngừng nhận tin về hồ sơ này"),
    Purpose.STEP_NEWS: N_("Ngừng nhận tin từng bước"),
    Purpose.SATISFACTION: N_("Ngừng tham gia đánh giá"),
}
RIGHTS: Final[Mapping[DataRight, str]] = {
    DataRight.ACCESS: N_("Xem dữ liệu"),
    DataRight.CORRECT: N_("Đính chính dữ liệu"),
    DataRight.DELETE: N_("Xóa dữ liệu"),
}
SCORES: Final[Mapping[int, str]] = {
    5: N_("5 – Rất hài lòng"),
    4: N_("4 – Hài lòng"),
    3: N_("3 – Bình thường"),
    2: N_("2 – Chưa hài lòng"),
    1: N_("1 – Rất chưa hài lòng"),
}
RATING_REASONS: Final[Mapping[RatingReason, str]] = {
    RatingReason.SLOW: N_("Thời gian giải quyết lâu"),
    RatingReason.ATTITUDE: N_("Thái độ phục vụ"),
    RatingReason.UNCLEAR: N_("Hướng dẫn chưa rõ"),
    RatingReason.AGAIN: N_("Phải đi lại nhiều lần"),
    RatingReason.OTHER: N_("Lý do khác"),
}
# What is kept of somebody, in the answer to who asks for it.
KEPT_ACCOUNT: Final = N_(
    "Tài khoản Zalo: một mã do Zalo cấp, được mã hóa; không lưu họ tên, ảnh đại diện"
)
KEPT_PHONE: Final = N_("Số điện thoại: %(phone)s")
KEPT_PHONE_HASH: Final = N_("Số điện thoại: không lưu; chỉ lưu một dấu vết đã mã hóa để đối chiếu")
KEPT_AGREEMENT: Final = N_("Hồ sơ %(code)s: đã đồng ý %(purpose)s từ %(since)s")
KEPT_PROOFS: Final = N_("Hồ sơ đã tra cứu có đối chiếu: %(n)s")
KEPT_MESSAGES: Final = N_("Tin nhắn đã gửi từ cơ quan: %(n)s")
KEPT_RATINGS: Final = N_("Đánh giá mức độ hài lòng: %(n)s")
TASK_TITLES: Final[Mapping[DataRight, str]] = {
    DataRight.CORRECT: N_(
        "Yêu cầu đính chính dữ liệu cá nhân của người nhận tin %(person)s%(dossiers)s"
    ),
    DataRight.DELETE: N_("Yêu cầu xóa dữ liệu cá nhân của người nhận tin %(person)s%(dossiers)s"),
}
TASK_DOSSIERS: Final = N_(" (hồ sơ %(codes)s)")
TASK_SOURCE: Final = N_("Điều 5 Nghị định số 356/2025/NĐ-CP")
# On the picture with the QR code: the title, then one line a step.
POSTER: Final = (
    N_("Tra cứu hồ sơ qua Zalo"),
    N_("1. Quét mã, chọn “Quan tâm”."),
    N_("2. Gõ: tra cứu, rồi mã hồ sơ trên giấy tiếp nhận."),
    N_("3. Gửi mã tra cứu hoặc số điện thoại đã khai."),
    N_("4. Chọn “Nhận tin về hồ sơ này” nếu muốn nhận tin."),
)
