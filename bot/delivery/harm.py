"""The harm bound: the most one person may be sent, whatever the code believes. Pure."""

from __future__ import annotations

from bot.config import HarmSettings


def harm_reason(
    sent_last_hour: int, sent_last_day: int, same_text_recently: int, limits: HarmSettings
) -> str | None:
    """Why one more message would harm (`per_hour`, `per_day`, `same_text`), or None."""
    if sent_last_hour >= limits.per_hour:
        return "per_hour"
    if sent_last_day >= limits.per_day:
        return "per_day"
    return "same_text" if same_text_recently >= limits.same_text_times else None
