"""Settings: environment over `nhacviec.toml` over defaults, read once, all problems listed together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.clock import clock_from
from bot.zalo.templates import templates
from db.words import Occasion
from schedules.errors import Misconfigured, RejectedInput

REAL_ZALO = {
    "openapi_url": "https://openapi.zalo.me",
    "business_url": "https://business.openapi.zalo.me",
    "oauth_url": "https://oauth.zaloapp.com",
}
EMPTY = SecretStr("")
_GATEWAY_PROBLEMS = "sms_gateways"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ZaloSettings(_Section):
    """The sender account that the service starts with."""

    app_id: str = ""
    app_secret: SecretStr = EMPTY
    oa_id: str = ""
    webhook_secret: SecretStr = EMPTY
    access_token: SecretStr = EMPTY
    refresh_token: SecretStr = EMPTY
    openapi_url: str = REAL_ZALO["openapi_url"]
    business_url: str = REAL_ZALO["business_url"]
    oauth_url: str = REAL_ZALO["oauth_url"]
    requests_per_minute: int = Field(default=100, ge=1, le=1_000_000)
    connections: int = Field(default=50, ge=1, le=500)
    # Ids of the approved templates by key of `messages_vi/zbs/`; without an id a template is not used.
    templates: dict[str, str] = Field(default_factory=dict)
    appsecret_proof: bool = False  # whether calls carry the proof of the app secret
    callback_url: str = ""  # where the consent page returns to, exactly as saved in the console
    code_verifier: SecretStr = EMPTY  # fixed PKCE verifier, when the console keeps the challenge
    silence_alarm_hours: int = Field(default=4, ge=1)  # working hours without any event
    # The picture on the form that asks for a telephone number; without it numbers are not asked for.
    contact_image_url: str = Field(default="", pattern=r"^(https://\S+)?$")

    @property
    def is_real(self) -> bool:
        """Whether any host is Zalo's own."""
        hosts = {urlsplit(url).hostname for url in (self.openapi_url, self.oauth_url)}
        return not hosts.isdisjoint(urlsplit(url).hostname for url in REAL_ZALO.values())


def _hidden(value: object) -> object:
    """A value as a secret, also inside tables: nobody knows here which of a gateway's keys is one."""
    if isinstance(value, Mapping):
        return {str(name): _hidden(inner) for name, inner in value.items()}
    if isinstance(value, SecretStr):
        return value
    return SecretStr(str(value).lower() if isinstance(value, bool) else str(value))


Hidden = Annotated[Any, BeforeValidator(_hidden)]
Points = Annotated[int, Field(ge=0, le=100)]


class SecondSmsSettings(_Section):
    """A second gateway that shares the traffic; its further keys come with it, as those of the first."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Hidden]  # a gateway's own keys, never printed
    gateway: Literal["esms", "vnpt", "viettel", "fpt"]


class SmsSettings(_Section):
    """The SMS gateway; its further keys come with the gateways (`bot.sms.gateways`)."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Hidden]  # a gateway's own keys, never printed
    gateway: Literal["none", "esms", "vnpt", "viettel", "fpt"] = "none"
    requests_per_minute: int = Field(default=300, ge=1, le=1_000_000)  # by all gateways together
    second: SecondSmsSettings | None = None
    # Points of 100 that the first carries at rest: 100 when it is alone, else 51; and by operator of a prefix.
    share: Points | None = None
    share_by_operator: dict[str, Points] = Field(default_factory=dict)


class PriceSettings(_Section):
    """Expected prices in đồng: a message, for SMS one part. What a provider states itself goes before."""

    chat: int = Field(default=55, ge=0)  # outside the free 48 hours
    zbs_uid: int = Field(default=84, ge=0)
    zbs_phone: int = Field(default=120, ge=0)
    sms_part: int = Field(default=350, ge=0)


class BudgetSettings(_Section):
    """What may be spent in đồng, in all and by road; None is no limit. Free messages are never held back."""

    day: int | None = Field(default=None, ge=0)
    month: int | None = Field(default=None, ge=0)
    chat_day: int | None = Field(default=None, ge=0)
    chat_month: int | None = Field(default=None, ge=0)
    zbs_day: int | None = Field(default=None, ge=0)
    zbs_month: int | None = Field(default=None, ge=0)
    sms_day: int | None = Field(default=None, ge=0)
    sms_month: int | None = Field(default=None, ge=0)


class HarmSettings(_Section):
    """The most one person may be sent, answers to their own messages aside; crossing it stops the line."""

    per_hour: int = Field(default=20, ge=1)
    per_day: int = Field(default=60, ge=1)
    same_text_hours: int = Field(default=6, ge=1)
    same_text_times: int = Field(default=2, ge=1)


class FallbackSettings(_Section):
    """Minutes without a sign of delivery after which another road is taken: due within two hours, today, later."""

    urgent: int = Field(default=5, ge=1)
    today: int = Field(default=30, ge=1)
    later: int = Field(default=240, ge=1)


