"""Units in running text: who is spoken of, and where the name ends and the verb begins."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from schedules.plans.words import folded, one_line

_FIRST: Final = re.compile(
    r"(?:(?:các|những|toàn thể|thủ trưởng|giám đốc|chủ tịch|phó chủ tịch|trưởng|người đứng đầu|lãnh đạo|chánh)\s+)*"
    r"(?:sở|ban|bộ|ngành|ubnd|hđnd|ủy ban|uỷ ban|hội đồng|văn phòng|vp|công an|thanh tra|chi cục|cục|tổng cục|trung tâm|viện|trường|bệnh viện"
    r"|đài|báo|kho bạc|ngân hàng|bảo hiểm|bhxh|thuế|tòa án|toà án|mặt trận|ubmttq|mttq|tỉnh đoàn|đoàn|hội|liên đoàn|tập đoàn|công ty|tổng công ty"
    r"|doanh nghiệp|bưu điện|cơ quan|đơn vị|địa phương|phòng|bộ phận|tổ|chủ tịch|giám đốc|thủ trưởng|chánh văn phòng|xã|phường|huyện|quận|thị xã"
    r"|thành phố|cấp ủy|bcđ|ban chỉ đạo|hải quan|quỹ|công chức|cán bộ|người|điện lực|bộ chỉ huy|tỉnh ủy|học viện|đại học|sở,|các cấp|toàn tỉnh|viettel|vnpt|tổ chức|cá nhân|khối)\b",
    re.IGNORECASE,
)
# Small words that may stand within a name or a list of units.
_WITHIN: Final = frozenset(
    (
        "các sở ban ngành bộ tỉnh huyện xã phường thị trấn thành phố quận cấp trung ương cơ quan đơn vị địa phương và & - – nhân dân "
        "thủ trưởng giám đốc chủ tịch phó trưởng lãnh đạo có liên quan thuộc trực chuyên môn ngang đoàn thể hội tổ chức chính trị "
        "ủy uỷ hđnd ubnd công an thanh tra tài nội vụ tư pháp sự nghiệp công lập ngành dọc đóng trên địa bàn đặc khu phòng khu vực "
        "của cục chi trung tâm viện bệnh doanh nghiệp nhà nước hành chính chức viên cán người đứng đầu văn ban quản lý dự án"
    ).split()
)
_VERB: Final = frozenset(
    (
        "chủ trì phối hợp xây dựng tổ chức triển khai rà soát báo cáo gửi thực hiện tham mưu trình hoàn thành khẩn trương chịu căn cứ "
        "theo tiếp tục chỉ đạo nghiên cứu ban hành tổng hợp hướng dẫn kiểm đôn đốc công bố cập nhật tăng cường đẩy thường kịp định "
        "chủ động bố phê đề rà lập cung bảo đảm đảm phân thẩm xử giải nâng đánh đưa quán"
    ).split()
)
_PHRASES: Final = re.compile(
    r"^(?:tổ chức (?:thực hiện|triển khai|kiểm tra|hội nghị|rà soát|lấy|sơ kết|tổng kết|tập huấn|đánh giá|đối thoại|quán triệt|họp|tuyên truyền)|công bố|công khai"
    r"|báo cáo|phòng (?:chống|ngừa|, chống)|hội nghị|hội thảo|thuộc (?:phạm vi|thẩm quyền)|đoàn kiểm|quản lý|cấp (?:phát|đổi|nước|giấy)|phân (?:công|tích|loại)"
    r"|thực hiện|có (?:kế|văn|trách|báo)|trình)\b",
    re.IGNORECASE,
)
_GENERIC: Final = re.compile(r"^(?:(?:cac|nhung) )?(?:co quan|don vi|dia phuong|thu truong)[a-z, ]*(?:tren|nay|lien quan|don vi|dia phuong|co quan)?$")


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
    return bool(name) and len(name) >= 0.7 * len(re.sub(r"\s*\([^)]*\)", "", said.split(";")[0].split(":")[0]).rstrip(" .,"))


def unit_at(text: str) -> str:
    """The unit or the list of units a text begins with; empty when it begins with something else.

    >>> unit_at("Sở Thông tin và Truyền thông rà soát, đánh giá")
    'Sở Thông tin và Truyền thông'
    >>> unit_at("Thủ trưởng các sở, ban, ngành cấp tỉnh, Chủ tịch UBND các huyện, thị xã, thành phố, xây dựng kế hoạch")
    'Thủ trưởng các sở, ban, ngành cấp tỉnh, Chủ tịch UBND các huyện, thị xã, thành phố'
    """
    begun = _FIRST.match(text)
    if begun is None:
        return ""
    end = begun.end()
    depth = 0
    for seen in re.finditer(r"\S+", text[begun.end() :]):
        word = seen[0]
        depth += word.count("(") - word.count(")")
        bare = word.strip(",;:.()")
        start = begun.end() + seen.start()
        inside = depth > 0 or word.endswith(")")
        named = bare[:1].isupper() and not _PHRASES.match(text[start:].lower()) if bare else word in ("-", "–", ",", "&")
        small = bare.lower() in _WITHIN and not _PHRASES.match(text[start:])
        if not (inside or named or small):
            break
        end = begun.end() + seen.end()
        if word.endswith((";", ":")) or (word.endswith(".") and depth <= 0):
            break
    name = text[:end].rstrip(" ,;:.-–&")
    while True:
        cut = re.sub(r"[,\s]+(?:và|các|của|có|thuộc|trên|tổ chức|chủ|-|&)$", "", name).rstrip(" ,;:")
        if cut == name:
            return name
        name = cut


def is_generic(unit: str) -> bool:
    """Whether a name only means those already spoken to: "các cơ quan, đơn vị".

    >>> is_generic("các cơ quan, đơn vị"), is_generic("Các sở, ban, ngành")
    (True, False)
    """
    return bool(_GENERIC.match(folded(unit)))
