"""The plain form: ASCII only, stable, readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_vi.plain import plain


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Đồng chí Đỗ Thị Đặng", "Dong chi Do Thi Dang"),
        ("ẵ Ễ ọ ự Ỷ ơ ư", "a E o u Y o u"),
        (unicodedata.normalize("NFD", "Đã nhận được"), "Da nhan duoc"),
        ("“Đã xong” – ‘cảm ơn’…", "\"Da xong\" - 'cam on'..."),
        ("12.000 ₫", "12.000 d"),
        ("Nông nghiệp & Môi trường", "Nong nghiep va Moi truong"),
        ("[a] {b} <c> #d ^e ~f |g \\h", "(a) (b) (c) d e -f /g /h"),
        ("một\u00a0hai\tba\u200bbốn", "mot hai babon"),
        ("dòng một  \n  dòng hai", "dong mot\ndong hai"),
        ("việc 漢 😀", "viec ? ?"),
        ("", ""),
    ],
)
def test_what_becomes_of(text: str, bare: str) -> None:
    assert plain(text) == bare


@given(st.text())
def test_always_printable_ascii_and_stable(text: str) -> None:
    bare = plain(text)
    assert bare.isascii()
    assert bare.replace("\n", "").isprintable()
    assert plain(bare) == bare


@given(st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậeèéẻẽẹêếềiíìoóòôốơớuúưứyýđĐ "))
def test_composed_and_decomposed_letters_give_the_same(text: str) -> None:
    assert plain(unicodedata.normalize("NFD", text)) == plain(text)
