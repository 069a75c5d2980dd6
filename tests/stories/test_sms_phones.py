"""An SMS all the way: from a duty through our gateway to a phone, and the delivery report back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.config import SmsSettings
from bot.sandbox import Fault
from bot.sandbox.sms_api import SEND
from bot.sms.addresses import webhook_token
from tests.stories.stage import SECRET, Stage, staged

MORNING, TOLD = "17/3/2025 07:45", "17/3/2025 08:00"
BRAND = "UBND-MAU"


async def by_sms(stage: Stage) -> None:
    """The province has the gateway of the sandbox, which reports to the service."""
    stage.world.sms.open("khoa-gia", "mat-khau-gia", BRAND)
    url = stage.service.url
    keys = {
        "gateway": "esms",
        "url": stage.sandbox.sms_url,
        "brandname": BRAND,
        "api_key": "khoa-gia",
        "secret_key": "mat-khau-gia",
        "callback_url": f"{url}/webhook/sms/esms/{webhook_token(SECRET, 'esms')}",
    }
    more: dict[str, Any] = {"sms": SmsSettings.model_validate(keys), "port": urlsplit(url).port}
    stage.settings = stage.settings.model_copy(update=more)
    await stage.restart()


def roads(stage: Stage) -> list[Any]:
    """Road, outcome, price and state of what was sent to Lan."""
    sql = (
        "SELECT a.road, a.outcome, a.price_vnd, m.state FROM attempt a"
        " JOIN message m ON m.id = a.message_id WHERE m.person_id = 1 ORDER BY a.id"
    )
    return stage.service.store._connections[0].execute(sql).fetchall()


async def test_who_is_away_from_zalo_has_it_on_the_phone_and_we_know(tmp_path: Path) -> None:
    async with staged(tmp_path, MORNING) as stage:
        await by_sms(stage)
        stage.phone("lan").blocks(-227)
        await stage.until(TOLD)

        [message] = stage.phone("lan").sms
        assert "Bao cao dinh ky quy" in message.text
        assert message.parcel.label == BRAND
        stage.silent("lan")
        assert stage.sandbox.reports.delivered == 1
        assert roads(stage)[-1] == ("sms", "accepted", 700, "delivered")


async def test_a_phone_that_is_off_has_both_when_it_is_on_again(tmp_path: Path) -> None:
    async with staged(tmp_path, MORNING) as stage:
        await by_sms(stage)
        await stage.phone("lan").switches_off()
        await stage.until("17/3/2025 08:30")
        before = roads(stage)
        assert stage.phone("lan").sms == []
        await stage.phone("lan").switches_on()
        await stage.settle()

        assert [row[0] for row in before] == ["zalo", "sms"]
        assert before[-1][-1] == "sent"
        assert len(stage.phone("lan").sms) == len(stage.unread("lan")) == 1
        assert roads(stage)[-1][-1] == "delivered"


async def test_a_lost_answer_is_asked_for_again_and_the_phone_rings_once(tmp_path: Path) -> None:
    async with staged(tmp_path, MORNING) as stage:
        await by_sms(stage)
        stage.phone("lan").blocks(-227)
        stage.sandbox.faults.set(Fault.ANSWER_LOST, path=SEND)
        await stage.until("17/3/2025 09:00")

        assert len(stage.phone("lan").sms) == 1
        assert {row[-1] for row in roads(stage)} == {"delivered"}
