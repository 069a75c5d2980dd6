"""The stage of the stories: the whole service, a sandbox with phones, and a clock that the story moves.

Everything between a duty and a phone is real – database, HTTP, signatures, tokens. Nothing runs by itself: `until`
moves the clock from one due instant to the next, and `settle` lets all stages finish before the story goes on.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import HoleSettings, LeaderSettings, Settings, ZaloSettings
from bot.health import read_sums
from bot.ingest.importing import run_import
from bot.sandbox import Limits, Sandbox, World
from bot.sandbox.model import Message
from bot.sandbox.phone import Phone
from bot.service import Service
from db.items import items_by_code
from db.records import WorkItem
from schedules.civil import parse_civil, to_instant

OA, APP = "2000000000000000001", "1000000000000000001"
SECRET = "a root secret of the stories"
QUIET_LEADERS = LeaderSettings(
    days=(), bad_overdue=1_000_000
)  # summaries have stories of their own
NO_HOLE_LISTS = HoleSettings(evening="")  # so have the evening lists
# The people of a small province; the last column is the Zalo id, empty for who is not linked.
UNITS = (
    ("T", "UBND tỉnh An Mẫu", "tinh", ""),
    ("S", "Sở Mẫu", "so", "T"),
    ("H", "UBND huyện Mẫu", "huyen", "T"),
    ("X1", "UBND xã Mẫu Một", "xa", "H"),
    ("X2", "UBND xã Mẫu Hai", "xa", "H"),
)
PEOPLE_COLUMNS = ("code", "name", "title", "unit", "roles", "zalo_user_id")
PEOPLE = (
    ("lan", "Trần Mẫu Lan", "Công chức văn phòng", "X1", "officer;coordinator", "z-lan"),
    ("binh", "Lê Mẫu Bình", "Chủ tịch UBND xã", "X1", "head", "z-binh"),
    ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "z-hoa"),
    ("nam", "Võ Mẫu Nam", "Công chức văn phòng", "X2", "officer;coordinator", "z-nam"),
    ("duc", "Đỗ Mẫu Đức", "Chủ tịch UBND xã", "X2", "head", "z-duc"),
    ("tam", "Ngô Mẫu Tâm", "Cán bộ đầu mối huyện", "H", "coordinator", "z-tam"),
    ("chi", "Mai Mẫu Chi", "Chủ tịch UBND huyện", "H", "head;leader", "z-chi"),
    ("an", "Hồ Mẫu An", "Trưởng phòng KSTTHC", "T", "coordinator", "z-an"),
    ("quy", "Lý Mẫu Quý", "Phó Chủ tịch UBND tỉnh", "T", "leader", "z-quy"),
    ("son", "Bùi Mẫu Sơn", "Chánh văn phòng sở", "S", "coordinator", "z-son"),
)


def instant(text: str) -> int:
    """`17/3/2025 08:00` in Vietnam."""
    return to_instant(parse_civil(text))


def number(zalo_id: str) -> str:
    """The telephone number of somebody of the story."""
    place = [row[-1] for row in PEOPLE].index(zalo_id)
    return f"849123450{place:02}"


class Stage:
    """What a story holds in its hands."""

    def __init__(self, folder: Path, start: str, **more: Any) -> None:
        self._more = more  # further settings; those of `zalo` beside the usual ones
        self.folder = folder
        self.clock = DrivenClock(instant(start), source=lambda: 0.0)
        self.world = World(
            self.clock,
            app_id=APP,
            app_secret="app-secret",
            oa_id=OA,
            webhook_secret="oa-secret",
            limits=Limits(requests_per_minute=100_000),
        )
        for _, name, title, unit, _, zalo in PEOPLE:
            self.world.add_person(
                zalo,
                name,
                f"{title} · {unit}",
                phone_number=number(zalo),
                last_interaction=self.clock.now(),
            )
        self.sandbox = Sandbox(self.world)
        self._read: dict[str, int] = {}

    async def open(self) -> None:
        """Start the sandbox, load the province, start the service."""
        await self.sandbox.start()
        pair = self.world.tokens.grant(OA)
        url = self.sandbox.api_url
        self.settings = Settings(
            database=f"sqlite:///{self.folder / 'story.db'}",
            secret_key=SecretStr(SECRET),
            port=0,
            zalo=ZaloSettings(
                app_id=APP,
                app_secret=SecretStr("app-secret"),
                oa_id=OA,
                webhook_secret=SecretStr("oa-secret"),
                access_token=SecretStr(pair.access_token),
                refresh_token=SecretStr(pair.refresh_token),
                openapi_url=url,
                business_url=url,
                oauth_url=url,
                **{"requests_per_minute": 1_000_000, **self._more.pop("zalo", {})},
            ),
            **{"leaders": QUIET_LEADERS, "holes": NO_HOLE_LISTS, **self._more},
        )
        await self.start_service()
        await self.load("units", ("code", "name", "level", "parent"), UNITS)
        people = [(*row, f"0{number(row[-1])[2:]}") for row in PEOPLE]
        await self.load("people", (*PEOPLE_COLUMNS, "phone"), people)

    async def start_service(self) -> None:
        """A new service on the same database."""
        self.service = Service(self.settings, self.clock)
        await self.service.start(loops=False)
        self.sandbox.courier.url = f"{self.service.url}/webhook/zalo"

    async def restart(self) -> None:
        """Stop the service and start another."""
        await self.service.stop()
        await self.start_service()

    async def close(self) -> None:
        """Stop everything."""
        await self.service.stop()
        await self.sandbox.stop()

    async def load(
        self, kind: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> dict[str, Any]:
        """Import rows as a file of `kind`."""
        path = self.folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        return await self.load_file(kind, path)

    async def load_file(self, kind: str, path: Path) -> dict[str, Any]:
        """Import a file."""
        return await run_import(
            self.service.store, self.service.sealer, kind, path, now=self.clock.now()
        )

    async def settle(self) -> None:
        """Let every stage do what there is to do now."""
        service = self.service
        await service.care_pass()
        while True:
            before = await self._fingerprint()
            await service.plan_pass()
            await service.deliver_pass()
            await self.sandbox.settle()
            await service.handle_pass()
            await service.deliver_pass()
            await self.sandbox.settle()
            if await self._fingerprint() == before:
                return

    async def _fingerprint(self) -> tuple[Any, ...]:
        store = self.service.store
        counts = (
            await store.all("message_counts"),
            await store.all("fate_counts"),
            await store.all("new_events", limit=1_000),
        )
        return (*counts, await store.value("last_message_id"))

    async def until(self, when: str) -> None:
        """Let time run until `when`, stopping at every instant at which something falls due."""
        target = instant(when)
        await self.settle()
        while True:
            coming = await self.service.store.value("next_due_instant", now=self.clock.now())
            if coming is None or coming > target:
                break
            self.clock.jump_to(coming)
            await self.settle()
        self.clock.jump_to(target)
        await self.settle()

    def phone(self, name: str) -> Phone:
        """Somebody's phone."""
        return self.world.phone(f"z-{name}")

    def hears(self, name: str, *words: str) -> Message:
        """The next unread message on a phone; it must contain all of these words."""
        unread = self.unread(name)
        assert unread, f"{name} hears nothing; expected {words}"
        message = unread[0]
        missing = [word for word in words if word not in message.text]
        assert not missing, f"{name} hears\n{message.text}\nwithout {missing}"
        self._read[name] = self._read.get(name, 0) + 1
        return message

    def unread(self, name: str) -> list[Message]:
        """What a phone received since it was last looked at."""
        return self.phone(name).received[self._read.get(name, 0) :]

    def silent(self, *names: str) -> None:
        """Nothing unread on these phones (all, when none is named)."""
        for name in names or [row[0] for row in PEOPLE]:
            unread = self.unread(name)
            assert not unread, f"{name} was to hear nothing, but: {[m.text for m in unread]}"

    def all_read(self, *names: str) -> None:
        """The story does not care what these phones received so far."""
        for name in names or [row[0] for row in PEOPLE]:
            self._read[name] = len(self.phone(name).received)

    async def taps(self, name: str, title: str) -> None:
        """Somebody taps a button of the newest message that has it, and the service reacts."""
        await self.phone(name).taps(title)
        await self.settle()

    async def types(self, name: str, text: str) -> None:
        """Somebody writes, and the service reacts."""
        await self.phone(name).types(text)
        await self.settle()

    async def item(self, code: str, unit: str | None = None) -> WorkItem:
        """The one item of a code (and unit)."""
        directory = self.service.engine.snapshot.directory
        items = [
            i
            for i in await items_by_code(self.service.store, code)
            if unit is None or directory.units[i.unit_id].code == unit
        ]
        assert len(items) == 1, f"{len(items)} items of {code}"
        return items[0]

    def who(self, person_id: int | None) -> str:
        """The code of a person."""
        return self.service.engine.snapshot.directory.people[person_id or 0].code

    async def answers(self, item: WorkItem) -> list[str]:
        """The answers given about an item, in order."""
        rows = await self.service.store.all("answers_of_item", item_id=item.id)
        return [row[2] for row in rows]

    async def sums_agree(self) -> None:
        """Nothing lost, nothing told twice: the conservation law holds."""
        sums = await read_sums(self.service.store)
        assert sums.agree, (vars(sums), sums.unjournaled)


@asynccontextmanager
async def staged(folder: Path, start: str, **more: Any) -> AsyncIterator[Stage]:
    """A stage for the length of a story; afterwards the sums are checked. `more` are settings of the service."""
    stage = Stage(folder, start, **more)
    await stage.open()
    try:
        yield stage
        await stage.sums_agree()
    finally:
        await stage.close()
