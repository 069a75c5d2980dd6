"""Roads to a person: the cheapest allowed one in time, and the next one when it does not carry."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.config import BudgetSettings, SmsSettings
from bot.sandbox import Param, Registered
from bot.zalo.templates import templates
from tests.sms.gateways.providers import KEYS, Esms
from tests.sms.gateways.stand import BRAND, provider
from tests.stories.stage import OA, Stage, number, staged

R17 = "R17-2025-Q1"
IDS = {key: f"id-{key}" for key in templates()}
DAY = 86_400


class Story:
    """A stage with approved templates and an SMS gateway beside the chat."""

    def __init__(self, stage: Stage, gateway: Esms) -> None:
        self.stage = stage
        self.gateway = gateway

    async def rows(self, sql: str, **params: Any) -> list[Any]:
        return self.stage.service.store._connections[0].execute(sql, params).fetchall()

    def texts(self, name: str) -> list[str]:
        """What came by SMS to somebody."""
        mine = f"0{number(f'z-{name}')[2:]}"
        return [one["Content"] for one in self.gateway.kept if one["Phone"] == mine]

    async def roads(self, name: str) -> list[tuple[str, str, str]]:
        """Road, reason and outcome of each attempt to reach somebody."""
        return await self.rows(
            "SELECT a.road, a.why, a.outcome FROM attempt a JOIN message m ON m.id = a.message_id"
            " JOIN person p ON p.id = m.person_id WHERE p.code = :name ORDER BY a.id",
            name=name,
        )

    async def last_spoke(self, name: str, days: float) -> None:
        """Somebody's last interaction was so long ago, as Zalo and we know."""
        at = self.stage.clock.now() - int(days * DAY)
        self.stage.world.person(f"z-{name}").last_interaction_ms = at * 1000
        await self.rows(
            "UPDATE person SET last_interaction_at = :at WHERE code = :name", at=at, name=name
        )


@asynccontextmanager
async def told(folder: Path, start: str, **more: Any) -> AsyncIterator[Story]:
    """A story in a province with every road."""
    gateway = Esms()
    async with provider(gateway) as sms:
        keys = {"gateway": "esms", "url": sms.url, "brandname": BRAND, **KEYS["esms"]}
        settings = {"sms": SmsSettings.model_validate(keys), "zalo": {"templates": IDS}, **more}
        async with staged(folder, start, **settings) as stage:
            for key, ours in templates().items():
                stage.world.desk.register(
                    Registered(
                        template_id=IDS[key],
                        oa_id=OA,
                        name=ours.name,
                        text="\n".join([ours.title, *(f"{r.label}: {r.value}" for r in ours.rows)]),
                        params=tuple(Param(n, p.kind.value) for n, p in ours.parameters.items()),
                        responses=tuple(b.text for b in ours.buttons if b.kind == "response"),
                    )
                )
            yield Story(stage, gateway)


MORNING = "17/3/2025 07:45"
TOLD = "17/3/2025 08:00"


