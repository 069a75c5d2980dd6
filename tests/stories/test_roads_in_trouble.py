"""Roads that break down: an account at rest, a gateway taken away, a stop in the middle – somebody still hears, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.config import BudgetSettings, SmsSettings
from bot.zalo.answers import Answered
from bot.zalo.grants import NoGrantNow, Pair
from db.words import Outcome
from tests.stories.stage import OA, instant
from tests.stories.test_roads import DAY, MORNING, TOLD, told

NO_TEMPLATES: dict[str, Any] = {"zalo": {}}


async def test_while_the_account_can_take_nothing_today_what_is_due_today_goes_by_sms_once(
    tmp_path: Path,
) -> None:
    """The sender of SMS knows nothing of the account's rest, and must not send it back."""
    async with told(tmp_path, MORNING, **NO_TEMPLATES) as story:
        roads = story.stage.service.roads
        account = roads._accounts.default.code
        roads.desk.rests[account, "zalo"] = story.stage.clock.now() + DAY
        await story.stage.until(TOLD)
        assert len(story.texts("lan")) == 1
        story.stage.silent("lan")
        assert await story.roads("lan") == [("sms", "zalo:too_slow", "accepted")]


async def test_what_the_chat_has_no_turn_for_in_time_leaves_by_sms(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING, zalo={"requests_per_minute": 1}) as story:
        await story.stage.until("17/3/2025 07:59")
        await story.rows("UPDATE work_item SET due_at = :at", at=instant("17/3/2025 08:01"))
        await story.stage.until(TOLD)
        await story.stage.settle()
        heard = [name for name in ("lan", "nam") if story.texts(name)]
        assert len(heard) == 1


async def test_a_lost_grant_does_not_silence_those_who_have_a_phone(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        story.stage.world.tokens.grant(OA)  # our pair is dead for good
        await story.stage.until("17/3/2025 08:10")
        story.stage.silent("lan")
        assert len(story.texts("lan")) == 1
        # What is late already has the same right.
        await story.rows("UPDATE work_item SET due_at = :at", at=instant("17/3/2025 08:15"))
        await story.stage.until("18/3/2025 09:30")
        assert len(story.texts("lan")) >= 2


async def test_after_a_new_consent_the_chat_carries_again(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        service = story.stage.service
        story.stage.world.tokens.grant(OA)
        await story.stage.until(TOLD)
        pair = story.stage.world.tokens.grant(OA)
        tokens = service.accounts.default.tokens
        await tokens.take_over(Pair(pair.access_token, pair.refresh_token))
        await story.stage.until("17/3/2025 08:20")
        assert service.roads.desk.rests == {}
        await story.stage.types("lan", "chào")
        assert story.stage.unread("lan")


async def test_an_account_that_may_not_send_calls_a_person_until_it_may_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unpaid(*_: object) -> Answered:
        return Answered(Outcome.STOP, "-321")

    async with told(tmp_path, MORNING) as story:
        service = story.stage.service
        chat = next(s for s in service.roads.senders if s.name.startswith("zalo:"))
        with monkeypatch.context() as patched:
            patched.setattr(chat._carrier._client, "send", unpaid)
            await story.stage.until(TOLD)
        alarms = await service.store.all("open_alarms")
        story.stage.hears("lan", "Nhắc hạn gửi báo cáo", "Báo cáo định kỳ quý")
        assert [(key, problem) for key, problem, *_ in alarms] == [(f"zalo:{OA}", "zalo:-321")]
        await story.stage.types("lan", "chào")
        await story.stage.until("17/3/2025 08:30")
        assert await service.store.all("open_alarms") == []


async def test_a_road_that_was_taken_away_keeps_nothing(tmp_path: Path) -> None:
    """The gateway leaves the settings while messages wait for it, or were on its wire."""
    async with told(tmp_path, MORNING, budget=BudgetSettings(sms_day=0)) as story:
        story.stage.phone("lan").blocks(-227)
        story.stage.phone("nam").blocks(-227)
        await story.stage.until(TOLD)
        await story.rows("UPDATE message SET channel = 'sms'")
        await story.rows("UPDATE message SET state = 'sending' WHERE person_id <> 1")
        story.stage.settings = story.stage.settings.model_copy(
            update={
                "sms": SmsSettings(),
                "zalo": story.stage.settings.zalo.model_copy(update={"templates": {}}),
            }
        )
        story.stage.phone("lan").unblocks()
        await story.rows("DELETE FROM closed_road")
        await story.rows("UPDATE message SET tried = ''")
        await story.stage.restart()
        await story.stage.until("17/3/2025 08:45")
        states = await story.rows("SELECT state, count(*) FROM message GROUP BY state")
        assert {state for state, _ in states} <= {
            "sent",
            "delivered",
            "seen",
            "failed",
            "suppressed",
        }
        assert story.stage.unread("lan")


async def test_at_night_the_second_road_waits_for_the_morning(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING, **NO_TEMPLATES) as story:
        await story.stage.phone("lan").switches_off()
        await story.stage.until(TOLD)
        late = instant("17/3/2025 21:10")
        await story.rows("UPDATE message SET fallback_at = :at WHERE person_id = 1", at=late)
        await story.stage.until("17/3/2025 23:00")
        first = len(story.texts("lan"))
        await story.stage.until("18/3/2025 07:20")
        assert len(story.texts("lan")) > first


async def test_what_is_answered_while_the_second_road_waits_is_not_sent(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING, **NO_TEMPLATES) as story:
        await story.stage.until(TOLD)
        # Without a receipt it goes on to the gateway, where it waits for its turn.
        await story.rows(
            "UPDATE message SET state = 'waiting', channel = 'sms', not_before = :at,"
            " tried = 'zalo:not_delivered' WHERE person_id = 1",
            at=instant("17/3/2025 08:20"),
        )
        await story.rows("UPDATE work_item SET answered_at = :at", at=instant("17/3/2025 08:10"))
        await story.stage.until("17/3/2025 08:40")
        assert story.texts("lan") == []
        [(state,)] = await story.rows(
            "SELECT DISTINCT state FROM message WHERE person_id = 1 AND template NOT LIKE 'reply/%'"
        )
        assert state == "sent"


async def test_a_token_that_cannot_be_renewed_for_the_moment_sends_nobody_an_sms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreached() -> str:
        raise NoGrantNow("Zalo could not be asked")

    async with told(tmp_path, MORNING) as story:
        with monkeypatch.context() as patched:
            patched.setattr(story.stage.service.accounts.default.tokens, "token", unreached)
            await story.stage.until(TOLD)
        await story.stage.until("17/3/2025 08:02")
        assert story.texts("lan") == []
        assert await story.roads("lan") == [("zalo", "untried", "accepted")]
