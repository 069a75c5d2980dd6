"""A strict stand-in for a connector of the iGate kind, and what pulls from it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.config import IgateSettings
from bot.engine import Engine
from bot.http import make_wire
from bot.ingest.igate import IgatePull
from tests.ingest.pushing import ITEM, province

NAME, SECRET = "nhac-viec", "bi-mat-mau"
CODE = "X1-260305-0001"
PULLED = {
    "MaHoSo": CODE,
    "TenChuHoSo": "Nguyễn Mẫu An",
    "SoGiayTo": "000000000001",
    "Email": "",
    "DienThoai": "0900500001",
    "NgayTiepNhan": "2026-03-05T09:10:00",
    "NgayHenTra": "2026-03-10T09:10:00",
    "TrangThaiHoSo": 4,
    "MaTTHC": ITEM["MaTTHC"],
    "EformId": 7,
}


PROGRESS = "hoso/capnhatientrinh"
PROGRESS_FIELDS = {
    "IDHoSo",
    "MaHoSo",
    "NguoiXuLy",
    "ThoiDiemXuLy",
    "PhongBanXuLy",
    "NoiDungXuLy",
    "TrangThai",
    "NgayBatDau",
    "NgayKetThucTheoQuyDinh",
}


class Connector:
    """A connector that takes nothing but what is by the book."""

    def __init__(self) -> None:
        self.list: object = [PULLED]
        self.lasts: object = 3600
        self.calls: list[tuple[str, Any]] = []
        self.valid: set[str] = set()
        self.broken: int | bytes = 0
        self.refuses: int | dict[str, object] = 0  # an answer to progress only
        self.bad_codes: set[str] = set()  # dossiers whose progress is not taken
        self.progress: list[dict[str, Any]] = []
        self.app = web.Application()
        self.app.router.add_post("/ig/connector/connector/v1/{path:.*}", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        path, body = request.match_info["path"], json.loads(await request.read())
        assert request.headers["Content-Type"] == "application/json"
        self.calls.append((path, body))
        if isinstance(self.broken, bytes):
            return web.Response(body=self.broken)
        if self.broken:
            return web.Response(status=self.broken)
        return self._answer(path, body, request.headers.get("Authorization", ""))

    def _answer(self, path: str, body: Any, bearer: str) -> web.Response:
        if path == "login":
            if body != {"client_id": NAME, "client_secret": SECRET}:
                return web.Response(status=400)
            token = f"token-{len(self.calls)}"
            self.valid.add(token)
            told = {"access_token": token, "expires_in": self.lasts, "token_type": "Bearer"}
            return web.json_response(told)
        if bearer.removeprefix("Bearer ") not in self.valid:
            return web.Response(status=401)
        if path == "laydanhsachhoso":
            assert body == {"TrangThaiHoSo": "", "MaTTHC": "", "HinhThucTiepNhan": ""}
            return web.json_response(self.list)
        assert isinstance(body, list)
        return self._take_progress(body) if path == PROGRESS else web.json_response({"code": 0})

    def _take_progress(self, rows: list[dict[str, Any]]) -> web.Response:
        for row in rows:
            assert set(row) == PROGRESS_FIELDS
            assert isinstance(row["TrangThai"], int)
        if isinstance(self.refuses, dict):
            return web.json_response(self.refuses)
        if self.refuses:
            return web.Response(status=self.refuses)
        if any(row["MaHoSo"] in self.bad_codes for row in rows):
            return web.Response(status=400)
        self.progress += rows
        return web.json_response({"code": 0, "message": "", "data": None})

    def asked(self) -> list[str]:
        """The paths called since the last look."""
        paths = [path for path, _ in self.calls]
        self.calls.clear()
        return paths


class Desk:
    """The pull with all it needs."""

    def __init__(self, engine: Engine, connector: Connector, url: str, **more: Any) -> None:
        self.engine = engine
        self.connector = connector
        self.wire = make_wire()
        self.woken = 0
        self.settings = IgateSettings(
            url=url, client_id=NAME, client_secret=SecretStr(SECRET), **more
        )
        self.pull = IgatePull(engine, self.wire, self.settings, self.wake)

    def wake(self) -> None:
        """Something was stored."""
        self.woken += 1

    async def alarms(self) -> list[str]:
        """The open ones."""
        return [row[0] for row in await self.engine.store.all("open_alarms")]


@asynccontextmanager
async def desk(folder: Path, **more: Any) -> AsyncIterator[Desk]:
    """A connector, a store, and what pulls between them."""
    engine, connector = await province(folder), Connector()
    async with TestServer(connector.app) as server:
        found = Desk(engine, connector, str(server.make_url("/ig/")), **more)
        yield found
        await found.wire.aclose()
    await engine.store.close()
