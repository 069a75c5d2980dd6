"""Two processes on one database: each refresh token is used once, whoever renews, waits, dies or cannot store."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.alarms import raise_alarm
from bot.clock import DrivenClock
from bot.http import WHOLE_CALL_S
from bot.sandbox import Fault
from bot.zalo.grants import Pair
from bot.zalo.leasing import LEASE_S, POLL_S, Leases, StillLeased
from bot.zalo.tokens import SAVE_TRIES, NoGrant, TokenKeeper
from db.sqlite import SqliteStore
from schedules.errors import StoreProblem
from tests.bot.stage import Stage
from tests.bot.zalo.one_process import ROUNDS
from tests.bot.zalo.test_tokens import OAUTH, lost_grant, renewals, works
from tests.sandbox.stage import OA

HOUR = 3600
Pause = Callable[[float], Awaitable[None]]


async def no_pause(_: float) -> None:
    """The next look at once."""
    await asyncio.sleep(0.01)  # real, so that the answer can travel


@pytest.fixture
async def other_store(stage: Stage) -> AsyncIterator[SqliteStore]:
    """The same file, opened as another process opens it."""
    opened = SqliteStore(stage.store.path)
    yield opened
    await opened.close()


def process(stage: Stage, store: SqliteStore, pause: Pause = no_pause) -> TokenKeeper:
    return TokenKeeper(store, stage.sealer, stage.clock, stage.wire, stage.settings, pause=pause)


async def problems(stage: Stage) -> list[str]:
    """The open alarms about the account."""
    return [row[1] for row in await stage.store.all("open_alarms") if row[0] == f"zalo:{OA}"]


# --- one refresh token, one use ---


@pytest.mark.parametrize("at_twenty_hours", [True, False])
async def test_two_at_once_use_the_refresh_token_once(
    stage: Stage, other_store: SqliteStore, at_twenty_hours: bool
) -> None:
    """The first answer is held back until the second process is seen waiting."""

    async def let_go(_: float) -> None:
        stage.faults.release()
        await asyncio.sleep(0.01)  # real, so that the answer can travel

    ours, other = (
        process(stage, stage.store, let_go),
        process(stage, other_store, let_go),
    )
    old = await ours.token()
    assert await other.token() == old
    asked = renewals(stage)
    stage.faults.hold()
    if at_twenty_hours:
        stage.after(20 * HOUR)
        found = await asyncio.gather(ours.token(), other.token())
    else:
        stage.world.tokens.kill(OA)
        found = await asyncio.gather(ours.after_refusal(old), other.after_refusal(old))

    assert len(asked) == len(set(asked)) == 1
    assert found[0] == found[1] != old
    assert await works(stage, found[0])
    assert await problems(stage) == []


async def test_many_rounds_of_many_processes_use_each_refresh_token_once(
    stage: Stage, other_store: SqliteStore
) -> None:
    keepers = [process(stage, s) for s in (stage.store, other_store) for _ in range(3)]
    asked = renewals(stage)
    for _ in range(8):
        stage.after(20 * HOUR)
        found = await asyncio.gather(*(keeper.token() for keeper in keepers))
        refused = found[0]
        stage.world.tokens.kill(OA)
        found = await asyncio.gather(*(keeper.after_refusal(refused) for keeper in keepers))
        assert len(set(found)) == 1
        assert await works(stage, found[0])

    assert len(asked) == len(set(asked)) == 16


async def test_whoever_starts_late_never_puts_the_settings_pair_over_a_renewed_one(
    stage: Stage, other_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find an empty database; the other one is faster and has renewed already when ours stores."""
    async with stage.store.tx() as tx:
        await tx.run("rename_account", code="1", old=OA)
    ours, other = process(stage, stage.store), process(stage, other_store)
    monkeypatch.setattr(ours, "_code", OA)
    monkeypatch.setattr(other, "_code", OA)
    look = ours.account

    async def overtaken() -> object:
        seen = await look()
        await other.bootstrap()
        await other.after_refusal(await other.token())
        return seen

    monkeypatch.setattr(ours, "account", overtaken)
    await ours.bootstrap()

    assert await ours.token() == await other.token()
    assert await works(stage, await ours.token())


