"""Small tools for words of plans: spaces, verbatim quotes, what is a number of a row."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from schedules.reading.plain import make_plain

# Capital letters for patterns; a range of code points would take the small ones between them as well.
UPPER: Final = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
ARABIC: Final = r"\d{1,3}(?:\.\d{1,3}){0,3}"
ROMAN: Final = r"[IVX]{1,6}"
_NUMBER: Final = re.compile(rf"\(?(?:{ARABIC}|{ROMAN}|[A-ZĐa-zđ])[.)]?\)?(?:\s*[.)])?")
_SPACES: Final = re.compile(r"\s+")
_BULLET: Final = re.compile(r"^\s*(?:[-+–•*]|\d{1,2}[.)]|[a-zđ]\))\s+")


def one_line(text: str) -> str:
    """The words with every run of white space as one space, without the marks of tables and of Markdown.

    >>> one_line(" **Quý II** |\\n năm 2025 ")
    'Quý II năm 2025'
    """
    return _SPACES.sub(" ", text.replace("*", "").replace("|", " ").replace("\\_", "_")).strip()


@lru_cache(8192)
def folded(text: str) -> str:
    """Lower case without diacritics, white space as one space, slips of the pen mended.

    >>> folded("Cơ quan  CHỦ TRÌ")
    'co quan chu tri'
    """
    return _SPACES.sub(" ", make_plain(text).text).strip()


def is_number(cell: str) -> bool:
    """Whether a cell only numbers a row: 1, 8.1, IV, a), (2).

    >>> [is_number(cell) for cell in ("8.1", "IV.", "a)", "Sở", "2025-06", "")]
    [True, True, True, False, False, False]
    """
    return bool(_NUMBER.fullmatch(one_line(cell)))


def bare_number(cell: str) -> str:
    """The number of a row without dots and brackets around it.

    >>> bare_number("1."), bare_number("8.1"), bare_number("(IV)")
    ('1', '8.1', 'IV')
    """
    return one_line(cell).strip("(). ")


def without_bullet(text: str) -> str:
    """A line without the dash or number it begins with."""
    return _BULLET.sub("", text)
