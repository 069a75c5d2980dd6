"""What citizens type → what they wish: a dossier looked up, no more messages, their data, help. Pure; nothing is guessed.

Diacritics, case and kind words around do not matter, with one exception: "đúng" says that something is right, and does not
withdraw though its plain form is that of "dừng".
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from handlers.citizen_vocabulary import (
    ACCESS,
    AFTER,
    BEFORE,
    COMPLAINT,
    CORRECT,
    DELETE,
    GREETING,
    LOOKUP,
    MENU,
    STOP,
    THANKS,
)
from schedules.text import fold

MAX_CODE: Final = 60


class Wish(StrEnum):
    """What a citizen may wish for."""

    LOOKUP = "lookup"
    STOP = "stop"
    ACCESS = "access"
    CORRECT = "correct"
    DELETE = "delete"
    MENU = "menu"
    GREETING = "greeting"
    THANKS = "thanks"
    COMPLAINT = "complaint"


class Said(NamedTuple):
    """A wish, the dossier's code it is about, and a second proof given with it."""

    wish: Wish
    code: str = ""
    proof: str = ""


_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]")
_AROUND: Final = re.compile(r"\s*([.\-])\s*")
_CODE: Final = re.compile(
    r"(?<![A-Z0-9.])(?P<body>(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,6})"
    r"[\s\-./]*(?P<day>\d{6})[\s\-./]*(?P<serial>\d{3,6})(?!\d)"
)
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_TOKEN: Final = re.compile(r"[A-Za-z0-9\-]{4,20}")
_LOCAL: Final = re.compile(r"(?=\S*\d)[A-Z0-9][A-Z0-9.\-/]{3,59}")  # a code of another form
_SERIAL: Final = re.compile(r"\d{3,6}")

_PHRASES: Final[dict[str, Wish]] = {
    phrase.strip(): wish
    for wish, said in (
        (Wish.LOOKUP, LOOKUP),
        (Wish.STOP, STOP),
        (Wish.ACCESS, ACCESS),
        (Wish.CORRECT, CORRECT),
        (Wish.DELETE, DELETE),
        (Wish.MENU, MENU),
        (Wish.GREETING, GREETING),
        (Wish.THANKS, THANKS),
    )
    for phrase in said.split(",")
}
_NOT_STOP: Final = frozenset({"đúng", "dùng", "dụng", "dũng", "hủ"})  # whose plain forms withdraw
_LONGEST: Final = sorted((p for p, w in _PHRASES.items() if w in (Wish.LOOKUP, Wish.STOP)), key=len, reverse=True)  # fmt: skip


