"""Every text of the house as an SMS: in seven bits, with no sign that a carrier refuses, in at most three parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sms.preview import main, sheet
from bot.sms.text import MAX_PARTS, Alphabet, fitted, refused_signs, sms_text
from messages_vi.render import render
from messages_vi.samples import Specimen, specimens

APPROVED = Path(__file__).parent / "approved.txt"
SPECIMENS = list(specimens())


@pytest.fixture(params=SPECIMENS, ids=[specimen.title for specimen in SPECIMENS])
def text(request: pytest.FixtureRequest) -> str:
    specimen: Specimen = request.param
    return render(specimen.template, specimen.context)


def test_the_plain_form_travels_in_seven_bits(text: str) -> None:
    found = sms_text(text)

    assert found.length.alphabet == Alphabet.GSM7
    assert found.lost == ""
    assert refused_signs(found.text) == ""


def test_what_goes_out_takes_three_parts_at_most(text: str) -> None:
    for diacritics in (False, True):
        found = fitted(text, diacritics=diacritics)

        assert 1 <= found.length.parts <= MAX_PARTS
        assert found.cut == (sms_text(text, diacritics=diacritics).length.parts > MAX_PARTS)
        assert refused_signs(found.text) == ""


def test_the_plain_forms_are_those_that_were_approved() -> None:
    """The file shows each text with its parts: wordings that lose their meaning without diacritics are seen there."""
    mend = "read the difference; if it is meant: python -m bot.sms.preview tests/sms/approved.txt"

    assert sheet() == APPROVED.read_text(encoding="utf-8"), mend


def test_the_sheet_shows_every_text_with_its_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    printed = capsys.readouterr().out
    main([str(tmp_path / "x.txt")])

    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == printed
    heads = [line for line in printed.splitlines() if line.startswith("=== ")]
    assert [head.split()[1] for head in heads] == [specimen.title for specimen in SPECIMENS]
    assert all(head.startswith("=== ") and " phần" in head and "gsm7, " in head for head in heads)
