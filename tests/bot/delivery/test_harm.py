"""The harm bound, by hand: how many went out, and which bound the next one would cross."""

from __future__ import annotations

import pytest

from bot.config import HarmSettings
from bot.delivery.harm import harm_reason

LIMITS = HarmSettings(per_hour=5, per_day=8, same_text_hours=6, same_text_times=2)


@pytest.mark.parametrize(
    ("hour", "day", "same", "reason"),
    [
        pytest.param(0, 0, 0, None, id="the first message ever"),
        pytest.param(4, 7, 1, None, id="the last one that every bound lets through"),
        pytest.param(5, 5, 0, "per_hour", id="the sixth within an hour"),
        pytest.param(50, 50, 0, "per_hour", id="far beyond: a bound never lets go"),
        pytest.param(0, 8, 0, "per_day", id="the ninth of a day whose last hour was quiet"),
        pytest.param(5, 8, 2, "per_hour", id="all at once: what passes soonest is named"),
        pytest.param(0, 2, 2, "same_text", id="the same words for the third time"),
        pytest.param(0, 8, 2, "per_day", id="a full day goes before the words"),
    ],
)
def test_the_bound_that_the_next_message_would_cross(
    hour: int, day: int, same: int, reason: str | None
) -> None:
    assert harm_reason(hour, day, same, LIMITS) == reason


def test_limits_of_one_let_exactly_one_message_through() -> None:
    strict = HarmSettings(per_hour=1, per_day=1, same_text_times=1)

    assert harm_reason(0, 0, 0, strict) is None
    assert harm_reason(1, 1, 0, strict) == "per_hour"
    assert harm_reason(0, 0, 1, strict) == "same_text"
