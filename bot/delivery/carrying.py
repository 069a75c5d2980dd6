"""What every carrier of messages looks like to the sender: one message out, one class of answer back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from db.words import Outcome, Road

Scope = Literal["", "message", "person", "template", "account"]
Until = Literal["", "minute", "morning", "tomorrow"]


class Parcel(NamedTuple):
    """What a message says where there is no chat: a template of `messages_vi/zbs/` by key, and a value for each of its
    parameters. The short SMS form has the same key and the same values.
    """

    key: str
    values: Mapping[str, str]


class Outgoing(NamedTuple):
    """A message on its way by one road. Sealed values are opened by the carrier only; `parcel` is None in a chat."""

    id: int
    person_id: int
    text: str
    buttons: str
    attempts: int
    zalo_sealed: bytes | None
    phone_sealed: bytes | None
    road: Road
    why: str
    price_vnd: int
    parcel: Parcel | None
    deadline_at: int = 0
    only_chat: bool = False
    carried_by: str = ""  # who was handed it last: a repeat belongs to whoever may have taken it


class Carried(NamedTuple):
    """An answer, whoever gave it. `scope` is what it speaks about, `until` when a `later` may be tried again.

    `price_vnd` is None when the provider did not say; then what the road was expected to cost counts. `limit` and
    `remaining` are calls a minute as the provider states them.
    """

    outcome: Outcome
    code: str
    provider_id: str | None = None
    price_vnd: int | None = None
    scope: Scope = ""
    until: Until = ""
    remaining: int | None = None
    limit: int | None = None
    # How long what is `unknown` may be handed over again without becoming two: the provider remembers ids.
    repeat_for_s: int = 0


class Carrier(Protocol):
    """Hands messages to one provider account by one or several roads. Nothing raises but `NoGrant` of `ready`."""

    @property
    def name(self) -> str:
        """The account or gateway, as in `attempt.sender`: `zalo:<account>`, `zbs:<account>`, `sms`."""

    @property
    def roads(self) -> frozenset[Road]:
        """The roads it serves."""

    @property
    def repeat_for_s(self) -> int:
        """How long what was on the wire when the service stopped may be handed over again under its id; 0 is never."""

    async def ready(self) -> None:
        """Make ready to carry (a token, a session); raises `NoGrant` when a person must act first."""

    async def carry(self, message: Outgoing) -> Carried:
        """Hand over one message."""
