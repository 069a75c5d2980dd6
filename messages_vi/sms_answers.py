"""What is answered by SMS to somebody who wrote one. Shown without diacritics, in one part of 160 characters."""

from __future__ import annotations

from typing import Final

from messages_vi.catalogue import N_, SOURCE_LOCALE, translations

WITHDRAWN: Final = N_(
    "Đã ghi nhận yêu cầu và ngừng gửi tin nhắn đến số điện thoại này. "
    "Nếu cần nhận lại, đề nghị ông/bà liên hệ cơ quan, đơn vị phụ trách. Trân trọng."
)
NOT_READ: Final = N_(
    "Số này không đọc tin trả lời. Đề nghị ông/bà phản hồi qua Zalo của cơ quan "
    "hoặc liên hệ cán bộ phụ trách. Để ngừng nhận tin, soạn HUY. Trân trọng."
)


def sms_answer(source: str, locale: str = SOURCE_LOCALE) -> str:
    """One of the answers above as it is said in a language."""
    return translations(locale).gettext(source)
