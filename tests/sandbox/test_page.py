"""The page of phones: what it serves, tells and lets one do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from bot.clock import Clock
from bot.sandbox import Button, Persona, page_app
from bot.sandbox.page import LEAD, STATIC
from tests.sandbox.stage import HEAD, OFFICER, Stage, staged

DONE = Button("Đã xong", "oa.query.hide", "#D.secret")


@dataclass
class Browser:
    """Speaks to the page as its script does."""

    stage: Stage
    url: str
    deadline: int | None = None

    async def get(self, path: str) -> Any:
        async with self.stage.client.session.get(f"{self.url}/{path}") as answer:
            assert answer.status == 200
            return await answer.json()

    async def post(self, path: str, data: Any) -> tuple[int, Any]:
        async with self.stage.client.session.post(f"{self.url}/{path}", json=data) as answer:
            return answer.status, await answer.json()

    async def next_deadline(self) -> int | None:
        return self.deadline


async def mounted(stage: Stage, browser: Browser, clock: Clock) -> web.AppRunner:
    app = web.Application()
    page = page_app(stage.sandbox, clock, next_deadline=browser.next_deadline)
    app.add_subapp("/sandbox", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    browser.url = f"http://127.0.0.1:{runner.addresses[0][1]}/sandbox"
    return runner


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with staged(personas={OFFICER: Persona.DILIGENT}) as stage:
        stage.sandbox.shown = [OFFICER, HEAD]
        made = Browser(stage, "")
        runner = await mounted(stage, made, stage.clock)
        yield made
        await runner.cleanup()


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    """The events of a stream, one by one."""
    while block := (await response.content.readuntil(b"\n\n")).decode():
        name, data = re.fullmatch(r"event: (\w+)\ndata: (.*)\n\n", block).groups()  # type: ignore[union-attr]
        yield name, msgspec.json.decode(data)


async def test_the_page_and_its_files_come_from_here_alone(browser: Browser) -> None:
    session = browser.stage.client.session
    async with session.get(browser.url) as answer:
        html = await answer.text()
    policy = answer.headers["Content-Security-Policy"]

    assert str(answer.url).endswith("/sandbox/")  # so that relative addresses work
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"""\sstyle=|\son\w+=|<style|https?://""", html)
    for name in re.findall(r"""(?:src|href)="(static/[^"]+)""", html):
        async with session.get(f"{browser.url}/{name}") as file:
            assert file.status == 200
            assert not re.findall(r"https?://", await file.text())


async def test_no_other_file_is_served(browser: Browser) -> None:
    for name in ("page.py", "..%2Fpage.py", "nothing.js"):
        async with browser.stage.client.session.get(f"{browser.url}/static/{name}") as answer:
            assert answer.status == 404
    assert {file.suffix for file in STATIC.iterdir()} == {".html", ".css", ".js"}


async def test_the_picture_shows_phones_and_keeps_payloads_back(browser: Browser) -> None:
    browser.stage.world.deliver(OFFICER, "Đến hạn", [DONE])
    await browser.stage.world.phone(OFFICER).taps("Đã xong")
    picture = await browser.get("state")

    first, second = picture["phones"]
    [message] = first["messages"]
    assert first["person"]["name"] == "Nguyễn Thị Mẫu"
    assert first["person"]["persona"] == "báo xong sớm"
    assert second["messages"] == []
    assert message["buttons"] == [{"title": "Đã xong", "type": "oa.query.hide", "hint": ""}]
    assert message["chosen"] == ["Đã xong"]
    assert "secret" not in msgspec.json.encode(picture).decode()
    assert picture["clock"]["now_ms"] == browser.stage.clock.now_ms()


