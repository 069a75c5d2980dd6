"""Zalo's limits of layout and rules of review, held against a template before it is submitted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.zalo.templates import MARKER, Kind, Template, longest_form, markers

TITLE: Final = (9, 65)
TITLE_MARKERS: Final = 4
PARAGRAPH: Final = (9, 400)
PARAGRAPHS: Final = 4
MARKERS: Final = 10  # in all paragraphs together
ROWS: Final = (2, 8)
LABEL: Final = (3, 35)
VALUE: Final = (3, 90)
BUTTONS: Final = 2
BUTTON: Final = (5, 30)
_PERSONAL: Final = frozenset({Kind.NAME, Kind.CODE})
_ABBREVIATION: Final = re.compile(r"\b[A-ZĐ]{2,}\b")
_LINK: Final = re.compile(r"https?:|www\.|\b[\w-]+\.(vn|com|me)\b|\d{8,}")


def problems(checked: Template) -> list[str]:
    """Everything Zalo would refuse at submission, in words; empty when the template is fit.

    Limits of layout: title 9-65 characters with at most 4 parameters; at most 4 paragraphs of 9-400 with at most 10
    parameters together; 2-8 rows, label 3-35, value 3-90 with at most one parameter; at most 2 buttons of 5-30.
    Rules of review: accented Vietnamese, no "anh/chị", no icons, no abbreviations, no link or number in the text, at
    least one personal parameter. Source: ZBS template guidelines; the longest filled form is our own, stricter check.
    """
    return [*_layout(checked), *_parameters(checked), *_wording(checked)]


def _layout(checked: Template) -> Iterator[str]:
    yield from _words_above(checked)
    yield from _table(checked)
    yield from _buttons(checked)


def _words_above(checked: Template) -> Iterator[str]:
    yield from _between("title", checked.title, TITLE)
    if longest_form(checked.title, checked.parameters) > TITLE[1]:
        yield "title: too long when filled"
    if len(markers(checked.title)) > TITLE_MARKERS:
        yield f"title: more than {TITLE_MARKERS} parameters"
    if not 1 <= len(checked.paragraphs) <= PARAGRAPHS:
        yield f"{len(checked.paragraphs)} paragraphs; 1 to {PARAGRAPHS} are allowed"
    for place, paragraph in enumerate(checked.paragraphs, 1):
        yield from _between(f"paragraph {place}", paragraph, PARAGRAPH)
        if longest_form(paragraph, checked.parameters) > PARAGRAPH[1]:
            yield f"paragraph {place}: too long when filled"
    if sum(len(markers(paragraph)) for paragraph in checked.paragraphs) > MARKERS:
        yield f"paragraphs: more than {MARKERS} parameters"


def _table(checked: Template) -> Iterator[str]:
    if not ROWS[0] <= len(checked.rows) <= ROWS[1]:
        yield f"{len(checked.rows)} rows; {ROWS[0]} to {ROWS[1]} are allowed"
    for row in checked.rows:
        yield from _between(f"label {row.label!r}", row.label, LABEL)
        yield from _between(f"value of {row.label!r}", row.value, VALUE)
        if markers(row.label) or len(markers(row.value)) > 1:
            yield f"row {row.label!r}: a fixed label and at most one parameter"


def _buttons(checked: Template) -> Iterator[str]:
    if len(checked.buttons) > BUTTONS:
        yield f"{len(checked.buttons)} buttons; at most {BUTTONS} are allowed"
    for button in checked.buttons:
        yield from _between(f"button {button.text!r}", button.text, BUTTON)
        if markers(button.text):
            yield f"button {button.text!r}: the text must be fixed"
        if (button.kind == "website") != bool(button.target):
            yield f"button {button.text!r}: a target for a website, and only there"


def _between(field: str, text: str, limits: tuple[int, int]) -> Iterator[str]:
    if not limits[0] <= len(text) <= limits[1]:
        yield f"{field}: {len(text)} characters; {limits[0]} to {limits[1]} are allowed"


def _parameters(checked: Template) -> Iterator[str]:
    spoken = {name for text in _texts(checked) for name in markers(text)}
    spoken |= {name for button in checked.buttons for name in markers(button.target)}
    for name in sorted(spoken - checked.parameters.keys()):
        yield f"<{name}>: not described under parameters"
    for name in sorted(checked.parameters.keys() - spoken):
        yield f"<{name}>: described but never used"
    for name, parameter in checked.parameters.items():
        if not 0 < len(parameter.sample) <= parameter.longest:
            yield f"<{name}>: the sample must have 1 to {parameter.longest} characters"
    if not any(parameter.kind in _PERSONAL for parameter in checked.parameters.values()):
        yield "no personal parameter (a name or a code)"


def _wording(checked: Template) -> Iterator[str]:
    for text in (*_texts(checked), *(button.text for button in checked.buttons)):
        fixed = MARKER.sub(" ", text)
        if not unicodedata.is_normalized("NFC", text):
            yield f"{text!r}: not in NFC"
        if "anh/chị" in fixed.lower():
            yield f"{text!r}: reviewers refuse this form of address"
        if any(unicodedata.category(letter) in ("So", "Sk", "Cs") for letter in fixed):
            yield f"{text!r}: icons are refused"
        if found := _ABBREVIATION.search(fixed):
            yield f"{text!r}: write {found[0]} in full"
        if _LINK.search(fixed):
            yield f"{text!r}: links and numbers belong on buttons"
        if "<" in fixed or ">" in fixed:
            yield f"{text!r}: a marker is written <ten_tham_so>"
    if all(unicodedata.normalize("NFD", text).isascii() for text in checked.paragraphs):
        yield "paragraphs: Vietnamese must bear its accents"


def _texts(checked: Template) -> Iterator[str]:
    """Everything with markers that a reader sees."""
    yield checked.title
    yield from checked.paragraphs
    for row in checked.rows:
        yield row.label
        yield row.value
