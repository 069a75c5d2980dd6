"""Running text → obligations: clauses with a deadline of their own, and who owes them.

Dates of cited papers, background and adverbs are no deadlines; the lead is the subject, or whom the numbered item or the
whole document speaks to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from schedules.plans.deciding import Cells, decide
from schedules.plans.headers import Role
from schedules.plans.labels import labelled
from schedules.plans.outline import Outline, mark_of
from schedules.plans.prose_limits import covering, dated_clauses
from schedules.plans.records import TASK_LENGTH, Doubt, Obligation
from schedules.plans.subjects import all_units, helpers_in, is_generic, unit_at
from schedules.plans.units import split_units
from schedules.plans.words import UPPER, folded, one_line
from schedules.reading import Span
from schedules.rules import AfterEvent, BeforeEvent, NPerPeriod, OnRequest, Recurring, Rule

_SILENT: Final = re.compile(
    r"^(?:can cu (?!(?:ke hoach|chuong trinh|quyet dinh|de an|chi thi|cong van|van ban|noi dung|nhiem vu|phu luc)[a-z ]{0,20} nay|chuc nang|nhiem vu|tinh hinh|noi dung|ket qua)|luat |theo de nghi|noi nhan|kem theo|\(ban hanh|\(kem theo|xet de nghi|quyet dinh nay|\(chi tiet)|co hieu luc (?:thi hanh )?(?:ke )?tu|chiu trach nhiem thi hanh"
)
_BACKGROUND: Final = re.compile(
    r"thuc trang|danh gia tinh hinh|tinh hinh thuc hien|ket qua dat duoc|ton tai|han che|nguyen nhan|su can thiet|co so phap ly|can cu"
    r"|khai quat|dac diem|boi canh|muc dich|yeu cau$|muc dich, yeu cau|quan diem|phan thu nhat"
)
_SPOKEN_TO: Final = re.compile(
    r"^(?:kính gửi|gửi)\s*:?\s*(?P<to>.+)$|(?:yêu cầu|đề nghị|giao|chỉ đạo|phân công)\s+(?P<who>[^:;.]{4,220}?)\s*(?:tập trung|thực hiện|triển khai|khẩn trương|nghiêm túc|như sau|một số|các nội dung|các nhiệm vụ|:|$)",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    r"^(?:(?:giao|đề nghị|yêu cầu|phân công|chỉ đạo|ủy quyền|căn cứ [^,]{3,80},|trên cơ sở [^,]{3,80},|định kỳ [^,]{2,40},|hằng \w+,|hàng \w+,|(?:ngay )?sau khi [^,]{3,120},|trước [^,]{3,120},|chậm nhất [^,]{3,120},|trong [^,]{3,120},|đồng thời,?|ngoài ra,?|riêng|theo đó,?|cụ thể,?|bên cạnh đó,?|trong đó,?|riêng đối với|đối với|chủ tịch ubnd [^,;]{2,30}? (?:giao|yêu cầu)|ubnd [^,;]{2,30}? (?:giao|yêu cầu|đề nghị))\s*)+",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(r"^(?:giao|đề nghị|yêu cầu|phân công|riêng)\b", re.IGNORECASE)
_ASKS: Final = re.compile(r"\b(?:giao|yêu cầu|đề nghị|phân công)(?:\s+cho)?\s+")
_SENTENCE: Final = re.compile(rf"(?<=[.!?])(?<!\b[A-ZĐ]\.)(?<!TP\.)\s+(?=[{UPPER}\"“(])")
_ONLY_WHEN: Final = re.compile(
    r"^(?:thoi (?:gian|han)|thoi han|han|tien do|hoan thanh|xong)\b.{0,70}$"
)
_WHEN_LABEL: Final = re.compile(
    r"^(?:thời gian(?: hoàn thành| thực hiện)?|thời hạn(?: hoàn thành)?|hạn hoàn thành|tiến độ)\s*:\s*",
    re.IGNORECASE,
)
_LEAD_LABEL: Final = re.compile(
    r"^(?:cơ quan |đơn vị )?(?:chủ trì|thực hiện)(?: thực hiện)?\s*:\s*(?P<who>.+)$", re.IGNORECASE
)


class Prose:
    """Walks over the paragraphs of one document. `addressee` are the units the whole document speaks to."""

    def __init__(self, on: date, year: int | None) -> None:
        self._on, self._year = on, year
        self.outline = Outline()
        self._to: tuple[str, ...] = ()
        self._told: dict[int, tuple[str, ...]] = {}  # depth of the path → whom that item speaks to
        self._seen: set[tuple[str, str]] = set()
        self._labels: dict[Role, str] = {}
        self._task, self._place = "", ("", "")  # whose labels may follow
        self._before = ""  # the paragraph before, for "Thời gian: …" on a line of its own

    def read(self, text: str) -> list[Obligation]:
        """The obligations of one paragraph, and of the labels before it that end with it."""
        said = one_line(text)
        before, labels = labelled(said)
        telling = bool({Role.LEAD, Role.TIME} & set(labels))
        if labels and (telling or (self._labels and not before.strip(" -+"))):
            return self._take_labels(before, labels)
        return self.close() + self._read(said)

    def close(self) -> list[Obligation]:
        """The obligation whose labels were read last, when a table or the end of the text follows."""
        labels, self._labels = self._labels, {}
        if not labels or not self._task:
            return []
        lead, above = split_units(labels.get(Role.LEAD, "")), self.addressee()
        if not lead and not self._told:
            lead, _ = self._lead(self._task, self._task, self._task)
        cells = Cells(
            time=labels.get(Role.TIME, ""),
            task=self._task,
            notes=labels.get(Role.NOTES, ""),
            result=labels.get(Role.RESULT, ""),
        )
        decision = decide(cells, self._on, self._year)
        doubts = () if lead else ((Doubt.LEAD_ABOVE,) if above else (Doubt.NO_LEAD,))
        return [
            Obligation(
                section=self._place[0],
                item=self._place[1],
                task=self._task[:TASK_LENGTH],
                lead_units=lead or above,
                coop_units=split_units(labels.get(Role.COOP, "")),
                deadline_text=decision.deadline_text,
                notes_text=labels.get(Role.NOTES),
                rules=decision.rules,
                result=labels.get(Role.RESULT),
                extra_spans=decision.extra_spans,
                doubts=(*doubts, *decision.doubts),
            )
        ]

    def _take_labels(self, before: str, labels: dict[Role, str]) -> list[Obligation]:
        """Labels go on with the duty before them; one that was said already, or words in front, begin the next."""
        found: list[Obligation] = []
        if before.strip(" -+") or any(role in self._labels for role in labels):
            found = self.close()
        if before.strip(" -+"):
            mark = mark_of(before)
            if mark is not None:
                self.outline.enter(mark)
                self._told = {d: who for d, who in self._told.items() if d < len(self.outline.path)}
            self._remember(mark.rest if mark else before)
        self._labels |= labels
        return found

    def _remember(self, said: str) -> None:
        self._task = said
        self._place = (self.outline.section(), self.outline.item())

    def _read(self, said: str) -> list[Obligation]:
        mark = mark_of(said)
        if mark is not None:
            self.outline.enter(mark)
            self._told = {d: who for d, who in self._told.items() if d < len(self.outline.path)}
            said = mark.rest
        elif len(said) < 160 and said.isupper():
            self._loose_heading(said)
        if not said:
            return []
        if self._is_background():
            return []
        self._listen(said, numbered=mark is not None)
        if _SILENT.search(folded(said)[:400]) and not _ASKED.match(said):
            return []
        found = self._clauses(said, numbered=mark is not None)
        self._before = said
        self._remember(said)
        return found

    def addressee(self) -> tuple[str, ...]:
        """Whom the innermost numbered item speaks to, or else the whole document."""
        return self._told[max(self._told)] if self._told else self._to

    # --- where we are, and to whom it speaks

    def _loose_heading(self, said: str) -> None:
        if re.match(r"(?:KẾ HOẠCH|PHỤ LỤC|QUYẾT ĐỊNH|CHỈ THỊ|CHƯƠNG TRÌNH|CÔNG VĂN)\b", said):
            self.outline.path.clear()
            self._told.clear()

    def _is_background(self) -> bool:
        return any(
            step.kind in ("roman", "letter", "figure", "second", "appendix")
            and len(step.text) < 120
            and _BACKGROUND.search(folded(step.text))
            for step in self.outline.path
        )

    def _listen(self, said: str, *, numbered: bool) -> None:
        depth = len(self.outline.path)
        bare = re.sub(
            r"^(?:Đối với|Giao|Yêu cầu|Đề nghị|Trách nhiệm của)\s+",
            "",
            said.rstrip(":. "),
            flags=re.IGNORECASE,
        )
        named = numbered or ((said.endswith(":") or " " in bare) and not said.isupper())
        if len(said) < 300 and named and all_units(bare):
            self._told[depth] = split_units(bare)
            return
        lead = _LEAD_LABEL.match(said)
        if lead and numbered:
            return
        spoken = _SPOKEN_TO.search(said)
        if spoken and (said.endswith(":") or spoken["to"]):
            units = "; ".join(
                filter(
                    None,
                    map(
                        unit_at,
                        re.split(r";\s*(?:-\s*)?", (spoken["to"] or spoken["who"]).strip(" -")),
                    ),
                )
            )
            if units and not is_generic(units):
                if numbered and said.endswith(":"):
                    self._told[depth] = split_units(units)
                elif not self.outline.path or not numbered:
                    self._to = split_units(units)
        elif said.endswith(":") and numbered:
            units = unit_at(_GIVEN.sub("", said))
            if units and not is_generic(units):
                self._told[depth] = split_units(units)

    # --- clauses

    def _clauses(self, said: str, *, numbered: bool) -> list[Obligation]:
        sentences = _SENTENCE.split(said)
        found: list[Obligation] = []
        for i, sentence in enumerate(sentences):
            for task, clause, spans in dated_clauses(sentence, self._on, self._year):
                words = task
                if _ONLY_WHEN.match(folded(task)) or _WHEN_LABEL.match(task):
                    words = " ".join(sentences[:i]) or self._before or task
                made = self._made(clause, words, sentences[0], spans)
                if made is not None:
                    found.append(made)
        return found

    def _made(self, clause: str, task: str, first: str, spans: Sequence[Span]) -> Obligation | None:
        lead, own = self._lead(clause, task, first)
        text = covering(clause, spans)
        key = (folded(task)[:120], folded(text))
        if key in self._seen:
            return None
        self._seen.add(key)
        if not lead and all(
            isinstance(span.rule, Recurring | NPerPeriod | OnRequest) for span in spans
        ):
            return None  # a summary of what others do again and again
        if not lead and not re.search(
            r"gửi|báo cáo|trình|hoàn thành|ban hành|tổ chức|xây dựng|rà soát|thực hiện",
            task,
            re.IGNORECASE,
        ):
            return None
        rules = tuple(
            dict.fromkeys(_for_the_lead(span.rule, lead, alone=len(spans) == 1) for span in spans)
        )
        return Obligation(
            section=self.outline.section(),
            item=self.outline.item(),
            task=task[:TASK_LENGTH],
            lead_units=lead,
            coop_units=helpers_in(task, lead),
            deadline_text=_before_lead(one_line(text), lead),
            rules=rules,
            extra_spans=tuple(one_line(s.text) for s in spans) if len(spans) > 1 else (),
            doubts=() if own else ((Doubt.LEAD_ABOVE,) if lead else (Doubt.NO_LEAD,)),
        )

    def _lead(self, clause: str, task: str, first: str) -> tuple[tuple[str, ...], bool]:
        """Who owes a clause: whom it asks by name, whom the item speaks to, or its own subject."""
        above = self.addressee()
        for words in (clause, task, first):
            bare = _GIVEN.sub("", words)
            unit = unit_at(bare)
            if not unit or is_generic(unit) or not _acts(bare[len(unit) :]):
                continue
            if _ASKED.match(words) or not self._told:
                return split_units(unit), True
        asked = None if self._told else _ASKS.search(clause)
        named = unit_at(clause[asked.end() :]) if asked else ""
        if named and not is_generic(named):
            return split_units(named), True
        if above:
            return above, bool(self._told)
        unit = unit_at(_GIVEN.sub("", clause))
        return (
            (split_units(unit), True)
            if unit and _acts(_GIVEN.sub("", clause)[len(unit) :])
            else ((), False)
        )


def _for_the_lead(rule: Rule, lead: Sequence[str], *, alone: bool) -> Rule:
    """The only rule of a clause holds for its lead, whoever stands in front of the date; an event ends before the lead."""
    if isinstance(rule, AfterEvent | BeforeEvent):
        rule = msgspec.structs.replace(rule, event=_before_lead(rule.event, lead))
    itself = any(name in said for said in rule.applies_to for name in lead)
    return msgspec.structs.replace(rule, applies_to=()) if alone or itself else rule


def _before_lead(text: str, lead: Sequence[str]) -> str:
    places = [place for name in lead if (place := text.find(f", {name}")) > 0]
    return text[: min(places)] if places else text


def _acts(rest: str) -> bool:
    """Whether a verb, not a noun's complement, follows a name."""
    return not re.match(r"\s*(?:là|về|được giao|:?\s*$|\d)", rest)
