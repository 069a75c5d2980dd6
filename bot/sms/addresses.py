"""Where SMS gateways call us: an address with a token that nobody can guess, as their reports are not signed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Final

from pydantic import SecretStr

from bot.config import Settings
from bot.sms.gateways.esms import EsmsSettings
from bot.sms.gateways.settings import GatewaySettings
from db.sealing import derive

CALLERS: Final = frozenset({"esms"})  # the only one that calls: reports, and messages from people


def webhook_token(secret: str, gateway: str) -> str:
    """The last part of a gateway's address, made from the root secret: a new secret means a new address."""
    return urlsafe_b64encode(derive(secret, f"sms-webhook:{gateway}")).decode("ascii").rstrip("=")


def webhook_address(settings: Settings, gateway: str) -> str:
    """The whole address; `https://…` stands for a public address that is not set."""
    token = webhook_token(settings.secret_key.get_secret_value(), gateway)
    base = settings.public_url.rstrip("/") or "https://…"
    return f"{base}/webhook/sms/{gateway}/{token}"


def with_callback(keys: GatewaySettings, settings: Settings) -> GatewaySettings:
    """The keys, with the address for delivery reports where the gateway reports and nobody named another one."""
    if not isinstance(keys, EsmsSettings) or keys.callback_url.get_secret_value():
        return keys
    if not settings.public_url:
        return keys
    address = webhook_address(settings, "esms")
    return keys.model_copy(update={"callback_url": SecretStr(address)})


def reports(keys: GatewaySettings) -> bool:
    """Whether a gateway with these keys tells by itself what became of a message."""
    told = isinstance(keys, EsmsSettings) and bool(keys.callback_url.get_secret_value())
    return told and not keys.sandbox
