"""The service stops, the provider fails, the token dies: afterwards nothing is lost and nothing comes twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from pydantic import SecretStr

from bot.sandbox.faults import Fault
from bot.sandbox.model import Change
from db.items import items_by_code
from db.records import WorkItem
from tests.stories.props import each_minutes, get, heard, keep_in_touch
from tests.stories.stage import OA, Stage, instant, staged

R17 = "R17-2025-Q1"  # due Monday 17/3; asked at 08:00 of that day


async def _stopped(stage: Stage, until: str) -> None:
    """The service is away until then; when it is back, everybody looks in, and it may work."""
    await stage.service.stop()
    stage.sandbox.courier.url = None
    stage.clock.jump_to(instant(until))
    await stage.start_service()
    await keep_in_touch(stage)


async def _ask(stage: Stage) -> None:
    """Monday 08:00: what is to be sent lies in the outbox, nothing is on the wire yet."""
    stage.clock.jump_to(instant("17/3/2025 08:00"))
    await stage.service.plan_pass()


async def test_an_hour(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        await _stopped(stage, "17/3/2025 08:45")
        assert heard(stage, "lan", R17) == heard(stage, "nam", R17) == ["17/3 08:45"]
        stage.silent("binh", "duc")
        await stage.until("17/3/2025 10:00")  # the ladder goes by the report's own hours
        assert heard(stage, "duc", R17) == ["17/3 10:00"]


async def test_a_night(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.until("17/3/2025 16:30")
        before = {name: heard(stage, name, R17) for name in ("lan", "nam", "binh", "duc", "tam")}
        await _stopped(stage, "18/3/2025 09:00")
        for name in ("lan", "nam", "binh", "duc", "tam"):  # overdue since 17:00; the digest missed
            assert heard(stage, name, R17) == [*before[name], "18/3 09:00"]
        await stage.until("18/3/2025 16:30")
        assert heard(stage, "nam", R17)[-1] == "18/3 09:00"


async def test_a_month_becomes_one_message_for_each_item_and_person_worst_first(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "3/3/2025 06:00") as stage:
        await stage.settle()
        stage.all_read()
        await _stopped(stage, "2/4/2025 09:00")  # a Wednesday
        rows = [WorkItem(*row) for row in await stage.service.store.all("items_since", after=0)]
        items = [i for i in rows if i.due_at < stage.clock.now()]
        for item in items:
            assert set((await _told(stage, item)).values()) <= {1}, item.code
        assert await _told(stage, await stage.item(R17, "X1")) == Counter(
            ["lan", "binh", "tam", "chi"]
        )
        assert await _told(stage, await stage.item("R19-2025-Q1", "S")) == Counter(
            ["son", "an", "quy"]
        )
        (digest,) = stage.unread("lan")
        dues = {item.code: item.due_at for item in items}
        listed = [dues[line.split(" – ")[0].partition(". ")[2]] for line in _lines(digest.text)]
        assert (len(listed), listed) == (7, sorted(listed))  # worst first
        stage.all_read()
        await stage.until("2/4/2025 15:00")
        stage.silent()  # nothing of it a second time


async def _told(stage: Stage, item: WorkItem) -> Counter[str]:
    """How often each person was sent something about an item."""
    rows = await stage.service.store.all("notices_of_item", item_id=item.id)
    return Counter(row[2] for row in rows if row[4] == "sent")


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1].isdigit()]


@pytest.mark.parametrize("echo", [True, False], ids=["an echo tells", "the conversation tells"])
async def test_a_crash_between_the_call_and_its_answer_sends_nothing_twice(
    tmp_path: Path, echo: bool
) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        await _ask(stage)
        if not echo:
            stage.sandbox.courier.url = None
        await _crash_while_sending(stage)
        assert heard(stage, "lan", R17) == heard(stage, "nam", R17) == ["17/3 08:00"]
        assert await _message_states(stage) == {"unknown"}
        await each_minutes(stage, "17/3/2025 08:10", 1)
        assert heard(stage, "lan", R17) == heard(stage, "nam", R17) == ["17/3 08:00"]
        assert await _message_states(stage) <= {"sent", "delivered"}
        await stage.taps("nam", "Đã xong")
        assert (await stage.item(R17, "X2")).state == "claimed"


async def _crash_while_sending(stage: Stage) -> None:
    """The provider has taken both messages and not answered yet: go on with the database of that very moment."""
    both = asyncio.Event()
    taken: set[str] = set()

    def watch(change: Change) -> None:
        taken.add(change.person.user_id)
        if len(taken) == 2:
            both.set()

    forget = stage.world.watch(watch)
    stage.sandbox.faults.hold()
    sending = asyncio.create_task(stage.service.deliver_pass())
    await both.wait()
    forget()
    await stage.sandbox.settle()  # the echoes are stored, if they are told
    image = stage.folder / "image.db"
    await stage.service.store.backup(image)
    stage.sandbox.faults.release()
    await sending
    await stage.service.stop()
    stage.settings = stage.settings.model_copy(update={"database": f"sqlite:///{image}"})
    await stage.start_service()


async def _message_states(stage: Stage) -> set[str]:
    return {state for state, _ in await stage.service.store.all("message_counts")}


async def test_a_crash_before_the_call_loses_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        await _ask(stage)
        stage.sandbox.faults.set(Fault.CUT, times=None)  # nothing gets out
        await stage.service.deliver_pass()
        assert await _message_states(stage) == {"unknown"}
        stage.sandbox.faults.clear()
        await stage.restart()
        await each_minutes(stage, "17/3/2025 08:30", 1)
        assert len(heard(stage, "lan", R17)) == len(heard(stage, "nam", R17)) == 1


async def test_a_lost_answer_is_looked_up_and_not_sent_again(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        stage.sandbox.faults.set(Fault.ANSWER_LOST, times=None)
        await each_minutes(stage, "17/3/2025 08:30", 5)
        assert heard(stage, "lan", R17) == heard(stage, "nam", R17) == ["17/3 08:00"]
        assert await _message_states(stage) <= {"sent", "delivered"}


@pytest.mark.parametrize("path", ["/v3.0/oa/message/cs", "/"], ids=["sending fails", "all fails"])
async def test_a_gateway_that_fails_for_an_hour_delays_and_loses_nothing(
    tmp_path: Path, path: str
) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        stage.sandbox.faults.set(Fault.BAD_GATEWAY, times=None, path=path)
        await each_minutes(stage, "17/3/2025 09:00", 1)
        stage.silent("lan", "nam")
        stage.sandbox.faults.clear()
        await each_minutes(stage, "17/3/2025 09:59", 1)
        assert len(heard(stage, "lan", R17)) == len(heard(stage, "nam", R17)) == 1
        assert await _message_states(stage) <= {"sent", "delivered"}


async def test_a_minute_that_is_used_up_only_delays(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        stage.world.limits = msgspec.structs.replace(stage.world.limits, requests_per_minute=1)
        rests: list[float] = []

        async def rest(seconds: float) -> None:
            rests.append(seconds)

        stage.service.roads.senders[0]._pause = rest
        await each_minutes(stage, "17/3/2025 08:05", 1)
        told = heard(stage, "lan", R17) + heard(stage, "nam", R17)
        assert sorted(told) == ["17/3 08:00", "17/3 08:02"]  # nine tenths of a call a minute
        assert len(rests) == 1


async def test_a_token_that_dies_is_renewed_on_the_way(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        stage.sandbox.faults.set(Fault.TOKEN_DIES)
        await stage.until("17/3/2025 08:00")
        assert heard(stage, "lan", R17) == heard(stage, "nam", R17) == ["17/3 08:00"]
        await stage.service.stop()  # away for longer than a token lives
        stage.clock.jump_to(instant("18/3/2025 12:00"))
        await stage.start_service()
        await stage.until("18/3/2025 13:30")
        assert heard(stage, "nam", R17)[-1] == "18/3 13:30"
        assert (await get(stage, "/readyz")).status_code == 200


async def test_a_lost_grant_keeps_messages_waiting_until_there_is_a_new_one(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        pair = stage.world.tokens.grant(OA)  # consented anew elsewhere: ours are used up
        await stage.until("17/3/2025 08:30")
        stage.silent("lan", "nam")
        ready = await get(stage, "/readyz")
        assert ready.status_code == 503
        assert any("zalo" in problem for problem in ready.json()["problems"])
        assert await _message_states(stage) == {"waiting"}
        zalo = stage.settings.zalo.model_copy(
            update={
                "access_token": SecretStr(pair.access_token),
                "refresh_token": SecretStr(pair.refresh_token),
            }
        )
        stage.settings = stage.settings.model_copy(update={"zalo": zalo})
        await stage.restart()
        await each_minutes(stage, "17/3/2025 08:45", 1)
        assert len(heard(stage, "lan", R17)) == len(heard(stage, "nam", R17)) == 1
        assert (await get(stage, "/readyz")).json()["status"] == "ok"
        assert len(await items_by_code(stage.service.store, R17)) == 2
