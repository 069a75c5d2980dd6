"""By which road a message went, what it cost, and why not by a cheaper one, in words. Takes the reason words of routing.

A reason is one word (`free_window`), or names what shut each cheaper road: `zalo:outside_window,zbs_uid:-249`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from db.words import MessageState, Outcome, Reason, Road
from messages_vi import formats, labels
from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.phrases import lower_first, upper_first

Data = Mapping[str, Any]

_CODE: Final = re.compile(r"-?\d+")
EVERY_ROAD: Final = N_("Mọi kênh")
# Why a road was taken when no cheaper one was shut.
CHOSEN: Final[Mapping[str, str]] = {
    "free_window": N_("người nhận vừa tương tác nên tin Zalo không mất phí"),
    "paid_window": N_("người nhận tương tác trong bảy ngày gần đây nên còn gửi được tin Zalo có phí"),
    "untried": N_("chưa rõ lần tương tác gần nhất nên gửi thử tin Zalo trước"),
    "cheapest": N_("rẻ nhất trong các kênh gửi được"),
}  # fmt: skip
# What shuts a road. Codes are those of Zalo and of the SMS gateways.
SHUT: Final[Mapping[str, str]] = {
    "outside_window": N_("người nhận không tương tác trong bảy ngày"),
    "not_linked": N_("người nhận chưa liên kết Zalo"),
    "no_phone": N_("chưa có số điện thoại của người nhận"),
    "by_number": N_("mã liên kết chỉ gửi đến số điện thoại"),
    "no_template": N_("chưa có mẫu tin phù hợp được duyệt"),
    "template_stopped": N_("mẫu tin đang tạm ngừng"),
    "by_phone_only": N_("mẫu tin này chỉ gửi được theo số điện thoại"),
    "night": N_("ngoài khung giờ được phép gửi"),
    "over_budget": N_("đã hết hạn mức chi phí"),
    "too_slow": N_("không kịp trước hạn"),
    "resting": N_("đang tạm nghỉ theo yêu cầu của nhà cung cấp"),
    "rests": N_("đang tạm nghỉ theo yêu cầu của nhà cung cấp"),
    "not_delivered": N_("không có dấu hiệu tin đã đến máy"),
    "no_grant": N_("tài khoản Zalo đang mất quyền gửi tin"),
    "opted_out": N_("người nhận đã từ chối nhận tin"),
    "harm_bound": N_("vượt số tin tối đa được gửi cho một người"),
    "tried": N_("đã gửi nhưng không được"),
    "no_road": N_("chưa có kênh nào được cài đặt"),
    "connect": N_("không kết nối được với nhà cung cấp"),
    "timeout": N_("nhà cung cấp không trả lời kịp"),
    "stopped_while_sending": N_("dịch vụ dừng trong lúc đang gửi"),
    "not_found": N_("nhà cung cấp không có tin này"),
    "-213": N_("người nhận chưa quan tâm tài khoản Zalo"),
    "-218": N_("người nhận đã nhận đủ số tin cho phép trong ngày"),
    "-222": N_("người nhận đã chặn tài khoản hoặc lâu ngày không dùng Zalo"),
    "-227": N_("người nhận bị khóa tài khoản hoặc lâu ngày không dùng Zalo"),
    "-230": N_("người nhận không tương tác trong bảy ngày"),
    "-232": N_("người nhận không tương tác trong bảy ngày"),
    "-244": N_("người nhận hạn chế tin từ tài khoản này"),
    "-108": N_("số điện thoại không đúng"),
    "-118": N_("số điện thoại không có tài khoản Zalo"),
    "-119": N_("tài khoản Zalo của người nhận không nhận được tin này"),
    "-139": N_("người nhận từ chối loại tin này"),
    "-141": N_("người nhận từ chối tin của tài khoản này"),
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: N_("đã gửi"),
    Outcome.AGAIN: N_("chưa gửi được, sẽ thử lại"),
    Outcome.AFTER_REFRESH: N_("chưa gửi được, chờ cấp lại quyền"),
    Outcome.LATER: N_("chưa gửi được, chờ đến lúc được phép"),
    Outcome.OTHER_ROAD: N_("không gửi được"),
    Outcome.STOP: N_("không gửi được, đã báo người quản trị"),
    Outcome.REFUSED: N_("bị từ chối"),
    Outcome.UNKNOWN: N_("chưa rõ kết quả"),
}
_MAY_BE_OUT: Final = (None, Outcome.ACCEPTED, Outcome.UNKNOWN)


def name(road: str) -> str:
    """The name of a road.

    >>> name("sms"), name("all")
    ('Tin nhắn SMS', 'Mọi kênh')
    """
    return _(labels.ROADS[Road(road)]) if road in set(Road) else _(EVERY_ROAD)


def because(why: str) -> str:
    """Why this road, or what shut the cheaper ones; empty when nobody decided.

    >>> because("zalo:outside_window,zbs_uid:-249")
    'Tin Zalo – người nhận không tương tác trong bảy ngày; Tin mẫu Zalo theo tài khoản – nhà cung cấp trả mã -249'
    """
    if why in CHOSEN:
        return _(CHOSEN[why])
    return "; ".join(_closed(part) for part in why.split(",") if part)


def _closed(part: str) -> str:
    road, _colon, problem = part.partition(":")
    if road not in set(Road):
        return shut_by(part)
    return f"{name(road)} – {shut_by(problem)}"


def shut_by(problem: str) -> str:
    """What shut a road, by a word of routing or a provider's code.

    >>> shut_by("opted_out"), shut_by("-999")
    ('người nhận đã từ chối nhận tin', 'nhà cung cấp trả mã -999')
    """
    if problem in SHUT:
        return _(SHUT[problem])
    if problem in set(Reason):
        return _(labels.REASONS[Reason(problem)])
    text = _("nhà cung cấp trả mã %(code)s") if _CODE.fullmatch(problem) else _("lỗi %(code)s")
    return text % {"code": problem}


def went(attempt: Data, who: str) -> list[str]:
    """One attempt: when and to whom, the road, what came of it and the price; below it why not by a cheaper road.

    `attempt` has `road`, `why`, `outcome`, `code`, `price_vnd`, `started_at`, `delivered_at` (instants in seconds).
    """
    text = _("%(when)s, %(who)s – %(road)s: %(result)s") % {
        "when": formats.short_moment(attempt["started_at"]),
        "who": who,
        "road": lower_first(name(attempt["road"])),
        "result": "; ".join(_result(attempt)),
    }
    why = attempt["why"]
    if not why or attempt["outcome"] not in _MAY_BE_OUT:  # the next attempt says more
        return [text]
    if why in CHOSEN:
        return [text, f"{upper_first(_(CHOSEN[why]))}."]
    return [text, _("Không dùng kênh rẻ hơn vì: %(why)s.") % {"why": because(why)}]


def _result(attempt: Data) -> list[str]:
    outcome = attempt["outcome"]
    if outcome is None:
        return [_("đang gửi")]
    parts = [_(OUTCOMES[Outcome(outcome)])]
    if outcome == Outcome.ACCEPTED:
        if attempt["delivered_at"] is not None:
            text = _("đến máy lúc %(at)s")
            parts.append(text % {"at": formats.short_moment(attempt["delivered_at"])})
        if attempt["price_vnd"] is not None:
            parts.append(money(attempt["price_vnd"]))
    elif attempt["code"]:
        parts.append(shut_by(attempt["code"]))
    return parts


def money(vnd: int) -> str:
    """An amount as people read it.

    >>> money(1400), money(0)
    ('1.400 đồng', 'không mất phí')
    """
    return _("%(n)s đồng") % {"n": formats.count(vnd)} if vnd else _("không mất phí")


def waits(message: Data, who: str) -> str:
    """A message that no road has carried yet; it has `created_at`, `state`, `reason`."""
    state = lower_first(_(labels.MESSAGE_STATES[MessageState(message["state"])]))
    text = _("%(when)s, %(who)s – %(state)s") % {
        "when": formats.short_moment(message["created_at"]),
        "who": who,
        "state": state,
    }
    return f"{text}: {because(message['reason'])}" if message["reason"] else text
