"""Telephone numbers an SMS can go to: one form (84 and nine digits), and why any other number is none.

Source: the SMS reference, section 4. Mends are Vietnamese: the person who typed the number reads them.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from schedules.errors import RejectedInput

# 11-digit mobile numbers died between 15/9/2018 and 2019: old three digits after the zero -> the new two.
_DEAD: Final = {
    "120": "70", "121": "79", "122": "77", "123": "83", "124": "84", "125": "85", "126": "76", "127": "81",
    "128": "78", "129": "82", "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37",
    "168": "38", "169": "39", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_WRITTEN: Final = re.compile(r"[0-9\s.()/+\-–']*")
_EXAMPLE: Final = "dùng số di động Việt Nam gồm 10 chữ số, như 0912345678"


class Operator(StrEnum):
    """Whom a prefix was first given to. Numbers are portable: good for shares and statistics, never for routing."""

    VIETTEL = "viettel"
    VINAPHONE = "vinaphone"
    MOBIFONE = "mobifone"
    VIETNAMOBILE = "vietnamobile"
    ITEL = "itel"
    GMOBILE = "gmobile"
    WINTEL = "wintel"
    OTHER = "other"


_ALLOCATED: Final = {
    Operator.VIETTEL: ("31", "32", "33", "34", "35", "36", "37", "38", "39", "86", "96", "97", "98"),
    Operator.VINAPHONE: ("81", "82", "83", "84", "85", "88", "91", "94"),
    Operator.MOBIFONE: ("30", "51", "70", "76", "77", "78", "79", "896", "897", "898", "899", "90", "93"),
    Operator.VIETNAMOBILE: ("522", "523", "528", "56", "58", "92"),
    Operator.ITEL: ("87",),
    Operator.GMOBILE: ("59", "993", "994", "995", "996", "997"),
    Operator.WINTEL: ("559",),
}  # fmt: skip
_OPERATORS: Final = {prefix: name for name, prefixes in _ALLOCATED.items() for prefix in prefixes}


def mobile(raw: str) -> str:
    """A mobile number as `84…`; raises `RejectedInput` with a Vietnamese mend when no SMS would arrive there.

    Takes 0…, 84…, +84…, 0084…, (0) after the country code, spaces, dots, brackets, full-width digits, and nine digits
    whose zero a spreadsheet dropped. A letter is refused first: libraries drop it, and an O is no zero.
    Source: the SMS reference, section 4.

    >>> mobile("+84 (0)912.345.678")
    '84912345678'
    """
    given = unicodedata.normalize("NFKC", raw).strip()
    if any(sign.isalpha() for sign in given):
        raise _wrong(raw, f"có chữ cái trong số (chữ O không phải số 0); {_EXAMPLE}")
    if not _WRITTEN.fullmatch(given) or not any(sign.isdigit() for sign in given):
        raise _wrong(raw, _EXAMPLE)
    national = _national(raw, given)
    _refuse_unreachable(raw, national)
    number = PhoneNumber(country_code=84, national_number=int(national))
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in kinds:
        raise _wrong(raw, f"đầu số chưa biết, đề nghị kiểm tra lại; {_EXAMPLE}")
    return f"84{national}"


def _wrong(raw: str, mend: str) -> RejectedInput:
    return RejectedInput("phone", raw, mend)


def _national(raw: str, given: str) -> str:
    """The digits after country code and zero, so far unjudged."""
    digits = re.sub(r"\D", "", given)
    international = given.startswith(("+", "(+")) or digits.startswith("00")
    digits = digits.removeprefix("00")
    if international and not digits.startswith("84"):
        raise _wrong(raw, f"không phải số Việt Nam (+84); {_EXAMPLE}")
    if international or (digits.startswith("84") and len(digits) > 10):
        digits = digits[2:]
    return digits.removeprefix("0")


def _refuse_unreachable(raw: str, national: str) -> None:
    """Raise the mend that fits a number which people do write, and which is no mobile number."""
    if len(national) == 10 and national[:3] in _DEAD:
        now = f"0{_DEAD[national[:3]]}{national[3:]}"
        raise _wrong(
            raw, f"đầu số 11 chữ số đã ngừng từ năm 2018, nay là {now}; xác nhận rồi ghi số mới"
        )
    if re.fullmatch(r"2\d{8,9}", national):
        raise _wrong(raw, f"số cố định không nhận được tin nhắn; {_EXAMPLE}")
    if re.fullmatch(r"1[89]00\d{4,6}", national) or len(national) < 7:
        raise _wrong(raw, f"số tổng đài hoặc số ngắn không nhận được tin nhắn; {_EXAMPLE}")
    if not re.fullmatch(r"[35789]\d{8}", national):
        raise _wrong(raw, _EXAMPLE)


def operator(phone: str) -> Operator:
    """Whom the prefix of a number made by `mobile` was first given to; `other` for a prefix not in the table.

    >>> operator("84981234567")
    <Operator.VIETTEL: 'viettel'>
    """
    national = phone.removeprefix("84")
    return _OPERATORS.get(national[:3]) or _OPERATORS.get(national[:2], Operator.OTHER)


def local(phone: str) -> str:
    """A number made by `mobile` as people dial it.

    >>> local("84912345678")
    '0912345678'
    """
    return f"0{phone.removeprefix('84')}"


def masked(phone: str) -> str:
    """A number made by `mobile` as it may be shown or logged.

    >>> masked("84901234567")
    '090***4567'
    """
    dialled = local(phone)
    return f"{dialled[:3]}***{dialled[-4:]}"