def code_in(text: str) -> tuple[str, str]:
    """A dossier's code in a text, in its usual spelling, and the words around it; ("", text) where there is none.

    >>> code_in("tra cứu h01.1 – 250310 - 0003 giúp tôi")[0]
    'H01.1-250310-0003'
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).upper()
    plain = _AROUND.sub(r"\1", plain)
    found = _CODE.search(plain)
    if found is None:
        return "", text
    code = f"{found['body']}-{found['day']}-{found['serial']}"
    return code, f"{plain[: found.start()]} {plain[found.end() :]}"


def read_citizen(text: str) -> Said | None:
    """The wish of a text, or None where none is certain.

    >>> read_citizen("Tra cứu H01.1-250310-0003"), read_citizen("từ chối nhận tin ạ").wish
    (Said(wish=<Wish.LOOKUP: 'lookup'>, code='H01.1-250310-0003', proof=''), <Wish.STOP: 'stop'>)
    """
    if withdraws(text):
        return Said(Wish.STOP)
    code, rest = code_in(text)
    words = _bare(rest)
    if code:
        if _phrase(words) == Wish.STOP:
            return Said(Wish.STOP, code)
        return Said(Wish.LOOKUP, code, _proof_beside(rest))
    wish = _phrase(words)
    if wish is None or wish == Wish.STOP:
        if (about := _about(text, words)) is not None:
            return about
        complains = any(f" {word} " in f" {words} " for word in COMPLAINT)
        wish = Wish.COMPLAINT if complains else None
    return None if wish is None else Said(wish)


def withdraws(text: str) -> bool:
    """Whether somebody wants no more messages; the word stands alone, kind words aside.

    >>> withdraws("Xin hủy nhận tin giúp tôi"), withdraws("ĐÚNG"), withdraws("dung roi")
    (True, False, False)
    """
    marked = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    if _NOT_STOP.intersection(marked):
        return False
    found = next((phrase for phrase in _readings(_bare(text)) if phrase in _STOPS), None)
    # "dung a" may well be "đúng ạ": without marks the word counts alone only.
    return found is not None and (found != "dung" or len(marked) == 1 or "dung" not in marked)


def proof_in(text: str) -> str:
    """A second proof as it was typed: a telephone number among other words, else the whole."""
    plain = unicodedata.normalize("NFKC", text)
    if found := _PHONE.search(plain):
        return found[0]
    mixed = [w for w in _words(plain) if any(s.isdigit() for s in w) and not w.isdigit()]
    return mixed[0] if len(mixed) == 1 else " ".join(text.split())


def like_proof(text: str) -> bool:
    """Whether a text may be a second proof, rather than words about it: it holds a figure, or is one word.

    >>> like_proof("mã là KQ7XM2PA"), like_proof("ABCDEFGH"), like_proof("tôi không nhớ mã")
    (True, True, False)
    """
    return any(sign.isdigit() for sign in text) or (
        len(text.split()) == 1 and len(_words(text)) == 1
    )


def _words(text: str) -> list[str]:
    """The words that may be a code of a slip."""
    return [w for raw in text.split() if _TOKEN.fullmatch(w := raw.strip(".,:;!?\"'“”"))]


def has_number(text: str) -> bool:
    """Whether a text holds something like a telephone number.

    >>> has_number("sđt của tôi 0912 345 678"), has_number("0003")
    (True, False)
    """
    return _PHONE.search(unicodedata.normalize("NFKC", text)) is not None


_STOPS: Final = frozenset(phrase for phrase, wish in _PHRASES.items() if wish == Wish.STOP)


def _bare(text: str) -> str:
    kept = re.sub(r"[^\w\s?]", " ", fold(text))
    return " ".join(kept.split()).strip()


def _phrase(words: str) -> Wish | None:
    bare = words.rstrip("? ")
    readings = (*_readings(words), *_readings(bare))
    return next((_PHRASES[one] for one in readings if one in _PHRASES), None)


def _readings(words: str) -> list[str]:
    """The words, and the words with fewer and fewer kind words around them."""
    kept = words.split()
    starts = 0
    while starts < len(kept) - 1 and kept[starts] in BEFORE:
        starts += 1
    ends = len(kept)
    while ends > 1 and kept[ends - 1] in AFTER:
        ends -= 1
    return [
        " ".join(kept[start:end])
        for start in range(starts + 1)
        for end in range(len(kept), max(ends, start + 1) - 1, -1)
    ]


def _about(text: str, words: str) -> Said | None:
    """ "hủy 0003", "tra cứu AB-123": a phrase with the code, or its end, behind it."""
    for phrase in _LONGEST:
        if not words.startswith(f"{phrase} "):
            continue
        wish = _PHRASES[phrase]
        typed = unicodedata.normalize("NFKC", text).upper().split()[len(phrase.split()) :]
        typed = [w for w in typed if fold(w) not in ("ho", "so", "hs", "ma", "so:", "cho", "ma:")]
        if not typed:
            return Said(wish) if wish == Wish.LOOKUP else None
        first = _DASHES.sub("-", typed[0]).strip(".,:;")
        if wish == Wish.STOP:
            only = len(typed) == 1 and (_SERIAL.fullmatch(first) or _LOCAL.fullmatch(first))
            return Said(wish, first) if only else None
        if _PHONE.fullmatch(first):
            return Said(wish)  # a number is no code, and not said back as one
        if _LOCAL.fullmatch(first) and len(first) <= MAX_CODE:
            return Said(wish, first, _proof_beside(" ".join(typed[1:])))
        return None
    return None


def _proof_beside(rest: str) -> str:
    """A second proof typed beside a code: a telephone number, or one word of letters and figures."""
    found = _PHONE.search(rest)
    if found:
        return found[0]
    words = [w for w in rest.split() if fold(w).strip(".,:;") not in {*_NOISE, ""}]
    return words[0] if len(words) == 1 and _TOKEN.fullmatch(words[0]) and _tells(words[0]) else ""


def _tells(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or len(word) == 8


_NOISE: Final = frozenset(f"{LOOKUP} ma so sdt dien thoai bi mat cua toi la va phieu hen".replace(",", " ").split())  # fmt: skip
