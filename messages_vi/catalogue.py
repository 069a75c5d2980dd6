"""The gettext catalogues: Vietnamese is the source; another wording or another language is a `messages.po`.

An empty translation means "as in the source", so the Vietnamese catalogue is empty until a province prefers other words.
Catalogues are read by Babel at first use and compiled in memory; there is no build step.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from schedules.errors import RejectedInput

SOURCE_LOCALE: Final = "vi"
FOLDER = files(__package__) / "locale"


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text for the catalogue without translating it yet."""
    return text


def NP_(text: str) -> str:  # noqa: N802 - likewise
    """Mark a text that goes with a number: Vietnamese says it in one way for all numbers, other languages may not."""
    return text


def locales() -> list[str]:
    """The languages that have a catalogue, sorted."""
    return sorted(entry.name for entry in FOLDER.iterdir() if entry.is_dir())


@cache
def translations(locale: str = SOURCE_LOCALE) -> GNUTranslations:
    """The compiled catalogue of a language. Raises `RejectedInput` for one that has none."""
    if locale not in locales():
        raise RejectedInput("locale", locale, f"use one of: {', '.join(locales())}")
    source = FOLDER / locale / "LC_MESSAGES" / "messages.po"
    return compiled(source.read_bytes(), locale)


def compiled(source: bytes, locale: str) -> GNUTranslations:
    """A catalogue from the bytes of a `messages.po`; untranslated texts fall back to themselves."""
    machine_form = io.BytesIO()
    write_mo(machine_form, read_po(io.BytesIO(source), locale=locale))
    machine_form.seek(0)
    return GNUTranslations(machine_form)
