"""Units in running text: who is spoken of, and where the name ends and the verb begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from schedules.plans.name_words import VERBS, WITHIN
from schedules.plans.units import split_units
from schedules.plans.words import UPPER, folded, one_line

_FIRST: Final = re.compile(
    r"(?:(?:các|những|toàn thể|thủ trưởng|giám đốc|chủ tịch|phó chủ tịch|trưởng|người đứng đầu|lãnh đạo|chánh)\s+)*"
    r"(?P<head>bộ phận|bộ chỉ huy|ban chỉ đạo|ban quản lý|tổ công tác|tổ công nghệ|hội đồng|sở|ban|bộ|ngành|ubnd|hđnd|ủy ban|uỷ ban|hội đồng|văn phòng|vp|công an|thanh tra|chi cục|cục|tổng cục|trung tâm|viện|trường|bệnh viện"
    r"|đài|báo|kho bạc|ngân hàng|bảo hiểm|bhxh|thuế|tòa án|toà án|mặt trận|ubmttq|mttq|tỉnh đoàn|đoàn|hội|liên đoàn|tập đoàn|công ty|tổng công ty"
    r"|doanh nghiệp|bưu điện|cơ quan|đơn vị|địa phương|phòng|bộ phận|tổ|chủ tịch|giám đốc|thủ trưởng|chánh văn phòng|xã|phường|huyện|quận|thị xã"
    r"|thành phố|cấp ủy|bcđ|ban chỉ đạo|hải quan|quỹ|công chức|cán bộ|người|điện lực|bộ chỉ huy|tỉnh ủy|học viện|đại học|các cấp|toàn tỉnh|viettel|vnpt|tổ chức|cá nhân|khối|hợp tác xã)\b",
    re.IGNORECASE,
)
_PHRASES: Final = re.compile(
    r"^(?:tổ chức (?:thực hiện|triển khai|kiểm tra|hội nghị|rà soát|lấy|sơ kết|tổng kết|tập huấn|đánh giá|đối thoại|quán triệt|họp|tuyên truyền)|ban hành|liên (?:thông|kết|hệ)|công bố|công khai"
    r"|báo cáo|phòng (?:chống|ngừa|, chống)|hội nghị|hội thảo|thuộc (?:phạm vi|thẩm quyền)|đoàn kiểm|quản lý|cấp (?:phát|đổi|nước|giấy)|phân (?:công|tích|loại)"
    r"|thực hiện|có (?:kế|văn|trách|báo)|trình)\b",
    re.IGNORECASE,
)
_JOINTS: Final = re.compile(r"[,\s]+(?:và|các|của|có|thuộc|trên|tổ chức|chủ|-|&)$")
_WITH: Final = re.compile(r"phối hợp\s+(?:chặt chẽ\s+)?(?:với\s+|cùng\s+)?", re.IGNORECASE)
_GENERIC: Final = re.compile(
    r"^(?:thu truong )?(?:(?:cac|nhung|tung|moi) )?(?:co quan|don vi|dia phuong)(?:,? (?:va )?(?:co quan|don vi|dia phuong|to chuc|ca nhan|co lien quan|lien quan|tren|neu tren|noi tren|truc thuoc))*$"
)


# Words that only name somebody when a name, a list, or one of these follows: "Báo cáo", "Ban hành", "Hội nghị" do not.
_NOUNS: Final = re.compile(
    r"(?:sở|ban|bộ|ngành|báo|đài|đoàn|hội|phòng|tổ|viện|trường|quỹ|khối|cục|thuế|xã|phường|huyện|quận|người|cán bộ|công chức|tổ chức|bảo hiểm|cấp ủy|công ty|trung tâm|bệnh viện)\b",
    re.IGNORECASE,
)
_NAMED_BY: Final = re.compile(
    rf"[\s:]*[{UPPER}]|\s*,\s*(?:ban|ngành|phòng|sở|xã|huyện|phường|địa phương|cơ quan|đơn vị|hội|đoàn thể|viên chức|công chức|cá nhân|thị xã|đặc khu|[A-ZĐ])|\s*$|[;.]"
    r"|\s+(?:ngành|chuyên môn|quản lý|chỉ đạo|chỉ huy|phận|công tác|công nghệ|giúp việc|cấp|tỉnh|huyện|xã|thành phố|trực thuộc|thuộc|có liên quan|liên quan|đồng|liên hiệp|đứng đầu"
    r"|đầu mối|phụ trách|chức (?:chính trị|xã hội|đoàn|có|,)|đoàn thể|ban ngành|ban,|văn hóa|kinh tế|nội vụ|tài chính|tư pháp|được giao|truyền thanh|phát thanh|truyền hình|làm|phục vụ|hành chính|một cửa|của|và|xã hội|nhà nước|dân tộc|công an|y tế)\b"
)


def _names(text: str, begun: re.Match[str]) -> bool:
    """Whether the word a text begins with names somebody here."""
    head = begun["head"]
    if begun[0] != head and begun[0].lower().startswith(
        (
            "các ",
            "những ",
            "toàn ",
            "giám ",
            "thủ ",
            "chủ ",
            "trưởng ",
            "lãnh ",
            "chánh ",
            "phó ",
            "người ",
        )
    ):
        return True
    return not _NOUNS.fullmatch(head) or bool(_NAMED_BY.match(text[begun.end() :]))


@lru_cache(4096)
def is_unit(text: str) -> bool:
    """Whether a text names who, and nothing else.

    >>> is_unit("Sở Nội vụ"), is_unit("UBND cấp huyện; UBND cấp xã"), is_unit("Báo cáo quý II")
    (True, True, False)
    """
    said = one_line(text).lstrip("-+•– ")
    if not _FIRST.match(said) or len(said) > 400:
        return False
    name = unit_at(said)
    return bool(name) and len(name) >= 0.7 * len(
        re.sub(r"\s*\([^)]*\)", "", said.split(";")[0].split(":")[0]).rstrip(" .,")
    )


def unit_at(text: str) -> str:
    """The unit or the list of units a text begins with; empty when it begins with something else.

    >>> unit_at("Sở Thông tin và Truyền thông rà soát, đánh giá")
    'Sở Thông tin và Truyền thông'
    >>> unit_at("Thủ trưởng các sở, ban, ngành cấp tỉnh, Chủ tịch UBND các huyện, thị xã, thành phố, xây dựng kế hoạch")
    'Thủ trưởng các sở, ban, ngành cấp tỉnh, Chủ tịch UBND các huyện, thị xã, thành phố'
    """
    begun = _FIRST.match(text)
    if begun is None or _PHRASES.match(text) or not _names(text, begun):
        return ""
    end = begun.end()
    depth = 0
    head = begun[0].split()[-1]
    capital = (
        head[:1].isupper()
        and not head.isupper()
        and head.lower() not in ("bộ", "sở", "ban", "phòng")
    )
    for seen in re.finditer(r"\S+", text[begun.end() :]):
        word = seen[0]
        depth += word.count("(") - word.count(")")
        bare = word.strip(",;:.()")
        start = begun.end() + seen.start()
        inside = depth > 0 or word.endswith(")")
        named = bare[:1].isupper() if bare else word in ("-", "–", ",", "&")
        small = bare.lower() in WITHIN and not _PHRASES.match(text[start:])
        second = capital and bare.isalpha() and bare not in VERBS
        if not (inside or named or small or second):
            break
        capital = named and bare.isalpha() and not bare.isupper() and not word.endswith((",", ";"))
        end = begun.end() + seen.end()
        if word.endswith((";", ":")) or (word.endswith(".") and depth <= 0):
            break
    return _trimmed(text[:end].rstrip(" ,;:.-–&"))


def _trimmed(name: str) -> str:
    """A name without the joints that only lead to what follows it."""
    while True:
        cut = _JOINTS.sub("", name).rstrip(" ,;:")
        if cut == name:
            return name
        name = cut


def is_generic(unit: str) -> bool:
    """Whether a name only means those already spoken to: "các cơ quan, đơn vị".

    >>> is_generic("các cơ quan, đơn vị"), is_generic("Các sở, ban, ngành")
    (True, False)
    """
    return bool(_GENERIC.match(folded(unit)))


def all_units(text: str) -> bool:
    """Whether a heading is nothing but a list of units.

    >>> all_units("Các sở, ban, ngành; UBND các xã, phường"), all_units("Sở Nội vụ chủ trì rà soát")
    (True, False)
    """
    parts = [part.strip(" -+.,:") for part in re.split(r";(?![^()]*\))", text)]
    return all(len(unit_at(part)) >= 0.8 * len(part) > 0 for part in parts if part) and any(parts)


def helpers_in(task: str, lead: Sequence[str]) -> tuple[str, ...]:
    """The units that a duty is to be done together with, without those who lead."""
    found: list[str] = []
    for seen in _WITH.finditer(task):
        unit = unit_at(task[seen.end() :])
        found += (
            [name for name in split_units(unit) if name not in lead and name not in found]
            if unit
            else []
        )
    return tuple(found)
