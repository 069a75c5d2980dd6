"""Duties whose units and times stand under labels: "Cơ quan chủ trì: …", "Thời gian hoàn thành: …", on lines of their own or in one."""

from __future__ import annotations

import re
from typing import Final

from schedules.plans.headers import Role

_WHO: Final = r"(?:(?:cơ quan|đơn vị|bộ phận|cá nhân),?(?: đơn vị,?| cơ quan,?)?\s+)?"
_LABELS: Final[tuple[tuple[Role, str], ...]] = (
    (
        Role.LEAD,
        rf"{_WHO}chủ trì(?: thực hiện| tham mưu)?|(?:cơ quan|đơn vị)(?:, đơn vị)? (?:thực hiện|đầu mối|được giao)|phân công(?: thực hiện)?",
    ),
    (Role.COOP, rf"{_WHO}phối hợp(?: thực hiện)?"),
    (
        Role.TIME,
        r"thời (?:gian|hạn)(?: hoàn thành| thực hiện| trình| báo cáo| gửi| bắt đầu và kết thúc)?|hạn (?:hoàn thành|gửi|nộp|chót)|tiến độ(?: thực hiện| hoàn thành)?"
        r"|hoàn thành|lộ trình(?: thực hiện)?",
    ),
    (
        Role.RESULT,
        r"(?:dự kiến )?(?:kết quả|sản phẩm)(?:[,/ ]+(?:kết quả|sản phẩm))?(?: đầu ra| dự kiến| hoàn thành| thực hiện| cần đạt)?",
    ),
    (Role.NOTES, r"ghi chú"),
)
_LABEL: Final = re.compile(
    r"(?:^|(?<=[.;,(])\s*|\s[-+–]\s)(?:[-+–•*]\s*)?(?:"
    + "|".join(f"(?P<{role}>{pattern})" for role, pattern in _LABELS)
    + r")\s*:\s*",
    re.IGNORECASE,
)


def labelled(text: str) -> tuple[str, dict[Role, str]]:
    """The words before the first label, and what stands under each.

    >>> before, found = labelled("Rà soát quy trình (Chủ trì: Sở Mẫu; thời gian: Quý II/2025)")
    >>> before, found[Role.LEAD], found[Role.TIME]
    ('Rà soát quy trình', 'Sở Mẫu', 'Quý II/2025')
    """
    seen = list(_LABEL.finditer(text))
    found: dict[Role, str] = {}
    ends = [*(label.start() for label in seen[1:]), len(text)]
    for label, end in zip(seen, ends, strict=False):
        value = text[label.end() : end].strip(" ;,-–+")
        if not text[: label.start()].count("(") <= text[: label.start()].count(")"):
            value = value.removesuffix(".").removesuffix(")")
        role = Role(str(label.lastgroup))
        if value and role not in found:
            found[role] = value.strip(" .;,")
    if not found:
        return text, {}
    return text[: seen[0].start()].rstrip(" (;,-–"), found
