"""The OA OpenAPI as far as we need it. Every answer becomes an `Answered` with an outcome class; nothing raises.

Templates by telephone number and their management live on another host: `bot.zalo.business`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.http import Wire
from bot.zalo.answers import (
    AccountInfo,
    Answered,
    Asset,
    ChatLine,
    Found,
    PersonQuota,
    Sent,
    UserDetail,
    read_account,
    read_answer,
    read_as,
    read_asset,
    read_assets,
    read_chat,
    read_person_quota,
    read_sent,
    read_user,
)
from bot.zalo.bodies import BadMessage, Button, Form, text_body
from bot.zalo.calling import Caller
from bot.zalo.errors import BY_UID, OA

__all__ = ["Answered", "BadMessage", "Button", "ZaloClient", "read_answer", "text_body"]

PAGE = 10  # messages of a conversation a call

Owner = Literal["OA", "App"]
Lot = Literal["sub_quota", "purchase_quota", "reward_quota"]


class ZaloClient:
    """Calls of one app. The access token is handed in with each call; `bot.zalo.tokens` keeps it."""

    def __init__(self, wire: Wire, openapi_url: str, app_secret: str = "") -> None:
        self._caller = Caller(wire, openapi_url, app_secret)
        self._send_url = self._caller.at("/v3.0/oa/message/cs")
        self._template_url = self._caller.at("/v3.0/oa/message/template")
        self._quota_url = self._caller.at("/v3.0/oa/quota/message")

    # --- sending ---

    async def send(self, token: str, body: bytes) -> Found[Sent]:
        """Send a consultation message made by `bot.zalo.bodies` (text, image, file, request of contact data)."""
        return read_as(await self._caller.post(token, self._send_url, body, OA), read_sent)

    async def send_template(self, token: str, body: bytes) -> Found[Sent]:
        """Send a template by user id, made by `uid_template_body`. Codes come from either error table."""
        return read_as(await self._caller.post(token, self._template_url, body, BY_UID), read_sent)

    async def react(self, token: str, body: bytes) -> Answered:
        """React to a message of a person, made by `reaction_body`."""
        return await self._caller.post(token, self._caller.at("/v2.0/oa/message"), body, OA)

    async def upload_image(self, token: str, form: Form) -> Found[str]:
        """Upload an image made ready by `image_form`; the value is its `attachment_id`, good for seven days."""
        return await self._upload(token, "image", form)

    async def upload_file(self, token: str, form: Form) -> Found[str]:
        """Upload a file made ready by `file_form`; the value is its token, good for seven days."""
        return await self._upload(token, "file", form)

    # --- asking ---

    async def user_detail(self, token: str, user_id: str) -> Found[UserDetail]:
        """What the account may know about a person."""
        url = self._caller.data_at("/v3.0/oa/user/detail", {"user_id": user_id})
        return read_as(await self._caller.get(token, url, OA), read_user)

    async def person_quota(self, token: str, user_id: str) -> Found[PersonQuota]:
        """The last interaction of a person as Zalo itself counts it: what decides about 48 hours and 7 days."""
        body = msgspec.json.encode({"user_id": user_id})
        answer = await self._caller.post(token, self._quota_url, body, OA)
        return read_as(answer, read_person_quota)

    async def account_quota(
        self, token: str, lot: Lot, product: str = "cs", owner: Owner = "OA"
    ) -> Found[tuple[Asset, ...]]:
        """What is left of a lot of messages of the account."""
        asked = {"quota_owner": owner, "product_type": product, "quota_type": lot}
        answer = await self._caller.post(token, self._quota_url, msgspec.json.encode(asked), OA)
        return read_as(answer, read_assets)

    async def account_info(self, token: str) -> Found[AccountInfo]:
        """Name, kind and package of the account."""
        answer = await self._caller.get(token, self._caller.at("/v2.0/oa/getoa"), OA)
        return read_as(answer, read_account)

    async def conversation(
        self, token: str, user_id: str, offset: int, count: int = PAGE
    ) -> Found[tuple[ChatLine, ...]]:
        """The newest messages of a conversation, `count` ≤ 10; `data` is a bare array."""
        asked = {"user_id": user_id, "offset": offset, "count": _page(count)}
        url = self._caller.data_at("/v2.0/oa/conversation", asked)
        return read_as(await self._caller.get(token, url, OA), read_chat)

    async def recent_chats(
        self, token: str, offset: int, count: int = PAGE
    ) -> Found[tuple[ChatLine, ...]]:
        """The newest message of each conversation, newest first, `count` ≤ 10: the way to catch up after an outage."""
        asked = {"offset": offset, "count": _page(count)}
        url = self._caller.data_at("/v2.0/oa/listrecentchat", asked)
        return read_as(await self._caller.get(token, url, OA), read_chat)

    async def _upload(self, token: str, kind: str, form: Form) -> Found[str]:
        url = self._caller.at(f"/v2.0/oa/upload/{kind}")
        return read_as(await self._caller.upload(token, url, form, OA), read_asset)


def _page(count: int) -> int:
    if not 0 < count <= PAGE:
        raise BadMessage(f"count {count} must be between 1 and {PAGE}")
    return count
