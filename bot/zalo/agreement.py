"""Whether a template as it was approved is the one we fill: parameters, status, prices. Facts in, differences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from bot.zalo.business import TemplateInfo
from bot.zalo.templates import Template
from db.words import Road

ENABLED: Final = "ENABLE"
LOW: Final = "LOW"
_MENDS: Final[Mapping[str, str]] = {
    "PENDING_REVIEW": "wait for the review, one or two working days",
    "REJECT": "read the reason in the portal, correct the template and submit it again",
    "DISABLE": "enable it in the portal, or take its id out of the settings",
}


class Difference(NamedTuple):
    """What differs, and what to do about it."""

    text: str
    mend: str


def differences(
    ours: Template, approved: TemplateInfo, prices: Mapping[Road, int]
) -> Iterator[Difference]:
    """Everything in which the approved template differs from ours and from the prices we reckon with.

    Zalo refuses a send whose values are not exactly those approved (codes -132, -1121, -1122).
    Source: `/template/info/v2` and the error table of ZBS.
    """
    if approved.status != ENABLED:
        mend = _MENDS.get(approved.status, "look at it in the portal")
        yield Difference(f"its status is {approved.status or 'unknown'}, not {ENABLED}", mend)
    if approved.quality == LOW:
        mend = "send it to fewer people and only what they expect; Zalo switches it off otherwise"
        yield Difference("its quality is LOW", mend)
    if approved.tag and approved.tag != str(ours.tag):
        yield Difference(f"its tag is {approved.tag}, not {ours.tag}", "submit it with our tag")
    yield from _parameters(ours, approved)
    yield from _prices(ours, approved, prices)


def _parameters(ours: Template, approved: TemplateInfo) -> Iterator[Difference]:
    theirs = {parameter.name: parameter for parameter in approved.parameters}
    wanted = {name for name, parameter in theirs.items() if parameter.required}
    if lacking := sorted(wanted - ours.parameters.keys()):
        mend = "check that the id belongs to this key; else submit the template as exported"
        yield Difference(f"it wants {', '.join(lacking)}, which we do not fill", mend)
    if strange := sorted(ours.parameters.keys() - theirs.keys()):
        mend = "check that the id belongs to this key; else submit the template as exported"
        yield Difference(f"it does not know {', '.join(strange)}", mend)
    for name, given in ours.parameters.items():
        room = theirs[name].max_length if name in theirs else None
        if room is not None and room < given.longest:
            mend = f"submit the parameter as kind {given.kind.value}"
            yield Difference(f"{name} has room for {room} characters, not {given.longest}", mend)


def _prices(
    ours: Template, approved: TemplateInfo, prices: Mapping[Road, int]
) -> Iterator[Difference]:
    stated = {Road.TEMPLATE_PHONE: approved.price_phone}
    if not ours.quick_reply:
        stated[Road.TEMPLATE_UID] = approved.price_uid
    for road, price in stated.items():
        if price is not None and price != prices[road]:
            key = f"NHACVIEC_PRICES__{road.upper()}"
            text = f"a message by {road} costs {price} đồng, the settings say {prices[road]}"
            yield Difference(text, f"set {key} to {price}, so that budgets hold")
