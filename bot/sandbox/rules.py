"""What the platform refuses: small pure functions, each answering a `Refusal` or None."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from typing import cast

from bot.sandbox.model import FREE_WINDOW, OPEN_WINDOW, Limits, Person, Refusal

TEXT_LIMIT = 2000
BUTTON_LIMIT = 5
TITLE_LIMIT = 35
PAYLOAD_LIMIT = 1000
PAGE_LIMIT = 10

NO_TOKEN = Refusal(-216, "Access token is invalid")
OLD_TOKEN = Refusal(-220, "Access token is expired or removed")
BAD_PROOF = Refusal(-242, "appsecret_proof is invalid")
TOO_FAST = Refusal(-32, "OA has reached the limit of calls per minute")
NO_QUOTA = Refusal(-211, "Quota of this feature is used up")
BARRED = {
    -217: Refusal(-217, "User blocked invitations from this OA"),
    -227: Refusal(-227, "User is banned or has been inactive for more than 45 days"),
    -244: Refusal(-244, "User has restricted this message type from your OA"),
}
_OBJECT_PAYLOADS = {
    "oa.open.url": ("url",),
    "oa.open.phone": ("phone_code",),
    "oa.open.sms": ("content", "phone_code"),
}
_ELEMENTS: dict[str, tuple[str, ...]] = {
    "media": ("media_type", "attachment_id"),
    "request_user_info": ("title", "subtitle", "image_url"),
}
ICONS = ("/-strong", "/-heart", ":>", ":o", ":-((", ":-h", "/-remove")
REACTION_LIMIT = 50
NOT_SUPPORTED = Refusal(-233, "Message type is invalid or not supported")
_QUERIES = ("oa.query.show", "oa.query.hide")


def invalid(field: str, why: str = "") -> Refusal:
    """The answer to a field that is missing or of the wrong kind (code -201 names the field)."""
    return Refusal(-201, f"{field} is invalid{': ' + why if why else ''}")


def too_much(field: str, limit: int) -> Refusal:
    """The answer to a field beyond its limit (code -210)."""
    return Refusal(-210, f"Parameter exceeds the allowed limit: {field} (at most {limit})")


def first(refusals: Iterable[Refusal | None]) -> Refusal | None:
    """The first reason to refuse, or None."""
    return next((refusal for refusal in refusals if refusal), None)


def text_refusal(field: str, value: object, limit: int) -> Refusal | None:
    """Text must be there, in NFC, and not longer than `limit` characters, counted as received.

    Source: consultation message (2 000 characters), button appendix (payload 1 000).
    The demand for NFC is ours: Zalo counts decomposed letters twice, so a sender must never send them.

    >>> text_refusal("message.text", "Đã xong", 2000) is None
    True
    """
    if not isinstance(value, str) or not value.strip():
        return invalid(field, "text is required")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        return invalid(field, "not valid Unicode")
    if len(value) > limit:
        return too_much(field, limit)
    if not unicodedata.is_normalized("NFC", value):
        return invalid(field, "not in NFC")
    return None


def stranger_refusal(field: str, value: Mapping[str, object], known: set[str]) -> Refusal | None:
    """Fields the documents do not name are refused, so that a slip of the pen is found here."""
    strange = sorted(set(value) - known)
    return invalid(f"{field}.{strange[0]}", "unknown field") if strange else None


def message_refusal(message: object) -> Refusal | None:
    """A consultation message: text, optionally with buttons or quoting a message; an image; a file; a request for
    contact data.

    Source: OpenAPI v3.0 consultation message; text with buttons takes no `template_type`, a file takes no text.
    """
    if not isinstance(message, dict):
        return invalid("message")
    quoted = message.get("quote_message_id")
    return first(
        [
            stranger_refusal("message", message, {"text", "attachment", "quote_message_id"}),
            _words_refusal(message),
            None if quoted is None or isinstance(quoted, str) else invalid("quote_message_id"),
            attachment_refusal(message["attachment"]) if "attachment" in message else None,
        ]
    )


def kind_of(attachment: object) -> str:
    """What an attachment is: buttons, media, request_user_info, file; anything else is empty."""
    if not isinstance(attachment, dict) or not isinstance(attachment.get("payload"), dict):
        return ""
    if attachment.get("type") == "file":
        return "file"
    kind = attachment["payload"].get("template_type", "buttons")
    known = attachment.get("type") == "template" and kind in _ELEMENTS | {"buttons": ()}
    return str(kind) if known else ""


def _words_refusal(message: Mapping[str, object]) -> Refusal | None:
    """Words are required beside buttons, may stand under an image, and cannot go with the other two."""
    kind = kind_of(message.get("attachment"))
    if kind in ("file", "request_user_info"):
        return NOT_SUPPORTED if "text" in message else None
    if kind == "media" and "text" not in message:
        return None
    return text_refusal("message.text", message.get("text"), TEXT_LIMIT)


def attachment_refusal(attachment: object) -> Refusal | None:
    """Buttons of a text, one image, one request for contact data, one file; other kinds answer -233."""
    if not isinstance(attachment, dict) or not isinstance(attachment.get("payload"), dict):
        return invalid("message.attachment")
    payload = cast("dict[str, object]", attachment["payload"])
    where, kind = "message.attachment.payload", kind_of(attachment)
    match kind:
        case "buttons":
            return _buttons_refusal(where, payload)
        case "file":
            return stranger_refusal(where, payload, {"token"}) or _text(where, payload, "token")
        case "media" | "request_user_info":
            return _element_refusal(where, kind, payload)
    return NOT_SUPPORTED


def _buttons_refusal(where: str, payload: dict[str, object]) -> Refusal | None:
    strange = stranger_refusal(where, payload, {"buttons"})
    buttons = payload.get("buttons")
    if strange or not isinstance(buttons, list) or not buttons:
        return strange or invalid(f"{where}.buttons")
    if len(buttons) > BUTTON_LIMIT:
        return too_much(f"{where}.buttons", BUTTON_LIMIT)
    return first(
        button_refusal(f"{where}.buttons[{place}]", button) for place, button in enumerate(buttons)
    )


def _element_refusal(where: str, kind: str, payload: dict[str, object]) -> Refusal | None:
    """Exactly one element with exactly its fields. An image comes by `attachment_id` or by `url`, never both."""
    strange = stranger_refusal(where, payload, {"template_type", "elements"})
    elements, where = payload.get("elements"), f"{where}.elements"
    if strange or not isinstance(elements, list) or not all(isinstance(e, dict) for e in elements):
        return strange or invalid(where)
    if len(elements) != 1:
        return invalid(where, "exactly one is required")
    element = cast("dict[str, object]", elements[0])
    fields = tuple(
        "url" if f == "attachment_id" and "url" in element else f for f in _ELEMENTS[kind]
    )
    if element.get("media_type", "image") != "image":
        return NOT_SUPPORTED
    wrong = stranger_refusal(where, element, set(fields)) or first(
        _text(where, element, name) for name in fields
    )
    links = [value for name, value in element.items() if name.endswith("url")]
    secure = all(str(link).startswith("https://") for link in links)
    return wrong or (None if secure else invalid(f"{where}.url", "https is required"))


def _text(where: str, values: Mapping[str, object], name: str) -> Refusal | None:
    return text_refusal(f"{where}.{name}", values.get(name), PAYLOAD_LIMIT)


def reaction_refusal(given: Mapping[str, object]) -> Refusal | None:
    """A reaction: one known icon on one message; other bodies belong to an API that is shut down."""
    action = given.get("sender_action")
    if "message" in given:
        return Refusal(-240, "MessageV2 API has been shut down")
    if not isinstance(action, dict):
        return invalid("sender_action")
    icon = action.get("react_icon")
    return first(
        [
            stranger_refusal("body", given, {"recipient", "sender_action"}),
            stranger_refusal("sender_action", action, {"react_icon", "react_message_id"}),
            None if icon in ICONS else invalid("sender_action.react_icon"),
            _text("sender_action", action, "react_message_id"),
        ]
    )


def button_refusal(where: str, button: object) -> Refusal | None:
    """One button: a known type, a title of at most 35 characters and the payload that type wants.

    Source: appendix on the structure of the buttons parameter.
    """
    if not isinstance(button, dict):
        return invalid(where)
    kind, payload = button.get("type"), button.get("payload")
    common = first(
        [
            stranger_refusal(where, button, {"title", "type", "payload", "image_icon"}),
            text_refusal(f"{where}.title", button.get("title"), TITLE_LIMIT),
        ]
    )
    if common:
        return common
    if kind in _QUERIES:
        return text_refusal(f"{where}.payload", payload, PAYLOAD_LIMIT)
    fields = _OBJECT_PAYLOADS.get(str(kind))
    if fields is None:
        return invalid(f"{where}.type")
    return object_payload_refusal(f"{where}.payload", payload, fields)


def object_payload_refusal(where: str, payload: object, fields: tuple[str, ...]) -> Refusal | None:
    """Links, calls and SMS take an object with exactly these text fields; links must be http(s)."""
    if not isinstance(payload, dict) or set(payload) != set(fields):
        return invalid(where, f"an object with {', '.join(fields)} is required")
    wrong = first(text_refusal(f"{where}.{name}", payload[name], PAYLOAD_LIMIT) for name in fields)
    if wrong:
        return wrong
    if "url" in payload and not str(payload["url"]).startswith(("https://", "http://")):
        return invalid(f"{where}.url")
    digits = str(payload.get("phone_code", "0")).removeprefix("+")
    return None if digits.isascii() and digits.isdigit() else invalid(f"{where}.phone_code")


def person_refusal(person: Person | None, oa_id: str, now_ms: int) -> Refusal | None:
    """Whether this account may write to this person now.

    Source: error table (-201, -213, -217, -227, -230, -244) and the rule of seven days. Somebody who left
    and has not interacted since counts as not following (-213); somebody who wrote without following may be
    answered.
    """
    if person is None or person.oa_id != oa_id:
        return invalid("recipient.user_id", "user_id is not known to this OA")
    if person.barred is not None:
        return BARRED[person.barred]
    if person.last_interaction_ms is None:
        if person.follows:
            return Refusal(-232, "User has not interacted with the OA")
        return Refusal(-213, "User does not follow the OA")
    if now_ms - person.last_interaction_ms > OPEN_WINDOW * 1000:
        return Refusal(-230, "User has not interacted with the OA in the last 7 days")
    return None


def is_free(last_interaction_ms: int | None, now_ms: int) -> bool:
    """Whether a message now falls in the free 48 hours (milliseconds in).

    >>> is_free(0, 48 * 3600 * 1000), is_free(0, 48 * 3600 * 1000 + 1)
    (True, False)
    """
    return last_interaction_ms is not None and now_ms - last_interaction_ms <= FREE_WINDOW * 1000


def quota_refusal(paid_in_month: int, limits: Limits) -> Refusal | None:
    """Beyond 48 hours messages come from the package, then from what was bought; then -211."""
    granted = limits.package_messages + limits.purchased_messages
    return NO_QUOTA if paid_in_month >= granted else None


def rate_refusal(requests_in_minute: int, limits: Limits) -> Refusal | None:
    """At most so many requests in one minute of the clock, this one included."""
    return TOO_FAST if requests_in_minute > limits.requests_per_minute else None


def page_refusal(offset: object, count: object) -> Refusal | None:
    """History is read in pages of at most ten."""
    for name, value in (("offset", offset), ("count", count)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return invalid(name)
    return too_much("count", PAGE_LIMIT) if cast("int", count) > PAGE_LIMIT else None


def proof_refusal(
    proof: str | None, access_token: str, app_secret: str, required: bool
) -> Refusal | None:
    """`appsecret_proof` must be HMAC-SHA256 of the token under the app secret; it may be left out unless required."""
    if proof is None:
        return BAD_PROOF if required else None
    right = hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(proof.encode(), right.encode()) else BAD_PROOF
