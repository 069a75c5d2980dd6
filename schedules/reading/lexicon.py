"""The words and signs of deadlines as patterns over plain text; what each is worth says `lexer`.

Plain text is folded, so words that only differ by their marks fall together; where it matters the lexer asks for the spelling, and a text
written with diacritics is held to it.
"""

from __future__ import annotations

import re
from typing import Final

NUMBER_WORDS: Final = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi lam": 15,
    "hai muoi": 20, "ba muoi": 30, "bon lam": 45, "sau muoi": 60, "chin muoi": 90,
}  # fmt: skip
# How number words are spelt: "sau" is *after* as well, "nam" a year.
NUMBER_SPELT: Final = {
    "nam": "năm",
    "sau": "sáu",
    "bay": "bảy",
    "muoi": "mười",
    "tam": "tám",
    "bon": "bốn",
    "mot": "một",
}
MONTH_WORDS: Final = {
    "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi mot": 11, "muoi hai": 12,
    "muoi": 10, "chap": 12,
}  # fmt: skip
MONTH_SPELT: Final = {
    "tu": "tư",
    "sau": "sáu",
    "bay": "bảy",
    "muoi": "mười",
    "tam": "tám",
    "gieng": "giêng",
}
ROMAN: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "l": 1, "ll": 2, "lll": 3, "1": 1, "2": 2, "3": 3, "4": 4, "mot": 1, "hai": 2, "ba": 3,
    "bon": 4, "tu": 4,
}  # fmt: skip
WEEKDAYS: Final = {
    "hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6, "hai ": 1,
}  # fmt: skip
FREQUENCIES: Final = {
    "ngay": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year", "nua nam": "half_year",
    "ban nien": "half_year",
}  # fmt: skip
PARTS: Final = {
    "dau": "early", "giua": "mid", "cuoi": "late", "thuong tuan": "early", "trung tuan": "mid", "ha tuan": "late",
}  # fmt: skip


