"""The calls of the OpenAPI that the stand-in knows: arguments in, data or a refusal out. No HTTP here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import islice
from typing import cast

from bot.sandbox import rules
from bot.sandbox.business import send_by_uid
from bot.sandbox.model import TEXT, Account, Button, Card, Message, Parcel, Person, Refusal
from bot.sandbox.uploads import Part
from bot.sandbox.world import World
from schedules.civil import to_civil

Arguments = dict[str, object]
Data = dict[str, object] | list[dict[str, object]]
SHARE_TITLE = "Chia sẻ thông tin"
Operation = Callable[[World, Account, Arguments], Data | Refusal]


def send_consultation(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v3.0/oa/message/cs: words, an image, a file or a request for contact data, inside the seven days."""
    recipient = given.get("recipient")
    if not isinstance(recipient, dict) or not isinstance(recipient.get("user_id"), str):
        return rules.invalid("recipient.user_id")
    now_ms = world.clock.now_ms()
    person = world.persons.get(recipient["user_id"])
    refusal = rules.first(
        [
            rules.stranger_refusal("body", given, {"recipient", "message"}),
            rules.stranger_refusal("recipient", recipient, {"user_id"}),
            rules.message_refusal(given.get("message")),
            rules.person_refusal(person, account.oa_id, now_ms),
        ]
    )
    if refusal or person is None:
        return refusal or rules.invalid("recipient.user_id")
    content = cast("Arguments", given["message"])
    parcel = _parcel(world, account, content.get("attachment"))
    quota = parcel if isinstance(parcel, Refusal) else _charge(world, account, person, now_ms)
    if isinstance(parcel, Refusal) or isinstance(quota, Refusal):
        return cast("Refusal", quota)
    message = _accept(world, person, content, parcel)
    return {
        "message_id": message.message_id,
        "user_id": person.user_id,
        "sent_time": str(message.at_ms),
        "quota": quota,
    }


def _parcel(world: World, account: Account, attachment: object) -> Parcel | Refusal:
    """What goes out besides words; an uploaded asset must be known and young enough."""
    kind = rules.kind_of(attachment)
    payload = cast("dict[str, Arguments]", attachment)["payload"] if kind else {}
    if kind == "file":
        asset = world.uploads.use(account.oa_id, "file", payload["token"])
        return asset if isinstance(asset, Refusal) else Parcel(kind="file", label=asset.name)
    if kind not in ("media", "request_user_info"):
        return TEXT
    element = cast("list[Arguments]", payload["elements"])[0]
    if kind == "request_user_info":
        card = Card(str(element["title"]), (str(element["subtitle"]),), ())
        return Parcel(kind="template", label=card.title, card=card)
    if "url" in element:
        return Parcel(kind="image", label=str(element["url"]))
    asset = world.uploads.use(account.oa_id, "image", element["attachment_id"])
    return asset if isinstance(asset, Refusal) else Parcel(kind="image", label=asset.name)


def _accept(world: World, person: Person, given: Arguments, parcel: Parcel) -> Message:
    attachment = cast("Arguments", given.get("attachment", {"payload": {}}))
    rows = cast("dict[str, list[dict[str, object]]]", attachment["payload"]).get("buttons", [])
    buttons = [
        Button(str(row["title"]), str(row["type"]), cast("str | dict[str, str]", row["payload"]))
        for row in rows
    ]
    if rules.kind_of(attachment) == "request_user_info":
        buttons = [Button(SHARE_TITLE, Button.SHARE, "")]
    quotes = given.get("quote_message_id")
    quoted = None if quotes is None else str(quotes)
    return world.deliver(person.user_id, str(given.get("text", "")), buttons, quoted, parcel)


