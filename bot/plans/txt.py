"""Plain text and Markdown: bytes in whatever encoding offices save them → blocks."""

from __future__ import annotations

import codecs
import unicodedata
from datetime import date
from pathlib import Path
from typing import Final

from bot.plans.errors import UnreadablePlan
from bot.plans.legacy import check_letters
from messages_vi import plans as words
from schedules.plans.blocks import Block
from schedules.plans.lines import blocks_of

LARGEST_TEXT: Final = 5 * 1024 * 1024  # bytes
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_text(path: Path) -> tuple[list[Block], date | None]:
    """The blocks of a text file: UTF-8, UTF-16 with or without a mark, or Windows-1258. Raises `UnreadablePlan`."""
    if path.stat().st_size > LARGEST_TEXT:
        raise UnreadablePlan(path, words.TEXT_TOO_LARGE)
    text = unicodedata.normalize("NFC", _decoded(path, path.read_bytes()))
    return blocks_of(text.replace("\x00", "")), None


def _decoded(path: Path, data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise UnreadablePlan(path, words.BROKEN) from None
    if data[:400].count(0) > len(data[:400]) // 4:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _old(path, data)


def _old(path: Path, data: bytes) -> str:
    """Bytes that are no UTF-8: an old font's letters are refused, Windows-1258 is read."""
    check_letters(path, [data.decode("latin-1")])
    text = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    strange = text.count("\ufffd") + sum(text.count(sign) for sign in "\x01\x02\x03\x04\x05\x06")
    if strange > len(text) / 50 or "đ" not in text.lower():
        raise UnreadablePlan(path, words.ENCODING)
    return text
