"""Which times in running text are deadlines: those a governing word makes so, and what repeats at the beginning of a duty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from schedules.periods import bounds
from schedules.plans.words import folded
from schedules.reading import Span, read_deadline
from schedules.rules import (
    AfterEvent,
    BeforeEvent,
    ByDate,
    NPerPeriod,
    OnRequest,
    Recurring,
    WithinPeriod,
)

# Nothing of this in a clause, nothing to read.
_HINT: Final = re.compile(
    r"truoc|cham nhat|muon nhat|hoan thanh|xong|trong (?:thang|quy|nam|vong|thoi)|den (?:het|cuoi|nam|ngay)|het (?:thang|quy|nam)|han |hang (?:ngay|tuan|thang|quy|nam)"
    r"|dinh ky|ngay (?:sau )?khi|ngay sau|khong qua|\blan\b|moi (?:tuan|thang|quy|nam|ngay)|thoi (?:gian|han)|ke tu|phan dau|vao ngay|ngay \d|\btu (?:thang|quy|nay)"
)
_DATED: Final = re.compile(
    r"^(?:truoc|cham nhat|muon nhat|khong qua|den het|het|toi da|han|den ngay|hoan thanh|xong|thoi han|thoi gian|dau|cuoi)\b"
)
_DONE: Final = re.compile(
    r"(?:hoan thanh|hoan tat|xong|thoi han|thoi gian|thoi gian hoan thanh|tien do|ket thuc|trinh|gui|bao cao|nop|to chuc|trien khai|thuc hien|ve [^,;]{2,50})[\s:,]*(?:vao|cham nhat|muon nhat|du kien|la|day du)?[\s:,(]*$"
)
_FINISHED: Final = re.compile(
    r"(?:hoan thanh|hoan tat|xong|thoi han|thoi gian|tien do|ket thuc)[^,;.]{0,60}$"
)
_AIM: Final = re.compile(
    r"phan dau|dat |100%|toi thieu|it nhat|tren \d|co \d|giam|tang|hoan thanh|bao dam|dam bao|cham dut"
)
_NOUN: Final = re.compile(
    r"(?:ke hoach|kinh phi|du toan|ngan sach|chuong trinh|nhiem vu|thu nhap|giao ban|thi dua|luong|ho so|cong tac|chi tieu|thuong ky|quan ly)\s*$"
)
_REPORTS: Final = re.compile(
    r"bao cao|gui|tong hop|cong khai|cap nhat|danh gia|kiem tra|ra soat|to chuc|hop|so ket|tham muu|thong ke|doi chieu|theo doi|cong bo|don doc|dang ky|de xuat|trinh|nop|lap"
)
_PAPER: Final = re.compile(
    r"(?:\bso\s*:?\s*\d|luat|nghi dinh|quyet dinh|thong tu|nghi quyet|cong van|ke hoach|chi thi|cong dien|thong bao|van ban)\b[^,;]{0,60}$"
)

_JOINT: Final = re.compile(r"[\s,;/]*(?:và|hoặc|,|;)?\s*")  # between the dates of one list
_GOVERNING: Final = re.compile(r"(?:hoàn thành |xong |chậm nhất |trước )+$", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"ngay (?:sau|khi)|trong (?:vong|thoi|\d)|cham nhat|khong qua|sau \d|muon nhat|toi da"
)
_PARTS: Final = re.compile(r";\s+(?![^()]*\))")


def limits_of(clause: str, on: date, year: int | None) -> list[Span]:
    """The deadlines of one clause of running text with the words they come from, in order.

    >>> [s.text for s in limits_of("gửi báo cáo trước ngày 07/3/2025 theo Công văn số 5/UBND ngày 01/02/2025", date(2025, 2, 24), None)]
    ['trước ngày 07/3/2025']
    """
    if not _HINT.search(folded(clause)):
        return []
    source = unicodedata.normalize("NFC", clause)
    spans: list[Span] = []
    for span in read_deadline(source, on, year).spans:
        joined = bool(spans) and bool(_JOINT.fullmatch(source[spans[-1].end : span.start]))
        listed = joined and isinstance(span.rule, ByDate | WithinPeriod | Recurring)
        if listed or _is_limit(source, span, on):
            spans.append(span)
    dated = [s for s in spans if not isinstance(s.rule, OnRequest)]
    return spans if dated else []


def _is_limit(source: str, span: Span, on: date) -> bool:
    said = folded(span.text)
    before, behind = (
        folded(source[max(0, span.start - 90) : span.start]),
        folded(source[span.end : span.end + 90]),
    )
    rule = span.rule
    if isinstance(rule, ByDate):
        governed = not rule.inclusive or _is_dated(said, before)
        return governed and not re.search(r"(?:hieu luc|ap dung) *$", before)
    if isinstance(rule, WithinPeriod):
        coming = rule_end(rule) >= on
        return _is_within(said, before, behind) or (coming and _is_month(said, before, behind))
    if isinstance(rule, Recurring):
        return _repeats(rule, said, before, behind)
    if isinstance(rule, AfterEvent):
        return bool(_COUNTED.match(said)) and "hieu luc" not in before[-30:]
    if isinstance(rule, BeforeEvent):
        counted = bool(rule.days or rule.hours or rule.months)
        return counted and said.startswith(("truoc", "cham nhat"))
    return isinstance(rule, NPerPeriod) or (isinstance(rule, OnRequest) and "dot xuat" in said)


def _is_dated(said: str, before: str) -> bool:
    if _DATED.match(said):
        return not (
            said.startswith("den ngay") and re.search(r"(?:tinh|tu|ke tu)[^,;]{0,30}$", before)
        )
    if _PAPER.search(before):
        return False
    return bool(_DONE.search(before) or re.match(r"trong ngay|vao ngay", said))


def _is_within(said: str, before: str, behind: str) -> bool:
    if re.match(r"(?:truoc|cham nhat|muon nhat|khong qua)\b", said):
        return True
    if re.match(r"tu (?:thang|quy|ngay|nay)\b", said) and _DONE.search(before):
        return True
    if re.match(r"(?:den|den het|het|den cuoi)\b", said):
        begins = not before.strip(" ,:;-(")
        aims = _AIM.search(behind[:45]) or re.search(
            r"phan dau[^,;]{0,40}$|hoan thanh[^,;]{0,40}$", before
        )
        return (
            bool(aims)
            and (begins or not re.search(r"giai doan[^,;]{0,20}$", before))
            and not re.search(
                r"(?:dinh huong|tam nhin|chien luoc|de an|ke hoach)[^,;]{0,60}$", before
            )
        )
    return bool(_FINISHED.search(before) or re.match(r"(?:hoan thanh|xong|thoi han)", said))


def rule_end(rule: WithinPeriod) -> date:
    """The last day of a period."""
    return bounds(rule.period)[1]


def _is_month(said: str, before: str, behind: str) -> bool:
    """A month or quarter that frames a clause: at its beginning, or at its end behind "trong"."""
    if not re.match(r"(?:trong )?(?:dau |giua |cuoi )?(?:thang|quy)\b", said) or _PAPER.search(
        before
    ):
        return False
    begins = not before.strip(" ,:;-(+") and re.match(r" ?(?:,|[a-z])", behind) is not None
    ends = not behind.strip(" .;)") or behind.lstrip()[:1] in ",;.("
    return (begins and said.startswith("trong")) or (ends and said.startswith("trong"))


def _repeats(rule: Recurring, said: str, before: str, behind: str) -> bool:
    if rule.every == "unspecified" or _NOUN.search(before) or rule.every == "day":
        return False
    if rule.day is not None or rule.weekday is not None or "dinh ky" in said:
        return True
    begins = not before.strip(" ,:;-(+")
    return begins or (bool(_REPORTS.search(behind[:40])) or bool(_REPORTS.search(before[-30:])))


def dated_clauses(sentence: str, on: date, year: int | None) -> list[tuple[str, str, list[Span]]]:
    """The clauses of a sentence with a deadline of their own: the words of the duty, the clause, its deadlines.

    A deadline at the end of a clause ("…, hoàn thành trong Quý III/2025") holds for all that was said before it; one that
    begins a clause only for that clause.
    """
    parts = _PARTS.split(sentence)
    found: list[tuple[str, str, list[Span]]] = []
    since = 0
    for i, part in enumerate(parts):
        spans = limits_of(part, on, year)
        if not spans:
            continue
        leads = spans[0].start < max(30, len(part) * 0.3) and spans[-1].end < len(part) * 0.7
        first = i if leads else since
        found.append(("; ".join(parts[first : i + 1]), part, spans))
        since = i + 1
    return found


def covering(clause: str, spans: Sequence[Span]) -> str:
    """The words from the first limit to the last where they stand close; otherwise each."""
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    governing = _GOVERNING.search(clause, 0, first)
    if governing:
        first = governing.start()
    if last - first <= sum(s.end - s.start for s in spans) + 25:
        return clause[first:last]
    return "; ".join(span.text.strip() for span in spans)
