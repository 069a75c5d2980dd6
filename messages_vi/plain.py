"""The plain form of a text for SMS: Vietnamese without diacritics, in ASCII that every carrier takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# What decomposition does not reach, and signs that carriers refuse or that would turn the message into 70-character parts.
_REPLACED: Final = str.maketrans(
    {
        **dict.fromkeys("đð₫", "d"),
        **dict.fromkeys("ĐÐ", "D"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚`´", "'"),
        **dict.fromkeys("‐‑‒–—−•·~", "-"),
        **dict.fromkeys("[{<", "("),
        **dict.fromkeys("]}>", ")"),
        **dict.fromkeys("\\|", "/"),
        **dict.fromkeys("#^", " "),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff", ""),
        "…": "...",
        "&": " va ",
        "×": "x",
        "\t": " ",
        "\u00a0": " ",
    }
)
_STRANGE: Final = re.compile(r"[^\n -~]")
_SPACES: Final = re.compile(r" {2,}")
_LINE_ENDS: Final = re.compile(r" *\n *")


def plain(text: str) -> str:
    """The text in printable ASCII and line feeds; a letter that has no plain form becomes `?`.

    Service messages customarily go out without diacritics: one accented letter shrinks a part from 160 to 70
    characters. Strip the finished text, never what is stored or shown on Zalo.

    >>> plain("Đề nghị đồng chí bấm “Đã xong” – cảm ơn…")
    'De nghi dong chi bam "Da xong" - cam on...'
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_REPLACED))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    ascii_only = _STRANGE.sub("?", bare.translate(_REPLACED))
    return _LINE_ENDS.sub("\n", _SPACES.sub(" ", ascii_only)).strip()
