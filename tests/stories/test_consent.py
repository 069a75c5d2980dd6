"""The grant is lost; an administrator opens the link and agrees; reminders go on. No secret is shown or written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.zalo.oauth import Consents
from messages_vi import consenting
from tests.stories.stage import OA, Stage, staged


async def opened(url: str) -> tuple[int, str, dict[str, str]]:
    """A browser that follows redirects, as the administrator's does."""
    async with aiohttp.ClientSession() as browser, browser.get(url) as answer:
        return answer.status, unescape(await answer.text()), dict(answer.headers)


async def came_back(link: str) -> str:
    """Where the consent page sends the browser."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(link, allow_redirects=False) as answer,
    ):
        return answer.headers["Location"]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Monday morning; somebody took another pair of the account elsewhere, so that ours is dead."""
    async with staged(tmp_path, "17/3/2025 07:00") as running:
        running.world.tokens.grant(OA)
        yield running


async def link(stage: Stage) -> str:
    """The link that `nhacviec oa authorize` prints."""
    service = stage.service
    zalo = service.settings.zalo.model_copy(update={"callback_url": f"{service.url}/oauth/zalo"})
    settings = service.settings.model_copy(update={"zalo": zalo})
    consents = Consents(
        service.store, service.sealer, stage.clock, service.accounts, service.wire, settings
    )
    return await consents.ask(OA)


async def test_the_page_says_that_it_worked_and_the_account_speaks_again(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    await stage.until("19/3/2025 09:00")  # nothing to send, but the pair grew old
    lost = await stage.service.store.all("open_alarms")
    address = await link(stage)
    status, page, headers = await opened(address)
    token = await stage.service.accounts.default.tokens.token()
    written = "".join(capfd.readouterr())

    assert [row[0] for row in lost] == [f"zalo:{OA}"]
    assert status == 200
    for line in consenting.granted(OA, "").lines:
        assert line in page
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert stage.world.tokens.owner(token) == OA
    assert await stage.service.store.all("open_alarms") == []
    state = parse_qs(urlsplit(address).query)["state"][0]
    for secret in (state, token, "app-secret"):
        assert secret not in page
        assert secret not in written


async def test_a_link_used_twice_and_a_made_up_one_are_told_politely(stage: Stage) -> None:
    answer = await came_back(await link(stage))
    await opened(answer)
    again, page, _ = await opened(answer)
    made_up, other, _ = await opened(
        f"{stage.service.url}/oauth/zalo?code=<script>&state=<b>&oa_id={OA}"
    )

    assert (again, made_up) == (400, 400)
    for line in consenting.not_granted("state").lines:
        assert line in page
        assert line in other
    assert "<script>" not in other


async def test_looking_whether_the_address_is_there_uses_up_nothing(stage: Stage) -> None:
    address = await came_back(await link(stage))
    async with aiohttp.ClientSession() as checker, checker.head(address) as head:
        looked = head.status
    status, _, _ = await opened(address)

    assert (looked, status) == (405, 200)
