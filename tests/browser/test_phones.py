"""The page of phones as a person uses it: reading, tapping, typing, driving the clock; by mouse, by keys, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import Demo
from bot.sandbox.model import Person, folded
from tests.browser.acting import (
    ANSWERING,
    DONE,
    HEAD,
    LOW,
    NUDGE,
    RECORDED,
    SEEN,
    SILENT,
    WORKING,
    below,
    go_to,
    person,
    phone,
    reminded,
    shown_hour,
)
from tests.browser.conftest import Visit, restart
from tests.browser.looking import Watch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
]

# --- the day of the report ---


async def test_the_reminder_of_the_17th_reaches_the_contact_officers_phone(
    demo: Demo, visit: Visit
) -> None:
    page = await visit()
    await expect(phone(page, demo, ANSWERING).get_by_role("log")).to_be_visible()
    message = await reminded(page, demo)

    await expect(message).to_contain_text(f"Kính gửi đồng chí {person(demo, ANSWERING).name},")
    await expect(message).to_contain_text("R17-2025-Q1")
    await expect(message).to_contain_text("Hạn: ngày 17/3/2025")
    await expect(message.get_by_role("button")).to_have_text(
        [DONE, WORKING, "Vướng mắc", "Chuyển người khác"]
    )
    await expect(phone(page, demo, ANSWERING).locator(".badge")).to_contain_text(
        "1 tin chưa xem", use_inner_text=False
    )


async def test_a_tap_with_the_mouse_is_confirmed_and_can_be_undone(
    demo: Demo, visit: Visit
) -> None:
    page = await visit()
    message = await reminded(page, demo)
    await message.get_by_role("button", name=DONE).click()
    mine = phone(page, demo, ANSWERING)

    await expect(mine.get_by_text(RECORDED.format(DONE))).to_be_visible()
    await expect(message.get_by_text(f"đã chọn: {DONE}")).to_be_visible()
    await mine.get_by_role("button", name="Hoàn tác").click()
    await expect(mine.get_by_text("Đã hoàn tác")).to_be_visible()


async def test_a_slow_press_counts_although_the_message_is_marked_as_read_meanwhile(
    demo: Demo, visit: Visit
) -> None:
    page = await visit()
    message = await reminded(page, demo)
    await message.get_by_role("button", name=DONE).hover()
    await page.mouse.down()
    await expect(message.get_by_text(SEEN)).to_be_visible()
    await page.mouse.up()

    await expect(phone(page, demo, ANSWERING).get_by_text(RECORDED.format(DONE))).to_be_visible()


async def test_who_answers_from_further_up_sees_what_is_said_to_it(
    demo: Demo, visit: Visit
) -> None:
    page = await visit(size=LOW)
    message = await reminded(page, demo)
    chat = phone(page, demo, ANSWERING).get_by_role("log")
    await below(chat, at_most=0)
    await chat.hover()
    await page.mouse.wheel(0, -120)
    await below(chat, at_least=120)
    await message.get_by_role("button", name=DONE).click()

    recorded = phone(page, demo, ANSWERING).get_by_text(RECORDED.format(DONE))
    await expect(recorded).to_be_in_viewport()


async def test_the_keyboard_alone_is_enough(demo: Demo, visit: Visit) -> None:
    page = await visit()
    message = await reminded(page, demo)
    await phone(page, demo, ANSWERING).get_by_role("log").focus()
    await page.keyboard.press("Tab")
    await expect(message.get_by_text(SEEN)).to_be_visible()
    await expect(message.get_by_role("button", name=DONE)).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(phone(page, demo, ANSWERING).get_by_text(RECORDED.format(DONE))).to_be_visible()
    await expect(message.get_by_role("button", name=DONE)).to_be_focused()


async def test_an_answer_may_be_typed(demo: Demo, visit: Visit) -> None:
    page = await visit()
    await reminded(page, demo)
    mine = phone(page, demo, ANSWERING)
    field = mine.get_by_role("textbox", name=f"Nhập tin nhắn thay {person(demo, ANSWERING).name}")
    await field.fill("đang làm")
    await field.press("Enter")

    await expect(mine.locator(".from-person")).to_contain_text("đang làm")
    await expect(mine.get_by_text("Đã ghi nhận đồng chí đang xử lý việc")).to_be_visible()
    await expect(mine.locator(".badge")).to_be_hidden()  # who types sees what comes
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()


async def test_silence_reaches_the_head_whose_nudge_comes_back_down(
    demo: Demo, visit: Visit
) -> None:
    page = await visit()
    await reminded(page, demo, SILENT)
    go_to(demo, "10:00")
    told = phone(page, demo, HEAD).locator(".message", has_text="R17-2025-Q1")
    await expect(told).to_contain_text(person(demo, SILENT).name)
    await told.get_by_role("button", name=NUDGE).click()

    nudged = phone(page, demo, SILENT).locator(".message", has_text="quan tâm, sớm hoàn thành")
    await expect(nudged).to_contain_text(person(demo, HEAD).name)


# --- the clock ---


async def test_the_clock_is_paused_hurried_and_goes_on(demo: Demo, visit: Visit) -> None:
    page = await visit()
    hour = page.locator("#hour")
    await page.get_by_role("button", name="Tạm dừng").click()
    await expect(page.get_by_role("button", name="Chạy tiếp")).to_be_visible()
    assert demo.clock.paused
    stopped = shown_hour(demo)
    await expect(hour).to_have_text(stopped)

    await page.get_by_role("radio", name="×1200").click()
    await expect(page.get_by_role("radio", name="×1200")).to_be_checked()
    assert demo.clock.speed == 1200
    assert shown_hour(demo) == stopped  # another speed does not move a clock that stands

    await page.get_by_role("button", name="Chạy tiếp").click()
    await expect(hour).not_to_have_text(stopped)
    assert not demo.clock.paused


async def test_the_clock_jumps_to_just_before_the_next_deadline(demo: Demo, visit: Visit) -> None:
    page = await visit()
    await reminded(page, demo)
    await page.get_by_role("button", name="Tạm dừng").click()
    await expect(page.get_by_role("button", name="Chạy tiếp")).to_be_visible()
    before = demo.clock.now()
    toast = page.locator("#toast")
    for _ in range(10):  # what fell due in this very second is planned first
        await page.get_by_role("button", name="Đến hạn kế tiếp").click()
        await expect(toast).to_have_class(re.compile("up"))
        if demo.clock.now() > before:
            break

    await expect(toast).to_have_text("Đã tua đến ngay trước hạn kế tiếp.")
    assert demo.clock.now() > before
    await expect(page.locator("#hour")).to_have_text(shown_hour(demo))


async def test_the_simulated_people_are_switched_on_and_off(demo: Demo, visit: Visit) -> None:
    page = await visit()
    switch = page.get_by_role("switch", name="Người mô phỏng tự trả lời")
    await expect(switch).to_have_attribute("aria-checked", "false")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    await reminded(page, demo)
    go_to(demo, "08:40")

    chosen = phone(page, demo, ANSWERING).get_by_text(f"đã chọn: {DONE}")
    await expect(chosen).to_be_visible()


# --- which phones ---


def others(demo: Demo) -> list[Person]:
    """People of the province whose phones are not on the page and whose name nobody shares."""
    assert demo.sandbox is not None
    people = list(demo.sandbox.world.persons.values())
    names = [folded(somebody.name) for somebody in people]
    return [
        somebody
        for somebody in people
        if somebody.user_id not in demo.sandbox.shown and names.count(folded(somebody.name)) == 1
    ]


def found(page: Page, somebody: Person) -> Locator:
    """The line of the search that names this person."""
    lines = page.get_by_role("list", name="Người tìm thấy").get_by_role("button")
    return lines.filter(has=page.get_by_text(somebody.name, exact=True))


async def test_a_phone_is_found_by_a_name_without_diacritics_and_removed_again(
    demo: Demo, visit: Visit
) -> None:
    page = await visit()
    somebody = others(demo)[0]
    plain = folded(somebody.name)
    assert plain.isascii()
    await page.get_by_role("searchbox").fill(plain)
    await found(page, somebody).click()

    added = page.get_by_role("article", name=f"Máy của {somebody.name}", exact=True)
    await expect(added).to_be_in_viewport()
    await expect(added.get_by_role("textbox")).to_be_focused()
    await page.reload()  # the address keeps the choice
    await expect(added).to_be_visible()
    await added.get_by_role("button", name=f"Bỏ máy của {somebody.name} khỏi màn hình").click()
    await expect(added).to_have_count(0)
    await expect(phone(page, demo, ANSWERING)).to_be_visible()


async def test_adding_a_phone_leaves_the_others_where_their_readers_are(
    demo: Demo, visit: Visit
) -> None:
    page = await visit(size=LOW)
    await reminded(page, demo)
    chat = phone(page, demo, ANSWERING).get_by_role("log")
    await chat.hover()
    await page.mouse.wheel(0, -2000)
    await expect(chat.locator(".day")).to_be_in_viewport()
    somebody = others(demo)[0]
    await page.get_by_role("searchbox").fill(folded(somebody.name))
    await found(page, somebody).click()

    added = page.get_by_role("article", name=f"Máy của {somebody.name}", exact=True)
    await expect(added.get_by_role("textbox")).to_be_focused()
    assert await chat.evaluate("chat => chat.scrollTop") == 0


# --- trouble ---


async def test_the_page_comes_back_when_the_service_does(
    demo: Demo, visit: Visit, watch: Watch
) -> None:
    page = await visit()
    link = page.locator("#link")
    await expect(link).to_have_text("Trực tuyến")
    async with restart(demo):
        await expect(link).to_have_text("Mất kết nối, đang nối lại…")
    await expect(link).to_have_text("Trực tuyến")
    message = await reminded(page, demo)
    await message.get_by_role("button", name=DONE).click()

    await expect(phone(page, demo, ANSWERING).get_by_text(RECORDED.format(DONE))).to_be_visible()
    assert all("net::ERR" in problem for problem in watch.problems)
    watch.problems.clear()  # the browser itself complains of a server that is away
