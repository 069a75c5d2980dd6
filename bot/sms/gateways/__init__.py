"""The gateways we speak to, made from the settings: one, or two that share the traffic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr, ValidationError

from bot.config import SecondSmsSettings, SmsSettings
from bot.http import Wire
from bot.sms.failover import Shares
from bot.sms.gateway import SmsGateway
from bot.sms.gateways.esms import EsmsGateway, EsmsSettings
from bot.sms.gateways.fpt import FptGateway, FptSettings
from bot.sms.gateways.settings import GatewaySettings
from bot.sms.gateways.viettel import ViettelGateway, ViettelSettings
from bot.sms.gateways.vnpt import VnptGateway, VnptSettings
from bot.sms.numbers import Operator
from schedules.errors import Misconfigured

KINDS: Final[dict[str, type[GatewaySettings]]] = {
    "esms": EsmsSettings,
    "vnpt": VnptSettings,
    "viettel": ViettelSettings,
    "fpt": FptSettings,
}
ALONE: Final = 100  # points of one provider
FIRST_OF_TWO: Final = 51  # as GOV.UK Notify has it at rest (the SMS reference, section 6.2)


def gateway_settings(
    settings: SmsSettings | SecondSmsSettings, prefix: str = "NHACVIEC_SMS"
) -> GatewaySettings | None:
    """The keys of a gateway, checked; None for `none`. Raises `Misconfigured` with every problem, no value."""
    kind = KINDS.get(settings.gateway)
    if kind is None:
        return None
    try:
        return kind.model_validate(_given(settings))
    except ValidationError as error:
        told = [_problem(one, prefix) for one in error.errors(include_input=False)]
        raise Misconfigured(told) from None


def all_gateway_settings(settings: SmsSettings) -> dict[str, GatewaySettings]:
    """The keys of the gateways by name, the first one first. Raises `Misconfigured` with every problem of all of them."""
    problems = _sharing_problems(settings)
    found: dict[str, GatewaySettings] = {}
    for one, prefix in ((settings, "NHACVIEC_SMS"), (settings.second, "NHACVIEC_SMS__SECOND")):
        if one is None:
            continue
        try:
            keys = gateway_settings(one, prefix)
        except Misconfigured as error:
            problems += error.problems
        else:
            if keys is not None:
                found[one.gateway] = keys
    if problems:
        raise Misconfigured(problems)
    return found


def shares_of(settings: SmsSettings) -> Shares:
    """How the traffic is shared at rest, of settings that were checked."""
    usual = ALONE if settings.second is None else FIRST_OF_TWO
    general = usual if settings.share is None else settings.share
    by_operator = {Operator(name): own for name, own in settings.share_by_operator.items()}
    return Shares(general, by_operator)


def make_gateway(keys: GatewaySettings, wire: Wire) -> SmsGateway:
    """The gateway of these keys over a wire of its own."""
    match keys:
        case EsmsSettings():
            return EsmsGateway(keys, wire)
        case VnptSettings():
            return VnptGateway(keys, wire)
        case ViettelSettings():
            return ViettelGateway(keys, wire)
        case FptSettings():
            return FptGateway(keys, wire)
    raise TypeError(type(keys).__name__)  # a kind that was added without its gateway


def _sharing_problems(settings: SmsSettings) -> list[str]:
    problems = []
    if settings.second is not None and settings.second.gateway == settings.gateway:
        problems.append("NHACVIEC_SMS__SECOND__GATEWAY: must be another gateway than the first")
    if settings.second is not None and settings.gateway == "none":
        problems.append("NHACVIEC_SMS__GATEWAY: name the first gateway, too, or make the second it")
    if settings.second is None and (settings.share is not None or settings.share_by_operator):
        problems.append("NHACVIEC_SMS__SHARE: there is no second gateway to share with")
    known = ", ".join(Operator)
    return problems + [
        f"NHACVIEC_SMS__SHARE_BY_OPERATOR__{name.upper()}: no operator of this name; use {known}"
        for name in settings.share_by_operator
        if name not in list(Operator)
    ]


def _given(settings: SmsSettings | SecondSmsSettings) -> dict[str, Any]:
    """The gateway's own keys; the general settings hold each of them as a secret, as they cannot know which is one."""
    extra = settings.__pydantic_extra__ or {}
    return {name.lower(): _bare(value) for name, value in extra.items()}


def _bare(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items()}
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _problem(error: Any, prefix: str) -> str:
    place = [str(part).upper() for part in error["loc"]]
    key = "__".join((prefix, *place))
    return f"{key}: {error['msg']}"
