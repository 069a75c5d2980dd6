"""One-time link codes: eight letters and figures that survive handwriting, a telephone call and Vietnamese keyboards.

No vowels, no D and no W: Telex and VNI would make other letters of them (`dd` is đ, `w` is ư), and no code spells a word. Of
what looks alike one sign is left, and the others are read as it: B is 8, S is 5, Z is 2. A code is kept as a keyed hash.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from db.sealing import Sealer
from schedules.text import fold

LETTERS: Final = "CFGHJKMNPQRTVX"
FIGURES: Final = "23456789"
LENGTH: Final = 8  # 22 signs in 8 places: some 50 thousand million codes
EXAMPLE: Final = "CFHK-2479"  # as the texts show one
MALFORMED: Final = ""  # somebody says it is a code, and it is none
_ALIKE: Final = str.maketrans("BSZ", "852")
_CODE: Final = re.compile(rf"[{LETTERS}{FIGURES}]{{{LENGTH}}}")
_MARKED: Final = re.compile(
    r"^(?:(?:toi |em |minh )?(?:gui |nhap )?(?:ma (?:so )?lien ket|ma so|ma|lien ket|link|code)(?: (?:cua toi|la))?)\b[ :.-]*"
)
_BETWEEN: Final = re.compile(r"[\s.,:_/\-\u2010-\u2015]+")
_ANYTHING: Final = 40  # characters; what is longer is no code, whatever stands in front of it


def new_code() -> str:
    """A code with at least one letter and one figure, by the system's own randomness."""
    while True:
        code = "".join(secrets.choice(LETTERS + FIGURES) for _ in range(LENGTH))
        if not code.isalpha() and not code.isdigit():
            return code


def shown(code: str) -> str:
    """As it is printed.

    >>> shown("CFHK2479")
    'CFHK-2479'
    """
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read_code(text: str) -> str | None:
    """The code in a typed text; `MALFORMED` when it is announced and is none; None for any other text.

    >>> read_code("Mã liên kết: cfhk-2479"), read_code("CFHK 2479."), read_code("ma lien ket 12"), read_code("xong 1, 3")
    ('CFHK2479', 'CFHK2479', '', None)
    """
    said = fold(text).strip(" .!?\"'“”")
    bare = _MARKED.sub("", said)
    code = _BETWEEN.sub("", bare).upper().translate(_ALIKE)
    if _CODE.fullmatch(code) and not code.isdigit() and not code.isalpha():
        return code
    announced = said.startswith(("ma lien ket", "ma so lien ket", "lien ket ")) and bare
    short = len(said) <= _ANYTHING and any(sign.isdigit() for sign in bare)
    return MALFORMED if announced and short else None


def is_announced(text: str) -> bool:
    """Whether a text says that what follows is a code; a bare one may also be the answer to another question.

    >>> is_announced("mã liên kết CFHK-2479"), is_announced("CFHK-2479")
    (True, False)
    """
    return _MARKED.match(fold(text).strip(" .!?\"'“”")) is not None


def key_of(sealer: Sealer, code: str) -> str:
    """What a code is found by; useless without the secret, and never that of a number or an account."""
    return sealer.lookup(f"link:{code}")
