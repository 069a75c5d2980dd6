"""What an alarm means and how it is mended, in words for administrators. Keys are those of `bot.alarms`: `family:subject`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from db.words import HaltScope
from messages_vi.catalogue import N_
from messages_vi.labels import HALT_SCOPES
from messages_vi.labels import text as _
from messages_vi.phrases import short


class Trouble(NamedTuple):
    """One kind of alarm: what is wrong, about `%(about)s` where there is a subject, how to mend it, and what is wrong where
    there is little room: without a subject, and not to be misread without its accents.
    """

    what: str
    mend: str
    brief: str


ACCOUNT: Final = Trouble(
    N_("Tài khoản Zalo OA %(about)s không gửi được tin"),
    N_("kiểm tra gói dịch vụ và số dư trên trang quản lý của Zalo, cấp quyền lại bằng lệnh nhacviec oa authorize nếu cần, sau đó chạy nhacviec doctor"),
    N_("Tài khoản Zalo không gửi được tin"),
)  # fmt: skip
TEMPLATES: Final = Trouble(
    N_("Zalo đã dừng gửi tin mẫu của tài khoản %(about)s"),
    N_("kiểm tra gói dịch vụ và tài khoản ZBS trên trang quản lý của Zalo, sau đó chạy nhacviec doctor"),
    N_("Tin mẫu Zalo không gửi được"),
)  # fmt: skip
WEBHOOK: Final = Trouble(
    N_("Hệ thống không nhận được sự kiện nào từ Zalo"),
    N_("kiểm tra địa chỉ webhook trên trang quản lý ứng dụng Zalo và đường truyền đến máy chủ"),
    N_("Không nhận được sự kiện từ Zalo"),
)
BUDGET: Final = Trouble(
    N_("Đã dùng hết hạn mức chi phí gửi tin (%(about)s)"),
    N_("xem bằng lệnh nhacviec budget; nếu cần, điều chỉnh hạn mức trong cấu hình"),
    N_("Đã dùng hết hạn mức chi phí gửi tin"),
)
TEMPLATE: Final = Trouble(
    N_("Mẫu tin %(about)s bị nhà cung cấp từ chối hoặc tạm khóa"),
    N_(
        "kiểm tra mẫu tin trên trang quản lý của nhà cung cấp, sau đó dùng lại mẫu bằng lệnh nhacviec alarms close %(key)s"
    ),
    N_("Mẫu tin bị nhà cung cấp từ chối"),
)
GATEWAY: Final = Trouble(
    N_("Cổng tin nhắn SMS %(about)s không gửi được tin"),
    N_("kiểm tra tài khoản, số dư tại nhà cung cấp và cấu hình của cổng"),
    N_("Cổng tin nhắn SMS không gửi được tin"),
)
LINE: Final = Trouble(
    N_("Đã dừng gửi tin cho %(about)s vì số tin vượt giới hạn cho một người"),
    N_("tìm nguyên nhân trong danh sách tin bằng lệnh nhacviec messages, sau đó mở lại bằng lệnh nhacviec alarms close %(key)s"),
    N_("Một người nhận quá nhiều tin"),
)  # fmt: skip
IGATE: Final = Trouble(
    N_("Không lấy được hồ sơ từ hệ thống một cửa qua kết nối iGate"),
    N_("kiểm tra đường truyền, địa chỉ và tài khoản kết nối; hệ thống vẫn tự thử lại"),
    N_("Không lấy được hồ sơ từ kết nối iGate"),
)
SENDING: Final = Trouble(
    N_("Việc gửi tin đang bị dừng theo yêu cầu của quản trị (%(about)s)"),
    N_("gõ “tiếp tục gửi” với tài khoản quản trị, hoặc dùng lệnh nhacviec sending go"),
    N_("Việc gửi tin đang bị dừng"),
)
OTHER: Final = Trouble(
    N_("Hệ thống báo sự cố %(about)s"),
    N_("xem chi tiết bằng lệnh nhacviec alarms"),
    N_("Sự cố khác của hệ thống"),
)
TROUBLES: Final[Mapping[str, Trouble]] = {
    "zalo": ACCOUNT,
    "zbs": TEMPLATES,
    "webhook": WEBHOOK,
    "budget": BUDGET,
    "template": TEMPLATE,
    "sms": GATEWAY,
    "line": LINE,
    "igate": IGATE,
    "sending": SENDING,
}
# What a budget is for, as the second half of its key.
BUDGETS: Final[Mapping[str, str]] = {
    "": N_("tất cả các kênh"),
    "chat": N_("tin tư vấn Zalo"),
    "zbs": N_("tin mẫu Zalo"),
    "sms": N_("tin nhắn SMS"),
}


# What is wrong and no alarm, by its kind.
FAULTS: Final[Mapping[str, str]] = {
    "sender": N_("Tài khoản hoặc cổng gửi tin %(about)s đang tạm nghỉ vì có lỗi"),
    "stage": N_("Công đoạn %(about)s vừa gặp lỗi; xem nhật ký của dịch vụ"),
    "sums": N_("Số lời nhắc dự kiến và số đã xử lý không khớp; kiểm tra bằng lệnh nhacviec db check"),
}  # fmt: skip
NOBODY_NAMED: Final = N_("một người nhận")  # where personal data must not be shown


def fault(kind: str, about: str) -> str:
    """The words for what is wrong and no alarm.

    >>> fault("stage", "deliver")
    'Công đoạn deliver vừa gặp lỗi; xem nhật ký của dịch vụ'
    """
    return short(_(FAULTS[kind]) % {"about": short(about, 60)}, 300)


def unnamed(key: str) -> Trouble:
    """The words for an alarm where everybody may read them: without the person that it may be about.

    >>> unnamed("line:17").what
    'Đã dừng gửi tin cho một người nhận vì số tin vượt giới hạn cho một người'
    """
    return told(key, _(NOBODY_NAMED) if key.startswith("line:") else "")


def told(key: str, about: str = "") -> Trouble:
    """The words for the alarm of a key; `about` names its subject better than the key does.

    >>> told("budget:sms").what
    'Đã dùng hết hạn mức chi phí gửi tin (tin nhắn SMS)'
    """
    family, _colon, subject = key.partition(":")
    trouble = TROUBLES.get(family, OTHER)
    if family == "budget":
        subject = _(BUDGETS.get(subject, subject))
    elif trouble is SENDING:
        kind, _colon, account = subject.partition(":")
        known = kind in set(HaltScope)
        subject = _(HALT_SCOPES[HaltScope(kind)]) % {"account": account} if known else subject
    elif trouble is OTHER:
        subject = key
    words = {"about": short(about or subject, 100), "key": short(key, 60)}
    return Trouble(
        short(_(trouble.what) % words, 300),
        short(_(trouble.mend) % words, 300),
        _(trouble.brief),
    )
