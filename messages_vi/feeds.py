"""What other systems are told: those that push dossiers, whose operators read it in a log, and the connector we pull from.

Senders look for the words "thành công" and "đã tồn tại" in these texts: domain reference, 1.4. They are kept out of the
catalogue for that reason: a translation would break the senders.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# By these words what we told a connector is known again, should another feed bring it back.
OWN_MARK: Final = "báo qua Nhắc Việc, chờ hệ thống một cửa xác nhận"


def summary(items: int, failed: int, codes: Sequence[str]) -> str:
    """Of a whole delivery.

    >>> summary(3, 1, ["H01.12-260305-0003"])
    'Đồng bộ thành công 2/3 mục; 1 mục chưa nhận: H01.12-260305-0003'
    """
    if not failed:
        return "Đồng bộ thành công"
    more = ", …" if failed > len(codes) else ""
    rest = f"{failed} mục chưa nhận: {', '.join(codes)}{more}"
    if failed == items:
        return f"Chưa đồng bộ được; {rest}"
    return f"Đồng bộ thành công {items - failed}/{items} mục; {rest}"


def known() -> str:
    """Of a dossier that was sent as new and is known."""
    return "Hồ sơ đã tồn tại; đã cập nhật thành công"


def found() -> str:
    """Of a look-up."""
    return "Tra cứu thành công"


def not_found() -> str:
    """Of a look-up."""
    return "Không tìm thấy hồ sơ"


def no_session() -> str:
    """Of a session that is none or is over."""
    return "Phiên làm việc không đúng hoặc đã hết hạn; đăng nhập lại để lấy phiên mới"


def no_service(given: str, known_ones: str) -> str:
    """Of a service we do not have."""
    return f'service: không có dịch vụ "{given}"; dùng một trong: {known_ones}'


def no_login() -> str:
    """Of a call without name and password."""
    return "Cần đăng nhập bằng tên và mật khẩu (HTTP Basic)"


def wrong_password() -> str:
    """Of a wrong name or password."""
    return "Sai tên đăng nhập hoặc mật khẩu; kiểm tra lại tài khoản kết nối"


def wait(seconds: int) -> str:
    """Of too many wrong passwords."""
    return f"Sai mật khẩu quá nhiều lần; thử lại sau {seconds} giây"


def closed() -> str:
    """Of a feed without name and password in the settings."""
    return "Chưa bật tiếp nhận dữ liệu; đặt tên và mật khẩu kết nối trong cấu hình"


def too_large(kilobytes: int) -> str:
    """Of a body beyond the limit."""
    return f"Nội dung lớn hơn {kilobytes} KB; chia thành nhiều lần gửi"


def reported_done(step: str) -> str:
    """Of a step that somebody said is done; an empty name is left out.

    >>> reported_done("Thẩm định")
    'Đã xong bước “Thẩm định”: cán bộ báo qua Nhắc Việc, chờ hệ thống một cửa xác nhận'
    """
    name = f" “{step}”" if step else ""
    return f"Đã xong bước{name}: cán bộ {OWN_MARK}"
