"""Vietnamese deadline language: what offices write in the time column → rules of the vocabulary (RULES.md).

plain   fold, mend scanners' noise and slips, remember where each sign stood
lexer   the smallest things: dates, periods, counts, governing words
phrases what belongs to one deadline, gathered
meaning the rules, with what the neighbours and the day give
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from schedules.errors import BadRule
from schedules.reading.atoms import Atom, Is
from schedules.reading.gathering import Gatherer
from schedules.reading.lexer import atoms
from schedules.reading.meaning import Reader
from schedules.reading.neighbours import with_neighbours
from schedules.reading.plain import Plain, make_plain
from schedules.reading.whom import meant_for
from schedules.rules import External, OnRequest, Rule, Unspecified

_FIGURES: Final = re.compile(r"\d+(?:\s?[/.:,-]\s?\d+)*")

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
    phrases = with_neighbours(Gatherer(plain, found).gather())
    spans: list[Span] = []
    for phrase in phrases:
        try:
            rules = reader.rules(phrase)
        except (BadRule, ValueError, OverflowError):
            continue  # 31/2, the year 9999: told as unread
        start, end = plain.place(phrase.start, phrase.end)
        whom = meant_for(plain, phrase)
        for bare in rules:
            rule = msgspec.structs.replace(bare, applies_to=(whom,)) if whom else bare
            if rule not in [span.rule for span in spans]:
                spans.append(Span(rule, start, end, plain.source[start:end]))
    spans = _telling(spans)
    understood = tuple(span.rule for span in spans) or (Unspecified(),)
    return Reading(understood, tuple(spans), _unread(plain, found, spans))


def _unread(plain: Plain, found: list[Atom], spans: list[Span]) -> tuple[str, ...]:
    """Figures that stand in no rule and in no number of a document."""
    known = [(span.start, span.end) for span in spans]
    known += [plain.place(atom.start, atom.end) for atom in found if atom.kind == Is.PAPER]
    return tuple(
        figures[0]
        for figures in _FIGURES.finditer(plain.source)
        if not any(start <= figures.start() < end for start, end in known)
    )


def _telling(spans: list[Span]) -> list[Span]:
    """Without what says nothing beside the others: another paper, "kịp thời"."""
    dated = [s for s in spans if not isinstance(s.rule, External | Unspecified | OnRequest)]
    if dated:
        return [s for s in spans if not isinstance(s.rule, External | Unspecified)]
    plainly = [s for s in spans if not isinstance(s.rule, Unspecified)]
    return plainly or spans[:1]
