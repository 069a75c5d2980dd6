"""Carries messages by chat: the free road while a person talks to the account."""

from __future__ import annotations

from typing import Final

import msgspec
import structlog

from bot.delivery.carrying import Carried, Outgoing
from bot.zalo.answers import Answered, Found, Sent
from bot.zalo.bodies import BadMessage, text_body, user_info_body
from bot.zalo.client import ZaloClient
from bot.zalo.errors import OA, explain
from bot.zalo.tokens import TokenKeeper
from db.sealing import CannotOpen, Sealer
from db.words import Outcome, Road
from handlers.link_views import CONTACT_FORM

log = structlog.get_logger()
BAD_MESSAGE: Final = Carried(Outcome.REFUSED, "bad_message", scope="message")
_decode_buttons = msgspec.json.Decoder(list[tuple[str, str]]).decode


class ChatCarrier:
    """Consultation messages of one account."""

    roads = frozenset({Road.CHAT})
    repeat_for_s = 0  # Zalo knows no idempotency key: what is unknown is asked about

    def __init__(
        self,
        name: str,
        client: ZaloClient,
        tokens: TokenKeeper,
        sealer: Sealer,
        contact_image_url: str = "",
    ) -> None:
        """`contact_image_url`: the picture on the form that asks for contact data; empty where nobody is asked."""
        self.name = name
        self._image = contact_image_url
        self._client = client
        self._tokens = tokens
        self._sealer = sealer
        self._token = ""

    async def ready(self) -> None:
        """Have a token; raises `NoGrant`."""
        self._token = await self._tokens.token()

    async def carry(self, message: Outgoing) -> Carried:
        """Hand over one message; a token that died meanwhile is renewed and the message tried once more.

        Raises `NoGrant` when it cannot be renewed: nothing was taken.
        """
        try:
            user_id = self._sealer.open(message.zalo_sealed or b"")
            body = self._body(user_id, message.text, _decode_buttons(message.buttons))
        except (BadMessage, CannotOpen, msgspec.DecodeError) as error:
            problem = str(error)
            log.error("message.bad", action="message.bad", message_id=message.id, problem=problem)
            return BAD_MESSAGE
        token = self._token
        answer = await self._client.send(token, body)
        if answer.outcome == Outcome.AFTER_REFRESH:
            self._token = await self._tokens.after_refusal(token)
            answer = await self._client.send(self._token, body)
        return carried(answer)

    def _body(self, user_id: str, text: str, buttons: list[tuple[str, str]]) -> bytes:
        """Words with buttons, or Zalo's form where the only button asks for contact data; raises `BadMessage`."""
        if len(buttons) == 1 and buttons[0][1] == CONTACT_FORM:
            return user_info_body(user_id, buttons[0][0], text, self._image)
        return text_body(user_id, text, buttons)


def carried(answer: Answered) -> Carried:
    """A chat's answer as every sender reads it. Free within 48 hours (`quota_type` is `reply`), else as expected."""
    meaning = explain(OA, answer.code)
    quota = (
        answer.value.quota if isinstance(answer, Found) and isinstance(answer.value, Sent) else None
    )
    return Carried(
        outcome=answer.outcome,
        code=answer.code,
        provider_id=answer.message_id,
        price_vnd=0 if quota is not None and quota.kind == "reply" else None,
        scope=meaning.scope,
        until=meaning.until,
        remaining=answer.remaining,
        limit=answer.limit,
    )
