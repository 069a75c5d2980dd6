"""The token pair: renewed in time and once, committed before it is used, never lost by a bad answer."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from pydantic import SecretStr

from bot.clock import DrivenClock
from bot.sandbox import Fault
from bot.zalo.client import text_body
from bot.zalo.tokens import NoGrant, TokenKeeper
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import Outcome
from tests.bot.stage import OFFICER, Stage
from tests.sandbox.stage import OA

HOUR = 3600
OAUTH = "/v4/oa/access_token"


async def works(stage: Stage, token: str) -> bool:
    answer = await stage.client.send(token, text_body(OFFICER, "Thử"))
    return answer.outcome == Outcome.ACCEPTED


def renewals(stage: Stage) -> list[str]:
    """Counts how often the token address was asked, from now on."""
    asked: list[str] = []
    trade = stage.world.tokens.refresh

    def counted(refresh_token: str) -> object:
        asked.append(refresh_token)
        return trade(refresh_token)

    stage.world.tokens.refresh = counted  # type: ignore[method-assign, assignment]
    return asked


async def test_the_first_start_stores_the_pair_sealed(stage: Stage) -> None:
    row = await stage.store.one("account")
    assert row is not None
    access = stage.settings.access_token.get_secret_value()

    assert row[0] == OA
    assert access.encode() not in row[1]
    assert stage.sealer.open(row[1]) == access
    assert await stage.tokens.token() == access


async def test_later_starts_keep_what_the_database_has(stage: Stage) -> None:
    stage.after(20 * HOUR)
    renewed = await stage.tokens.token()
    again = stage.keeper()
    await again.bootstrap()

    assert await again.token() == renewed != stage.settings.access_token.get_secret_value()


async def test_without_any_token_the_setting_is_named(
    stage: Stage, sealer: Sealer, clock: DrivenClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = SqliteStore(tmp_path_factory.mktemp("empty") / "x.db")
    keeper = TokenKeeper(empty, sealer, clock, stage.wire, stage.settings)
    with pytest.raises(NoGrant, match="NHACVIEC_ZALO__ACCESS_TOKEN"):
        await keeper.token()
    nothing = await keeper.account()
    await empty.close()

    assert nothing is None


async def test_it_is_renewed_at_twenty_hours_and_not_before(stage: Stage) -> None:
    asked = renewals(stage)
    stage.after(20 * HOUR - 1)
    before = await stage.tokens.token()
    stage.after(1)
    after = await stage.tokens.token()
    account = await stage.tokens.account()

    assert len(asked) == 1
    assert before == stage.settings.access_token.get_secret_value() != after
    assert await works(stage, after)
    assert account is not None
    assert (account.generation, account.refreshed_at) == (2, stage.clock.now())
    assert account.expires_at == stage.clock.now() + 25 * HOUR


async def test_a_refused_token_is_renewed_once_for_all_who_met_it(stage: Stage) -> None:
    asked = renewals(stage)
    refused = await stage.tokens.token()
    stage.world.tokens.kill(OA)
    found = await asyncio.gather(*(stage.tokens.after_refusal(refused) for _ in range(5)))

    assert len(asked) == 1
    assert len(set(found)) == 1
    assert await works(stage, found[0])


async def test_two_tasks_at_twenty_hours_use_the_refresh_token_once(stage: Stage) -> None:
    asked = renewals(stage)
    stage.after(21 * HOUR)
    found = await asyncio.gather(stage.tokens.token(), stage.tokens.token())

    assert len(asked) == 1
    assert found[0] == found[1]


async def test_the_rotation_of_another_process_is_noticed(stage: Stage) -> None:
    """Both hold the old pair; the other one renews; ours finds the new pair without asking."""
    ours, other = stage.tokens, stage.keeper()
    old = await ours.token()
    await other.token()
    stage.after(20 * HOUR)
    theirs = await other.token()
    asked = renewals(stage)

    assert await ours.token() == theirs
    assert await ours.after_refusal(old) == theirs
    assert asked == []


async def test_the_new_pair_is_committed_before_anyone_has_it(stage: Stage) -> None:
    stage.after(20 * HOUR)
    token = await stage.tokens.token()
    row = await stage.store.one("account")
    assert row is not None

    assert stage.sealer.open(row[1]) == token
    assert row[5] == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"error_name": "Invalid refresh token"}, id="words"),
        pytest.param({"access_token": "only this"}, id="no refresh token"),
        pytest.param({"refresh_token": "only this"}, id="no access token"),
        pytest.param({"access_token": "", "refresh_token": ""}, id="both empty"),
        pytest.param([], id="no object"),
        pytest.param(None, id="null"),
    ],
)
async def test_an_answer_without_both_tokens_keeps_the_old_ones(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    async def answer(*_: object) -> httpx.Response:
        return httpx.Response(200, content=json.dumps(body))

    before = await stage.store.one("account")
    refused = await stage.tokens.token()
    monkeypatch.setattr(stage.wire, "post_form", answer)
    with pytest.raises(NoGrant, match="consent again"):
        await stage.tokens.after_refusal(refused)
    account = await stage.tokens.account()
    after = await stage.store.one("account")

    assert before is not None
    assert after is not None
    assert after[:6] == before[:6]
    assert account is not None
    assert account.problem


@pytest.mark.parametrize("life", ["90000", 90000, None, "", "soon"])
async def test_a_strange_life_never_loses_the_pair(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, life: object
) -> None:
    """The refresh token is used up by then: whatever else the answer says, both tokens are kept."""

    async def answer(*_: object) -> httpx.Response:
        return httpx.Response(
            200, json={"access_token": "AT2", "refresh_token": "RT2", "expires_in": life}
        )

    stage.after(20 * HOUR)
    monkeypatch.setattr(stage.wire, "post_form", answer)
    token = await stage.tokens.token()
    account = await stage.tokens.account()

    assert token == "AT2"
    assert account is not None
    assert (account.refresh, account.expires_at) == ("RT2", stage.clock.now() + 25 * HOUR)


async def test_a_lost_answer_is_told_and_the_next_renewal_says_what_to_do(stage: Stage) -> None:
    stage.faults.set(Fault.ANSWER_LOST, path=OAUTH)
    refused = await stage.tokens.token()
    stage.world.tokens.kill(OA)
    with pytest.raises(NoGrant):
        await stage.tokens.after_refusal(refused)
    with pytest.raises(NoGrant, match="consent again"):
        await stage.tokens.after_refusal(refused)


async def test_a_502_of_the_token_address_loses_nothing(stage: Stage) -> None:
    stage.faults.set(Fault.BAD_GATEWAY, path=OAUTH)
    refused = await stage.tokens.token()
    stage.world.tokens.kill(OA)
    with pytest.raises(NoGrant):
        await stage.tokens.after_refusal(refused)
    token = await stage.tokens.after_refusal(refused)
    account = await stage.tokens.account()

    assert await works(stage, token)
    assert account is not None
    assert account.problem is None


async def test_a_failed_renewal_stops_nobody_while_the_token_works(stage: Stage) -> None:
    """At 20 hours the token address is down; the token itself is good until hour 25, says the provider."""
    stage.faults.set(Fault.BAD_GATEWAY, path=OAUTH, times=None)
    stage.after(20 * HOUR)
    token = await stage.tokens.token()
    worked = await works(stage, token)
    stage.after(5 * HOUR)
    dead = await stage.client.send(await stage.tokens.token(), text_body(OFFICER, "Thử"))

    assert worked
    assert dead.outcome == Outcome.AFTER_REFRESH
    with pytest.raises(NoGrant):
        await stage.tokens.after_refusal(token)


async def test_a_failed_renewal_is_tried_again_some_minutes_later(stage: Stage) -> None:
    stage.faults.set(Fault.BAD_GATEWAY, path=OAUTH)
    stage.after(20 * HOUR)
    old = await stage.tokens.token()
    asked = renewals(stage)
    at_once = await stage.tokens.token()
    early = len(asked)
    stage.after(300)
    later = await stage.tokens.token()

    assert (old, early, len(asked)) == (at_once, 0, 1)
    assert later != old
    assert await works(stage, later)


async def lost_grant(stage: Stage) -> str:
    """The stored pair is dead for good; answers the dead access token."""
    refused = await stage.tokens.token()
    stage.world.tokens.grant(OA)
    with pytest.raises(NoGrant):
        await stage.tokens.after_refusal(refused)
    return refused


async def test_after_a_lost_grant_a_new_pair_in_the_settings_takes_its_place(stage: Stage) -> None:
    await lost_grant(stage)
    pair = stage.world.tokens.grant(OA)
    new = {
        "access_token": SecretStr(pair.access_token),
        "refresh_token": SecretStr(pair.refresh_token),
    }
    stage.settings = stage.settings.model_copy(update=new)
    keeper = stage.keeper()
    await keeper.bootstrap()
    account = await keeper.account()

    assert await keeper.token() == pair.access_token
    assert account is not None
    assert (account.refresh, account.generation, account.problem) == (pair.refresh_token, 2, None)


async def test_after_a_lost_grant_the_old_settings_change_nothing(stage: Stage) -> None:
    refused = await lost_grant(stage)
    keeper = stage.keeper()
    await keeper.bootstrap()
    account = await keeper.account()

    assert account is not None
    assert (account.access, account.generation) == (refused, 1)
    assert account.problem


async def test_a_stop_in_the_middle_of_a_renewal_does_not_lose_the_pair(stage: Stage) -> None:
    """The answer is on its way when the task is cancelled; the refresh token is used up by then."""
    stage.after(20 * HOUR)
    stage.faults.hold()
    asking = asyncio.create_task(stage.tokens.token())
    asked = renewals(stage)
    while not asked:  # noqa: ASYNC110 - the request is on its way through a real socket
        await asyncio.sleep(0)
    asking.cancel()
    stage.faults.release()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await stage.tokens.finished()
    kept = await stage.keeper().token()

    assert kept != stage.settings.access_token.get_secret_value()
    assert await works(stage, kept)
