"""The signature of a webhook: over the bytes as they came."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import webhooks
from bot.zalo.signature import Match, is_genuine, matching, sign

APP, TIME, SECRET = "1234567890123456789", "1742171400000", "oa-secret"
BODY = '{"event_name":"user_send_text","message":{"text":"Đã xong"}}'.encode()
MAC = sign(APP, BODY, TIME, SECRET)


def test_it_is_a_plain_sha256_over_the_four_parts() -> None:
    assert (
        hashlib.sha256(b"1234567890123456789" + BODY + b"1742171400000oa-secret").hexdigest() == MAC
    )


def test_the_stand_in_signs_alike() -> None:
    assert webhooks.signature(APP, BODY, TIME, SECRET) == f"mac={MAC}"


@pytest.mark.parametrize("header", [f"mac={MAC}", MAC, f"mac={MAC.upper()}", f" {MAC} "])
def test_a_genuine_header_fits_however_it_is_written(header: str) -> None:
    assert is_genuine(header, APP, BODY, TIME, SECRET)


@pytest.mark.parametrize(
    ("header", "app", "body", "time", "secret"),
    [
        pytest.param("", APP, BODY, TIME, SECRET, id="no header"),
        pytest.param("mac=", APP, BODY, TIME, SECRET, id="empty mac"),
        pytest.param("mac=đ", APP, BODY, TIME, SECRET, id="no ASCII"),
        pytest.param(MAC, APP, BODY + b" ", TIME, SECRET, id="other bytes"),
        pytest.param(MAC, APP[:-1], BODY, TIME, SECRET, id="other app"),
        pytest.param(MAC, APP, BODY, "1742171400001", SECRET, id="other time"),
        pytest.param(MAC, APP, BODY, TIME, "other", id="other secret"),
        pytest.param(sign(APP, BODY, TIME, ""), APP, BODY, TIME, "", id="no secret set"),
    ],
)
def test_nothing_else_fits(header: str, app: str, body: bytes, time: str, secret: str) -> None:
    assert not is_genuine(header, app, body, time, secret)


@given(st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_no_changed_digit_fits(place: int, digit: str) -> None:
    changed = MAC[:place] + digit + MAC[place + 1 :]

    assert is_genuine(changed, APP, BODY, TIME, SECRET) == (changed == MAC)


# --- either of two secrets, either of two first terms ---

TERMS = {"app_id": APP, "oa_id": "4190000000000000001"}
SECRETS = {"webhook_secret": SECRET, "app_secret": "app-secret"}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_it_is_told_which_term_and_which_secret_fitted(term: str, secret: str) -> None:
    header = f"mac={sign(TERMS[term], BODY, TIME, SECRETS[secret])}"

    assert matching(header, BODY, TIME, terms=TERMS, secrets=SECRETS) == Match(term, secret)


@pytest.mark.parametrize(
    ("header", "terms", "secrets"),
    [
        pytest.param(sign("77", BODY, TIME, SECRET), TERMS, SECRETS, id="a strange app"),
        pytest.param(sign(APP, BODY, TIME, "other"), TERMS, SECRETS, id="a strange secret"),
        pytest.param(
            sign(APP, BODY, TIME, ""), TERMS, {"unset": ""}, id="a secret that is not set"
        ),
        pytest.param(
            sign("", BODY, TIME, SECRET), {"unset": ""}, SECRETS, id="a term that is not set"
        ),
        pytest.param(MAC, {}, SECRETS, id="no terms"),
        pytest.param(MAC, TERMS, {}, id="no secrets"),
        pytest.param("", TERMS, SECRETS, id="no header"),
    ],
)
def test_nothing_fits_by_accident(
    header: str, terms: dict[str, str], secrets: dict[str, str]
) -> None:
    assert matching(header, BODY, TIME, terms=terms, secrets=secrets) is None


def test_the_vector_of_the_reference() -> None:
    body = (
        '{"app_id":"1234567890123456789","event_name":"user_send_text","sender":{"id":"2468"},'
        '"recipient":{"id":"1357"},"message":{"text":"Đã nhận","msg_id":"abc123"},'
        '"timestamp":"1790000000123"}'
    ).encode()
    header = "mac=41df1c2a994aa1857de53d1043d2357d47ae54a811356de2babcdd088c9b00c3"
    found = matching(
        header, body, "1790000000123", terms={"app_id": APP}, secrets={"oa": "OA_SECRET_EXAMPLE"}
    )

    assert found == Match("app_id", "oa")
