"""A cell of units → single units, split as RULES.md says: at semicolons, and at commas only between units named in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schedules.plans.words import UPPER, folded, one_line

# What a unit named in full begins with. A name in capitals must follow where the word alone is also a common noun.
_ALONE: Final = (
    "UBND", "HĐND", "UBMTTQ", "MTTQ", "BHXH", "Ủy ban", "Uỷ ban", "Hội đồng", "Văn phòng", "VP", "Công an", "Thanh tra", "Chi cục",
    "Cục", "Tổng cục", "Trung tâm", "TT", "Viện", "Trường", "Bệnh viện", "Đài", "Báo", "Kho bạc", "Ngân hàng", "Bảo hiểm",
    "Thuế", "Tòa án", "Toà án", "Ban Quản lý", "Ban quản lý", "Liên đoàn", "Mặt trận", "Tỉnh đoàn", "Huyện đoàn", "Đoàn",
    "Tập đoàn", "Công ty", "Tổng công ty", "Doanh nghiệp", "Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Thủ trưởng", "Chánh",
    "Bưu điện", "VNPT", "Viettel", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thường trực", "Trưởng", "Cơ quan", "Đơn vị", "Hội",
    "Bộ Chỉ huy", "BCH", "Bộ phận", "Tổ công tác", "Tổ", "Các", "các", "Toàn", "Cấp ủy", "Chính quyền", "Điện lực", "Quỹ", "Bộ đội",
    "Hải quan", "Vườn", "Nhà", "Cổng", "Học viện", "Đại học", "Ban Chỉ đạo", "Ban chỉ đạo", "Chính phủ", "Phòng", "Những",
    "Người", "Tổ chức", "Cán bộ", "Công chức", "Lãnh đạo", "Đảng ủy", "Sở", "Ban", "Bộ", "Xã", "Phường", "Huyện", "Quận",
    "Thành phố", "Thị xã", "Kiểm toán", "Tổng", "Hợp tác xã", "Chuyên viên", "Liên minh", "Liên hiệp", "Cảng", "Đảng",
    "Hiệp hội", "Công đoàn", "Ngành", "địa phương", "cơ quan", "Khối",
)  # fmt: skip
_HEAD: Final = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _ALONE), key=len, reverse=True))})\b"
)
_NAMED: Final = re.compile(rf"(?:Sở|Ban|Bộ|Phòng|Huyện|Quận|Xã|Phường|Thị xã|Ngành)\s+[{UPPER}]")
_COMMON: Final = re.compile(r"(?:Sở|Ban|Bộ|Phòng|Huyện|Quận|Xã|Phường|Thị xã|Ngành)\b")
# Collective heads: what follows them at commas belongs to them (Sở, ban, ngành; Các bộ, ngành, địa phương).
_COLLECTIVE: Final = re.compile(
    r"(?:sở|bộ|ban|ngành|phòng|huyện|quận|xã|phường|thị xã|thành phố|thị trấn|đoàn thể|hội|cơ quan|đơn vị|tổ chức|địa phương"
    r"|doanh nghiệp|cá nhân|đặc khu|ubnd (?:các )?(?:huyện|xã|quận|phường)|trung tâm|chi cục)\b",
    re.IGNORECASE,
)
_LEVEL: Final = re.compile(
    r"^(?:-\s*)?(?:ở\s+)?(?:cấp|tuyến|khối)\s[^:;()]{2,40}:\s*", re.IGNORECASE
)
_SHARED: Final = re.compile(
    r"^(?P<head>(?:Văn phòng\s+)?(?:HĐND\s*(?:và|&|,)\s*)?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND|Chủ tịch UBND))\s+(?P<which>cấp|các cấp)\b"
)
_LEVEL_ONLY: Final = re.compile(
    r"^cấp\s+(?:tỉnh|huyện|xã|thành phố|cơ sở|trung ương)\b", re.IGNORECASE
)
_DEPARTMENTS: Final = frozenset(
    (
        "tai chinh", "noi vu", "tu phap", "y te", "xay dung", "cong thuong", "ke hoach va dau tu", "giao thong van tai", "tai nguyen va moi truong",
        "khoa hoc va cong nghe", "thong tin va truyen thong", "giao duc va dao tao", "nong nghiep va moi truong", "ngoai vu", "du lich",
        "nong nghiep va phat trien nong thon", "lao dong - thuong binh va xa hoi", "van hoa, the thao va du lich", "dan toc va ton giao",
        "dan toc", "van hoa va the thao", "kinh te", "van hoa - xa hoi", "van hoa va thong tin", "kinh te va ha tang", "quoc phong", "cong an", "ngoai giao",
    )
)  # fmt: skip
_BOTH: Final = re.compile(
    r"^(?:-\s*)?(?:(?:cơ quan|đơn vị)\s+)?chủ trì(?:\s+thực hiện)?\s*:\s*(?P<lead>.+?)[\s;,.]*(?:-\s*|\+\s*)?(?:(?:cơ quan|đơn vị)\s+)?phối hợp(?:\s+thực hiện)?\s*:\s*(?P<coop>.+)$"
    r"|^(?P<lead2>.+?)\s+(?:là\s+(?:cơ quan|đơn vị)\s+)?chủ trì\s*[,;.-]?\s*(?:-\s*)?(?P<coop2>.+?)\s+phối hợp[.;]?$"
    r"|^(?P<lead3>.+?)\s*(?:chủ trì)?\s*[,;.(]?\s*(?:\s-\s)?phối hợp(?:\s+(?:chặt chẽ\s+)?(?:với|cùng))?\s*:?\s*(?P<coop3>.+?)\)?$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"^(?:-\s*)?(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp|thực hiện)(?:\s+thực hiện)?\s*:\s*",
    re.IGNORECASE,
)
# What a line may end with when a name goes on in the next.
_OPEN_END: Final = re.compile(
    r"(?:,|;|[-/&]|\b(?:và|của|thuộc|các|văn phòng|vp|sở|ban|bộ|phòng|chủ tịch|giám đốc|thủ trưởng|chánh|lãnh đạo|trung tâm|hội|đài|báo))\s*$",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(r"\s+chủ trì$", re.IGNORECASE)


def split_units(cell: str) -> tuple[str, ...]:
    """The units of one cell, in order, each once.

    >>> split_units("Sở, ban, ngành, UBND cấp huyện, cấp xã")
    ('Sở, ban, ngành', 'UBND cấp huyện', 'UBND cấp xã')
    >>> split_units("Cấp tỉnh: Văn phòng UBND tỉnh (Trung tâm, Tổ 1); Các bộ, ngành, địa phương.")
    ('Văn phòng UBND tỉnh (Trung tâm, Tổ 1)', 'Các bộ, ngành, địa phương')
    """
    found: list[str] = []
    for piece in _pieces(cell):
        bare = _ENDING.sub("", _LABEL.sub("", _LEVEL.sub("", piece)))
        for unit in _joined(bare):
            clean = unit.strip(" ,.;:-–+•")
            if clean.count("(") > clean.count(")"):
                clean += ")"
            if any(sign.isalpha() for sign in clean) and clean not in found:
                found.append(clean)
    return tuple(found)


def lead_and_coop(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A cell that names both who leads and who helps.

    >>> lead_and_coop("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Sở Y tế")
    (('Sở Nội vụ',), ('Sở Tài chính', 'Sở Y tế'))
    """
    found = _BOTH.match(one_line(cell))
    if found is None:
        return split_units(cell), ()
    lead = found["lead"] or found["lead2"] or found["lead3"]
    coop = found["coop"] or found["coop2"] or found["coop3"]
    return split_units(lead), split_units(coop)


