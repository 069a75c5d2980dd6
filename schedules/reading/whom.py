"""For whom a deadline is that names its addressee beside itself: "cấp xã trước ngày 17, cấp huyện trước ngày 19"."""

from __future__ import annotations

import re
from typing import Final

from schedules.reading.phrases import Phrase
from schedules.reading.plain import Plain

# What names of offices, and of their levels, begin with.
_OFFICE: Final = re.compile(
    r"(?:cac |tat ca cac |doi voi |thu truong (?:cac )?)*(?:ubnd|uy ban|hdnd|cap (?:tinh|huyen|xa|so)|xa\b|phuong\b|thi tran|huyen\b|tinh\b|quan\b|"
    r"thi xa|thanh pho|so\b|ban\b|nganh|phong\b|trung tam|van phong|cong an|bo\b|chi cuc|cuc\b|don vi|co quan|dia phuong|bo phan)"
)
_DOES: Final = re.compile(
    r"\s(?:gui|nop|bao cao|trinh|hoan thanh|thuc hien|tong hop|xong)\b.*|\s*[:,-]\s*$"
)
_BEHIND: Final = re.compile(r"\s*\(\s*((?:doi voi|ap dung (?:cho|doi voi)|cua)\s[^)]{2,80})\)")
_LONGEST: Final = 80


def meant_for(plain: Plain, phrase: Phrase) -> str:
    """The office named before a deadline, or in brackets behind it; empty when there is none."""
    behind = _BEHIND.match(plain.text, phrase.end)
    if behind is not None:
        start, end = behind.span(1)
        words = plain.original(start, end)
        return " ".join(
            re.sub(
                r"^(?:đối với|áp dụng cho|áp dụng đối với|của)\s+", "", words, flags=re.IGNORECASE
            ).split()
        )
    start, end = phrase.before
    while start < end and not plain.text[start].isalpha():
        start += 1
    said = plain.text[start:end]
    if not _OFFICE.match(said):
        return ""
    verb = _DOES.search(said)
    end = start + (verb.start() if verb else len(said))
    found = " ".join(plain.original(start, end).strip(" :,-*|").split()) if end > start else ""
    return found if len(found) <= _LONGEST else ""
