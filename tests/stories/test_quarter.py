"""A whole quarter at speed – New Year, a swapped Saturday, Tết – against a second opinion of who must be told what and when.

Dossiers of a small province go through the real service from 31/12/2025 to 31/3/2026; `quarter_oracle` says on fingers, from the
policy document, what should have been decided. `NHACVIEC_QUARTER_DOSSIERS` and `NHACVIEC_QUARTER_SEED` draw other quarters.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from pydantic import SecretStr

from bot.config import FeedSettings, HarmSettings
from db.items import items_by_code
from db.records import WorkItem
from db.words import Answer
from handlers.payload import Payload
from schedules.civil import to_civil
from tests.slow_calendar import moment
from tests.stories.quarter_dossiers import Dossier, Row
from tests.stories.quarter_oracle import SECOND, Fate, Item, Told, World
from tests.stories.quarter_script import (
    FROM,
    MORE_PEOPLE,
    MORE_UNITS,
    PROCEDURES,
    TO,
    Event,
    the_quarter,
    the_world,
)
from tests.stories.stage import PEOPLE, PEOPLE_COLUMNS, UNITS, Stage

DOSSIERS = int(os.environ.get("NHACVIEC_QUARTER_DOSSIERS", "120"))
SEED = int(os.environ.get("NHACVIEC_QUARTER_SEED", "1"))
KINDS = ("step", "dossier", "supplement", "report")
NAMES = {code: name for code, name, *_ in (*UNITS, *MORE_UNITS)}
FEED = ("mot-cua", "mat-khau-mau")
NO_BOUND = HarmSettings(per_hour=10_000, per_day=10_000, same_text_times=10_000)
TOUCH = timedelta(days=6)  # so often everybody looks at the chat: its windows stay open
FLOOD = timedelta(hours=3)  # so long a single message may rest behind others

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


class _Swift(Stage):
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


class _Quarter:
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
        rows: list[Any] = self.stage.service.store._connections[1].execute(sql).fetchall()  # noqa: SLF001
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
            name = rung.partition("@")[0].partition(":")[0]
            who = people[person].code if person else ""
            told = Told(key, version, name, audience, who, _civil(at))
            assert told not in found, told
            found[told] = (*first.split(), fate, reason)
        return found


def _second_opinion(world: World, events: list[Event], reports: dict[str, Item]) -> list[Item]:
    for report in reports.values():  # watched from the day on which the service begins
        report.decided = max(report.decided, datetime.combine(FROM, time()) - SECOND)
        report.decide(FROM)
        report.stands(FROM)
    dossiers: dict[str, Dossier] = {}
    for event in events:
        if event.item in reports:
            reports[event.item].advance(event.at)
            reports[event.item].answer(event.who, event.said, event.reason, event.at)
            continue
        dossier = dossiers.setdefault(event.code, Dossier(world, PROCEDURES))
        for item in dossier.items.values():
            item.advance(event.at)
        if event.what == "row" and event.row:
            dossier.dossier_row(event.row, event.at)
        elif event.what == "step" and event.done_at:
            dossier.step_row(event.done_at, event.at)
        elif event.what == "answer" and event.item in dossier.items:
            dossier.items[event.item].answer(event.who, event.said, event.reason, event.at)
    items = [item for dossier in dossiers.values() for item in dossier.items.values()]
    items += reports.values()
    for item in items:
        item.advance(TO)
    return items


def _planned(first: tuple[str, str]) -> str:
    fate, reason = first
    if fate in ("waiting", "held"):
        return "speaks"
    return "merged" if fate == "merged" else reason


def _end(item: Item, told: Told, fate: Fate) -> set[str]:
    """What may have become of a rung that speaks: heard, or rightly not said any more when its turn came."""
    assert fate.send_at is not None
    turn = fate.send_at
    if turn > TO:
        return {"on its way"}
    last = turn + FLOOD
    words = {"heard" if fits else "overtaken" for fits in item.fits(told, turn, last)}
    return words | ({"on its way"} if last > TO else set())


def _what_became(fate: str, reason: str) -> str:
    if fate in ("waiting", "held"):
        return "on its way"
    if fate in ("sent", "merged"):
        return "heard"
    return "overtaken" if reason in ("item_closed", "superseded") else reason


def _differences(seen: Seen, items: list[Item]) -> list[str]:
    """Every difference, in words; none when both agree."""
    found = []
    owner = {told: item for item in items for told in item.told}
    for told in sorted(seen.keys() | owner.keys()):
        theirs = _planned(seen[told][:2]) if told in seen else "nothing"
        fate = owner[told].told[told] if told in owner else Fate("nothing")
        if theirs != fate.what:
            found.append(f"{_words(told)}: the service {theirs}, the second opinion {fate.what}")
        elif fate.what == "speaks":
            became = _what_became(*seen[told][2:])
            if became not in (right := _end(owner[told], told, fate)):
                found.append(f"{_words(told)}: {became} {seen[told][2:]}, rightly {right}")
    return found


def _words(told: Told) -> str:
    return f"{told.item} v{told.version} {told.rung} to {told.audience} {told.person} at {told.at:%a %d/%m %H:%M}"


async def _at_once(_session: object, work: Callable[[], T]) -> T:
    """The database without its threads: nothing here runs side by side, and a play of thousands of turns is twice as fast."""
    return work()


async def test_a_quarter_is_told_as_the_policy_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.sqlite._Session._do", _at_once)
    world = the_world()
    events = the_quarter(world, SEED, DOSSIERS)
    feed = FeedSettings(username=FEED[0], password=SecretStr(FEED[1]))
    more: dict[str, Any] = {"feed": feed, "harm": NO_BOUND}
    stage = _Swift(tmp_path, f"{FROM:%d/%m/%Y %H:%M}", **more)
    await stage.open()
    try:
        async with httpx.AsyncClient(auth=FEED) as sender:
            quarter = _Quarter(stage, sender)
            await quarter.prepare()
            await quarter.play(events)
            seen, reports = await quarter.seen(), await quarter.reports(world)
        await stage.sums_agree()
    finally:
        await stage.close()
    items = _second_opinion(world, events, reports)
    differences = _differences(seen, items)
    assert not differences, f"{len(differences)} of {len(seen)}:\n" + "\n".join(differences[:40])

    # The quarter was a lively one: every rung of the three ladders spoke or had its reason not to.
    fates = Counter(fate.what for item in items for fate in item.told.values())
    assert fates.keys() >= {"speaks", "merged", "promised", "answered", "not_linked"}, fates
    assert {item.state for item in items} == {"open", "claimed", "done", "suspended", "cancelled"}
    assert moment("10/01/2026 07:30") in {told.at for item in items for told in item.told}
