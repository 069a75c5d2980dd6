"""The page of phones as a person uses it: reading, tapping, typing, driving the clock; by mouse, by keys, on a phone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import DAY, Demo
from bot.sandbox.model import Person, folded
from schedules.civil import at, to_civil
from tests.browser.conftest import NARROW, Visit, restart
from tests.browser.looking import UNCLOSED, Watch, faint, nameless, ring_of_focus, sideways

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.filterwarnings(UNCLOSED),
]

REMINDER = "Báo cáo do đồng chí phụ trách đến hạn trong hôm nay:"
DONE, WORKING, NUDGE = "Đã xong", "Đã nhận, đang làm", "Đôn đốc"
RECORDED = "Đã ghi nhận trả lời “{}”"
SEEN = re.compile("Đã xem")
ANSWERING, SILENT, HEAD = 0, 1, 2  # places of the phones the demo opens with


def person(demo: Demo, place: int) -> Person:
    """Whose phone stands at this place."""
    assert demo.sandbox is not None
    return demo.sandbox.world.person(demo.sandbox.shown[place])


def phone(page: Page, demo: Demo, place: int) -> Locator:
    """The phone at this place, by the name a screen reader gives it."""
    return page.get_by_role("article", name=f"Máy của {person(demo, place).name}", exact=True)


def go_to(demo: Demo, hour: str) -> None:
    """Send the story ahead to an hour of Monday 17/3/2025."""
    demo.clock.jump_to(at(DAY, hour))


async def reminded(page: Page, demo: Demo, place: int = ANSWERING) -> Locator:
    """Go to 08:00 of the day the report is due; the message that reminds of it."""
    go_to(demo, "08:00")
    message = phone(page, demo, place).locator(".message", has_text=REMINDER)
    await expect(message).to_be_visible()
    return message


def shown_hour(demo: Demo) -> str:
    return to_civil(demo.clock.now()).strftime("%H:%M")


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
    page = await visit()
    await page.set_viewport_size(
        {"width": 1440, "height": 600}
    )  # the chat is longer than its window
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


# --- any screen, any person ---


async def test_on_a_narrow_screen_there_is_one_phone_a_row_and_nothing_sticks_out(
    demo: Demo, visit: Visit
) -> None:
    page = await visit(size=NARROW)
    await reminded(page, demo)
    boxes = [await one.bounding_box() for one in await page.get_by_role("article").all()]
    rows = [box for box in boxes if box is not None]

    assert len(rows) == len(boxes) == 6
    assert {(box["x"], box["width"]) for box in rows} == {(12, NARROW[0] - 24)}
    assert all(up["y"] + up["height"] <= low["y"] for up, low in pairwise(rows))
    assert await sideways(page) == []
    thumbs = [await button.bounding_box() for button in await page.locator(".row").all()]
    assert thumbs
    assert all(box is not None and box["height"] >= 44 for box in thumbs)


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
