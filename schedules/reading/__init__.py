"""Vietnamese deadline language: what offices write in the time column → rules of the vocabulary (RULES.md).

    plain   fold, mend scanners' noise and slips, remember where each sign stood
    lexer   the smallest things: dates, periods, counts, governing words
    phrases what belongs to one deadline, gathered
    meaning the rules, with what the neighbours and the day give
"""

from __future__ import annotations

from datetime import date

import msgspec

from schedules.errors import BadRule
from schedules.reading.atoms import Is
from schedules.reading.lexer import atoms
from schedules.reading.meaning import Reader, with_neighbours
from schedules.reading.phrases import Gatherer
from schedules.reading.plain import make_plain
from schedules.rules import External, OnRequest, Rule, Unspecified

__all__ = ["Reading", "Span", "read_deadline"]


class Span(msgspec.Struct, frozen=True):
    """A rule and the words it was read from; `start` and `end` count signs of the NFC text."""

    rule: Rule
    start: int
    end: int
    text: str


class Reading(msgspec.Struct, frozen=True):
    """What was understood of a deadline: the rules with their words, and the words nobody understood."""

    rules: tuple[Rule, ...]
    spans: tuple[Span, ...]
    unread: tuple[str, ...]


def read_deadline(text: str, on: date, year: int | None = None) -> Reading:
    """Read a deadline expression as of the day `on`.

    `year` is the one the document or its heading speaks of, where the text leaves it out; a day that is past on `on` is
    taken for the next year's. Never raises for odd text: what dates nothing is `unspecified`.

    >>> read_deadline("Trước ngày 05/9/2025", date(2025, 9, 1)).rules
    (ByDate(date=datetime.date(2025, 9, 5), inclusive=False),)
    """
    plain = make_plain(text)
    found = atoms(plain)
    reader = Reader(plain, on, year)
    spans: list[Span] = []
    for phrase in with_neighbours(Gatherer(plain, found).gather()):
        try:
            rules = reader.rules(phrase)
        except (BadRule, ValueError, OverflowError):
            continue
        start, end = plain.at[phrase.start] if phrase.start < len(plain.at) else 0, phrase.end
        for rule in rules:
            if rule not in [span.rule for span in spans]:
                spans.append(Span(rule, start, plain.at[end - 1] + 1 if end else 0, plain.original(phrase.start, end)))
    spans = _telling(spans)
    rules = tuple(span.rule for span in spans) or (Unspecified(),)
    return Reading(rules, tuple(spans), ())


def _telling(spans: list[Span]) -> list[Span]:
    """Without what says nothing beside the others: another paper, "kịp thời"."""
    dated = [s for s in spans if not isinstance(s.rule, External | Unspecified | OnRequest)]
    if dated:
        return [s for s in spans if not isinstance(s.rule, External | Unspecified)]
    plainly = [s for s in spans if not isinstance(s.rule, Unspecified)]
    return plainly or spans[:1]
