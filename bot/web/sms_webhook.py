"""`/webhook/sms/{gateway}/{token}`: delivery reports and messages from people, stored before they are answered."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

import msgspec
import structlog
from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from bot.config import Settings
from bot.inbox import Arrived, Doorkeeper
from bot.metrics import WEBHOOK_EVENTS
from bot.sms.addresses import CALLERS, webhook_token
from bot.sms.arrivals import INBOUND, REPORT, SOURCE, answer_to, inbound_body, report_body
from bot.sms.gateways import all_gateway_settings
from bot.sms.gateways.esms import EsmsSettings, read_report
from bot.sms.inbound import BadSign, InboundSms, answer_xml, read_inbound
from db.sealing import Sealer
from db.store import Store
from schedules.errors import RejectedInput

log = structlog.get_logger()
MAX_BODY = 16 * 1024


def sms_webhook(
    settings: Settings, clock: Clock, doorkeeper: Doorkeeper, store: Store
) -> list[web.RouteDef]:
    """The routes, GET and POST. A gateway that is not ours and a token that is not its own are answered 404, no more."""
    door = SmsDoor(settings, clock, doorkeeper, store)
    path = "/webhook/sms/{gateway}/{token}"
    return [web.get(path, door.receive, allow_head=False), web.post(path, door.receive)]


class SmsDoor:
    """Lets in what bears a gateway's token; what people write must be signed besides."""

    def __init__(
        self, settings: Settings, clock: Clock, doorkeeper: Doorkeeper, store: Store
    ) -> None:
        secret = settings.secret_key.get_secret_value()
        gateways = all_gateway_settings(settings.sms)
        self._tokens = {name: webhook_token(secret, name) for name in CALLERS & set(gateways)}
        esms = gateways.get("esms")
        key = esms.inbound_key if isinstance(esms, EsmsSettings) else SecretStr("")
        self._inbound_key = key.get_secret_value()
        self._sealer = Sealer(secret)
        self._clock = clock
        self._doorkeeper = doorkeeper
        self._store = store

    async def receive(self, request: web.Request) -> web.Response:
        """One call of a gateway."""
        # A gateway that is not ours is compared too, with a token that nobody has.
        token = self._tokens.get(request.match_info["gateway"]) or secrets.token_urlsafe(32)
        if not hmac.compare_digest(request.match_info["token"].encode(), token.encode()):
            raise _turned_away("sms_bad_token")
        given = await _fields(request)
        try:
            if "sign" in given:
                return await self._from_person(read_inbound(given, self._inbound_key))
            return await self._report(given)
        except BadSign:
            raise _turned_away("sms_bad_sign") from None
        except RejectedInput as error:
            WEBHOOK_EVENTS.labels("sms_malformed").inc()
            log.warning("sms.malformed", action="sms.malformed", field=error.field)
            raise web.HTTPBadRequest from None

    async def _report(self, given: Mapping[str, str]) -> web.Response:
        key = f"{SOURCE}:{read_report(given).key}"
        await self._keep(key, REPORT, report_body(given))
        return web.Response(text="OK")

    async def _from_person(self, message: InboundSms) -> web.Response:
        phone_key = self._sealer.lookup(message.sender)
        said = await answer_to(self._store, message, phone_key, self._clock.now())
        body = inbound_body(message, phone_key)
        await self._keep(f"{SOURCE}:mo:{message.sms_id}", INBOUND, body)
        if said is None:
            return web.Response()
        answer = answer_xml(said, message.sms_id, message.sender)
        return web.Response(body=answer, content_type="text/xml", charset="utf-8")

    async def _keep(self, key: str, name: str, body: bytes) -> None:
        """Durable before anything is answered; the same event again is the same event."""
        await self._doorkeeper.store(Arrived(key, SOURCE, name, body, self._clock.now()))
        WEBHOOK_EVENTS.labels("sms_stored").inc()


def _turned_away(why: str) -> web.HTTPNotFound:
    WEBHOOK_EVENTS.labels(why).inc()
    log.warning("sms.turned_away", action="sms.turned_away", reason=why)
    return web.HTTPNotFound()


async def _fields(request: web.Request) -> dict[str, str]:
    """The fields of the query, with those of a form or a flat JSON object behind them; of a field twice, the first."""
    found = {name: request.query[name] for name in request.query}
    if request.method != "POST":
        return found
    if (request.content_length or 0) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
    if request.content_type == "application/json":
        return {**_from_json(await request.read()), **found}
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        told = {name: form[name] for name in form}
        return {**{n: v for n, v in told.items() if isinstance(v, str)}, **found}
    return found


def _from_json(body: bytes) -> dict[str, str]:
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    return {
        str(name): str(value)
        for name, value in given.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
