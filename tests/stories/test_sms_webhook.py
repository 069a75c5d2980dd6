"""At the door for SMS gateways: reports and messages from people, through HTTP, the inbox and the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.config import Settings
from bot.service import Service
from bot.sms.addresses import webhook_address, webhook_token
from bot.sms.arrivals import OPTED_OUT
from bot.sms.reports import install_id
from db.sqlite import connect
from tests.db.making import NOW, SECRET, put_message, put_notice, put_people
from tests.sms.gateways.stand import PHONE
from tests.sms.gateways.test_esms import CALLBACK
from tests.sms.gateways.test_making import settings as sms_settings
from tests.sms.test_inbound import KEY, QUERY, sign


class Door:
    """A service with eSMS and one message that it took, and a client that calls like the gateway does."""

    def __init__(self, service: Service, client: httpx.AsyncClient, path: Path) -> None:
        self.service = service
        self.client = client
        self.path = path
        self.address = f"{service.url}/webhook/sms/esms/{webhook_token(SECRET, 'esms')}"

    async def get(self, query: dict[str, str], address: str = "") -> httpx.Response:
        return await self.client.get(address or self.address, params=query)

    async def handle(self) -> None:
        await self.service.handle_pass()

    def rows(self, sql: str, **params: Any) -> list[Any]:
        conn = connect(self.path)
        try:
            return conn.execute(sql, params).fetchall()
        finally:
            conn.close()

    @property
    def message(self) -> tuple[str, int | None]:
        """State of the message, and when another road is looked for."""
        return self.rows("SELECT state, fallback_at FROM message WHERE id = 1")[0]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """State and note of each event."""
        return self.rows("SELECT state, note FROM event ORDER BY id")


@asynccontextmanager
async def door(folder: Path, state: str = "sent", **changes: Any) -> AsyncIterator[Door]:
    path = folder / "door.db"
    settings = Settings(
        database=f"sqlite:///{path}",
        secret_key=SecretStr(SECRET),
        port=0,
        sms=sms_settings("esms", inbound_key=KEY, **changes),
    )
    service = Service(settings, DrivenClock(NOW, source=lambda: 0.0))
    await service.start(loops=False)
    try:
        async with httpx.AsyncClient() as client:
            made = Door(service, client, path)
            await _furnish(made, state)
            yield made
    finally:
        await service.stop()


async def _furnish(made: Door, state: str) -> None:
    """Two people who share a phone, and a message to the first that went out as `s1`."""
    service = made.service
    await put_people(service.store, service.sealer, ["z-1", "z-2", "z-3"])
    key = service.sealer.lookup(PHONE)
    made.rows("UPDATE person SET phone_key = :key WHERE id < 3", key=key)
    async with service.store.tx() as tx:
        await put_message(tx, 1, "x", channel="sms", state=state)
        await put_notice(tx, 1, 1, 1)
    accepted = "accepted" if state == "sent" else None
    made.rows(
        "INSERT INTO attempt (message_id, number, started_at, ended_at, outcome, road, sender, provider_id) "
        "VALUES (1, 1, :at, :ended, :outcome, 'sms', 'esms', :id)",
        at=NOW,
        ended=NOW if accepted else None,
        outcome=accepted,
        id="s1" if accepted else None,
    )
    made.rows("UPDATE message SET fallback_at = :at", at=NOW + 1800)


def signed(**changes: str) -> dict[str, str]:
    query = {**QUERY, **changes}
    return {**query, "sign": sign(query, KEY)}


def said(response: httpx.Response) -> str | None:
    """What goes back to the phone."""
    if not response.content:
        return None
    return ElementTree.fromstring(response.content).findtext("Message")  # noqa: S314 - our own


# --- reports ---


async def test_a_report_is_stored_answered_and_handled(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        answer = await at.get(CALLBACK)
        before = at.message, at.notes
        await at.handle()

        assert answer.status_code == 200
        assert before == (("sent", NOW + 1800), [("new", "")])
        assert at.message == ("delivered", None)
        assert at.notes == [("handled", "delivered")]
        [[body]] = at.rows("SELECT body FROM event")
        assert b"912345678" not in body


async def test_the_same_report_five_times_is_one_event(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        answers = [await at.get(CALLBACK) for _ in range(5)]
        await at.handle()
        answers.append(await at.get(CALLBACK))
        await at.handle()

        assert {one.status_code for one in answers} == {200}
        assert at.notes == [("handled", "delivered")]


async def test_reports_in_the_wrong_order(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        await at.get(CALLBACK)
        await at.get({**CALLBACK, "SendStatus": "7", "SendSuccess": "0"})
        await at.handle()

        assert at.message == ("delivered", None)
        assert [note for _, note in at.notes] == ["delivered", "underway"]


async def test_finished_with_a_failure_takes_another_road(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        await at.get({**CALLBACK, "SendSuccess": "0", "SendFailed": "1"})
        await at.handle()

        assert at.message == ("sent", NOW)


async def test_a_report_before_our_commit_is_known_by_our_own_id(tmp_path: Path) -> None:
    async with door(tmp_path, state="sending") as at:
        ours = f"nv-{await install_id(at.service.store)}-1"
        await at.get({**CALLBACK, "RequestId": ours})
        await at.handle()

        assert at.message[0] == "delivered"
        assert at.rows("SELECT fate, reason FROM notice") == [("sent", "accepted")]
        assert await at.service.health.check_sums()


async def test_a_report_that_only_has_their_id_waits_until_we_know_it(tmp_path: Path) -> None:
    async with door(tmp_path, state="sending") as at:
        await at.get({**CALLBACK, "RequestId": ""})
        await at.handle()
        early = at.notes
        at.rows("UPDATE attempt SET provider_id = 's1', outcome = 'accepted', ended_at = 1")
        at.rows("UPDATE message SET state = 'sent'")
        await at.handle()

        assert early[0][0] == "new"
        assert at.message == ("delivered", None)


async def test_a_report_after_days(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        at.rows("UPDATE message SET channel = 'zbs_phone', state = 'delivered', fallback_at = NULL")
        at.service.clock.jump_to(NOW + 9 * 86_400)
        await at.get({**CALLBACK, "SendSuccess": "0", "SendFailed": "1"})
        await at.handle()

        assert at.message == ("delivered", None)
        assert at.rows("SELECT failed_at FROM attempt") == [(NOW + 9 * 86_400,)]


async def test_a_report_about_somebody_elses_message_is_set_aside(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        await at.get({**CALLBACK, "SMSID": "s77"})
        for _ in range(3):
            await at.handle()
        at.service.clock.jump_to(NOW + 60)
        await at.handle()

        assert at.message == ("sent", NOW + 1800)
        assert at.notes == [("ignored", "nothing known by this id")]


async def test_forms_and_json_are_read_as_well(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        form = await at.client.post(at.address, data=CALLBACK)
        failed = {**CALLBACK, "SMSID": "s2", "SendStatus": 5, "SendSuccess": 1}
        json = await at.client.post(at.address, json=failed)
        broken = await at.client.post(
            at.address, content=b"[" * 5000, headers={"content-type": "application/json"}
        )

        assert (form.status_code, json.status_code, broken.status_code) == (200, 200, 400)
        assert len(at.notes) == 2


# --- the door ---


async def test_a_wrong_token_and_an_unknown_gateway_learn_nothing(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        token = webhook_token(SECRET, "esms")
        strangers = [
            at.address[:-1] + ("a" if at.address[-1] != "a" else "b"),
            at.address.replace(token, "x"),
            at.address.replace(token, "%C3%A9"),
            at.address.replace("esms", "vnpt"),
            at.address.replace("/esms/", "/pigeon/"),
            at.address.replace(token, webhook_token("another secret", "esms")),
        ]
        answers = [await at.get(CALLBACK, address) for address in strangers]

        assert {(one.status_code, one.text) for one in answers} == {(404, "404: Not Found")}
        assert at.notes == []


async def test_a_gateway_that_is_not_chosen_has_no_door(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        other = f"{at.service.url}/webhook/sms/vnpt/{webhook_token(SECRET, 'vnpt')}"

        assert (await at.get(CALLBACK, other)).status_code == 404


@pytest.mark.parametrize("changes", [{"SMSID": ""}, {"SendStatus": "xong"}, {"SMSID": "s" * 200}])
async def test_what_cannot_be_read_is_not_kept(tmp_path: Path, changes: dict[str, str]) -> None:
    async with door(tmp_path) as at:
        answer = await at.get({**CALLBACK, **changes})

        assert (answer.status_code, answer.text) == (400, "400: Bad Request")
        assert at.notes == []


def test_the_address_is_made_from_the_secret_and_the_gateway() -> None:
    tokens = {webhook_token(s, g) for s in ("mot", "hai") for g in ("esms", "vnpt")}
    settings = Settings(secret_key=SecretStr("mot"), public_url="https://mau.example/")

    assert len(tokens) == 4
    assert webhook_address(settings, "esms").startswith("https://mau.example/webhook/sms/esms/")


# --- people ---


async def test_who_withdraws_is_told_so_once_and_gets_no_more(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        first = await at.get(signed(content="HUY"))
        lost = await at.get(signed(content="HUY"))
        await at.handle()
        again = await at.get(signed(content="stop", smsid="mo-2"))
        await at.handle()
        closed = at.rows("SELECT person_id, road, code, until FROM closed_road ORDER BY person_id")

        assert said(first) == said(lost)
        assert "ngung gui tin nhan" in (said(first) or "")
        assert first.headers["content-type"].startswith("text/xml")
        assert said(again) is None
        assert closed == [(1, "sms", OPTED_OUT, None), (2, "sms", OPTED_OUT, None)]
        assert at.notes == [("handled", "opted_out: 2")] * 2


async def test_who_writes_anything_else_learns_where_to_write(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        answer = await at.get(signed(content="Hồ sơ của tôi đâu?"))
        await at.handle()

        assert "Zalo" in (said(answer) or "")
        assert at.rows("SELECT count(*) FROM closed_road") == [(0,)]
        assert at.notes == [("handled", "not_read")]


async def test_a_stranger_who_withdraws_hears_the_same(tmp_path: Path) -> None:
    async with door(tmp_path) as at:
        answer = await at.get(signed(content="HUY", sender="84987654321"))
        await at.handle()

        assert "ngung gui tin nhan" in (said(answer) or "")
        assert at.notes == [("handled", "opted_out: 0")]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({**QUERY, "content": "HUY", "sign": "AAAA"}, id="forged"),
        pytest.param({**signed(content="HUY"), "sender": "84987654321", "content": "STOP"}, id="altered"),
        pytest.param({**QUERY, "sign": ""}, id="empty"),
    ],
)  # fmt: skip
async def test_a_message_that_is_not_signed_is_nobodys(
    tmp_path: Path, query: dict[str, str]
) -> None:
    async with door(tmp_path) as at:
        answer = await at.get(query)

        assert (answer.status_code, answer.text) == (404, "404: Not Found")
        assert at.notes == []
