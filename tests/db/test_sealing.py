"""Sealing: nothing readable is stored, nothing altered opens, and the lookup hash needs the secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.sealing import CannotOpen, Sealer, derive
from tests.db.making import SECRET

SEALER = Sealer(SECRET)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_to_the_same(text: str) -> None:
    assert SEALER.open(SEALER.seal(text)) == text


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_never_opens(place: int, change: int) -> None:
    sealed = bytearray(SEALER.seal("0900500001"))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(CannotOpen):
        SEALER.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(11), b"0900500001"])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        SEALER.open(sealed)


def test_another_secret_does_not_open_and_the_error_names_the_setting() -> None:
    with pytest.raises(CannotOpen, match="NHACVIEC_SECRET_KEY"):
        Sealer("mot-khoa-khac-hoan-toan").open(SEALER.seal("0900500001"))


def test_the_same_text_is_never_sealed_alike_and_does_not_shine_through() -> None:
    first, second = SEALER.seal("0900500001"), SEALER.seal("0900500001")

    assert first != second
    assert b"0900500001" not in first


def test_the_lookup_is_the_same_for_the_same_secret_only() -> None:
    other = Sealer("mot-khoa-khac-hoan-toan")

    assert SEALER.lookup("8001") == Sealer(SECRET).lookup("8001")
    assert len({SEALER.lookup("8001"), SEALER.lookup("8002"), other.lookup("8001")}) == 3


def test_keys_differ_by_purpose() -> None:
    assert len({derive(SECRET, purpose) for purpose in ("seal", "lookup", "buttons")}) == 3
