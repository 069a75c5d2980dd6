"""SMS from people through eSMS (MO): whether it is genuine, what it says, and the XML that answers it.

Source: the SMS reference, section 5. What the words mean is decided elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from bot.sms.numbers import mobile
from bot.sms.text import fitted
from schedules.civil import parse_civil, to_instant
from schedules.errors import RejectedInput

MAX_CONTENT: Final = 1000  # characters; the longest SMS that a phone puts together is shorter


class BadSign(RejectedInput):
    """An inbound message whose signature does not fit; nobody knows who sent it."""


@dataclass(frozen=True)
class InboundSms:
    """One message from a phone. `sms_id` is unique: the same one twice is the same message. `at` is in UTC seconds."""

    sms_id: str
    sender: str = field(repr=False)  # 84…
    content: str = field(repr=False)
    service_number: str
    keyword: str
    at: int


def sign(query: Mapping[str, str], private_key: str) -> str:
    """The signature of a message: base64 of MD5 over cpid, smsid, content, receiverTime and the key.

    MD5 is the provider's choice and weak: also admit their addresses only.
    """
    return b64encode(_digest(query, private_key)).decode("ascii")


def _digest(query: Mapping[str, str], private_key: str) -> bytes:
    names = ("cpid", "smsid", "content", "receiverTime")
    joined = "".join(query.get(name, "") for name in names) + private_key
    return hashlib.md5(joined.encode("utf-8", "replace"), usedforsecurity=False).digest()


def is_genuine(query: Mapping[str, str], private_key: str) -> bool:
    """Whether `sign` fits, in constant time. An empty key fits nothing.

    Their samples show base64, their prose reads like hexadecimal; both are the same proof.
    """
    if not private_key:
        return False
    # A plus sign that was not escaped arrives as a space.
    given = query.get("sign", "").replace(" ", "+").encode("utf-8", "replace")
    digest = _digest(query, private_key)
    as_base64 = hmac.compare_digest(given, b64encode(digest))
    as_hex = hmac.compare_digest(given.lower(), digest.hex().encode())
    return as_base64 or as_hex


def read_inbound(query: Mapping[str, str], private_key: str) -> InboundSms:
    """The message of a query; raises `BadSign`, or `RejectedInput` naming the field that cannot be used."""
    if not is_genuine(query, private_key):
        raise BadSign("sign", "***", "must be made with the private key of this account")
    sms_id = query.get("smsid", "").strip()
    if not 1 <= len(sms_id) <= 100:
        raise RejectedInput("smsid", sms_id[:100], "1 to 100 characters")
    content = query.get("content", "")
    if len(content) > MAX_CONTENT:
        raise RejectedInput("content", f"{len(content)} characters", f"at most {MAX_CONTENT}")
    return InboundSms(
        sms_id=sms_id,
        sender=mobile(query.get("sender", "")),
        content=content,
        service_number=query.get("serviceNumber", ""),
        keyword=query.get("keyword", ""),
        at=_instant(query.get("receiverTime", "")),
    )


def _instant(written: str) -> int:
    """Seconds since 1970 of `yyyyMMddHHmmss` in Vietnam."""
    if len(written) != 14:  # a date alone has another length and is not meant
        raise RejectedInput("receiverTime", written[:20], "yyyyMMddHHmmss")
    return to_instant(parse_civil(written, "receiverTime"))


def answer_xml(message: str, sms_id: str, receiver: str) -> bytes:
    """The body that answers a message: `message` goes back to the phone without diacritics, in 3 parts at most.

    >>> answer_xml("Đã ghi nhận.", "m1", "84912345678").decode()[38:]
    '<ClientResponse><Message>Da ghi nhan.</Message><Smsid>m1</Smsid><Receiver>84912345678</Receiver></ClientResponse>'
    """
    inner = {"Message": fitted(message).text, "Smsid": sms_id, "Receiver": receiver}
    written = "".join(f"<{name}>{escape(_legal(text))}</{name}>" for name, text in inner.items())
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<ClientResponse>{written}</ClientResponse>".encode()


def _legal(text: str) -> str:
    """Without the control characters and halves of pairs that XML cannot carry even escaped."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")