async def test_four_processes_of_the_system_use_each_refresh_token_once(stage: Stage) -> None:
    """Real ones, each with connections and a loop of its own, and every token dead as soon as it is known."""
    asked = renewals(stage)
    given = {
        "path": str(stage.store.path),
        "zalo": {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in stage.settings
        },
    }
    running = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bot.zalo.one_process"),
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    ended = await asyncio.gather(*(p.communicate(json.dumps(given).encode()) for p in running))

    assert [p.returncode for p in running] == [0] * 4, [err.decode()[-2000:] for _, err in ended]
    assert len(asked) == len(set(asked)) >= ROUNDS
    assert await works(stage, await stage.keeper().token())
    assert await problems(stage) == []


# --- the lease ---


def test_the_lease_outlasts_the_longest_call() -> None:
    assert LEASE_S > WHOLE_CALL_S + SAVE_TRIES


async def test_the_lease_of_a_process_that_died_runs_out(stage: Stage) -> None:
    leases = Leases(stage.store, stage.clock, no_pause)
    assert await leases.take(OA, 1)
    rests: list[float] = []

    async def time_passes(seconds: float) -> None:
        rests.append(seconds)
        stage.after(1)

    stage.after(20 * HOUR - int(LEASE_S) + 3)
    assert await Leases(stage.store, stage.clock, no_pause).take(OA, 1)  # the first ran out
    keeper = process(stage, stage.store, time_passes)
    stage.after(int(LEASE_S) - 3)
    token = await keeper.token()

    assert rests == [POLL_S] * 3
    assert await works(stage, token)


async def test_on_a_fast_clock_the_lease_lasts_as_long_in_real_seconds(stage: Stage) -> None:
    """At 240 times the speed a call of twenty seconds takes more than an hour of the service's time."""
    stage.clock.set_speed(240)
    assert await Leases(stage.store, stage.clock, no_pause).take(OA)
    stage.after(int(WHOLE_CALL_S * 240))
    with pytest.raises(StillLeased):
        await Leases(stage.store, stage.clock, no_pause).take(OA)


async def test_a_lease_set_by_a_clock_far_ahead_binds_nobody(
    stage: Stage, other_store: SqliteStore
) -> None:
    ahead = DrivenClock(stage.clock.now() + 365 * 24 * HOUR, source=lambda: 0.0)
    assert await Leases(other_store, ahead, no_pause).take(OA)

    assert await Leases(stage.store, stage.clock, no_pause).take(OA)


async def test_waiting_for_a_lease_ends(stage: Stage) -> None:
    rests: list[float] = []

    async def noted(seconds: float) -> None:
        rests.append(seconds)

    assert await Leases(stage.store, stage.clock, no_pause).take(OA)
    keeper = process(stage, stage.store, noted)
    refused = await keeper.token()
    with pytest.raises(NoGrant, match="another process"):
        await keeper.after_refusal(refused)

    assert LEASE_S < sum(rests) < 2 * LEASE_S


@pytest.mark.parametrize("trouble", [Fault.CUT, Fault.BAD_GATEWAY, None])
async def test_after_a_failed_renewal_the_lease_is_free(
    stage: Stage, other_store: SqliteStore, trouble: Fault | None
) -> None:
    keeper = process(stage, stage.store)
    refused = await keeper.token()
    if trouble is None:
        stage.world.tokens.grant(OA)  # the stored pair is dead
    else:
        stage.faults.set(trouble, path=OAUTH)
    with pytest.raises(NoGrant):
        await keeper.after_refusal(refused)

    assert await Leases(other_store, stage.clock, no_pause).take(OA)


# --- a database that does not take the new pair ---


