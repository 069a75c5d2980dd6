"""What is said of people who stand in for others, are away, or cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from db.words import AbsenceReason, DelegationEnd, HoleKind
from messages_vi import formats
from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.phrases import short
from schedules.civil import civil_date, to_civil

BUTTON_APPOINT: Final = N_("Đồng ý ủy quyền")
BUTTON_SIGN: Final = N_("Gồm cả ký")
BUTTON_NO_SIGN: Final = N_("Không gồm việc ký")
BUTTON_DISCARD: Final = N_("Bỏ qua")
BUTTON_DECLINE: Final = N_("Không nhận được")
BUTTON_ABSENT: Final = N_("Đúng, ghi nhận")
ABSENCES: Final[Mapping[AbsenceReason, str]] = {
    AbsenceReason.LEAVE: N_("nghỉ phép"),
    AbsenceReason.BUSINESS: N_("đi công tác"),
    AbsenceReason.TRAINING: N_("đi học, tập huấn"),
    AbsenceReason.SICK: N_("nghỉ ốm"),
}
DELEGATION_ENDS: Final[Mapping[DelegationEnd, str]] = {
    DelegationEnd.ENDED: N_("đã kết thúc theo yêu cầu"),
    DelegationEnd.DECLINED: N_("người được ủy quyền không nhận"),
}
HOLES: Final[Mapping[HoleKind, str]] = {
    HoleKind.NO_HEAD: N_("đơn vị chưa có thủ trưởng trong danh bạ"),
    HoleKind.NO_COORDINATOR: N_("đơn vị chưa có cán bộ đầu mối trong danh bạ"),
    HoleKind.ASSIGNEE_UNKNOWN: N_("chưa rõ người được giao"),
    HoleKind.ON_LEAVE: N_("vắng mặt, chưa ủy quyền"),
    HoleKind.NO_PHONE: N_("chưa liên kết Zalo, chưa có số điện thoại"),
    HoleKind.BLOCKED: N_("đã chặn hoặc bỏ quan tâm tài khoản"),
    HoleKind.NOT_LINKED: N_("chưa liên kết Zalo"),
    HoleKind.OUTSIDE_WINDOW: N_("quá 07 ngày chưa tương tác"),
}


SIGNS: Final = N_("gồm cả việc ký văn bản xin lỗi, gia hạn")
SIGNS_NOT: Final = N_("không gồm việc ký")


def acting(name: str, other: str) -> str:
    """Who did something in whose place.

    >>> acting("Trần Mẫu Lan", "Lê Mẫu Bình")
    'Trần Mẫu Lan (thay Lê Mẫu Bình)'
    """
    return _("%(name)s (thay %(other)s)") % {"name": name, "other": other}


def instead_of(form: str, other: str, number: str | None, lines: Sequence[int] = ()) -> str:
    """Why this comes to somebody in another's place; `number` is the delegation's document, None when there is none.

    `lines` are the numbers of the lines it is said of; empty: all of it.
    """
    told = {
        "form": form,
        "other": short(other, 60),
        "number": short(number or "", 40),
        "lines": ", ".join(map(str, lines)),
    }
    if number is None:
        words = (
            _("(Dòng %(lines)s gửi thay %(form)s %(other)s, đang vắng mặt và chưa ủy quyền.)")
            if lines
            else _("(Gửi thay %(form)s %(other)s, đang vắng mặt và chưa ủy quyền.)")
        )
    elif number:
        words = (
            _("(Dòng %(lines)s gửi thay %(form)s %(other)s, theo ủy quyền số %(number)s.)")
            if lines
            else _("(Gửi thay %(form)s %(other)s, theo ủy quyền số %(number)s.)")
        )
    else:
        words = (
            _("(Dòng %(lines)s gửi thay %(form)s %(other)s, theo ủy quyền.)")
            if lines
            else _("(Gửi thay %(form)s %(other)s, theo ủy quyền.)")
        )
    return words % told


def under_greeting(text: str, said: Sequence[str], longest: int) -> str:
    """A text with further lines under its greeting; what would not fit is left out, and the text stays as it was."""
    greeting, _sep, rest = text.partition("\n")
    for count in range(len(said), 0, -1):
        whole = "\n".join((greeting, *said[:count], rest))
        if len(whole) <= longest:
            return whole
    return text


def period(starts_at: int, ends_at: int) -> str:
    """From when until when, the end not included; half days by their hour.

    >>> from schedules.civil import at
    >>> period(at(date(2025, 11, 24), 0), at(date(2025, 11, 29), 0))
    'từ ngày 24/11/2025 đến hết ngày 28/11/2025'
    >>> period(at(date(2025, 11, 25), "12:00"), at(date(2025, 11, 26), 0))
    'chiều ngày 25/11/2025'
    """
    first, last = civil_date(starts_at), civil_date(ends_at - 1)
    begins, ends = to_civil(starts_at), to_civil(ends_at)
    halves = (begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute)
    if first == last:
        words = {
            (0, 0): _("ngày %(day)s"),
            (0, 720): _("sáng ngày %(day)s"),
            (720, 0): _("chiều ngày %(day)s"),
        }.get(halves)
        if words:
            return words % {"day": _day(first)}
    if halves == (0, 0):
        return _("từ ngày %(first)s đến hết ngày %(last)s") % {
            "first": _day(first),
            "last": _day(last),
        }
    return _("từ %(first)s đến %(last)s") % {
        "first": formats.short_moment(starts_at),
        "last": formats.short_moment(ends_at),
    }


def _day(day: date) -> str:
    return formats.day(day)


def document(number: str, dated: str) -> str:
    """The document of a delegation; empty without one."""
    if not number:
        return ""
    if not dated:
        return _("văn bản số %(number)s") % {"number": short(number, 40)}
    day = _day(date.fromisoformat(dated))
    return _("văn bản số %(number)s ngày %(day)s") % {"number": short(number, 40), "day": day}


def unlinked(name: str) -> str:
    """A warning below a draft: the delegate cannot be told by chat."""
    return _("%(name)s chưa liên kết Zalo nên chưa nhận được tin.") % {"name": short(name, 60)}


def away_too(name: str, when: str) -> str:
    """A warning below a draft: the delegate is away as well."""
    return _("%(name)s cũng vắng mặt %(when)s.") % {"name": short(name, 60), "when": when}


def clashing(name: str, when: str) -> str:
    """A warning below a draft: somebody else holds a delegation for the same time."""
    text = _("đã ủy quyền cho %(name)s %(when)s; văn bản mới hơn được áp dụng.")
    return text % {"name": short(name, 60), "when": when}


def narrow(procedures: str) -> str:
    """A warning below a draft: no process is known by that code or field."""
    text = _("chưa có quy trình nào mang mã hoặc lĩnh vực “%(name)s”.")
    return text % {"name": short(procedures, 80)}


def hole_of(unit: str, person: str) -> str:
    """Whom a hole is about: somebody of an office, or the office."""
    return f"{short(person, 34)} ({short(unit, 32)})" if person else short(unit, 60)


def one_delegation(name: str, when: str) -> str:
    """One delegation in a list to choose from."""
    return _("%(name)s, %(when)s") % {"name": short(name, 60), "when": when}


def scope(units: Sequence[str], procedures: Sequence[str], *, signs: bool) -> str:
    """What a delegation reaches, and whether signing is among it."""
    return f"{_reach(units, procedures)}; {_(SIGNS if signs else SIGNS_NOT)}"


def _reach(units: Sequence[str], procedures: Sequence[str]) -> str:
    parts = []
    if units:
        parts.append(_("đơn vị %(names)s") % {"names": short(", ".join(units), 120)})
    if procedures:
        parts.append(
            _("thủ tục, lĩnh vực %(names)s") % {"names": short(", ".join(procedures), 160)}
        )
    return "; ".join(parts) or _("toàn bộ công việc")
