"""What a typed delegation or absence says: a name, a stretch of days, a document, signing or not, procedures. Text → facts; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from db.words import AbsenceReason
from schedules.days_said import DATE, RECENT, date_said
from schedules.stretches import Stretch, read_stretch
from schedules.text import line_and_folded

_BEGIN: Final = re.compile(
    r"(?:toi |em )?(?:muon |xin )?(?:lap |lam )?uy quyen(?: lai)?(?: cho| den)?\b[ :]*"
)
_NUMBER: Final = re.compile(
    r"[,;]? ?(?:theo )?(?:(?:van ban|vb|quyet dinh|qd|giay uy quyen|giay|cong van|cv|thong bao|tb) )?(?:so|so hieu) ?:? ?"
    rf"(?P<number>\d+(?: ?/ ?[a-z0-9&.-]+)*)(?: ?,? ?(?=ngay )(?P<dated>{DATE}))?"
)
_BARE_NUMBER: Final = re.compile(
    rf"(?:so )?(?P<number>\d+/[a-z][a-z0-9&./-]*)(?: (?=ngay )(?P<dated>{DATE}|ngay \S+))?"
)
_NO_SIGN: Final = re.compile(
    r"[,;]? ?\b(?:nhung )?(?:khong|tru|ngoai tru) (?:bao gom |gom |duoc )?(?:ca )?(?:viec )?ky\b"
)
_SIGN: Final = re.compile(
    r"[,;]? ?\b(?:(?:bao )?gom ca|ke ca|ca|duoc|va) (?:viec )?ky(?: thay| van ban| thu xin loi)?\b"
)
_SCOPE: Final = re.compile(
    r"[,;]? ?\bchi (?:rieng |trong |ve )?(?:cac )?(?:ho so|thu tuc|linh vuc|ma thu tuc)(?: linh vuc| thu tuc| ma)?"
    r" (?P<scope>[^,;]+?)(?= tu | den | ngay | hom nay| tuan |,|;|$)"
)
_ABSENT: Final = (
    (AbsenceReason.SICK, re.compile(r"\b(?:nghi om|bi om|om|nghi benh|nam vien|di vien)\b")),
    (AbsenceReason.TRAINING, re.compile(r"\b(?:di hoc|tap huan|di dao tao|boi duong)\b")),
    (AbsenceReason.BUSINESS, re.compile(r"\b(?:cong tac|di hop xa)\b")),
    (AbsenceReason.LEAVE, re.compile(r"\b(?:nghi phep|xin nghi|nghi)\b")),
)  # fmt: skip
_ABSENT_BEGIN: Final = re.compile(
    r"(?:(?:toi|em|minh)(?: xin| se| duoc| phai)? )?(?:xin )?(?:nghi phep|nghi om|nghi benh|nghi|di cong tac|di tap huan|tap huan|di hoc|bi om)\b"
)
_DOUBTFUL: Final = re.compile(
    r"\b(?:khong nghi|chua nghi|khong di|chua di|neu|co the|khong phai|chuyen|xong|vuong|gia han|ho so|hs)\b|\?"
)


class Wish(NamedTuple):
    """What was understood of a delegation; what was not said is None or empty."""

    name: str = ""
    stretch: Stretch | None = None
    number: str = ""
    dated: str = ""
    signs: bool | None = None
    procedures: str = ""


def read_delegation(text: str, today: date) -> Wish | None:
    """What a text that begins with "ủy quyền" says; None for any other text, and for a question.

    >>> wish = read_delegation("Ủy quyền cho chị Hoa từ 24/11 đến 28/11, văn bản số 12/UQ-UBND", date(2025, 11, 20))
    >>> wish.name, wish.number
    ('chị Hoa', '12/UQ-UBND')
    """
    line, folded = line_and_folded(text)
    begin = _BEGIN.match(folded)
    if begin is None or folded.endswith("?"):
        return None
    cut = [len(line)]
    number, dated, rest = _take_number(line, folded, today, cut)
    signs = None
    for pattern, says in ((_NO_SIGN, False), (_SIGN, True)):
        if signs is None and (found := pattern.search(rest, begin.end())):
            signs, rest = says, _blank(rest, found.span(), cut)
    procedures = ""
    if found := _SCOPE.search(rest, begin.end()):
        procedures = line[slice(*found.span("scope"))].strip()
        rest = _blank(rest, found.span(), cut)
    stretch = read_stretch(rest[begin.end() :], today)
    if stretch is not None:
        cut.append(begin.end() + stretch.span[0])
    name = re.split(r"[,;.]", line[begin.end() : min(cut)])[0]
    name = re.sub(r"(?i)\s+(?:thay\s+tôi|thay\s+toi|từ|trong|vào|vao)\s*$", "", name.strip())
    return Wish(name.strip(), stretch, number, dated, signs, procedures)


def _take_number(line: str, folded: str, today: date, cut: list[int]) -> tuple[str, str, str]:
    """The document's number and date, and the folded text without them."""
    found = _NUMBER.search(folded)
    if found is None:
        return "", "", folded
    number = re.sub(r"\s*/\s*", "/", line[slice(*found.span("number"))]).strip(" .-")
    return number, _signed_on(found["dated"], today), _blank(folded, found.span(), cut)


def _signed_on(dated: str | None, today: date) -> str:
    day = date_said(dated, today - RECENT) if dated else None
    return day.isoformat() if day else ""


def _blank(folded: str, span: tuple[int, int], cut: list[int]) -> str:
    cut.append(span[0])
    return folded[: span[0]] + "," * (span[1] - span[0]) + folded[span[1] :]


def read_number(text: str, today: date) -> tuple[str, str] | None:
    """A document's number, and its date or nothing, typed as an answer; None for anything else.

    >>> read_number("12/UQ-UBND", date(2025, 11, 20))
    ('12/UQ-UBND', '')
    """
    line, folded = line_and_folded(text)
    found = _BARE_NUMBER.fullmatch(folded.strip(" .")) or _NUMBER.fullmatch(folded.strip(" ."))
    if found is None:
        return None
    return line[slice(*found.span("number"))].strip(" ."), _signed_on(found["dated"], today)


def read_absence(text: str, today: date) -> tuple[AbsenceReason, Stretch | None] | None:
    """What a text says that tells of one's own absence; None for anything else, for doubt and for denial.

    >>> read_absence("tôi nghỉ phép ngày 25/11", date(2025, 11, 20))[0]
    <AbsenceReason.LEAVE: 'leave'>
    >>> read_absence("tôi không nghỉ phép ngày 25/11", date(2025, 11, 20)) is None
    True
    """
    _, folded = line_and_folded(text)
    if _ABSENT_BEGIN.match(folded) is None or _DOUBTFUL.search(folded):
        return None
    reason = next((why for why, pattern in _ABSENT if pattern.search(folded)), AbsenceReason.LEAVE)
    return reason, read_stretch(folded, today)


def parts(procedures: str) -> Iterable[str]:
    """Codes or fields named in one scope: "đất đai và hộ tịch" names two."""
    return [one.strip() for one in re.split(r"\s+(?:và|va)\s+|[+/]", procedures) if one.strip()]
