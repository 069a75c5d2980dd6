"""The SMS gateway at the stand-in: what it refuses, remembers, charges, tells when asked and reports by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import Fault
from bot.sandbox.sms import parts_of
from bot.sandbox.sms_api import SEND, STATUS
from bot.sandbox.sms_reports import PAUSE_S, RETRIES, SmsReports
from bot.sms.text import length
from schedules.errors import RejectedInput
from tests.sandbox.stage import HEAD, OFFICER, Stage, staged

KEY, SECRET, BRAND = "khoa-gia", "mat-khau-gia", "UBND-MAU"
NUMBER, NOBODY = "0900000001", "0900000009"
GOOD: dict[str, Any] = {
    "ApiKey": KEY,
    "SecretKey": SECRET,
    "Phone": NUMBER,
    "Content": "De nghi dong chi xu ly ho so H01-0001.",
    "Brandname": BRAND,
    "SmsType": "2",
    "IsUnicode": "0",
    "Sandbox": "0",
    "RequestId": "nv-1",
}


class Gateway:
    """A customer that calls, and the address that reports go to."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.desk = stage.world.sms
        self.account = self.desk.open(KEY, SECRET, BRAND)
        self.reports: list[dict[str, str]] = []
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        assert request.method == "GET"
        self.reports.append(dict(request.query))
        return web.Response()

    async def send(self, **changes: Any) -> dict[str, Any]:
        body = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
        return await self.post(json=body)

    async def post(self, **more: Any) -> dict[str, Any]:
        async with self.stage.client.session.post(self.stage.client.url + SEND, **more) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def status(self, sms_id: str, **changes: str) -> dict[str, Any]:
        query = {"RefId": sms_id, "ApiKey": KEY, "SecretKey": SECRET, **changes}
        address = self.stage.client.url + STATUS
        async with self.stage.client.session.get(address, params=query) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    def texts(self, user_id: str = OFFICER) -> list[str]:
        return [message.text for message in self.stage.world.phone(user_id).sms]


@asynccontextmanager
async def opened() -> AsyncIterator[Gateway]:
    async with staged() as stage:
        stage.world.person(OFFICER).phone_number = f"84{NUMBER[1:]}"
        made = Gateway(stage)
        app = web.Application()
        app.router.add_route("*", "/report", made.hear)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/report"
        try:
            yield made
        finally:
            await runner.cleanup()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({}, "100", id="good"),
        pytest.param({"SmsType": 2, "IsUnicode": 0}, "100", id="numbers as numbers"),
        pytest.param({"IsUnicode": None, "Sandbox": None, "RequestId": None}, "100", id="least"),
        pytest.param({"Content": "Đề nghị xử lý.", "IsUnicode": "1"}, "100", id="diacritics told"),
        pytest.param({"ApiKey": "x"}, "101", id="unknown key"),
        pytest.param({"SecretKey": "x"}, "101", id="wrong secret"),
        pytest.param({"Brandname": "ubnd-khac"}, "104", id="unknown brand"),
        pytest.param({"SmsType": None}, "300", id="no type"),
        pytest.param({"SmsType": "1"}, "118", id="advertising"),
        pytest.param({"Phone": "84900000001"}, "108", id="84"),
        pytest.param({"Phone": "+84900000001"}, "108", id="plus"),
        pytest.param({"Phone": "0212345678"}, "108", id="landline"),
        pytest.param({"Phone": "0900000001,0900000002"}, "108", id="two numbers"),
        pytest.param({"Content": " "}, "146", id="no text"),
        pytest.param({"Content": "Đề nghị"}, "146", id="diacritics not told"),
        pytest.param({"IsUnicode": "1"}, "146", id="plain, told as diacritics"),
        pytest.param({"Content": "ha\u0323n", "IsUnicode": "1"}, "146", id="not composed"),
        pytest.param({"Content": "Vay tien nhanh"}, "201", id="banned word"),
        pytest.param({"Phone": "0900000003"}, "99", id="blocked number"),
        pytest.param({"Phone": "0900000004"}, "177", id="network without this brand"),
    ],
)
async def test_each_refusal_has_its_code(changes: dict[str, Any], code: str) -> None:
    async with opened() as gateway:
        gateway.desk.banned.add("vay tien")
        gateway.desk.refused |= {"0900000003": "99", "0900000004": "177"}
        answer = await gateway.send(**changes)

        assert answer["CodeResult"] == code
        assert len(gateway.texts()) == (code == "100")
        assert ("SMSID" in answer) == (code in ("100", "146"))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"json": {**GOOD, "Message": "x"}}, id="unknown field"),
        pytest.param({"json": {**GOOD, "SendDate": "2025-03-18 08:00:00"}}, id="scheduled"),
        pytest.param({"json": {n: v for n, v in GOOD.items() if n != "Phone"}}, id="no phone"),
        pytest.param({"json": {**GOOD, "Phone": [NUMBER]}}, id="a list"),
        pytest.param({"json": {**GOOD, "IsUnicode": True}}, id="a truth"),
        pytest.param({"json": {**GOOD, "Sandbox": "2"}}, id="a third state"),
        pytest.param({"json": {**GOOD, "RequestId": "x" * 51}}, id="long id"),
        pytest.param({"json": {**GOOD, "CallbackUrl": "mau.example"}}, id="no address"),
        pytest.param({"json": []}, id="no object"),
        pytest.param({"data": GOOD}, id="a form"),
        pytest.param(
            {"data": b"{", "headers": {"Content-Type": "application/json"}}, id="half a body"
        ),
    ],
)
async def test_what_cannot_be_read_has_no_code(sent: dict[str, Any]) -> None:
    async with opened() as gateway:
        assert await gateway.post(**sent) == {"error": "Invalid request"}
        assert gateway.desk.taken == {}


