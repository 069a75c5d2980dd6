"""The door: either secret and either first term open it, and whatever Zalo's console tries is answered 200."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.clock import DrivenClock
from bot.inbox import Doorkeeper
from bot.metrics import WEBHOOK_SIGNATURES
from bot.web.webhook import SecretsFor, zalo_webhook
from bot.zalo.signature import sign
from db.sqlite import SqliteStore

APP, OA = "1000", "2000"
STATED = "1742173200000"
SECRETS = {"oa": "secret of the page", "app": "secret of the app"}


def ours(app_id: str, oa_id: str) -> Mapping[str, str]:
    """The secrets of the one app there is."""
    return SECRETS if app_id == APP else {}


# What the developer console posts when an address is saved: parties nobody knows, the same id every time.
CONSOLE = {
    "app_id": APP,
    "event_name": "user_send_text",
    "timestamp": STATED,
    "sender": {"id": "246845883529197922"},
    "recipient": {"id": "388613280878808645"},
    "message": {"msg_id": "This is message id", "text": "This is testing message"},
}


def _event(**more: Any) -> bytes:
    raw = {"sender": {"id": "8001"}, "recipient": {"id": OA}, "message": {"msg_id": "m1"}}
    return json.dumps(CONSOLE | raw | more).encode()


async def _post(
    store: SqliteStore, clock: DrivenClock, secrets_for: SecretsFor, body: bytes, header: str
) -> int:
    app = web.Application()
    app.add_routes([zalo_webhook(Doorkeeper(store, lambda: None), clock, secrets_for)])
    async with TestClient(TestServer(app)) as client:
        headers = {"X-ZEvent-Signature": header}
        answer = await client.post("/webhook/zalo", data=body, headers=headers)
        return answer.status


async def _kept(store: SqliteStore) -> int:
    return len(await store.all("new_events", limit=10))


@pytest.mark.parametrize("secret", ["oa", "app"])
@pytest.mark.parametrize(("term", "value"), [("app_id", APP), ("oa_id", OA)])
async def test_each_recipe_opens_and_is_told(
    store: SqliteStore, clock: DrivenClock, term: str, value: str, secret: str
) -> None:
    header = f"mac={sign(value, _event(), STATED, SECRETS[secret])}"
    counter = WEBHOOK_SIGNATURES.labels(term, secret)
    before = counter._value.get()
    with capture_logs() as logs:
        assert await _post(store, clock, ours, _event(), header) == 200

    assert await _kept(store) == 1
    assert counter._value.get() == before + 1
    told = [line for line in logs if line["event"] == "webhook.signed_by"]
    assert [line["recipe"] for line in told] == [f"{term} and the {secret} key"]
    assert not any(value in str(logs) for value in SECRETS.values())


@pytest.mark.parametrize("secret", ["secret of the page", "secret of the app", "another", ""])
async def test_the_test_of_the_console_is_answered_200(
    store: SqliteStore, clock: DrivenClock, secret: str
) -> None:
    body = json.dumps(CONSOLE).encode()
    header = f"mac={sign(APP, body, STATED, secret)}"

    assert await _post(store, clock, ours, body, header) == 200
    assert await _kept(store) == (secret in SECRETS.values())


async def test_each_account_has_secrets_of_its_own(store: SqliteStore, clock: DrivenClock) -> None:
    asked = []

    def secrets_for(app_id: str, oa_id: str) -> Mapping[str, str]:
        asked.append((app_id, oa_id))
        return {"oa": "secret of the second"} if oa_id == "3000" else {}

    body = _event(recipient={"id": "3000"})
    header = sign(APP, body, STATED, "secret of the second")
    assert await _post(store, clock, secrets_for, body, header) == 200
    header = sign(APP, _event(), STATED, "secret of the second")
    assert await _post(store, clock, secrets_for, _event(), header) == 200

    assert asked == [(APP, "3000"), (APP, OA)]
    assert await _kept(store) == 1
