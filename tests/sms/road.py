"""A counter from which messages go by SMS: a store, providers that stand in, and a sender that writes down what it does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import DrivenClock
from bot.delivery.carrying import Carried, Outgoing, Parcel
from bot.delivery.sms_carrier import Gate, SmsCarrier
from bot.sms.failover import Shares
from bot.sms.gateway import SmsRequest
from db.sealing import Sealer
from db.sqlite import SqliteStore, connect
from db.words import Outcome, Road
from tests.db.making import NOW, SECRET, put_message, put_notice, put_people
from tests.sms.gateways.providers import RULES, Esms, gateway
from tests.sms.gateways.stand import BRAND, PHONE, TEXT, Provider, provider

PARCEL = Parcel("officer/due_soon", {"code": "H01-0001", "due": "16 giờ 30 phút"})
PRICE = 350


def request_of(parcel: Parcel, phone: str, name: str, brandname: str) -> SmsRequest:
    """The short form of the tests: always the same words."""
    return SmsRequest(phone, TEXT, parcel.key, tuple(parcel.values.values()), name, brandname)


class ForgetfulEsms(Esms):
    """Takes messages; while `mute`, hangs up before it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.mute = False

    async def __call__(self, incoming: web.Request) -> web.Response:
        answer = await super().__call__(incoming)
        if self.mute and incoming.transport is not None:
            incoming.transport.close()
        return answer


class Counter:
    """What a story holds in its hands. `rules` and `providers` by gateway name."""

    def __init__(self, path: Path, store: SqliteStore, clock: DrivenClock) -> None:
        self.path = path
        self.store = store
        self.clock = clock
        self.sealer = Sealer(SECRET)
        self.rules: dict[str, Any] = {}
        self.providers: dict[str, Provider] = {}
        self.gates: list[Gate] = []
        self.carrier: SmsCarrier
        self._items = 0

    def rows(self, sql: str, **params: Any) -> list[Any]:
        """Ask the database, or change it."""
        conn = connect(self.path)
        try:
            return conn.execute(sql, params).fetchall()
        finally:
            conn.close()

    def open(self, shares: Shares, gates: Sequence[Gate] | None = None) -> None:
        """A new carrier, as after a restart."""
        self.carrier = SmsCarrier(
            gates or self.gates,
            shares,
            store=self.store,
            sealer=self.sealer,
            clock=self.clock,
            request_of=request_of,
            part_vnd=PRICE,
        )

    async def message(self, **more: Any) -> int:
        """A message with one notice, waiting to go by SMS."""
        self._items += 1
        async with self.store.tx() as tx:
            found = await put_message(tx, 1, TEXT, channel="sms", **more)
            await put_notice(tx, self._items, 1, found)
        return found

    def start(self, message_id: int) -> Outgoing:
        """Intent before the call."""
        [[attempts]] = self.rows("SELECT attempts FROM message WHERE id = :id", id=message_id)
        self.rows(
            "INSERT INTO attempt (message_id, number, started_at, road, sender, price_vnd) "
            "SELECT :id, coalesce(max(number), 0) + 1, :at, 'sms', :sender, 700 FROM attempt WHERE message_id = :id",
            id=message_id,
            at=self.clock.now(),
            sender=self.carrier.name,
        )
        self.rows(
            "UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = :id",
            id=message_id,
        )
        return outgoing(message_id, attempts, self.sealer)

    async def hand_over(self, message_id: int) -> Carried:
        """One attempt from intent to outcome."""
        message = self.start(message_id)
        answer = await self.carrier.carry(message)
        self.settle(message_id, answer)
        return answer

    def settle(self, message_id: int, answer: Carried) -> None:
        """Outcome after the call; an hour later another road would be looked for."""
        taken = answer.outcome == Outcome.ACCEPTED
        self.rows(
            "UPDATE attempt SET ended_at = :at, outcome = :outcome, code = :code, price_vnd = :price, "
            "provider_id = coalesce(:provider_id, provider_id) "
            "WHERE message_id = :id AND number = (SELECT max(number) FROM attempt WHERE message_id = :id)",
            id=message_id,
            at=self.clock.now(),
            outcome=str(answer.outcome),
            code=answer.code,
            price=answer.price_vnd if taken else None,
            provider_id=answer.provider_id,
        )
        state = {Outcome.ACCEPTED: "sent", Outcome.UNKNOWN: "unknown"}.get(
            answer.outcome, "waiting"
        )
        self.rows(
            "UPDATE message SET state = :state, fallback_at = :at "
            "WHERE id = :id AND state IN ('sending', 'unknown')",
            id=message_id,
            state=state,
            at=self.clock.now() + 3600,
        )

    def attempts(self, message_id: int) -> list[tuple[str, str | None, str | None]]:
        """Sender, outcome and code of each attempt."""
        return self.rows(
            "SELECT sender, outcome, code FROM attempt WHERE message_id = :id ORDER BY number",
            id=message_id,
        )

    def one(self, column: str, message_id: int, table: str = "message") -> Any:
        """A column of a message, or of its last attempt."""
        key = "id" if table == "message" else "message_id"
        sql = f"SELECT {column} FROM {table} WHERE {key} = {message_id} ORDER BY id DESC"  # noqa: S608 - words of the tests
        return self.rows(sql)[0][0]


def outgoing(message_id: int, attempts: int, sealer: Sealer, **more: Any) -> Outgoing:
    """A message on its way to the phone of the tests."""
    made = Outgoing(
        id=message_id,
        person_id=1,
        text="",
        buttons="[]",
        attempts=attempts,
        zalo_sealed=None,
        phone_sealed=sealer.seal(PHONE),
        road=Road.SMS,
        why="cheapest",
        price_vnd=700,
        parcel=PARCEL,
    )
    return made._replace(**more)


@asynccontextmanager
async def counter(
    folder: Path,
    *names: str,
    shares: Shares | None = None,
    reports: bool = True,
    rules: dict[str, Any] | None = None,
) -> AsyncIterator[Counter]:
    """A counter with these gateways; the first is the first."""
    path = folder / "road.db"
    store = SqliteStore(path)
    made = Counter(path, store, DrivenClock(NOW, source=lambda: 0.0))
    await put_people(store, made.sealer, ["z-1"])
    made.rows("UPDATE person SET phone_key = :key", key=made.sealer.lookup(PHONE))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        for name in names:
            usual = ForgetfulEsms() if name == "esms" else RULES[name]()
            made.rules[name] = (rules or {}).get(name, usual)
            running = await stack.enter_async_context(provider(made.rules[name]))
            made.providers[name] = running
            told = reports and name == "esms"
            made.gates.append(Gate(gateway(name, running.url, running.wire), BRAND, told))
        if names:
            made.open(shares or Shares(100 if len(names) == 1 else 51))
        yield made