Status = Annotated[int, Field(ge=1, le=10)]


class FeedSettings(_Section):
    """Name and password of the systems that push dossiers."""

    username: str = ""
    password: SecretStr = EMPTY
    # What senders mean by their statuses: sender (`madonvi`, or `*` for all) -> word or number -> 1 to 10.
    statuses: dict[str, dict[str, Status]] = Field(default_factory=dict)


class IgateSettings(_Section):
    """A connector to pull from; `every` in minutes."""

    url: str = ""
    client_id: str = ""
    client_secret: SecretStr = EMPTY
    every: int = Field(default=15, ge=1)
    unit: str = ""  # of the pulled dossiers; empty: the body that each code begins with
    statuses: dict[str, Status] = Field(default_factory=dict)  # word or number -> 1 to 10
    write_back: bool = False  # whether anything may be written at the connector
    tell_claims: bool = False  # whether steps said to be done are told there too


# Who took a dossier back or fetched its result was there.
_USUAL_NEWS = frozenset(Occasion) - {Occasion.RESULT_RETURNED, Occasion.WITHDRAWN}


class CitizenSettings(_Section):
    """What citizens who agreed are told, and how much of it."""

    occasions: tuple[Occasion, ...] | None = None  # None: the usual ones
    reminder_days: int = Field(default=2, ge=1, le=30)  # calendar days before a supplement's limit
    too_old_days: int = Field(default=3, ge=1, le=60)  # what happened longer ago is not told
    per_day: int = Field(default=10, ge=1)  # the most one citizen is written in a day
    tell_steps: bool = False  # each step too, to who agreed to that
    survey: bool = True  # whether who agreed to it is asked how content they are
    contact: str = Field(default="", max_length=200)  # office and number that answers people
    state_openly: bool = (
        True  # whether a code alone tells the state of its dossier in general words
    )
    tries_of_account: int = Field(default=5, ge=1, le=20)  # wrong second proofs a day
    tries_of_dossier: int = Field(default=10, ge=1, le=50)
    lookups_a_day: int = Field(
        default=20, ge=1, le=500
    )  # codes of one account without a second proof
    menus_a_day: int = Field(default=3, ge=0, le=50)  # answers to what was not understood
    rights_unit: str = ""  # code of who sees to requests about data; empty: the office at the top
    account_kept_days: int = Field(
        default=30, ge=1, le=3650
    )  # of who came for nothing that is kept

    @property
    def wanted(self) -> frozenset[Occasion]:
        """What is told."""
        if self.occasions is not None:
            return frozenset(self.occasions)
        on = {Occasion.STEP: self.tell_steps, Occasion.SATISFACTION: self.survey}
        return frozenset(one for one in _USUAL_NEWS if on.get(one, True))


