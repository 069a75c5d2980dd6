"""Registered templates of the stand-in, and the desk that keeps what was sent by them: quotas, purse, replies."""

from __future__ import annotations

import re

import msgspec

from bot.clock import Clock
from bot.sandbox.model import Card, Limits, Message
from schedules.civil import to_civil
from schedules.errors import RejectedInput

STATUSES = {"ENABLE": 1, "PENDING_REVIEW": 2, "REJECT": 3, "DISABLE": 4}
KINDS = {
    "name": 30,
    "phone": 15,
    "address": 200,
    "code": 30,
    "label": 30,
    "status": 30,
    "contact": 50,
    "gender": 5,
    "product": 200,
    "quantity": 20,
    "date": 20,
    "otp": 10,
    "url": 200,
    "currency": 12,
    "bank_note": 90,
}
"""Kinds of parameters with the characters a value may have."""


class Param(msgspec.Struct, frozen=True):
    """A registered parameter."""

    name: str
    kind: str
    required: bool = True
    may_be_empty: bool = False

    @property
    def longest(self) -> int:
        """Characters a value may have."""
        return KINDS[self.kind]


class Registered(msgspec.Struct):
    """A template as the platform keeps it. `text` and `card` have their markers; `responses` are the captions of quick
    replies, `links` those of its other buttons.
    """

    template_id: str
    oa_id: str
    name: str
    text: str
    params: tuple[Param, ...]
    responses: tuple[str, ...] = ()
    otp: bool = False
    rating: bool = False
    tag: int = 1
    status: str = "ENABLE"
    low_quality: bool = False
    at_night: bool = True
    price_phone: int = 200
    price_uid: int = 140
    daily: int | None = None
    sample: dict[str, str] = {}
    card: Card | None = None
    links: tuple[str, ...] = ()

    def filled(self, data: dict[str, str]) -> str:
        """The text a phone shows."""
        return _put(self.text, data)

    def filled_card(self, data: dict[str, str]) -> Card | None:
        """The card a phone shows, if the template is laid out as one."""
        if self.card is None:
            return None
        return Card(
            _put(self.card.title, data),
            tuple(_put(paragraph, data) for paragraph in self.card.paragraphs),
            tuple((label, _put(value, data)) for label, value in self.card.rows),
        )


def _put(text: str, data: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: data.get(found[1], ""), text)


class TemplateDesk:
    """Keeps templates, what each account sent today, its purse in đồng, and the replies to be fetched."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self.templates: dict[str, Registered] = {}
        self.purse: dict[str, int] = {}
        self.administrators: set[str] = set()
        self.sent: dict[str, Message] = {}
        self.responses: list[dict[str, object]] = []
        self.ratings: list[dict[str, object]] = []
        self._today: dict[tuple[str, str], int] = {}

    def register(self, template: Registered) -> Registered:
        """Put a template into the registry; its parameters must be of known kinds."""
        if template.template_id in self.templates:
            raise RejectedInput("template_id", template.template_id, "registered already")
        strange = sorted({param.kind for param in template.params} - KINDS.keys())
        if strange or template.status not in STATUSES:
            raise RejectedInput("template", template.name, f"unknown kind {strange} or status")
        self.templates[template.template_id] = template
        return template

    def sent_today(self, key: str) -> int:
        """How many went today, of an account or of a template."""
        return self._today.get((self._day(), key), 0)

    def left_today(self, oa_id: str) -> int:
        """How many the account may still send today."""
        return max(0, self._limits.templates_per_day - self.sent_today(oa_id))

    def charge(self, template: Registered, price: int) -> None:
        """Count one more of the account and of the template, and take its price."""
        for key in (template.oa_id, f"template {template.template_id}"):
            self._today[self._day(), key] = self.sent_today(key) + 1
        if template.oa_id in self.purse:
            self.purse[template.oa_id] -= price

    def can_pay(self, oa_id: str, price: int) -> bool:
        """Whether the purse of an account holds a price. An account without a purse pays by invoice."""
        return self.purse.get(oa_id, price) >= price

    def _day(self) -> str:
        return to_civil(self._clock.now()).strftime("%Y-%m-%d")
