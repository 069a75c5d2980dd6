"""What each kind of event says beyond the envelope, as small records. One union: `Detail`.

Shapes: webhook pages of the OpenAPI and of the template events. Texts stay as they came; instants are epoch
milliseconds; ids are text. Unknown kinds, and kinds of which only the name is known, are kept as such.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Speaker(StrEnum):
    """Whose message it is; a visitor has no Zalo identity."""

    PERSON = "person"
    ACCOUNT = "account"
    VISITOR = "visitor"


class Attachment(msgspec.Struct, frozen=True):
    """What came with a message: image, file, location, sticker, gif, link, audio, video, business card …"""

    kind: str
    url: str = ""
    thumbnail: str = ""
    name: str = ""
    size: int | None = None  # bytes
    checksum: str = ""
    sticker_id: str = ""
    description: str = ""
    qr_url: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Said(msgspec.Struct, frozen=True, tag="said"):
    """A message, in a chat or (`group_id`) in a group of the account. A tapped query button is a text like any other.

    `admin_id` names the administrator who wrote for the account by hand.
    """

    speaker: Speaker
    kind: str
    message_id: str
    text: str = ""
    quoted_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    admin_id: str = ""
    group_id: str = ""
    conversation_id: str = ""


class Followed(msgspec.Struct, frozen=True, tag="followed"):
    """Somebody began (`on`) or ceased to follow."""

    on: bool
    source: str = ""


class ChatOpened(msgspec.Struct, frozen=True, tag="chat_opened"):
    """A tap on the message button of the account's page."""


class SharedInfo(msgspec.Struct, frozen=True, tag="shared_info"):
    """Contact data a person sent on request, in the older or the newer form. `phone` as Zalo writes it (849…)."""

    name: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    district: str = ""
    ward: str = ""
    birthday: str = ""
    gender: str = ""


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    """The person looked at these messages."""

    message_ids: tuple[str, ...]


class Received(msgspec.Struct, frozen=True, tag="received"):
    """A message reached the phone. By telephone number `addressee` is the number or its hash; the delivery time
    counts, not the event's.
    """

    message_id: str
    tracking_id: str = ""
    delivered_ms: int | None = None
    addressee: str = ""


class Reacted(msgspec.Struct, frozen=True, tag="reacted"):
    """Somebody put an icon on a message, or took it back."""

    speaker: Speaker
    message_id: str
    icon: str


class ResponseTapped(msgspec.Struct, frozen=True, tag="response_tapped"):
    """A tap on a button of a quick-reply template; `tracking_id` is ours, `caption` the words of the button."""

    message_id: str
    tracking_id: str
    caption: str
    at_ms: int | None


class Rated(msgspec.Struct, frozen=True, tag="rated"):
    """A rating template was answered; `rate` in stars."""

    message_id: str
    tracking_id: str
    rate: int | None
    note: str
    feedbacks: tuple[str, ...]
    at_ms: int | None


class TemplateStatus(msgspec.Struct, frozen=True, tag="template_status"):
    """A template was approved, refused, switched off … (ENABLE, PENDING_REVIEW, DISABLE, REJECT, DELETE)."""

    template_id: str
    before: str
    after: str
    reason: str


class TemplateChange(msgspec.Struct, frozen=True, tag="template_change"):
    """Quality, quota or tags of templates changed; the shape is not confirmed, so ask what they are now."""

    what: str
    template_id: str


class DailyQuota(msgspec.Struct, frozen=True, tag="daily_quota"):
    """How many templates a day the account may send changed."""

    before: int | None
    after: int | None


class Journey(msgspec.Struct, frozen=True, tag="journey"):
    """A journey was charged or ran out."""

    what: str


class PermissionRevoked(msgspec.Struct, frozen=True, tag="permission_revoked"):
    """The app lost its grant: a person must be called."""


class WidgetUsed(msgspec.Struct, frozen=True, tag="widget"):
    """Somebody used a widget (`accepted`), or their outside id could not be kept."""

    accepted: bool
    external_id: str
    url: str


class Tagged(msgspec.Struct, frozen=True, tag="tagged"):
    """Tags of people changed: added, removed, or the tag itself is gone."""

    what: str
    name: str
    user_ids: tuple[str, ...]


class ProfileChanged(msgspec.Struct, frozen=True, tag="profile_changed"):
    """Stored data about a person changed."""


class Withdrawn(msgspec.Struct, frozen=True, tag="withdrawn"):
    """A person takes their data back (the reading of `user_withdraw` is ours)."""


class CallConsent(msgspec.Struct, frozen=True, tag="call_consent"):
    """The account asked whether it may call, or the person answered (`ALLOW`, `DENY`)."""

    asked: bool
    phone: str
    answer: str
    at_ms: int | None
    until_ms: int | None


class Called(msgspec.Struct, frozen=True, tag="called"):
    """A call between account and person."""

    speaker: Speaker


class GroupChanged(msgspec.Struct, frozen=True, tag="group"):
    """Something about a group of the account; names differ between sources, so `what` is the event's own."""

    what: str
    group_id: str


class Noted(msgspec.Struct, frozen=True, tag="noted"):
    """A known name without anything for us to read."""

    name: str


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """A name nobody has described; the bytes are kept with the event."""

    name: str


Detail = (
    Said
    | Followed
    | ChatOpened
    | SharedInfo
    | Seen
    | Received
    | Reacted
    | ResponseTapped
    | Rated
    | TemplateStatus
    | TemplateChange
    | DailyQuota
    | Journey
    | PermissionRevoked
    | WidgetUsed
    | Tagged
    | ProfileChanged
    | Withdrawn
    | CallConsent
    | Called
    | GroupChanged
    | Noted
    | Unknown
)
