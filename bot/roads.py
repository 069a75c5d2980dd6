"""All roads of this installation together: a sender for each account and gateway, and what they share."""

from __future__ import annotations

import asyncio

from bot.clock import Clock
from bot.config import Settings
from bot.delivery.carrying import Carrier
from bot.delivery.chat_carrier import ChatCarrier
from bot.delivery.claiming import Line
from bot.delivery.desk import Desk
from bot.delivery.pacing import Pace
from bot.delivery.parcels import parcels
from bot.delivery.rerouting import divert_late, take_other_roads
from bot.delivery.resolving import PAGES, Resolver
from bot.delivery.sender import Sender
from bot.delivery.sms_carrier import SmsCarrier
from bot.delivery.sms_making import make_sms_carrier
from bot.delivery.template_carrier import TemplateCarrier, by_phone_only
from bot.delivery.tracking import INSTALL_KEY, tracking_id
from bot.engine import Engine
from bot.http import Wire
from bot.zalo.accounts import Accounts, SenderAccount
from bot.zalo.business import BusinessClient
from bot.zalo.client import ZaloClient
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Store
from db.words import Road

TEMPLATES_PER_MINUTE = (
    1000  # of an app's 4,000 calls; templates do not count in an account's own allowance
)
LOOK_S = 60
TEMPLATE_ROADS = frozenset({Road.TEMPLATE_UID, Road.TEMPLATE_PHONE})


class Roads:
    """The senders. `start` once; `follow` notices accounts that were added meanwhile."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        wire: Wire,
        accounts: Accounts,
    ) -> None:
        self._settings = settings
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._wire = wire
        self._accounts = accounts
        self._install = ""
        self._known: set[str] = set()
        self.desk = make_desk(settings)
        self.senders: list[Sender] = []
        self._sms: SmsCarrier | None = None
        self._look_at = 0
        self.resolvers: list[Resolver] = []
        zalo = settings.zalo
        self.zalo = ZaloClient(wire, zalo.openapi_url, self._proof(accounts.default))
        self.business = BusinessClient(wire, zalo.business_url, self._proof(accounts.default))

    async def start(self, engine: Engine) -> None:
        """Make the senders, and take up what was on the wire when the service stopped."""
        self.desk.parcels = lambda reader, ids, now: parcels(
            reader, engine.snapshot, ids, now, engine.sealer
        )
        self.desk.opens = lambda person_id, now: _opening(engine.snapshot, person_id, now)
        self._install = await self._store.value("meta", key=INSTALL_KEY) or ""
        await self._leave_roads()
        await self.follow()
        self._sms = make_sms_carrier(
            self._settings, store=self._store, sealer=self._sealer, clock=self._clock
        )
        if self._sms is not None:
            line = Line(frozenset({Road.SMS}))
            sender = self._sender(self._sms, self._settings.sms.requests_per_minute, line)
            await sender.recover()
            self.senders.append(sender)

    async def _leave_roads(self) -> None:
        """Nobody serves roads that left the settings: what waits there looks for another one, and so does, in its time, what
        was on the wire.
        """
        now = self._clock.now()
        async with self._store.tx() as tx:
            for road in set(Road) - self.desk.roads:
                await tx.run("leave_road", channel=road)
                await tx.run(
                    "sending_to_unknown",
                    channel=road,
                    ask_at=now,
                    fallback_at=now + self.desk.fallback.today * 60,
                    account=None,
                    first_account=None,
                )
                await tx.run("lose_attempts", channel=road, at=now)

    async def close(self) -> None:
        """Close the connections to the gateways."""
        if self._sms is not None:
            await self._sms.aclose()

    async def follow(self) -> None:
        """Make senders for accounts that have none yet."""
        for account in self._accounts:
            if account.code in self._known:
                continue
            self._known.add(account.code)
            for sender in self._of_account(account):
                await sender.recover()
                self.senders.append(sender)

    async def deliver(self) -> None:
        """Send what is due, by every road at once; what changed its road meanwhile goes in the same pass."""
        now = self._clock.now()
        while await take_other_roads(self._store, self.desk, now):
            pass  # also where there is the chat only: the other roads may have been there before
        if self.desk.has_choice:
            per_minute = self._settings.zalo.requests_per_minute
            for sender in self.senders:
                if Road.CHAT in sender.line.roads:
                    await divert_late(self._store, self.desk, sender.line, per_minute, now)
        while sum(await asyncio.gather(*(sender.drain() for sender in self.senders))):
            pass

    async def resolve(self) -> None:
        """Ask about what is uncertain; once a minute look after the gateways too."""
        for resolver in self.resolvers:
            await resolver.resolve()
        now = self._clock.now()
        if self._sms is not None and now >= self._look_at:
            self._look_at = now + LOOK_S
            await self._sms.rebalance(self._store, now)
            await self._sms.ask(self._store, now)

    def _of_account(self, account: SenderAccount) -> list[Sender]:
        first = self._accounts.default.code
        line = Line(frozenset({Road.CHAT}), account.code, first)
        urls, proof = self._settings.zalo, self._proof(account)
        client = ZaloClient(self._wire, urls.openapi_url, proof)
        chat = ChatCarrier(
            f"zalo:{account.code}",
            client,
            account.tokens,
            self._sealer,
            self._settings.zalo.contact_image_url,
        )
        per_minute = self._settings.zalo.requests_per_minute
        # A tenth of the account's minute is for questions: a long line must not keep what is uncertain waiting. Pages
        # drawn in advance come on top.
        asking = max(1, per_minute // 10)
        pace = Pace(self._clock, f"{chat.name}:asking", asking)
        self.resolvers.append(
            Resolver(self._store, self._sealer, self._clock, client, account.tokens, line, pace)
        )
        made = [self._sender(chat, max(1, per_minute - asking - PAGES + 1), line)]
        if self._settings.zalo.templates:
            carrier = TemplateCarrier(
                f"zbs:{account.code}",
                client,
                BusinessClient(self._wire, urls.business_url, proof),
                account.tokens,
                self._sealer,
                self._settings.zalo.templates,
                lambda message_id: tracking_id(self._install, message_id),
            )
            line = Line(TEMPLATE_ROADS, account.code, first)
            made.append(self._sender(carrier, TEMPLATES_PER_MINUTE, line))
        return made

    def _sender(self, carrier: Carrier, per_minute: int, line: Line) -> Sender:
        return Sender(
            store=self._store,
            clock=self._clock,
            carrier=carrier,
            pace=Pace(self._clock, carrier.name, per_minute),
            desk=self.desk,
            connections=self._settings.zalo.connections,
            line=line,
        )

    def _proof(self, account: SenderAccount) -> str:
        """The secret that an account's calls are proved with, if they are to be."""
        proved = self._settings.zalo.appsecret_proof
        return account.app.secret.get_secret_value() if proved else ""


def _opening(snapshot: Snapshot, person_id: int, now: int) -> int:
    person = snapshot.directory.people.get(person_id)
    return snapshot.calendar(person.unit_id if person else None).next_opening(now)


def make_desk(settings: Settings) -> Desk:
    """What the senders share, from the settings."""
    roads = {Road.CHAT}
    if settings.zalo.templates:
        roads |= TEMPLATE_ROADS
    if settings.sms.gateway != "none":
        roads.add(Road.SMS)
    return Desk(
        roads=frozenset(roads),
        prices=settings.prices,
        budget=settings.budget,
        harm=settings.harm,
        fallback=settings.fallback,
        templates=frozenset(settings.zalo.templates),
        by_phone_only=by_phone_only(),
    )
