"""A rating by an approved template counts as one in the chat; what names no message or score of ours is kept and ignored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.rated import on_rated
from bot.zalo.details import Rated
from handlers.routing import Ignored
from tests.stories.citizens_talk import SETTINGS, dossier, proves, stranger, taps
from tests.stories.stage import staged


def told(message_id: str, rate: int | None = 2, **more: Any) -> Rated:
    """What the template's webhook says."""
    facts = {"tracking_id": "", "note": "Đợi lâu", "feedbacks": ("Thời gian",), "at_ms": None}
    return Rated(**(facts | {"message_id": message_id, "rate": rate} | more))


async def test_stars_and_words_of_a_template_are_kept_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as stage:
        await dossier(stage)
        stranger(stage)
        await proves(stage)
        await taps(stage, "dan", "Tham gia đánh giá")
        await taps(stage, "dan", "Đồng ý")
        at = "10/02/2025 10:00"
        await stage.until("10/2/2025 10:00")
        await dossier(stage, status="10", finished_at=at, returned_at=at)
        await stage.until("10/2/2025 12:00")
        asked = stage.phone("dan").last
        async with stage.service.store.tx() as tx:
            for rate in (2, 5):
                assert (
                    await on_rated(tx, told(asked.message_id, rate), stage.clock.now()) == "rated"
                )
            with pytest.raises(Ignored, match="unknown_message"):
                await on_rated(tx, told("nobody's"), stage.clock.now())
            with pytest.raises(Ignored, match="unknown_score"):
                await on_rated(tx, told(asked.message_id, 9), stage.clock.now())
            with pytest.raises(Ignored, match="unknown_score"):
                await on_rated(tx, told(asked.message_id, None), stage.clock.now())
        rows = await stage.service.store.all(
            "list_ratings", code=None, unit=None, at_most=5, since=0, until=2**40, after_id=0, limit=9
        )  # fmt: skip
        assert [row[2:5] for row in rows] == [(2, "", "Thời gian; Đợi lâu")]