class LeaderSettings(_Section):
    """When leaders get their summary of all units, and what is bad enough to come on other days."""

    days: tuple[int, ...] = (1,)  # of the week, 1 is Monday; empty: only when it is bad
    at: str = Field(default="07:30", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    bad_overdue: int = Field(
        default=20, ge=1
    )  # overdue work from which it comes on any working day

    @field_validator("days")
    @classmethod
    def _days_of_the_week(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not set(days) <= set(range(1, 8)):
            raise ValueError("days of the week are 1 (Monday) to 7")
        return days

    @property
    def minute(self) -> int:
        """Minutes after midnight."""
        hour, _, minute = self.at.partition(":")
        return int(hour) * 60 + int(minute)


class HoleSettings(_Section):
    """The list of who owes something and cannot be reached, that coordinators get in the evening."""

    evening: str = Field(default="16:30", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")  # empty: never
    days: int = Field(default=14, ge=1, le=60)


class Settings(BaseSettings):
    """Everything that can be set; `docs/settings.md` describes each key."""

    model_config = SettingsConfigDict(
        env_prefix="NHACVIEC_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    database: str = "sqlite:///var/nhacviec.db"
    secret_key: SecretStr = EMPTY
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    clock: str = ""
    language: str = "vi"
    zalo: ZaloSettings = ZaloSettings()
    sms: SmsSettings = Field(default_factory=lambda: SmsSettings.model_validate({}))
    prices: PriceSettings = PriceSettings()
    budget: BudgetSettings = BudgetSettings()
    harm: HarmSettings = HarmSettings()
    fallback: FallbackSettings = FallbackSettings()
    feed: FeedSettings = FeedSettings()
    igate: IgateSettings = IgateSettings()
    holes: HoleSettings = HoleSettings()
    citizens: CitizenSettings = CitizenSettings()
    leaders: LeaderSettings = LeaderSettings()

    @field_validator("language")
    @classmethod
    def _has_a_catalogue(cls, language: str) -> str:
        """A person without a language of their own must have words."""
        from messages_vi.catalogue import locales

        if language not in locales():
            raise PydanticCustomError(
                "language", "use one of: {known}", {"known": ", ".join(locales())}
            )
        return language

    @field_validator("sms")
    @classmethod
    def _gateways_can_be_made(cls, sms: SmsSettings) -> SmsSettings:
        """What the gateways miss is told together with everything else."""
        from bot.sms.gateways import all_gateway_settings

        try:
            all_gateway_settings(sms)
        except Misconfigured as error:
            raise PydanticCustomError(
                _GATEWAY_PROBLEMS, "{told}", {"told": "\n".join(error.problems)}
            ) from None
        return sms

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get("NHACVIEC_CONFIG") or "nhacviec.toml")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    @property
    def sqlite_path(self) -> Path:
        """The file of the embedded database; raises `Misconfigured` for another kind of URL."""
        scheme, _, rest = self.database.partition("://")
        if scheme != "sqlite" or not rest.lstrip("/"):
            raise Misconfigured(
                [
                    f"database: {_masked_url(self.database)} – use sqlite:///PATH (PostgreSQL is not built yet)"
                ]
            )
        return Path(rest[1:] if rest.startswith("/") else rest)


def _masked_url(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://***@{tail}" if at else url


def load(**overrides: object) -> Settings:
    """Read the settings; raises `Misconfigured` with every problem, its key and the bad value."""
    file = os.environ.get("NHACVIEC_CONFIG")
    if file and not Path(file).is_file():
        raise Misconfigured(
            [f"NHACVIEC_CONFIG: {file} is not a file – name an existing one or unset it"]
        )
    problems = _strangers()
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        told = (problem for one in error.errors() for problem in _problems(one))
        raise Misconfigured([*problems, *told]) from None
    except (ValueError, OSError) as error:
        raise Misconfigured([f"{file or 'nhacviec.toml'}: {error}"]) from None
    if problems:
        raise Misconfigured(problems)
    return settings


_NO_SETTINGS = {  # variables of ours that are read elsewhere
    "CONFIG",
    "TEST_DATABASE",
    *(f"OA_{name}" for name in ("APP_SECRET", "WEBHOOK_SECRET")),  # `nhacviec oa`
    *(f"OA_{name}" for name in ("CODE", "ACCESS_TOKEN", "REFRESH_TOKEN")),
}


def _strangers() -> list[str]:
    """Variables that begin like ours and mean nothing: most likely a slip of the pen."""
    known = {name.upper() for name in Settings.model_fields} | _NO_SETTINGS
    return [
        f"{name}: there is no such setting – see docs/settings.md"
        for name in sorted(os.environ)
        if name.startswith("NHACVIEC_")
        and name.removeprefix("NHACVIEC_").partition("__")[0] not in known
    ]


_TABLES_OF_SECRETS = ("NHACVIEC_SMS", "NHACVIEC_SMS__SECOND")
_SECRET_WORDS = ("secret", "token", "password", "key")


def _problems(error: object) -> list[str]:
    detail: dict[str, Any] = dict(error)  # type: ignore[call-overload]
    if detail["type"] == _GATEWAY_PROBLEMS:
        told: str = detail["ctx"]["told"]
        return told.splitlines()
    key = "NHACVIEC_" + "__".join(str(part).upper() for part in detail["loc"])
    if detail["type"] == "missing":  # the input is the whole table around it, secrets and all
        return [f"{key}: {detail['msg']}"]
    hidden = any(word in key.lower() for word in _SECRET_WORDS)
    hidden = hidden or isinstance(detail.get("input"), Mapping) or key in _TABLES_OF_SECRETS
    return [f"{key} = {'***' if hidden else repr(detail.get('input'))}: {detail['msg']}"]


def check_for_service(settings: Settings) -> None:
    """What `serve` cannot start without; raises `Misconfigured` listing all that is missing."""
    problems = []
    if not settings.secret_key.get_secret_value():
        problems.append(
            "NHACVIEC_SECRET_KEY is missing: make one with "
            '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"` and keep it safe'
        )
    elif len(settings.secret_key.get_secret_value()) < 16:
        problems.append("NHACVIEC_SECRET_KEY is shorter than 16 characters")
    try:
        clock_from(settings.clock)
    except RejectedInput as error:
        problems.append(f"NHACVIEC_CLOCK = {settings.clock!r}: {error.mend}")
    if settings.clock and settings.zalo.is_real:
        problems.append(
            f"NHACVIEC_CLOCK = {settings.clock!r}: a moved clock is never used with the real Zalo hosts; "
            "unset it, or set NHACVIEC_ZALO__OPENAPI_URL and __OAUTH_URL to a test server"
        )
    problems += _strange_templates(settings.zalo)
    if problems:
        raise Misconfigured(problems)


def _strange_templates(zalo: ZaloSettings) -> list[str]:
    """Ids given to templates that there are not."""
    known = ", ".join(templates())
    return [
        f"NHACVIEC_ZALO__TEMPLATES: there is no template {key!r} – use one of: {known}"
        for key in sorted(zalo.templates.keys() - templates().keys())
    ]
