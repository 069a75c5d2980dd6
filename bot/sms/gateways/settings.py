"""What the settings of all SMS gateways share; each gateway adds its own keys."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from bot.sms.text import brandname
from db.words import Outcome
from schedules.errors import RejectedInput

_AT_HOME: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def _pairs(given: Any) -> Any:
    """`a=1, b=2` as an environment variable says it; tables of a file pass."""
    if not isinstance(given, str):
        return given
    if given.lstrip().startswith("{"):
        return _object(given)
    halves = [pair.partition("=") for pair in given.split(",") if pair.strip()]
    if not all(name.strip() and value.strip() for name, _, value in halves):
        raise ValueError("write name=value, name=value")
    return {name.strip(): value.strip() for name, _, value in halves}


def _object(given: str) -> Any:
    try:
        return json.loads(given)
    except ValueError:
        raise ValueError("write name=value, name=value, or a JSON object") from None


Named = Annotated[dict[str, str], BeforeValidator(_pairs)]
Codes = Annotated[dict[str, Outcome], BeforeValidator(_pairs)]
Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _filled(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("must not be empty")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_filled)]


class GatewaySettings(BaseModel):
    """Common keys. `codes` adds to or overrides the packaged code table with what the contract says: `12=stop, 7=again`.

    `sandbox` sends nothing to a phone. `private_line` admits plain HTTP, with which the password travels readable: only
    over a leased line or VPN to the carrier (the SMS reference, section 1.7).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str
    brandname: str
    sandbox: bool = False
    private_line: bool = False
    codes: Codes = Field(default_factory=dict)

    @field_validator("brandname")
    @classmethod
    def _registered_form(cls, name: str) -> str:
        try:
            return brandname(name)
        except RejectedInput as error:
            raise ValueError(error.mend) from None

    @model_validator(mode="after")
    def _safe_road(self) -> GatewaySettings:
        parts = urlsplit(self.url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username
            or parts.query
        ):
            raise ValueError(
                "url: write https://host/path, without name, password or question mark"
            )
        if parts.scheme == "http" and parts.hostname not in _AT_HOME and not self.private_line:
            raise ValueError(
                "url: plain HTTP would show the password to everybody on the way; use https, or set private_line=true "
                "when the host is reached over a leased line or VPN only"
            )
        return self
