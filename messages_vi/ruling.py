"""Rules of the vocabulary in words: what was understood of a deadline, said back the way an office would put it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Final

from messages_vi.catalogue import N_
from messages_vi.formats import day
from messages_vi.labels import text as _
from messages_vi.periods import period_words
from schedules.rules import (
    AfterEvent,
    BeforeEvent,
    ByDate,
    External,
    NPerPeriod,
    Ongoing,
    OnRequest,
    Recurring,
    Rule,
    WithinPeriod,
)

_EVERY: Final[Mapping[str, str]] = {
    "day": N_("hằng ngày"),
    "week": N_("hằng tuần"),
    "month": N_("hằng tháng"),
    "quarter": N_("hằng quý"),
    "half_year": N_("6 tháng một lần"),
    "year": N_("hằng năm"),
    "unspecified": N_("định kỳ, chưa rõ bao lâu một lần"),
}
_PERIOD: Final[Mapping[str, str]] = {
    "day": N_("ngày"),
    "week": N_("tuần"),
    "month": N_("tháng"),
    "quarter": N_("quý"),
    "half_year": N_("6 tháng"),
    "year": N_("năm"),
}
_PART: Final[Mapping[str, str]] = {"early": N_("đầu"), "mid": N_("giữa"), "late": N_("cuối")}
_MONTH: Final[Mapping[str, str]] = {
    "last": N_("tháng cuối kỳ"),
    "next": N_("tháng sau kỳ"),
    "first": N_("tháng đầu kỳ"),
}
_DAYS: Final[Mapping[str, str]] = {
    "last": N_("ngày cuối cùng"),
    "last_working": N_("ngày làm việc cuối cùng"),
}
_WEEKDAYS: Final = (
    N_("thứ Hai"), N_("thứ Ba"), N_("thứ Tư"), N_("thứ Năm"), N_("thứ Sáu"), N_("thứ Bảy"), N_("Chủ nhật"),
)  # fmt: skip


def rules_words(rules: Sequence[Rule]) -> str:
    """Several rules as one sentence, each with whom it is for.

    >>> from schedules.rules import parse_rules
    >>> rules_words(parse_rules({"kind": "recurring", "every": "month", "day": 22, "inclusive": False}))
    'hằng tháng, trước ngày 22'
    """
    return "; ".join(rule_words(rule) for rule in rules)


def rule_words(rule: Rule) -> str:
    """One rule in words."""
    said = _said(rule)
    if rule.condition:
        said = _("%(rule)s (trường hợp %(condition)s)") % {
            "rule": said,
            "condition": rule.condition,
        }
    if rule.applies_to:
        said = f"{', '.join(rule.applies_to)}: {said}"
    return said


def _said(rule: Rule) -> str:  # noqa: PLR0911 - one line a kind
    match rule:
        case ByDate():
            return _by_date(rule)
        case WithinPeriod():
            part = f"{_(_PART[rule.part])} " if rule.part else ""
            return _("trong %(period)s") % {"period": f"{part}{period_words(rule.period)}"}
        case Recurring():
            return _recurring(rule)
        case NPerPeriod():
            least = _("ít nhất ") if rule.min else ""
            return f"{least}{rule.n} {_('lần')}/{_(_PERIOD[rule.period])}"
        case AfterEvent():
            return _counted(
                rule, N_("trong %(limit)s kể từ: %(event)s"), N_("ngay sau khi: %(event)s")
            )
        case BeforeEvent():
            return _counted(
                rule, N_("trước %(limit)s so với: %(event)s"), N_("trước khi: %(event)s")
            )
        case Ongoing():
            since = _(" từ ngày %(day)s") % {"day": day(rule.from_)} if rule.from_ else ""
            until = _(" đến ngày %(day)s") % {"day": day(rule.until)} if rule.until else ""
            return f"{_('thường xuyên')}{since}{until}"
        case OnRequest():
            return _("khi có yêu cầu hoặc phát sinh")
        case External():
            return _("theo %(ref)s") % {"ref": rule.ref}
    return _("không nêu thời hạn")


def _by_date(rule: ByDate) -> str:
    if rule.time:
        return _("chậm nhất %(time)s ngày %(day)s") % {
            "time": _hour(rule.time),
            "day": day(rule.date),
        }
    if rule.inclusive:
        return _("chậm nhất ngày %(day)s") % {"day": day(rule.date)}
    last = day(rule.date - timedelta(days=1))
    return _("trước ngày %(day)s (ngày cuối còn kịp: %(last)s)") % {
        "day": day(rule.date),
        "last": last,
    }


def _recurring(rule: Recurring) -> str:
    said = [_(_EVERY[rule.every])]
    if rule.interval > 1:
        said = [
            _("%(n)s %(period)s một lần") % {"n": rule.interval, "period": _(_PERIOD[rule.every])}
        ]
    if rule.weekdays_only:
        said.append(_("các ngày làm việc"))
    when = _day_of(rule)
    if rule.time:
        when = f"{_hour(rule.time)} {when}".strip()
    if when:
        said.append(when if rule.inclusive else _("trước %(when)s") % {"when": when})
    if rule.data_window:
        window = {"from": rule.data_window.from_day, "to": rule.data_window.to_day}
        said.append(_("số liệu từ ngày %(from)s tháng trước đến ngày %(to)s") % window)
    if rule.from_:
        said.append(_("từ ngày %(day)s") % {"day": day(rule.from_)})
    if rule.until:
        said.append(_("đến ngày %(day)s") % {"day": day(rule.until)})
    return ", ".join(said)


def _day_of(rule: Recurring) -> str:
    month = ""
    if isinstance(rule.month, int):
        named = N_("tháng %(n)s") if rule.every == "year" else N_("tháng thứ %(n)s của kỳ")
        month = _(named) % {"n": rule.month}
    elif rule.month:
        month = _("tháng sau") if rule.every == "month" else _(_MONTH[rule.month])
    if rule.weekday:
        weekday = _(_WEEKDAYS[rule.weekday - 1])
        return (
            weekday
            if rule.nth is None
            else _("%(weekday)s tuần thứ %(n)s") % {"weekday": weekday, "n": rule.nth}
        )
    if rule.day is None:
        return month
    named_day = (
        _(_DAYS[rule.day]) if isinstance(rule.day, str) else _("ngày %(n)02d") % {"n": rule.day}
    )
    return f"{named_day} {month}".strip()


def _counted(rule: AfterEvent | BeforeEvent, limit: str, at_once: str) -> str:
    if rule.days == 0:
        return _(at_once) % {"event": rule.event}
    if rule.months is not None:
        amount = _("%(n)s tháng") % {"n": rule.months}
    elif rule.hours is not None:
        amount = _("%(n)s giờ") % {"n": rule.hours}
    elif rule.unit == "working":
        amount = _("%(n)s ngày làm việc") % {"n": rule.days}
    else:
        amount = _("%(n)s ngày") % {"n": rule.days}
    return _(limit) % {"limit": amount, "event": rule.event}


def _hour(said: str) -> str:
    at = time.fromisoformat(said)
    return (
        _("%(hour)s giờ %(minute)02d") % {"hour": at.hour, "minute": at.minute}
        if at.minute
        else _("%(hour)s giờ") % {"hour": at.hour}
    )
