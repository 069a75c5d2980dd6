"""Button data: what is written is read back, and nothing else is a button."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.words import Answer, BlockReason, Verb
from handlers.payload import PREFIX, On, Payload, Signer, looks_like_button
from tests.db.making import SECRET

SIGNER = Signer(SECRET)
GOOD = SIGNER.write(Payload(Answer.BLOCKED, 42, 1, 7, "tax"))

payloads = st.builds(
    Payload,
    verb=st.sampled_from([*Answer, *Verb]),
    subject=st.integers(0, 10**19 - 1),
    version=st.integers(0, 10**9 - 1),
    person_id=st.integers(0, 10**19 - 1),
    argument=st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=20),
    on=st.sampled_from(On),
)


@given(payloads)
def test_what_is_written_is_read_back(payload: Payload) -> None:
    written = SIGNER.write(payload)

    assert SIGNER.read(written) == payload
    assert SIGNER.read(f" {written}\n") == payload
    assert looks_like_button(written)
    assert len(written) <= 1000


@pytest.mark.parametrize("reason", list(BlockReason))
def test_every_reason_fits_into_a_button(reason: BlockReason) -> None:
    payload = Payload(Answer.BLOCKED, 42, 1, 7, reason)

    assert SIGNER.read(SIGNER.write(payload)) == payload


@settings(max_examples=300)
@given(payloads, st.data())
def test_any_changed_character_is_refused(payload: Payload, data: st.DataObject) -> None:
    written = SIGNER.write(payload)
    place = data.draw(st.integers(0, len(written) - 1))
    sign = data.draw(st.characters(codec="utf-8").filter(lambda c: c != written[place]))
    changed = written[:place] + sign + written[place + 1 :]

    assert SIGNER.read(changed) is None


@given(payloads, st.integers(0, 200))
def test_a_cut_or_lengthened_button_is_refused(payload: Payload, length: int) -> None:
    written = SIGNER.write(payload)

    assert SIGNER.read(written[: min(length, len(written) - 1)]) is None
    assert SIGNER.read(written + "a") is None


@given(payloads)
def test_another_key_signs_for_nothing(payload: Payload) -> None:
    assert SIGNER.read(Signer("mot-khoa-khac-hoan-toan").write(payload)) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Đã xong", id="words"),
        pytest.param("#nv.", id="the mark alone"),
        pytest.param("#nv.done.i42.1.7..aaaaaaaaaaaaaaaa", id="made up"),
        pytest.param(GOOD.replace("i42", "i43"), id="another item"),
        pytest.param(GOOD.replace(".1.7.", ".2.7."), id="another version"),
        pytest.param(GOOD.replace(".7.", ".8."), id="another person"),
        pytest.param(GOOD.replace("blocked", "done"), id="another answer"),
        pytest.param(GOOD.replace("tax", "sync"), id="another reason"),
        pytest.param(GOOD.replace(".i42", ".d42"), id="a digest for an item"),
        pytest.param(GOOD.upper(), id="in capitals"),
        pytest.param(GOOD.replace("42", "٤٢"), id="other digits"),
        pytest.param(f"xong {GOOD}", id="words before"),
        pytest.param(f"{GOOD} xong", id="words after"),
        pytest.param(f"{GOOD}\n{GOOD}", id="twice"),
    ],
)
def test_what_is_no_button_of_ours_is_refused(text: str) -> None:
    assert SIGNER.read(text) is None


def test_a_genuine_signature_over_an_unknown_verb_is_refused() -> None:
    body = f"{PREFIX}explode.i42.1.7."

    assert SIGNER.read(f"{body}.{SIGNER._mac(body)}") is None


@pytest.mark.parametrize(
    ("text", "looks"),
    [(GOOD, True), ("  #nv.x", True), ("#nv", False), ("xong #nv.", False), ("", False)],
)
def test_what_pretends_to_be_a_button_is_seen(text: str, looks: bool) -> None:
    assert looks_like_button(text) == looks
