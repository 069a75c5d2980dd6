"""The browser, the demo it looks at, and what is said when there is no browser.

One Chromium serves all tests of this folder; every test gets a fresh context, a fresh province and a fresh story.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import Demo
from bot.service import Service
from tests.browser.looking import FLAGS, Watch
from tests.conftest import LEFT_OUT

ENSURE = Path(__file__).with_name("ensure_browser.sh")
STORY_SPEED = 60.0  # a minute of the story a second: messages pass at their real pace, people have time to tap
PATIENCE_MS = 20_000
WIDE, NARROW = (1440, 900), (390, 844)
Visit = Callable[..., Awaitable[Page]]

expect.set_options(timeout=PATIENCE_MS)


@cache
def browser_path() -> str:
    """The browser of this machine, empty when there is none."""
    found = subprocess.run(["sh", str(ENSURE), "--find"], capture_output=True, text=True)  # noqa: S603, S607, PLW1510
    return found.stdout.strip()


def _must_run() -> bool:
    return os.environ.get("CI") == "true"


# --- what happens without a browser ---


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a browser where there is none and that is allowed."""
    needing = [item for item in items if item.get_closest_marker("browser")]
    if needing and not browser_path() and not _must_run():
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


# --- the browser and the demo ---


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def chromium() -> AsyncIterator[Browser]:
    """A running browser."""
    if not browser_path():
        pytest.fail(f"no browser found and CI=true: run sh tests/browser/{ENSURE.name}")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="package")
async def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    """A small province at 07:28; nobody answers unless the test does."""
    monkeypatch.chdir(tmp_path)
    started = Demo("127.0.0.1", 0, 6, 40, lambda said: None)
    try:
        await started.start()
        started.clock.set_speed(STORY_SPEED)
        assert started.sandbox is not None
        started.sandbox.actors.switch(on=False)
        yield started
    finally:
        await started.stop()


@pytest.fixture
def watch(demo: Demo) -> Watch:
    """What the pages of this test ask for and complain about."""
    return Watch()


@pytest_asyncio.fixture(loop_scope="package")
async def visit(chromium: Browser, demo: Demo, watch: Watch) -> AsyncIterator[Visit]:
    """Opens a page of the demo: `await visit("/sandbox/", size=NARROW)`; in the end nothing may have gone wrong."""
    context = await chromium.new_context(
        locale="vi-VN", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    watch.over(context)

    async def opened(path: str = "/sandbox/", size: tuple[int, int] = WIDE) -> Page:
        assert demo.service is not None
        page = await context.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.goto(demo.service.url + path)
        return page

    yield opened
    await context.close()
    assert watch.foreign == []
    assert watch.loose_pages == []
    assert watch.problems == []


@asynccontextmanager
async def restart(demo: Demo) -> AsyncIterator[None]:
    """The service stops, and starts again at the same address on the same database when the block ends."""
    old = demo.service
    assert old is not None
    await old.stop()
    yield
    settings = old.settings.model_copy(update={"port": urlsplit(old.url).port})
    demo.service = Service(settings, demo.clock)
    await demo.service.start(extra=demo._mount)
