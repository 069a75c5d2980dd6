"""`oa`: accounts are added, listed and authorized; secrets come in unseen and never go out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.clock import DrivenClock
from bot.sandbox import Sandbox, World
from db.glance import Glance
from db.sealing import Sealer
from tests.cli.conftest import SECRET, Desk

OA, SECOND = "2000000000000000001", "2000000000000000002"
APP, OTHER_APP = "1000000000000000001", "1000000000000000002"
CALLBACK = "https://nhacviec.example.vn/oauth/zalo"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account of the settings, without a pair."""
    values = {"OA_ID": OA, "APP_ID": APP, "APP_SECRET": "app-secret", "CALLBACK_URL": CALLBACK}
    for name, value in values.items():
        monkeypatch.setenv(f"NHACVIEC_ZALO__{name}", value)


def stored(desk: Desk, code: str) -> tuple[str, str | None, str | None, str | None]:
    """Name, app, and the two secrets of an account, opened."""
    with Glance(desk.database) as glance:
        (row,) = (row for row in glance.rows("accounts") if row[0] == code)
    opened = [None if sealed is None else Sealer(SECRET).open(sealed) for sealed in row[3:]]
    return row[1], row[2], opened[0], opened[1]


def listed(desk: Desk) -> dict[str, dict[str, object]]:
    return {record["code"]: record for record in desk.json("oa", "list", "--json")}


# --- add, list ---


def test_an_account_comes_after_the_one_of_the_settings(desk: Desk) -> None:
    added = desk.run("oa", "add", SECOND, "--name", "Sở Mẫu", stdin="\n")
    records = listed(desk)

    assert json.loads(added.stdout) == {"code": SECOND, "name": "Sở Mẫu", "created": True}
    assert list(records) == [OA, SECOND]
    assert [records[code]["default"] for code in records] == [True, False]
    assert records[SECOND]["app_id"] == APP
    assert records[SECOND]["problem"] == "no administrator has consented"


def test_secrets_come_from_standard_input_and_are_sealed(desk: Desk) -> None:
    added = desk.run(
        "oa", "add", SECOND, "--name", "Sở Mẫu", "--app-id", OTHER_APP, stdin="app-2\noa-2\n"
    )

    assert added.exit_code == 0, added.stderr
    assert stored(desk, SECOND) == ("Sở Mẫu", OTHER_APP, "app-2", "oa-2")
    assert b"app-2" not in desk.database.read_bytes()


def test_secrets_come_from_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_OA_APP_SECRET", "app-2")
    monkeypatch.setenv("NHACVIEC_OA_WEBHOOK_SECRET", "oa-2")
    desk.run("oa", "add", SECOND, "--name", "Sở Mẫu", "--app-id", OTHER_APP)

    assert stored(desk, SECOND) == ("Sở Mẫu", OTHER_APP, "app-2", "oa-2")


def test_adding_again_changes_what_is_given_and_keeps_the_rest(desk: Desk) -> None:
    desk.run("oa", "add", SECOND, "--name", "Sở", "--app-id", OTHER_APP, stdin="app-2\noa-2\n")
    again = desk.run("oa", "add", SECOND, "--name", "Sở Mẫu", stdin="oa-3\n")

    assert json.loads(again.stdout)["created"] is False
    assert stored(desk, SECOND) == ("Sở Mẫu", OTHER_APP, "app-2", "oa-3")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(["so-mau", "--name", "Sở Mẫu"], "code", id="no id"),
        pytest.param(["２０００００", "--name", "Sở Mẫu"], "code", id="wide digits"),
        pytest.param([SECOND, "--name", "  "], "name", id="no name"),
        pytest.param([SECOND, "--name", "Sở", "--app-id", "x"], "app-id", id="no app id"),
        pytest.param([SECOND, "--name", "Sở", "--app-id", OTHER_APP], "app-secret", id="no secret"),
    ],
)
def test_what_is_wrong_is_named(desk: Desk, arguments: list[str], named: str) -> None:
    result = desk.run("oa", "add", *arguments, stdin="\n\n")

    assert result.exit_code == 1
    assert named in result.stderr
    assert not desk.database.exists()


