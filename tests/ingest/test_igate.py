"""The pull from a connector, against a strict stand-in: tokens, both forms of the list, failures, writing back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.config import IgateSettings
from bot.engine import Engine
from bot.http import make_wire
from bot.ingest.igate import IgateClient, IgateProblem, IgatePull
from db.items import items_by_code
from tests.ingest.pushing import ITEM, NOW, province

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


class Connector:
    """A connector that takes nothing but what is by the book."""

    def __init__(self) -> None:
        self.list: object = [PULLED]
        self.lasts: object = 3600
        self.calls: list[tuple[str, Any]] = []
        self.valid: set[str] = set()
        self.broken: int | bytes = 0
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
        return web.json_response({"code": 0})

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


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"Total": 1, "Data": rows}])
async def test_both_forms_of_the_list(tmp_path: Path, wrap: Any) -> None:
    async with desk(tmp_path) as at:
        at.connector.list = wrap([PULLED])
        assert await at.pull.pull_due(NOW) == 1
        items = await items_by_code(at.engine.store, CODE)
        assert {i.key for i in items} == {f"dossier:{CODE}", f"step:{CODE}:1", f"apology:{CODE}"}
        assert at.woken == 1
        assert at.connector.asked() == ["login", "laydanhsachhoso"]


async def test_it_pulls_when_it_is_time_and_keeps_its_token_while_it_lasts(tmp_path: Path) -> None:
    async with desk(tmp_path, every=15) as at:
        at.connector.lasts = "1800"  # seconds, as text
        await at.pull.pull_due(NOW)
        await at.pull.pull_due(NOW + 899)
        assert at.connector.asked() == ["login", "laydanhsachhoso"]
        await at.pull.pull_due(NOW + 900)
        assert at.connector.asked() == ["laydanhsachhoso"]
        await at.pull.pull_due(NOW + 1800)
        assert at.connector.asked() == ["login", "laydanhsachhoso"]


async def test_a_token_that_is_no_longer_taken_is_renewed_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.pull.pull_due(NOW)
        at.connector.asked()
        at.connector.valid.clear()
        assert await at.pull.pull_due(NOW + 900) == 1
        assert at.connector.asked() == ["laydanhsachhoso", "login", "laydanhsachhoso"]


@pytest.mark.parametrize(
    "broken", [500, 401, 403, 302, b"", b"<html>", b'{"x": 1}', b'"x"', b"[" * 9999]
)
async def test_a_failing_connector_calls_a_person_the_third_time(
    tmp_path: Path, broken: int | bytes
) -> None:
    async with desk(tmp_path) as at:
        at.connector.broken = broken
        with capture_logs() as logs:
            for n in range(3):
                assert await at.alarms() == []
                assert await at.pull.pull_due(NOW + n * 900) == 0
        assert await at.alarms() == ["igate"]
        assert SECRET not in str(logs)
        assert "127.0.0.1" not in str(logs)
        at.connector.broken = 0
        assert await at.pull.pull_due(NOW + 2700) == 1
        assert await at.alarms() == []


async def test_a_connector_that_is_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        away = at.settings.model_copy(update={"url": "http://127.0.0.1:9"})
        pull = IgatePull(at.engine, at.wire, away)
        for n in range(3):
            assert await pull.pull_due(NOW + n * 900) == 0
        assert await at.alarms() == ["igate"]


async def test_a_wrong_secret_is_a_failure_too(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        wrong = at.settings.model_copy(update={"client_secret": SecretStr("x")})
        with pytest.raises(IgateProblem, match="login: HTTP 400"):
            await IgateClient(at.wire, wrong).dossiers(NOW)


async def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        none = at.settings.model_copy(update={"url": ""})
        assert await IgatePull(at.engine, at.wire, none).pull_due(NOW) == 0
        assert at.connector.asked() == []


async def test_bad_items_stop_nobody_and_the_unit_of_the_settings_takes_the_homeless(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, unit="X2", statuses={"17": 5}) as at:
        at.connector.list = [
            PULLED | {"NgayTiepNhan": "hôm qua"},
            7,
            PULLED | {"TrangThaiHoSo": 17},
        ]
        assert await at.pull.pull_due(NOW) == 1
        (item,) = [i for i in await items_by_code(at.engine.store, CODE) if i.kind != "apology"]
        assert item.state == "suspended"
        assert at.engine.snapshot.directory.units[item.unit_id].code == "X2"


async def test_nothing_is_written_unless_it_is_allowed(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        client = IgateClient(at.wire, at.settings)
        for tell in (client.tell_status, client.tell_progress):
            with pytest.raises(IgateProblem, match="not enabled"):
                await tell([{"MaHoSo": CODE, "TrangThai": 9}], NOW)
        await at.pull.pull_due(NOW)
        assert at.connector.asked() == ["login", "laydanhsachhoso"]


async def test_what_was_stored_is_acknowledged_once_where_writing_is_allowed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, write_back=True) as at:
        await at.pull.pull_due(NOW)
        told = at.connector.calls[-1]
        assert told == (
            "hoso/xacnhantrangthainhan",
            [{"MaHoSo": CODE, "TrangThaiNhanHoSo": 1}],
        )
        at.connector.asked()
        await at.pull.pull_due(NOW + 900)
        assert at.connector.asked() == ["laydanhsachhoso"]
        client = IgateClient(at.wire, at.settings)
        await client.tell_status([{"MaHoSo": CODE, "TrangThai": 9}], NOW)
        await client.tell_progress([{"MaHoSo": CODE, "TrangThai": 4}], NOW)
        assert at.connector.asked() == ["login", "hoso/capnhattrangthai", "hoso/capnhatientrinh"]
