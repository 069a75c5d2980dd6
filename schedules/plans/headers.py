"""The columns of a plan's table by the meaning of their headers, in whatever order and under whatever name they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from schedules.plans.words import bare_number, folded, is_number, one_line

LONGEST_HEADER: Final = 110  # characters; what is longer is no heading of a column


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TASK = "task"
    LEAD = "lead"
    COOP = "coop"
    BOTH = "both"  # who leads and who helps in one cell
    TIME = "time"
    BEGIN = "begin"
    RESULT = "result"
    NOTES = "notes"
    LEADER = "leader"
    TARGET = "target"  # a figure for a year that the header names: an implied deadline
    MEASURE = "measure"  # a unit of measure
    OTHER = "other"


_WHO: Final = r"(?:co quan|don vi|bo phan|phong|ban|nguoi|can bo|cong chuc|to chuc|chu the|to)"
# In this order: the first pattern that fits wins.
_MEANINGS: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.NUMBER, r"^(?:s\s?/?t\s?/?t|t\s?/?t|so\s?tt|so thu tu|thu tu|no\.?|#|so)\.?\s?\d?$"),
        (Role.MEASURE, r"^(?:don vi tinh|dvt|d\.v\.t)\b|don vi tinh$"),
        (
            Role.OTHER,
            r"danh gia$|kinh phi|nguon von|ngan sach|du toan|tham dinh$|dia diem|doi tuong|so luong",
        ),
        (Role.BEGIN, r"bat dau|khoi cong|ngay giao|thoi gian giao"),
        (Role.LEADER, r"lanh dao|chi dao|nguoi phu trach|thuong truc"),
        (
            Role.OTHER,
            r"^tinh hinh|^tien do (?:da )?thuc hien (?:den|tinh den)|van ban giao|noi giao",
        ),
        (
            Role.TARGET,
            r"(?:chi tieu|muc tieu|ke hoach|giao|ty le|nam)\b.*\bnam\s+20\d\d|^nam\s+20\d\d",
        ),
        (
            Role.TIME,
            r"thoi (?:gian|han|diem|hieu|ky)|tien do|^han\b|\bhan (?:hoan|thuc|nop|gui|cuoi|chot)|moc\b|lo trinh"
            r"|hoan thanh (?:truoc|trong|vao)|ngay hoan|tan suat|dinh ky|^ky (?:han|bao cao)|thang hoan|deadline",
        ),
        (Role.BOTH, r"chu tri.*(?:phoi hop|tham gia)|thuc hien.*phoi hop"),
        (Role.COOP, r"phoi hop|cung thuc hien|tham gia|co lien quan$|don vi lien quan|ho tro"),
        (
            Role.RESULT,
            r"ket qua|san pham|dau ra|hinh thuc|yeu cau dat|hoan thanh$|muc tieu can dat",
        ),
        (Role.NOTES, r"ghi chu|can cu|co so phap ly|luu y|vien dan"),
        (
            Role.LEAD,
            rf"chu tri|{_WHO}.*(?:thuc hien|xu ly|chiu trach nhiem|dau moi|phu trach|tham muu|trien khai|giao|bao cao|soan thao|chuan bi|trinh|xay dung|cung cap|theo doi|to chuc)"
            r"|trach nhiem|phan cong|dau moi|phu trach|^to chuc thuc hien|^thuc hien|don vi duoc giao|^co quan$|^don vi, ca nhan$"
            r"|^co quan,? don vi$|^co quan/ ?don vi$",
        ),
        (
            Role.TASK,
            r"noi dung|nhiem vu|cong viec|cong tac|hoat dong|chi tieu|muc tieu|giai phap|ten (?:bao cao|van ban|de an|viec|tthc|thu tuc)"
            r"|trich yeu|^viec\b|^bao cao|tieu chi|linh vuc|danh muc|yeu cau|^ten\b|van de",
        ),
        (Role.MEASURE, r"^don vi$"),
    )
)
_PLAIN_LEAD: Final = re.compile(r"chu tri")
_END: Final = re.compile(r"hoan thanh|ket thuc|thoi han|^han\b|trinh|ban hanh")
_HOW_OFTEN: Final = re.compile(r"tan suat|dinh ky|\bky\b")
_GROUP: Final = re.compile(r"thuc hien|trach nhiem|phan cong|co quan|don vi|to chuc")


def meaning(header: str) -> Role:
    """What the header of one column says the column holds.

    >>> [str(meaning(h)) for h in ("Stt2", "Cơ quan chủ\\ntrì", "Thời gian thực hiện", "Kết quả thực hiện", "Chỉ tiêu năm 2025")]
    ['number', 'lead', 'time', 'result', 'target']
    """
    said = re.sub(r"\s*\([^)]*\)?\s*$", "", folded(one_line(header))) or folded(one_line(header))
    if not said or len(said) > LONGEST_HEADER:
        return Role.OTHER
    return next((role for role, pattern in _MEANINGS if pattern.search(said)), Role.OTHER)


def roles(headers: Sequence[str]) -> list[Role]:
    """The roles of all columns of one table, where one may depend on another.

    >>> [str(r) for r in roles(["TT", "Chỉ tiêu", "Đơn vị", "Đơn vị thực hiện", "Cơ quan chủ trì", "Hạn"])]
    ['number', 'task', 'measure', 'coop', 'lead', 'time']
    """
    found = [meaning(header) for header in headers]
    said = [folded(one_line(header)) for header in headers]
    if Role.LEAD not in found and Role.BOTH not in found:
        _promote(found, Role.MEASURE, Role.LEAD, [not s.endswith("tinh") for s in said])
    if Role.LEAD not in found and Role.BOTH not in found:
        _promote(found, Role.LEADER, Role.LEAD, [True] * len(found))
    leads = [i for i, role in enumerate(found) if role == Role.LEAD]
    if len(leads) > 1:
        chief = next((i for i in leads if _PLAIN_LEAD.search(said[i])), leads[0])
        for i in leads:
            if i != chief:
                found[i] = Role.COOP if Role.COOP not in found else Role.OTHER
    if Role.TIME in found:
        found = [Role.TASK if r == Role.TARGET and Role.TASK not in found else r for r in found]
        found = [Role.RESULT if r == Role.TARGET else r for r in found]
    times = [i for i, role in enumerate(found) if role == Role.TIME]
    ends = [i for i in times if _END.search(said[i]) or _HOW_OFTEN.search(said[i])]
    if len(times) > 1 and ends:
        found = [
            Role.OTHER if role == Role.TIME and i not in ends else role
            for i, role in enumerate(found)
        ]
    if Role.TASK not in found:
        _promote(found, Role.RESULT, Role.TASK, [True] * len(found))
    return found


def _promote(found: list[Role], old: Role, new: Role, fits: Sequence[bool]) -> None:
    for i, role in enumerate(found):
        if role == old and fits[i]:
            found[i] = new
            return


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns of a plan: what is to be done, and who or when."""
    if sum(1 for cell in cells if cell.strip()) < 2:
        return False
    if any(len(one_line(cell)) > LONGEST_HEADER for cell in cells):
        return False
    found = set(roles(cells)) - {Role.OTHER, Role.MEASURE}
    known = found & {Role.LEAD, Role.BOTH, Role.TIME, Role.COOP, Role.TARGET}
    named = [meaning(cell) for cell in cells if cell.strip()]
    share = sum(role != Role.OTHER for role in named) / len(named)
    return bool(known) and len(found) >= 2 and share >= 0.5


def counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    said = [bare_number(cell) for cell in cells if cell.strip()]
    if len(said) < 3 or not all(is_number(cell) for cell in cells if cell.strip()):
        return False
    figures = [int(cell) for cell in said if cell.isdigit()]
    return len(figures) >= 2 and figures == list(range(figures[0], figures[0] + len(figures)))


def spliced(headers: Sequence[str]) -> list[str]:
    """Headers of two tiers read one after the other: what heads a group gives its place to the columns below it.

    >>> spliced(["STT", "Nội dung", "Đơn vị thực hiện", "Thời gian", "Chủ trì", "Phối hợp"])
    ['STT', 'Nội dung', 'Chủ trì', 'Phối hợp', 'Thời gian']
    """
    found = [meaning(header) for header in headers]
    if found[-2:] not in ([Role.LEAD, Role.COOP], [Role.COOP, Role.LEAD]):
        return list(headers)
    for i, header in enumerate(headers[:-3]):
        if found[i] in (Role.LEAD, Role.BOTH, Role.OTHER, Role.MEASURE) and _GROUP.search(
            folded(one_line(header))
        ):
            return [*headers[:i], *headers[-2:], *headers[i + 1 : -2]]
    return list(headers)