def test_the_table_shows_no_secret(desk: Desk) -> None:
    desk.run("oa", "add", SECOND, "--name", "Sở", "--app-id", OTHER_APP, stdin="app-2\noa-2\n")
    desk.run("oa", "authorize", SECOND, "--tokens", stdin="AT-secret\nRT-secret\n")
    table = desk.run("oa", "list").stdout + desk.run("oa", "list", "--json").stdout

    assert SECOND in table
    for secret in ("AT-secret", "RT-secret", "app-2", "oa-2", "app-secret"):
        assert secret not in table


def test_an_empty_list_says_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NHACVIEC_ZALO__OA_ID")
    desk.run("db", "upgrade")

    assert desk.json("oa", "list", "--json") == []
    assert "nhacviec oa add" in desk.run("oa", "list").stderr


# --- authorize ---


def test_a_pair_of_the_explorer_is_stored_and_its_age_shown(desk: Desk) -> None:
    result = desk.run("oa", "authorize", OA, "--tokens", stdin="AT-secret\nRT-secret\n")
    record = listed(desk)[OA]

    assert result.exit_code == 0, result.stderr
    assert "secret" not in result.stdout + result.stderr
    assert (record["authorized"], record["age_s"], record["problem"]) == (True, 0, None)
    assert record["expires_at"] == "2025-03-18T10:00:00+07:00"


@pytest.mark.parametrize("given", ["", "AT\n", "\nRT\n"])
def test_half_a_pair_is_not_taken(desk: Desk, given: str) -> None:
    result = desk.run("oa", "authorize", OA, "--tokens", stdin=given)

    assert result.exit_code == 1
    assert "both are needed" in result.stderr


def test_an_unknown_account_is_named(desk: Desk) -> None:
    for options in ([], ["--code"], ["--tokens"]):
        result = desk.run("oa", "authorize", SECOND, *options, stdin="a\nb\n")

        assert result.exit_code == 1
        assert SECOND in result.stderr
        assert "nhacviec oa add" in result.stderr


def test_code_and_tokens_exclude_each_other(desk: Desk) -> None:
    assert desk.run("oa", "authorize", OA, "--code", "--tokens").exit_code == 2


def test_without_a_callback_the_setting_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NHACVIEC_ZALO__CALLBACK_URL")
    result = desk.run("oa", "authorize", OA)

    assert result.exit_code == 1
    assert "NHACVIEC_ZALO__CALLBACK_URL" in result.stderr


@contextmanager
def sandbox() -> Iterator[str]:
    """The stand-in in a thread of its own, since commands run a loop of their own; its address."""
    loop = asyncio.new_event_loop()
    world = World(
        DrivenClock(1742176800, source=lambda: 0.0),
        app_id=APP,
        app_secret="app-secret",
        oa_id=OA,
        webhook_secret="oa-secret",
    )
    world.callback_url = CALLBACK
    thread = Thread(target=loop.run_forever)
    thread.start()
    running = Sandbox(world)
    try:
        asyncio.run_coroutine_threadsafe(running.start(), loop).result()
        yield running.api_url
    finally:
        asyncio.run_coroutine_threadsafe(running.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_consent_by_the_printed_link_and_the_pasted_address(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sandbox() as url:
        monkeypatch.setenv("NHACVIEC_ZALO__OAUTH_URL", url)
        printed = desk.run("oa", "authorize", OA)
        link = printed.stdout.strip()
        address = httpx.get(link, trust_env=False).headers["location"]
        done = desk.run("oa", "authorize", OA, "--code", stdin=f"{address}\n")
        again = desk.run("oa", "authorize", OA, "--code", stdin=f"{address}\n")

    code = parse_qs(urlsplit(address).query)["code"][0]
    assert link.startswith(f"{url}/v4/oa/permission?")
    assert "within ten minutes" in printed.stderr
    assert done.exit_code == 0, done.stderr
    assert listed(desk)[OA]["generation"] == 1
    assert again.exit_code == 1
    assert "ask for a new one" in again.stderr
    for said in (done, again):
        assert code not in said.stdout + said.stderr
