"""Laws of ties, whatever is typed by whom in which order: a code ties once, and the record tells how things stand."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.seed import seed
from bot.speakers import meet, speakers_of
from db.link_codes import shown
from db.records import Person
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import CodeOrigin, TieBy
from handlers.context import Say, context_of
from handlers.inviting import issue
from handlers.payload import Signer
from handlers.router import hear
from handlers.routing import Came, Heard, Ignored
from handlers.ties import untie
from tests.db.making import NOW, SECRET, put_people

PEOPLE, ACCOUNTS = (1, 2), ("z-a", "z-b", "z-c")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("invite"), st.sampled_from(PEOPLE)),
        st.tuples(st.just("type"), st.sampled_from(ACCOUNTS), st.integers(0, 2)),
        st.tuples(st.just("tap"), st.sampled_from(ACCOUNTS), st.integers(0, 3)),
        st.tuples(st.just("untie"), st.sampled_from(PEOPLE)),
    ),
    max_size=25,
)


class Play:
    """A small office: two people, three accounts, and every code and button there ever was."""

    def __init__(self, store: SqliteStore, engine: Engine) -> None:
        self.store, self.engine = store, engine
        self.codes: list[str] = []
        self.buttons: dict[str, list[str]] = {account: [] for account in ACCOUNTS}
        self.now = NOW

    async def step(self, step: tuple[object, ...]) -> None:
        """One thing that somebody does."""
        self.now += 60
        match step:
            case ("invite", int(person)):
                async with self.store.tx() as tx:
                    who = Person(*(await tx.one("person_by_id", id=person) or ()))
                    made = await issue(
                        tx, self.engine.sealer, who, CodeOrigin.INVITE, self.now, self.now + 86_400
                    )
                self.codes.insert(0, made.code)  # the newest first, as people have it at hand
            case ("type", str(account), int(place)) if self.codes:
                await self.says(account, shown(self.codes[place % len(self.codes)]))
            case ("tap", str(account), int(place)) if self.buttons[account]:
                await self.says(account, self.buttons[account][place % len(self.buttons[account])])
            case ("untie", int(person)):
                async with self.store.tx() as tx:
                    who = Person(*(await tx.one("person_by_id", id=person) or ()))
                    await untie(tx, who, TieBy.COMMAND, self.now)

    async def says(self, account: str, text: str) -> None:
        """Somebody writes or taps at an account; the buttons of the answers are kept."""
        async with self.store.tx() as tx:
            people = await speakers_of(tx, self.engine, account) or await meet(
                tx, self.engine, account
            )
            ctx = context_of(
                tx, self.engine.snapshot, Signer(SECRET), people, self.now, None, self.engine.sealer
            )
            try:
                says = await hear(ctx, Heard(Came.TEXT, text))
            except Ignored:
                return
            for say in says:
                await self._arrives(ctx.tx, say)

    async def _arrives(self, tx: object, say: Say) -> None:
        for account in ACCOUNTS:
            people = await speakers_of(tx, self.engine, account)  # type: ignore[arg-type]
            if say.person_id in {person.id for person in people}:
                self.buttons[account][:0] = [payload for _, payload in say.buttons]

    async def holds(self) -> None:
        """The record agrees with the directory, and no code tied twice."""
        for person in PEOPLE:
            key = await self.store.value("zalo_key_of", person_id=person)
            tied: str | None = None
            for row in self._rows("SELECT what, zalo_key FROM link_event WHERE person_id = ? ORDER BY id", person):  # fmt: skip
                if row[0] == "linked":
                    assert tied is None, "tied while tied"
                    tied = row[1]
                elif row[0] == "unlinked":
                    assert tied == row[1], "untied from where it was not"
                    tied = None
            assert tied == key
        used = self._rows("SELECT count(*) FROM link_code WHERE ended_as = 'used'")[0][0]
        made = self._rows("SELECT count(*) FROM link_event WHERE what = 'linked' AND how = 'code'")[0][0]  # fmt: skip
        assert made <= used <= len(self.codes)
        open_codes = self._rows("SELECT person_id FROM link_code WHERE ended_at IS NULL")
        assert len(set(open_codes)) == len(open_codes), "two open codes of one person"

    def _rows(self, sql: str, *values: int) -> list[tuple[object, ...]]:
        return list(self.store._connections[0].execute(sql, values))


@settings(max_examples=40, deadline=None)
@given(STEPS)
@example([
    ("invite", 1), ("type", "z-a", 0), ("invite", 1), ("type", "z-b", 0), ("tap", "z-b", 0), ("tap", "z-a", 0),
    ("tap", "z-b", 0), ("invite", 2), ("type", "z-a", 0), ("tap", "z-a", 0), ("untie", 1), ("type", "z-c", 0),
])  # fmt: skip
def test_whatever_happens_a_code_ties_once_and_the_record_is_true(
    steps: list[tuple[object, ...]],
) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "laws.db")
        try:
            await seed(store, NOW)
            await put_people(store, Sealer(SECRET), [None, None])
            engine = await Engine.start(store, Sealer(SECRET), NOW)
            play = Play(store, engine)
            for step in steps:
                await play.step(step)
            await play.holds()
        finally:
            await store.close()
