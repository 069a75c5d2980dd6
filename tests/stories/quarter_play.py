"""Plays the script of a quarter to the real service on the stage, and looks at what it decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx

from bot.config import HarmSettings
from db.items import items_by_code
from db.records import WorkItem
from db.words import Answer
from handlers.payload import Payload
from schedules.civil import to_civil
from tests.stories.quarter_dossiers import Row
from tests.stories.quarter_oracle import Item, Told, World
from tests.stories.quarter_script import (
    FROM,
    MORE_PEOPLE,
    MORE_UNITS,
    PROCEDURES,
    TO,
    Event,
)
from tests.stories.stage import PEOPLE, PEOPLE_COLUMNS, UNITS, Stage

KINDS = ("step", "dossier", "supplement", "report")
NAMES = {code: name for code, name, *_ in (*UNITS, *MORE_UNITS)}
FEED = ("mot-cua", "mat-khau-mau")
NO_BOUND = HarmSettings(per_hour=10_000, per_day=10_000, same_text_times=10_000)
TOUCH = timedelta(days=6)  # so often everybody looks at the chat: its windows stay open
T = TypeVar("T")
Seen = dict[Told, tuple[str, str, str, str]]  # first fate and reason, last fate and reason


def _civil(at: int) -> datetime:
    return to_civil(at).replace(tzinfo=None)


def _packed(at: datetime | None) -> str:
    return f"{at:%Y%m%d%H%M%S}" if at else ""


def _dossier_row(row: Row) -> dict[str, object]:
    asked = {"NgayBoSung": _packed(row.asked), "NgayTiepNhanBoSung": _packed(row.handed_in)}
    return {
        "MaHoSo": row.code,
        "MaTTHC": row.procedure,
        "TenTTHC": "Thủ tục mẫu",
        "NgayTiepNhan": _packed(row.received),
        "NgayHenTra": _packed(row.due),
        "TrangThaiHoSo": str(row.status),
        "NgayKetThucXuLy": _packed(row.finished),
        "NgayTra": _packed(row.returned),
        "DonViXuLy": NAMES[row.unit],
        "DanhSachHoSoBoSung": [asked] if row.asked else [],
    }


def _step_row(event: Event) -> dict[str, object]:
    return {
        "MaHoSo": event.code,
        "NguoiXuLy": "Một cửa",
        "ThoiDiemXuLy": _packed(event.done_at),
        "NoiDungXuLy": "Chuyển xử lý",
        "TrangThai": "4",
    }


class Swift(Stage):
    """The stage for a long play: the slow round once a day instead of at every turn."""

    _cared: str = ""
    _delivered: int = 0

    async def settle(self) -> None:
        """Let every stage do what there is to do now."""
        day = f"{to_civil(self.clock.now()):%d/%m/%Y}"
        if day != self._cared:
            self._cared = day
            await super().settle()
            return
        service = self.service
        await service.handle_pass()
        await service.plan_pass()
        written = await service.store.value("last_message_id")
        if written == self._delivered:
            return
        self._delivered = written
        await service.deliver_pass()
        await self.sandbox.settle()
        await service.handle_pass()  # what the phones said of it


class Quarter:
    """The service on the stage, and the script that is played to it."""

    def __init__(self, stage: Stage, sender: httpx.AsyncClient) -> None:
        self.stage = stage
        self.sender = sender
        self._touch = FROM

    async def prepare(self) -> None:
        """Further units and people, the procedures, who opens the chat."""
        stage = self.stage
        for _, name, title, _, _, zalo in MORE_PEOPLE:
            if zalo:
                stage.world.add_person(zalo, name, title, last_interaction=stage.clock.now())
        await stage.load("units", ("code", "name", "level", "parent", "hours"), MORE_UNITS)
        await stage.load("people", PEOPLE_COLUMNS, MORE_PEOPLE)
        rows = [
            (p.code, "Thủ tục mẫu", str(n), s.name, s.title, str(s.hours), s.counts)
            for p in PROCEDURES.values()
            for n, s in enumerate(p.steps, start=1)
        ]
        columns = ("code", "name", "seq", "step", "role", "hours", "counts")
        await stage.load("procedures", columns, rows)
        async with stage.service.store.tx() as tx:
            for p in PROCEDURES.values():
                await tx.run(
                    "set_procedure",
                    procedure_code=p.code,
                    total_minutes=None,
                    after_pause="restart" if p.restart else "resume",
                    supplement_days=p.supplement_days,
                )

    async def play(self, events: list[Event]) -> None:
        """Everything at its time; each event is followed by all that it causes."""
        for event in events:
            await self._until(event.at)
            if event.what == "row":
                assert event.row is not None
                await self._push("DongBoHoSoMC", _dossier_row(event.row))
            elif event.what == "step":
                await self._push("CapNhatTienDoHoSoMC", _step_row(event))
            else:
                await self._answer(event)
        await self._until(TO)

    async def _until(self, at: datetime) -> None:
        while self._touch + TOUCH < at:
            self._touch += TOUCH
            await self.stage.until(f"{self._touch:%d/%m/%Y %H:%M}")
            for *_, zalo in (*PEOPLE, *MORE_PEOPLE):
                if zalo:
                    await self.stage.world.phone(zalo).follows()
        await self.stage.until(f"{at:%d/%m/%Y %H:%M}")

    async def _push(self, service: str, row: dict[str, object]) -> None:
        url = f"{self.stage.service.url}/feeds/dvcqg/{service}"
        told = (await self.sender.post(url, json=[row])).json()
        assert told["error_code"] == "0", told
        await self.stage.settle()

    async def _answer(self, event: Event) -> None:
        service = self.stage.service
        items = await items_by_code(service.store, event.code)
        item = next((i for i in items if i.key == event.item), None)
        if item is None:
            return
        person = service.engine.snapshot.directory.people_by_code[event.who]
        button = Payload(Answer(event.said), item.id, item.version, person.id, event.reason)
        await self.stage.types(event.who, service.signer.write(button))

    async def reports(self, world: World) -> dict[str, Item]:
        """The reports there are, as the duties say: whose, from when, due when. Their ladders are for the second opinion."""
        directory = self.stage.service.engine.snapshot.directory
        found = {}
        for row in self._look("SELECT * FROM item WHERE kind = 'report'"):
            item = WorkItem(*row)
            unit, to = (directory.units.get(u or 0) for u in (item.unit_id, item.to_unit_id))
            assert unit is not None
            found[item.key] = Item(
                world,
                item.key,
                item.kind,
                unit.code,
                _civil(item.starts_at),
                _civil(item.due_at),
                "open",
                self.stage.who(item.assignee_id) if item.assignee_id else "",
                to_unit=to.code if to else "",
            )
        return found

    def _look(self, sql: str) -> list[Any]:
        rows: list[Any] = self.stage.service.store._connections[1].execute(sql).fetchall()
        return rows

    async def seen(self) -> Seen:
        """Every notice of the kinds that are compared, with the first and the last word about it."""
        people = self.stage.service.engine.snapshot.directory.people
        rows = self._look(
            "SELECT i.key, n.version, n.rung, n.audience, n.person_id, n.rung_at, n.fate, n.reason,"
            " (SELECT j.fate || ' ' || j.reason FROM journal j WHERE j.notice_id = n.id ORDER BY j.id LIMIT 1)"
            " FROM notice n JOIN work_item i ON i.id = n.item_id"
        )
        found: Seen = {}
        for key, version, rung, audience, person, at, fate, reason, first in rows:
            if key.partition(":")[0] not in KINDS:
                continue
            name = rung.partition(":")[0]
            who = people[person].code if person else ""
            told = Told(key, version, name, audience, who, _civil(at))
            assert told not in found, told
            found[told] = (*first.split(), fate, reason)
        return found


async def at_once(_session: object, work: Callable[[], T]) -> T:
    """The database without its threads: nothing here runs side by side, and a play of thousands of turns is twice as fast."""
    return work()
