"""Pictures of every text on a small phone, to be judged by eye: `python -m tests.browser.picture_texts DIR`.

Every sample, and of every template the limits – as long as data may bring it, with all that is optional left out, at the
end of a list of 300 – arrives on phones of the sandbox and is photographed at 360 pixels, some columns to a sheet. What is
added to `messages_vi.samples` stands here by itself. `index.txt` says on which sheet a text is.
"""

from __future__ import annotations

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from aiohttp import web
from playwright.async_api import Browser, FloatRect, Page, ViewportSize, async_playwright

from bot.clock import DrivenClock
from bot.sandbox import Button, Sandbox, World, page_app
from bot.sandbox.model import Message
from db.records import Person
from db.words import Audience, Kind
from handlers.buttons import answers_offered, digest_buttons
from handlers.payload import Signer
from messages_vi import labels
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.extremes import VARIANTS
from messages_vi.language import languages, speaking
from messages_vi.render import render
from messages_vi.samples import SENT, Specimen, specimens
from messages_vi.table import DIGESTS
from tests.browser.conftest import browser_path
from tests.browser.looking import FLAGS, sideways

WIDTH = 360  # pixels of a cheap phone
LIMITS = ("long", "long and far ahead", "bare", "crowded")
ELSEWHERE = ("long",)  # of other languages
ON_A_PHONE = 24  # texts, each with a caption above it
COLUMNS, COLUMN_HEIGHT, GAP = 4, 1500, 8


class Shown(NamedTuple):
    """One text as it is shown, and the titles of the buttons below it."""

    caption: str
    text: str
    buttons: tuple[str, ...]


class Sheet(NamedTuple):
    """Which texts a picture shows, and the picture."""

    captions: list[str]
    picture: bytes


def texts() -> Iterator[Shown]:
    """Every text to look at: a language's samples, then the limits of its templates where they say anything else."""
    for language in (SOURCE_LOCALE, *sorted(languages() - {SOURCE_LOCALE})):
        with speaking(language):
            samples = list(specimens())
            ordinary = [_shown(language, specimen, "typical") for specimen in samples]
            yield from ordinary
            seen = {shown.text for shown in ordinary}
            templates = {specimen.template: specimen for specimen in reversed(samples)}
            for variant in LIMITS if language == SOURCE_LOCALE else ELSEWHERE:
                for specimen in templates.values():
                    shown = _shown(language, specimen, variant)
                    if shown.text not in seen:
                        seen.add(shown.text)
                        yield shown


def _shown(language: str, specimen: Specimen, variant: str) -> Shown:
    text = render(specimen.template, VARIANTS[variant](specimen.context))
    return Shown(f"{language} · {specimen.title} · {variant}", text, _buttons(specimen.title))


def _buttons(title: str) -> tuple[str, ...]:
    """The buttons below a notice or a digest, by the sample's title; answers to a person are shown without theirs."""
    audience, kind, *rung = title.split("/")
    if audience not in set(Audience) or audience not in DIGESTS:
        return ()
    if kind == "digest":
        somebody = Person(1, "", "", "", 1, "", None, None, None, None, 1)
        found = digest_buttons(Signer("pictures"), somebody, Audience(audience), 0)
        return tuple(shown for shown, _payload in found)
    if kind == "still_there":
        return (labels.text(labels.STILL_THERE),)
    if kind not in set(Kind):
        return ()
    offered = answers_offered(audience, kind, rung[0])
    return tuple(labels.text(labels.BUTTONS[answer]) for answer in offered)


