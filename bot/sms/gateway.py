"""What every SMS provider looks like to the engine: one request, one class of answer, one kind of report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from bot.sms.text import MAX_PARTS, brandname, length, refused_signs
from db.words import Outcome
from schedules.errors import RejectedInput

_PHONE: Final = re.compile(r"84\d{9}")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,50}")


@dataclass(frozen=True)
class SmsRequest:
    """One message to one number; made only when every provider could take it, else raises `RejectedInput`.

    Both the text and its template with ordered values are carried: some providers take only the one, some compare it
    with the other. `request_id` names this message for good: repeated with the same id it is not sent twice by a
    provider that remembers ids. Personal data does not show in the repr.
    """

    phone: str = field(repr=False)  # made by `bot.sms.numbers.mobile`
    text: str = field(repr=False)  # made by `bot.sms.text.fitted`
    template: str
    params: tuple[str, ...] = field(repr=False)
    request_id: str
    brandname: str

    def __post_init__(self) -> None:
        if not _PHONE.fullmatch(self.phone):
            raise RejectedInput(
                "phone", "***", "84 and nine digits, made by bot.sms.numbers.mobile"
            )
        parts = length(self.text).parts
        if not self.text.strip() or parts > MAX_PARTS:
            raise RejectedInput("text", f"{parts} parts", f"1 to {MAX_PARTS} parts")
        if signs := refused_signs(self.text):
            raise RejectedInput("text", signs, "carriers refuse these; use bot.sms.text.fitted")
        if not _REQUEST_ID.fullmatch(self.request_id):
            raise RejectedInput("request_id", self.request_id, "1 to 50 letters, digits, . _ : -")
        brandname(self.brandname)

    @property
    def accented(self) -> bool:
        """Whether the text has diacritics, which providers want to be told."""
        return not self.text.isascii()


class Scope(StrEnum):
    """What an answer speaks about, so that one bad template does not stop the account."""

    NOTHING = ""
    MESSAGE = "message"
    PERSON = "person"
    TEMPLATE = "template"
    ACCOUNT = "account"


@dataclass(frozen=True)
class SmsAnswer:
    """Class of a provider's answer, its code (or `http:502`, `connect`), its id and the parts it will charge."""

    outcome: Outcome
    code: str
    provider_id: str | None = None
    parts: int | None = None
    scope: Scope = Scope.NOTHING


class Delivery(StrEnum):
    """What a provider knows of a message that it took."""

    UNDERWAY = "underway"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """A delivery report, pushed or asked for. `key` is the same when the same report comes again."""

    key: str
    state: Delivery
    provider_id: str | None
    request_id: str | None
    price_vnd: int | None


@dataclass(frozen=True)
class Asked:
    """Answer to a question about a message: `accepted` with a report, or the class of why there is none."""

    outcome: Outcome
    code: str
    report: Report | None = None


class SmsGateway(Protocol):
    """One provider. Nothing raises; time-outs are `unknown`, a connection that never came about is `again`."""

    @property
    def name(self) -> str:
        """The provider, as in the setting `sms.gateway`."""

    @property
    def repeat_for_s(self) -> int:
        """How many seconds a request id is remembered: an `unknown` message may be repeated that long. 0 is never."""

    async def send(self, request: SmsRequest) -> SmsAnswer:
        """Hand over one message. `accepted` means taken, not delivered."""


@runtime_checkable
class TellsDelivery(Protocol):
    """A provider that can be asked what became of a message."""

    async def status(self, provider_id: str) -> Asked:
        """What became of a message that was taken."""