async def test_phones_are_chosen_by_address_and_unknown_ones_left_out(browser: Browser) -> None:
    picture = await browser.get(f"state?phones={HEAD},404,{HEAD}")

    assert [phone["person"]["user_id"] for phone in picture["phones"]] == [HEAD]
    assert (await browser.get("state?phones="))["phones"] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nguyen thi mau", [OFFICER]),
        ("chu tich thach", [HEAD]),
        ("THẠCH MẪU", [OFFICER, HEAD]),
        ("đức", [HEAD]),
        ("duc", [HEAD]),
        ("không có ai", []),
    ],
)
async def test_people_are_found_by_name_or_unit_without_diacritics(
    browser: Browser, words: str, found: list[str]
) -> None:
    people = (await browser.get(f"people?q={words}"))["people"]

    assert [person["user_id"] for person in people] == found


async def test_a_stream_begins_with_the_picture_and_goes_on_with_changes(browser: Browser) -> None:
    world = browser.stage.world
    async with browser.stage.client.session.get(f"{browser.url}/events") as response:
        stream = events(response)
        name, picture = await anext(stream)
        world.deliver(OFFICER, "Đến hạn", [DONE])
        told = [await next_change(stream) for _ in range(2)]
        world.taps(OFFICER, world.phone(OFFICER).last.message_id, 0)
        seen = await next_change(stream)
        chosen = await next_change(stream)
        hidden = await next_change(stream)

    assert response.content_type == "text/event-stream"
    assert (name, len(picture["phones"])) == ("picture", 2)
    assert [change["fresh"] for change in told] == [False, True]
    assert told[1]["message"]["text"] == "Đến hạn"
    assert told[1]["person"]["unseen"] == 1
    assert seen["message"]["seen_ms"] == browser.stage.clock.now_ms()
    assert chosen["message"]["chosen"] == ["Đã xong"]
    assert hidden["message"] is None


async def next_change(stream: AsyncIterator[tuple[str, Any]]) -> Any:
    """The next event that is not just the time."""
    async for name, data in stream:
        if name == "change":
            return data
    raise AssertionError("the stream ended")


async def test_a_stream_tells_only_of_its_own_phones(browser: Browser) -> None:
    address = f"{browser.url}/events?phones={HEAD}"
    async with browser.stage.client.session.get(address) as response:
        stream = events(response)
        await anext(stream)
        browser.stage.world.deliver(OFFICER, "không phải đây")
        browser.stage.world.deliver(HEAD, "đây")

        assert (await next_change(stream))["message"]["text"] == "đây"


async def test_streams_end_when_the_service_stops() -> None:
    async with staged() as stage:
        browser = Browser(stage, "")
        runner = await mounted(stage, browser, stage.clock)
        async with stage.client.session.get(f"{browser.url}/events?phones={HEAD}") as response:
            stream = events(response)
            await anext(stream)
            closing = asyncio.create_task(runner.cleanup())
            rest = [name async for name, _ in stream]  # ends without an error
            await closing

    assert set(rest) <= {"pulse"}


async def test_typing_and_tapping_on_the_page_reach_the_service(browser: Browser) -> None:
    stage = browser.stage
    message = stage.world.deliver(OFFICER, "Đến hạn", [DONE])
    typed = await browser.post(f"phones/{OFFICER}/text", {"text": " 1 xong "})
    tap = {"message_id": message.message_id, "place": 0}
    tapped = await browser.post(f"phones/{OFFICER}/tap", tap)
    await stage.sandbox.settle()

    assert typed == tapped == (200, {"ok": True})
    assert stage.listener.texts == ["1 xong", "#D.secret"]


