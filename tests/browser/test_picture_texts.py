"""Every text on a phone of 360 pixels: none sticks out of its bubble, each has its place in a picture."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from messages_vi.language import languages
from messages_vi.render import LINES_PER_PAGE
from messages_vi.samples import specimens
from tests.browser.picture_texts import (
    COLUMN_HEIGHT,
    LIMITS,
    WIDTH,
    columns,
    looked_at,
    overflowing,
    phones,
    sheets,
    texts,
)

SHOWN = list(texts())


def test_every_sample_of_every_language_is_shown() -> None:
    ordinary = {one.caption for one in SHOWN if one.caption.endswith(" · typical")}
    wanted = {f"{own} · {sample.title} · typical" for own in languages() for sample in specimens()}

    assert ordinary == wanted
    assert len({one.caption for one in SHOWN}) == len(SHOWN)
    assert {one.caption.rpartition(" · ")[2] for one in SHOWN} == {"typical", *LIMITS}


def test_300_dossiers_are_counted_and_not_all_listed() -> None:
    (digest,) = (one for one in SHOWN if one.caption == "vi · leader/digest · crowded")

    assert "(trang 5/5)" in digest.text
    assert "300 việc quá hạn" in digest.text
    assert f"\n{5 * LINES_PER_PAGE}. " in digest.text
    assert "Ngoài ra còn 260 việc chưa liệt kê" in digest.text


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_no_bubble_overflows_and_each_text_has_its_place(chromium: Browser) -> None:
    placed: list[str] = []
    async with phones(SHOWN) as urls:
        for url in urls:
            async with looked_at(chromium, url) as page:
                assert await overflowing(page) == []
                for captions, clip in await columns(page):
                    placed += captions
                    assert clip["width"] == WIDTH
                    assert len(captions) == 1 or clip["height"] <= COLUMN_HEIGHT
    assert placed == [one.caption for one in SHOWN]


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_a_sheet_is_a_picture(chromium: Browser) -> None:
    (sheet,) = [sheet async for sheet in sheets(chromium, SHOWN[:5])]

    assert sheet.captions == [one.caption for one in SHOWN[:5]]
    assert sheet.picture.startswith(b"\x89PNG")
