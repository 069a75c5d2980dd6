"""What an administrator of a sender account reads: the page after consent, and the alarm when Zalo renews no longer.

Faults are the words of `bot.zalo.grants.Fault`; each has its reason and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.phrases import short

GRANTED: Final = N_("Đã cấp quyền")
NOT_GRANTED: Final = N_("Chưa cấp được quyền")
_NEW_LINK: Final = N_(
    "Đề nghị quản trị hệ thống tạo đường dẫn mới bằng lệnh “nhacviec oa authorize” rồi mở lại."
)

WHY: Final[Mapping[str, str]] = {
    "app": N_("ứng dụng chưa được kích hoạt hoặc mã ứng dụng không đúng"),
    "callback": N_("địa chỉ nhận kết quả khác với địa chỉ đã lưu trên trang quản lý ứng dụng"),
    "approval": N_("ứng dụng chưa được Zalo duyệt"),
    "unclear": N_("Zalo từ chối nhưng không nêu rõ lý do"),
    "secret": N_("khóa bí mật của ứng dụng không đúng hoặc còn thiếu"),
    "code": N_("mã cấp quyền đã được dùng hoặc đã quá 10 phút"),
    "verifier": N_("mã cấp quyền không khớp với đường dẫn đã tạo"),
    "refresh": N_("mã gia hạn không còn hiệu lực"),
    "state": N_("đường dẫn đã được dùng, đã quá hạn hoặc không do hệ thống này tạo"),
    "declined": N_("việc cấp quyền chưa được đồng ý"),
    "other_account": N_("tài khoản được chọn không phải là tài khoản cần cấp quyền"),
    "unreached": N_("chưa kết nối được với Zalo"),
    "not_stored": N_("chưa lưu được kết quả vào cơ sở dữ liệu"),
    "other": N_("Zalo không chấp nhận yêu cầu"),
}
TO_DO: Final[Mapping[str, str]] = {
    "app": N_("Đề nghị kiểm tra mã ứng dụng và kích hoạt ứng dụng trên trang quản lý của Zalo."),
    "callback": N_(
        "Đề nghị đặt NHACVIEC_ZALO__CALLBACK_URL đúng từng ký tự như địa chỉ đã lưu trên trang quản lý ứng dụng."
    ),
    "approval": N_("Đề nghị hoàn tất việc duyệt ứng dụng với Zalo."),
    "unclear": N_(
        "Đề nghị kiểm tra tài khoản đã liên kết với ứng dụng và người đồng ý là quản trị viên của tài khoản."
    ),
    "secret": N_("Đề nghị quản trị hệ thống đặt lại khóa bí mật của ứng dụng."),
    "code": _NEW_LINK,
    "verifier": _NEW_LINK,
    "refresh": _NEW_LINK,
    "state": _NEW_LINK,
    "declined": N_("Đề nghị mở lại đường dẫn và chọn đồng ý."),
    "other_account": N_("Đề nghị mở đường dẫn mới và chọn đúng tài khoản."),
    "unreached": _NEW_LINK,
    "not_stored": N_("Đề nghị quản trị hệ thống kiểm tra cơ sở dữ liệu rồi cấp quyền lại."),
    "other": _NEW_LINK,
}


class Page(NamedTuple):
    """The words of the page that is shown after consent."""

    good: bool
    title: str
    lines: tuple[str, ...]


def account_words(code: str, name: str) -> str:
    """How an account is called: its name with its id, or the id alone.

    >>> account_words("2000000000000000001", "Tỉnh Mẫu")
    '“Tỉnh Mẫu” (2000000000000000001)'
    """
    named = short(name, 60)
    return f"“{named}” ({code})" if named else f"“{code}”"


def lost_grant(code: str, name: str, fault: str) -> str:
    """The alarm: Zalo refused to renew, why, and how to consent again."""
    text = _(
        "Zalo không gia hạn quyền gửi tin của tài khoản %(who)s vì %(why)s. Đề nghị quản trị hệ thống chạy lệnh "
        "“nhacviec oa authorize %(code)s”, gửi đường dẫn được tạo cho quản trị viên của tài khoản mở và đồng ý cấp quyền lại."
    )
    told = text % {"who": account_words(code, name), "why": _(WHY[fault]), "code": code}
    # Consent alone does not mend what is wrong with the app itself.
    first = _(TO_DO[fault]) if fault in ("app", "approval", "secret") else ""
    return f"{told} {first}".rstrip()


def granted(code: str, name: str) -> Page:
    """The page when the pair is stored."""
    return Page(
        good=True,
        title=_(GRANTED),
        lines=(
            _("Tài khoản %(who)s đã cấp quyền gửi tin cho hệ thống Nhắc Việc.")
            % {"who": account_words(code, name)},
            _("Đồng chí có thể đóng trang này."),
        ),
    )


def not_granted(fault: str) -> Page:
    """The page when nothing was granted."""
    why = _("Hệ thống Nhắc Việc chưa được cấp quyền vì %(why)s.") % {"why": _(WHY[fault])}
    return Page(good=False, title=_(NOT_GRANTED), lines=(why, _(TO_DO[fault])))