def _pieces(cell: str) -> Iterator[str]:
    """Parts of a cell between semicolons and bullets, brackets kept whole."""
    lined = re.sub(r"\n\s*(?:[-+–•]|\d{1,2}[.)])\s+", ";", "\n" + cell.strip())
    lines = lined.strip("\n").split("\n")
    joined = lines[0]
    for line in lines[1:]:
        starts = _starts_unit(line.strip()) and len(joined) > 3
        goes_on = _OPEN_END.search(joined)
        whole = joined.count("(") <= joined.count(")")
        joined += ("; " if starts and not goes_on and whole else " ") + line
    for piece in _outside_brackets(joined, ";"):
        yield one_line(piece)


def _outside_brackets(text: str, sign: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif letter == sign and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return parts


def _starts_unit(text: str) -> bool:
    if _COMMON.match(text):
        return bool(_NAMED.match(text)) or bool(
            re.match(r"(?:Sở|Ban|Bộ|Phòng|Ngành),? (?:ban|ngành)", text)
        )
    return bool(_HEAD.match(text))


def _joined(piece: str) -> list[str]:
    """Units of one part: commas and "và" put asunder only what is named in full."""
    found: list[str] = []
    for part in _outside_brackets(piece, ","):
        for i, name in enumerate(_at_and(part.strip())):
            if name:
                _add(found, name, " và " if i else ", ")
    return [unit for whole in found for unit in _departments(whole)]


def _at_and(part: str) -> list[str]:
    """ "Sở Nội vụ và Công an tỉnh" are two; "Khoa học và Công nghệ" is one name."""
    found, start = [], 0
    for seen in re.finditer(r"\s+(?:và|&)\s+", part):
        rest = part[seen.end() :]
        depth = part[: seen.start()].count("(") - part[: seen.start()].count(")")
        full = bool(_NAMED.match(rest)) or (
            not _COMMON.match(rest)
            and bool(_HEAD.match(rest))
            and not rest.startswith(("Trung tâm", "Cổng", "Nhà", "Đào"))
        )
        if (
            full
            and depth <= 0
            and not re.search(r"(?:HĐND|Hội đồng nhân dân)$", part[start : seen.start()])
        ):
            found.append(part[start : seen.start()])
            start = seen.end()
    return [*found, part[start:]]


def _add(found: list[str], name: str, sign: str) -> None:
    last = found[-1] if found else ""
    shared = _SHARED.match(last)
    if not found:
        found.append(name)
    elif shared and _LEVEL_ONLY.match(name):
        found.append(f"{shared['head']} {name}")
    elif (name.lower().startswith("địa phương") and not last.lower().startswith("các")) or (
        _starts_unit(name) and not _goes_on(last, name)
    ):
        found.append(name)
    else:
        found[-1] = f"{last}{sign}{name}"


def _goes_on(last: str, name: str) -> bool:
    """Whether the next word goes on with a list that only together means somebody: "cơ quan, đơn vị liên quan"."""
    return (
        name[0].islower()
        and not name.startswith("các")
        and bool(_COLLECTIVE.match(name))
        and last.lower().startswith("các")
    )


def _departments(unit: str) -> list[str]:
    """ "Sở Tài chính, Nội vụ" and "Các Sở: Tài chính, Nội vụ": the head is repeated where all names are known."""
    seen = re.match(r"(?:Các\s+)?(?P<head>[Ss]ở|[Bb]ộ|[Pp]hòng)s?:?\s+(?P<names>.+)", unit)
    if seen is None or not ("," in seen["names"] or " và " in seen["names"]):
        return [unit]
    names = seen["names"]
    if folded(names) in _DEPARTMENTS:
        return [unit]
    parts: list[str] = []
    for part in re.split(r",\s*", names):
        if folded(part) in _DEPARTMENTS or " và " not in part:
            parts.append(part)
        else:
            parts += part.rsplit(" và ", 1)
    if len(parts) < 2 or not all(folded(part) in _DEPARTMENTS for part in parts):
        return [unit]
    return [f"{seen['head'].capitalize()} {part}" for part in parts]