async def test_a_request_id_is_known_for_a_day() -> None:
    async with opened() as gateway:
        first = await gateway.send()
        gateway.stage.after(24 * 3600 - 1)
        repeated = await gateway.send(Content="Khac.")
        gateway.stage.after(1)
        later = await gateway.send()

        assert (first["CodeResult"], later["CodeResult"]) == ("100", "100")
        assert repeated["CodeResult"] == "124"
        assert "SMSID" not in repeated
        assert gateway.texts() == [GOOD["Content"]] * 2


async def test_what_was_refused_may_come_again_under_its_id() -> None:
    async with opened() as gateway:
        await gateway.send(Brandname="khac")

        assert (await gateway.send())["CodeResult"] == "100"


async def test_the_trial_switch_checks_and_does_nothing_else() -> None:
    async with opened() as gateway:
        gateway.account.purse = 350
        tried = await gateway.send(Sandbox="1")
        wrong = await gateway.send(Sandbox="1", Brandname="khac")

        assert (tried["CodeResult"], wrong["CodeResult"]) == ("100", "104")
        assert (await gateway.status(tried["SMSID"]))["CodeResponse"] == "105"
        assert (gateway.texts(), gateway.account.purse) == ([], 350)
        assert (await gateway.send())["CodeResult"] == "100"


async def test_parts_are_charged_until_the_purse_is_empty() -> None:
    async with opened() as gateway:
        gateway.account.purse = 1000
        taken = await gateway.send(Content="a" * 161)
        refused = await gateway.send(Content="a" * 161, RequestId="nv-2")

        assert (taken["CodeResult"], refused["CodeResult"]) == ("100", "103")
        assert gateway.account.purse == 300
        assert (await gateway.status(taken["SMSID"]))["TotalPrice"] == 700


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 160, "a" * 161, "a" * 306, "a" * 307, "a" * 152 + "[" + "a" * 152, "€" * 80),
        *("€" * 81, "ạ" * 70, "ạ" * 71, "ạ" * 134, "ạ" * 135, "🙂" * 35, "🙂" * 36, "a\nb", "`"),
    ],
)
def test_its_count_agrees_with_ours(text: str) -> None:
    assert parts_of(text) == length(text).parts


async def test_a_locked_account_is_told_so_everywhere() -> None:
    async with opened() as gateway:
        gateway.account.active = False

        assert (await gateway.send())["CodeResult"] == "143"
        assert (await gateway.status("sms-1"))["CodeResponse"] == "143"


# --- on the phone ---


async def test_it_lands_on_the_phone_as_sms_and_nobody_at_zalo_hears_of_it() -> None:
    async with opened() as gateway:
        stage = gateway.stage
        await gateway.send()
        phone = stage.world.phone(OFFICER)
        [message] = phone.sms
        unseen = phone.person.unseen
        await phone.reads()
        await stage.sandbox.settle()

        assert (message.text, message.parcel.label, message.buttons) == (GOOD["Content"], BRAND, ())
        assert (unseen, phone.person.unseen) == (1, 0)
        assert (phone.received, phone.messages) == ([], [])
        assert stage.listener.heard == []
        assert gateway.texts(HEAD) == []


async def test_a_phone_without_zalo_gets_sms_and_nothing_else() -> None:
    async with opened() as gateway:
        world = gateway.stage.world
        world.add_person("p-1", "Lê Mẫu Không", phone_number=f"84{NOBODY[1:]}", zalo=False)
        await gateway.send(Phone=NOBODY)
        answer = await gateway.stage.client.send(
            {"recipient": {"user_id": "p-1"}, "message": {"text": "chào"}}
        )

        assert gateway.texts("p-1") == [GOOD["Content"]]
        assert answer["error"] != 0
        with pytest.raises(RejectedInput, match="no Zalo"):
            world.types("p-1", "chào")


