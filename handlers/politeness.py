"""What people say around a request – "cho tôi xem …", "… giúp anh nhé" – taken off before whole phrases are compared."""

from __future__ import annotations

import re
from typing import Final

from schedules.text import fold

_BEFORE: Final = re.compile(
    r"^(?:(?:chao|da|vang|em|anh|chi|dong chi|dc|ban|oi|alo|bot|cho|toi|minh|xin|vui long|nho|giup|hay|de nghi|yeu cau|xem|hoi|"
    r"biet|bao cao)[ ,]+)+"
)
_BEHIND: Final = re.compile(
    r"(?:[ ,]+(?:nhe|nha|nhen|di|a|ah|em|voi|giup|gium|ho|toi|minh|anh|chi|dong chi|dc|ngay|da|luon|cai|xem|oi))+$"
)


ENOUGH: Final = frozenset(("thoi", "bo qua", "huy", "huy bo", "dung lai"))
"""What puts aside whatever was asked; "không" does so only where no question of yes or no is open."""


def plain_words(text: str) -> str:
    """The folded text without courtesies at its ends and closing signs.

    >>> plain_words("Em cho anh xem tình hình đơn vị nhé!")
    'tinh hinh don vi'
    >>> plain_words("ai đang trễ?")
    'ai dang tre'
    """
    folded = fold(text).strip(" .!?,;")
    bare = _BEHIND.sub("", _BEFORE.sub("", folded)).strip(" .!?,;")
    return bare or folded


def asks(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text is one of these folded phrases, with or without courtesies around it.

    >>> asks("Cho anh xem chi phí gửi tin nhé?", frozenset({"chi phi gui tin"}))
    True
    """
    words = fold(text).strip(" .!?,;").replace(",", " ").split()
    while words:
        rest = " ".join(words)
        if rest in phrases or _BEHIND.sub("", rest) in phrases:
            return True
        if not _BEFORE.match(f"{words[0]} "):
            return False
        del words[0]
    return False
