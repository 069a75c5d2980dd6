"""What an alarm means and how it is mended, in words for administrators. Keys are those of `bot.alarms`: `family:subject`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.phrases import short


class Trouble(NamedTuple):
    """One kind of alarm: what is wrong, about `%(about)s` where there is a subject, and how to mend it."""

    what: str
    mend: str


ACCOUNT: Final = Trouble(
    N_("Tài khoản Zalo OA %(about)s không gửi được tin"),
    N_("cấp quyền lại cho ứng dụng bằng lệnh nhacviec oa authorize, sau đó kiểm tra bằng lệnh nhacviec doctor"),
)  # fmt: skip
WEBHOOK: Final = Trouble(
    N_("Hệ thống không nhận được sự kiện nào từ Zalo"),
    N_("kiểm tra địa chỉ webhook trên trang quản lý ứng dụng Zalo và đường truyền đến máy chủ"),
)
BUDGET: Final = Trouble(
    N_("Đã dùng hết hạn mức chi phí gửi tin (%(about)s)"),
    N_("xem bằng lệnh nhacviec budget; nếu cần, điều chỉnh hạn mức trong cấu hình"),
)
TEMPLATE: Final = Trouble(
    N_("Mẫu tin %(about)s bị nhà cung cấp từ chối hoặc tạm khóa"),
    N_("kiểm tra mẫu tin trên trang quản lý của nhà cung cấp"),
)
GATEWAY: Final = Trouble(
    N_("Cổng tin nhắn SMS %(about)s không gửi được tin"),
    N_("kiểm tra tài khoản, số dư tại nhà cung cấp và cấu hình của cổng"),
)
LINE: Final = Trouble(
    N_("Đã dừng gửi tin cho %(about)s vì số tin vượt giới hạn cho một người"),
    N_("tìm nguyên nhân trong danh sách tin bằng lệnh nhacviec messages, sau đó mở lại bằng lệnh nhacviec alarms close %(key)s"),
)  # fmt: skip
IGATE: Final = Trouble(
    N_("Không lấy được hồ sơ từ hệ thống một cửa qua kết nối iGate"),
    N_("kiểm tra đường truyền, địa chỉ và tài khoản kết nối; hệ thống vẫn tự thử lại"),
)
OTHER: Final = Trouble(
    N_("Hệ thống báo sự cố %(about)s"), N_("xem chi tiết bằng lệnh nhacviec alarms")
)
TROUBLES: Final[Mapping[str, Trouble]] = {
    "zalo": ACCOUNT,
    "webhook": WEBHOOK,
    "budget": BUDGET,
    "template": TEMPLATE,
    "sms": GATEWAY,
    "line": LINE,
    "igate": IGATE,
}
# What a budget is for, as the second half of its key.
BUDGETS: Final[Mapping[str, str]] = {
    "": N_("tất cả các kênh"),
    "chat": N_("tin tư vấn Zalo"),
    "zbs": N_("tin mẫu Zalo"),
    "sms": N_("tin nhắn SMS"),
}


def told(key: str, about: str = "") -> Trouble:
    """The words for the alarm of a key; `about` names its subject better than the key does.

    >>> told("budget:sms").what
    'Đã dùng hết hạn mức chi phí gửi tin (tin nhắn SMS)'
    """
    family, _colon, subject = key.partition(":")
    trouble = TROUBLES.get(family, OTHER)
    if family == "budget":
        subject = _(BUDGETS.get(subject, subject))
    elif trouble is OTHER:
        subject = key
    words = {"about": short(about or subject, 100), "key": short(key, 60)}
    return Trouble(short(_(trouble.what) % words, 300), short(_(trouble.mend) % words, 300))
