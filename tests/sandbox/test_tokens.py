"""Tokens of the stand-in: bare header, 25 hours, rotation, consent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator

import pytest
from yarl import URL

from bot.sandbox.tokens import challenge_of
from tests.sandbox.stage import OA, Stage, body, staged

HOUR, DAY = 3600, 86400


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


async def test_the_token_goes_bare_in_its_own_header(stage: Stage) -> None:
    token = stage.client.pair.access_token
    bearer = await stage.client.post("/v3.0/oa/message/cs", body(), Authorization=f"Bearer {token}")
    prefixed = await stage.client.post(
        "/v3.0/oa/message/cs", body(), access_token=f"Bearer {token}"
    )

    assert bearer == prefixed == {"error": -216, "message": "Access token is invalid"}


async def test_a_token_lives_25_hours(stage: Stage) -> None:
    stage.after(25 * HOUR - 1)
    assert (await stage.client.send(body()))["error"] == 0
    stage.after(1)
    assert (await stage.client.send(body()))["error"] == -220


async def test_a_refresh_kills_the_old_pair_at_once(stage: Stage) -> None:
    old = stage.client.pair.refresh_token
    told = await stage.client.token(grant_type="refresh_token", refresh_token=old)
    with_old = await stage.client.send(body())
    with_new = await stage.client.post(
        "/v3.0/oa/message/cs", body(), access_token=told["access_token"]
    )
    again = await stage.client.token(grant_type="refresh_token", refresh_token=old)

    assert set(told) == {"access_token", "refresh_token", "expires_in"}
    assert told["expires_in"] == "90000"
    assert (with_old["error"], with_new["error"]) == (-216, 0)
    assert "access_token" not in again
    assert "error" not in again
    assert {"error_name", "error_reason", "error_description"} <= set(again)


async def test_a_refresh_token_lives_three_months(stage: Stage) -> None:
    stage.after(90 * DAY)
    told = await stage.client.token(
        grant_type="refresh_token", refresh_token=stage.client.pair.refresh_token
    )

    assert told["error_name"] == "Expired refresh token"


@pytest.mark.parametrize(
    ("secret", "form", "name"),
    [
        pytest.param("wrong", {}, "Invalid secret key", id="wrong secret"),
        pytest.param("app-secret", {"app_id": "1"}, "Invalid appId", id="wrong app"),
        pytest.param("app-secret", {"grant_type": "password"}, "Invalid request", id="wrong grant"),
    ],
)
async def test_the_token_address_says_no_in_words(
    stage: Stage, secret: str, form: dict[str, str], name: str
) -> None:
    good = {"grant_type": "refresh_token", "refresh_token": stage.client.pair.refresh_token}
    told = await stage.client.token(secret, **(good | form))
    afterwards = await stage.client.token(**good)

    assert told["error_name"] == name
    assert "access_token" in afterwards  # a refusal must not use the token up


async def test_consent_gives_a_code_that_the_right_verifier_trades_once(stage: Stage) -> None:
    verifier = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    query = {
        "app_id": "1234567890123456789",
        "redirect_uri": "https://nhacviec.example.vn/oa",
        "code_challenge": challenge_of(verifier),
        "state": "s1",
    }
    address = stage.client.url + "/v4/oa/permission"
    session = stage.client.session
    async with session.get(address, params=query, allow_redirects=False) as answer:
        target = URL(answer.headers["Location"])
    trade = {"grant_type": "authorization_code", "code": target.query["code"]}
    told = await stage.client.token(code_verifier=verifier, **trade)
    again = await stage.client.token(code_verifier=verifier, **trade)

    assert answer.status == 302
    assert (target.query["oa_id"], target.query["state"]) == (OA, "s1")
    assert told["access_token"]
    assert again["error_name"] == "Invalid code"


async def test_a_code_falls_with_a_wrong_verifier_or_after_ten_minutes(stage: Stage) -> None:
    desk = stage.world.tokens
    code = desk.consent(OA, challenge_of("right"))
    wrong = await stage.client.token(
        grant_type="authorization_code", code=code, code_verifier="wrong"
    )
    late_code = desk.consent(OA, challenge_of("right"))
    stage.after(600)
    late = await stage.client.token(
        grant_type="authorization_code", code=late_code, code_verifier="right"
    )

    assert wrong["error_name"] == "Invalid code verifier"
    assert late["error_name"] == "Invalid code"


async def test_known_tokens_can_be_put_back_in_force(stage: Stage) -> None:
    stage.world.tokens.grant(OA, "kept-access", "kept-refresh")
    answer = await stage.client.post("/v3.0/oa/message/cs", body(), access_token="kept-access")

    assert answer["error"] == 0


async def test_a_proof_must_fit_when_there_is_one_or_one_is_required() -> None:
    async with staged(require_proof=True) as stage:
        token = stage.client.pair.access_token
        proof = hmac.new(b"app-secret", token.encode(), hashlib.sha256).hexdigest()
        path = "/v3.0/oa/message/cs"

        without = await stage.client.send(body())
        wrong = await stage.client.post(path, body(), appsecret_proof="0" * 64)
        right = await stage.client.post(path, body(), appsecret_proof=proof)

        assert [a["error"] for a in (without, wrong, right)] == [-242, -242, 0]
