"""What arrives from SMS gateways: kept small before it is stored, read again when it is handled, answered where people wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from bot.consents import withdraw_all
from bot.receipts import TooEarlyError
from bot.sms.gateways.esms import read_report
from bot.sms.inbound import InboundSms
from bot.sms.reports import on_report
from db.records import Event
from db.store import Store, Tx
from db.words import ConsentSource, Road
from handlers.agreements import Withdrawal, withdraw
from handlers.citizen_words import withdraws
from messages_vi.plain import plain
from messages_vi.sms_answers import NOT_READ, WITHDRAWN, sms_answer

Kind = Literal["withdraw", "text"]
SOURCE: Final = "sms:esms"  # of events
REPORT: Final = "delivery_report"
INBOUND: Final = "inbound_sms"
OPTED_OUT: Final = "opted_out"  # code of a road that its person closed
ANSWER_AGAIN_S: Final = 24 * 3600
# Alone in a message, after stripping and in capitals (the SMS reference, section 3.4).
WITHDRAWALS: Final = frozenset(
    {"HUY", "DUNG", "STOP", "TC", "TUCHOI", "TU CHOI", "NGUNG", "KHONG NHAN"}
)
_RIGHT: Final = "ĐÚNG"  # which means "right", though its plain form is that of "stop"
_REPORT_FIELDS: Final = (
    "SMSID",
    "SendStatus",
    "SendSuccess",
    "SendFailed",
    "TotalPrice",
    "RequestId",
)
_EDGES: Final = re.compile(r"^\W+|\W+$")


class Written(msgspec.Struct, frozen=True):
    """What is kept of an SMS from a person: the number only as its keyed hash."""

    sms_id: str
    phone_key: str
    kind: Kind
    at: int


def report_body(given: Mapping[str, str]) -> bytes:
    """A delivery report as it is kept: without the number, which nobody needs."""
    return msgspec.json.encode({name: given.get(name, "")[:100] for name in _REPORT_FIELDS})


def inbound_body(message: InboundSms, phone_key: str) -> bytes:
    """A message as it is kept: what it asks for, not its words."""
    return msgspec.json.encode(Written(message.sms_id, phone_key, kind_of(message), message.at))


def kind_of(message: InboundSms) -> Kind:
    """Whether a message withdraws; also behind the keyword of a shared short code.

    Only a word alone does: `DUNG ROI` says "that is right".
    """
    words = _EDGES.sub("", unicodedata.normalize("NFC", message.content)).upper()
    keyword = message.keyword.strip().upper()
    rest = _EDGES.sub("", words.removeprefix(keyword)) if keyword else words
    return "withdraw" if any(_withdraws(text) for text in (words, rest)) else "text"


def _withdraws(text: str) -> bool:
    short = " ".join(plain(text).upper().split()) in WITHDRAWALS
    return text != _RIGHT and (short or withdraws(text))


async def on_sms(tx: Tx, event: Event, now: int) -> str:
    """Handle a stored event in the caller's transaction: the note it ends with.

    Raises `TooEarlyError` before any change when nothing is known by the ids of a report.
    """
    if event.name == REPORT:
        given: dict[str, str] = msgspec.json.decode(event.body, type=dict[str, str])
        note = await on_report(tx, read_report(given), now)
        if note is None:
            raise TooEarlyError
        return note
    written = msgspec.json.decode(event.body, type=Written)
    if written.kind != "withdraw":
        return "not_read"
    people = await tx.all("people_by_phone", phone_key=written.phone_key)
    closed = {"road": Road.SMS, "code": OPTED_OUT, "at": now, "until": None}
    await tx.many("close_road", ({"person_id": row[0], **closed} for row in people))
    proof = f"SMS {written.sms_id}"
    await withdraw_all(tx, written.phone_key, ConsentSource.SMS, proof, now)
    # The chat account that proved this number is the same person's: one word ends both.
    for row in await tx.all("people_by_proven_phone", phone_key=written.phone_key):
        await withdraw(tx, None, Withdrawal(row[0], ConsentSource.SMS, proof), now)
    return f"{OPTED_OUT}: {len(people)}"


async def answer_to(store: Store, message: InboundSms, phone_key: str, now: int) -> str | None:
    """What is said back, or None for silence: each kind of answer once a day, a withdrawal confirmed once.

    The same message delivered again gets its answer again, as the first one may have been lost.
    """
    kind = kind_of(message)
    async with store.tx() as tx:
        if await _was_told(tx, message.sms_id, phone_key, kind, now):
            return None
        row = {"phone_key": phone_key, "kind": kind, "sms_id": message.sms_id, "at": now}
        await tx.run("put_sms_answer", **row)
    return sms_answer(WITHDRAWN if kind == "withdraw" else NOT_READ)


async def _was_told(tx: Tx, sms_id: str, phone_key: str, kind: Kind, now: int) -> bool:
    row = await tx.one("sms_answered", phone_key=phone_key, kind=kind)
    if row is not None and (row[0] == sms_id or now - row[1] < ANSWER_AGAIN_S):
        return bool(row[0] != sms_id)
    withdrawn = await tx.value("sms_withdrawn", phone_key=phone_key) is not None
    return kind == "withdraw" and withdrawn and row is not None