async def test_within_two_days_of_a_tap_the_chat_is_free(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.last_spoke("lan", days=1)
        await story.last_spoke("nam", days=1)
        await story.stage.until(TOLD)
        story.stage.hears("lan", R17)
        assert await story.roads("lan") == [("zalo", "free_window", "accepted")]
        assert await story.rows("SELECT road, messages, vnd FROM spending") == [("zalo", 2, 0)]


async def test_after_two_days_the_chat_is_paid_and_after_a_week_a_template_goes(
    tmp_path: Path,
) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.last_spoke("lan", days=3)
        await story.last_spoke("nam", days=8)
        await story.stage.until(TOLD)
        story.stage.hears("lan", "Báo cáo định kỳ quý", R17)
        story.stage.hears("nam", "Nhắc hạn gửi báo cáo", "Báo cáo định kỳ quý")
        assert await story.roads("lan") == [("zalo", "paid_window", "accepted")]
        assert await story.roads("nam") == [("zbs_uid", "zalo:outside_window", "accepted")]
        assert await story.rows("SELECT road, vnd FROM spending ORDER BY road") == [
            ("zalo", 55),
            ("zbs_uid", 84),
        ]
        assert story.gateway.kept == []


async def test_who_writes_again_is_told_by_chat_again(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.last_spoke("lan", days=8)
        await story.stage.until(TOLD)
        await story.stage.types("lan", "chào")
        story.stage.all_read()
        await story.stage.until("17/3/2025 13:30")
        assert [road for road, _, _ in await story.roads("lan")][:2] == ["zbs_uid", "zalo"]


async def test_zalo_knows_better_and_a_refusal_takes_the_next_road_at_once(tmp_path: Path) -> None:
    """We believe the window open; Zalo says it is not."""
    async with told(tmp_path, MORNING) as story:
        await story.last_spoke("lan", days=1)
        story.stage.world.person("z-lan").last_interaction_ms = 0
        await story.stage.until(TOLD)
        story.stage.hears("lan", "Nhắc hạn gửi báo cáo", "Báo cáo định kỳ quý")
        assert await story.roads("lan") == [
            ("zalo", "free_window", "other_road"),
            ("zbs_uid", "zalo:-230", "accepted"),
        ]
        assert await story.rows("SELECT DISTINCT fate, reason FROM notice WHERE person_id = 1") == [
            ("sent", "accepted")
        ]


async def test_who_is_away_from_zalo_hears_by_sms(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        story.stage.phone("lan").blocks(-227)
        await story.stage.until(TOLD)
        story.stage.silent("lan")
        [text] = story.texts("lan")
        assert text.isascii()
        assert "Bao cao dinh ky quy" in text
        assert [road for road, _, outcome in await story.roads("lan") if outcome == "accepted"] == [
            "sms"
        ]


async def test_somebody_without_a_linked_account_is_reached_by_number(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.rows("UPDATE person SET zalo_sealed = NULL, zalo_key = NULL WHERE code = 'lan'")
        await story.rows("UPDATE person SET zalo_sealed = NULL, zalo_key = NULL WHERE code = 'nam'")
        story.stage.world.person("z-nam").phone_number = ""  # no Zalo on this number
        await story.rows("UPDATE meta SET value = 'x' WHERE key = 'directory'")
        await story.stage.until(TOLD)
        story.stage.hears("lan", "Nhắc hạn gửi báo cáo", "Báo cáo định kỳ quý")
        assert [road for road, _, _ in await story.roads("lan")] == ["zbs_phone"]
        assert [(road, outcome) for road, _, outcome in await story.roads("nam")] == [
            ("zbs_phone", "other_road"),
            ("sms", "accepted"),
        ]
        assert len(story.texts("nam")) == 1


async def test_without_a_sign_of_delivery_the_sms_goes_after_half_an_hour(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.stage.phone("lan").switches_off()
        await story.stage.until("17/3/2025 08:29")
        assert story.texts("lan") == []
        await story.stage.until("17/3/2025 08:30")
        assert len(story.texts("lan")) == 1
        assert story.texts("nam") == []  # whose phone is on
        assert await story.roads("lan") == [
            ("zalo", "untried", "accepted"),
            (
                "sms",
                "zalo:not_delivered,zbs_uid:not_delivered,zbs_phone:not_delivered",
                "accepted",
            ),
        ]
        await story.stage.phone("lan").switches_on()  # late: nothing is sent, nothing is lost
        await story.stage.settle()
        story.stage.hears("lan", R17)
        await story.stage.until("17/3/2025 09:45")
        assert len(story.texts("lan")) == 1
        assert await story.rows("SELECT DISTINCT state FROM message WHERE person_id = 1") == [
            ("delivered",)
        ]


async def test_what_was_answered_in_between_takes_no_second_road(tmp_path: Path) -> None:
    """The receipt was lost, the answer was not."""
    async with told(tmp_path, MORNING) as story:
        await story.stage.until(TOLD)
        await story.rows("UPDATE message SET state = 'sent', fallback_at = 1742175000")
        await story.rows("UPDATE attempt SET delivered_at = NULL")
        await story.stage.taps("lan", "Đã nhận, đang làm")
        await story.stage.until("17/3/2025 08:40")
        assert story.texts("lan") == []
        assert len(story.texts("nam")) == 1


async def test_without_money_for_sms_the_message_waits_and_a_person_is_called(
    tmp_path: Path,
) -> None:
    async with told(tmp_path, MORNING, budget=BudgetSettings(sms_day=699)) as story:
        story.stage.phone("lan").blocks(-227)
        await story.stage.until("17/3/2025 09:00")
        assert story.texts("lan") == []
        [(state, reason)] = await story.rows(
            "SELECT state, reason FROM message WHERE person_id = 1"
        )
        assert (state, "over_budget" in reason) == ("waiting", True)
        alarms = await story.stage.service.store.all("open_alarms")
        assert [alarm[0] for alarm in alarms] == ["budget"]


async def test_a_template_that_was_switched_off_is_not_used_until_somebody_looked(
    tmp_path: Path,
) -> None:
    async with told(tmp_path, MORNING) as story:
        story.stage.world.desk.templates[IDS["officer_due"]].low_quality = True
        story.stage.world.desk.templates[IDS["report_due"]].low_quality = True
        await story.last_spoke("lan", days=8)
        await story.stage.until(TOLD)
        assert len(story.texts("lan")) == 1
        stopped = await story.stage.service.store.all("stopped_templates", now=0)
        assert {row[1] for row in stopped} == {"-146"}
        alarms = await story.stage.service.store.all("open_alarms")
        assert [alarm[0].partition(":")[0] for alarm in alarms] == ["template"]


async def test_the_quick_reply_on_a_template_answers_the_work(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        await story.rows("UPDATE person SET zalo_sealed = NULL, zalo_key = NULL WHERE code = 'lan'")
        await story.rows("UPDATE meta SET value = 'x' WHERE key = 'directory'")
        await story.stage.until("18/3/2025 13:30")  # late: the template of work that is due
        message = next(m for m in story.stage.phone("lan").received if m.buttons)
        await story.stage.phone("lan").taps("Đã nhận, đang làm", message)
        await story.stage.settle()
        assert await story.stage.answers(await story.stage.item(R17, "X1")) == ["working"]


async def test_when_zalo_is_lost_the_administrator_hears_by_sms(tmp_path: Path) -> None:
    """Somebody took another pair of the account, so that ours is dead; nobody can be told of it by Zalo."""
    async with told(tmp_path, MORNING) as story:
        await story.last_spoke(
            "an", days=1
        )  # the coordinator of the province, as there is no administrator
        await story.stage.settle()
        story.stage.world.tokens.grant(OA)
        await story.stage.until("17/3/2025 08:30")
        story.stage.silent("an")
        [text] = story.texts("an")
        assert text.startswith("Kinh gui dong chi Ho Mau An: he thong Nhac Viec co 01 su co")
        assert "Tai khoan Zalo khong gui duoc tin (tu 0" in text
        assert "nhacviec alarms" in text
        assert await story.roads("an") == [
            ("sms", "zalo:no_grant,zbs_uid:no_grant,zbs_phone:no_grant", "accepted")
        ]


async def test_the_front_page_and_the_metrics_tell_what_each_road_cost(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING, budget=BudgetSettings(day=1000)) as story:
        await story.last_spoke("lan", days=3)
        await story.last_spoke("nam", days=8)
        await story.stage.until(TOLD)
        async with httpx.AsyncClient(base_url=story.stage.service.url) as client:
            page = (await client.get("/")).text
            metrics = (await client.get("/metrics")).text
        assert "Hệ thống đang hoạt động bình thường." in page
        [cells] = re.findall(r">Tin mẫu Zalo theo tài khoản</th>(.*?)</tbody>", page, re.DOTALL)
        assert re.sub(r"<[^>]+>", " ", cells).split() == [
            *("Hôm", "nay", "1", "tin,", "84", "đồng"),
            *("Tháng", "này", "1", "tin,", "84", "đồng"),
            *("Hạn", "mức", "còn", "lại", "861", "đồng"),
        ]
        assert 'nhacviec_spent_vnd{road="zalo"} 55.0' in metrics
        assert 'nhacviec_spent_vnd{road="zbs_uid"} 84.0' in metrics
        assert 'nhacviec_carried_today{road="zbs_uid"} 1.0' in metrics
