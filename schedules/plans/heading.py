"""The head of a document: its date, its issuer, its number, and the year it speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile
from typing import Final

from schedules.plans.blocks import Block, Paragraph, Table
from schedules.plans.outline import mark_of
from schedules.plans.records import Heading
from schedules.plans.words import UPPER, folded, one_line

_HEAD: Final = 80  # blocks looked at
_PLACE: Final = re.compile(
    rf"^(?P<place>(?:Thành phố |TP\.?\s*)?[{UPPER}][\w.\s-]{{1,40}}),\s*ng[àa]y\s*(?P<d>\d{{1,2}})\s*th[áa]ng\s*(?P<m>\d{{1,2}})\s*n[ăa]m\s*(?P<y>\d{{4}})",
    re.MULTILINE,
)
_ISSUED: Final = re.compile(
    r"(?:ngay ban hanh|ngay ky|ngay van ban)\s*[:|]?\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})"
)
_WITH: Final = re.compile(
    r"(?:kem theo|ban hanh).{0,60}?\bso\s*:?\s*[\w/.-]+.{0,20}?ngay\s*(\d{1,2})\s*(?:thang|[/.-])\s*(\d{1,2})\s*(?:nam|[/.-])\s*(\d{4})"
)
_CITED: Final = re.compile(
    r"ngay\s*(\d{1,2})\s*(?:thang|[/.-])\s*(\d{1,2})\s*(?:nam|[/.-])\s*(20\d\d)"
)
_NUMBER: Final = re.compile(
    r"\bSố(?: hiệu)?\s*[:|]?\s*(\d{1,5}(?:/\d{4})?\s*/\s*[A-ZĐ][A-ZĐa-z0-9-]*(?:-[\wĐ]+)*)"
)
_ISSUER: Final = re.compile(
    r"^(?:Cơ quan ban hành|Nơi ban hành)\s*[:|]?\s*(?P<name>.+)$", re.IGNORECASE | re.MULTILINE
)
_AUTHORITY: Final = re.compile(
    r"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|CHÍNH PHỦ|BỘ|SỞ|VĂN PHÒNG|HỘI ĐỒNG|THỦ TƯỚNG|CHỦ TỊCH)\b[^\d:]{0,80}$"
)
_YEAR: Final = re.compile(r"nam\s+(20\d\d)(?!\s*-)")
_TITLE: Final = re.compile(
    r"^(?:KẾ HOẠCH|CHƯƠNG TRÌNH|QUYẾT ĐỊNH|CHỈ THỊ|ĐỀ ÁN|CÔNG VĂN|THÔNG BÁO|PHỤ LỤC|BẢNG|DANH MỤC|V/v|Về việc|Triển khai)",
    re.IGNORECASE,
)


def heading_of(blocks: Iterable[Block]) -> Heading:
    """What the head of a document says of itself: letterhead, table of properties, "kèm theo", the title.

    >>> heading_of([Paragraph("An Giang, ngày 24 tháng 02 năm 2025")]).issued
    datetime.date(2025, 2, 24)
    """
    lines = [line for _, line in zip(range(_HEAD * 3), _lines(blocks), strict=False)]
    text = "\n".join(lines)
    plain = "\n".join(folded(line) for line in lines)
    place = _PLACE.search(text)
    issued = (
        (place and _day(place["d"], place["m"], place["y"]))
        or _first(_ISSUED, plain)
        or _first(_WITH, plain)
    )
    number = _NUMBER.search(text)
    title = _title(lines)
    return Heading(
        issued=issued,
        issuer=_issuer(text, lines, place["place"].strip() if place else None),
        number=re.sub(r"\s", "", number[1]) if number else None,
        title=title,
        year=_year(title, lines),
    )


def cited_until(blocks: Iterable[Block], year: int | None) -> date | None:
    """The latest day of a paper that is cited: a document without a date was written on or after it."""
    days: list[date] = []
    for line in _lines(blocks):
        if re.search(r"/[A-ZĐ]{2,}|Nghị|Quyết|Luật|Công văn|Kế hoạch|Thông", line):
            plain = folded(line)
            for seen in re.finditer(
                rf"(?:/[a-z-]+|cong van|ke hoach)[^;.]{{0,40}}?{_CITED.pattern}", plain
            ):
                day = _day(seen[1], seen[2], seen[3])
                if day and (year is None or day.year <= year):
                    days.append(day)
    return max(days, default=None)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield one_line(block.text)
        else:
            yield from _cells(block)


def _cells(table: Table) -> Iterator[str]:
    for row in table.rows[:12]:
        said = [one_line(cell) for cell in row if cell.strip()]
        if len(said) == 2 and len(said[0]) < 30:
            yield f"{said[0]} {said[1]}"
        yield from said


def _first(pattern: re.Pattern[str], plain: str) -> date | None:
    seen = pattern.search(plain)
    return _day(*seen.groups()) if seen else None


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _title(lines: list[str]) -> str | None:
    for i, line in enumerate(lines):
        if (
            _TITLE.match(line)
            and (line.isupper() or len(line) > 30)
            and len(line) < 400
            and not line.endswith((":", ";"))
        ):
            if len(line) > 30:
                return line
            rest = list(takewhile(_is_title, lines[i + 1 : i + 9]))
            said = " ".join([line, *(rest or lines[i + 1 : i + 2])])
            return unicodedata.normalize("NFC", said)[:400]
    return None


def _is_title(line: str) -> bool:
    """Whether a line goes on with a title in capitals; a numbered heading below it does not."""
    return line.isupper() and mark_of(line) is None


def _year(title: str | None, lines: list[str]) -> int | None:
    capitals = [line for line in lines if _is_title(line)]
    about = [
        line
        for line in lines
        if re.match(
            r"(?:Về|V/v|Triển khai|Phân công|Kế hoạch|Chuyển đổi|Cải cách|Thực hiện)\b", line
        )
        and len(line) < 400
    ]
    for line in [title or "", *capitals, *about[:3], *lines[:6]]:
        seen = _YEAR.search(folded(line))
        if seen and not re.match(r"can cu|luat|.{0,40}, ngay \d", folded(line)):
            return int(seen[1])
    return None


def _issuer(text: str, lines: list[str], place: str | None) -> str | None:
    named = _ISSUER.search(text)
    if named:
        return named["name"].strip()
    for i, line in enumerate(lines[:30]):
        if _AUTHORITY.match(line) and line.isupper():
            below = lines[i + 1] if i + 1 < len(lines) else ""
            more = below if re.match(r"^(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG)\s", below) else ""
            name = f"{line} {more}".strip()
            known = len(name) > len("ỦY BAN NHÂN DÂN") or place is None
            return name if known else f"{name} {place}"
    return place
