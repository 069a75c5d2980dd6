"""Retakes the pictures of the documents: `python -m tests.browser.take_pictures` plays the demo's morning until 10:20.

The report reminders of 08:00 have arrived, one was answered, one was not, the head of the silent officer has been told
and has pressed "Đôn đốc".
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from contextlib import chdir
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import DAY, Demo
from schedules.civil import at
from tests.browser.conftest import NARROW, WIDE, browser_path
from tests.browser.looking import FLAGS

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 400_000
MORNING_MS = (
    180_000  # the morning takes three quarters of a minute; a slow machine may take its time
)
REPORT = "R17-2025-Q1"
REMINDER = "do đồng chí phụ trách"


async def main() -> None:
    """Play the morning in a folder of its own, then take all pictures."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        demo = Demo("127.0.0.1", 0, 102, 1200, lambda said: None)
        try:
            await demo.start()
            async with async_playwright() as driver:
                browser = await driver.chromium.launch(executable_path=browser_path(), args=FLAGS)
                await _take_all(demo, browser)
                await browser.close()
        finally:
            await demo.stop()


async def _take_all(demo: Demo, browser: Browser) -> None:
    assert demo.service is not None
    assert demo.sandbox is not None
    url = demo.service.url
    page = await _open(browser, f"{url}/sandbox/", WIDE)
    await _play(page, demo)
    await _save(page, "phones.png")
    roads = await _open(browser, f"{url}/sandbox/#{','.join(demo.sandbox.hints)}", WIDE)
    await expect(roads.locator(".message.sms .text").first).to_be_attached()
    await expect(roads.locator(".message.card .text").first).to_be_attached()
    await _save(roads, "roads.png")
    narrow = await _open(browser, f"{url}/sandbox/#{_just_reminded(demo)}", NARROW, scale=2)
    await expect(narrow.get_by_text(REMINDER).last).to_be_visible()
    await _save(narrow, "phone-mobile.png")
    await _save(await _open(browser, url, (960, 800)), "front.png")


def _just_reminded(demo: Demo) -> str:
    """Somebody whose newest message is a short reminder, which a narrow screen shows from greeting to buttons."""
    assert demo.sandbox is not None
    people = [person for person in demo.sandbox.world.persons.values() if person.messages]
    found = [p for p in people if p.messages[-1].buttons and REMINDER in p.messages[-1].text]
    return min(found, key=lambda person: len(person.messages[-1].text)).user_id


async def _open(browser: Browser, url: str, size: tuple[int, int], scale: float = 1) -> Page:
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        locale="vi-VN",
        reduced_motion="reduce",
    )
    await page.goto(url)
    return page


async def _play(page: Page, demo: Demo) -> None:
    """From 07:28 to 10:20, stopped there; the head's tap is ours, so that it surely comes before."""
    assert demo.sandbox is not None
    silent, head = (demo.sandbox.world.person(user).name for user in demo.sandbox.shown[1:3])
    told = page.get_by_role("article", name=f"Máy của {head}", exact=True)
    nudge = told.locator(".message", has_text=REPORT).get_by_role("button", name="Đôn đốc")
    await nudge.click(timeout=MORNING_MS)
    quiet = page.get_by_role("article", name=f"Máy của {silent}", exact=True)
    nudged = quiet.get_by_text("quan tâm, sớm hoàn thành")
    await expect(nudged).to_be_visible(timeout=MORNING_MS)
    demo.clock.jump_to(at(DAY, "10:18"))
    await expect(page.locator("#hour")).to_have_text(re.compile(r"10:[2-5]\d"), timeout=MORNING_MS)
    await page.get_by_role("button", name="Tạm dừng").click()
    await expect(page.get_by_role("button", name="Chạy tiếp")).to_be_visible()
    await page.mouse.move(0, 0)


async def _save(page: Page, name: str) -> None:
    path = PICTURES / name
    await page.screenshot(path=path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{name} has {size} bytes, more than {MOST_BYTES}: take a smaller clip")


if __name__ == "__main__":
    asyncio.run(main())
