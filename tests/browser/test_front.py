"""The front page: sums anybody may see, and nobody's name, telephone number or dossier."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.async_api import expect

from bot.demo import DAY, FOLDER, Demo
from schedules.civil import at
from tests.browser.conftest import NARROW, Visit
from tests.browser.looking import faint, nameless, sideways

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
]


def private_words() -> set[str]:
    """Everything of the province that belongs to a person or a dossier."""
    words: set[str] = set()
    for name, columns in (
        ("people.csv", ("name", "phone", "zalo_user_id", "code")),
        ("dossiers.csv", ("code", "phone", "lookup_code", "holder")),
    ):
        with (FOLDER / name).open(encoding="utf-8") as file:
            words |= {row[column] for row in csv.DictReader(file) for column in columns}
    return words - {""}


async def test_it_shows_sums_and_nothing_of_anybody(demo: Demo, visit: Visit) -> None:
    demo.clock.jump_to(at(DAY, "08:00"))
    phones = await visit()
    await expect(phones.get_by_text("Báo cáo do đồng chí phụ trách").first).to_be_visible()
    page = await visit("/")
    await expect(page.get_by_text("Hệ thống đang hoạt động bình thường.")).to_be_visible()
    text = await page.locator("html").inner_text()
    source = await page.content()

    assert "ngày 17 tháng 3 năm 2025 · 08 giờ" in text
    await expect(page.get_by_role("cell", name="Báo cáo").first).to_be_visible()
    assert len(private_words()) > 100
    assert [word for word in private_words() if word in source] == []
    assert not re.search(r"0\d{9}|H01\.", source)


async def test_it_is_read_by_everybody_on_any_screen(visit: Visit) -> None:
    page = await visit("/", size=NARROW)

    await expect(page.locator("html")).to_have_attribute("lang", "vi")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nhắc Việc")
    await expect(page.get_by_role("columnheader", name="Số lượng").first).to_be_visible()
    assert await nameless(page) == []
    assert await faint(page) == []
    assert await sideways(page) == []
