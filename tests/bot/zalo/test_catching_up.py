"""What was missed is fetched in small rounds, stored as the webhook would have stored it, and never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import islice
from typing import Any

import msgspec
import pytest

from bot.clock import DrivenClock
from bot.sandbox import Fault
from bot.sandbox.templates import Registered
from bot.sandbox.webhooks import body_of
from bot.zalo import catching_up
from bot.zalo.business import BusinessClient
from bot.zalo.catching_up import CALLS_A_ROUND, OVERLAP_S, QUIET_S, SOURCE, CatchUp
from bot.zalo.details import ResponseTapped, Said
from bot.zalo.events import read_detail, read_event
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.bot.stage import OFFICER, Stage, staged
from tests.sandbox.stage import OA

CONVERSATION, RECENT = "/v2.0/oa/conversation", "/v2.0/oa/listrecentchat"


@pytest.fixture
async def stage(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> AsyncIterator[Stage]:
    async with staged(store, sealer, clock) as made:
        yield made


def _catch_up(stage: Stage, **more: Any) -> CatchUp:
    settings = stage.settings.model_copy(update={"templates": {"officer_due_reply": "51"}})
    return CatchUp(
        store=stage.store,
        clock=stage.clock,
        client=stage.client,
        business=BusinessClient(stage.wire, stage.settings.openapi_url),
        tokens=stage.tokens,
        settings=settings,
        **more,
    )


async def _begun(stage: Stage, **more: Any) -> CatchUp:
    """The database knows until when everything was heard; an hour later the service starts again."""
    stage.world.desk.register(
        Registered("51", OA, "Nhắc hạn", "…", (), responses=("Đang vướng mắc",))
    )
    assert await _catch_up(stage).round() == 0
    stage.after(OVERLAP_S + 3600)
    return _catch_up(stage, **more)


async def _texts(stage: Stage) -> list[str]:
    rows = await stage.store.all("new_events", limit=1000)
    assert {row[2] for row in rows} <= {SOURCE}
    details = [read_detail(row[4]) for row in rows]
    return [d.text for d in details if isinstance(d, Said)]


async def test_what_was_said_is_fetched_once_and_in_order(stage: Stage) -> None:
    await stage.world.phone(OFFICER).types("trước khi dừng")
    stage.after(OVERLAP_S + 1)
    catch_up = await _begun(stage)
    phone = stage.world.phone(OFFICER)
    for number in range(23):  # three pages
        await phone.types(f"lời {number}")
        stage.after(1)
    stage.world.deliver(OFFICER, "lời của chúng tôi")

    assert await catch_up.round() == 23
    assert await _texts(stage) == [f"lời {number}" for number in range(23)]
    assert await _catch_up(stage).round() == 0  # another process: everything is known until now


async def test_a_caught_up_event_is_the_event_the_webhook_brings(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    class Courier:
        def hand_over(self, happening: Any) -> None:
            told.append(body_of(happening, stage.world.app_id))

        async def flushed(self, user_id: str) -> None:
            pass

    catch_up = await _begun(stage)
    stage.world.courier = Courier()
    await stage.world.phone(OFFICER).types("Đã xong")
    assert await catch_up.round() == 1

    ((_, key, *_),) = await stage.store.all("new_events", limit=10)
    ((*_, body, _, _, _),) = await stage.store.all("new_events", limit=10)
    live, fetched = read_event(told[0]), read_event(body)
    assert (key, fetched) == (live.key, live)
    assert read_detail(body) == read_detail(told[0])


async def test_taps_on_templates_are_fetched_under_the_webhooks_key(stage: Stage) -> None:
    catch_up = await _begun(stage)
    at_ms = stage.clock.now_ms()
    row = {"template_id": "51", "data": "Đang vướng mắc", "submitDate": str(at_ms)}
    stage.world.desk.responses.append(row | {"msgId": "900", "oaId": OA, "trackingId": "nv-a-1"})

    assert await catch_up.round() == 1
    ((_, key, _, _, body, *_),) = await stage.store.all("new_events", limit=10)
    assert read_detail(body) == ResponseTapped("900", "nv-a-1", "Đang vướng mắc", at_ms)
    message = {
        "data": "Đang vướng mắc",
        "tracking_id": "nv-a-1",
        "submit_time": str(at_ms),
        "button_type": "response",
    }
    live = {"app_id": "1", "event_name": "user_click_response_button", "timestamp": str(at_ms + 40)}
    assert read_event(msgspec.json.encode(live | {"msg_id": "900", "message": message})).key == key


async def test_many_conversations_are_read_in_rounds(stage: Stage) -> None:
    catch_up = await _begun(stage)
    for number in range(45):
        stage.world.add_person(f"9{number:03}", "Người Mẫu")
        await stage.world.phone(f"9{number:03}").types(f"chào {number}")

    rounds = [await catch_up.round() for _ in range(3)]
    assert rounds == [CALLS_A_ROUND - 5, 20, 0]  # five pages of conversations, then one each
    assert len(set(await _texts(stage))) == 45


async def test_the_pace_of_the_account_goes_before(stage: Stage) -> None:
    allowed = iter([True, True, False, True, True, True])
    catch_up = await _begun(stage, may_call=lambda: next(allowed, False))
    await stage.world.phone(OFFICER).types("Đã xong")

    assert await catch_up.round() == 1  # one list, one conversation
    assert await catch_up.round() == 0  # what is left: the template's answers
    assert await _catch_up(stage).round() == 0


@pytest.mark.parametrize("path", [RECENT, CONVERSATION])
async def test_a_provider_that_does_not_answer_is_asked_again_where_it_stopped(
    stage: Stage, path: str
) -> None:
    catch_up = await _begun(stage)
    await stage.world.phone(OFFICER).types("Đã xong")
    stage.faults.set(Fault.BAD_GATEWAY, path=path)

    assert [await catch_up.round() for _ in range(2)] == [0, 1]


async def test_a_dead_token_is_renewed_on_the_way(stage: Stage) -> None:
    catch_up = await _begun(stage)
    await stage.world.phone(OFFICER).types("Đã xong")
    stage.faults.set(Fault.TOKEN_DIES, path=CONVERSATION)

    assert await catch_up.round() == 1


async def test_while_events_come_nothing_is_asked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up = await _begun(stage)
    await catch_up.round()  # at the start it looks in any case
    await stage.world.phone(OFFICER).types("Đã xong")
    for _ in range(3):
        stage.after(QUIET_S - 1)
        row = {"key": f"k{stage.clock.now()}", "source": "zalo", "name": "x", "body": b"{}"}
        async with stage.store.tx() as tx:
            await tx.many("insert_event", [row | {"received_at": stage.clock.now()}])
        assert await catch_up.round() == 0
    stage.after(QUIET_S)
    await stage.world.phone(OFFICER).types("xong rồi")
    assert await catch_up.round() == 1  # silence: now it looks


async def test_a_very_long_conversation_ends_somewhere(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "PAGES_A_PERSON", 2)
    catch_up = await _begun(stage)
    for number in islice(range(100), 35):
        await stage.world.phone(OFFICER).types(f"lời {number}")

    assert await catch_up.round() == 20
    assert await catch_up.round() == 0