async def test_an_unknown_number_is_accepted_and_lost() -> None:
    async with opened() as gateway:
        answer = await gateway.send(Phone=NOBODY, CallbackUrl=gateway.url)
        await gateway.stage.sandbox.settle()
        told = await gateway.status(answer["SMSID"])

        assert answer["CodeResult"] == "100"
        assert (told["SendStatus"], told["SendSuccess"], told["SendFailed"]) == (7, 0, 0)
        assert gateway.reports == []


# --- what became of it ---


async def test_the_report_comes_when_the_phone_is_on() -> None:
    async with opened() as gateway:
        stage = gateway.stage
        await stage.world.phone(OFFICER).switches_off()
        answer = await gateway.send(CallbackUrl=gateway.url)
        await stage.sandbox.settle()
        before = (await gateway.status(answer["SMSID"]))["SendStatus"]
        assert (gateway.texts(), gateway.reports) == ([], [])
        await stage.world.phone(OFFICER).switches_on()
        await stage.sandbox.settle()
        after = await gateway.status(answer["SMSID"])

        assert (before, after["SendStatus"], after["SendSuccess"]) == (7, 5, 1)
        assert gateway.texts() == [GOOD["Content"]]
        assert gateway.reports == [
            {
                "SMSID": answer["SMSID"],
                "RequestId": "nv-1",
                "SendStatus": "5",
                "SendSuccess": "1",
                "SendFailed": "0",
                "TotalPrice": "350",
                "TotalReceiver": "1",
                "TotalSent": "1",
                "TypeId": "2",
                "telcoid": "2",
                "phonenumber": NUMBER,
                "switchsmsid": "",
            }
        ]


async def test_without_an_address_nothing_is_reported() -> None:
    async with opened() as gateway:
        await gateway.send()
        await gateway.stage.sandbox.settle()

        assert (gateway.stage.sandbox.reports.delivered, gateway.reports) == (0, [])


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        pytest.param(TimeoutError(), RETRIES + 1, id="silence"),
        pytest.param(aiohttp.ClientConnectionError(), 1, id="nobody there"),
    ],
)
async def test_only_silence_is_tried_again(
    error: Exception, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as gateway:
        reports, tried = gateway.stage.sandbox.reports, []
        assert isinstance(reports, SmsReports)

        def fails(address: str, **more: Any) -> None:
            tried.append(address)
            raise error

        monkeypatch.setattr(reports._session, "get", fails)
        await gateway.send(CallbackUrl=gateway.url)
        for _ in range(RETRIES + 2):
            await gateway.stage.sandbox.settle()
            gateway.stage.after(PAUSE_S)

        assert tried == [gateway.url] * calls
        assert reports.lost == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({}, "100", id="known"),
        pytest.param({"RefId": "sms-0"}, "105", id="unknown"),
        pytest.param({"SecretKey": "x"}, "101", id="wrong secret"),
        pytest.param({"more": "x"}, None, id="unknown field"),
    ],
)
async def test_it_can_be_asked_about(changes: dict[str, str], code: str | None) -> None:
    async with opened() as gateway:
        sms_id = (await gateway.send())["SMSID"]

        assert (await gateway.status(sms_id, **changes)).get("CodeResponse") == code


async def test_after_a_week_nothing_is_known_any_more() -> None:
    async with opened() as gateway:
        sms_id = (await gateway.send())["SMSID"]
        gateway.stage.after(7 * 86_400 + 1)

        assert (await gateway.status(sms_id))["CodeResponse"] == "105"


# --- faults ---


async def test_a_lost_answer_leaves_the_message_taken_and_a_cut_one_does_not() -> None:
    async with opened() as gateway:
        faults = gateway.stage.sandbox.faults
        faults.set(Fault.ANSWER_LOST, path=SEND)
        with pytest.raises(aiohttp.ClientError):
            await gateway.send()
        faults.set(Fault.CUT, path=SEND)
        with pytest.raises(aiohttp.ClientError):
            await gateway.send(RequestId="nv-2")

        assert (await gateway.send())["CodeResult"] == "124"
        assert (await gateway.send(RequestId="nv-2"))["CodeResult"] == "100"


async def test_a_page_of_a_server_in_trouble_means_that_nothing_was_taken() -> None:
    async with opened() as gateway:
        gateway.stage.sandbox.faults.set(Fault.BAD_GATEWAY, path=SEND)
        address = gateway.stage.client.url + SEND
        async with gateway.stage.client.session.post(address, json=GOOD) as answer:
            assert answer.status == 502

        assert gateway.texts() == []
