"""The page of phones on any screen and for any person: narrow windows, screen readers, weak eyes, no mouse."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.async_api import expect

from bot.demo import Demo
from tests.browser.acting import ANSWERING, DONE, RECORDED, phone, reminded
from tests.browser.conftest import NARROW, Visit
from tests.browser.looking import faint, nameless, ring_of_focus, sideways

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
]


@pytest.mark.parametrize("size", [NARROW, (360, 640)], ids=["390", "360"])
async def test_on_a_narrow_screen_there_is_one_phone_a_row_and_nothing_sticks_out(
    demo: Demo, visit: Visit, size: tuple[int, int]
) -> None:
    page = await visit(size=size)
    await reminded(page, demo)
    boxes = [await one.bounding_box() for one in await page.get_by_role("article").all()]
    rows = [box for box in boxes if box is not None]

    assert len(rows) == len(boxes) == 10
    assert {(box["x"], box["width"]) for box in rows} == {(12, size[0] - 24)}
    assert all(up["y"] + up["height"] <= low["y"] for up, low in pairwise(rows))
    assert await sideways(page) == []
    rows_of_buttons = phone(page, demo, ANSWERING).locator(".row")
    await expect(rows_of_buttons).to_have_count(4)  # the reminder's, once it is there whole
    for button in await rows_of_buttons.all():
        await expect(button).to_be_visible()
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44


async def test_on_a_narrow_screen_the_tools_wait_behind_a_button(visit: Visit) -> None:
    page = await visit(size=NARROW)
    more = page.get_by_role("button", name="Tuỳ chọn", exact=True)
    await expect(more).to_have_attribute("aria-expanded", "false")
    await expect(page.get_by_role("searchbox")).to_be_hidden()
    await page.mouse.wheel(0, 1500)
    await expect(page.get_by_role("article").first).not_to_be_in_viewport()
    await more.click()

    await expect(more).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_role("searchbox")).to_be_in_viewport()
    await expect(page.get_by_role("radio", name="×60")).to_be_checked()
    assert await sideways(page) == []
    assert await faint(page) == []


async def test_everything_has_a_name_and_the_page_its_language(demo: Demo, visit: Visit) -> None:
    page = await visit()
    await reminded(page, demo)
    await phone(page, demo, ANSWERING).locator("summary").click()
    await expect(page.get_by_role("button", name="Chặn tài khoản")).to_be_visible()

    assert await nameless(page) == []
    await expect(page.locator("html")).to_have_attribute("lang", "vi")
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Nhắc Việc"))
    await expect(page).to_have_title("Sân thử – Nhắc Việc")


async def test_words_stand_out_from_their_ground(demo: Demo, visit: Visit) -> None:
    page = await visit()
    message = await reminded(page, demo)
    await message.get_by_role("button", name=DONE).click()
    mine = phone(page, demo, ANSWERING)
    await expect(mine.get_by_text(RECORDED.format(DONE))).to_be_visible()
    await mine.get_by_role("textbox").fill("xong")
    await mine.get_by_role("textbox").press("Enter")
    await expect(mine.locator(".from-person")).to_be_visible()
    await page.get_by_role("searchbox").fill("mau")
    await expect(page.get_by_role("list", name="Người tìm thấy")).to_be_visible()

    assert await faint(page) == []


async def test_the_focus_is_seen_wherever_tab_leads(demo: Demo, visit: Visit) -> None:
    page = await visit()
    await reminded(page, demo)
    await page.get_by_role("button", name="Tạm dừng").focus()
    seen = {}
    for _ in range(20):
        named, width = await ring_of_focus(page)
        seen[named] = width
        await page.keyboard.press("Tab")

    assert {"BUTTON control", "INPUT query", "BUTTON row", "SUMMARY ", "DIV chat"} <= set(seen)
    assert {named: width for named, width in seen.items() if width < 2} == {}