@asynccontextmanager
async def phones(shown: Sequence[Shown]) -> AsyncIterator[list[str]]:
    """The page of phones with all these texts on them; the address of each phone."""
    clock = DrivenClock(SENT, source=lambda: 0.0)
    account = {"oa_id": "1", "webhook_secret": "-", "oa_name": "Nhắc Việc – tỉnh Mẫu"}
    world = World(clock, app_id="1", app_secret="-", **account)
    for start in range(0, len(shown), ON_A_PHONE):
        user_id = f"phone-{start}"
        person = world.add_person(user_id, f"Máy {start // ON_A_PHONE + 1}", "360 điểm ảnh")
        for n, one in enumerate(shown[start : start + ON_A_PHONE]):
            person.messages.append(
                Message(f"c{n}", from_oa=False, text=one.caption, at_ms=clock.now_ms())
            )
            rows = [Button(row, "oa.query.hide", row) for row in one.buttons]
            world.deliver(user_id, one.text, rows)
    app = web.Application()
    app.add_subapp("/sandbox", page_app(Sandbox(world), clock))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/sandbox/"
    try:
        yield [f"{url}#{user_id}" for user_id in world.persons]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def looked_at(browser: Browser, url: str) -> AsyncIterator[Page]:
    """A phone in a window so tall that its chat does not scroll."""
    size: ViewportSize = {"width": WIDTH, "height": 800}
    context = await browser.new_context(viewport=size, locale="vi-VN", reduced_motion="reduce")
    try:
        page = await context.new_page()
        await page.goto(url)
        await page.locator(".from-oa").first.wait_for()
        hidden = await page.locator(".chat").evaluate("c => c.scrollHeight - c.clientHeight")
        await page.set_viewport_size({**size, "height": size["height"] + hidden})
        await page.locator(".chat").evaluate("c => c.scrollTo(0, 0)")
        yield page
    finally:
        await context.close()


async def overflowing(page: Page) -> list[str]:
    """What sticks out of the window, out of its bubble or out of its row sideways."""
    inside: list[str] = await page.evaluate(_CUT_OFF)
    return [*await sideways(page), *inside]


_CUT_OFF = """() => [...document.querySelectorAll(".bubble, .text, .row, .chat")]
  .filter((element) => element.scrollWidth > element.clientWidth)
  .map((element) => `${element.className}: ${element.textContent.slice(0, 60)}`)"""
_BOXES = """() => [...document.querySelectorAll(".from-person")].map((caption) => {
  const top = caption.getBoundingClientRect().top, end = caption.nextElementSibling.getBoundingClientRect().bottom;
  return [caption.querySelector(".text").textContent, top, end];
})"""


async def columns(page: Page) -> list[tuple[list[str], FloatRect]]:
    """The chat cut into columns between two texts: what is in each, and where it lies."""
    found: list[tuple[list[str], FloatRect]] = []
    for caption, top, end in await page.evaluate(_BOXES):
        if found and end - found[-1][1]["y"] <= COLUMN_HEIGHT:
            found[-1][0].append(caption)
            found[-1][1]["height"] = end - found[-1][1]["y"]
        else:
            clip: FloatRect = {"x": 0, "y": top, "width": WIDTH, "height": end - top}
            found.append(([caption], clip))
    return found


async def sheets(browser: Browser, shown: Sequence[Shown]) -> AsyncIterator[Sheet]:
    """All texts on contact sheets. Raises `SystemExit` where a text overflows its bubble."""
    ready: list[tuple[list[str], bytes]] = []
    async with phones(shown) as urls:
        for url in urls:
            async with looked_at(browser, url) as page:
                if wide := await overflowing(page):
                    raise SystemExit(f"sticks out sideways: {wide}")
                for captions, clip in await columns(page):
                    ready.append((captions, await page.screenshot(clip=clip)))
            while len(ready) >= COLUMNS:
                yield await _pasted(browser, ready[:COLUMNS])
                ready = ready[COLUMNS:]
    if ready:
        yield await _pasted(browser, ready)


async def _pasted(browser: Browser, ready: Sequence[tuple[list[str], bytes]]) -> Sheet:
    """Columns side by side in one picture."""
    page = await browser.new_page(viewport={"width": COLUMNS * (WIDTH + GAP), "height": 400})
    try:
        images = "".join(
            f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for _, p in ready
        )
        style = f"display:flex;align-items:start;gap:{GAP}px;margin:0;width:max-content"
        await page.set_content(f'<!doctype html><body style="{style}">{images}')
        picture = await page.screenshot(full_page=True)
    finally:
        await page.close()
    return Sheet([caption for captions, _ in ready for caption in captions], picture)


async def _photographed() -> list[Sheet]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=browser_path(), args=FLAGS)
        taken = [sheet async for sheet in sheets(browser, list(texts()))]
        await browser.close()
    return taken


def main(folder: Path) -> int:
    """Write the sheets and their index; how many texts there are."""
    folder.mkdir(parents=True, exist_ok=True)
    index: list[str] = []
    for number, sheet in enumerate(asyncio.run(_photographed()), 1):
        (folder / f"sheet-{number:03}.png").write_bytes(sheet.picture)
        index += [f"sheet-{number:03}.png\t{caption}" for caption in sheet.captions]
    (folder / "index.txt").write_text("\n".join(index) + "\n", encoding="utf-8")
    return len(index)


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))} texts\n")
