"""The stage of these tests: the service's own parts against the stand-in, on a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import HarmSettings, ZaloSettings
from bot.delivery.chat_carrier import ChatCarrier
from bot.delivery.desk import Desk
from bot.delivery.pacing import Pace
from bot.delivery.resolving import Resolver
from bot.delivery.sender import Sender
from bot.delivery.settling import ASK_AFTER_S
from bot.http import Wire, make_wire
from bot.sandbox import Faults, Limits, Sandbox, World
from bot.zalo.client import ZaloClient
from bot.zalo.tokens import TokenKeeper
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.db.making import put_people
from tests.sandbox.stage import OA, small_world

OFFICER = "8001"


@dataclass
class Stage:
    """What a test needs to send through the stand-in."""

    clock: DrivenClock
    store: SqliteStore
    sealer: Sealer
    world: World
    sandbox: Sandbox
    wire: Wire
    settings: ZaloSettings
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(harm=HarmSettings(per_hour=10**6, per_day=10**6))
        self.client = ZaloClient(self.wire, self.settings.openapi_url)
        self.tokens = self.keeper()
        self.sender = self.new_sender()
        self.resolver = Resolver(self.store, self.sealer, self.clock, self.client, self.tokens)

    def keeper(self) -> TokenKeeper:
        """Another keeper over the same store, as another process has one."""
        return TokenKeeper(self.store, self.sealer, self.clock, self.wire, self.settings)

    def new_sender(self, per_minute: int = 1_000_000) -> Sender:
        """A sender as after a start of the service; it notes its rests instead of taking them."""

        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        return Sender(
            store=self.store,
            clock=self.clock,
            carrier=ChatCarrier(OA, self.client, self.tokens, self.sealer),
            pace=Pace(self.clock, OA, per_minute),
            desk=self.desk,
            connections=4,
            pause=pause,
        )

    @property
    def faults(self) -> Faults:
        """The faults of the stand-in."""
        return self.sandbox.faults

    def after(self, seconds: int) -> None:
        """Let the clock go on."""
        self.clock.jump_to(self.clock.now() + seconds)

    async def drain(self) -> int:
        """Send, and route anew what was refused, until nothing more is to be done now; how many were handed over."""
        handed = 0
        while fed := await self.sender.drain():
            handed += fed
        return handed

    async def ask(self) -> int:
        """Ask about what is uncertain, once that may be done; how much of it was resolved."""
        self.after(ASK_AFTER_S)
        return await self.resolver.resolve()

    def received(self, user_id: str = OFFICER) -> list[str]:
        """The texts on a phone."""
        return [message.text for message in self.world.phone(user_id).received]


@asynccontextmanager
async def staged(
    store: SqliteStore,
    sealer: Sealer,
    clock: DrivenClock,
    people: list[str | None] | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Stage]:
    """The stand-in with its people, and a token pair in the store."""
    world = small_world(clock, limits=limits or Limits(requests_per_minute=1_000_000))
    zalo_ids = people or [OFFICER]
    for zalo_id in zalo_ids:
        if zalo_id and zalo_id not in world.persons:
            world.add_person(zalo_id, f"Nguyễn Mẫu {zalo_id}")
    pair = world.tokens.grant(OA)
    sandbox = await Sandbox(world).start()
    wire = make_wire(connections=4)
    settings = ZaloSettings(
        app_id=world.app_id,
        app_secret=SecretStr(world.app_secret),
        oa_id=OA,
        access_token=SecretStr(pair.access_token),
        refresh_token=SecretStr(pair.refresh_token),
        openapi_url=sandbox.api_url,
        oauth_url=sandbox.api_url,
    )
    stage = Stage(clock, store, sealer, world, sandbox, wire, settings)
    try:
        await put_people(store, sealer, zalo_ids)
        await stage.tokens.bootstrap()
        yield stage
    finally:
        await wire.aclose()
        await sandbox.stop()
