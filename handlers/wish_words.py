"""How a wish for a later date is written: "em xin gia hạn 0003 đến 25/11 vì …". Text → what it says; pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from messages_vi.phrases import short
from schedules.text import fold, one_line

LONGEST_REASON: Final = 200
_COURTESY: Final = r"(?:(?:da|em|toi|anh|chi|cho|xin|xin phep|de nghi|duoc|minh|vui long|ben em|kinh de nghi|kinh|muon|can) )*"
_LATER: Final = r"(?:gia han|lui han|lui thoi han|them han|keo dai han|keo dai thoi han|lui ngay|doi han|xin lui|cham lai|lui lai)"
_THINGS: Final = r"(?:(?:ho so|hs|viec|ma|so|bao cao|bc|nhiem vu|cho|cua|thoi han|ngay|nop) )*"
_CODE: Final = r"(?:[a-z0-9]+(?:[.\-/][a-z0-9]+)*\-[a-z0-9]+|[a-z]{1,3}\d+|0\d{2,5}|\d{4,6})"
_WISH: Final = re.compile(
    rf"{_COURTESY}{_LATER} ?{_THINGS}(?P<code>{_CODE})? ?(?:(?:den|toi|sang|qua|them|han|ngay) )*(?P<when>.*)"
)
_CODE_FIRST: Final = re.compile(
    rf"{_COURTESY}{_THINGS}(?P<code>{_CODE}):? {_COURTESY}{_LATER} ?(?:(?:den|toi|sang|qua|them) )*(?P<when>.*)"
)
_WHY: Final = re.compile(
    r"[,;:(–-]?\s*\b(?:vì|vi|do|bởi|lý do|lí do|ly do|li do)\b\s*(?:là|la|vì|vi|do)?\s*[:,–-]?\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)


_TAIL: Final = re.compile(r"\b(?:duoc khong|nhe|a|ah|nha|giup em|cho em|voi)\b.*$")
_NO_WISH: Final = re.compile(r"\b(?:khong|chua|da|roi|ky|nao|gi|bao gio)\b")


_BECAUSE: Final = re.compile(
    r"\s*(?:vì|vi|do|bởi|lý do|lí do|ly do|li do)\s*[:,–-]?\s+", re.IGNORECASE
)


def without_because(text: str) -> str:
    """A reason without the word that begins it.

    >>> without_because("Vì chờ xác minh"), without_because("lý do: mất điện")
    ('chờ xác minh', 'mất điện')
    """
    line = unicodedata.normalize("NFC", text)
    found = _BECAUSE.match(line)
    return line[found.end() :] if found else line


class Wanted(NamedTuple):
    """What a sentence says of a wish; empty what it does not say."""

    code: str = ""
    when: str = ""
    reason: str = ""


def read_wish(text: str) -> Wanted | None:
    """A wish for a later date in plain words, or None.

    >>> read_wish("Em xin gia hạn 0003 đến 25/11 vì chờ ý kiến sở")
    Wanted(code='0003', when='25/11', reason='chờ ý kiến sở')
    """
    whole = one_line(text)
    if len(whole) > 500 or not re.search(r"h[aạ]n|l[uù]i|ch[aậ]m l", whole, re.IGNORECASE):
        return None
    found = _WHY.search(whole)
    reason = short(found[1], LONGEST_REASON).strip(" .!)") if found else ""
    words = fold(whole[: found.start()] if found else whole).strip(" .!?,;:")
    read = _WISH.fullmatch(words) or _CODE_FIRST.fullmatch(words)
    if read is None:
        return None
    when = _TAIL.sub("", read["when"]).strip(" ,")
    if _NO_WISH.search(when):
        return None
    return Wanted(read["code"] or "", when, reason)
