"""The gateways we speak to, made from the settings."""

from __future__ import annotations

from typing import Any, Final

from pydantic import SecretStr, ValidationError

from bot.config import SmsSettings
from bot.http import Wire
from bot.sms.gateway import SmsGateway
from bot.sms.gateways.esms import EsmsGateway, EsmsSettings
from bot.sms.gateways.fpt import FptGateway, FptSettings
from bot.sms.gateways.settings import GatewaySettings
from bot.sms.gateways.viettel import ViettelGateway, ViettelSettings
from bot.sms.gateways.vnpt import VnptGateway, VnptSettings
from schedules.errors import Misconfigured

KINDS: Final[dict[str, type[GatewaySettings]]] = {
    "esms": EsmsSettings,
    "vnpt": VnptSettings,
    "viettel": ViettelSettings,
    "fpt": FptSettings,
}


def gateway_settings(settings: SmsSettings) -> GatewaySettings | None:
    """The keys of the chosen gateway, checked; None for `none`. Raises `Misconfigured` with every problem, no value."""
    kind = KINDS.get(settings.gateway)
    if kind is None:
        return None
    try:
        return kind.model_validate(_given(settings))
    except ValidationError as error:
        raise Misconfigured([_problem(one) for one in error.errors(include_input=False)]) from None


def make_gateway(settings: SmsSettings, wire: Wire) -> SmsGateway | None:
    """The gateway of `sms.gateway` over a wire of its own; None for `none`. Raises `Misconfigured`."""
    match gateway_settings(settings):
        case EsmsSettings() as keys:
            return EsmsGateway(keys, wire)
        case VnptSettings() as keys:
            return VnptGateway(keys, wire)
        case ViettelSettings() as keys:
            return ViettelGateway(keys, wire)
        case FptSettings() as keys:
            return FptGateway(keys, wire)
    return None


def _given(settings: SmsSettings) -> dict[str, Any]:
    """The gateway's own keys; the general settings hold each of them as a secret, as they cannot know which is one."""
    extra = settings.__pydantic_extra__ or {}
    return {name.lower(): _bare(value) for name, value in extra.items()}


def _bare(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _problem(error: Any) -> str:
    place = [str(part).upper() for part in error["loc"]]
    key = "__".join(("NHACVIEC_SMS", *place))
    return f"{key}: {error['msg']}"
