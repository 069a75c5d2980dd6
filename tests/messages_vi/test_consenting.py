"""What an administrator reads about consent: whole sentences, courteous, with the command to run."""

from __future__ import annotations

import unicodedata

import pytest

from messages_vi import consenting

CODE = "2000000000000000001"


def test_an_account_is_called_by_name_and_id() -> None:
    assert consenting.account_words(CODE, "Tỉnh Mẫu") == f"“Tỉnh Mẫu” ({CODE})"
    assert consenting.account_words(CODE, " \n") == f"“{CODE}”"


@pytest.mark.parametrize("fault", consenting.WHY)
def test_the_alarm_says_why_and_how_to_consent_again(fault: str) -> None:
    text = consenting.lost_grant(CODE, "Tỉnh Mẫu", fault)

    assert consenting.WHY[fault] in text
    assert f"“nhacviec oa authorize {CODE}”" in text
    assert text.endswith(".")
    assert "%(" not in text
    assert "  " not in text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("fault", consenting.WHY)
def test_the_page_says_why_and_what_to_do(fault: str) -> None:
    page = consenting.not_granted(fault)

    assert not page.good
    assert consenting.WHY[fault] in page.lines[0]
    assert page.lines[1].startswith("Đề nghị ")
    assert all(line.endswith(".") for line in page.lines)


def test_the_page_of_a_consent_names_the_account() -> None:
    page = consenting.granted(CODE, "Tỉnh Mẫu")

    assert page.good
    assert "“Tỉnh Mẫu”" in page.lines[0]
