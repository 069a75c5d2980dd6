"""`doctor`: each symptom is seen, named and comes with its mend; nothing is changed and Zalo is not called."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import web

from bot.cli.doctor import ask
from bot.config import load
from db.sealing import Sealer
from db.sqlite import connect
from tests.cli.conftest import SECRET, Desk

NOW = 1742176800  # Monday 17/3/2025 09:00


def _found(desk: Desk, *options: str) -> tuple[int, dict[str, dict[str, str]]]:
    result = desk.run("doctor", "--json", *options)
    assert result.stderr == ""
    return result.exit_code, {finding["check"]: finding for finding in json.loads(result.stdout)}


def _change(desk: Desk, sql: str, **params: Any) -> None:
    conn = connect(desk.database)
    conn.execute(sql, params)
    conn.close()


def _account(desk: Desk, age: int, problem: str | None = None, secret: str = SECRET) -> None:
    _change(
        desk,
        "INSERT INTO sender_account (channel, code, access_sealed, refresh_sealed, refreshed_at, expires_at, "
        "generation, problem) VALUES ('zalo', 'mau', :sealed, :sealed, :at, :at + 90000, 3, :problem)",
        sealed=Sealer(secret).seal("a token"),
        at=NOW - age,
        problem=problem,
    )


@pytest.fixture
def healthy(province: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service that has been running: token, webhook, everything sent or given up."""
    monkeypatch.setenv("NHACVIEC_ZALO__WEBHOOK_SECRET", "webhook-secret")
    _account(province, age=3600)
    _change(
        province,
        "INSERT INTO event (key, source, name, body, received_at, state, attempts, note) "
        "VALUES ('k', 'zalo', 'user_send_text', x'', :at, 'handled', 1, '')",
        at=NOW - 600,
    )
    return province


def test_a_healthy_service_fails_nothing(healthy: Desk) -> None:
    before = healthy.database.read_bytes()

    status, found = _found(healthy)

    assert status == 0
    assert {f["status"] for f in found.values()} <= {"ok", "warn"}
    assert set(found) >= {"settings", "secret", "schema", "calendar", "policy", "token", "webhook", "outbox", "conservation", "clock", "people", "heads", "coordinators"}  # fmt: skip
    assert all(finding["mend"] for finding in found.values() if finding["status"] != "ok")
    assert healthy.database.read_bytes() == before
    text = healthy.run("doctor").stdout
    assert all(name in text for name in found)


@pytest.mark.parametrize(
    ("sql", "check", "status"),
    [
        ("UPDATE sender_account SET problem = 'invalid refresh token'", "token", "fail"),
        ("UPDATE sender_account SET refreshed_at = :now - 91 * 86400", "token", "fail"),
        ("UPDATE sender_account SET expires_at = :now - 60", "token", "warn"),
        ("DELETE FROM sender_account", "token", "fail"),
        ("DELETE FROM event", "webhook", "warn"),
        ("UPDATE event SET received_at = :now - 4 * 86400", "webhook", "warn"),
        ("UPDATE message SET not_before = :now - 1800 WHERE id = 1", "outbox", "warn"),
        ("UPDATE message SET not_before = :now - 9000 WHERE id = 1", "outbox", "fail"),
        ("UPDATE message SET state = 'unknown' WHERE id = 1", "outbox", "warn"),
        ("UPDATE event SET received_at = :now + 3600", "clock", "fail"),
        ("DELETE FROM calendar_day WHERE date > '2025-06-01'", "calendar", "warn"),
        ("DELETE FROM calendar_day", "calendar", "fail"),
        ("UPDATE policy SET body = '{}'", "policy", "fail"),
        ("UPDATE policy SET body = replace(body, '\"overdue\"', '\"wordless\"')", "policy", "fail"),
        ("UPDATE policy SET body = json_remove(body, '$.ladders.supplement')", "policy", "warn"),
        ("UPDATE person SET roles = 'officer' WHERE roles LIKE '%head%'", "heads", "warn"),
        ("DELETE FROM journal WHERE final = 1", "conservation", "fail"),
        ("DELETE FROM journal WHERE final = 1", "journal", "fail"),
        ("DELETE FROM _sqlite_migrations", "schema", "fail"),
    ],
)  # fmt: skip
def test_each_symptom_is_seen(healthy: Desk, sql: str, check: str, status: str) -> None:
    _change(healthy, sql, now=NOW)

    exit_status, found = _found(healthy)

    assert found[check]["status"] == status, found[check]
    assert found[check]["mend"]
    assert exit_status == int(status == "fail")


def test_another_secret_is_seen(healthy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "another-secret-of-this-test")

    status, found = _found(healthy)

    assert (status, found["secret"]["status"]) == (1, "fail")


def test_settings_that_cannot_be_read_are_all_there_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_PORT", "eighty")
    monkeypatch.setenv("NHACVIEC_SMS__GATEWAY", "pigeon")

    result = desk.run("doctor", "--json")

    findings = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(f["check"], f["status"]) for f in findings] == [("settings", "fail")] * 2


def test_a_missing_database_is_a_finding_and_none_is_made(desk: Desk) -> None:
    status, found = _found(desk)

    assert (status, found["database"]["status"], found["settings"]["status"]) == (1, "fail", "ok")
    assert list(desk.folder.iterdir()) == []


def test_online_without_anyone_there_fails(healthy: Desk) -> None:
    status, found = _found(healthy, "--online")

    assert (status, found["online"]["status"]) == (1, "fail")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": 0, "message": "Success", "data": {"name": "UBND tỉnh Mẫu"}}, "ok"),
        ({"error": -216, "message": "Access token is invalid"}, "fail"),
    ],
)
async def test_online_asks_who_the_token_belongs_to(
    answer: dict[str, Any], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def account(request: web.Request) -> web.Response:
        asked.append((request.path, request.headers["access_token"]))
        return web.json_response(answer)

    app = web.Application()
    app.router.add_get("/v2.0/oa/getoa", account)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("NHACVIEC_ZALO__OPENAPI_URL", f"http://127.0.0.1:{runner.addresses[0][1]}")

    found = await ask(load(), "a token")
    await runner.cleanup()

    assert found.status == status
    assert asked == [("/v2.0/oa/getoa", "a token")]
