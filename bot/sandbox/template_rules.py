"""What the platform refuses about templates: small functions, each answering a `Refusal` or None."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import cast

from bot.sandbox.model import Person, Refusal
from bot.sandbox.rules import first
from bot.sandbox.templates import Param, Registered, TemplateDesk
from schedules.civil import to_civil

TRACKING_LIMIT = 48
NIGHT = (22, 6)
"""Hours between which some templates are not taken."""
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DAY = r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}"
_FORMS = {
    "date": re.compile(rf"({_CLOCK} )?{_DAY}|{_CLOCK}|(0[1-9]|1[0-2])/\d{{4}}"),
    "currency": re.compile(r"\d+"),
    "phone": re.compile(r"\+?\d+"),
    "url": re.compile(r"https?://\S+"),
}
_BARRED = {
    -217: Refusal(-141, "User refused to receive ZBS messages from this OA"),
    -227: Refusal(-114, "User cannot receive messages"),
    -244: Refusal(-139, "User refused to receive this type of template"),
}
NO_ZALO = Refusal(-118, "Zalo account does not exist or is deactivated")
BY_UID = Refusal(-249, "Template cannot be sent by UID")


def wrong(field: str, why: str = "") -> Refusal:
    """The answer to a field of the request that is missing or of the wrong kind (code -132)."""
    return Refusal(-132, f"{field} is invalid{': ' + why if why else ''}")


def strangers_refusal(given: dict[str, object], known: Iterable[str]) -> Refusal | None:
    """Fields the documents do not name are refused, so that a slip of the pen is found here."""
    strange = sorted(set(given) - set(known))
    return wrong(strange[0], "unknown field") if strange else None


def phone_refusal(phone: object) -> Refusal | None:
    """A number must come as `84…`; stricter than the platform, which also takes others."""
    fits = isinstance(phone, str) and re.fullmatch(r"84[1-9]\d{8,9}", phone)
    return None if fits else Refusal(-108, "Phone number is invalid")


def hash_refusal(hashed: object) -> Refusal | None:
    """A hashed number is 64 lower-case hexadecimal digits."""
    fits = isinstance(hashed, str) and re.fullmatch(r"[0-9a-f]{64}", hashed)
    return None if fits else Refusal(-108, "Phone number is invalid")


def tracking_refusal(tracking_id: object) -> Refusal | None:
    """`tracking_id` is required by telephone number, 1 to 48 characters."""
    fits = isinstance(tracking_id, str) and 0 < len(tracking_id) <= TRACKING_LIMIT
    return None if fits else wrong("tracking_id", f"1 to {TRACKING_LIMIT} characters are required")


def mode_refusal(given: dict[str, object], template: Registered) -> Refusal | None:
    """`sending_mode` 1 or 3, the latter not for tags 1 and 2; `mode` only `development`."""
    sending = given.get("sending_mode", "1")
    if sending not in ("1", "3"):
        return Refusal(-161, "sending_mode is not allowed")
    if sending == "3" and template.tag in (1, 2):
        return Refusal(-162, "sending_mode 3 is not allowed for tag 1 and tag 2")
    return wrong("mode") if given.get("mode", "development") != "development" else None


def template_refusal(template: Registered | None, oa_id: str) -> Refusal | None:
    """The template must exist, belong to this account, be approved and not switched off for low quality."""
    if template is None:
        return Refusal(-109, "Template id is invalid")
    if template.oa_id != oa_id:
        return Refusal(-117, "OA has no permission to use this template")
    if template.low_quality:
        return Refusal(-146, "Template is disabled because of low sending quality")
    return None if template.status == "ENABLE" else Refusal(-131, "Template is not approved")


def data_refusal(template: Registered, data: object) -> Refusal | None:
    """`template_data` must name every required parameter and no other; values are text of their kind."""
    if not isinstance(data, dict) or not data:
        return Refusal(-111, "Template data is empty")
    values = cast("dict[str, object]", data)
    known = {param.name: param for param in template.params}
    strange = sorted(set(values) - set(known))
    if strange:
        return wrong(f"template_data.{strange[0]}", "unknown parameter")
    missing = [p.name for p in template.params if p.required and p.name not in values]
    if missing:
        return Refusal(-1122, f"Template data is missing parameter {missing[0]}")
    return first(value_refusal(known[name], value) for name, value in values.items())


def value_refusal(param: Param, value: object) -> Refusal | None:
    """A value is text in NFC, not empty unless allowed, not longer than its kind, in the form of its kind.

    Source: parameter kinds and their maximum lengths; codes -112, -1121, -1124 of the error table.
    """
    if not isinstance(value, str):
        return Refusal(-112, f"Parameter {param.name} is of an undefined type")
    if not value.strip():
        return None if param.may_be_empty else Refusal(-1122, f"Parameter {param.name} is empty")
    if len(value) > param.longest:
        return Refusal(-1121, f"Parameter {param.name} exceeds {param.longest} characters")
    form = _FORMS.get(param.kind)
    if (form and not form.fullmatch(value)) or not unicodedata.is_normalized("NFC", value):
        return Refusal(-1124, f"Parameter {param.name} has an invalid format")
    return None


def night_refusal(template: Registered, now: int) -> Refusal | None:
    """Templates without leave for the night are refused from 22:00 to 06:00."""
    hour = to_civil(now).hour
    asleep = hour >= NIGHT[0] or hour < NIGHT[1]
    return Refusal(-133, "Not allowed at night") if asleep and not template.at_night else None


def receiver_refusal(person: Person | None) -> Refusal | None:
    """The number must have Zalo, and its owner must not have refused the account."""
    if person is None:
        return NO_ZALO
    return None if person.barred is None else _BARRED[person.barred]


def quota_refusal(desk: TemplateDesk, template: Registered) -> Refusal | None:
    """Quotas of the day, of the account and of the template."""
    if desk.left_today(template.oa_id) == 0:
        return Refusal(-144, "OA has exceeded its daily quota")
    sent = desk.sent_today(f"template {template.template_id}")
    if template.daily is not None and sent >= template.daily:
        return Refusal(-147, "Template has exceeded its daily quota")
    return None
