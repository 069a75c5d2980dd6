"""The readers of the kinds of events: name and raw fields in, a `Detail` out. None of them raises.

Source: webhook pages of the OpenAPI, section "Sự kiện", and of the template events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.zalo import details as d
from bot.zalo.reading import Raw, degrees, items, number, record, text, texts

# user_send_text, oa_send_group_image, oa_send_anonymous_file, anonymous_send_sticker …
_MESSAGE: Final = re.compile(
    r"(?P<by>user|oa|anonymous)_send_(?P<to>group_|anonymous_)?(?P<kind>[a-z_]+)"
)
_GROUP: Final = frozenset(
    {
        "create_group", "update_group_info", "add_group_admin", "remove_group_admin", "disperse_group", "delete_group",
        "user_join_group", "user_request_join_group", "user_out_group", "user_leave_group",
        "accept_request_join_group", "reject_request_join_group", "react_request_join_group",
        "react_request_join_group_accept", "react_request_join_group_reject",
    }
)  # fmt: skip


def detail_of(name: str, raw: Raw) -> d.Detail:
    """What an event of this name says; `Unknown` for a name nobody has described."""
    if (reader := READERS.get(name)) is not None:
        return reader(raw)
    if name in _GROUP:
        return d.GroupChanged(name, _group_id(raw))
    if (spoken := _MESSAGE.fullmatch(name)) is not None:
        return _said(spoken["by"], spoken["to"] or "", spoken["kind"], raw)
    return d.Unknown(name)


# --- messages ---


def _said(by: str, to: str, kind: str, raw: Raw) -> d.Said:
    message, sender = record(raw.get("message")), record(raw.get("sender"))
    speakers = {"user": d.Speaker.PERSON, "oa": d.Speaker.ACCOUNT, "anonymous": d.Speaker.VISITOR}
    return d.Said(
        speaker=speakers[by],
        kind=kind,
        message_id=text(message.get("msg_id")),
        text=text(message.get("text")),
        quoted_id=text(message.get("quote_msg_id")),
        attachments=tuple(_attachment(record(one)) for one in items(message.get("attachments"))),
        admin_id=text(sender.get("admin_id")),
        group_id=_group_id(raw) if to == "group_" else "",
        conversation_id=text(raw.get("conversation_id") or message.get("conversation_id")),
    )


def _attachment(raw: Raw) -> d.Attachment:
    payload = record(raw.get("payload"))
    place = record(payload.get("coordinates"))
    description = text(payload.get("description"))
    return d.Attachment(
        kind=text(raw.get("type")),
        url=text(payload.get("url")),
        thumbnail=text(payload.get("thumbnail")),
        name=text(payload.get("name")),
        size=number(payload.get("size")),
        checksum=text(payload.get("checksum")),
        sticker_id=text(payload.get("id")),
        description=description,
        qr_url=_qr_of(description),
        latitude=degrees(place.get("latitude")),
        longitude=degrees(place.get("longitude")),
    )


def _qr_of(description: str) -> str:
    """A business card is described by JSON inside a text."""
    if not description.startswith("{"):
        return ""
    try:
        return text(record(json.loads(description)).get("qrCodeUrl"))
    except (ValueError, RecursionError):
        return ""


def _group_id(raw: Raw) -> str:
    sides = (raw, record(raw.get("group")), record(raw.get("message")))
    named = next((text(side["group_id"]) for side in sides if side.get("group_id")), "")
    return (
        named
        or text(record(raw.get("group")).get("id"))
        or text(record(raw.get("recipient")).get("group_id"))
    )


# --- people ---


def _followed(raw: Raw, *, on: bool) -> d.Followed:
    return d.Followed(on, text(raw.get("source")))


def _shared(raw: Raw) -> d.SharedInfo:
    info = record(raw.get("info"))
    full = record(info.get("full_address"))
    return d.SharedInfo(
        name=text(info.get("name") or info.get("user_name")),
        phone=text(info.get("phone") or info.get("user_phone")),
        address=text(info.get("address") or full.get("user_address")),
        city=text(info.get("city") or full.get("user_city")),
        district=text(info.get("district")),
        ward=text(info.get("ward") or full.get("user_ward")),
        birthday=text(info.get("user_dob") or info.get("dob")),
        gender=text(info.get("gender") or info.get("user_gender")),
    )


def _seen(raw: Raw) -> d.Seen:
    message = record(raw.get("message"))
    return d.Seen(texts(message.get("msg_ids")) or texts([message.get("msg_id")]))


def _received(raw: Raw) -> d.Received:
    message = record(raw.get("message"))
    delivered, tracking = number(message.get("delivery_time")), text(message.get("tracking_id"))
    by_phone = bool(tracking) or delivered is not None
    return d.Received(
        message_id=text(message.get("msg_id")),
        tracking_id=tracking,
        delivered_ms=delivered,
        addressee=text(record(raw.get("recipient")).get("id")) if by_phone else "",
    )


def _reacted(raw: Raw, *, speaker: d.Speaker) -> d.Reacted:
    message = record(raw.get("message"))
    return d.Reacted(speaker, text(message.get("msg_id")), text(message.get("react_icon")))


def _tapped(raw: Raw) -> d.ResponseTapped:
    message = record(raw.get("message"))
    return d.ResponseTapped(
        message_id=text(raw.get("msg_id") or message.get("msg_id")),
        tracking_id=text(message.get("tracking_id")),
        caption=text(message.get("data")),
        at_ms=number(message.get("submit_time")),
    )


def _rated(raw: Raw) -> d.Rated:
    message = record(raw.get("message"))
    return d.Rated(
        message_id=text(message.get("msg_id") or raw.get("msg_id")),
        tracking_id=text(message.get("tracking_id")),
        rate=number(message.get("rate")),
        note=text(message.get("note")),
        feedbacks=texts(message.get("feedbacks")),
        at_ms=number(message.get("submit_time")),
    )


def _widget(raw: Raw, *, accepted: bool) -> d.WidgetUsed:
    data = record(raw.get("data"))
    return d.WidgetUsed(accepted, text(data.get("user_external_id")), text(data.get("url")))


def _tagged(raw: Raw, *, what: str) -> d.Tagged:
    tag = record(raw.get("tag"))
    return d.Tagged(what, text(tag.get("name")), texts(tag.get("user_ids")))


def _consent(raw: Raw, *, asked: bool) -> d.CallConsent:
    return d.CallConsent(
        asked=asked,
        phone=text(raw.get("phone")),
        answer=text(raw.get("user_consent")),
        at_ms=number(raw.get("create_time" if asked else "confirmed_time")),
        until_ms=number(raw.get("expired_time")),
    )


# --- the account ---


def _template_status(raw: Raw) -> d.TemplateStatus:
    status = record(raw.get("status"))
    return d.TemplateStatus(
        template_id=text(raw.get("template_id")),
        before=text(status.get("prev_status")),
        after=text(status.get("new_status")),
        reason=text(raw.get("reason")),
    )


def _template_change(raw: Raw, *, what: str) -> d.TemplateChange:
    return d.TemplateChange(what, text(raw.get("template_id")))


def _daily_quota(raw: Raw) -> d.DailyQuota:
    quota = record(raw.get("quota"))
    return d.DailyQuota(number(quota.get("prev_value")), number(quota.get("new_value")))


READERS: Final[dict[str, Callable[[Raw], d.Detail]]] = {
    "follow": partial(_followed, on=True),
    "unfollow": partial(_followed, on=False),
    "user_click_chatnow": lambda _: d.ChatOpened(),
    "user_submit_info": _shared,
    "user_seen_message": _seen,
    "user_received_message": _received,
    "user_reacted_message": partial(_reacted, speaker=d.Speaker.PERSON),
    "oa_reacted_message": partial(_reacted, speaker=d.Speaker.ACCOUNT),
    "user_click_response_button": _tapped,
    "user_feedback": _rated,
    "change_template_status": _template_status,
    "change_template_quality": partial(_template_change, what="quality"),
    "change_template_quota": partial(_template_change, what="quota"),
    "change_oa_template_tags": partial(_template_change, what="tags"),
    "change_oa_daily_quota": _daily_quota,
    "event_journey_acknowledged": lambda _: d.Journey("acknowledged"),
    "event_journey_time_out": lambda _: d.Journey("time_out"),
    "permission_revoked": lambda _: d.PermissionRevoked(),
    "widget_interaction_accepted": partial(_widget, accepted=True),
    "widget_failed_to_sync_user_external_id": partial(_widget, accepted=False),
    "add_user_to_tag": partial(_tagged, what="added"),
    "remove_user_from_tag": partial(_tagged, what="removed"),
    "remove_tag": partial(_tagged, what="gone"),
    "update_user_info": lambda _: d.ProfileChanged(),
    "user_withdraw": lambda _: d.Withdrawn(),
    "oa_send_consent": partial(_consent, asked=True),
    "user_reply_consent": partial(_consent, asked=False),
    "oa_call_user": lambda _: d.Called(d.Speaker.ACCOUNT),
    "user_call_oa": lambda _: d.Called(d.Speaker.PERSON),
    "extension_purchased": lambda _: d.Noted("extension_purchased"),
}
"""The kinds with a name of their own; messages and groups are known by the form of their names."""
