"""The pull from a connector, against a strict stand-in: tokens, both forms of the list, failures, writing back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.ingest.igate import IgatePull
from bot.ingest.igate_client import IgateClient, IgateProblem
from db.items import items_by_code
from tests.ingest.connecting import CODE, PULLED, SECRET, desk
from tests.ingest.pushing import NOW


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
        with pytest.raises(IgateProblem, match="not enabled"):
            await client.tell_progress([{"MaHoSo": CODE, "TrangThai": 4}], NOW)
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
