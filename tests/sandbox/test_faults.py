"""Faults on the way to the stand-in, by count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Fault, Faults
from tests.sandbox.stage import OFFICER, Stage, body, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


async def test_an_answer_lost_after_acceptance_leaves_the_message_on_the_phone(
    stage: Stage,
) -> None:
    stage.sandbox.faults.set(Fault.ANSWER_LOST)
    with pytest.raises(aiohttp.ClientError):
        await stage.client.send(body("Một lần"))

    assert [m.text for m in stage.world.phone(OFFICER).received] == ["Một lần"]
    assert (await stage.client.send(body("Lần nữa")))["error"] == 0


async def test_a_refusal_does_not_use_the_lost_answer_up(stage: Stage) -> None:
    stage.sandbox.faults.set(Fault.ANSWER_LOST)

    assert (await stage.client.send(body("")))["error"] == -201
    with pytest.raises(aiohttp.ClientError):
        await stage.client.send(body())


async def test_a_connection_cut_before_acceptance_and_a_502_leave_nothing(stage: Stage) -> None:
    stage.sandbox.faults.set(Fault.CUT)
    with pytest.raises(aiohttp.ClientError):
        await stage.client.send(body())
    stage.sandbox.faults.set(Fault.BAD_GATEWAY)
    address = stage.client.url + "/v3.0/oa/message/cs"
    async with stage.client.session.post(address, json=body()) as answer:
        page = await answer.text()

    assert (answer.status, answer.content_type) == (502, "text/html")
    assert "502" in page
    assert stage.world.phone(OFFICER).messages == []


async def test_a_dying_token_is_told_as_invalid(stage: Stage) -> None:
    stage.sandbox.faults.set(Fault.TOKEN_DIES, every=2)

    assert [(await stage.client.send(body()))["error"] for _ in range(2)] == [0, -216]


async def test_a_held_answer_comes_after_the_message_is_out(stage: Stage) -> None:
    stage.sandbox.faults.hold()
    delivered = asyncio.Event()
    stage.world.watch(lambda change: delivered.set() if change.fresh else None)
    sending = asyncio.create_task(stage.client.send(body()))
    await delivered.wait()
    answered_early = sending.done()
    stage.sandbox.faults.release()

    assert not answered_early
    assert (await sending)["error"] == 0


def test_faults_strike_by_count() -> None:
    faults = Faults()
    faults.set(Fault.CUT, times=2, every=3)
    struck = [faults.strikes(Fault.CUT) for _ in range(12)]
    elsewhere = faults.strikes(Fault.CUT, "/v2.0/oa/getoa")
    faults.clear()

    assert [i for i, hit in enumerate(struck, 1) if hit] == [3, 6]
    assert not elsewhere
    assert faults.describe() == []
