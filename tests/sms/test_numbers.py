"""Numbers as people write them: which become `84…`, which are refused with which mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.numbers import Operator, local, masked, mobile, operator
from schedules.errors import RejectedInput


@pytest.mark.parametrize(
    ("written", "number"),
    [
        pytest.param("0912345678", "84912345678", id="as dialled"),
        pytest.param("84912345678", "84912345678", id="84"),
        pytest.param("+84912345678", "84912345678", id="+84"),
        pytest.param("0084912345678", "84912345678", id="0084"),
        pytest.param("+84 (0)912 345 678", "84912345678", id="zero in brackets"),
        pytest.param("(+84) 912-345-678", "84912345678", id="code in brackets"),
        pytest.param("0912.345.678", "84912345678", id="dots"),
        pytest.param(" 0912 345 678 ", "84912345678", id="spaces"),
        pytest.param("0912\u00a0345\u00a0678", "84912345678", id="hard spaces"),
        pytest.param("０９１２３４５６７８", "84912345678", id="full-width digits"),
        pytest.param("912345678", "84912345678", id="zero dropped by a spreadsheet"),
        pytest.param("841234567", "84841234567", id="nine digits beginning with 84: prefix 084"),
        pytest.param("0841234567", "84841234567", id="prefix 084"),
        pytest.param("84841234567", "84841234567", id="84 twice"),
        pytest.param("0381234567", "84381234567", id="prefix of 2018"),
        pytest.param("0559123456", "84559123456", id="Wintel"),
        pytest.param("0871234567", "84871234567", id="Itel"),
    ],
)
def test_good_numbers(written: str, number: str) -> None:
    assert mobile(written) == number


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        pytest.param("O901234567", "chữ O không phải số 0", id="letter O first"),
        pytest.param("09O1234567", "chữ O không phải số 0", id="letter O within"),
        pytest.param("0901234567 (anh Mẫu)", "có chữ cái", id="a name beside it"),
        pytest.param("0901234567 / 0907654321", "như 0912345678", id="two numbers"),
        pytest.param("0901234567;0907654321", "như 0912345678", id="two with a semicolon"),
        pytest.param("01681234567", "nay là 0381234567", id="11 digits, Viettel of old"),
        pytest.param("+841231234567", "nay là 0831234567", id="11 digits, Vinaphone of old"),
        pytest.param("841201234567", "nay là 0701234567", id="11 digits, MobiFone of old"),
        pytest.param("0186 123 4567", "nay là 0561234567", id="11 digits, Vietnamobile of old"),
        pytest.param("1991234567", "nay là 0591234567", id="11 digits, zero dropped"),
        pytest.param("01234567890", "nay là 0834567890", id="looks possible to libraries"),
        pytest.param("02438123456", "số cố định", id="landline of Hà Nội"),
        pytest.param("+84 296 3123 456", "số cố định", id="landline of An Giang"),
        pytest.param("18001234", "số tổng đài", id="1800"),
        pytest.param("1900123456", "số tổng đài", id="1900"),
        pytest.param("113", "số ngắn", id="113"),
        pytest.param("0672123456", "như 0912345678", id="VoIP"),
        pytest.param("0801234567", "kiểm tra lại", id="080"),
        pytest.param("0521234567", "kiểm tra lại", id="range not opened"),
        pytest.param("0551234567", "kiểm tra lại", id="055 but no 0559"),
        pytest.param("09123456789", "như 0912345678", id="one digit too many"),
        pytest.param("091234567", "như 0912345678", id="one digit too few"),
        pytest.param("+1 202 555 0100", "không phải số Việt Nam", id="foreign"),
        pytest.param("001 202 555 0100", "không phải số Việt Nam", id="foreign with 00"),
        pytest.param("", "như 0912345678", id="nothing"),
        pytest.param("...", "như 0912345678", id="signs only"),
        pytest.param("٠٩١٢٣٤٥٦٧٨", "như 0912345678", id="digits of another script"),
    ],
)
def test_numbers_no_sms_arrives_at(written: str, mend: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        mobile(written)

    assert (caught.value.field, caught.value.value) == ("phone", written)
    assert mend in caught.value.mend


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        found = mobile(text)
    except RejectedInput:
        return
    assert (len(found), found[:2]) == (11, "84")
    assert mobile(found) == found


@given(st.from_regex(r"0(3[2-9]|7[06-9]|8[1-58]|9[0-46-8])[0-9]{7}", fullmatch=True))
def test_every_way_of_writing_gives_one_form(dialled: str) -> None:
    ways = (dialled, dialled[1:], f"84{dialled[1:]}", f"+84{dialled[1:]}", f"0084{dialled[1:]}")

    assert {mobile(way) for way in ways} == {f"84{dialled[1:]}"}
    assert local(mobile(dialled)) == dialled


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("84321234567", Operator.VIETTEL),
        ("84861234567", Operator.VIETTEL),
        ("84981234567", Operator.VIETTEL),
        ("84811234567", Operator.VINAPHONE),
        ("84911234567", Operator.VINAPHONE),
        ("84701234567", Operator.MOBIFONE),
        ("84896123456", Operator.MOBIFONE),
        ("84901234567", Operator.MOBIFONE),
        ("84522123456", Operator.VIETNAMOBILE),
        ("84921234567", Operator.VIETNAMOBILE),
        ("84871234567", Operator.ITEL),
        ("84993123456", Operator.GMOBILE),
        ("84559123456", Operator.WINTEL),
        ("84999123456", Operator.OTHER),
    ],
)
def test_whom_a_prefix_was_given_to(number: str, name: Operator) -> None:
    assert operator(number) == name


def test_a_shown_number_hides_its_middle() -> None:
    assert masked("84901234567") == "090***4567"
