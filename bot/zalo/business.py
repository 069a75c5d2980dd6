"""The business host: templates by telephone number, their registry, receipts on request, and pulls of replies.

Arguments of a GET stand in the query as they are, not in one `data` parameter. Nothing raises on an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from bot.http import Wire
from bot.zalo.answers import Answered, Found, Sent, read_as, read_sent
from bot.zalo.bodies import BadMessage
from bot.zalo.calling import Caller
from bot.zalo.errors import ZBS
from bot.zalo.reading import items, number, record, text, texts

T = TypeVar("T")
TEMPLATES_PAGE: Final = 100
STATUSES: Final = {"enable": 1, "pending": 2, "reject": 3, "disable": 4}


class TemplateLine(msgspec.Struct, frozen=True):
    """A template in the list; `status` as Zalo writes it (ENABLE, PENDING_REVIEW, REJECT, DISABLE)."""

    template_id: str
    name: str
    status: str
    quality: str


class Parameter(msgspec.Struct, frozen=True):
    """A parameter as it was approved; lengths in characters."""

    name: str
    kind: str
    required: bool
    max_length: int | None
    min_length: int | None
    may_be_empty: bool


class TemplateInfo(msgspec.Struct, frozen=True):
    """An approved template with its parameters and prices in đồng, by telephone number and by user id."""

    template_id: str
    name: str
    status: str
    quality: str
    tag: str
    parameters: tuple[Parameter, ...]
    price_phone: int | None
    price_uid: int | None


class Delivery(msgspec.Struct, frozen=True):
    """Whether a message reached the phone: None when Zalo does not know; `at_ms` in epoch milliseconds."""

    delivered: bool | None
    at_ms: int | None


class DayQuota(msgspec.Struct, frozen=True):
    """Templates of today."""

    daily: int | None
    remaining: int | None


class ResponsePulled(msgspec.Struct, frozen=True):
    """A tap on a quick-reply button, fetched instead of told."""

    message_id: str
    tracking_id: str
    caption: str
    at_ms: int | None


class RatingPulled(msgspec.Struct, frozen=True):
    """A rating, fetched instead of told."""

    message_id: str
    tracking_id: str
    rate: int | None
    note: str
    feedbacks: tuple[str, ...]
    at_ms: int | None


class BusinessClient:
    """Calls of one app on the business host."""

    def __init__(self, wire: Wire, business_url: str, app_secret: str = "") -> None:
        self._caller = Caller(wire, business_url, app_secret)
        self._phone_url = self._caller.at("/message/template")
        self._hash_url = self._caller.at("/message/template/hashphone")

    async def send(self, token: str, body: bytes) -> Found[Sent]:
        """Send a template by telephone number, made by `phone_template_body`."""
        return read_as(await self._caller.post(token, self._phone_url, body, ZBS), read_sent)

    async def send_hashed(self, token: str, body: bytes) -> Found[Sent]:
        """Send a template to a hashed number, made by `hash_template_body`."""
        return read_as(await self._caller.post(token, self._hash_url, body, ZBS), read_sent)

    async def templates(
        self, token: str, offset: int = 0, limit: int = TEMPLATES_PAGE, status: str = ""
    ) -> Found[tuple[TemplateLine, ...]]:
        """The registered templates in pages of at most 100; `status` is a word of `STATUSES`."""
        if not 0 < limit <= TEMPLATES_PAGE or offset < 0:
            raise BadMessage(f"offset {offset} from 0, limit {limit} from 1 to {TEMPLATES_PAGE}")
        if status and status not in STATUSES:
            raise BadMessage(f"status {status!r} is none of {', '.join(STATUSES)}")
        asked: dict[str, object] = {"offset": offset, "limit": limit}
        if status:
            asked["status"] = STATUSES[status]
        return read_as(await self._get(token, "/template/all", asked), _read_rows(_template_line))

    async def template_info(self, token: str, template_id: str) -> Found[TemplateInfo]:
        """Parameters, status and prices of one template."""
        asked = {"template_id": template_id}
        return read_as(await self._get(token, "/template/info/v2", asked), _read_info)

    async def template_sample(self, token: str, template_id: str) -> Found[dict[str, str]]:
        """The example values it was approved with."""
        asked = {"template_id": template_id}
        return read_as(await self._get(token, "/template/sample-data", asked), _read_sample)

    async def status(self, token: str, message_id: str) -> Found[Delivery]:
        """Whether a message reached the phone."""
        answer = await self._get(token, "/message/status", {"message_id": message_id})
        return read_as(answer, _read_delivery)

    async def quota(self, token: str) -> Found[DayQuota]:
        """How many templates may go today and how many are left."""
        return read_as(await self._get(token, "/message/quota", {}), _read_quota)

    async def responses(
        self, token: str, template_id: str, from_ms: int, to_ms: int, limit: int = 100
    ) -> Found[tuple[ResponsePulled, ...]]:
        """Taps on quick-reply buttons between two instants; behind the webhook, when events were lost."""
        body = _pull(template_id, from_ms, to_ms, limit)
        answer = await self._caller.post(token, self._caller.at("/response/get"), body, ZBS)
        return read_as(answer, _read_rows(_response))

    async def ratings(
        self, token: str, template_id: str, from_ms: int, to_ms: int, limit: int = 100
    ) -> Found[tuple[RatingPulled, ...]]:
        """Ratings between two instants; behind the webhook, when events were lost."""
        body = _pull(template_id, from_ms, to_ms, limit)
        answer = await self._caller.post(token, self._caller.at("/rating/get"), body, ZBS)
        return read_as(answer, _read_rows(_rating))

    async def _get(
        self, token: str, path: str, asked: dict[str, object] | dict[str, str]
    ) -> Answered:
        return await self._caller.get(token, self._caller.at(path, asked), ZBS)


def _pull(template_id: str, from_ms: int, to_ms: int, limit: int) -> bytes:
    if not template_id or to_ms < from_ms or not 0 < limit <= 100:
        raise BadMessage(
            f"a pull of {template_id!r} from {from_ms} to {to_ms}, {limit} rows: "
            "name a template, put the earlier instant first, ask for 1 to 100 rows"
        )
    asked = {"template_id": template_id, "from_time": from_ms, "to_time": to_ms, "limit": limit}
    return msgspec.json.encode(asked)


def _read_rows(row: Callable[[dict[str, Any]], T]) -> Callable[[Any], tuple[T, ...] | None]:
    """A reader of a bare array, or of an array under `data` as some of these calls answer."""

    def read(data: Any) -> tuple[T, ...] | None:
        rows = record(data).get("data", []) if isinstance(data, dict) else data
        return tuple(row(record(r)) for r in items(rows)) if isinstance(rows, list) else None

    return read


def _template_line(row: dict[str, Any]) -> TemplateLine:
    return TemplateLine(
        text(row.get("templateId")),
        text(row.get("templateName")),
        text(row.get("status")),
        text(row.get("templateQuality")),
    )


def _read_info(data: Any) -> TemplateInfo | None:
    raw = record(data)
    template_id = text(raw.get("templateId"))
    if not template_id:
        return None
    return TemplateInfo(
        template_id=template_id,
        name=text(raw.get("templateName")),
        status=text(raw.get("status")),
        quality=text(raw.get("templateQuality")),
        tag=text(raw.get("templateTag")),
        parameters=tuple(_parameter(record(row)) for row in items(raw.get("listParams"))),
        price_phone=_price(raw.get("price_sdt", raw.get("price"))),
        price_uid=_price(raw.get("price_uid")),
    )


def _price(value: object) -> int | None:
    """Whole đồng; Zalo writes `300`, `"300"` or `"300.0"`."""
    return number(value.removesuffix(".0") if isinstance(value, str) else value)


def _parameter(row: dict[str, Any]) -> Parameter:
    return Parameter(
        name=text(row.get("name")),
        kind=text(row.get("type")),
        required=row.get("require") is True,
        max_length=number(row.get("maxLength")),
        min_length=number(row.get("minLength")),
        may_be_empty=row.get("acceptNull") is True,
    )


def _read_sample(data: Any) -> dict[str, str] | None:
    raw = record(data)
    return {str(name): text(value) for name, value in raw.items()} or None


def _read_delivery(data: Any) -> Delivery | None:
    status = number(record(data).get("status"))
    if status is None:
        return None
    delivered = {0: False, 1: True}.get(status)
    return Delivery(delivered, number(record(data).get("delivery_time")))


def _read_quota(data: Any) -> DayQuota | None:
    raw = record(data)
    if "dailyQuota" not in raw:
        return None
    return DayQuota(number(raw["dailyQuota"]), number(raw.get("remainingQuota")))


def _response(row: dict[str, Any]) -> ResponsePulled:
    return ResponsePulled(
        text(row.get("msgId")),
        text(row.get("trackingId")),
        text(row.get("data")),
        number(row.get("submitDate")),
    )


def _rating(row: dict[str, Any]) -> RatingPulled:
    return RatingPulled(
        text(row.get("msgId")),
        text(row.get("trackingId")),
        number(row.get("rate")),
        text(row.get("note")),
        texts(row.get("feedbacks")),
        number(row.get("submitDate")),
    )
