"""The roads to a citizen: only those agreed to, the next one when the first does not deliver, and never beside the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.config import CitizenSettings
from tests.stories.props import CODE
from tests.stories.test_citizens import OTHER, PHONE, outcomes, person, tells, withdraws
from tests.stories.test_roads import Story, told

BOTH = {"due_at": "28/02/2025 17:00", "phone": "0987654321", "notify_zalo": "1", "notify_sms": "1"}
ZALO = BOTH | {"notify_sms": "0"}
MORNING, LATER = "10/2/2025 08:00", "10/2/2025 09:00"


def sms(story: Story) -> list[str]:
    """What came to the citizen by SMS."""
    return [one["Content"] for one in story.gateway.kept if one["Phone"] == "0987654321"]


async def roads(story: Story) -> Sequence[Any]:
    """By which roads the citizen was tried."""
    return await story.rows(
        "SELECT a.road, a.outcome FROM attempt a JOIN message m ON m.id = a.message_id"
        " JOIN person p ON p.id = m.person_id WHERE p.roles = 'citizen' ORDER BY a.id"
    )


async def test_who_ticked_zalo_has_a_template_by_number(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await tells(story.stage, **ZALO)
        await story.stage.until(LATER)
        [message] = phone.received
        assert CODE in message.text
        assert await roads(story) == [("zbs_phone", "accepted")]
        assert sms(story) == []


async def test_without_zalo_on_the_phone_only_who_ticked_sms_has_one(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:  # the number is nobody's on Zalo
        await tells(story.stage, **ZALO)
        await story.stage.until(LATER)
        assert sms(story) == []
        await tells(story.stage, **BOTH | {"code": OTHER, "phone": "0987654322"})
        await story.stage.until("10/2/2025 10:00")
        assert [one["Phone"] for one in story.gateway.kept] == ["0987654322"]


async def test_what_is_not_delivered_by_zalo_comes_by_sms(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await phone.switches_off()
        await tells(story.stage, **BOTH)
        await story.stage.until("10/2/2025 14:00")
        assert [road for road, _ in await roads(story)] == ["zbs_phone", "sms"]
        assert CODE in sms(story)[0]


async def test_without_a_road_that_was_agreed_to_the_outcome_says_so(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING, zalo={}) as story:
        person(story.stage)
        await tells(story.stage, **ZALO)
        await story.stage.until(LATER)
        assert await outcomes(story.stage) == [("received", "no_road")]
        assert await roads(story) == []


async def test_a_flag_that_is_unticked_stops_what_waits(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        person(story.stage)
        story.stage.service.roads.senders = []
        await tells(story.stage, **BOTH)
        await story.stage.until("10/2/2025 08:20")
        sql = "SELECT m.state, m.reason FROM message m JOIN person p ON p.id = m.person_id WHERE p.roles = 'citizen'"
        before = [row[0] for row in await story.rows(sql)]
        await tells(story.stage, **BOTH | {"notify_zalo": "0", "notify_sms": "0"})
        assert (before, await story.rows(sql)) == (["waiting"], [("suppressed", "withdrawn")])


async def test_one_citizen_of_one_dossier_under_two_codes_hears_once(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await tells(story.stage, **BOTH)
        await tells(story.stage, **BOTH | {"code": "000.00.05.H01-250210-0001"})
        await story.stage.until(LATER)
        assert len(phone.received) == 1
        assert sum(o == "told" for _, o in await outcomes(story.stage)) == 1


async def test_who_has_many_dossiers_hears_of_the_rest_tomorrow(tmp_path: Path) -> None:
    few = CitizenSettings(per_day=3)
    async with told(tmp_path, MORNING, citizens=few) as story:
        phone = person(story.stage)
        for n in range(5):
            await tells(story.stage, **BOTH | {"code": f"H01.05-250210-{n:04}"})
        await story.stage.until("10/2/2025 20:00")
        today = len(phone.received)
        await story.stage.until("11/2/2025 09:00")
        assert (today, len(phone.received)) == (3, 5)


async def test_what_waited_too_long_is_decided_anew(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        senders, roads_ = story.stage.service.roads.senders, story.stage.service.roads
        roads_.senders = []
        await tells(story.stage, **BOTH)
        await story.stage.until("10/2/2025 09:00")
        assert await outcomes(story.stage) == [("received", "told")]
        await tells(story.stage, **BOTH | {"status": "9", "finished_at": "10/02/2025 10:00"})
        roads_.senders = senders
        story.stage.clock.jump_to(story.stage.clock.now() + 3 * 3600)
        await story.stage.settle()
        assert ("received", "closed") in await outcomes(story.stage)
        assert ["đã được giải quyết" in m.text or "kết quả" in m.text for m in phone.received] == [
            True
        ]


async def test_who_agrees_again_at_an_office_is_told_from_the_next_change_on(
    tmp_path: Path,
) -> None:
    from bot.consents import agree_again, citizen_code

    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await tells(story.stage, **BOTH)
        await story.stage.until(LATER)
        await withdraws(story.stage)
        code = citizen_code(story.stage.service.sealer.lookup(PHONE))
        async with story.stage.service.store.tx() as tx:
            assert await agree_again(tx, code, "Phiếu mẫu", story.stage.clock.now())
            assert not await agree_again(tx, "lan", "Phiếu mẫu", story.stage.clock.now())
        await tells(story.stage, **BOTH | {"status": "6"})
        await story.stage.until("10/2/2025 11:00")
        assert len(phone.received) == 2
        assert "nghĩa vụ tài chính" in phone.received[-1].text


@pytest.mark.parametrize("name", ["lan", "hoa"])
async def test_an_officer_who_writes_stop_loses_only_sms(tmp_path: Path, name: str) -> None:
    from tests.stories.stage import number

    async with told(tmp_path, MORNING) as story:
        mine = number(f"z-{name}")
        await tells(story.stage, **BOTH | {"phone": f"0{mine[2:]}"})
        await withdraws(story.stage, mine)
        assert await story.rows("SELECT count(*) FROM citizen_dossier") == [(0,)]
        sql = "SELECT p.roles, c.road FROM closed_road c JOIN person p ON p.id = c.person_id ORDER BY p.id"
        assert [road for _, road in await story.rows(sql)] == ["sms", "sms"]


async def test_what_was_handed_over_takes_no_other_road_after_its_flag_is_unticked(
    tmp_path: Path,
) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await phone.switches_off()
        await tells(story.stage, **BOTH)
        await tells(story.stage, **BOTH | {"code": OTHER})  # keeps the number known
        await story.stage.until("10/2/2025 08:20")
        assert {road for road, _ in await roads(story)} == {"zbs_phone"}
        await tells(story.stage, **BOTH | {"notify_zalo": "0", "notify_sms": "0"})
        await story.stage.until("10/2/2025 14:00")
        assert [OTHER in text for text in sms(story)] == [True]


async def test_what_was_handed_over_takes_no_road_that_was_unticked_since(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        await phone.switches_off()
        await tells(story.stage, **BOTH)
        await story.stage.until("10/2/2025 08:20")
        assert {road for road, _ in await roads(story)} == {"zbs_phone"}
        await tells(story.stage, **ZALO)
        await story.stage.until("10/2/2025 14:00")
        assert sms(story) == []


async def test_who_unticks_one_road_hears_by_the_other_what_waited(tmp_path: Path) -> None:
    async with told(tmp_path, MORNING) as story:
        phone = person(story.stage)
        senders = story.stage.service.roads.senders
        story.stage.service.roads.senders = []
        await tells(story.stage, **BOTH)
        await story.stage.until("10/2/2025 08:20")
        await tells(story.stage, **ZALO)
        story.stage.service.roads.senders = senders
        await story.stage.until("10/2/2025 14:00")
        assert len(phone.received) == 1
        assert (await roads(story), sms(story)) == ([("zbs_phone", "accepted")], [])
        assert await outcomes(story.stage) == [("received", "told")]
