"""Viettel BulkSMS: one SOAP 1.1 operation, `wsCpMt`.

Source: the SMS reference, section 1.7. Its hosts speak plain HTTP: reach them over a leased line or VPN only.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final
from xml.sax.saxutils import escape

import httpx

from bot.http import Wire
from bot.sms.gateway import Scope, SmsAnswer, SmsRequest
from bot.sms.gateways.calling import post, settled, unreadable
from bot.sms.gateways.codes import explain, table
from bot.sms.gateways.settings import Filled, GatewaySettings, Secret
from bot.sms.gateways.xml_answers import child_text, read_xml
from bot.sms.text import length
from db.words import Outcome

_HEADERS: Final = {"content-type": "text/xml; charset=utf-8", "SOAPAction": '""'}
_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:impl="http://impl.bulkSms.ws/"><soapenv:Header/><soapenv:Body><impl:wsCpMt>'
    "{fields}</impl:wsCpMt></soapenv:Body></soapenv:Envelope>"
)
_REASON: Final = re.compile(r"([A-Za-z_]{2,30}): ([A-Z][A-Z_]{1,29})")
_OURS: Final = ("Client", "VersionMismatch", "MustUnderstand")  # faults before the work began


class ViettelSettings(GatewaySettings):
    """Keys of Viettel."""

    url: str = "http://apismsbrand.viettel.vn:8998/bulkapi"
    user: Filled
    password: Secret
    cp_code: Filled


class ViettelGateway:
    """Sends one message a call. There is no id, no report and no memory of request ids: never repeat.

    It has no sandbox of its own: with `sandbox` everything is made ready and nothing called.
    """

    name: ClassVar[str] = "viettel"
    repeat_for_s: ClassVar[int] = 0

    def __init__(self, settings: ViettelSettings, wire: Wire) -> None:
        self._settings = settings
        self._wire = wire

    async def send(self, request: SmsRequest) -> SmsAnswer:
        """Hand over one message; taken means queued."""
        content = self._envelope(request)
        counted = length(request.text).parts
        if self._settings.sandbox:
            return SmsAnswer(Outcome.ACCEPTED, "sandbox", parts=counted)
        response = await post(self._wire, self._settings.url, content, _HEADERS)
        return response if isinstance(response, SmsAnswer) else self._read(response, counted)

    def _envelope(self, request: SmsRequest) -> bytes:
        fields = {  # in the order of their schema
            "User": self._settings.user,
            "Password": self._settings.password.get_secret_value(),
            "CPCode": self._settings.cp_code,
            "RequestID": "1",  # ties an answer to a question of a person; it is no id of the message
            "UserID": request.phone,
            "ReceiverID": request.phone,
            "ServiceID": request.brandname,
            "CommandCode": "bulksms",
            "Content": request.text,
            "ContentType": "1" if request.accented else "0",
        }
        body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        return _ENVELOPE.format(fields=body).encode("utf-8")

    def _read(self, response: httpx.Response, parts: int) -> SmsAnswer:
        root = read_xml(response.content)
        if root is None:
            return unreadable(response)
        if fault := child_text(root, "faultcode"):
            ours = fault.rpartition(":")[2] in _OURS
            outcome = Outcome.STOP if ours else Outcome.UNKNOWN
            return SmsAnswer(outcome, "fault", scope=Scope.ACCOUNT if ours else Scope.MESSAGE)
        result = child_text(root, "result")
        if result is None or not re.fullmatch(r"-?\d{1,6}", result):
            return unreadable(response)
        code = _full_code(result, child_text(root, "message") or "")
        described = self._described(code)
        # Only 1 is queued; whatever else they number, nothing was.
        row = explain(self.name, described, self._settings.codes, Outcome.REFUSED)
        outcome = settled(response, row.outcome)
        taken = outcome == Outcome.ACCEPTED
        return SmsAnswer(outcome, code, parts=parts if taken else None, scope=row.scope)

    def _described(self, code: str) -> str:
        """The longest beginning of a code that a table knows: `0:Authenticate:IP_INVALID`, `0:Authenticate`, `0`."""
        known = {*table(self.name), *self._settings.codes}
        pieces = code.split(":")
        tries = (":".join(pieces[:n]) for n in range(len(pieces), 0, -1))
        return next((one for one in tries if one in known), pieces[0])


def _full_code(result: str, message: str) -> str:
    """The number, and for failures the symbol in their message (`Authenticate: IP_INVALID`), which alone says why."""
    reason = _REASON.fullmatch(message)
    return f"{result}:{reason[1]}:{reason[2]}" if reason and result != "1" else result
