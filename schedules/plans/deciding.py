"""Which words of a row fix its rule: the time cell first, then what the notes, the task and the result say besides."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from schedules.plans.records import Doubt
from schedules.plans.words import folded, one_line
from schedules.reading import Reading, Span, read_deadline
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
    Unspecified,
    WithinPeriod,
)

# Only what a governing word makes a limit counts outside the time column; a bare date there belongs to something else.
_GOVERNED: Final = re.compile(
    r"^(?:ngay (?:sau|khi)|trong (?:thoi gian|thoi han|vong|quy|thang|nam|\d)|cham nhat|muon nhat|khong qua|truoc|hoan thanh|xong"
    r"|den het|den ngay|het (?:quy|thang|nam)|sau \d|han )"
)
_LIMITED: Final = re.compile(
    r"^(?:trong (?:thoi gian|thoi han|vong|\d)|cham nhat|muon nhat|khong qua|truoc|ngay (?:sau|khi)|sau \d)"
)
_A_YEAR: Final = re.compile(r"20\d\d")
_BARE_EVERY: Final[dict[str, str]] = {
    "ngay": "hằng ngày", "tuan": "hằng tuần", "thang": "hằng tháng", "quy": "hằng quý", "6 thang": "06 tháng/lần",
    "nam": "hằng năm", "theo thang": "hằng tháng", "theo quy": "hằng quý", "theo nam": "hằng năm", "theo tuan": "hằng tuần",
}  # fmt: skip


class Cells(msgspec.Struct, frozen=True, kw_only=True):
    """The cells of one row that may say when."""

    time: str
    task: str = ""
    notes: str = ""
    result: str = ""
    meant: str = ""  # what the time cell says together with its header, where that is more


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a row, the words they come from, and what somebody should look at."""

    rules: tuple[Rule, ...]
    deadline_text: str | None
    extra_spans: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    swapped: bool = False


class _Row:
    """Reads the cells of one row on one day. Used once."""

    def __init__(self, cells: Cells, on: date, year: int | None) -> None:
        self.cells, self.on, self.year = cells, on, year
        self.extra: list[Span] = []
        self.doubts: list[Doubt] = []

    def read(self, text: str) -> Reading:
        return read_deadline(text, self.on, self.year)

    def governed(self, text: str) -> list[Span]:
        """The limits a cell states with a governing word."""
        if not text:
            return []
        return [span for span in self.read(text).spans if _GOVERNED.match(folded(span.text))]


def decide(cells: Cells, on: date, year: int | None = None) -> Decision:
    """The rules of one row as of the day `on`; `year` is the one the document speaks of."""
    row = _Row(cells, on, year)
    time = one_line(cells.time)
    reading = row.read(cells.meant or time) if time else None
    swapped = bool(time) and _is_swapped(row, reading, time)
    if swapped:
        time = one_line(cells.result)
        reading = row.read(time)
        row.doubts.append(Doubt.SWAPPED)
    rules = reading.rules if reading is not None and time else (Unspecified(),)
    unread = [said for said in reading.unread if not _A_YEAR.fullmatch(said)] if reading else []
    if unread and not swapped:
        row.doubts.append(Doubt.NOT_UNDERSTOOD)
    rules = _completed(row, rules)
    text = time or (row.extra[0].text if row.extra else None)
    if all(isinstance(rule, Unspecified) for rule in rules):
        row.doubts.append(
            Doubt.NOT_UNDERSTOOD if time and not _is_vague(time) else Doubt.NO_DEADLINE
        )
    elif row.extra:
        row.doubts.append(Doubt.ELSEWHERE)
    return Decision(
        rules=rules,
        deadline_text=one_line(text) if text else None,
        extra_spans=tuple(
            dict.fromkeys(one_line(span.text) for span in row.extra if one_line(span.text) != text)
        ),
        doubts=tuple(dict.fromkeys(row.doubts)),
        swapped=swapped,
    )


def _is_vague(time: str) -> bool:
    return bool(re.search(r"kip thoi|khan truong|som|nhanh chong|lap tuc|tien do|-+", folded(time)))


def meant(time: str, header: str) -> str:
    """What a cell says together with its header: under "Hoàn thành trước" a bare date is governed; "Quý" under "Tần suất"."""
    said = folded(time).strip(". ")
    head = folded(one_line(header))
    if said in _BARE_EVERY:
        return _BARE_EVERY[said]
    if re.search(r"\btruoc(?: ngay)?$", head) and re.match(r"(?:ngay )?\d", said):
        return f"Trước {time}"
    if re.search(r"tan suat|dinh ky|ky bao cao", head) and re.match(
        r"(?:quy|thang|nam|tuan)$", said
    ):
        return f"hằng {time}"
    if re.fullmatch(r"\d{1,2}", said) and "thang" in head:
        return f"Tháng {time}"
    return time


