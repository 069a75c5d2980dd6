"""Link codes: how they look, how they are typed, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.link_codes import (
    EXAMPLE,
    FIGURES,
    LENGTH,
    LETTERS,
    MALFORMED,
    key_of,
    new_code,
    read_code,
    shown,
)
from db.sealing import Sealer
from handlers.requests import read_request
from handlers.typed import read_typed
from tests.db.making import SECRET

CODE = "CFHK2479"


@pytest.mark.parametrize(
    "said",
    [
        "CFHK-2479", "cfhk-2479", "cfhk2479", "CFHK 2479", "C F H K 2 4 7 9", "CFHK–2479", "CFHK.2479.", " cfhk - 2479 ",
        "mã liên kết CFHK-2479", "ma lien ket cfhk2479", "MÃ LIÊN KẾT: CFHK-2479", "Mã số liên kết là CFHK 2479",
        "mã CFHK-2479", "liên kết CFHK-2479", "Liên kết: CFHK-2479", "mã liên kết của tôi CFHK-2479", "“CFHK-2479”",
        "em gửi mã liên kết CFHK-2479", "link cfhk2479",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(said: str) -> None:
    assert read_code(said) == CODE


@pytest.mark.parametrize(
    ("said", "code"), [("B6HK-2479", "86HK2479"), ("CFHK-2S79", "CFHK2579"), ("CFHK-Z479", "CFHK2479")]
)  # fmt: skip
def test_what_looks_alike_is_read_as_the_sign_there_is(said: str, code: str) -> None:
    assert read_code(said) == code


@pytest.mark.parametrize(
    "said",
    [
        "", "xong", "đang làm", "xong 1, 3", "2 3 4 5 6 7 8 9", "23456789", "xong hs 0003", "H01.05-250210-0001",
        "vướng: chờ thuế", "mã", "liên kết", "hủy liên kết", "việc hôm nay", "0001 xong, 0003 chờ thuế", "ok", "👍",
        "0912345678", "liên kết zalo", "chuyển cho chị Hoa", "tra cứu H01.05-250210-0001", "mã hồ sơ 0003 xong",
        "mã liên kết là gì", "CFHK-247", "CFHK-24799", "đã gửi mã liên kết cho anh hôm 12/3 rồi, anh xem lại giúp em nhé",
    ],
)  # fmt: skip
def test_other_texts_are_no_codes(said: str) -> None:
    assert read_code(said) is None


@pytest.mark.parametrize("said", ["mã liên kết 123456", "mã liên kết CFHK-247", "liên kết 12", "ma lien ket CFHK-24799"])  # fmt: skip
def test_what_is_announced_as_a_code_and_is_none_is_malformed(said: str) -> None:
    assert read_code(said) == MALFORMED


def test_a_new_code_is_read_as_itself_and_is_no_answer() -> None:
    for _ in range(2_000):
        code = new_code()
        assert len(code) == LENGTH
        assert set(code) <= set(LETTERS + FIGURES)
        assert read_code(shown(code)) == read_code(code.lower()) == code
        assert read_typed(shown(code)) is None
        assert read_request(shown(code)) is None


def test_codes_hold_no_sign_that_a_vietnamese_keyboard_changes_or_an_eye_mistakes() -> None:
    assert not set(LETTERS + FIGURES) & set("AEIOUYDW01LBSZ")
    assert read_code(EXAMPLE) is not None


@given(st.text(max_size=60))
def test_any_text_is_a_code_a_malformed_one_or_none(text: str) -> None:
    found = read_code(text)
    assert found in (None, MALFORMED) or read_code(str(found)) == found


def test_the_key_of_a_code_is_that_of_nothing_else() -> None:
    sealer = Sealer(SECRET)
    assert key_of(sealer, CODE) != sealer.lookup(CODE)
    assert key_of(sealer, CODE) != key_of(Sealer("another root secret"), CODE)
