"""What stands on the printed sheets that invite people to link their Zalo account. Layout is `bot.papers`' matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from messages_vi import formats
from messages_vi.labels import text as _
from messages_vi.phrases import short


class Invited(NamedTuple):
    """One person with a code in plain; `until` is an instant in seconds."""

    name: str
    title: str
    code: str
    until: int


class SheetWords(NamedTuple):
    """The texts of a unit's sheet."""

    title: str
    unit: str
    note: str
    picture: str
    steps: Sequence[str]


class CardWords(NamedTuple):
    """The texts of one person's card."""

    greeting: str
    name: str
    title: str
    code_label: str
    code: str
    until: str


def sheet(unit: str) -> SheetWords:
    """The words around the cards of one unit."""
    return SheetWords(
        title=_("Phiếu mời liên kết tài khoản Zalo nhận nhắc việc"),
        unit=unit,
        note=_(
            "Cắt rời từng phiếu theo đường kẻ và giao tận tay người có tên. Mỗi mã chỉ dùng một lần, cho đúng một người; "
            "không chụp, không chuyển tiếp phiếu của người khác."
        ),
        picture=_("Mã QR mở tài khoản Zalo của đơn vị"),
        steps=(
            _("Mở Zalo, quét mã QR, bấm “Quan tâm” rồi bấm “Nhắn tin”."),
            _("Gõ mã liên kết ở trên rồi gửi; chữ thường hay chữ hoa đều được."),
            _("Đọc tin xác nhận. Nếu không đúng tên mình, bấm “Không phải tôi”."),
        ),
    )


def card(invited: Invited) -> CardWords:
    """The words of one card."""
    return CardWords(
        greeting=_("Kính gửi đồng chí"),
        name=short(invited.name, 70),
        title=short(invited.title, 90),
        code_label=_("Mã liên kết"),
        code=invited.code,
        until=_("Dùng một lần, đến hết %(until)s") % {"until": formats.moment(invited.until)},
    )