def _is_swapped(row: _Row, reading: Reading | None, time: str) -> bool:
    """The time cell says nothing of time while the result cell is nothing but a time."""
    result = one_line(row.cells.result)
    if not result or reading is None or reading.spans or _is_vague(time):
        return False
    spans = row.read(result).spans
    covered = sum(len(one_line(span.text)) for span in spans)
    return bool(spans) and covered >= 0.6 * len(result)


def _completed(row: _Row, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules of the time cell with what the other cells add; what contradicts them is only doubted."""
    rules = _told_once(rules)
    if all(isinstance(rule, Unspecified) for rule in rules):
        return _from_elsewhere(row, rules)
    if all(isinstance(rule, External | OnRequest | Ongoing) for rule in rules):
        return _with_limits(row, rules)
    if any(isinstance(rule, Recurring) for rule in rules):
        return _with_days(row, rules)
    if all(isinstance(rule, AfterEvent) and rule.days == 0 for rule in rules):
        return _with_limits(row, rules)
    _compare(row, rules)
    return rules


def _told_once(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """ "Quý; trước ngày 15 của tháng cuối quý": how often is said once more with the day."""
    dayed = {rule.every for rule in rules if isinstance(rule, Recurring) and rule.day is not None}
    return tuple(
        rule
        for rule in rules
        if not (
            isinstance(rule, Recurring)
            and rule.every in dayed
            and rule == Recurring(every=rule.every)
        )
    )


def _from_elsewhere(row: _Row, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    for text in (row.cells.notes, row.cells.task, row.cells.result):
        spans = [
            span
            for span in row.governed(text)
            if isinstance(span.rule, ByDate | WithinPeriod | Recurring | AfterEvent)
        ] or [
            span
            for span in row.read(text).spans
            if text and isinstance(span.rule, Recurring) and span.rule.every != "unspecified"
        ]
        if spans:
            row.extra += spans
            return _bare(tuple(span.rule for span in spans))
    return rules


def _with_limits(row: _Row, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """ "Thường xuyên" in the column, the limit for each case in the notes: both hold."""
    after = isinstance(rules[0], AfterEvent)
    spans = []
    for span in row.governed(row.cells.notes):
        limit = isinstance(span.rule, AfterEvent | BeforeEvent) and _LIMITED.match(
            folded(span.text)
        )
        dated = isinstance(span.rule, ByDate | WithinPeriod)
        if (limit or dated) and span.rule not in rules:
            spans.append(span)
    if after:
        spans = [s for s in spans if not (isinstance(s.rule, AfterEvent) and s.rule.days == 0)]
    if not spans:
        return rules
    row.extra += spans
    added = tuple(span.rule for span in spans)
    kept = tuple(rule for rule in rules if not isinstance(rule, External))
    return _bare((*kept, *added))


def _with_days(row: _Row, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """ "Hàng quý" in the column, the day of the quarter in the task or in the notes: the day belongs to it."""
    loose = [
        rule
        for rule in rules
        if isinstance(rule, Recurring) and rule.day is None and rule.weekday is None
    ]
    for every in {rule.every for rule in loose}:
        spans = _days_for(row, every)
        if not spans:
            continue
        row.extra += spans
        found = _bare(tuple(span.rule for span in spans))
        return tuple(
            added
            for rule in rules
            for added in (
                found
                if isinstance(rule, Recurring) and rule in loose and rule.every == every
                else (rule,)
            )
        )
    _compare(row, rules)
    return rules


def _days_for(row: _Row, every: str) -> list[Span]:
    for text in (row.cells.task, row.cells.notes, row.cells.result):
        if not text or not re.search(r"\d|cuối|đầu|thứ", text):
            continue
        for said in (text, f"{one_line(row.cells.time)}, {one_line(text)}"):
            spans = [
                span
                for span in row.read(one_line(said)).spans
                if isinstance(span.rule, Recurring)
                and span.rule.every == every
                and (span.rule.day is not None or span.rule.weekday is not None)
                and re.search(r"ngay|truoc|thu|\d", folded(span.text))
            ]
            if spans:
                return spans
    return []


def _bare(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Each rule once: the same one said for all and again for some holds for those that are named last."""
    found: dict[Rule, Rule] = {}
    for rule in rules:
        alike = msgspec.structs.replace(rule, applies_to=(), label=None)
        before = found.get(alike)
        found[alike] = (
            rule if before is None or len(rule.applies_to) >= len(before.applies_to) else before
        )
    return tuple(found.values())


def _compare(row: _Row, rules: tuple[Rule, ...]) -> None:
    """Doubt where the task or the notes state another limit than the column, which wins."""
    said = [
        span.rule
        for text in (row.cells.task, row.cells.notes)
        for span in row.governed(text)
        if isinstance(span.rule, ByDate | WithinPeriod)
        and re.search(r"^(?:cham|muon|truoc|hoan|khong)", folded(span.text))
    ]
    dated = any(isinstance(rule, ByDate | WithinPeriod | NPerPeriod) for rule in rules)
    if dated and any(rule not in rules for rule in said):
        row.doubts.append(Doubt.CONTRADICTS)
