"""A store with a small province and the feed's door before it, over HTTP."""

from __future__ import annotations

import csv
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import FeedSettings, Settings
from bot.engine import Engine
from bot.ingest.importing import run_import
from bot.seed import seed
from bot.web.feeds import feed_routes
from db.items import items_by_code
from db.records import WorkItem
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.stories.props import PROCEDURE, PROCESS
from tests.stories.stage import PEOPLE, PEOPLE_COLUMNS, SECRET, UNITS, instant

NAME, PASSWORD = "mot-cua", "mat-khau-mau"
NOW = instant("5/3/2026 15:00")  # a Thursday
CODE = "000.00.12.H01-260305-0003"
ITEM: dict[str, object] = {
    "MaHoSo": CODE,
    "MaTTHC": PROCEDURE,
    "TenTTHC": "Đăng ký khai sinh",
    "ChuHoSo": "Nguyễn Mẫu An",
    "SoGiayToChuHoSo": "000000000001",
    "SoDienThoai": "0900500001",
    "NgayNopHoSo": "20260305081200",
    "NgayTiepNhan": "20260305091000",
    "NgayHenTra": "20260310091000",
    "TrangThaiHoSo": "4",
    "DonViXuLy": "UBND xã Mẫu Một",
    "TaiLieuNop": [{"TenTepDinhKem": "can-cuoc.pdf"}],
    "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "Gia": "8000"}],
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000000001"}],
}
STEP: dict[str, object] = {
    "MaHoSo": CODE,
    "NguoiXuLy": "Trần Mẫu Lan",
    "ThoiDiemXuLy": "20260305143000",
    "NoiDungXuLy": "Chuyển xử lý",
    "TrangThai": "4",
    "NgayKetThucTheoQuyDinh": "20260306091000",
}


async def province(folder: Path, name: str = "feeds.db", now: int = NOW) -> Engine:
    """A new store with units, people and one internal process."""
    store, sealer = SqliteStore(folder / name), Sealer(SECRET)
    await seed(store, now)
    steps = [(PROCEDURE, "Đăng ký khai sinh", *step) for step in PROCESS]
    files: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
        "units": (("code", "name", "level", "parent"), UNITS),
        "people": (PEOPLE_COLUMNS, PEOPLE),
        "procedures": (("code", "name", "seq", "step", "role", "hours"), steps),
    }
    for kind, (header, rows) in files.items():
        path = folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        assert (await run_import(store, sealer, kind, path, now=now))["rejected"] == []
    return await Engine.start(store, sealer)


class Door:
    """The door, and a sender before it."""

    client: TestClient[Any, Any]

    def __init__(self, engine: Engine, clock: DrivenClock) -> None:
        self.engine = engine
        self.clock = clock
        self.woken = 0

    def wake(self) -> None:
        """Something was stored."""
        self.woken += 1

    async def post(
        self,
        path: str,
        body: object,
        *,
        auth: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = f"Basic {b64encode(':'.join(auth).encode()).decode()}"
        async with self.client.post(f"/feeds/dvcqg{path}", data=data, headers=sent) as answer:
            return answer.status, json.loads(await answer.read())

    async def session(self) -> str:
        """Log in."""
        status, told = await self.post("/login", {"username": NAME, "password": PASSWORD})
        assert (status, told["error_code"], told["message"]) == (200, "0", "")
        return str(told["session"])

    async def push(self, service: str, data: object, **more: object) -> dict[str, Any]:
        """In an envelope, by the book."""
        body = {"session": await self.session(), "madonvi": "H01", "service": service, "data": data}
        status, told = await self.post("", {**body, **more})
        assert status == 200
        return told

    async def items(self, code: str = CODE) -> dict[str, WorkItem]:
        """The work items of a code by their key."""
        return {item.key: item for item in await items_by_code(self.engine.store, code)}


@asynccontextmanager
async def opened(
    folder: Path, *, name: str = NAME, password: str = PASSWORD
) -> AsyncIterator[Door]:
    """A door on a province of its own."""
    engine = await province(folder)
    clock = DrivenClock(NOW, source=lambda: 0.0)
    settings = Settings(
        secret_key=SecretStr(SECRET),
        feed=FeedSettings(username=name, password=SecretStr(password)),
    )
    door = Door(engine, clock)
    app = web.Application(client_max_size=1024)  # that of the other routes
    app.add_routes(feed_routes(settings, clock, engine, door.wake))
    async with TestClient(TestServer(app)) as door.client:
        yield door
    await engine.store.close()
