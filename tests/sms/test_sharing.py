"""Traffic leaves a provider that fails and drifts back: told over a moving clock, counted from real attempts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sms.failover import Health, Shares, Why
from bot.sms.gateway import Delivery, Report
from bot.sms.reports import on_report
from bot.sms.sharing import Watched, health, load_balance
from tests.sms.gateways.stand import PASSWORD
from tests.sms.road import Counter, counter

MINUTE = 60


async def minutes(desk: Counter, number: int, messages: int = 0) -> list[int]:
    """Let minutes pass, with so many messages and one look each; the shifts."""
    shifts = []
    for _ in range(number):
        for _ in range(messages):
            await desk.hand_over(await desk.message())
        desk.clock.jump_to(desk.clock.now() + MINUTE)
        await desk.carrier.rebalance(desk.store, desk.clock.now())
        shifts.append((await load_balance(desk.store)).shift)
    return shifts


def kept(desk: Counter) -> dict[str, int]:
    return {name: len(rules.kept) for name, rules in desk.rules.items()}


async def test_traffic_leaves_a_failing_provider_and_drifts_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=Shares(51), reports=False) as desk:
        well = desk.rules["esms"]
        broken = '{"CodeResult":"103","ErrorMessage":"x"}'  # the balance is used up
        for _ in range(400):
            desk.providers["esms"].tell(broken)
        away = await minutes(desk, 16, messages=4)
        balance = await load_balance(desk.store)
        alarms = desk.rows("SELECT key, problem, closed_at FROM alarm")
        failing = kept(desk)
        desk.providers["esms"].told.clear()  # topped up
        back = await minutes(desk, 55, messages=4)
        last = await load_balance(desk.store)
        ended = desk.rows("SELECT closed_at IS NOT NULL FROM alarm")

    assert away == [-10] * 5 + [-20] * 5 + [-30] * 5 + [-40]
    assert balance.why == Why.SLOW
    assert balance.detail.startswith("first: ")
    assert failing == {"esms": 0, "vnpt": 64}  # and every message arrived
    assert alarms == [("sms:esms", "sms:103", None)]
    assert back[-1] == 0
    lowest = back.index(min(back))
    assert back[lowest:] == sorted(back[lowest:])  # never away again once it drifts back
    assert (last.why, last.shift) == (Why.AT_REST, 0)
    assert len(well.kept) > 20
    assert ended == [(1,)]
    assert "sms.share_moved" in "".join(capsys.readouterr())


async def test_more_errors_a_minute_than_are_borne_move_traffic_every_minute(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=Shares(100), reports=False) as desk:
        for _ in range(52):
            await desk.hand_over(await desk.message())
        desk.rows("UPDATE attempt SET outcome = 'again' WHERE sender = 'esms'")
        desk.clock.jump_to(desk.clock.now() + 59)
        await desk.carrier.rebalance(desk.store, desk.clock.now())
        balance = await load_balance(desk.store)

    assert (balance.shift, balance.why) == (-10, Why.ERRORS)
    assert balance.detail == "first: 52 errors in 60 s"


async def test_what_was_decided_outlives_the_process(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=Shares(10), reports=False) as desk:
        await desk.hand_over(await desk.message())
        desk.rows("UPDATE attempt SET sender = 'esms', outcome = 'stop'")
        await minutes(desk, 1)
        before = kept(desk)["esms"]  # one in ten of the messages so far
        desk.open(Shares(10))
        for _ in range(20):
            await desk.hand_over(await desk.message())

    assert kept(desk)["esms"] == before  # 10 at rest, 10 moved away


async def test_one_gateway_is_never_balanced_but_its_alarm_ends(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", reports=False) as desk:
        desk.providers["esms"].tell('{"CodeResult":"103"}')
        await minutes(desk, 1, messages=1)
        open_then = desk.rows("SELECT closed_at FROM alarm")
        await minutes(desk, 15)
        await minutes(desk, 1, messages=1)

        assert open_then == [(None,)]
        assert desk.rows("SELECT closed_at FROM alarm") == [(desk.clock.now(),)]
        assert await desk.store.value("meta", key="sms.balance") is None


# --- counters ---


async def counted(desk: Counter, *, reports: bool = True) -> Health:
    return await health(desk.store, Watched("esms", reports), desk.clock.now())


async def test_slow_is_what_took_longer_than_five_minutes(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        start = desk.clock.now()
        for _ in range(4):
            await desk.hand_over(await desk.message())
        for number, after in ((1, 300), (2, 301)):
            desk.clock.jump_to(start + after)
            async with desk.store.tx() as tx:
                told = Report("k", Delivery.DELIVERED, f"s{number}", None, None)
                await on_report(tx, told, desk.clock.now())
        async with desk.store.tx() as tx:
            told = Report("k", Delivery.FAILED, "s3", None, None)
            await on_report(tx, told, desk.clock.now())
        found = await counted(desk)
        silent = await counted(desk, reports=False)
        desk.clock.jump_to(start + 900)
        later = await counted(desk)

    # One came late, one is still to come; one failed in time, which is an answer too.
    assert found == Health(sent=4, slow=2, errors=0)
    assert silent.slow == 0  # who never reports is not slow for its silence
    assert later == Health()


async def test_who_is_refused_for_its_number_says_nothing_about_the_provider(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "esms") as desk:
        desk.providers["esms"].tell('{"CodeResult":"99"}')
        desk.providers["esms"].tell('{"CodeResult":"201"}')
        desk.providers["esms"].tell('{"CodeResult":"160"}')
        for _ in range(3):
            await desk.hand_over(await desk.message())
        found = await counted(desk)

    assert found == Health(sent=1, slow=1, errors=1)
    assert PASSWORD not in repr(found)
