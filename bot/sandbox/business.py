"""The calls about templates that the stand-in knows, by telephone number, by hash and by user id. No HTTP here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from bot.sandbox import rules
from bot.sandbox import template_rules as trules
from bot.sandbox.model import Account, Button, Message, Parcel, Person, Refusal
from bot.sandbox.rules import first
from bot.sandbox.templates import STATUSES, Registered

if TYPE_CHECKING:
    from bot.sandbox.operations import Arguments, Data, Operation
    from bot.sandbox.world import World

_SENT = {"template_id", "template_data", "tracking_id", "sending_mode", "mode"}


# --- sending ---


def send_by_phone(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /message/template: an approved template to a telephone number."""
    refusal = trules.strangers_refusal(given, {"phone", *_SENT}) or trules.phone_refusal(
        given.get("phone")
    )
    if refusal:
        return refusal
    phone = str(given["phone"])
    person = _owner_of(world, account, lambda number: number == phone)
    return _send(world, account, given, person, phone)


def send_by_hash(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /message/template/hashphone: an approved template to the SHA-256 of a number."""
    refusal = trules.strangers_refusal(given, {"hash_phone", *_SENT}) or trules.hash_refusal(
        given.get("hash_phone")
    )
    if refusal:
        return refusal
    hashed = str(given["hash_phone"])
    person = _owner_of(
        world, account, lambda number: hashlib.sha256(number.encode()).hexdigest() == hashed
    )
    return _send(world, account, given, person, hashed)


def _send(
    world: World, account: Account, given: Arguments, person: Person | None, addressee: str
) -> Data | Refusal:
    desk = world.desk
    template = desk.templates.get(str(given.get("template_id", "")))
    refusal = trules.tracking_refusal(given.get("tracking_id")) or trules.template_refusal(
        template, account.oa_id
    )
    if refusal or template is None:
        return refusal or trules.wrong("template_id")
    development = "mode" in given
    refusal = first(
        [
            trules.mode_refusal(given, template),
            trules.data_refusal(template, given.get("template_data")),
            trules.night_refusal(template, world.clock.now()),
            trules.receiver_refusal(person),
            None if development else trules.quota_refusal(desk, template),
        ]
    )
    if refusal or person is None:
        return refusal or trules.NO_ZALO
    if development and person.user_id not in desk.administrators:
        return Refusal(-127, "Test template may only be sent to administrators")
    if not desk.can_pay(account.oa_id, template.price_phone):
        return Refusal(-115, "Billing balance is insufficient")
    if not development:
        desk.charge(template, template.price_phone)
    message = _deliver(world, person, template, given, addressee)
    quota = {"dailyQuota": "0", "remainingQuota": "0"} if development else _quota(world, account)
    return {
        "msg_id": message.message_id,
        "sent_time": str(message.at_ms),
        "sending_mode": str(given.get("sending_mode", "1")),
        "quota": quota,
    }


def send_by_uid(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /v3.0/oa/message/template: an approved template to a user id, in the flat form without a tracking id."""
    desk, person = world.desk, world.persons.get(str(given.get("user_id", "")))
    template = desk.templates.get(str(given.get("template_id", "")))
    refusal = first(
        [
            rules.stranger_refusal("body", given, {"user_id", "template_id", "template_data"}),
            trules.template_refusal(template, account.oa_id),
        ]
    )
    if refusal or template is None:
        return refusal or rules.invalid("template_id")
    if template.otp or template.responses:
        return trules.BY_UID
    if person is None or person.oa_id != account.oa_id:
        return rules.invalid("user_id", "user_id is not known to this OA")
    refusal = first(
        [
            trules.data_refusal(template, given.get("template_data")),
            None if person.barred is None else rules.BARRED[person.barred],
            trules.quota_refusal(desk, template),
        ]
    )
    if refusal:
        return refusal
    if not desk.can_pay(account.oa_id, template.price_uid):
        return Refusal(-321, "Billing account is empty")
    desk.charge(template, template.price_uid)
    message = _deliver(world, person, template, given, "")
    return {
        "message_id": message.message_id,
        "user_id": person.user_id,
        "sent_time": str(message.at_ms),
        "quota": {"quota_type": "zbs", "remain": desk.left_today(account.oa_id)},
    }


def _deliver(
    world: World, person: Person, template: Registered, given: Arguments, addressee: str
) -> Message:
    data = cast("dict[str, str]", given["template_data"])
    parcel = Parcel(
        kind="template",
        addressee=addressee,
        tracking_id=str(given.get("tracking_id", "")),
        template_id=template.template_id,
        card=template.filled_card(data),
    )
    buttons = [Button(caption, Button.RESPONSE, caption) for caption in template.responses]
    buttons += [Button(caption, Button.LINK, caption) for caption in template.links]
    message = world.deliver(person.user_id, template.filled(data), buttons, parcel=parcel)
    world.desk.sent[message.message_id] = message
    return message


def _owner_of(world: World, account: Account, fits: Callable[[str], bool]) -> Person | None:
    people = (p for p in world.persons.values() if p.oa_id == account.oa_id and p.phone_number)
    return next((person for person in people if fits(person.phone_number)), None)


# --- asking ---


def template_list(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /template/all: the templates of the account, one hundred at most."""
    offset, limit = _digits(given.get("offset")), _digits(given.get("limit"))
    if offset is None or limit is None or limit > 100:
        return trules.wrong("offset or limit")
    status = given.get("status")
    mine = [t for t in world.desk.templates.values() if t.oa_id == account.oa_id]
    kept = [t for t in mine if status is None or str(STATUSES[t.status]) == status]
    return [
        {
            "templateId": template.template_id,
            "templateName": template.name,
            "createdTime": 0,
            "status": template.status,
            "templateQuality": _quality(template),
        }
        for template in kept[offset : offset + limit]
    ]


def template_info(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /template/info/v2: parameters, status and prices."""
    template = _mine(world, account, given)
    if isinstance(template, Refusal):
        return template
    return {
        "templateId": template.template_id,
        "templateName": template.name,
        "status": template.status,
        "listParams": [
            {
                "name": param.name,
                "require": param.required,
                "type": param.kind.upper(),
                "maxLength": param.longest,
                "minLength": 0 if param.may_be_empty else 1,
                "acceptNull": param.may_be_empty,
            }
            for param in template.params
        ],
        "listButtons": [{"title": caption} for caption in template.responses],
        "timeout": 7_200_000,
        "previewUrl": "",
        "templateQuality": _quality(template),
        "templateTag": str(template.tag),
        "price": str(template.price_phone),
        "price_sdt": str(template.price_phone),
        "price_uid": str(template.price_uid),
    }


def sample_data(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /template/sample-data: the example values it was approved with."""
    template = _mine(world, account, given)
    return template if isinstance(template, Refusal) else dict(template.sample)


def message_status(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /message/status: -1 unknown, 0 not yet delivered, 1 delivered."""
    message_id = str(given.get("message_id", ""))
    if not message_id.isdigit():
        return Refusal(-107, "Message id is invalid")
    message = world.desk.sent.get(message_id)
    if message is None or world.desk.templates[message.parcel.template_id].oa_id != account.oa_id:
        return {"status": -1}
    if message.delivered_ms is None:
        return {"status": 0}
    return {"status": 1, "delivery_time": str(message.delivered_ms)}


def day_quota(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """GET /message/quota: templates of today."""
    del given
    return {**_quota(world, account), "dailyQuotaPromotion": "0", "remainingQuotaPromotion": "0"}


def pull_responses(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /response/get: taps on quick-reply buttons between two instants."""
    return _pull(world, account, given, world.desk.responses)


def pull_ratings(world: World, account: Account, given: Arguments) -> Data | Refusal:
    """POST /rating/get: ratings between two instants."""
    return _pull(world, account, given, world.desk.ratings)


def _pull(
    world: World, account: Account, given: Arguments, rows: list[dict[str, object]]
) -> Data | Refusal:
    template = _mine(world, account, given)
    if isinstance(template, Refusal):
        return template
    start, end, limit = (given.get(name) for name in ("from_time", "to_time", "limit"))
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(limit, int)):
        return trules.wrong("from_time, to_time or limit")
    wanted = [
        {name: value for name, value in row.items() if name != "template_id"}
        for row in rows
        if row["template_id"] == template.template_id
        and start <= int(str(row["submitDate"])) <= end
    ]
    return wanted[:limit]


def _mine(world: World, account: Account, given: Arguments) -> Registered | Refusal:
    template = world.desk.templates.get(str(given.get("template_id", "")))
    if template is None:
        return Refusal(-109, "Template id is invalid")
    return template if template.oa_id == account.oa_id else Refusal(-117, "No permission")


def _quota(world: World, account: Account) -> dict[str, object]:
    return {
        "dailyQuota": str(world.limits.templates_per_day),
        "remainingQuota": str(world.desk.left_today(account.oa_id)),
    }


def _quality(template: Registered) -> str:
    return "LOW" if template.low_quality else "HIGH"


def _digits(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdigit() else None


BUSINESS: dict[tuple[str, str], Operation] = {
    ("POST", "/message/template"): send_by_phone,
    ("POST", "/message/template/hashphone"): send_by_hash,
    ("GET", "/message/status"): message_status,
    ("GET", "/message/quota"): day_quota,
    ("GET", "/template/all"): template_list,
    ("GET", "/template/info/v2"): template_info,
    ("GET", "/template/sample-data"): sample_data,
    ("POST", "/response/get"): pull_responses,
    ("POST", "/rating/get"): pull_ratings,
}
"""The calls of the business host."""
