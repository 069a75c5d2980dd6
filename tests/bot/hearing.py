"""Events as the door stores them, put before the handlers of a small office: a store, people, messages that went out."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from bot.clock import DrivenClock
from bot.config import ZaloSettings
from bot.delivery.tracking import INSTALL_KEY, tracking_id
from bot.engine import Engine
from bot.inbox import handle_new
from bot.seed import seed
from bot.zalo.events import read_event
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import MessageState
from handlers.payload import Signer
from tests.db.making import NOW, SECRET, put_message, put_notice, put_people

APP, OA, OFFICER = "1000", "2000", "8001"
INSTALL = "0a1b2c3d4e5f"
ZALO = ZaloSettings(
    app_id=APP, oa_id=OA, templates={"officer_due_reply": "51", "officer_due": "52"}
)


class Office:
    """An inbox and what stands behind it."""

    def __init__(self, store: SqliteStore, engine: Engine, clock: DrivenClock) -> None:
        self.store = store
        self.engine = engine
        self.clock = clock
        self._signer = Signer(SECRET)

    async def post(self, name: str, at: int | None = None, **details: Any) -> None:
        """Store an event that happened at an instant (now unless told)."""
        at = self.clock.now() if at is None else at
        raw = {"app_id": APP, "event_name": name, "timestamp": str(at * 1000)} | details
        body = msgspec.json.encode(raw)
        row = {"key": read_event(body).key, "source": "zalo", "name": name, "body": body}
        async with self.store.tx() as tx:
            await tx.many("insert_event", [row | {"received_at": self.clock.now()}])

    async def from_person(self, name: str, at: int | None = None, **details: Any) -> None:
        """The officer did something."""
        await self.post(name, at, sender={"id": OFFICER}, recipient={"id": OA}, **details)

    async def from_account(self, name: str, at: int | None = None, **details: Any) -> None:
        """An echo or a receipt: sent in the name of the account."""
        await self.post(name, at, sender={"id": OA}, recipient={"id": OFFICER}, **details)

    async def handle(self) -> int:
        """Let the inbox work."""
        return await handle_new(self.engine, self._signer, self.clock, zalo=ZALO)

    async def message(
        self, state: MessageState | str, *attempts: tuple[str, str, str | None], **more: Any
    ) -> int:
        """A message in a state with attempts (road, outcome, the provider's id); its item has the number of its id."""
        async with self.store.tx() as tx:
            message_id = await put_message(tx, 1, f"Lời nhắc {attempts}", state=state, **more)
            await put_notice(tx, message_id, 1, message_id)
        self.run("UPDATE notice SET version = 1 WHERE message_id = ?", message_id)
        for number, (road, outcome, provider_id) in enumerate(attempts, start=1):
            self.run(
                "INSERT INTO attempt (message_id, number, started_at, outcome, road, provider_id)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                message_id, number, NOW, outcome or None, road, provider_id,
            )  # fmt: skip
        return message_id

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look at the database, or set up what no statement of the service does."""
        with sqlite3.connect(self.store.path) as connection:
            found = connection.execute(sql, values).fetchall()
        connection.close()
        return found

    def state(self, message_id: int) -> str:
        """Where a message stands."""
        return str(self.run("SELECT state FROM message WHERE id = ?", message_id)[0][0])

    def notes(self) -> list[tuple[str, str]]:
        """What became of the events, in order."""
        return [(row[0], row[1]) for row in self.run("SELECT state, note FROM event ORDER BY id")]

    def tracked(self, message_id: int) -> str:
        """The tracking id of a message."""
        return tracking_id(INSTALL, message_id)


async def an_office(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> Office:
    """A commune with one officer who has a Zalo account and no telephone number."""
    await seed(store, clock.now())
    await put_people(store, sealer, [OFFICER])
    async with store.tx() as tx:
        await tx.run("set_meta", key=INSTALL_KEY, value=INSTALL)
    return Office(store, await Engine.start(store, sealer, clock.now()), clock)
