"""The text of an SMS: a form that every carrier takes, its length in parts, and the name it is sent under.

Source: the SMS reference, sections 2.1–2.5 (GSM 03.38; Decree 91/2020/NĐ-CP, article 23 for the name).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from messages_vi.plain import plain
from schedules.errors import RejectedInput

MAX_PARTS: Final = 3  # 459 plain characters, 201 with diacritics
GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
    + string.digits
    + string.ascii_letters
)
GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # these cost two septets

_TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VIETNAMESE: Final = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", _TONES)
) | frozenset("đĐ")
_ACCENTED: Final = "".join(sorted(_VIETNAMESE - frozenset(string.ascii_letters)))
_BETWEEN_ACCENTED: Final = re.compile(f"[^{_ACCENTED}]+")
# Letters aside, what no carrier is known to refuse. The line feed is GSM-7 and stays: it is what makes a list readable.
SAFE: Final = (
    frozenset(string.ascii_letters + string.digits + " \n.,:;-/()!?'\"+=*@_") | _VIETNAMESE
)
_SPELT_OUT: Final = (("%", " phần trăm"), ("$", "USD "))
_BRANDNAME: Final = re.compile(r"[A-Za-z0-9_.\- ]{1,11}")


class Alphabet(StrEnum):
    """How a text travels: seven bits a character, or sixteen as soon as one character asks for it."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ROOM: Final = {Alphabet.GSM7: (160, 153), Alphabet.UCS2: (70, 67)}  # alone, in each of many


@dataclass(frozen=True)
class Length:
    """Length of a text: `units` are septets in GSM-7 and UTF-16 units in UCS-2; an empty text has no part."""

    alphabet: Alphabet
    units: int
    parts: int


@dataclass(frozen=True)
class SmsText:
    """A text ready to send. `lost` holds characters that became `?` (log them); `cut` says the end is missing."""

    text: str
    length: Length
    lost: str
    cut: bool = False


def length(text: str) -> Length:
    """How a text travels and how many parts are paid for; counts what is given, so compose (NFC) before.

    A character of two units never lies across two parts, so parts are filled one after the other.
    Source: the SMS reference, sections 2.1 and 2.4.

    >>> length("a" * 152 + "[" + "a" * 152)  # 306 septets, yet not two parts
    Length(alphabet=<Alphabet.GSM7: 'gsm7'>, units=306, parts=3)
    """
    if all(sign in GSM_BASIC or sign in GSM_EXTENDED for sign in text):
        return _packed(Alphabet.GSM7, (2 if sign in GSM_EXTENDED else 1 for sign in text))
    return _packed(Alphabet.UCS2, (2 if sign > "\uffff" else 1 for sign in text))


def _packed(alphabet: Alphabet, costs: Iterable[int]) -> Length:
    alone, room = _ROOM[alphabet]
    units, parts, left = 0, 0, 0
    for cost in costs:
        units += cost
        if cost > left:
            parts, left = parts + 1, room
        left -= cost
    return Length(alphabet, units, min(parts, 1) if units <= alone else parts)


def sms_text(text: str, *, diacritics: bool = False) -> SmsText:
    """The form of a rendered text that goes out, whatever its length; without diacritics unless asked.

    Signs that some carrier refuses are replaced (`&` by `va`, `%` by `phan tram`, brackets by round ones). A letter of
    another script becomes `?` and is named in `lost`: the alphabet never changes silently.
    Source: the SMS reference, sections 2.1–2.3.

    >>> sms_text("Đạt 95%").text
    'Dat 95 phan tram'
    """
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lost = "".join(sorted({sign for sign in composed if _is_lost(sign)}))
    for sign, words in _SPELT_OUT:
        composed = composed.replace(sign, words)
    form = _accented(composed) if diacritics else plain(composed)
    return SmsText(form, length(form), lost)


def _is_lost(sign: str) -> bool:
    return "?" in plain(sign) and "?" not in unicodedata.normalize("NFKC", sign)


def _accented(composed: str) -> str:
    """As `plain`, with the Vietnamese letters left alone."""
    # The full stops keep the spaces at the edges of a run, which `plain` would trim.
    kept = _BETWEEN_ACCENTED.sub(lambda run: plain(f".{run[0]}.")[1:-1], composed)
    return re.sub(r" {2,}", " ", kept).strip()


def sms_param(text: str, *, diacritics: bool = False) -> str:
    """A value for a registered template: as `sms_text`, on one line.

    >>> sms_param("Ủy ban nhân dân\\nxã Mẫu")
    'Uy ban nhan dan xa Mau'
    """
    return sms_text(" ".join(text.split()), diacritics=diacritics).text


def fitted(text: str, *, diacritics: bool = False, max_parts: int = MAX_PARTS) -> SmsText:
    """As `sms_text`, cut after a whole word to `max_parts` parts; then it ends in ` ...` and says `cut`.

    >>> fitted("Hồ sơ sắp đến hạn. " * 40).length.parts
    3
    """
    whole = sms_text(text, diacritics=diacritics)
    if whole.length.parts <= max_parts:
        return whole
    room = whole.text
    while length(f"{room} ...").parts > max_parts:
        words = room.rsplit(maxsplit=1)
        room = words[0] if len(words) == 2 else room[:-1]  # one endless word loses its letters
    cut = f"{room.rstrip(' .,:;-(')} ...".strip()
    return SmsText(cut, length(cut), whole.lost, cut=True)


def refused_signs(text: str) -> str:
    """Characters of a text that some carrier refuses, sorted; empty for everything `sms_text` makes.

    >>> refused_signs("Nông nghiệp & Môi trường [1]")
    '&[]'
    """
    return "".join(sorted(set(text) - SAFE))


def brandname(name: str) -> str:
    """A name to send under (tên định danh), as given; raises `RejectedInput` when it cannot be one.

    At most 11 characters, Latin letters, digits, `-`, `_`, `.` and spaces within, not digits only.
    Source: Decree 91/2020/NĐ-CP, article 23.

    >>> brandname("UBND-MAU")
    'UBND-MAU'
    """
    if not _BRANDNAME.fullmatch(name) or name != name.strip() or name.isdigit():
        mend = "1 to 11 Latin letters, digits, - _ . or spaces within, not digits only"
        raise RejectedInput("brandname", name, mend)
    return name
