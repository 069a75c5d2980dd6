"""Request bodies of the OpenAPI, with every limit checked before the call: what Zalo would refuse raises `BadMessage`.

Text is made NFC before it is counted: Zalo counts decomposed Vietnamese letters twice or three times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import httpx
import msgspec

from schedules.errors import ChannelProblem

TEXT_LIMIT: Final = 2000
BUTTONS_LIMIT: Final = 5
TITLE_LIMIT: Final = 35
PAYLOAD_LIMIT: Final = 1000
TRACKING_LIMIT: Final = 48
CARD_TITLE_LIMIT: Final = 100  # no source names a limit for the request of contact data; ours
CARD_TEXT_LIMIT: Final = 500  # likewise
IMAGE_BYTES: Final = 1_000_000
FILE_BYTES: Final = 5_000_000
FILE_KINDS: Final = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
REACTIONS: Final = frozenset({"/-strong", "/-heart", ":>", ":o", ":-((", ":-h", "/-remove"})
_IMAGES: Final = {
    b"\x89PNG\r\n\x1a\n": ("anh.png", "image/png"),
    b"\xff\xd8\xff": ("anh.jpg", "image/jpeg"),
}

Button = tuple[str, str]  # title, payload of a hidden query


class BadMessage(ChannelProblem):
    """A message that Zalo would refuse; found before the call."""


class Form(NamedTuple):
    """A multipart body and its content type with the boundary."""

    content: bytes
    content_type: str


# --- consultation messages ---


def text_body(
    user_id: str, text: str, buttons: Sequence[Button] = (), quoting: str | None = None
) -> bytes:
    """The request body of a consultation message; raises `BadMessage` naming the limit that is broken.

    Limits: 2,000 characters after NFC, 5 buttons, titles of 35 characters, payloads of 1,000. `quoting` is the id of
    an earlier message.
    """
    message: dict[str, Any] = {"text": checked("text", text, TEXT_LIMIT)}
    if len(buttons) > BUTTONS_LIMIT:
        raise BadMessage(f"{len(buttons)} buttons; at most {BUTTONS_LIMIT} are allowed")
    if buttons:
        payload = {"buttons": [_button(title, query) for title, query in buttons]}
        message["attachment"] = {"type": "template", "payload": payload}
    if quoting is not None:
        message["quote_message_id"] = _known("quoted message id", quoting)
    return _to(user_id, message)


def image_body(user_id: str, attachment_id: str, caption: str = "") -> bytes:
    """An uploaded image with or without words under it (2,000 characters); raises `BadMessage`."""
    element = {"media_type": "image", "attachment_id": _known("attachment_id", attachment_id)}
    payload = {"template_type": "media", "elements": [element]}
    message: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    if caption:
        message["text"] = checked("caption", caption, TEXT_LIMIT)
    return _to(user_id, message)


def file_body(user_id: str, token: str) -> bytes:
    """An uploaded file by its token; no words go with it. Raises `BadMessage`."""
    return _to(
        user_id, {"attachment": {"type": "file", "payload": {"token": _known("token", token)}}}
    )


def user_info_body(user_id: str, title: str, subtitle: str, image_url: str) -> bytes:
    """A card that asks the person to share name and telephone number; the answer comes as `user_submit_info`."""
    if not image_url.startswith("https://"):
        raise BadMessage(f"image_url {image_url!r} must begin with https://")
    element = {
        "title": checked("title", title, CARD_TITLE_LIMIT),
        "subtitle": checked("subtitle", subtitle, CARD_TEXT_LIMIT),
        "image_url": image_url,
    }
    payload = {"template_type": "request_user_info", "elements": [element]}
    return _to(user_id, {"attachment": {"type": "template", "payload": payload}})


def reaction_body(user_id: str, message_id: str, icon: str) -> bytes:
    """A reaction to a message of the person; costs nothing. `/-remove` takes the account's reactions back."""
    if icon not in REACTIONS:
        raise BadMessage(f"icon {icon!r} is none of {sorted(REACTIONS)}")
    action = {"react_icon": icon, "react_message_id": _known("message id", message_id)}
    recipient = {"user_id": _known("user_id", user_id)}
    return msgspec.json.encode({"recipient": recipient, "sender_action": action})


# --- templates ---


def uid_template_body(user_id: str, template_id: str, data: Mapping[str, str]) -> bytes:
    """An approved template by user id. There is no tracking id on this road: keep the id of the answer."""
    return msgspec.json.encode(
        {"user_id": _known("user_id", user_id), **_filled(template_id, data)}
    )


