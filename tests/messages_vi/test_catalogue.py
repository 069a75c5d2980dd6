"""The catalogues: complete, harmless, and able to say it differently."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files
from io import BytesIO

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from db.words import Kind
from messages_vi import labels
from messages_vi.catalogue import SOURCE_LOCALE, compiled, locales, translations
from messages_vi.extract import extracted, untranslated
from messages_vi.render import _DataEnvironment
from messages_vi.samples import OFFICER, item
from schedules.errors import RejectedInput

FOLDER = files("messages_vi") / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
OTHERS = [locale for locale in locales() if locale != SOURCE_LOCALE]
# A language without forms of address may leave the form out.
MAY_BE_LEFT_OUT = {"%(form)s"}


def _read(path: str) -> Catalog:
    return read_po(BytesIO((FOLDER / path).read_bytes()))


def _places(text: object) -> set[str]:
    return set(PLACEHOLDER.findall(str(text)))


def _ids(catalogue: Catalog) -> set[str]:
    return {str(message.id) for message in catalogue if message.id}


def _forms(value: object) -> list[str]:
    return [str(form) for form in value] if isinstance(value, tuple | list) else [str(value)]


@pytest.mark.parametrize(
    "path", ["messages.pot", *(f"{locale}/LC_MESSAGES/messages.po" for locale in locales())]
)
def test_catalogues_hold_exactly_the_texts_of_the_templates(path: str) -> None:
    catalogue = _read(path)
    assert _ids(catalogue) == _ids(extracted()), "run: make messages"
    assert not catalogue.obsolete, "run: python -m messages_vi.extract --clean"


@pytest.mark.parametrize("locale", locales())
def test_translations_keep_the_placeholders(locale: str) -> None:
    for message in _read(f"{locale}/LC_MESSAGES/messages.po"):
        if not message.id:
            continue
        (wanted, *_same) = map(_places, _forms(message.id))
        for form in filter(None, _forms(message.string)):
            assert wanted - MAY_BE_LEFT_OUT <= _places(form) <= wanted, form


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_is_complete(locale: str) -> None:
    missing = untranslated(_read(f"{locale}/LC_MESSAGES/messages.po"))
    assert not missing, f"translate in messages_vi/locale/{locale}: {missing}"


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_begins_and_ends_as_its_source_does(locale: str) -> None:
    """Pieces of a sentence keep their spaces, lists their dashes; what ends a sentence ends one."""
    for message in _read(f"{locale}/LC_MESSAGES/messages.po"):
        if not message.id:
            continue
        source = _forms(message.id)[0]
        for form in filter(None, _forms(message.string)):
            assert unicodedata.is_normalized("NFC", form), form
            assert form.startswith(" ") == source.startswith(" "), form
            assert form.startswith("- ") == source.startswith("- "), form
            assert (form[-1] in ".:") == (source[-1] in ".:"), form
            assert "  " not in form, form


def test_an_empty_translation_means_the_source() -> None:
    assert translations("vi").gettext(labels.DONE) == labels.text(labels.DONE) == "Đã xong"


def test_another_wording_reaches_templates_and_labels() -> None:
    source = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Đã xong"\nmsgstr "Hoàn thành"\n\n'
        'msgid "- Hạn: %(due)s"\nmsgstr "- Thời hạn giải quyết: %(due)s"\n\n'
        'msgid "hồ sơ %(code)s"\nmsgstr ""\n'
    )
    gettext = compiled(source.encode(), "vi").gettext
    text = (
        _DataEnvironment(gettext)
        .get_template("officer/due_soon.j2")
        .render(person=OFFICER, item=item(Kind.DOSSIER))
    )
    assert "- Thời hạn giải quyết: 16 giờ 30 phút ngày 17/3/2025" in text
    assert "“Hoàn thành”" in text
    assert "Đã xong" not in text


def test_trans_blocks_are_translated_as_calls_are() -> None:
    environment = _DataEnvironment({"Kính gửi %(name)s": "Thân gửi %(name)s"}.get)  # type: ignore[arg-type]
    block = "{% trans name=person.name|short(6) %}Kính gửi {{ name }}{% endtrans %}"
    assert environment.from_string(block).render(person=OFFICER) == "Thân gửi Nguyễ…"


@pytest.mark.parametrize("locale", ["km", "../vi", ""])
def test_a_language_without_a_catalogue_is_refused(locale: str) -> None:
    with pytest.raises(RejectedInput, match=r"use one of: .*\bvi\b"):
        translations(locale)
