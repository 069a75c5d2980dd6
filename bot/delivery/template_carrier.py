"""Carries messages as approved templates: by Zalo user id, or by telephone number to whoever has Zalo there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.delivery.carrying import Carried, Outgoing
from bot.delivery.chat_carrier import BAD_MESSAGE
from bot.zalo.answers import Answered, Found, Sent
from bot.zalo.bodies import BadMessage, phone_template_body, uid_template_body
from bot.zalo.business import BusinessClient
from bot.zalo.client import ZaloClient
from bot.zalo.errors import BY_UID, ZBS, explain
from bot.zalo.filling import fill
from bot.zalo.templates import template, templates
from bot.zalo.tokens import TokenKeeper
from db.sealing import CannotOpen, Sealer
from db.words import Outcome, Road
from schedules.errors import RejectedInput

log = structlog.get_logger()
_REPLY: Final = (
    "_reply"  # ending of the twin with quick replies, which goes by telephone number only
)


class TemplateCarrier:
    """Approved templates of one account. `ids` are the approved ids by key; `tracking` names a message to Zalo."""

    roads = frozenset({Road.TEMPLATE_UID, Road.TEMPLATE_PHONE})
    repeat_for_s = 0  # the tracking id is no idempotency key

    def __init__(
        self,
        name: str,
        by_uid: ZaloClient,
        by_phone: BusinessClient,
        tokens: TokenKeeper,
        sealer: Sealer,
        ids: Mapping[str, str],
        tracking: Callable[[int], str],
    ) -> None:
        self.name = name
        self._by_uid = by_uid
        self._by_phone = by_phone
        self._tokens = tokens
        self._sealer = sealer
        self._ids = ids
        self._tracking = tracking
        self._token = ""

    async def ready(self) -> None:
        """Have a token; raises `NoGrant`."""
        self._token = await self._tokens.token()

    async def carry(self, message: Outgoing) -> Carried:
        """Hand over one message; a token that died meanwhile is renewed and the message tried once more.

        Raises `NoGrant` when it cannot be renewed: nothing was taken.
        """
        try:
            body = self._body(message)
        except (BadMessage, CannotOpen, RejectedInput) as error:
            problem = str(error)
            log.error("message.bad", action="message.bad", message_id=message.id, problem=problem)
            return BAD_MESSAGE
        token = self._token
        answer = await self._send(message.road, token, body)
        if answer.outcome == Outcome.AFTER_REFRESH:
            self._token = await self._tokens.after_refusal(token)
            answer = await self._send(message.road, self._token, body)
        return _carried(answer, message.road)

    async def _send(self, road: Road, token: str, body: bytes) -> Found[Sent]:
        if road == Road.TEMPLATE_UID:
            return await self._by_uid.send_template(token, body)
        return await self._by_phone.send(token, body)

    def _body(self, message: Outgoing) -> bytes:
        if message.parcel is None:
            raise BadMessage("there is nothing to fill a template with")
        key, values = message.parcel
        if message.road == Road.TEMPLATE_UID:
            data = fill(template(key), values)
            return uid_template_body(self._opened(message.zalo_sealed), self._ids[key], data)
        answered = f"{key}{_REPLY}"
        if answered in self._ids and answered in templates():
            key = answered
        data = fill(template(key), values)
        return phone_template_body(
            self._opened(message.phone_sealed), self._ids[key], data, self._tracking(message.id)
        )

    def _opened(self, sealed: bytes | None) -> str:
        return self._sealer.open(sealed or b"")


def by_phone_only() -> frozenset[str]:
    """Keys of templates that cannot go by user id, as they are answered by their own buttons."""
    return frozenset(key for key, one in templates().items() if one.quick_reply)


def _carried(answer: Answered, road: Road) -> Carried:
    meaning = explain(BY_UID if road == Road.TEMPLATE_UID else ZBS, answer.code)
    return Carried(
        outcome=answer.outcome,
        code=answer.code,
        provider_id=answer.message_id,
        scope=meaning.scope,
        until=meaning.until,
    )