def phone_template_body(
    phone: str,
    template_id: str,
    data: Mapping[str, str],
    tracking_id: str,
    *,
    development: bool = False,
) -> bytes:
    """An approved template by telephone number `84…`; `development` goes to administrators of the app only.

    `tracking_id` (1 to 48 characters) comes back in receipts and replies. It does not make a repeat harmless.
    """
    mode = {"mode": "development"} if development else {}
    sent = {"phone": _phone(phone), "tracking_id": _tracking(tracking_id), **mode}
    return msgspec.json.encode({**sent, **_filled(template_id, data)})


def hash_template_body(
    hash_phone: str, template_id: str, data: Mapping[str, str], tracking_id: str
) -> bytes:
    """As `phone_template_body`, to the SHA-256 of the number `84…` in lower-case hex."""
    if not re.fullmatch(r"[0-9a-f]{64}", hash_phone):
        raise BadMessage("hash_phone must be 64 lower-case hexadecimal digits")
    sent = {"hash_phone": hash_phone, "tracking_id": _tracking(tracking_id)}
    return msgspec.json.encode({**sent, **_filled(template_id, data)})


# --- uploads ---


def image_form(content: bytes) -> Form:
    """The upload of a JPG or PNG of at most 1 MB, told by its first bytes; raises `BadMessage`."""
    found = next((kind for magic, kind in _IMAGES.items() if content.startswith(magic)), None)
    if found is None:
        raise BadMessage("image is neither JPG nor PNG")
    return _form(*found, content, IMAGE_BYTES)


def file_form(name: str, content: bytes) -> Form:
    """The upload of a PDF, DOC or DOCX of at most 5 MB; raises `BadMessage`."""
    name = unicodedata.normalize("NFC", name)
    kind = next((mime for end, mime in FILE_KINDS.items() if name.lower().endswith(end)), None)
    if kind is None:
        raise BadMessage(f"file {name!r} must end in one of {', '.join(FILE_KINDS)}")
    return _form(name, kind, content, FILE_BYTES)


def _form(name: str, kind: str, content: bytes, limit: int) -> Form:
    if not 0 < len(content) <= limit:
        raise BadMessage(f"{name} has {len(content)} bytes; between 1 and {limit} are allowed")
    request = httpx.Request("POST", "http://none", files={"file": (name, content, kind)})
    return Form(request.read(), request.headers["content-type"])


# --- shared ---


def checked(field: str, value: str, limit: int) -> str:
    """`value` in NFC when it has between 1 and `limit` characters; raises `BadMessage` naming the field."""
    value = unicodedata.normalize("NFC", value)
    if not value.strip() or len(value) > limit:
        raise BadMessage(f"{field} has {len(value)} characters; between 1 and {limit} are allowed")
    return value


def _button(title: str, query: str) -> dict[str, str]:
    title = unicodedata.normalize("NFC", title)
    if not title or len(title) > TITLE_LIMIT:
        raise BadMessage(f"button title {title!r} must have 1 to {TITLE_LIMIT} characters")
    if len(query) > PAYLOAD_LIMIT:
        raise BadMessage(f"payload of button {title!r} exceeds {PAYLOAD_LIMIT} characters")
    return {"title": title, "type": "oa.query.hide", "payload": query}


def _to(user_id: str, message: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"recipient": {"user_id": user_id}, "message": message})


def _known(field: str, value: str) -> str:
    if not value:
        raise BadMessage(f"{field} is empty")
    return value


def _filled(template_id: str, data: Mapping[str, str]) -> dict[str, object]:
    if not data:
        raise BadMessage(f"template {template_id!r} is given no parameters")
    filled = {name: unicodedata.normalize("NFC", value) for name, value in data.items()}
    return {"template_id": _known("template_id", template_id), "template_data": filled}


def _phone(phone: str) -> str:
    digits = phone.removeprefix("+")
    if not re.fullmatch(r"84[1-9][0-9]{8,9}", digits):
        raise BadMessage(
            "phone must be written as 84912345678"
        )  # the number itself is not for logs
    return digits


def _tracking(tracking_id: str) -> str:
    if not 0 < len(tracking_id) <= TRACKING_LIMIT:
        raise BadMessage(f"tracking_id {tracking_id!r} must have 1 to {TRACKING_LIMIT} characters")
    return tracking_id
