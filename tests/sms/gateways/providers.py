"""The rules of the four providers, strict about every field, and gateways that speak to them."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from xml.etree import ElementTree

from aiohttp import web

from bot.http import Wire
from bot.sms.gateway import SmsGateway
from bot.sms.gateways.esms import EsmsGateway, EsmsSettings
from bot.sms.gateways.fpt import FptGateway, FptSettings
from bot.sms.gateways.viettel import ViettelGateway, ViettelSettings
from bot.sms.gateways.vnpt import VnptGateway, VnptSettings
from tests.sms.gateways.stand import BRAND, PASSWORD, Provider, provider

KEYS: dict[str, dict[str, Any]] = {
    "esms": {"api_key": PASSWORD, "secret_key": PASSWORD},
    "vnpt": {
        "label_id": "77",
        "contract_id": "88",
        "agent_id": "99",
        "api_user": "mau",
        "api_password": PASSWORD,
        "username": "ubnd_mau",
        "templates": "officer/due_soon=1234",
    },
    "viettel": {"user": "mau", "password": PASSWORD, "cp_code": "UBND_MAU"},
    "fpt": {"client_id": "mau", "client_secret": PASSWORD},
}
_MADE: dict[str, Callable[[dict[str, Any], Wire], SmsGateway]] = {
    "esms": lambda keys, wire: EsmsGateway(EsmsSettings.model_validate(keys), wire),
    "vnpt": lambda keys, wire: VnptGateway(VnptSettings.model_validate(keys), wire),
    "viettel": lambda keys, wire: ViettelGateway(ViettelSettings.model_validate(keys), wire),
    "fpt": lambda keys, wire: FptGateway(FptSettings.model_validate(keys), wire),
}
NAMES = tuple(_MADE)


def gateway(name: str, url: str, wire: Wire, **changes: Any) -> SmsGateway:
    """A gateway that speaks to `url`."""
    keys = {"url": url, "brandname": BRAND, **KEYS[name], **changes}
    return _MADE[name](keys, wire)


def _json(found: dict[str, Any]) -> web.Response:
    return web.json_response(found)


class Esms:
    """Remembers request ids, as theirs does for 24 hours; `kept` are the messages that went to phones."""

    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []
        self.asked: list[dict[str, str]] = []
        self.ids: set[str] = set()
        self.state = {"SendStatus": 5, "SendSuccess": 1, "SendFailed": 0, "TotalPrice": 850}

    async def __call__(self, incoming: web.Request) -> web.Response:
        if incoming.method == "GET" and incoming.path == "/GetSendStatus":
            self.asked.append(dict(incoming.query))
            assert set(incoming.query) == {"RefId", "ApiKey", "SecretKey"}
            return _json({"CodeResponse": "100", **self.state})
        assert incoming.path == "/SendMultipleMessage_V4_post_json/"
        body = await incoming.json()
        required = {"ApiKey", "SecretKey", "Phone", "Content", "Brandname", "SmsType", "IsUnicode"}
        allowed = required | {"Sandbox", "RequestId", "CallbackUrl"}
        bad_field = not required <= set(body) <= allowed
        if bad_field or not all(isinstance(value, str) for value in body.values()):
            return _json({"error": "Invalid request"})
        return _json(self._answer(body))

    def _answer(self, body: dict[str, str]) -> dict[str, Any]:
        plain_said = body["IsUnicode"] == ("0" if body["Content"].isascii() else "1")
        problems = (
            (body["ApiKey"] != PASSWORD or body["SecretKey"] != PASSWORD, "101"),
            (body["Brandname"] != BRAND, "104"),
            (not re.fullmatch(r"0\d{9}", body["Phone"]), "108"),
            (body["SmsType"] != "2", "118"),
            (not plain_said or not body["Content"], "146"),
        )
        for wrong, code in problems:
            if wrong:
                return {"CodeResult": code, "CountRegenerate": 0, "ErrorMessage": "sai"}
        if body["RequestId"] in self.ids:
            return {"CodeResult": "124", "ErrorMessage": "Request exist 1", "SendStatus": 2}
        if body["Sandbox"] == "0":
            self.ids.add(body["RequestId"])
            self.kept.append(body)
        return {"CodeResult": "100", "CountRegenerate": 0, "SMSID": f"s{len(self.ids)}"}


class Vnpt:
    """Takes a template id and numbered values, never a text."""

    FIELDS = (
        "name REQID LABELID CONTRACTTYPEID CONTRACTID TEMPLATEID PARAMS SCHEDULETIME MOBILELIST "
        "ISTELCOSUB AGENTID APIUSER APIPASS USERNAME DATACODING"
    )

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []

    async def __call__(self, incoming: web.Request) -> web.Response:
        body = await incoming.json()
        asked = body["RQST"]
        assert list(body) == ["RQST"]
        fine = (
            list(asked) == self.FIELDS.split()
            and asked["name"] == "send_sms_list"
            and asked["APIPASS"] == PASSWORD
            and re.fullmatch(r"84\d{9}", asked["MOBILELIST"])
            and [set(one) for one in asked["PARAMS"]] == [{"NUM", "CONTENT"}] * len(asked["PARAMS"])
            and asked["SCHEDULETIME"] == ""
        )
        if fine:
            self.kept.append(asked)
        reply = {"name": "send_sms_list", "ERROR": "0" if fine else "1", "ERROR_DESC": "x"}
        return _json({"RPLY": reply})


class Viettel:
    """One SOAP operation with its fields in order."""

    FIELDS = (
        "User Password CPCode RequestID UserID ReceiverID ServiceID CommandCode Content ContentType"
    )

    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []

    async def __call__(self, incoming: web.Request) -> web.Response:
        assert incoming.content_type == "text/xml"
        assert incoming.headers["SOAPAction"] == '""'
        root = ElementTree.fromstring(await incoming.read())  # noqa: S314 - our own gateway wrote it
        soap = "{http://schemas.xmlsoap.org/soap/envelope/}"
        assert root.tag == f"{soap}Envelope"
        (operation,) = root.findall(f"{soap}Body/{{http://impl.bulkSms.ws/}}wsCpMt")
        fields = {child.tag: child.text or "" for child in operation}
        assert [child.tag for child in operation] == self.FIELDS.split()
        if fields["Password"] != PASSWORD:
            return soap_answer("0", "Authenticate: USER_PASS_INVALID")
        if fields["UserID"] != fields["ReceiverID"] or "&" in fields["Content"]:
            return soap_answer("0", "Invalid content")
        self.kept.append(fields)
        return soap_answer("1", "Insert MT_QUEUE: OK")


def soap_body(result: str, message: str) -> str:
    """Their answer to `wsCpMt`."""
    inner = f"<return><message>{message}</message><result>{result}</result></return>"
    return (
        '<?xml version="1.0" ?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        f'<ns2:wsCpMtResponse xmlns:ns2="http://impl.bulkSms.ws/">{inner}</ns2:wsCpMtResponse>'
        "</S:Body></S:Envelope>"
    )


def soap_answer(result: str, message: str) -> web.Response:
    """The same as a response."""
    return web.Response(text=soap_body(result, message), content_type="text/xml")


class Fpt:
    """Gives tokens and takes messages under the newest of them."""

    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []
        self.tokens = 0

    async def __call__(self, incoming: web.Request) -> web.Response:
        body = json.loads(await incoming.read())
        if incoming.path == "/oauth2/token":
            assert set(body) == {"grant_type", "client_id", "client_secret", "scope", "session_id"}
            assert (body["grant_type"], body["scope"]) == (
                "client_credentials",
                "send_brandname_otp",
            )
            if body["client_secret"] != PASSWORD:
                return web.json_response({"error": 1008, "error_description": "x"}, status=401)
            self.tokens += 1
            return _json({"access_token": f"token-{self.tokens}", "expires_in": 86400})
        assert incoming.path == "/api/push-brandname-otp"
        fields = {"access_token", "session_id", "BrandName", "Phone", "Message", "RequestId"}
        assert set(body) == fields
        if body["access_token"] != f"token-{self.tokens}":
            return _json({"error": 1013, "error_description": "x"})
        if body["BrandName"] != BRAND:
            return _json({"error": 2513, "error_description": "x"})
        text = b64decode(body["Message"], validate=True).decode("utf-8")
        self.kept.append({**body, "Message": text})
        sent = {"MessageId": 148, "Phone": body["Phone"], "BrandName": BRAND, "Telco": "viettel"}
        return _json({**sent, "Message": body["Message"], "PartnerId": "1"})


RULES: dict[str, Callable[[], Any]] = {"esms": Esms, "vnpt": Vnpt, "viettel": Viettel, "fpt": Fpt}


@asynccontextmanager
async def standing(name: str, **changes: Any) -> AsyncIterator[tuple[SmsGateway, Any, Provider]]:
    """A gateway, the rules of its provider, and the provider."""
    rules = RULES[name]()
    async with provider(rules) as running:
        yield gateway(name, running.url, running.wire, **changes), rules, running
