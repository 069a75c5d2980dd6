"""The text of an SMS: what goes out, how many parts it takes, what it may be sent under."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.text import (
    GSM_BASIC,
    GSM_EXTENDED,
    MAX_PARTS,
    Alphabet,
    brandname,
    fitted,
    length,
    refused_signs,
    sms_param,
    sms_text,
)
from messages_vi.plain import plain
from schedules.errors import RejectedInput

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
VIETNAMESE = LETTERS + LETTERS.upper()
ACCENTED = "".join(sorted(set(VIETNAMESE) - set("aeiouyAEIOUY")))


# --- length ---


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        pytest.param("", "gsm7", 0, 0, id="nothing"),
        pytest.param("a" * 160, "gsm7", 160, 1, id="160 plain"),
        pytest.param("a" * 161, "gsm7", 161, 2, id="161 plain"),
        pytest.param("a" * 306, "gsm7", 306, 2, id="two full parts"),
        pytest.param("a" * 307, "gsm7", 307, 3, id="two full parts and one"),
        pytest.param("a" * 459, "gsm7", 459, 3, id="three full parts"),
        pytest.param("a" * 460, "gsm7", 460, 4, id="over three"),
        pytest.param("€" * 80, "gsm7", 160, 1, id="80 euro signs"),
        pytest.param("€" * 81, "gsm7", 162, 2, id="81 euro signs: 76 in the first part"),
        pytest.param("€" * 153, "gsm7", 306, 3, id="76 in a part, whose last place stays empty"),
        pytest.param("a" * 152 + "[" + "a" * 152, "gsm7", 306, 3, id="bracket at the edge"),
        pytest.param("a" * 151 + "[" + "a" * 153, "gsm7", 306, 2, id="bracket before the edge"),
        pytest.param("a" * 158 + "€", "gsm7", 160, 1, id="euro sign ends the only part"),
        pytest.param("\n" * 160, "gsm7", 160, 1, id="line feeds are plain"),
        pytest.param("àèéìòùÉ@£¥", "gsm7", 10, 1, id="accents that seven bits know"),
        pytest.param("ạ" + "a" * 69, "ucs2", 70, 1, id="one letter turns all: 70"),
        pytest.param("ạ" + "a" * 70, "ucs2", 71, 2, id="71"),
        pytest.param("ạ" * 134, "ucs2", 134, 2, id="two full parts with accents"),
        pytest.param("ạ" * 135, "ucs2", 135, 3, id="one more"),
        pytest.param("ạ" * 201, "ucs2", 201, 3, id="three full parts with accents"),
        pytest.param("ạ" * 202, "ucs2", 202, 4, id="over three with accents"),
        pytest.param("đ`", "ucs2", 2, 1, id="a backtick is not plain"),
        pytest.param("😀" * 35, "ucs2", 70, 1, id="an emoji takes two"),
        pytest.param("ạ" * 66 + "😀" + "ạ" * 66, "ucs2", 134, 3, id="a pair is not torn"),
        pytest.param(unicodedata.normalize("NFD", "ạ"), "ucs2", 2, 1, id="decomposed: count after"),
    ],
)
def test_parts(text: str, alphabet: str, units: int, parts: int) -> None:
    found = length(text)

    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


def slow_count(text: str) -> tuple[str, int]:
    """Written another way: the message is cut into real parts, each measured with the codec's idea of its size."""
    plain_letters = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    plain_letters += "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    table = dict.fromkeys(plain_letters, 1) | dict.fromkeys("\f^{}\\[~]|€", 2)
    if set(text) <= set(table):
        name, alone, room = "gsm7", 160, 153
        sizes = [table[sign] for sign in text]
    else:
        name, alone, room = "ucs2", 70, 67
        sizes = [len(sign.encode("utf-16-be")) // 2 for sign in text]
    if sum(sizes) <= alone:
        return name, 1 if text else 0
    parts: list[list[int]] = [[]]
    for size in sizes:
        if sum(parts[-1]) + size > room:
            parts.append([])
        parts[-1].append(size)
    return name, len(parts)


BORDERS = st.sampled_from(["a" * n for n in (66, 67, 69, 70, 71, 151, 152, 153, 159, 160, 161)])
PIECES = st.one_of(
    BORDERS,
    st.text(alphabet="abc 0123.,-", max_size=90),
    st.text(alphabet="".join(sorted(GSM_EXTENDED | GSM_BASIC)), max_size=20),
    st.sampled_from(["", "", "", "ạ", "Đ", "😀", "₫", "[", "€", "^^^"]),
    st.text(alphabet=VIETNAMESE, max_size=3),
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_the_counter_agrees_with_a_slow_one(text: str) -> None:
    found = length(text)

    assert (found.alphabet.value, found.parts) == slow_count(text)


@given(st.text(max_size=200).filter(lambda t: not any("\ud800" <= s <= "\udfff" for s in t)))
def test_units_are_those_of_the_codec(text: str) -> None:
    found = length(text)

    if found.alphabet == Alphabet.UCS2:
        assert found.units == len(text.encode("utf-16-le")) // 2
    else:
        assert found.units == len(text) + sum(text.count(sign) for sign in GSM_EXTENDED)


def test_the_alphabets_have_the_size_of_the_standard() -> None:
    assert (len(GSM_BASIC), len(GSM_EXTENDED)) == (127, 10)  # the 128th code is the escape


def test_only_seven_of_134_letters_travel_in_seven_bits() -> None:
    assert len(ACCENTED) == 134
    assert {sign for sign in ACCENTED if sign in GSM_BASIC} == set("àèéìòùÉ")


# --- what goes out ---


@pytest.mark.parametrize(
    ("text", "bare", "lost"),
    [
        pytest.param("Đề nghị đồng chí", "De nghi dong chi", "", id="letters"),
        pytest.param(unicodedata.normalize("NFD", "Trần Đỗ Ngọc"), "Tran Do Ngoc", "", id="NFD"),
        pytest.param("12.000 ₫", "12.000 d", "", id="dong sign"),
        pytest.param("Sở A & Sở B", "So A va So B", "", id="ampersand"),
        pytest.param("đạt 95%, giảm 2%", "dat 95 phan tram, giam 2 phan tram", "", id="per cent"),
        pytest.param("$5", "USD 5", "", id="dollar"),
        pytest.param(
            "[1] {2} <3> #4 ^5 ~6 |7 \\8 `9", "(1) (2) (3) 4 5 -6 /7 /8 '9", "", id="signs"
        ),
        pytest.param("dòng 1\r\n\tdòng 2\r3", "dong 1\ndong 2\n3", "", id="ends of lines"),
        pytest.param("漢字 ok", "?? ok", "字漢", id="another script is named"),
        pytest.param("thật không?", "that khong?", "", id="a question stays one"),
        pytest.param("thật？", "that?", "", id="a wide question mark is one too"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_without_diacritics(text: str, bare: str, lost: str) -> None:
    found = sms_text(text)

    assert (found.text, found.lost) == (bare, lost)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Đề  nghị “đồng chí”…", 'Đề nghị "đồng chí"...', id="letters stay"),
        pytest.param(unicodedata.normalize("NFD", "Đỗ Ngọc"), "Đỗ Ngọc", id="composed"),
        pytest.param("Sở Y tế & Sở Nội vụ", "Sở Y tế va Sở Nội vụ", id="ampersand"),
        pytest.param("đạt 95%", "đạt 95 phần trăm", id="per cent"),
        pytest.param("Zürich – ố 漢", "Zurich - ố ?", id="foreign letters"),
        pytest.param("- ạ \n  - ế", "- ạ\n- ế", id="lines"),
    ],
)
def test_with_diacritics(text: str, kept: str) -> None:
    assert sms_text(text, diacritics=True).text == kept


@given(st.text(), st.booleans())
def test_what_goes_out_is_refused_by_nobody_and_stable(text: str, diacritics: bool) -> None:
    found = sms_text(text, diacritics=diacritics)

    assert refused_signs(found.text) == ""
    assert sms_text(found.text, diacritics=diacritics).text == found.text
    assert found.length == length(found.text)
    if not diacritics:
        assert found.length.alphabet == Alphabet.GSM7
        assert found.text.isascii()


@given(st.text(alphabet=VIETNAMESE + " .,-\n1"))
def test_both_forms_say_the_same(text: str) -> None:
    assert plain(sms_text(text, diacritics=True).text) == sms_text(text).text


@pytest.mark.parametrize("sign", "&#<>[]{}\\%^~|`$")
def test_signs_that_carriers_refuse(sign: str) -> None:
    assert refused_signs(f"Ho so {sign} 1") == sign


def test_a_value_of_a_template_stands_on_one_line() -> None:
    assert sms_param("  Ủy ban \n\n nhân dân\txã Mẫu ") == "Uy ban nhan dan xa Mau"
    assert sms_param("Ủy ban\nxã", diacritics=True) == "Ủy ban xã"


# --- cutting ---


def test_a_short_text_is_not_cut() -> None:
    found = fitted("Hồ sơ đến hạn. " * 5)

    assert not found.cut
    assert found.text.endswith("den han.")


def test_a_long_text_is_cut_after_a_word() -> None:
    found = fitted("mười chín ký tự nhé " * 40)

    assert found.cut
    assert found.length.parts == MAX_PARTS
    assert found.text.endswith((" nhe ...", " chin ...", " ky ...", " tu ...", " muoi ..."))
    assert 459 - 12 <= len(found.text) <= 459


def test_a_cut_text_does_not_end_in_a_comma() -> None:
    assert fitted("mot, " * 200).text.endswith("mot ...")


@given(
    st.text(alphabet="aạ.,- €[\n", max_size=700).flatmap(
        lambda piece: st.integers(1, 9).map(lambda times: piece * times)
    ),
    st.booleans(),
    st.integers(1, 4),
)
def test_what_is_fitted_fits(text: str, diacritics: bool, most: int) -> None:
    whole = sms_text(text, diacritics=diacritics)
    found = fitted(text, diacritics=diacritics, max_parts=most)

    assert found.length.parts <= most
    assert found.length == length(found.text)
    assert found.cut == (whole.length.parts > most)
    if found.cut:
        assert whole.text.startswith(found.text.removesuffix("...").strip())
    else:
        assert found == whole


# --- names to send under ---


@pytest.mark.parametrize("name", ["UBND-MAU", "UBND XA MAU", "a", "So_Y.Te-1", "12345678901a"[1:]])
def test_names_that_can_be_registered(name: str) -> None:
    assert brandname(name) == name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="spaces only"),
        pytest.param("UBND XA MAU1", id="12 characters"),
        pytest.param("0123456789", id="digits only"),
        pytest.param("UBND Mẫu", id="diacritics"),
        pytest.param("UBND&MAU", id="ampersand"),
        pytest.param(" UBND", id="space before"),
        pytest.param("UBND\n", id="line feed"),
    ],
)
def test_names_that_cannot(name: str) -> None:
    with pytest.raises(RejectedInput, match="1 to 11 Latin letters") as caught:
        brandname(name)

    assert caught.value.field == "brandname"