def _words(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_N: Final = rf"(?:\d{{1,3}}|{_words(NUMBER_WORDS)})"
_YEAR: Final = r"(?:\s*[/\-.,]\s*|\s*,?\s*(?:cua\s+)?nam\s*)(?P<{0}>(?:19|20)\d\d)(?!\d)"
_D: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_M: Final = r"(?:0?[1-9]|1[0-2])"
_UNIT: Final = r"(?:0?[369]\s*thang|sau\s+thang|nua\s+nam|ban\s+nien|ngay|tuan|thang|quy|nam)"
_ONE: Final = r"(?:0?1|mot)"
_NO_FIGURE: Final = r"(?!\s*(?:\d|[ivx]+\b))"
_EACH: Final = r"(?:moi|hang|tung)"
_NEXT: Final = r"(?:sau|ke\s+tiep|tiep\s+theo|lien\s+ke(?:\s+sau)?|ke\s+sau|toi)"


def _year(name: str) -> str:
    return f"(?:{_YEAR.format(name)})?"


_ATOMS: Final = (
    # Numbers of documents, with the day they were signed on.
    (
        "paper",
        r"(?:\bso\s*:?\s*)?\d+(?:/(?:19|20)\d\d)?/\s?(?!(?:hang|nam|thang|quy|lan|tuan|ngay|moi)\b)[a-z]{1,8}\d*(?:\s?[-/&]\s?[a-z]+\d*)*"
        r"(?:\s*,?\s*(?:ban\s+hanh\s+)?ngay\s*\d{1,2}\s*(?:[/\-.]|thang)\s*\d{1,2}\s*(?:[/\-.]|nam)\s*\d{4}|\s*nam\s*\d{4})?"
        r"|\bso\s*\d+\s*-\s*[a-z]+(?:\s*/\s*[a-z]+)*(?:\s*,?\s*ngay\s*\d{1,2}\s*[/\-.]\s*\d{1,2}\s*[/\-.]\s*\d{4})?",
    ),
    (
        "window",
        rf"\btu\s+(?:ngay\s*)?(?P<w1>{_D})(?!\d)(?:\s*(?:cua\s+)?(?P<w1m>thang\s*(?:truoc|lien\s+ke\s+truoc|cuoi\s+quy\s+truoc)(?:\s*(?:thang\s*|ky\s*)?bao\s+cao)?(?:\s+lien\s+ke)?|hang\s+thang))?"
        rf"\s*(?:den|toi)\s+(?:het\s+)?(?:ngay\s*)?(?P<w2>{_D})(?!\d)(?!\s*[/\-.]\s*\d)(?!\s*thang\s*\d)(?:\s*(?:cua\s+)?(?P<w2m>thang\s*(?:bao\s+cao|nay|sau|do|hien\s+tai|cuoi\s+(?:cua\s+)?quy)))?",
    ),
    (
        "times",
        rf"(?P<least>(?:it\s+nhat|toi\s+thieu|khong\s+it\s+hon)\s*)?(?P<t_n>{_N})\s*lan\s*(?:/|trong|moi|hang|mot)?\s*(?:{_ONE}\s*)?(?P<t_p>{_UNIT})\b(?:\s*(?P<t_y>20\d\d))?",
    ),
    (
        "times_back",
        rf"(?:{_EACH}\s+|trong\s+)?(?P<b_p>{_UNIT})(?:\s*(?P<b_y>20\d\d))?\s*,?\s*(?:thuc\s+hien\s+|to\s+chuc\s+)?(?P<b_least>(?:it\s+nhat|toi\s+thieu|khong\s+it\s+hon)\s*)?(?P<b_n>{_N})\s*lan\b(?!\s*/)",
    ),
    (
        "per",
        rf"(?:{_EACH}\s+|cu\s+|dinh\s+ky\s+(?:{_EACH}\s+)?)?(?P<p_n>{_N})\s*(?P<p_u>ngay|tuan|thang|nam|quy)\s*(?:/|moi\b)?\s*(?:{_ONE}\s*)?lan\b"
        rf"|\b(?P<p_1>ngay|tuan|thang|quy|nam)\s*/\s*(?:{_ONE}\s*)?lan\b"
        rf"|\b(?:{_EACH}|cu)\s+(?P<p_m>\d{{1,3}})\s*(?P<p_mu>ngay|tuan|thang|nam)\b",
    ),
    ("half", r"\b(?P<h_n>0?[369]|ba|sau|chin)\s*thang\s*(?P<h_w>dau|cuoi)\s*nam(?:\s*(?P<h_y>20\d\d))?|\bnua\s*(?P<h_h>dau|cuoi)\s*nam(?:\s*(?P<h_hy>20\d\d))?"),
    (
        "workdays",
        r"\b(?:hang\s+|cac\s+|moi\s+)ngay\s+lam\s+viec(?:\s+trong\s+tuan)?\b|\b(?:cac\s+)?ngay\s+lam\s+viec\s+trong\s+tuan\b",
    ),
    (
        "last_day",
        rf"\bngay\s*(?P<ld_w>lam\s+viec\s*)?cuoi(?:\s+cung)?(?:\s*(?:cua\s+)?(?:(?P<ld_e>{_EACH})\s+)?(?P<ld_u>thang|quy|nam|tuan|0?6\s*thang){_NO_FIGURE}(?!\s*cuoi))?",
    ),
    (
        "end_of_each",
        rf"\b(?P<ee_p>dau|giua|cuoi)\s*{_EACH}\s*(?P<ee_u>tuan|thang|quy|nam|0?6\s*thang)\b",
    ),
    (
        "every",
        rf"\b(?:dinh\s+ky\s*(?:la\s+|vao\s+)?)?{_EACH}\s*(?P<e_1>{_UNIT})\b{_NO_FIGURE}(?P<e_more>(?:\s*(?:,|/|;|va|hoac|-)\s*(?:{_EACH}\s*|{_ONE}\s*)?{_UNIT}\b(?!\s*(?:\d|[ivx]+\b|bao|truoc|dau|cuoi|sau|ke)))*)"
        rf"|\bdinh\s+ky\s*\(?\s*(?P<e_d>{_UNIT})\b{_NO_FIGURE}(?P<e_dmore>(?:\s*(?:,|/|;|va|hoac|-)\s*(?:{_ONE}\s*)?{_UNIT}\b(?!\s*(?:\d|[ivx]+\b|bao|truoc|dau|cuoi|sau|ke)))*)",
    ),
    ("bare_list", rf"\A\s*(?P<bl>{_UNIT}(?:\s*(?:,|/|;|va)\s*(?:{_ONE}\s*)?{_UNIT})+)\s*\.?\s*\Z"),
    ("periodic", r"\bdinh\s+ky\b"),
    (
        "which_month",
        rf"\bthang\s*(?:"
        rf"(?P<wm_last>cuoi)(?:\s+cung)?\s*(?:cua\s+)?(?:{_EACH}\s+)?(?:ky\s+(?:bao\s+cao\s+)?)?(?P<wm_lof>quy|nam|0?6\s*thang|ky){_NO_FIGURE}"
        rf"|(?P<wm_first>dau)(?:\s+tien)?\s*(?:cua\s+)?(?:{_EACH}\s+)?(?:ky\s+(?:bao\s+cao\s+)?)?(?P<wm_fof>quy|nam|0?6\s*thang|ky){_NO_FIGURE}(?P<wm_fnext>\s*{_NEXT})?"
        rf"|(?P<wm_after>dau\s+tien\s+sau|lien\s+ke\s+sau|sau)\s*(?:khi\s+ket\s+thuc\s+)?(?P<wm_aof>quy)(?:\s+bao\s+cao)?"
        rf"|thu\s*(?P<wm_n>nhat|hai|ba|[123])\s*(?:cua\s+)?(?:{_EACH}\s+)?(?P<wm_nof>quy)"
        rf"|(?P<wm_next>{_NEXT})\b(?:\s*(?:cua\s+)?(?:thang|ky)\s*bao\s+cao)?(?!\s*(?:khi|ngay))"
        rf"|(?P<wm_this>bao\s+cao|nay|do|hien\s+tai)"
        rf"|(?P<wm_prev>truoc)(?!\s*(?:ngay|khi|\d))"
        rf")",
    ),
    (
        "week_of",
        rf"\btuan\s*(?:thu\s*|le\s*)?(?P<wk>dau(?:\s+tien)?|cuoi(?:\s+cung)?|nhat|hai|ba|tu|[1-4])\s*(?:cua\s+)?thang\s*(?P<wk_m>{_M})(?!\d){_year('wk_y')}",
    ),
    (
        "date",
        rf"(?:\b(?:ngay|mung|mong)\s*)?(?<![\d/])(?P<d1>{_D})\s*(?:/|-|\.)\s*(?P<m1>{_M})(?!\d)(?!\s*[/.\-]\s*\d{{1,3}}(?!\d))(?:\s*[/.\-]\s*(?P<y1>(?:19|20)\d\d)(?!\d)|\s*,?\s*nam\s*(?P<y1b>(?:19|20)\d\d))?"
        rf"|(?:\b(?:ngay|mung|mong)\s*)?(?<!\d)(?P<d2>{_D})\s*thang\s*(?P<m2>{_M})(?!\d){_year('y2')}"
        rf"|(?<!\d)(?P<y3>20\d\d)-(?P<m3>{_M})-(?P<d3>{_D})(?!\d)",
    ),
    (
        "date_short",
        rf"(?:\bngay\s*)?(?<![\d/])(?P<d4>{_D})\s*[/.\-]\s*(?P<m4>{_M})\s*[/.\-]\s*(?P<y4>\d\d)(?!\d)",
    ),
    (
        "month",
        rf"\b(?:thang|t\s?\.)\s*(?P<mo>{_M})(?!\d){_year('mo_y')}(?P<mo_more>(?:\s*(?:,|va)\s*{_M}(?!\s*(?:[/\-.]\s*\d|\d|ngay|lan|thang))(?!\d)(?:{_YEAR.format('mo_my')})?)*)"
        rf"|\bt(?P<mt>{_M})(?!\d){_year('mt_y')}"
        rf"|\bthang\s*(?P<mw>{_words(MONTH_WORDS)})\b(?!\s*(?:quy|ngay)){_year('mw_y')}"
        rf"|(?<![\d/.])(?P<mb>{_M})\s*[/\-]\s*(?P<mb_y>(?:19|20)\d\d)(?![\d/])",
    ),
    (
        "quarter",
        rf"\b(?:cac\s+)?(?:qu[yi]|q)\s?\.?\s*(?P<q>iv|i{{1,3}}|l{{1,3}}|[1-4]|mot|hai|ba|bon|tu)\b{_year('q_y')}(?P<q_more>(?:\s*(?:,|va|\+|-)\s*(?:iv|i{{1,3}})\b)*)(?P<q_tail>{_YEAR.format('q_y2')})?",
    ),
    ("years", r"(?:\bnam\s*(?P<ya>(?:19|20)\d\d)(?!\d)|(?<![\d/.,\-])(?P<yb>20[2-9]\d)(?![\d/]|\s*(?:dong|ho|nguoi|%)))(?:\s*-\s*(?:nam\s*)?(?P<yz>20[2-9]\d)(?!\d))?"),
    ("next_year", r"\b(?:cua\s+)?nam\s+(?:sau|ke\s+tiep|tiep\s+theo|lien\s+ke)\b"),
    ("now", r"\b(?P<now_u>thang|quy|nam|tuan)\s*(?P<now_w>nay)\b"),
    ("nth", rf"\b(?:cua\s+)?(?:tuan\s*)?(?:lan\s*)?(?:thu\s*)?(?P<nth_w>dau\s+tien|dau|nhat|hai|ba|tu|cuoi\s+cung|cuoi|[1-4])\s*(?:cua\s+|trong\s+)?(?:(?P<nth_e>{_EACH})\s+)?thang\b{_NO_FIGURE}"),
    ("weekday", r"\bthu\s*(?P<wd>hai|ba|tu|nam|sau|bay|[2-7])\b(?!\s*(?:quy|thang))|\b(?P<wd7>chu\s+nhat)\b"),
    ("time", r"(?<!\d)(?P<th>[01]?\d|2[0-4])\s*(?:h|g|gio)(?:\s*(?P<tm>[0-5]\d)(?:\s*(?:phut|'|p)(?!\w))?|\s*(?:phut)?)(?![a-z0-9])(?!\s*lam\s+viec)|(?<!\d)(?P<th2>[01]?\d|2[0-3]):(?P<tm2>[0-5]\d)(?!\d)"),
    (
        "measure",
        rf"(?P<ms_n>{_N})\s*(?:\(\s*[a-z\s]{{2,12}}\)\s*)?(?P<ms_u>ngay\s*\(?\s*lam\s+viec\s*\)?|gio\s+lam\s+viec|gio|h|ngay|tuan|thang|nam(?!\s*\d)|phut)\b(?!\s*[/\d])",
    ),
    (
        "day",
        rf"\b(?:ngay|mung|mong)\s*(?P<day_n>{_D})(?!\d)(?!\s*[/\-.]\s*\d)(?P<day_more>(?:\s*(?:,|va)\s*{_D}(?!\d)(?!\s*(?:[/\-.]\s*\d|thang\s*\d|ngay|lan|gio|h\b)))*)",
    ),
    ("running", r"\btrong\s+(?:ca\s+)?(?P<run>thang|quy|nam)\s*(?=\Z|[,;.)])"),
    ("part", r"\b(?P<part_w>dau|giua|cuoi|thuong\s+tuan|trung\s+tuan|ha\s+tuan)\s*(?:cua\s+)?(?:(?P<part_u>thang|quy|nam)\b(?!\s*(?:\d|[ivxl]+\b)))?(?=\s|$|[,;.)])"),
    ("that_is", r"\b(?:tuc(?:\s+la)?|nghia\s+la)\b"),
    ("at_once", r"\bngay\s+(?:sau\s+)?(?:khi|thoi\s+diem)\b|\bngay\s+sau\b"),
    ("end_of", r"\b(?:khi\s+)?(?:ket\s+thuc|het\s+thoi\s+gian\s+cua)\b"),
    ("both", r"\btruoc\s+(?:hoac|va)\s+(?:trong|vao|dung)\b"),
    (
        "counted",
        r"\b(?:(?:ke|tinh)\s+tu|tu)\s+(?:khi|luc|thoi\s+diem)\b|\b(?:ke|tinh)\s+tu\b|\bsau\s+khi\b",
    ),
    ("not_later", r"\bkhong\s+(?:qua|muon\s+hon|cham\s+hon|tre\s+hon)\b|\b(?:cham|muon)\s+nhat(?:\s+la)?\b|\bhan\s+(?:cuoi(?:\s+cung)?|chot)\b|\bthoi\s+han\b|\btoi\s+da\b|\bhan\b"),
    ("ongoing", r"\bthuong\s+xuyen\b|\blien\s+tuc\b|\bquanh\s+nam\b|\bthuong\s+truc\b|\bxuyen\s+suot\b"),
    (
        "on_request",
        r"\b(?:theo|khi\s+co|tuy\s+theo)\s+(?:yeu\s+cau|chi\s+dao|de\s+nghi)\b|\bdot\s+xuat\b|\bkhi\s+(?:co\s+)?phat\s+sinh\b|\bkhi\s+(?:can|co|xay\s+ra|duoc\s+yeu\s+cau)\b(?:\s+thiet)?|\bphat\s+sinh\b",
    ),
    ("external", r"\btheo\b"),
    ("facts", r"\b(?:chot\s+)?so\s+lieu\b|\bchot\b|\bky\s+bao\s+cao\b"),
    ("in_case", r"\b(?:doi\s+voi\s+)?truong\s+hop\b"),
    ("before", r"\btruoc(?:\s+khi)?\b"),
    ("in", r"\btrong(?:\s+(?:vong|thoi\s+gian|thoi\s+han|khoang|ca|suot))?\b"),
    ("until", r"\b(?:den|toi)\b"),
    ("whole", r"\bhet\b"),
    ("from", r"\b(?:bat\s+dau\s+)?tu\b"),
    ("after", r"\bsau\b"),
    ("when", r"\bkhi\b"),
    ("or", r"\bhoac\b|\bhay\b"),
    ("and", r"\bva\b|&"),
    ("vague", r"\bkip\s+thoi\b|\bkhan\s+truong\b|\bsom\b|\bnhanh\s+chong\b|\bngay\s+lap\s+tuc\b|\bdung\s+(?:han|tien\s+do)\b"),
    ("glue", r"\b(?:vao|cua|la|ngay|dip|thoi\s+diem|xong|hoan\s+thanh|du\s+kien|nham|dung)\b"),
    ("open", r"[(\[]"),
    ("close", r"[)\]]"),
    ("stop", r";|\.(?=\s|$)|\n\s*\n"),
    ("comma", r",|(?<!\d):|:(?!\d)|/"),
    ("dash", r"\s-\s?|(?<=\d)-(?=\s?(?:\d|thang|quy|nam|ngay|[ivx]))|-"),
)  # fmt: skip

PATTERN: Final = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _ATOMS), re.ASCII
)
