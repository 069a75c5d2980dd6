"""In which language is spoken now: set at the edge for whom a message is meant, read wherever words and dates are made.

Whoever writes to somebody does so within `with speaking(person.language):`, so no function between has to hand a
language on. Languages are the folders of `locale/`: a new one is a catalogue and no code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from messages_vi.catalogue import N_, SOURCE_LOCALE, locales, translations
from schedules.errors import RejectedInput
from schedules.text import fold

OWN_NAME: Final = N_("Tiếng Việt")
"""What a language calls itself; each catalogue translates it to its own name."""

_province: ContextVar[str] = ContextVar("province", default=SOURCE_LOCALE)
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def spoken() -> str:
    """The language that is spoken here: a folder of `locale/`."""
    return _spoken.get() or _province.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within the block: a person's own, the province's where it is empty or there is no such catalogue."""
    before = _spoken.set(language if language in languages() else "")
    try:
        yield
    finally:
        _spoken.reset(before)


def settle(language: str) -> None:
    """From here on, this task and those it starts speak the province's language wherever nobody's own is known.

    Raises `RejectedInput` for a language without a catalogue.
    """
    translations(language)
    _province.set(language)


@cache
def languages() -> frozenset[str]:
    """The languages there are."""
    return frozenset(locales())


@cache
def babel_locale(language: str) -> Locale:
    """The locale whose dates and numbers a language takes: the `Language` of its catalogue's header, such as `en_GB`."""
    stated = translations(language).info().get("language") or language
    try:
        return Locale.parse(stated.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise RejectedInput(
            "locale", stated, "write a locale that CLDR knows, such as en_GB"
        ) from None


def language_named(text: str) -> str:
    """The language that somebody names, by what it calls itself, by its English name or its code; empty for none.

    >>> language_named("tieng viet"), language_named("English"), language_named("EN"), language_named("xong")
    ('vi', 'en', 'en', '')
    """
    return _names().get(fold(text).strip(" .!"), "")


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in sorted(languages()):
        locale = babel_locale(language)
        names = (
            translations(language).gettext(OWN_NAME) if language != SOURCE_LOCALE else OWN_NAME,
            Locale(locale.language).get_display_name(locale.language),
            Locale(locale.language).get_display_name("en"),
            Locale(locale.language).get_display_name(SOURCE_LOCALE),
            language,
        )
        found |= {fold(name): language for name in names if name}
    return found
