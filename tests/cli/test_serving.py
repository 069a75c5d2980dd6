"""`serve`: what it refuses to start without, and that a signal ends it cleanly."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.cli.conftest import Desk

ROOT = Path(__file__).parents[2]


async def _serve() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, stdout=-1, stderr=-1
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_service_cleanly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("NHACVIEC_PORT", "0")
    process = await _serve()
    assert process.stderr is not None
    lines: list[dict[str, str]] = []
    async for line in process.stderr:  # all of it is JSON: nobody looks at a terminal here
        lines.append(json.loads(line))
        if lines[-1]["action"] == "service.started":
            async with (
                aiohttp.ClientSession() as http,
                http.get(f"{lines[-1]['url']}/healthz") as answer,
            ):
                assert answer.status == 200
            process.send_signal(number)

    out, _ = await process.communicate()
    assert (process.returncode, out) == (0, b"")
    assert [line["action"] for line in lines][-2:] == ["service.stopping", "service.stopped"]
    assert [f.name for f in desk.folder.iterdir()] == ["nhacviec.db"]  # its log is folded in


async def test_a_taken_address_is_a_setting_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("NHACVIEC_PORT", str(taken.getsockname()[1]))
        process = await _serve()
        out, err = await process.communicate()

    last = err.decode().splitlines()[-1]
    assert (process.returncode, out) == (1, b"")
    assert last.startswith("nhacviec: NHACVIEC_HOST, NHACVIEC_PORT = 127.0.0.1:")
    assert "Traceback" not in err.decode()


def test_it_refuses_to_start_without_what_it_needs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "")
    monkeypatch.delenv("NHACVIEC_ZALO__OPENAPI_URL")

    result = desk.run("serve")

    assert result.exit_code == 1
    assert [line.split()[1] for line in result.stderr.splitlines()] == [
        "NHACVIEC_SECRET_KEY",
        "NHACVIEC_CLOCK",
    ]
    assert list(desk.folder.iterdir()) == []
