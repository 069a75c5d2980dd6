"""The short SMS form of an approved template: same key, same values, without diacritics and with room for each value.

Text and values agree letter by letter: providers send the one, the other, or compare both with what was registered.
Source: the SMS reference, sections 0 and 2.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.delivery.carrying import Parcel
from bot.sms.gateway import SmsRequest
from bot.sms.text import SmsText, fitted, sms_param, sms_text
from bot.zalo.templates import Kind, Template, template
from messages_vi.briefly import LINE, abbreviated
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.render import render, sms_for

ROOM: Final[Mapping[Kind, int]] = {
    Kind.NAME: 30,
    Kind.CODE: 30,
    Kind.STATUS: 30,
    Kind.DATE: 20,
    Kind.ADDRESS: 40,
    Kind.PRODUCT: 48,
    Kind.QUANTITY: 4,
}
"""Characters without diacritics that a value of each kind may have here: words are cut to it, with `...` at the end."""

PARTS: Final = 2  # what one message should cost
# What words keep when they give way. One line of a digest ends in how many more there are, which must not be cut off.
_LEAST: Final[Mapping[Kind, int]] = {Kind.ADDRESS: 16, Kind.PRODUCT: 24}
_LINE: Final = ("noi_dung", LINE + 2)  # its "…" is three signs here
_GIVE_WAY: Final = 24
_STEP: Final = 4


def sms_values(parcel: Parcel) -> dict[str, str]:
    """The values as they stand in the text, in the order of the template's parameters.

    Words give way until the text fits two parts; where not even that helps, it has three. Codes and dates stand as they
    are. Raises `RejectedInput` for a key that no template has.
    """
    for less in range(0, _GIVE_WAY + 1, _STEP):
        values = _values(parcel, less)
        if sms_text(_rendered(parcel.key, values)).length.parts <= PARTS:
            return values
    return _values(parcel, 0)


def short_form(parcel: Parcel) -> SmsText:
    """The text that goes out, in at most three parts."""
    return fitted(_rendered(parcel.key, sms_values(parcel)))


def sms_request(parcel: Parcel, phone: str, request_id: str, brandname: str) -> SmsRequest:
    """What a gateway is handed. `phone` is made by `bot.sms.numbers.mobile`; raises `RejectedInput` as `SmsRequest` does."""
    return SmsRequest(
        phone=phone,
        text=short_form(parcel).text,
        template=parcel.key,
        params=tuple(sms_values(parcel).values()),
        request_id=request_id,
        brandname=brandname,
    )


def registered_form(found: Template) -> str:
    """The text to be registered with a provider, each value as `{Pn,room}` in the order in which values are handed over."""
    numbered = {name: f"zz{number:02}zz" for number, name in enumerate(found.parameters, 1)}
    text = sms_text(_rendered(found.key, numbered)).text
    for number, (name, parameter) in enumerate(found.parameters.items(), 1):
        text = text.replace(numbered[name], f"{{P{number},{ROOM[parameter.kind]}}}")
    return text


def _rendered(key: str, values: Mapping[str, str]) -> str:
    return render(sms_for(key), values, SOURCE_LOCALE)  # as it is registered with providers


def _values(parcel: Parcel, less: int) -> dict[str, str]:
    """Every value in the room of its kind; words in `less` than that."""
    found = {}
    for name, parameter in template(parcel.key).parameters.items():
        value, room = parcel.values[name], ROOM[parameter.kind]
        if parameter.kind == Kind.ADDRESS:
            value = abbreviated(value)
        if parameter.kind in _LEAST:
            least = _LINE[1] if name == _LINE[0] else _LEAST[parameter.kind]
            room = max(least, room - less)
        found[name] = _cut(sms_param(value), room)
    return found


def _cut(value: str, room: int) -> str:
    """Words within their room. A value of signs that have no plain form may even have become longer."""
    if len(value) <= room:
        return value
    head = value[: room - 2]
    return (head.rpartition(" ")[0] or head[:-1]).rstrip(" .,;:-(") + "..."
