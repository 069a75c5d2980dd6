"""The other calls of the stand-in host, and its rate limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox import Limits
from tests.sandbox.stage import HEAD, OA, OFFICER, Stage, body, staged

DAY = 86400


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


# --- rate ---


async def test_more_requests_than_granted_in_a_minute_are_refused() -> None:
    async with staged(Limits(requests_per_minute=3)) as stage:
        seen = []
        for _ in range(4):
            answer = await stage.client.send(body())
            seen.append((answer["error"], stage.client.headers["X-RateLimit-Remain"]))
        stage.after(60)
        later = await stage.client.send(body())

        assert seen == [(0, "2"), (0, "1"), (0, "0"), (-32, "0")]
        assert stage.client.headers["X-RateLimit-Limit"] == "3"
        assert later["error"] == 0
        assert len(stage.world.phone(OFFICER).received) == 4


# --- the other calls ---


async def test_user_detail_and_quota_know_the_last_interaction(stage: Stage) -> None:
    detail = await stage.client.get("/v3.0/oa/user/detail", {"user_id": OFFICER})
    quota = await stage.client.post("/v3.0/oa/quota/message", {"user_id": OFFICER})

    assert detail["data"]["display_name"] == "Nguyễn Thị Mẫu"
    assert detail["data"]["user_is_follower"] is True
    assert detail["data"]["user_last_interaction_date"] == "17/03/2025"
    assert quota["data"]["last_interaction"] == str(stage.clock.now_ms())


async def test_the_account_quota_counts_paid_messages(stage: Stage) -> None:
    stage.long_after(3 * DAY)
    await stage.client.send(body())
    wanted = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    answer = await stage.client.post("/v3.0/oa/quota/message", wanted)
    wrong = await stage.client.post("/v3.0/oa/quota/message", {"quota_owner": "me"})

    assert [(row["total"], row["remain"]) for row in answer["data"]] == [(500, 499)]
    assert wrong["error"] == -201


async def test_account_info_counts_followers(stage: Stage) -> None:
    await stage.world.phone(HEAD).unfollows()
    answer = await stage.client.get("/v2.0/oa/getoa")

    assert (answer["data"]["oaid"], answer["data"]["oa_type"]) == (OA, 4)
    assert answer["data"]["num_follower"] == 1


async def test_the_conversation_is_read_newest_first_in_pages(stage: Stage) -> None:
    await stage.client.send(body("Một", OFFICER, "Đã xong"))
    await stage.world.phone(OFFICER).taps("Đã xong")
    await stage.client.send(body("Hai"))

    async def page(offset: int, count: int) -> dict[str, Any]:
        wanted = {"user_id": OFFICER, "offset": offset, "count": count}
        return await stage.client.get("/v2.0/oa/conversation", wanted)

    two = (await page(0, 2))["data"]
    rest = (await page(2, 10))["data"]
    assert [(m["src"], m["message"]) for m in two + rest] == [
        (0, "Hai"),
        (1, "#A.Đã xong"),
        (0, "Một"),
    ]
    assert (two[0]["from_id"], two[0]["to_id"], two[0]["type"]) == (OA, OFFICER, "text")
    assert two[0]["time"] == stage.clock.now_ms()
    assert two[0]["message_id"] == stage.world.phone(OFFICER).last.message_id
    assert (await page(0, 11))["error"] == -210
    assert (await page(-1, 5))["error"] == -201


async def test_recent_chats_list_the_latest_first(stage: Stage) -> None:
    await stage.client.send(body("Cũ", OFFICER))
    await stage.client.send(body("Mới", HEAD))
    await stage.world.phone(OFFICER).types("Vâng")
    answer = await stage.client.get("/v2.0/oa/listrecentchat", {"offset": 0, "count": 5})

    assert [(m["src"], m["message"]) for m in answer["data"]] == [(1, "Vâng"), (0, "Mới")]


async def test_anything_else_is_an_unknown_method(stage: Stage) -> None:
    headers = {"access_token": stage.client.pair.access_token}
    for path in ("/v3.0/oa/message/promotion", "/v2.0/oa/message", "/v3.0/oa/message/cs"):
        async with stage.client.session.get(stage.client.url + path, headers=headers) as answer:
            assert answer.status == 404
            assert (await answer.json())["error"] == -106


async def test_a_chat_keeps_only_so_many_messages() -> None:
    async with staged(Limits(kept_messages=3)) as stage:
        for number in range(5):
            await stage.client.send(body(f"Tin {number}"))

        assert [m.text for m in stage.world.phone(OFFICER).messages] == ["Tin 2", "Tin 3", "Tin 4"]