async def test_looking_at_a_phone_marks_its_messages_seen(browser: Browser) -> None:
    browser.stage.world.deliver(OFFICER, "Đến hạn")
    await browser.post(f"phones/{OFFICER}/seen", {})

    assert (await browser.get("state"))["phones"][0]["person"]["unseen"] == 0


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("unfollow", "follows", False),
        ("block", "barred", True),
        ("off", "online", False),
    ],
)
async def test_the_menu_changes_the_person_and_back(
    browser: Browser, action: str, field: str, value: bool
) -> None:
    back = {"unfollow": "follow", "block": "unblock", "off": "on"}[action]
    seen = []
    for step in (action, back):
        await browser.post(f"phones/{OFFICER}/{step}", {})
        seen.append((await browser.get("state"))["phones"][0]["person"][field])

    assert seen == [value, not value]


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        pytest.param(f"phones/{OFFICER}/text", {"text": ""}, 400, id="no text"),
        pytest.param(f"phones/{OFFICER}/text", {"text": "a" * 2001}, 400, id="too long"),
        pytest.param(f"phones/{OFFICER}/tap", {"message_id": "1", "place": 0}, 400, id="no button"),
        pytest.param(f"phones/{OFFICER}/tap", {"place": "0"}, 400, id="bad place"),
        pytest.param("phones/404/text", {"text": "a"}, 400, id="nobody"),
        pytest.param("clock", {"action": "back"}, 400, id="unknown order"),
        pytest.param("clock", {"action": "speed", "speed": 7}, 400, id="unknown speed"),
        pytest.param("actors", {"on": "yes"}, 400, id="neither on nor off"),
        pytest.param("faults", {"fault": "fire"}, 400, id="unknown fault"),
        pytest.param("faults", {"fault": "cut", "times": "two"}, 400, id="bad count"),
        pytest.param("faults", [], 400, id="a list"),
    ],
)
async def test_wrong_orders_are_refused_in_words(
    browser: Browser, path: str, data: Any, status: int
) -> None:
    got, told = await browser.post(path, data)

    assert got == status
    assert told["error"]


async def test_only_json_may_act(browser: Browser) -> None:
    address = f"{browser.url}/phones/{OFFICER}/text"
    async with browser.stage.client.session.post(address, data={"text": "x"}) as answer:
        assert answer.status == 415
    assert browser.stage.world.phone(OFFICER).messages == []


async def test_the_clock_is_paused_run_and_sped_up(browser: Browser) -> None:
    clock = browser.stage.clock
    states = []
    for order in ({"action": "pause"}, {"action": "speed", "speed": 240}, {"action": "resume"}):
        status, told = await browser.post("clock", order)
        assert status == 200
        states.append((told["clock"]["paused"], told["clock"]["speed"]))

    assert states == [(True, 1), (True, 240), (False, 240)]
    assert (clock.paused, clock.speed) == (False, 240)


@pytest.mark.parametrize(
    ("ahead", "moved"),
    [
        pytest.param(3600, 3600 - LEAD, id="to just before"),
        pytest.param(LEAD, LEAD, id="already just before: to it"),
        pytest.param(0, 0, id="due now: nothing"),
        pytest.param(-3600, 0, id="past: never back"),
        pytest.param(None, 0, id="none ahead"),
    ],
)
async def test_the_jump_to_the_next_deadline_only_goes_ahead(
    browser: Browser, ahead: int | None, moved: int
) -> None:
    before = browser.stage.clock.now()
    browser.deadline = None if ahead is None else before + ahead
    status, told = await browser.post("clock", {"action": "next"})

    assert status == 200
    assert browser.stage.clock.now() - before == moved
    assert told["said"].endswith(".")


async def test_a_real_clock_cannot_be_driven() -> None:
    async with staged() as stage:
        browser = Browser(stage, "")
        runner = await mounted(stage, browser, Clock())
        picture = await browser.get("state")
        status, _ = await browser.post("clock", {"action": "pause"})
        await runner.cleanup()

    assert picture["clock"]["driven"] is False
    assert status == 400


async def test_the_simulated_people_are_switched(browser: Browser) -> None:
    _, told = await browser.post("actors", {"on": False})

    assert told["actors"] is False
    assert browser.stage.sandbox.actors.on is False


async def test_faults_are_switched_and_reported(browser: Browser) -> None:
    _, told = await browser.post("faults", {"fault": "cut", "times": None, "every": 2})
    listed = (await browser.get("faults"))["faults"]
    browser.stage.sandbox.courier.enabled = False
    _, enabled = await browser.post("faults", {"enable_webhook": True})
    _, cleared = await browser.post("faults", {})

    assert told["faults"] == listed
    assert (listed[0]["fault"], listed[0]["times"], listed[0]["every"]) == ("cut", None, 2)
    assert enabled["webhook"]["enabled"] is True
    assert cleared["faults"] == []
