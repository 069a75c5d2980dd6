"""Vietnamese text as keys: folding case, diacritics and spaces, so that people and machines can spell freely."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """A text in NFC, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def line_and_folded(text: str) -> tuple[str, str]:
    """A text on one line and its folded form, letter for letter; both folded where that cannot be.

    >>> line_and_folded("Báo  cáo 17")
    ('Báo cáo 17', 'bao cao 17')
    """
    line = one_line(text)
    folded = fold(line)
    return (line, folded) if len(line) == len(folded) else (folded, folded)


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
