"""Words where there is little room: what an approved template and its SMS form say of an item, and of a digest in one line.

Takes the plain data of `messages_vi.context`; decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from db.words import Kind
from messages_vi import formats
from messages_vi.catalogue import N_
from messages_vi.context import ItemView
from messages_vi.labels import text as _
from messages_vi.phrases import short, upper_first
from messages_vi.plain import plain

# Where the rung says more than the time does: a claim, an obstacle, a result that did not arrive.
_ALWAYS: Final[Mapping[str, str]] = {
    "confirm": N_("Chờ xác nhận hoàn thành"),
    "claim_check": N_("Đã báo xong, chờ xác nhận"),
    "not_synced": N_("Đã xong, chưa đồng bộ"),
    "blocked": N_("Có vướng mắc, cần tháo gỡ"),
    "rejected": N_("Chưa nhận được kết quả"),
    "keep_date": N_("Cần trả lời về ngày hẹn trả"),
    "sign_today": N_("Cần quyết định trong hôm nay"),
    "second_slip": N_("Trễ lần hai sau khi hẹn lại"),
}
# Where being late says more.
_IN_TIME: Final[Mapping[str, str]] = {
    "handover": N_("Mới được giao"),
    "received": N_("Mới được chuyển đến"),
    "silent": N_("Chưa có phản hồi"),
    "nudge": N_("Đang được đôn đốc"),
}
NOBODY: Final = N_("được phân công")  # behind "đồng chí", where a name cannot be written
NO_UNIT: Final = N_("đơn vị")
NO_PROCEDURE: Final = N_("thủ tục hành chính")
NO_REASON: Final = N_("lý do khách quan")
NO_CODE: Final = N_(
    "(xem trên Zalo)"
)  # a code too long for its place: cut, it would be another one
LINE: Final = 34
"""Characters of a digest in one line, so that an SMS has room for all of it."""

_MINUTES_A_DAY: Final = 480
_MANY_DAYS: Final = 10  # from here on hours are left out
_OFFICES: Final = (
    ("Trung tâm Phục vụ hành chính công", "Trung tâm PVHCC"),
    ("Ủy ban nhân dân", "UBND"),
    ("Uỷ ban nhân dân", "UBND"),
)


def standing(item: ItemView, rung: str, now: int) -> str:
    """Where an item stands, for a place of 30 characters.

    `rung` is a rung's family, or what a reply is about: `received`, `blocked`, `rejected`.
    """
    if (words := _ALWAYS.get(rung)) is not None:
        return _(words)
    if now > item["due"]:
        return _late(item)
    if (words := _IN_TIME.get(rung)) is not None:
        return _(words)
    if item["left_minutes"] <= 0:
        return _("Đến hạn")  # what is left lies outside working time
    return _("Còn %(span)s làm việc") % {"span": _span(item["left_minutes"])}


def _late(item: ItemView) -> str:
    if item["late_days"] > 0:
        return _("Quá hạn %(n)s ngày làm việc") % {"n": formats.tally(item["late_days"])}
    if item["left_minutes"] < 0:
        return _("Quá hạn %(span)s làm việc") % {"span": _span(-item["left_minutes"])}
    return _("Vừa hết hạn")


def _span(minutes: int) -> str:
    """Working time with two digits, such as `01 ngày 04 giờ`, `02 giờ`, `30 phút`."""
    days, rest = divmod(minutes, _MINUTES_A_DAY)
    hours, minutes = divmod(rest, 60)
    hours = 0 if days >= _MANY_DAYS else hours
    amounts = (
        (days, _("%(n)s ngày")),
        (hours, _("%(n)s giờ")),
        (0 if days else minutes, _("%(n)s phút")),
    )
    return " ".join(text % {"n": formats.tally(n)} for n, text in amounts if n)


def subject(item: ItemView) -> str:
    """What an item is about: step and procedure, or title; its kind where it has no words of its own."""
    if item["step"] or item["procedure"]:
        words = " – ".join(filter(None, (item["step"], item["procedure"] or item["title"])))
    else:
        words = item["title"]
    if item["kind"] == Kind.INTAKE and words:
        words = _("Tiếp nhận – %(what)s") % {"what": words}
    return written(words, item["kind_label"])


def with_window(item: ItemView) -> str:
    """As `subject`; a report begins with the period of its data, which must not be cut off: its code names it anyway."""
    words = subject(item)
    if item["kind"] != Kind.REPORT or not item["window"]:
        return words
    return f"{upper_first(short(item['window'], LINE + 2))} – {words}"


def with_others(words: str, others: int) -> str:
    """What the most urgent item is about, and how many more there are, within `LINE` characters.

    >>> with_others("Thẩm định hồ sơ – Cấp bản sao trích lục hộ tịch", 3)
    'Thẩm định hồ sơ… và 03 việc khác'
    """
    if not others:
        return words
    more = _(" và %(n)s việc khác") % {"n": formats.tally(others)}
    return short(words, LINE - len(more)) + more


def written(value: str, otherwise: str) -> str:
    """A value from data on one line in letters that can be printed, or other words where nothing is left of it.

    >>> written(" \\u200b", "đơn vị")
    'đơn vị'
    """
    found = short(value, max(1, len(value)))
    return found if plain(found) else otherwise


def abbreviated(name: str) -> str:
    """The name of an office as short texts write it.

    >>> abbreviated("Ủy ban nhân dân xã Thạch Mẫu")
    'UBND xã Thạch Mẫu'
    """
    for long, brief in _OFFICES:
        name = name.replace(long, brief)
    return name
