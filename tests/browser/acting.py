"""Where to find a phone and its messages on the page, and how the story gets to the hour a test needs."""

from __future__ import annotations

import math
import re

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import DAY, Demo
from bot.sandbox.model import Person
from schedules.civil import at, to_civil

REMINDER = "Báo cáo do đồng chí phụ trách đến hạn trong hôm nay:"
DONE, WORKING, NUDGE = "Đã xong", "Đã nhận, đang làm", "Đôn đốc"
RECORDED = "Đã ghi nhận trả lời “{}”"
SEEN = re.compile("Đã xem")
ANSWERING, SILENT, HEAD = 0, 1, 2  # places of the phones the demo opens with
LOW = (1440, 600)  # a chat shows less than one reminder at a time


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


async def below(chat: Locator, at_least: float = 0, at_most: float = math.inf) -> None:
    """Wait until so many pixels of the chat lie below what its window shows; scrolling takes some frames."""
    for _ in range(1000):  # each look is a round trip to the browser
        left = await chat.evaluate("c => c.scrollHeight - c.scrollTop - c.clientHeight")
        if at_least <= left <= at_most:
            return
    pytest.fail(f"{left} px lie below, not {at_least} to {at_most}")
