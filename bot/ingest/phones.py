"""Telephone numbers as people write them, made one: digits beginning with 84.

Source of the forms, of the landline rule and of the change of prefixes of 2018: the SMS reference, section 4.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.ingest.columns import Cell

# 11-digit mobile numbers of before 15/9/2018: old three digits after the zero -> new two.
_MOVED: Final = {
    "120": "70", "121": "79", "122": "77", "123": "83", "124": "84", "125": "85", "126": "76", "127": "81",
    "128": "78", "129": "82", "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37",
    "168": "38", "169": "39", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_BETWEEN: Final = re.compile(r"[\s.()+\-–/']")
_MOBILE_OR_LANDLINE: Final = re.compile(r"[35789]\d{8}|2\d{9}")
_MEND: Final = "dùng số như 0912345678 hoặc 84912345678"


def phone(cell: Cell) -> str:
    """Return a Vietnamese number as `84…`; raises `BadCell` when it is none.

    Takes 0…, 84…, +84…, 0084…, spaces, dots, brackets, full-width digits, the nine digits that are left when a
    spreadsheet drops the zero, and the 11-digit mobile numbers of before 2018. Letters are refused: an O is no zero.

    `phone` of a cell `+84 (0)912.345.678` is `84912345678`.
    """
    given = unicodedata.normalize("NFKC", cell.text)
    digits = _BETWEEN.sub("", given)
    if not digits.isdecimal() and any(letter.isalpha() for letter in digits):
        raise cell.wrong("có chữ cái trong số điện thoại", _MEND)
    national = _national(digits)
    if national is None:
        raise cell.wrong("không phải số điện thoại Việt Nam", _MEND)
    return "84" + national


def is_landline(number: str) -> bool:
    """Whether a number made by `phone` is a landline, which neither Zalo nor a brandname SMS reaches."""
    return number.startswith("842")


def _national(digits: str) -> str | None:
    """Return the digits after the country code, or None when they fit no Vietnamese number."""
    if not (digits.isascii() and digits.isdigit()):
        return None
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) > 10:
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if len(digits) == 10 and digits[:3] in _MOVED:
        digits = _MOVED[digits[:3]] + digits[3:]
    return digits if _MOBILE_OR_LANDLINE.fullmatch(digits) else None
