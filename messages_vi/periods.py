"""Periods and data windows of reports in words: `quý I năm 2025`, `số liệu từ 15/12/2024 đến 14/3/2025`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.formats import day, month, on_day
from messages_vi.labels import text as _
from messages_vi.language import spoken

_KEPT: Final = re.compile(r"số liệu từ (\d+)/(\d+)/(\d+) đến (\d+)/(\d+)/(\d+)")
_ROMAN: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_FORMS: Final[tuple[tuple[str, Callable[[re.Match[str]], str]], ...]] = (
    (r"(\d{4})", lambda f: _("năm %(year)s") % {"year": f[1]}),
    (r"(\d{4})-(\d{2})", lambda f: month(int(f[1]), int(f[2]))),
    (
        r"(\d{4})-Q([1-4])",
        lambda f: _("quý %(number)s năm %(year)s") % {"number": _ROMAN[f[2]], "year": f[1]},
    ),
    (r"(\d{4})-H1", lambda f: _("6 tháng đầu năm %(year)s") % {"year": f[1]}),
    (r"(\d{4})-H2", lambda f: _("6 tháng cuối năm %(year)s") % {"year": f[1]}),
    (
        r"(\d{4})-W(\d{2})",
        lambda f: _("tuần %(number)s năm %(year)s") % {"number": int(f[2]), "year": f[1]},
    ),
)


def period_words(label: str) -> str:
    """A period's label as an office says it; `A/B` is a range.

    >>> period_words("2025-Q1"), period_words("2025-02"), period_words("2025-03-17")
    ('quý I năm 2025', 'tháng 02 năm 2025', 'ngày 17/3/2025')
    """
    if "/" in label:
        first, last = (period_words(part) for part in label.split("/", 1))
        return _("%(first)s đến %(last)s") % {"first": first, "last": last}
    for form, words in _FORMS:
        if found := re.fullmatch(form, label):
            return words(found)
    return on_day(date.fromisoformat(label))


def window_words(first: date, last: date) -> str:
    """The data window of a report.

    >>> window_words(date(2024, 12, 15), date(2025, 3, 14))
    'số liệu từ 15/12/2024 đến 14/3/2025'
    """
    return _("số liệu từ %(first)s đến %(last)s") % {"first": day(first), "last": day(last)}


def window_spoken(kept: str) -> str:
    """A data window that was kept in Vietnamese, in the language that is spoken; other words stay as they are.

    >>> window_spoken("số liệu từ 15/12/2024 đến 14/3/2025")
    'số liệu từ 15/12/2024 đến 14/3/2025'
    """
    if spoken() == SOURCE_LOCALE or not (found := _KEPT.fullmatch(kept)):
        return kept
    first, last = (
        date(int(y), int(m), int(d)) for d, m, y in (found.groups()[:3], found.groups()[3:])
    )
    return window_words(first, last)
