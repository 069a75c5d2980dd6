"""The token address: only two tokens are a success; every shape of its errors is understood and gives nothing away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.sandbox import Fault as Trouble
from bot.zalo.errors import table
from bot.zalo.grants import (
    MENDS,
    App,
    Fault,
    Pair,
    Refusal,
    TokenAddress,
    Unreached,
    read_answer,
    read_refusal,
)
from messages_vi import consenting
from tests.bot.stage import Stage

OAUTH = "/v4/oa/access_token"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param({"error": -14002, "error_name": "Invalid appId"}, Fault.APP, id="number"),
        pytest.param({"error": "-14003", "error_reason": ""}, Fault.CALLBACK, id="number as text"),
        pytest.param({"error_code": -14029}, Fault.APPROVAL, id="another field"),
        pytest.param({"error": -14012, "message": "?"}, Fault.UNCLEAR, id="unclear"),
        pytest.param({"error": -14024}, Fault.UNCLEAR, id="ownership"),
        pytest.param({"error_name": "Invalid refresh token"}, Fault.REFRESH, id="words only"),
        pytest.param(
            {"error_name": "Invalid grant", "error_reason": "Refresh token is expired"},
            Fault.REFRESH,
            id="told in the reason",
        ),
        pytest.param({"error_name": "Invalid code verifier"}, Fault.VERIFIER, id="verifier"),
        pytest.param({"error_name": "Invalid authorization code"}, Fault.CODE, id="code"),
        pytest.param({"error_name": "Invalid secret key"}, Fault.SECRET, id="secret"),
        pytest.param({"error_name": "Invalid redirect uri"}, Fault.CALLBACK, id="callback"),
        pytest.param({"error_name": "Invalid appId"}, Fault.APP, id="app"),
        pytest.param({"error": -1, "message": "Something"}, Fault.OTHER, id="unknown number"),
        pytest.param({"error": 0, "message": "Success"}, Fault.OTHER, id="success without tokens"),
        pytest.param({"access_token": "a"}, Fault.OTHER, id="one token"),
        pytest.param({"access_token": "a", "refresh_token": None}, Fault.OTHER, id="null"),
        pytest.param({"access_token": "a", "refresh_token": 7}, Fault.OTHER, id="a number"),
        pytest.param({"access_token": "a", "refresh_token": " "}, Fault.OTHER, id="blank"),
        pytest.param([], Fault.OTHER, id="no object"),
        pytest.param(None, Fault.OTHER, id="null body"),
    ],
)
def test_each_shape_of_a_refusal_has_its_fault(body: object, fault: Fault) -> None:
    answer = read_answer(200, body)

    assert isinstance(answer, Refusal)
    assert answer.fault is fault
    assert answer.words


def test_a_code_and_the_words_are_told_once_each() -> None:
    told = {"error": -14002, "error_name": "Invalid appId", "error_description": "Invalid appId"}

    assert read_refusal(told).words == "-14002 – Invalid appId"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_gateway_that_fails_refuses_nothing(status: int) -> None:
    answer = read_answer(status, {"error": -14002, "error_name": "Invalid refresh token"})

    assert isinstance(answer, Unreached)


def test_both_tokens_are_a_success_whatever_else_is_said() -> None:
    body = {"access_token": "AT", "refresh_token": "RT", "expires_in": "90000", "error": -1}

    assert read_answer(200, body) == read_answer(503, body) == Pair("AT", "RT", 90000)


def test_what_was_sent_never_comes_back_in_the_words() -> None:
    words = read_refusal({"error_name": "Bad token RT-secret\nof app"}, ("RT-secret",)).words

    assert words == "Bad token *** of app"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "error_name", "access_token", "refresh_token", "expires_in"]),
            inner,
        )
    ),
)


@given(status=st.integers(100, 599), body=_JSON)
def test_no_answer_is_too_strange_to_be_read(status: int, body: Any) -> None:
    answer = read_answer(status, body, ("geheim",))

    if isinstance(answer, Pair):
        assert answer.access.strip()
        assert answer.refresh.strip()
    elif isinstance(answer, Refusal):
        assert answer.words.isprintable()


def test_a_pair_and_an_app_show_no_secret() -> None:
    shown = repr(Pair("AT-secret", "RT-secret")) + repr(App("12", SecretStr("app-secret")))

    assert "secret" not in shown.replace("secret=", "")


def test_each_fault_has_a_mend_in_both_languages() -> None:
    assert set(MENDS) == set(Fault)
    assert set(consenting.WHY) == set(consenting.TO_DO) == {str(fault) for fault in Fault}


def test_every_oauth_code_of_the_table_of_errors_has_a_fault_of_its_own() -> None:
    codes = [code for api, code in table() if api == "oauth" and code.startswith("-")]

    assert len(codes) == 5
    assert Fault.OTHER not in {read_refusal({"error": code}).fault for code in codes}


# --- against the stand-in ---


async def test_a_code_is_exchanged_for_a_pair(stage: Stage) -> None:
    address = TokenAddress(stage.wire, stage.settings.oauth_url)
    app = App(stage.world.app_id, SecretStr(stage.world.app_secret))
    vector = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    challenge = "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"
    code = stage.world.tokens.consent(stage.settings.oa_id, challenge)

    wrong = await address.exchange(app, stage.world.tokens.consent("1", challenge), "x" * 43)
    found = await address.exchange(app, code, vector)
    again = await address.exchange(app, code, vector)

    assert isinstance(wrong, Refusal)
    assert wrong.fault is Fault.VERIFIER
    assert isinstance(found, Pair)
    assert found.life_s == 25 * 3600
    assert isinstance(again, Refusal)
    assert again.fault is Fault.CODE


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.BAD_GATEWAY, Trouble.ANSWER_LOST])
async def test_trouble_on_the_way_is_no_refusal(stage: Stage, trouble: Trouble) -> None:
    stage.faults.set(trouble, path=OAUTH)
    address = TokenAddress(stage.wire, stage.settings.oauth_url)
    app = App(stage.world.app_id, SecretStr(stage.world.app_secret))

    answer = await address.refresh(app, stage.settings.refresh_token.get_secret_value())

    assert isinstance(answer, Unreached)


@pytest.mark.parametrize("secret", ["", "mật", "a\nb"])
async def test_a_secret_that_no_header_can_carry_is_refused_before_the_call(
    stage: Stage, secret: str
) -> None:
    address = TokenAddress(stage.wire, stage.settings.oauth_url)

    answer = await address.refresh(App("1", SecretStr(secret)), "RT")

    assert isinstance(answer, Refusal)
    assert answer.fault is Fault.SECRET