def send_reaction(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v2.0/oa/message with `sender_action`: an icon on a message; costs no quota, fifty a message."""
    recipient = given.get("recipient")
    user_id = recipient.get("user_id") if isinstance(recipient, dict) else None
    person = world.persons.get(str(user_id))
    refusal = rules.reaction_refusal(given)
    if refusal or person is None or person.oa_id != account.oa_id:
        return refusal or rules.invalid("recipient.user_id")
    action = cast("dict[str, str]", given["sender_action"])
    wanted, icon = action["react_message_id"], action["react_icon"]
    message = next((m for m in person.messages if m.message_id == wanted), None)
    if message is None:
        return rules.invalid("sender_action.react_message_id")
    if len(message.reactions) >= rules.REACTION_LIMIT:
        return rules.too_much("reactions", rules.REACTION_LIMIT)
    message.reactions.append(icon)
    world.tell(person, "oa_reacted_message", message={"msg_id": wanted, "react_icon": icon})
    return {"message_id": wanted, "user_id": person.user_id}


def upload_image(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v2.0/oa/upload/image: an id good for seven days."""
    found = world.uploads.take(account.oa_id, "image", cast("Part | None", given.get("file")))
    return found if isinstance(found, Refusal) else {"attachment_id": found}


def upload_file(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v2.0/oa/upload/file: a token good for seven days."""
    found = world.uploads.take(account.oa_id, "file", cast("Part | None", given.get("file")))
    return found if isinstance(found, Refusal) else {"token": found}


def _charge(world: World, account: Account, person: Person, now_ms: int) -> Arguments | Refusal:
    """Free within 48 hours; then the package of the month, then what was bought."""
    limits = world.limits
    if rules.is_free(person.last_interaction_ms, now_ms):
        return _quota(account, "reply", 8, 8)
    month = to_civil(now_ms // 1000).strftime("%Y-%m")
    if account.month != month:
        account.month, account.paid_in_month = month, 0
    refusal = rules.quota_refusal(account.paid_in_month, limits)
    if refusal:
        return refusal
    account.paid_in_month += 1
    left = limits.package_messages - account.paid_in_month
    if left >= 0:
        return _quota(account, "sub_quota", left, limits.package_messages)
    return _quota(
        account, "purchase_quota", limits.purchased_messages + left, limits.purchased_messages
    )


def _quota(account: Account, quota_type: str, remain: int, total: int) -> Arguments:
    return {
        "quota_type": quota_type,
        "remain": remain,
        "total": total,
        "expired_date": "",
        "owner_type": "OA",
        "owner_id": account.oa_id,
    }


def user_detail(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /v3.0/oa/user/detail: what the account may know about a person."""
    person = world.persons.get(str(given.get("user_id", "")))
    if person is None or person.oa_id != account.oa_id:
        return rules.invalid("user_id")
    at = person.last_interaction_ms
    shared = {"address": "", "city": "", "district": "", "phone": "", "name": ""} | person.shared
    return {
        "user_id": person.user_id,
        "user_id_by_app": id_by_app(world.app_id, person.user_id),
        "user_external_id": "",
        "display_name": person.name,
        "user_alias": person.name,
        "is_sensitive": False,
        "user_last_interaction_date": to_civil(at // 1000).strftime("%d/%m/%Y") if at else "",
        "user_is_follower": person.follows,
        "avatar": "",
        "avatars": {"120": "", "240": ""},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": []},
        "shared_info": shared,
    }


def message_quota(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v3.0/oa/quota/message: of one person (`user_id`), or of the account (`quota_owner` …)."""
    if "user_id" in given:
        person = world.persons.get(str(given["user_id"]))
        if person is None or person.oa_id != account.oa_id:
            return rules.invalid("user_id")
        none = {"daily_remain": 0, "daily_total": 0, "monthly_remain": 0, "monthly_total": 0}
        return {
            "last_interaction": str(person.last_interaction_ms or 0),
            "cs_reply": {"remain": 8, "total": 8},
            "promotion": none,
        }
    if given.get("quota_owner") not in ("OA", "App") or given.get("product_type") != "cs":
        return rules.invalid("quota_owner or product_type")
    month = to_civil(world.clock.now()).strftime("%Y-%m")
    used = account.paid_in_month if account.month == month else 0
    package, bought = world.limits.package_messages, world.limits.purchased_messages
    rows: list[dict[str, object]] = [
        _asset("sub_quota", package, max(0, package - used)),
        _asset("purchase_quota", bought, bought - max(0, used - package)),
    ]
    wanted = given.get("quota_type")
    return [row for row in rows if wanted in (None, row["quota_type"])]


def _asset(quota_type: str, total: int, remain: int) -> dict[str, object]:
    return {
        "asset_id": f"cs-{quota_type}",
        "product_type": "cs",
        "quota_type": quota_type,
        "valid_through": "",
        "total": total,
        "remain": remain,
    }


def account_info(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /v2.0/oa/getoa: the account itself; type 4 is a government account."""
    del world, given
    return {
        "oaid": account.oa_id,
        "name": account.name,
        "is_verified": True,
        "oa_type": 4,
        "num_follower": account.followers,
        "package_name": "Growth",
        "package_valid_through_date": "",
        "package_auto_renew_date": "",
        "linked_ZCA": "",
    }


def conversation(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /v2.0/oa/conversation: the chat with one person, newest first, ten at most."""
    offset, count = given.get("offset", 0), given.get("count", rules.PAGE_LIMIT)
    person = world.persons.get(str(given.get("user_id", "")))
    if person is None or person.oa_id != account.oa_id:
        return rules.invalid("user_id")
    refusal = rules.page_refusal(offset, count)
    if refusal:
        return refusal
    start = cast("int", offset)
    page = islice(reversed(person.messages), start, start + cast("int", count))
    return [_line(account, person, message) for message in page]


def recent_chats(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /v2.0/oa/listrecentchat: the newest message of each chat, newest first, ten at most."""
    offset, count = given.get("offset", 0), given.get("count", rules.PAGE_LIMIT)
    refusal = rules.page_refusal(offset, count)
    if refusal:
        return refusal
    start = cast("int", offset)
    chats = islice(reversed(account.recent), start, start + cast("int", count))
    persons = [world.persons[user_id] for user_id in chats]
    return [_line(account, person, person.messages[-1]) for person in persons]


def _line(account: Account, person: Person, message: Message) -> dict[str, object]:
    ends = [(account.oa_id, account.name), (person.user_id, person.name)]
    (sender, sender_name), (receiver, receiver_name) = ends if message.from_oa else ends[::-1]
    return {
        "src": 0 if message.from_oa else 1,
        "time": message.at_ms,
        "type": message.parcel.kind,
        "message": message.text,
        "message_id": message.message_id,
        "from_id": sender,
        "to_id": receiver,
        "from_display_name": sender_name,
        "to_display_name": receiver_name,
        "from_avatar": "",
        "to_avatar": "",
    }


def id_by_app(app_id: str, user_id: str) -> str:
    """The same person's other id, scoped to the app: never equal to the id at the account."""
    return str(int(hashlib.sha256(f"{app_id}:{user_id}".encode()).hexdigest()[:15], 16))


OPERATIONS: dict[tuple[str, str], Operation] = {
    ("POST", "/v3.0/oa/message/cs"): send_consultation,
    ("POST", "/v3.0/oa/message/template"): send_by_uid,
    ("POST", "/v2.0/oa/message"): send_reaction,
    ("POST", "/v2.0/oa/upload/image"): upload_image,
    ("POST", "/v2.0/oa/upload/file"): upload_file,
    ("POST", "/v3.0/oa/quota/message"): message_quota,
    ("GET", "/v3.0/oa/user/detail"): user_detail,
    ("GET", "/v2.0/oa/getoa"): account_info,
    ("GET", "/v2.0/oa/conversation"): conversation,
    ("GET", "/v2.0/oa/listrecentchat"): recent_chats,
}
"""The calls of the OpenAPI host."""
UNCOUNTED = frozenset({"/v3.0/oa/message/template"})
"""Calls that the limit per minute leaves out: templates."""
