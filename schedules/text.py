"""Vietnamese text as keys: folding case, diacritics and spaces, so that people and machines can spell freely."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, without diacritics, runs of white space as one space.

    >>> fold("  Trần  Mẫu HOA ")
    'tran mau hoa'
    """
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
        if not unicodedata.combining(sign)
    )
    return " ".join(bare.split())
