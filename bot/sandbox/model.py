"""The things of the stand-in world as plain records: accounts, persons, messages, what happens, what changes."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import ClassVar, NamedTuple, Protocol

import msgspec

HOUR = 3600
DAY = 24 * HOUR
FREE_WINDOW = 48 * HOUR
"""Seconds after the last interaction during which a consultation message is free."""
OPEN_WINDOW = 7 * DAY
"""Seconds after the last interaction during which a consultation message is accepted at all."""


class Limits(msgspec.Struct, frozen=True):
    """What Zalo grants: lives in seconds, requests per minute and account, messages per month."""

    token_life: int = 25 * HOUR
    refresh_life: int = 90 * DAY
    requests_per_minute: int = 100
    package_messages: int = 500
    purchased_messages: int = 10_000
    kept_messages: int = 500
    templates_per_day: int = 500
    uploads_per_month: int = 5_000


class Button(msgspec.Struct, frozen=True):
    """A row under a message. `payload` is text for queries and an object for links, calls and SMS."""

    RESPONSE: ClassVar[str] = "zbs.response"
    """The type of a button of a quick-reply template."""
    LINK: ClassVar[str] = "zbs.link"
    """The type of any other button of a template: to a page or to the account; a tap tells nobody anything."""
    SHARE: ClassVar[str] = "form.share"
    """The type of the button under a request for contact data: a tap shares the person's own name and number."""

    title: str
    type: str
    payload: str | dict[str, str]

    @property
    def asks(self) -> bool:
        """Whether a tap is sent to the account (links, calls and SMS are not)."""
        return self.type.startswith("oa.query.") or self.type == self.RESPONSE


class Card(msgspec.Struct, frozen=True):
    """What a template shows: a title, paragraphs, and a table of labels and values."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


class Parcel(msgspec.Struct, frozen=True):
    """How a message goes out. `kind` is text, image, file or template of the account, or sms of the gateway; `label` the
    name of a file or of the sender of an SMS; `addressee` the telephone number or its hash where a template was sent to that.
    """

    kind: str = "text"
    label: str = ""
    addressee: str = ""
    tracking_id: str = ""
    template_id: str = ""
    card: Card | None = None


TEXT = Parcel()


class Message(msgspec.Struct):
    """One message of a chat, times in milliseconds. `hidden` ones reach the account but not the screen."""

    message_id: str
    from_oa: bool
    text: str
    at_ms: int
    buttons: tuple[Button, ...] = ()
    hidden: bool = False
    quotes: str | None = None
    delivered_ms: int | None = None
    seen_ms: int | None = None
    chosen: list[str] = msgspec.field(default_factory=list)
    """Titles of the buttons tapped under this message, in order."""
    parcel: Parcel = TEXT
    reactions: list[str] = msgspec.field(default_factory=list)
    """Icons the account put on this message, in order."""


class Person(msgspec.Struct, eq=False):
    """Somebody with a phone. `barred` is the error code the account meets, or None; `oa_id` is empty without Zalo."""

    user_id: str
    oa_id: str
    name: str
    subtitle: str
    phone_number: str
    follows: bool
    last_interaction_ms: int | None
    messages: deque[Message]
    texts: deque[Message]
    """SMS, which lie beside the chat."""
    online: bool = True
    barred: int | None = None
    shared: dict[str, str] = msgspec.field(default_factory=dict)
    """Contact data the person sent on request."""

    @property
    def has_zalo(self) -> bool:
        """Whether this phone has Zalo at all."""
        return bool(self.oa_id)

    @property
    def told(self) -> list[Message]:
        """What others sent to this phone: messages of the account, then SMS."""
        return [*(message for message in self.messages if message.from_oa), *self.texts]

    @property
    def unseen(self) -> int:
        """How many messages of the account and SMS were not looked at yet."""
        return sum(1 for message in self.told if message.seen_ms is None)


class Account(msgspec.Struct, eq=False):
    """An Official Account as the platform sees it."""

    oa_id: str
    name: str
    webhook_secret: str
    followers: int = 0
    minute: int = -1
    requests_in_minute: int = 0
    month: str = ""
    paid_in_month: int = 0
    recent: dict[str, None] = msgspec.field(default_factory=dict)
    """User ids with a chat, the latest last."""


class TokenPair(msgspec.Struct, frozen=True):
    """What the token address hands out."""

    access_token: str
    refresh_token: str


class Refusal(NamedTuple):
    """Why the platform says no: its numeric code and its words."""

    code: int
    message: str


class Happening(msgspec.Struct, frozen=True):
    """Something the service is told by webhook; `details` is what differs from the common envelope.

    `zbs` marks what comes from the template service.
    """

    name: str
    oa_id: str
    user_id: str
    at_ms: int
    details: dict[str, object]
    zbs: bool = False


class Courier(Protocol):
    """Whoever carries happenings to the service; `bot.sandbox.webhooks` over HTTP."""

    def hand_over(self, happening: Happening) -> None:
        """Take one happening; never waits."""

    async def flushed(self, user_id: str) -> None:
        """Wait until everything about this person was tried at least once."""


class Change(NamedTuple):
    """Something a screen must redraw. Without a message the person alone changed."""

    person: Person
    message: Message | None = None
    fresh: bool = False


def folded(text: str) -> str:
    """Lower case without diacritics, for searching.

    >>> folded("Sở Nội vụ – Đặng Thị Ở")
    'so noi vu – dang thi o'
    """
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def people_like(people: Iterable[Person], words: str, most: int = 20) -> list[Person]:
    """Persons whose name or subtitle contains every word, with or without diacritics."""
    wanted = folded(words).split()
    texts = (
        (person, folded(f"{person.name} {person.subtitle} {person.user_id}")) for person in people
    )
    found = (person for person, text in texts if all(word in text for word in wanted))
    return list(islice(found, most))