class Failing:
    """Lets transactions fail once the provider has answered, `times` times."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left = times
        self._armed = False
        real_tx, real_post = stage.store.tx, stage.wire.post_form

        async def post(*args: object) -> object:
            answer = await real_post(*args)  # type: ignore[arg-type]
            self._armed = True
            return answer

        def tx() -> object:
            if self._armed and self.left > 0:
                self.left -= 1
                raise StoreProblem("the database did not answer: disk I/O error")
            return real_tx()

        monkeypatch.setattr(stage.store, "tx", tx)
        monkeypatch.setattr(stage.wire, "post_form", post)


async def test_storing_is_tried_again_before_anybody_hears_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = process(stage, stage.store)
    refused = await keeper.token()
    failing = Failing(stage, monkeypatch, SAVE_TRIES - 1)
    token = await keeper.after_refusal(refused)
    row = await stage.store.one("account")

    assert failing.left == 0
    assert row is not None
    assert stage.sealer.open(row[1]) == token
    assert await works(stage, token)


async def test_a_pair_that_cannot_be_stored_is_kept_and_not_used_until_it_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = process(stage, stage.store)
    old = await keeper.token()
    failing = Failing(stage, monkeypatch, SAVE_TRIES + 2)
    asked = renewals(stage)
    stage.after(20 * HOUR)
    meanwhile = await keeper.token()
    stored = await keeper.token()

    assert meanwhile == old  # the new one is in no database, so nobody has it
    assert failing.left == 0
    assert len(asked) == 1
    assert stored != old
    assert await works(stage, stored)
    assert await stage.keeper().token() == stored


async def test_the_last_chance_to_store_is_the_stop(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = process(stage, stage.store)
    old = await keeper.token()
    Failing(stage, monkeypatch, SAVE_TRIES)
    with pytest.raises(NoGrant, match="database"):
        await keeper.after_refusal(old)
    await keeper.finished()

    assert await works(stage, await stage.keeper().token())


async def test_a_pair_not_stored_yet_never_replaces_a_newer_consent(
    stage: Stage, other_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = process(stage, stage.store)
    old = await keeper.token()
    Failing(stage, monkeypatch, SAVE_TRIES)
    with pytest.raises(NoGrant):
        await keeper.after_refusal(old)
    stage.after(int(LEASE_S))
    granted = stage.world.tokens.grant(OA)
    await process(stage, other_store).take_over(Pair(granted.access_token, granted.refresh_token))

    assert await keeper.token() == granted.access_token


async def test_a_consent_outlives_a_database_that_fails_and_a_lease_that_never_ends(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its code is used up by then: there is nobody to ask again."""
    assert await Leases(stage.store, stage.clock, no_pause).take(OA)
    keeper = process(stage, stage.store)
    granted = stage.world.tokens.grant(OA)
    real_tx, failures = stage.store.tx, iter(range(SAVE_TRIES - 1))

    def tx() -> object:
        if keeper._unsaved is not None and next(failures, None) is not None:
            raise StoreProblem("the database did not answer: disk I/O error")
        return real_tx()

    monkeypatch.setattr(stage.store, "tx", tx)
    await keeper.take_over(Pair(granted.access_token, granted.refresh_token))

    assert next(failures, None) is None
    assert await stage.keeper().token() == granted.access_token


# --- a lost grant ---


async def test_a_lost_grant_calls_an_administrator_and_says_how_to_consent_again(
    stage: Stage,
) -> None:
    refused = await lost_grant(stage)
    asked = renewals(stage)
    with pytest.raises(NoGrant, match=f"nhacviec oa authorize {OA}"):
        await stage.tokens.after_refusal(refused)
    (problem,) = await problems(stage)

    assert asked == []  # what was refused a moment ago is not asked about again
    assert f"“nhacviec oa authorize {OA}”" in problem
    assert "mã gia hạn không còn hiệu lực" in problem
    assert refused not in problem


async def test_consent_ends_the_alarm_and_the_running_service_takes_the_new_pair(
    stage: Stage, other_store: SqliteStore
) -> None:
    refused = await lost_grant(stage)
    granted = stage.world.tokens.grant(OA)
    await process(stage, other_store).take_over(Pair(granted.access_token, granted.refresh_token))

    assert await problems(stage) == []
    assert await stage.tokens.after_refusal(refused) == granted.access_token


async def test_a_renewal_that_works_again_ends_the_alarm(stage: Stage) -> None:
    async with stage.store.tx() as tx:
        await raise_alarm(tx, f"zalo:{OA}", "Hỏng", stage.clock.now())
    refused = await stage.tokens.token()
    await stage.tokens.after_refusal(refused)

    assert await problems(stage) == []


@pytest.mark.parametrize("trouble", [Fault.CUT, Fault.BAD_GATEWAY])
async def test_trouble_on_the_way_is_no_lost_grant(stage: Stage, trouble: Fault) -> None:
    stage.faults.set(trouble, path=OAUTH)
    with pytest.raises(NoGrant):
        await stage.tokens.after_refusal(await stage.tokens.token())
    account = await stage.tokens.account()

    assert await problems(stage) == []
    assert account is not None
    assert account.problem is None


async def test_a_pair_of_the_settings_is_taken_only_once(stage: Stage) -> None:
    """Wrong app secret for a while: the old pair of the settings must not replace the good one in the database."""
    stage.after(20 * HOUR)
    await stage.tokens.token()
    await lost_grant(stage)
    before = await stage.store.one("account")
    await stage.keeper().bootstrap()

    assert await stage.store.one("account") == before
