"""The other roads on the page: an SMS and a template look like what they are, and one is told whose phones to look at."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import Demo
from bot.demo_world import BRAND, CLOSED, NO_ZALO, OFF, UNLINKED
from bot.sandbox.model import Person
from bot.zalo.templates import templates
from tests.browser.acting import go_to
from tests.browser.conftest import NARROW, Visit
from tests.browser.looking import faint, nameless, sideways

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
]


def whose(demo: Demo, hint: str) -> Person:
    """Who shows this road."""
    assert demo.sandbox is not None
    [user_id] = [user for user, said in demo.sandbox.hints.items() if said == hint]
    return demo.sandbox.world.person(user_id)


def phone_of(page: Page, person: Person) -> Locator:
    return page.get_by_role("article", name=f"Máy của {person.name}", exact=True)


async def test_who_has_no_zalo_gets_grey_sms_without_buttons(demo: Demo, visit: Visit) -> None:
    page = await visit()
    person = whose(demo, NO_ZALO)
    mine = phone_of(page, person)
    go_to(demo, "10:30")
    message = mine.locator(".message").first

    await expect(message.locator(".tag")).to_have_text("SMS")
    await expect(message.locator(".sender")).to_have_text(BRAND)
    await expect(message.locator(".text")).to_contain_text("Kinh gui dong chi")
    await expect(message.get_by_role("button")).to_have_count(0)
    await expect(mine.locator(".badge")).to_contain_text("tin chưa xem", use_inner_text=False)
    await expect(mine.get_by_text(NO_ZALO)).to_be_visible()
    await expect(mine.get_by_role("textbox")).to_have_count(0)
    await expect(mine.locator(".oa-name")).to_have_text("Tin nhắn SMS")
    white = await message.locator(".bubble").evaluate("b => getComputedStyle(b).backgroundColor")
    assert white != "rgb(255, 255, 255)"
    await mine.get_by_role("log").focus()
    await expect(mine.locator(".badge")).to_be_hidden()


@pytest.mark.parametrize("hint", [CLOSED, UNLINKED])
async def test_a_template_looks_like_a_card(demo: Demo, visit: Visit, hint: str) -> None:
    page = await visit()
    go_to(demo, "10:30")
    mine = phone_of(page, whose(demo, hint))
    card = mine.locator(".message.card").first

    titles = re.compile("|".join(template.title for template in templates().values()))
    await expect(card.get_by_role("heading")).to_have_text(titles)
    await expect(card.locator("dt").first).to_have_text(re.compile("Mã|Báo cáo"))
    await expect(card.locator("dt", has_text="Hạn")).to_have_count(1)
    await expect(card.locator("dd").first).not_to_be_empty()
    await expect(card.locator("dd", has_text="<")).to_have_count(0)
    await expect(card.get_by_role("button").first).to_be_visible()
    await expect(mine.locator(".sms")).to_have_count(0)


async def test_a_phone_that_is_off_shows_what_waits_and_gets_it(demo: Demo, visit: Visit) -> None:
    page = await visit()
    person = whose(demo, OFF)
    mine = phone_of(page, person)
    go_to(demo, "10:30")
    await expect(mine.locator(".message").first).to_contain_text("Chưa nhận")
    go_to(demo, "15:00")  # more than any wait for delivery, and long before the office closes
    await expect(mine.locator(".message.sms").first).to_contain_text("Chưa nhận")
    await mine.get_by_text("Tuỳ chọn của máy này").locator("..").click()
    await mine.get_by_role("button", name="Bật máy").click()

    # On a screen that shows it, what arrives is seen at once.
    await expect(mine.locator(".message.sms").first).to_contain_text(re.compile("Đã nhận|Đã xem"))


async def test_sms_and_cards_are_read_on_a_small_phone(demo: Demo, visit: Visit) -> None:
    for hint, kind in ((NO_ZALO, ".sms"), (CLOSED, ".card")):
        page = await visit(f"/sandbox/#{whose(demo, hint).user_id}", size=NARROW)
        go_to(demo, "10:30" if hint == NO_ZALO else "10:31")
        await expect(page.locator(f".message{kind}").first).to_be_visible()

        assert await sideways(page) == []
        assert await faint(page) == []
        assert await nameless(page) == []
